//! The context of one request: what was loaded for it, what it writes, and the calls it asks for.

use crate::handlers::record::{CaseRecord, seat_of};
use care_engine::content::{Content, QuestionIx, RoleIx};
use care_ids::{CaseId, ConversationId, MessageId, UserId};
use care_language::qa::Answers;
use care_store::{Missing, Person, Session, WriteSet};

use super::Event;
use crate::policy::Policy;
use crate::telegram::calls::Call;
use crate::telegram::request::Sender;
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
    /// What the metrics count once the request is committed.
    pub(super) events: Vec<Event>,
}

impl Ctx<'_> {
    pub(in crate::handlers) fn person(&self, user: UserId) -> Result<Person, Missing> {
        self.session.person(&self.writes, user.get())
    }

    pub(in crate::handlers) fn case(&self, id: CaseId) -> Result<Option<CaseRecord>, Missing> {
        let found = self.session.case(&self.writes, id.get())?;
        Ok(found.map(CaseRecord::from))
    }

    /// A person's cases in a chat, the one touched last first.
    pub(in crate::handlers) fn cases_of(
        &self,
        conversation: ConversationId,
    ) -> Result<Vec<CaseRecord>, Missing> {
        let cases = self.session.cases_of(&self.writes, seat_of(conversation))?;
        Ok(cases.into_iter().map(CaseRecord::from).collect())
    }

    /// The case of a conversation that was touched last and is not closed.
    pub(in crate::handlers) fn latest(
        &self,
        conversation: ConversationId,
    ) -> Result<Option<CaseRecord>, Missing> {
        let latest = self.session.latest(&self.writes, seat_of(conversation))?;
        Ok(latest.map(CaseRecord::from))
    }

    pub(in crate::handlers) fn delete_message(
        &mut self,
        conversation: ConversationId,
        message: MessageId,
    ) {
        self.calls.push(Call::DeleteMessage {
            conversation,
            message,
        });
    }

    /// Answers with words and what can be done now.
    pub(in crate::handlers) fn reply_text(
        &mut self,
        sender: Sender,
        words: String,
    ) -> Result<(), Missing> {
        let open = self.latest(sender.conversation)?;
        let unfinished = open.filter(|case| case.asking).map(|case| case.id);
        let card = menu_card(self.content, sender.conversation.user, &words, unfinished);
        self.send(sender.conversation, Some(sender.message), card);
        Ok(())
    }

    /// Sends something that is not the card of a case.
    pub(in crate::handlers) fn send(
        &mut self,
        conversation: ConversationId,
        reply_to: Option<MessageId>,
        card: Card,
    ) {
        self.calls.push(Call::SendMessage {
            conversation,
            reply_to,
            card,
            card_ref: None,
            fallback: None,
        });
    }

    /// Puts something that is not the card of a case in the place of a message, or sends it.
    pub(in crate::handlers) fn replace(
        &mut self,
        conversation: ConversationId,
        message: Option<MessageId>,
        card: Card,
    ) {
        self.calls.push(match message {
            Some(message) => Call::EditMessage {
                conversation,
                message,
                card,
                card_ref: None,
            },
            None => Call::SendMessage {
                conversation,
                reply_to: None,
                card,
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
        self.content.topic.access_question
    }
}
