//! Stored rows with typed ids: the one place where handlers and the store's plain numbers meet.

use care_ids::{CaseId, ChatId, ConversationId, MessageId, TopicId, UserId};
use care_store::{KeptCase, Seat};

use crate::telegram::calls::CardRef;

/// A stored case with typed ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CaseRecord {
    pub id: CaseId,
    /// Whose case it is, and where it was begun.
    pub conversation: ConversationId,
    /// The intake, as the engine writes it.
    pub state: String,
    /// The content version under which it was last touched.
    pub content_version: String,
    /// The pathway of the last plan.
    pub pathway: Option<String>,
    /// Whether a question is open.
    pub asking: bool,
    /// Whether the person closed it.
    pub closed: bool,
    /// The message that shows its card; nothing while a new one is on its way.
    pub card: Option<MessageId>,
    /// How many messages have been its card so far.
    pub card_number: i64,
    /// Ids of the questions asked after the plan, the newest last.
    pub asked: Vec<String>,
    /// Whether its topic was opened for it alone.
    pub own_topic: bool,
    /// When it was begun, in Unix seconds.
    pub created_at: i64,
}

impl From<KeptCase> for CaseRecord {
    fn from(kept: KeptCase) -> Self {
        Self {
            id: kept.id.into(),
            conversation: conversation_of(kept.seat),
            state: kept.state,
            content_version: kept.content_version,
            pathway: kept.pathway,
            asking: kept.asking,
            closed: kept.closed,
            card: kept.card.map(MessageId::new),
            card_number: kept.card_number,
            asked: kept.asked,
            own_topic: kept.own_topic,
            created_at: kept.created_at,
        }
    }
}

impl CaseRecord {
    /// As the store takes it.
    pub(super) fn to_stored(&self) -> KeptCase {
        KeptCase {
            id: self.id.get(),
            seat: seat_of(self.conversation),
            state: self.state.clone(),
            content_version: self.content_version.clone(),
            pathway: self.pathway.clone(),
            asking: self.asking,
            closed: self.closed,
            card: self.card.map(MessageId::get),
            card_number: self.card_number,
            asked: self.asked.clone(),
            own_topic: self.own_topic,
            created_at: self.created_at,
        }
    }

    /// Counts a new message as the case's card. Its message id is written when Telegram has accepted it,
    /// unless a later card is in the outbox by then.
    pub(super) fn next_card(&mut self) -> CardRef {
        self.card_number += 1;
        self.card = None;
        self.present_card()
    }

    /// The card that the case has now.
    pub(super) fn present_card(&self) -> CardRef {
        CardRef {
            case: self.id,
            number: self.card_number,
        }
    }
}

/// The store's key of a conversation.
pub(super) fn seat_of(conversation: ConversationId) -> Seat {
    Seat {
        chat: conversation.chat.get(),
        thread: conversation.topic.get(),
        person: conversation.user.get(),
    }
}

fn conversation_of(seat: Seat) -> ConversationId {
    ConversationId {
        chat: ChatId::new(seat.chat),
        topic: TopicId::new(seat.thread),
        user: UserId::new(seat.person),
    }
}
