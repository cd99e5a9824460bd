//! The door: who gets in, and how often. The one place where that is decided, before anything else is
//! done about an update.

use super::Sitting;
use crate::render::{Html, PersonAction, inline_answer};
use crate::telegram::callback::{Decoded, decode};
use crate::telegram::calls::Call;
use crate::telegram::policy::Access;
use crate::telegram::schema::{Command, Request, Sender};
use care_engine::day::Day;
use care_store::{CodeHash, Missing, Seat, Visitor};

/// What stands before the code in a deep link.
const CODE_PREFIX: &str = "i_";
/// Characters of a code.
const CODE_LENGTH: usize = 32;
/// How long an invitation can be used.
const INVITATION_SECONDS: i64 = 7 * 24 * 60 * 60;
/// How long it is not said again that there is no entry.
const SAY_AGAIN_SECONDS: i64 = 24 * 60 * 60;

/// The code of an invitation behind /start.
pub(super) fn code_in(payload: &str) -> Option<&str> {
    let code = payload.strip_prefix(CODE_PREFIX)?;
    let is_code = code.len() == CODE_LENGTH && code.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_code.then_some(code)
}

/// Somebody in front of the door.
struct Caller<'r> {
    seat: Seat,
    /// The message that is answered.
    message: Option<i32>,
    /// The press or the inline query that has to be answered.
    query: Option<&'r str>,
    inline: bool,
    typed: bool,
    /// What stands behind /start.
    payload: Option<&'r str>,
}

impl<'r> Caller<'r> {
    fn of(request: &'r Request) -> Option<Self> {
        let (sender, typed, payload) = match request {
            Request::Command(sender, Command::Start, rest) => (sender, false, Some(rest.as_str())),
            Request::Command(sender, ..) | Request::Media(sender) => (sender, false, None),
            Request::Text(sender, ..) | Request::Overheard(sender, _) => (sender, true, None),
            Request::Press { query, .. } | Request::Inline { query, .. } => {
                return Some(Self {
                    seat: request.seat()?,
                    message: None,
                    query: Some(query),
                    inline: matches!(request, Request::Inline { .. }),
                    typed: false,
                    payload: None,
                });
            }
            Request::Added { .. }
            | Request::Removed(_)
            | Request::Moved { .. }
            | Request::Nothing(_) => return None,
        };
        Some(Self {
            seat: sender.seat,
            message: Some(sender.message),
            query: None,
            inline: false,
            typed,
            payload,
        })
    }

    fn is_private(&self) -> bool {
        self.seat.chat > 0
    }
}

/// What the door says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    In,
    Out,
    /// With an invitation that cannot be used.
    BadCode,
}

impl Sitting<'_> {
    /// Whether a request is taken at all. Who does not get in is told so, seldom; a press is answered
    /// always.
    pub(super) fn comes_in(&mut self, request: &Request) -> Result<bool, Missing> {
        let Some(caller) = Caller::of(request) else {
            return Ok(true);
        };
        // What people say to each other in a group is not for the bot, but in the topic of a case.
        if matches!(request, Request::Overheard(..)) && self.case_of_topic(caller.seat)?.is_none() {
            return Ok(false);
        }
        let mut visitor = self.counted(&caller)?;
        let verdict = match self.verdict(&caller)? {
            Verdict::Out if self.is_about_own_data(request)? => Verdict::In,
            verdict => verdict,
        };
        let fast = visitor.as_ref().is_some_and(|seen| self.is_fast(seen));
        if verdict == Verdict::In && !fast {
            return Ok(true);
        }
        let key = match verdict {
            Verdict::In => "access.slow_down",
            Verdict::Out => "access.closed",
            Verdict::BadCode => "access.bad_code",
        };
        if let Some(query) = caller.query {
            self.calls.push(if caller.inline {
                Call::AnswerInline {
                    person: caller.seat.person,
                    params: inline_answer(query, &[]),
                }
            } else {
                Call::Answer {
                    seat: caller.seat,
                    query: query.to_owned(),
                    text: Some(self.content.text(key).to_owned()),
                }
            });
            return Ok(false);
        }
        if visitor.is_none() {
            visitor = Some(self.room.visitor(&self.changes, caller.seat.person)?);
        }
        let Some(mut visitor) = visitor else {
            return Ok(false);
        };
        let due = match verdict {
            Verdict::In => !visitor.told,
            Verdict::Out => visitor
                .turned_away_at
                .is_none_or(|at| self.now - at >= SAY_AGAIN_SECONDS),
            Verdict::BadCode => !fast,
        };
        if due {
            match verdict {
                Verdict::In => visitor.told = true,
                Verdict::Out => visitor.turned_away_at = Some(self.now),
                Verdict::BadCode => {}
            }
            self.changes.save_visitor(visitor);
            let card = plain_card(self.content.text(key));
            self.send(caller.seat, caller.message, card);
        }
        Ok(false)
    }

    /// Counts an update, where there are limits.
    fn counted(&mut self, caller: &Caller) -> Result<Option<Visitor>, Missing> {
        if !self.policy.limits.is_any() {
            return Ok(None);
        }
        let mut visitor = self.room.visitor(&self.changes, caller.seat.person)?;
        let minute = self.now.div_euclid(60);
        if visitor.minute != minute {
            visitor = Visitor {
                minute,
                turned_away_at: visitor.turned_away_at,
                ..Visitor::new(visitor.user)
            };
        }
        visitor.updates = visitor.updates.saturating_add(1);
        visitor.texts = visitor.texts.saturating_add(u32::from(caller.typed));
        self.changes.save_visitor(visitor.clone());
        Ok(Some(visitor))
    }

    fn is_fast(&self, seen: &Visitor) -> bool {
        let limits = self.policy.limits;
        limits.updates.is_some_and(|most| seen.updates > most)
            || limits.texts.is_some_and(|most| seen.texts > most)
    }

    /// In a private chat the person counts, in a group the group. Administrators are in everywhere.
    fn verdict(&mut self, caller: &Caller) -> Result<Verdict, Missing> {
        let seat = caller.seat;
        let is_admin = self.policy.admins.contains(&seat.person);
        let is_in = match &self.policy.access {
            Access::Open => true,
            Access::Allowlist { people, .. } if caller.is_private() => {
                is_admin || people.contains(&seat.person)
            }
            Access::Allowlist { groups, .. } => is_admin || groups.contains(&seat.chat),
            Access::Invite => return self.invited(caller, is_admin),
        };
        Ok(if is_in { Verdict::In } else { Verdict::Out })
    }

    fn invited(&mut self, caller: &Caller, is_admin: bool) -> Result<Verdict, Missing> {
        let seat = caller.seat;
        let is_at_home = is_admin && caller.is_private();
        if is_at_home || self.room.is_admitted(&self.changes, seat.chat)? {
            return Ok(Verdict::In);
        }
        let Some(code) = caller.payload.and_then(code_in) else {
            return Ok(if is_admin { Verdict::In } else { Verdict::Out });
        };
        // Into a group somebody brings the bot who is in.
        if !caller.is_private()
            && !is_admin
            && !self.room.is_admitted(&self.changes, seat.person)?
        {
            return Ok(Verdict::Out);
        }
        let code = CodeHash::of(code);
        let until = self.room.invitation(&self.changes, code)?;
        if until.is_none_or(|until| until <= self.now) {
            return Ok(Verdict::BadCode);
        }
        self.changes.redeem(code);
        self.changes.admit(seat.chat);
        Ok(Verdict::In)
    }

    /// Who was let in once and is not any more can still see and delete what is kept of them.
    fn is_about_own_data(&self, request: &Request) -> Result<bool, Missing> {
        let person = match request {
            Request::Command(
                sender,
                Command::Privacy | Command::Export | Command::Forget | Command::Trail,
                _,
            ) => sender.seat.person,
            Request::Press { seat, data, .. } => match decode(self.content, data) {
                Some(Decoded::Person {
                    action: PersonAction::Forget | PersonAction::DoNotForget,
                    ..
                }) => seat.person,
                _ => return Ok(false),
            },
            _ => return Ok(false),
        };
        let kept = self.person(person)?;
        Ok(kept.accepted || kept.role.is_some())
    }

    /// The bot was brought into a group: by an administrator that is an invitation.
    pub(super) fn added(&mut self, chat: i64, by: i64) {
        tracing::info!(chat, "the bot was added");
        if self.policy.access == Access::Invite && self.policy.admins.contains(&by) {
            self.changes.admit(chat);
        }
    }

    /// The bot was blocked, or removed from a group: the group would have to let it in again.
    pub(super) fn removed(&mut self, chat: i64) {
        tracing::info!(chat, "the bot was blocked or removed");
        if self.policy.access == Access::Invite && chat < 0 {
            self.changes.dismiss(chat);
        }
    }

    /// An invitation for one person or one group.
    pub(super) fn invite(&mut self, sender: Sender) -> Result<(), Missing> {
        if !self.policy.admins.contains(&sender.seat.person) {
            return self.unknown_command(sender);
        }
        let key = match self.policy.access {
            _ if sender.seat.chat < 0 => "private.only",
            Access::Open => "invite.open",
            Access::Allowlist { .. } => "invite.list",
            Access::Invite => {
                let code = self.room.new_code(&mut self.changes)?;
                let until = self.now + INVITATION_SECONDS;
                self.changes.invite(CodeHash::of(&code), until);
                let link =
                    |start: &str| format!("https://t.me/{}?{start}={CODE_PREFIX}{code}", self.bot);
                let words = self.content.text_with(
                    "invite",
                    &[
                        ("person", &link("start")),
                        ("group", &link("startgroup")),
                        ("until", &Day::at(until).to_string()),
                    ],
                );
                self.send(sender.seat, Some(sender.message), plain_card(&words));
                return Ok(());
            }
        };
        let card = plain_card(self.content.text(key));
        self.send(sender.seat, Some(sender.message), card);
        Ok(())
    }
}

/// Words without buttons.
pub(super) fn plain_card(words: &str) -> crate::render::Card {
    let mut html = Html::default();
    html.text(words);
    crate::render::Card {
        html: html.into_string(),
        keyboard: Vec::new(),
    }
}
