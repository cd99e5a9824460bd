//! The context of one request: what was loaded for it, what it writes, and the calls it asks for.

use care_engine::content::{Content, QuestionIx, RoleIx};
use care_ids::{CaseId, ConversationId, MessageId, UserId};
use care_language::qa::Conversation;
use care_store::{CardRef, CaseMessage, MessageRole, Person, Session, StoredCase};

use super::MetricsEvent;
use crate::policy::Policy;
use crate::request_limits::Allowance;
use crate::telegram::calls::{NewMessage, OutgoingCall};
use crate::telegram::request::Sender;
use crate::view::{Card, menu_card};

/// One request being handled.
pub(super) struct Ctx<'t> {
    pub(super) content: &'t Content,
    pub(super) answers: &'t Conversation,
    pub(super) policy: &'t Policy,
    pub(super) bot: &'t str,
    /// What was loaded, with what the request has changed in it.
    pub(super) session: Session,
    /// Whether the person may make this request now.
    pub(super) allowance: Allowance,
    pub(super) now: i64,
    /// The chat of the request has topics.
    pub(super) topics: bool,
    pub(super) calls: Vec<OutgoingCall>,
    /// What the metrics count once the request is committed.
    pub(super) events: Vec<MetricsEvent>,
    /// It was said that there is no entry.
    pub(super) denied: bool,
}

impl Ctx<'_> {
    pub(in crate::handlers) fn person(&self, user: UserId) -> Person {
        self.session.person(user)
    }

    pub(in crate::handlers) fn case(&self, id: CaseId) -> Option<StoredCase> {
        self.session.case(id)
    }

    /// A person's cases in a chat, the one touched last first.
    pub(in crate::handlers) fn cases_of(&self, conversation: ConversationId) -> Vec<StoredCase> {
        self.session.cases_of(conversation)
    }

    /// The case of a conversation that was touched last and is not closed.
    pub(in crate::handlers) fn latest(&self, conversation: ConversationId) -> Option<StoredCase> {
        self.session.latest(conversation)
    }

    pub(in crate::handlers) fn delete_message(
        &mut self,
        conversation: ConversationId,
        message: MessageId,
    ) {
        self.calls.push(OutgoingCall::DeleteMessage {
            conversation,
            message,
        });
    }

    /// Answers with words and what can be done now.
    pub(in crate::handlers) fn reply_text(&mut self, sender: Sender, words: String) {
        let open = self.latest(sender.conversation);
        let unfinished = open.filter(|case| case.asking).map(|case| case.id);
        let card = menu_card(self.content, sender.conversation.user, &words, unfinished);
        self.send_about(sender.conversation, Some(sender.message), card, unfinished);
    }

    /// Sends something that belongs to no case.
    pub(in crate::handlers) fn send(
        &mut self,
        conversation: ConversationId,
        reply_to: Option<MessageId>,
        card: Card,
    ) {
        self.send_about(conversation, reply_to, card, None);
    }

    /// Sends something that is not the card of a case, but belongs to one: who answers it speaks of that
    /// case.
    pub(in crate::handlers) fn send_about(
        &mut self,
        conversation: ConversationId,
        reply_to: Option<MessageId>,
        card: Card,
        case: Option<CaseId>,
    ) {
        let role = MessageRole::Other;
        self.calls.push(OutgoingCall::SendMessage(NewMessage {
            conversation,
            reply_to,
            card,
            about: case.map(|case| CaseMessage { case, role }),
            fallback: None,
            if_refused: None,
        }));
    }

    /// Puts something that is not the card of a case in the place of a message, or sends it.
    pub(in crate::handlers) fn replace(
        &mut self,
        conversation: ConversationId,
        message: Option<MessageId>,
        card: Card,
    ) {
        match message {
            Some(message) => self.edit(conversation, message, card, None),
            None => self.send(conversation, None, card),
        }
    }

    /// Puts a card in the place of a message.
    pub(in crate::handlers) fn edit(
        &mut self,
        conversation: ConversationId,
        message: MessageId,
        card: Card,
        card_ref: Option<CardRef>,
    ) {
        self.calls.push(OutgoingCall::EditMessage {
            conversation,
            message,
            card,
            about: card_ref.map(CaseMessage::from),
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
