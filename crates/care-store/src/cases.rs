//! Cases: the answers about one patient as the engine writes them, and where the conversation stands.

use care_ids::{CaseId, ConversationId, MessageId};

use crate::error::StoreError;
use crate::subject::Subject;
use crate::tx::{Row, SqlStatement, list, sql};

/// One of the cards of a case: only the newest is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardRef {
    /// The case that the card belongs to.
    pub case: CaseId,
    /// Which of its cards, counted from 1.
    pub number: i64,
}

/// A case as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCase {
    /// By which everything names it.
    pub id: CaseId,
    /// By which people name it: the how many-th of its chat, from 1.
    pub number: i64,
    /// Whose case it is, in which chat and topic.
    pub conversation: ConversationId,
    /// Id of the topic of content that it is about.
    pub content_topic: String,
    /// The intake, as the engine writes it.
    pub state: String,
    /// Under which content it was last touched.
    pub content_version: String,
    /// Pathway of the last plan.
    pub pathway: Option<String>,
    /// A question is in front of the person.
    pub asking: bool,
    /// Closed by the person.
    pub closed: bool,
    /// The message that is edited in place.
    pub card: Option<MessageId>,
    /// How many messages have been its card.
    pub card_number: i64,
    /// What was asked after the plan, by ids of the content, the last one last.
    pub asked: Vec<String>,
    /// What was told in its thread and its answers do not say, as the engine writes answers.
    pub told: String,
    /// What the last answered question of its thread was about.
    pub subject: Option<Subject>,
    /// The topic of its conversation was opened for it alone.
    pub own_topic: bool,
    /// When it was begun (Unix seconds).
    pub created_at: i64,
}

/// The columns of a case, in the order of [`StoredCase::read`].
macro_rules! case_columns {
    () => {
        "id, chat_id, thread_id, user_id, topic, state, content_version, pathway, asking, closed, \
         card_message_id, card_number, asked, own_topic, created_at, number, \
         told, subject, subject_at"
    };
}
pub(crate) use case_columns;

/// When a case is touched: the one touched last stays the last one of its conversation when the clock is set back.
macro_rules! touched_at {
    ($chat:literal, $user:literal, $case:literal, $now:literal) => {
        concat!(
            "coalesce((select max(other.updated_at) + 1 from cases as other where other.chat_id = ",
            $chat,
            " and other.user_id = ",
            $user,
            " and other.updated_at >= ",
            $now,
            " and other.id <> ",
            $case,
            "), ",
            $now,
            ")"
        )
    };
}

impl StoredCase {
    /// A new case, with an id and a number that were given out for it.
    #[must_use]
    pub fn new(
        (id, number): (CaseId, i64),
        conversation: ConversationId,
        content_topic: &str,
        now: i64,
    ) -> Self {
        Self {
            id,
            number,
            conversation,
            content_topic: content_topic.to_owned(),
            state: String::new(),
            content_version: String::new(),
            pathway: None,
            asking: true,
            closed: false,
            card: None,
            card_number: 0,
            asked: Vec::new(),
            told: "{}".to_owned(),
            subject: None,
            own_topic: false,
            created_at: now,
        }
    }

    /// Counts a new message as the case's card, and says which one it is. Its number on Telegram will be
    /// noted when Telegram has it, unless there is a later card by then.
    pub fn next_card(&mut self) -> CardRef {
        self.card_number += 1;
        self.card = None;
        self.present_card()
    }

    /// The card that the case has now.
    #[must_use]
    pub fn present_card(&self) -> CardRef {
        CardRef {
            case: self.id,
            number: self.card_number,
        }
    }

    pub(crate) fn read(row: &dyn Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.int(0)?.into(),
            conversation: ConversationId {
                chat: row.int(1)?.into(),
                topic: row.int(2)?.into(),
                user: row.int(3)?.into(),
            },
            content_topic: row.text(4)?,
            state: row.text(5)?,
            content_version: row.text(6)?,
            pathway: row.maybe_text(7)?,
            asking: row.flag(8)?,
            closed: row.flag(9)?,
            card: message_id(row.maybe_int(10)?),
            card_number: row.int(11)?,
            asked: row.texts(12)?,
            own_topic: row.flag(13)?,
            created_at: row.int(14)?,
            number: row.int(15)?,
            told: row.text(16)?,
            subject: Subject::read(row, 17)?,
        })
    }

    /// Writes a new case.
    pub(crate) fn insert(&self, now: i64) -> SqlStatement {
        sql!(
            concat!(
                "insert into cases (",
                case_columns!(),
                ", updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
                 $15, $16, $17, $18, $19, ",
                touched_at!("$2", "$4", "$1", "$20"),
                ")"
            ),
            self.id,
            self.conversation.chat,
            self.conversation.topic,
            self.conversation.user,
            &self.content_topic,
            &self.state,
            &self.content_version,
            &self.pathway,
            self.asking,
            self.closed,
            self.card,
            self.card_number,
            list(&self.asked),
            self.own_topic,
            self.created_at,
            self.number,
            &self.told,
            self.subject_sets(),
            self.subject.as_ref().map(|subject| subject.at),
            now,
        )
    }

    /// Writes down the number of a new case, which no other one of its chat will have.
    pub(crate) fn keep_number(&self) -> SqlStatement {
        sql!(
            "insert into case_numbers (chat_id, last) values ($1, $2) \
             on conflict (chat_id) do update set last = excluded.last",
            self.conversation.chat,
            self.number
        )
    }

    /// Writes a case that was read, if it is still there: another replica may have deleted it meanwhile, or moved it
    /// with its group. Its topic is written by what Telegram answers alone.
    pub(crate) fn update(&self, now: i64) -> SqlStatement {
        sql!(
            concat!(
                "update cases set state = $1, content_version = $2, pathway = $3, asking = $4, \
                 closed = $5, card_message_id = $6, card_number = $7, asked = $8, told = $9, \
                 subject = $10, subject_at = $11, updated_at = ",
                touched_at!("cases.chat_id", "cases.user_id", "cases.id", "$12"),
                " where id = $13 and chat_id = $14"
            ),
            &self.state,
            &self.content_version,
            &self.pathway,
            self.asking,
            self.closed,
            self.card,
            self.card_number,
            list(&self.asked),
            &self.told,
            self.subject_sets(),
            self.subject.as_ref().map(|subject| subject.at),
            now,
            self.id,
            self.conversation.chat,
        )
    }

    fn subject_sets(&self) -> Option<String> {
        let subject = self.subject.as_ref();
        subject.map(|subject| list(&subject.synonym_sets))
    }
}

/// How many cases a person has, and what the next one in the chat is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CaseCount {
    /// Cases that are not closed.
    pub open: i64,
    /// All that are kept.
    pub kept: i64,
    /// The number of the next case of the chat.
    pub next_number: i64,
}

/// The number of a message, if it is one.
fn message_id(number: Option<i64>) -> Option<MessageId> {
    number
        .and_then(|number| i32::try_from(number).ok())
        .map(MessageId::new)
}
