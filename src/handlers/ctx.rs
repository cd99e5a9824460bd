//! The context of one request: what was loaded for it, what it writes, and the calls it asks for.

use care_engine::content::{Content, QuestionIx, RoleIx};
use care_language::qa::Answers;
use care_store::{CaseId, KeptCase, Missing, Person, Seat, Session, WriteSet};

use crate::policy::Policy;
use crate::telegram::callback_data::Owner;
use crate::telegram::calls::Call;
use crate::telegram::routing::Sender;
use crate::view::{Card, menu_card};

/// One request being handled.
pub(super) struct Ctx<'t> {
    pub(super) content: &'t Content,
    pub(super) answers: &'t Answers,
    pub(super) policy: &'t Policy,
    pub(super) bot: &'t str,
    pub(super) session: &'t Session,
    pub(super) writes: WriteSet,
    pub(super) now: i64,
    /// The chat of the request has topics.
    pub(super) topics: bool,
    pub(super) calls: Vec<Call>,
}

impl Ctx<'_> {
    pub(in crate::handlers) fn person(&self, user: i64) -> Result<Person, Missing> {
        self.session.person(&self.writes, user)
    }

    pub(in crate::handlers) fn case(&self, id: CaseId) -> Result<Option<KeptCase>, Missing> {
        self.session.case(&self.writes, id)
    }

    /// A person's cases in a chat, the one touched last first.
    pub(in crate::handlers) fn cases_of(&self, seat: Seat) -> Result<Vec<KeptCase>, Missing> {
        self.session.cases_of(&self.writes, seat)
    }

    /// The case of a conversation that was touched last and is not closed.
    pub(in crate::handlers) fn latest(&self, seat: Seat) -> Result<Option<KeptCase>, Missing> {
        self.session.latest(&self.writes, seat)
    }

    pub(in crate::handlers) fn delete_message(&mut self, seat: Seat, message: i32) {
        self.calls.push(Call::DeleteMessage { seat, message });
    }

    /// Answers with words and what can be done now.
    pub(in crate::handlers) fn reply_text(
        &mut self,
        sender: Sender,
        words: String,
    ) -> Result<(), Missing> {
        let open = self.latest(sender.seat)?;
        let unfinished = open.filter(|case| case.asking).map(|case| case.id);
        let card = menu_card(self.content, &words, unfinished);
        self.send(sender.seat, Some(sender.message), card);
        Ok(())
    }

    /// Sends something that is not the card of a case.
    pub(in crate::handlers) fn send(&mut self, seat: Seat, reply_to: Option<i32>, card: Card) {
        let owner = Owner {
            person: seat.person,
            case: None,
        };
        self.calls.push(Call::SendMessage {
            seat,
            reply_to,
            card,
            owner,
            card_ref: None,
            fallback: None,
        });
    }

    /// Puts something that is not the card of a case in the place of a message, or sends it.
    pub(in crate::handlers) fn replace(&mut self, seat: Seat, message: Option<i32>, card: Card) {
        let owner = Owner {
            person: seat.person,
            case: None,
        };
        self.calls.push(match message {
            Some(message) => Call::EditMessage {
                seat,
                message,
                card,
                owner,
                card_ref: None,
            },
            None => Call::SendMessage {
                seat,
                reply_to: None,
                card,
                owner,
                card_ref: None,
                fallback: None,
            },
        });
    }

    pub(in crate::handlers) fn role(&self, person: &Person) -> Option<RoleIx> {
        person
            .role
            .as_deref()
            .and_then(|role| self.content.find_role(role))
    }

    /// The question about the local service, which is a setting.
    pub(in crate::handlers) fn access_question(&self) -> Option<QuestionIx> {
        self.content.find_question("access")
    }
}
