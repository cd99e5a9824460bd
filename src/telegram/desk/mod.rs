//! The desk: one request, its effect on what is kept, and the calls owed because of it.
//!
//! No network here, no database and no clock: a request is handled over what was read into the room,
//! and what the desk changes is committed as one with the mark that the update was handled. Only then
//! are the calls made.

mod case_list;
mod cases;
mod change;
mod door;
mod follow_up;
mod inline;
mod label;
mod onboarding;
mod own_data;
mod plans;
mod press;
mod topics;
mod what_if;
mod why;
mod words;

use std::sync::Arc;

use super::callback::further::{self, Further};
use super::callback::{Decoded, Owner, decode};
use super::calls::Call;
use super::policy::{Access, Policy};
use super::schema::{Command, Request, Sender};
use crate::render::{Card, menu_card};
use care_engine::content::{Content, QuestionIx, RoleIx};
use care_language::phi;
use care_language::qa::Answers;
use care_store::{CaseId, Changes, KeptCase, Missing, Person, Room, Seat, Wanted};
use press::Pressed;

/// What the desk needs to know beside the store.
#[derive(Clone)]
pub struct Desk {
    /// What can be asked and said.
    pub content: Arc<Content>,
    /// What is looked up for answers.
    pub answers: Arc<Answers>,
    /// Who gets in, how often, and how long cases are kept.
    pub policy: Arc<Policy>,
    /// The bot's name on Telegram, for links to it.
    pub bot: Arc<str>,
    /// Whether private chats with the bot have topics, as Telegram says when the bot introduces itself.
    pub topics_in_private: bool,
}

/// One request being handled.
struct Sitting<'t> {
    content: &'t Content,
    answers: &'t Answers,
    policy: &'t Policy,
    bot: &'t str,
    room: &'t Room,
    changes: Changes,
    now: i64,
    /// The chat of the request has topics.
    topics: bool,
    calls: Vec<Call>,
}

impl Desk {
    /// Prepares what is looked up. Everybody gets in, as often as they like.
    pub fn new(content: Arc<Content>) -> Self {
        let answers = Arc::new(Answers::new(&content));
        Self {
            content,
            answers,
            policy: Arc::default(),
            bot: "".into(),
            topics_in_private: false,
        }
    }

    /// Under what was decided by whoever runs the bot.
    #[must_use]
    pub fn under(self, policy: Policy) -> Self {
        Self {
            policy: Arc::new(policy),
            ..self
        }
    }

    /// What a request is going to need of the store, as far as it shows. What is not foreseen here is
    /// told by [`Desk::handle`].
    pub fn wants(&self, request: &Request) -> Vec<Wanted> {
        let mut wanted = self.wants_of_case(request);
        if let Some(seat) = request.seat() {
            if self.policy.limits.is_any() {
                wanted.push(Wanted::Visitor(seat.person));
            }
            if self.policy.access == Access::Invite {
                wanted.push(Wanted::Admission(seat.chat));
            }
        }
        wanted
    }

    fn wants_of_case(&self, request: &Request) -> Vec<Wanted> {
        let seat = match request {
            Request::Press { seat, data, .. } => {
                let case = self.case_of_button(data).map(Wanted::Case);
                return case
                    .into_iter()
                    .chain([Wanted::Person(seat.person)])
                    .collect();
            }
            Request::Command(sender, ..) | Request::Text(sender, ..) | Request::Media(sender) => {
                sender.seat
            }
            Request::Overheard(sender, _) => {
                let (chat, thread) = (sender.seat.chat, sender.seat.thread);
                return vec![Wanted::CaseOfTopic { chat, thread }];
            }
            Request::Inline { .. }
            | Request::Added { .. }
            | Request::Removed(_)
            | Request::Moved { .. }
            | Request::Nothing(_) => return Vec::new(),
        };
        let (chat, person) = (seat.chat, seat.person);
        vec![Wanted::Person(person), Wanted::CasesOf { chat, person }]
    }

    fn case_of_button(&self, data: &str) -> Option<CaseId> {
        match decode(&self.content, data) {
            Some(Decoded::Case { case, .. } | Decoded::OtherCase { case, .. }) => Some(case),
            Some(Decoded::Asked { case, .. }) => case,
            Some(Decoded::Person { .. }) => None,
            None => match further::decode(&self.content, data)? {
                Further::Look { case, .. }
                | Further::Save { case, .. }
                | Further::Delete { case, .. }
                | Further::Topic { case } => Some(case),
                Further::CasesFrom { .. } | Further::Helpful { .. } => None,
            },
        }
    }

    /// Handles one request: what it changes, and the calls that are owed because of it. The same
    /// request in the same room always gives the same.
    ///
    /// # Errors
    /// What has to be read into the room first; then nothing has happened.
    pub fn handle(&self, room: &Room, request: &Request, now: i64) -> Result<Changes, Missing> {
        let mut sitting = Sitting {
            content: &self.content,
            answers: &self.answers,
            policy: &self.policy,
            bot: &self.bot,
            room,
            changes: Changes::default(),
            now,
            topics: request.in_forum()
                || self.topics_in_private && request.chat().is_some_and(|chat| chat > 0),
            calls: Vec::new(),
        };
        if sitting.comes_in(request)? {
            sitting.handle(request.clone())?;
        }
        let Sitting {
            mut changes, calls, ..
        } = sitting;
        changes.owe(calls.iter().map(|call| call.owed(&self.content)));
        Ok(changes)
    }
}

impl Sitting<'_> {
    fn person(&self, user: i64) -> Result<Person, Missing> {
        self.room.person(&self.changes, user)
    }

    fn case(&self, id: CaseId) -> Result<Option<KeptCase>, Missing> {
        self.room.case(&self.changes, id)
    }

    /// A person's cases in a chat, the one touched last first.
    fn cases_of(&self, seat: Seat) -> Result<Vec<KeptCase>, Missing> {
        self.room.cases_of(&self.changes, seat)
    }

    /// The case of a conversation that was touched last and is not closed.
    fn latest(&self, seat: Seat) -> Result<Option<KeptCase>, Missing> {
        self.room.latest(&self.changes, seat)
    }

    fn handle(&mut self, request: Request) -> Result<(), Missing> {
        match request {
            Request::Command(sender, command, rest) => self.command(sender, command, &rest),
            Request::Text(sender, text, under) => self.typed(sender, text, under),
            Request::Media(sender) => self.media(sender),
            Request::Overheard(sender, text) => self.overheard(sender, text),
            Request::Press {
                seat,
                message,
                replied,
                query,
                data,
                ..
            } => {
                let pressed = Pressed {
                    seat,
                    message,
                    replied,
                    query,
                };
                self.press(pressed, &data)
            }
            Request::Inline {
                person,
                query,
                text,
            } => {
                self.inline(person, &query, &text);
                Ok(())
            }
            Request::Moved { from, to } => {
                self.changes.move_chat(from, to);
                Ok(())
            }
            Request::Added { chat, by } => {
                self.added(chat, by);
                Ok(())
            }
            Request::Removed(chat) => {
                self.removed(chat);
                Ok(())
            }
            Request::Nothing(why) => {
                tracing::debug!(why, "update without a request");
                Ok(())
            }
        }
    }

    fn command(&mut self, sender: Sender, command: Command, rest: &str) -> Result<(), Missing> {
        let text = |key| self.content.text(key).to_owned();
        // What follows a command is a text as well.
        let kinds = self.answers.identifiers(rest);
        if door::code_in(rest).is_none() && !kinds.is_empty() {
            return self.refuse_identifier(sender, kinds);
        }
        match command {
            Command::Start => self.start(sender, rest),
            Command::New => self.new_case(sender),
            Command::Cases => self.list_cases(sender.seat, Some(sender.message)),
            Command::Resume => self.resume(sender),
            Command::Settings => self.settings(sender),
            Command::Sources => self.tell(sender, self.sources()),
            Command::About => self.tell(sender, self.about()),
            Command::Privacy => self.tell(sender, self.privacy()),
            Command::Help => self.tell(sender, text("help")),
            Command::Trail => self.trail(sender),
            Command::Export => self.export(sender),
            Command::Forget => {
                self.ask_to_forget(sender);
                Ok(())
            }
            Command::Invite => self.invite(sender),
            Command::Unknown => self.unknown_command(sender),
            Command::Cancel => self.cancel(sender),
        }
    }

    fn unknown_command(&mut self, sender: Sender) -> Result<(), Missing> {
        let text = |key| self.content.text(key);
        let words = format!("{}\n\n{}", text("help.unknown_command"), text("help"));
        self.tell(sender, words)
    }

    /// A text that may name somebody: it is taken away where the bot may, and what is said stands
    /// under it where it may not.
    fn refuse_identifier(&mut self, sender: Sender, kinds: phi::Kinds) -> Result<(), Missing> {
        self.take_away(sender.seat, sender.message);
        self.tell(sender, phi::told(self.content, kinds))
    }

    fn take_away(&mut self, seat: Seat, message: i32) {
        self.calls.push(Call::Delete { seat, message });
    }

    /// A text that answers something, or does not.
    fn typed(
        &mut self,
        sender: Sender,
        text: String,
        under: Option<String>,
    ) -> Result<(), Missing> {
        let kinds = self.answers.identifiers(&text);
        if !kinds.is_empty() {
            return self.refuse_identifier(sender, kinds);
        }
        // A reply to a message of a case is a question about that case, unless it is being asked.
        if let Some(line) = under
            && let Some(case) = self.case_under(sender.seat, &line)?
            && !case.asking
        {
            return self.question(sender, &text, Some(case));
        }
        let latest = self.latest(sender.seat)?;
        if latest.is_none()
            && let Some(case) = self.case_of_topic(sender.seat)?
            && !case.asking
        {
            return self.question(sender, &text, Some(case));
        }
        match latest {
            // In a group a reply to somebody else's card must not become an answer to one's own.
            Some(case) if case.asking && !answers_its_card(sender, &case) => {
                match self.restored(&case) {
                    Ok(restored) => self.show_again(sender.seat, case, restored.intake),
                    Err(_) => Ok(()),
                }
            }
            Some(case) if case.asking => self.answer_typed(sender, case, text),
            _ => self.question(sender, &text, None),
        }
    }

    fn media(&mut self, sender: Sender) -> Result<(), Missing> {
        let open = self.latest(sender.seat)?;
        let asking = open
            .as_ref()
            .and_then(|case| self.restored(case).ok()?.intake.asking());
        let words = match asking {
            Some(question) => {
                let ask = &self.content.question(question).ask;
                self.content.text_with("media.asking", &[("ask", ask)])
            }
            None => self.content.text("media").to_owned(),
        };
        let card = menu_card(self.content, &words, open.map(|case| case.id));
        self.send(sender.seat, Some(sender.message), card);
        Ok(())
    }

    /// Answers with words and what can be done now.
    fn tell(&mut self, sender: Sender, words: String) -> Result<(), Missing> {
        let open = self.latest(sender.seat)?;
        let unfinished = open.filter(|case| case.asking).map(|case| case.id);
        let card = menu_card(self.content, &words, unfinished);
        self.send(sender.seat, Some(sender.message), card);
        Ok(())
    }

    /// Sends something that is not the card of a case.
    fn send(&mut self, seat: Seat, reply_to: Option<i32>, card: Card) {
        let owner = Owner {
            person: seat.person,
            case: None,
        };
        self.calls.push(Call::Send {
            seat,
            reply_to,
            card,
            owner,
            card_of: None,
            instead: None,
        });
    }

    /// Puts something that is not the card of a case in the place of a message, or sends it.
    fn replace(&mut self, seat: Seat, message: Option<i32>, card: Card) {
        let owner = Owner {
            person: seat.person,
            case: None,
        };
        self.calls.push(match message {
            Some(message) => Call::Edit {
                seat,
                message,
                card,
                owner,
                card_of: None,
            },
            None => Call::Send {
                seat,
                reply_to: None,
                card,
                owner,
                card_of: None,
                instead: None,
            },
        });
    }

    fn role(&self, person: &Person) -> Option<RoleIx> {
        person
            .role
            .as_deref()
            .and_then(|role| self.content.find_role(role))
    }

    /// The question about the local service, which is a setting.
    fn access_question(&self) -> Option<QuestionIx> {
        self.content.find_question("access")
    }
}

/// Whether a text belongs to the case's card. In a private chat every text does; in a group, which
/// has a negative number, only a reply to it.
fn answers_its_card(sender: Sender, case: &KeptCase) -> bool {
    let private = sender.seat.chat > 0;
    private || case.card.is_none() || sender.reply_to == case.card
}
