//! Access: who may use the bot, and how often. It is decided here only, before anything else is done about
//! an update.

use super::Ctx;
use crate::callback_data::{CallbackData, UserAction};
use crate::policy::Access;
use crate::request_limits::Allowance;
use crate::telegram::calls::OutgoingCall;
use crate::telegram::request::{Command, Request};
use crate::view::{Html, inline_answer};
use care_ids::{ChatId, ConversationId, MessageId, UserId};
use care_store::CodeHash;

/// What stands before the code in a deep link.
pub(super) const CODE_PREFIX: &str = "i_";
/// Characters of a code.
const CODE_LENGTH: usize = 32;
/// How long an invitation can be used.
pub(super) const INVITATION_SECONDS: i64 = 7 * 24 * 60 * 60;

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
    /// What stands behind /start.
    payload: Option<&'r str>,
}

impl<'r> Requester<'r> {
    fn of(request: &'r Request) -> Option<Self> {
        let (sender, payload) = match request {
            Request::Command(sender, Command::Start, rest) => (sender, Some(rest.as_str())),
            Request::Command(sender, ..)
            | Request::Media { sender, .. }
            | Request::TopicAside(sender, _)
            | Request::Anonymous(sender)
            | Request::Text(sender, ..)
            | Request::Mention(sender, _)
            | Request::Aside(sender, _)
            | Request::Edit(sender, _)
            | Request::TopicText(sender, _) => (sender, None),
            Request::Callback { query, .. } | Request::Inline { query, .. } => {
                return Some(Self {
                    conversation: request.conversation()?,
                    message: None,
                    query: Some(query),
                    inline: matches!(request, Request::Inline { .. }),
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
    /// Whether a request is taken at all. Who is denied is told so, seldom; a press is answered always.
    pub(super) fn authorize(&mut self, request: &Request) -> bool {
        let Some(requester) = Requester::of(request) else {
            return true;
        };
        // What people say to each other in a group is not for the bot, but in the topic of a case.
        let overheard = matches!(request, Request::TopicText(..) | Request::TopicAside(..));
        if overheard && self.session.case_of_topic().is_none() {
            return false;
        }
        // Everybody who writes in the name of a chat has the same number: nothing is counted for it.
        if matches!(request, Request::Anonymous(_)) {
            return self.decide(&requester) == Decision::Allowed;
        }
        let decision = match self.decide(&requester) {
            Decision::Denied if self.is_about_own_data(request) => Decision::Allowed,
            decision => decision,
        };
        let Allowance {
            is_over_limit,
            may_say_slow_down,
            may_say_denied,
        } = self.allowance;
        if decision == Decision::Allowed && !is_over_limit {
            return true;
        }
        let (key, may_say) = match decision {
            Decision::Allowed => ("access.slow_down", may_say_slow_down),
            Decision::Denied => ("access.closed", may_say_denied),
            Decision::BadCode => ("access.bad_code", !is_over_limit),
        };
        if let Some(query) = requester.query {
            self.calls.push(if requester.inline {
                OutgoingCall::AnswerInline {
                    user: requester.conversation.user,
                    params: inline_answer(query, &[]),
                }
            } else {
                OutgoingCall::AnswerCallback {
                    conversation: requester.conversation,
                    query: query.to_owned(),
                    text: Some(self.content.text(key).to_owned()),
                }
            });
        } else if may_say {
            self.denied = decision == Decision::Denied;
            let card = plain_card(self.content.text(key));
            self.send(requester.conversation, requester.message, card);
        }
        false
    }

    /// In a private chat the person counts, in a group the group. Administrators are in everywhere.
    fn decide(&mut self, requester: &Requester) -> Decision {
        let conversation = requester.conversation;
        let is_admin = self.policy.admins.contains(&conversation.user);
        let is_in = match &self.policy.access {
            Access::Open => true,
            Access::Allowlist { people, .. } if requester.is_private() => {
                is_admin || people.contains(&conversation.user)
            }
            // A group that became a supergroup has another number than the one that is listed.
            Access::Allowlist { groups, .. } => {
                let before = self.session.moved_from();
                let numbers = before.iter().chain([&conversation.chat]);
                is_admin || numbers.into_iter().any(|chat| groups.contains(chat))
            }
            Access::Invite => return self.check_invitation(requester, is_admin),
        };
        if is_in {
            Decision::Allowed
        } else {
            Decision::Denied
        }
    }

    fn check_invitation(&mut self, requester: &Requester, is_admin: bool) -> Decision {
        let conversation = requester.conversation;
        let is_admin_in_private = is_admin && requester.is_private();
        if is_admin_in_private || self.session.is_admitted(conversation.chat) {
            return Decision::Allowed;
        }
        let Some(code) = requester.payload.and_then(code_in) else {
            return if is_admin {
                Decision::Allowed
            } else {
                Decision::Denied
            };
        };
        // Into a group somebody brings the bot who is in.
        if !requester.is_private()
            && !is_admin
            && !self.session.is_admitted(conversation.user.into())
        {
            return Decision::Denied;
        }
        let hash = CodeHash::of(code);
        let invitations = self.session.invitations().iter();
        let mut fitting = invitations.filter(|one| one.code == hash && one.expires_at > self.now);
        let Some(made_by) = fitting.next().map(|invitation| invitation.made_by) else {
            return Decision::BadCode;
        };
        let writes = self.session.writes();
        writes.redeemed.push(hash);
        writes.admitted.push((conversation.chat, made_by));
        Decision::Allowed
    }

    /// A person who is not allowed any more can still see and delete what is stored of them.
    fn is_about_own_data(&self, request: &Request) -> bool {
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
            _ => return false,
        };
        let kept = self.person(person);
        kept.accepted || kept.role.is_some()
    }

    /// The bot was added to a group: by an administrator that is an invitation.
    pub(super) fn added(&mut self, chat: ChatId, by: UserId) {
        tracing::info!(%chat, "the bot was added");
        if self.policy.access == Access::Invite && self.policy.admins.contains(&by) {
            self.session.writes().admitted.push((chat, by));
        }
    }

    /// The bot was blocked, or removed from a group: the group would have to let it in again.
    pub(super) fn removed(&mut self, chat: ChatId) {
        tracing::info!(%chat, "the bot was blocked or removed");
        if self.policy.access == Access::Invite && !chat.is_private() {
            self.session.writes().dismissed.push(chat);
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
