//! Access: who may use the bot, and how often. It is decided here only, before anything else is done about
//! an update.

use super::Ctx;
use crate::callback_data::{CallbackData, UserAction};
use crate::policy::Access;
use crate::telegram::calls::Call;
use crate::telegram::request::{Command, Request};
use crate::view::{Html, inline_answer};
use care_ids::{ChatId, ConversationId, MessageId, UserId};
use care_store::{CodeHash, Missing, RateCounter};

/// What stands before the code in a deep link.
pub(super) const CODE_PREFIX: &str = "i_";
/// Characters of a code.
const CODE_LENGTH: usize = 32;
/// How long an invitation can be used.
pub(super) const INVITATION_SECONDS: i64 = 7 * 24 * 60 * 60;
/// How long it is not said again that there is no entry.
const DENIAL_REPEAT_SECONDS: i64 = 24 * 60 * 60;

/// The code of an invitation behind /start.
pub(super) fn code_in(payload: &str) -> Option<&str> {
    let code = payload.strip_prefix(CODE_PREFIX)?;
    let is_code = code.len() == CODE_LENGTH && code.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_code.then_some(code)
}

/// Whether what follows a command came with a link to the bot, and was not typed by a person (Bot API, deep
/// linking).
pub(super) fn is_link_payload(command: Command, rest: &str) -> bool {
    let is_of_link = |letter: u8| letter.is_ascii_alphanumeric() || matches!(letter, b'_' | b'-');
    command == Command::Start && (1..=64).contains(&rest.len()) && rest.bytes().all(is_of_link)
}

/// Who makes a request, as far as access depends on it.
struct Requester<'r> {
    conversation: ConversationId,
    /// The message that is answered.
    message: Option<MessageId>,
    /// The press or the inline query that has to be answered.
    query: Option<&'r str>,
    inline: bool,
    typed: bool,
    /// What stands behind /start.
    payload: Option<&'r str>,
}

impl<'r> Requester<'r> {
    fn of(request: &'r Request) -> Option<Self> {
        let (sender, typed, payload) = match request {
            Request::Command(sender, Command::Start, rest) => (sender, false, Some(rest.as_str())),
            Request::Command(sender, ..)
            | Request::Media { sender, .. }
            | Request::TopicAside(sender, _)
            | Request::Anonymous(sender) => (sender, false, None),
            Request::Text(sender, ..)
            | Request::Mention(sender, _)
            | Request::Edit(sender, _)
            | Request::TopicText(sender, _) => (sender, true, None),
            Request::Callback { query, .. } | Request::Inline { query, .. } => {
                return Some(Self {
                    conversation: request.conversation()?,
                    message: None,
                    query: Some(query),
                    inline: matches!(request, Request::Inline { .. }),
                    typed: false,
                    payload: None,
                });
            }
            Request::BotAdded { .. }
            | Request::BotRemoved(_)
            | Request::ChatMigrated { .. }
            | Request::Ignored(_) => return None,
        };
        Some(Self {
            conversation: sender.conversation,
            message: Some(sender.message),
            query: None,
            inline: false,
            typed,
            payload,
        })
    }

    fn is_private(&self) -> bool {
        self.conversation.chat.is_private()
    }
}

/// Whether a request is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Allowed,
    Denied,
    /// With an invitation that cannot be used.
    BadCode,
}

impl Ctx<'_> {
    /// Whether a request is taken at all. Who does not get in is plan_texts so, seldom; a press is answered
    /// always.
    pub(super) fn authorize(&mut self, request: &Request) -> Result<bool, Missing> {
        let Some(requester) = Requester::of(request) else {
            return Ok(true);
        };
        // What people say to each other in a group is not for the bot, but in the topic of a case.
        let overheard = matches!(request, Request::TopicText(..) | Request::TopicAside(..));
        if overheard && self.case_of_topic(requester.conversation)?.is_none() {
            return Ok(false);
        }
        // Everybody who writes in the name of a chat has the same number: nothing is counted for it.
        if matches!(request, Request::Anonymous(_)) {
            return Ok(self.decide(&requester)? == Decision::Allowed);
        }
        let mut counter = self.count_request(&requester)?;
        let decision = match self.decide(&requester)? {
            Decision::Denied if self.is_about_own_data(request)? => Decision::Allowed,
            decision => decision,
        };
        let fast = counter
            .as_ref()
            .is_some_and(|seen| self.is_over_limit(seen));
        if decision == Decision::Allowed && !fast {
            return Ok(true);
        }
        let key = match decision {
            Decision::Allowed => "access.slow_down",
            Decision::Denied => "access.closed",
            Decision::BadCode => "access.bad_code",
        };
        if let Some(query) = requester.query {
            self.calls.push(if requester.inline {
                Call::AnswerInline {
                    user: requester.conversation.user,
                    params: inline_answer(query, &[]),
                }
            } else {
                Call::AnswerCallback {
                    conversation: requester.conversation,
                    query: query.to_owned(),
                    text: Some(self.content.text(key).to_owned()),
                }
            });
            return Ok(false);
        }
        if counter.is_none() {
            counter = Some(
                self.session
                    .visitor(&self.writes, requester.conversation.user.get())?,
            );
        }
        let Some(mut counter) = counter else {
            return Ok(false);
        };
        let due = match decision {
            Decision::Allowed => !counter.told,
            Decision::Denied => counter
                .turned_away_at
                .is_none_or(|at| self.now - at >= DENIAL_REPEAT_SECONDS),
            Decision::BadCode => !fast,
        };
        if due {
            match decision {
                Decision::Allowed => counter.told = true,
                Decision::Denied => counter.turned_away_at = Some(self.now),
                Decision::BadCode => {}
            }
            self.writes.save_visitor(counter);
            let card = plain_card(self.content.text(key));
            self.send(requester.conversation, requester.message, card);
        }
        Ok(false)
    }

    /// Counts an update, where there are limits.
    fn count_request(&mut self, requester: &Requester) -> Result<Option<RateCounter>, Missing> {
        if !self.policy.limits.is_any() {
            return Ok(None);
        }
        let mut counter = self
            .session
            .visitor(&self.writes, requester.conversation.user.get())?;
        let minute = self.now.div_euclid(60);
        if counter.minute != minute {
            counter = RateCounter {
                minute,
                turned_away_at: counter.turned_away_at,
                ..RateCounter::new(counter.user)
            };
        }
        counter.updates = counter.updates.saturating_add(1);
        counter.texts = counter.texts.saturating_add(u32::from(requester.typed));
        self.writes.save_visitor(counter.clone());
        Ok(Some(counter))
    }

    fn is_over_limit(&self, seen: &RateCounter) -> bool {
        let limits = self.policy.limits;
        limits.updates.is_some_and(|most| seen.updates > most)
            || limits.texts.is_some_and(|most| seen.texts > most)
    }

    /// In a private chat the person counts, in a group the group. Administrators are in everywhere.
    fn decide(&mut self, requester: &Requester) -> Result<Decision, Missing> {
        let conversation = requester.conversation;
        let is_admin = self.policy.admins.contains(&conversation.user);
        let is_in = match &self.policy.access {
            Access::Open => true,
            Access::Allowlist { people, .. } if requester.is_private() => {
                is_admin || people.contains(&conversation.user)
            }
            Access::Allowlist { groups, .. } => is_admin || groups.contains(&conversation.chat),
            Access::Invite => return self.check_invitation(requester, is_admin),
        };
        Ok(if is_in {
            Decision::Allowed
        } else {
            Decision::Denied
        })
    }

    fn check_invitation(
        &mut self,
        requester: &Requester,
        is_admin: bool,
    ) -> Result<Decision, Missing> {
        let conversation = requester.conversation;
        let is_admin_in_private = is_admin && requester.is_private();
        if is_admin_in_private
            || self
                .session
                .is_admitted(&self.writes, conversation.chat.get())?
        {
            return Ok(Decision::Allowed);
        }
        let Some(code) = requester.payload.and_then(code_in) else {
            return Ok(if is_admin {
                Decision::Allowed
            } else {
                Decision::Denied
            });
        };
        // Into a group somebody brings the bot who is in.
        if !requester.is_private()
            && !is_admin
            && !self
                .session
                .is_admitted(&self.writes, conversation.user.get())?
        {
            return Ok(Decision::Denied);
        }
        let code = CodeHash::of(code);
        let until = self.session.invitation(&self.writes, code)?;
        if until.is_none_or(|until| until <= self.now) {
            return Ok(Decision::BadCode);
        }
        self.writes.redeem(code);
        self.writes.admit(conversation.chat.get());
        Ok(Decision::Allowed)
    }

    /// A person who is not allowed any more can still see and delete what is stored of them.
    fn is_about_own_data(&self, request: &Request) -> Result<bool, Missing> {
        let person = match request {
            Request::Command(
                sender,
                Command::Privacy | Command::Export | Command::Forget | Command::AuditLog,
                _,
            ) => sender.conversation.user,
            Request::Callback {
                conversation,
                data:
                    Ok(CallbackData::User {
                        action: UserAction::Forget | UserAction::DoNotForget,
                        ..
                    }),
                ..
            } => conversation.user,
            _ => return Ok(false),
        };
        let kept = self.person(person)?;
        Ok(kept.accepted || kept.role.is_some())
    }

    /// The bot was added to a group: by an administrator that is an invitation.
    pub(super) fn added(&mut self, chat: ChatId, by: UserId) {
        tracing::info!(%chat, "the bot was added");
        if self.policy.access == Access::Invite && self.policy.admins.contains(&by) {
            self.writes.admit(chat.get());
        }
    }

    /// The bot was blocked, or removed from a group: the group would have to let it in again.
    pub(super) fn removed(&mut self, chat: ChatId) {
        tracing::info!(%chat, "the bot was blocked or removed");
        if self.policy.access == Access::Invite && !chat.is_private() {
            self.writes.dismiss(chat.get());
        }
    }
}

/// A card of words without any button.
pub(super) fn plain_card(words: &str) -> crate::view::Card {
    let mut html = Html::default();
    html.text(words);
    crate::view::Card {
        html: html.into_string(),
        keyboard: Vec::new(),
    }
}
