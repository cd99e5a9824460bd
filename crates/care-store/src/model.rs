//! What is kept: people, cases with their plans, and what was shown. Each type says which columns it has.

use care_ids::{CaseId, ChatId, ConversationId, MessageId, UserId};
use sha2::{Digest, Sha256};

use crate::error::StoreError;
use crate::tx::{Row, Statement, sql};

/// Telegram's number of an update.
pub type UpdateId = i64;

/// What belongs to a person and not to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Telegram's number.
    pub user: UserId,
    /// Whether the disclaimer was accepted.
    pub accepted: bool,
    /// Id of the role.
    pub role: Option<String>,
    /// Ids of what the local service can offer; `None` before it was asked.
    pub access: Option<Vec<String>>,
}

impl Person {
    /// Somebody of whom nothing is kept yet.
    #[must_use]
    pub fn new(user: UserId) -> Self {
        Self {
            user,
            accepted: false,
            role: None,
            access: None,
        }
    }

    pub(crate) fn read(row: &dyn Row) -> Result<Self, StoreError> {
        Ok(Self {
            user: row.int(0)?.into(),
            accepted: row.maybe_int(1)?.is_some(),
            role: row.maybe_text(2)?,
            access: match row.maybe_text(3)? {
                Some(_) => Some(row.texts(3)?),
                None => None,
            },
        })
    }

    /// The day of acceptance stays what it was once it is set.
    pub(crate) fn write(&self, now: i64) -> Statement {
        sql!(
            "insert into people (user_id, accepted_at, role, access) values ($1, $2, $3, $4) \
             on conflict (user_id) do update set \
             accepted_at = coalesce(people.accepted_at, excluded.accepted_at), \
             role = excluded.role, access = excluded.access",
            self.user,
            self.accepted.then_some(now),
            &self.role,
            self.access.as_deref().map(list),
        )
    }
}

/// One of the cards of a case: only the newest is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardRef {
    /// The case.
    pub case: CaseId,
    /// Which of its cards, counted from 1.
    pub number: i64,
}

/// A case as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCase {
    /// Its number.
    pub id: CaseId,
    /// Whose, and where.
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
    /// The topic of its conversation was opened for it alone.
    pub own_topic: bool,
    /// Unix seconds.
    pub created_at: i64,
}

/// The columns of a case, in the order of [`StoredCase::read`].
macro_rules! case_columns {
    () => {
        "id, chat_id, thread_id, user_id, topic, state, content_version, pathway, asking, closed, \
         card_message_id, card_number, asked, own_topic, created_at"
    };
}
pub(crate) use case_columns;

impl StoredCase {
    /// A new case, with a number that was given out for it.
    #[must_use]
    pub fn new(id: CaseId, conversation: ConversationId, content_topic: &str, now: i64) -> Self {
        Self {
            id,
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
        })
    }

    /// The case touched last stays the last one of its conversation when the clock is set back.
    pub(crate) fn write(&self, now: i64) -> Statement {
        sql!(
            concat!(
                "insert into cases (",
                case_columns!(),
                ", updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
                 $15, coalesce((select max(other.updated_at) + 1 from cases as other \
                 where other.chat_id = $2 and other.user_id = $4 and other.updated_at >= $16 \
                 and other.id <> $1), $16)) \
                 on conflict (id) do update set chat_id = excluded.chat_id, \
                 thread_id = excluded.thread_id, state = excluded.state, \
                 content_version = excluded.content_version, pathway = excluded.pathway, \
                 asking = excluded.asking, closed = excluded.closed, \
                 card_message_id = excluded.card_message_id, card_number = excluded.card_number, \
                 asked = excluded.asked, own_topic = excluded.own_topic, \
                 updated_at = excluded.updated_at"
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
            now,
        )
    }
}

/// What is known of a plan without its messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanSummary {
    /// The how many-th of its case, from 1.
    pub number: u32,
    /// Unix seconds.
    pub given_at: i64,
    /// Id of the role whose wording it is.
    pub role: Option<String>,
    /// Id of the pathway.
    pub pathway: String,
    /// The content that it was made from.
    pub content_version: String,
    /// The answers that it was made for: a JSON object by ids of the content.
    pub answers: String,
    /// Telegram has refused a message of it, and the person has not got it.
    pub refused: bool,
}

/// A plan as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPlan {
    /// Of which case.
    pub case: CaseId,
    /// What is known of it.
    pub summary: PlanSummary,
    /// The messages.
    pub messages: Vec<String>,
}

/// The columns of a plan, in the order of [`StoredPlan::read`], before its messages.
macro_rules! plan_columns {
    () => {
        "case_id, number, given_at, role, pathway, content_version, answers, refused"
    };
}
pub(crate) use plan_columns;

impl StoredPlan {
    /// A plan without its messages.
    pub(crate) fn read_summary(row: &dyn Row) -> Result<Self, StoreError> {
        Ok(Self {
            case: row.int(0)?.into(),
            summary: PlanSummary {
                number: u32::try_from(row.int(1)?)
                    .map_err(|_| StoreError::row(1, "is no number of a plan"))?,
                given_at: row.int(2)?,
                role: row.maybe_text(3)?,
                pathway: row.text(4)?,
                content_version: row.text(5)?,
                answers: row.text(6)?,
                refused: row.flag(7)?,
            },
            messages: Vec::new(),
        })
    }

    pub(crate) fn read(row: &dyn Row) -> Result<Self, StoreError> {
        Ok(Self {
            messages: row.texts(8)?,
            ..Self::read_summary(row)?
        })
    }

    pub(crate) fn write(&self) -> Statement {
        let summary = &self.summary;
        sql!(
            concat!(
                "insert into plans (",
                plan_columns!(),
                ", messages) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                 on conflict (case_id, number) do nothing"
            ),
            self.case,
            i64::from(summary.number),
            summary.given_at,
            &summary.role,
            &summary.pathway,
            &summary.content_version,
            &summary.answers,
            summary.refused,
            list(&self.messages),
        )
    }
}

/// What kind of thing was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShownKind {
    /// A plan.
    Plan,
    /// An answer to a question.
    Answer,
    /// A word that there is no answer.
    Declined,
    /// What stands behind a line of a plan.
    Why,
    /// A plan that was only tried out.
    WhatIf,
}

impl ShownKind {
    const ALL: [Self; 5] = [
        Self::Plan,
        Self::Answer,
        Self::Declined,
        Self::Why,
        Self::WhatIf,
    ];

    /// As it is kept.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Answer => "answer",
            Self::Declined => "declined",
            Self::Why => "why",
            Self::WhatIf => "what_if",
        }
    }
}

/// Something that was shown to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// To whom.
    pub user: UserId,
    /// Where.
    pub chat: ChatId,
    /// About which case.
    pub case: Option<CaseId>,
    /// What it was.
    pub kind: ShownKind,
    /// Of which content.
    pub content_version: String,
    /// Ids of the lines of a plan, or of the statements of an answer; where an answer was declined, the
    /// id of the reason.
    pub ids: Vec<String>,
    /// The pathway of a plan.
    pub pathway: Option<String>,
}

impl AuditEntry {
    pub(crate) fn write(&self, now: i64) -> Statement {
        sql!(
            "insert into audit_log (user_id, chat_id, case_id, at, kind, content_version, shown, \
             pathway) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            self.user,
            self.chat,
            self.case,
            now,
            self.kind.id(),
            &self.content_version,
            list(&self.ids),
            &self.pathway,
        )
    }
}

/// An entry of the audit log as it is shown to the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditSummary {
    /// Unix seconds.
    pub at: i64,
    /// What it was; nothing when a later version of the bot wrote it.
    pub kind: Option<ShownKind>,
    /// About which case.
    pub case: Option<CaseId>,
    /// Of which content.
    pub content_version: String,
    /// How many lines or statements.
    pub count: usize,
}

impl AuditSummary {
    pub(crate) fn read(row: &dyn Row) -> Result<Self, StoreError> {
        let kind = row.text(1)?;
        Ok(Self {
            at: row.int(0)?,
            kind: ShownKind::ALL.into_iter().find(|known| known.id() == kind),
            case: row.maybe_int(2)?.map(CaseId::new),
            content_version: row.text(3)?,
            count: row.texts(4)?.len(),
        })
    }
}

/// Whether one person found one answer helpful; the last word counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// Who says so, so that it can be handed out and deleted with everything else of theirs.
    pub user: UserId,
    /// The id of what was asked, or the reason why there was no answer.
    pub code: String,
    /// The content that the answer came from.
    pub content_version: String,
    /// How it was.
    pub helpful: bool,
}

impl Feedback {
    pub(crate) fn write(&self, now: i64) -> Statement {
        sql!(
            "insert into feedback (user_id, code, content_version, helpful, given_at) \
             values ($1, $2, $3, $4, $5) on conflict (user_id, code, content_version) do update set \
             helpful = excluded.helpful, given_at = excluded.given_at",
            self.user,
            &self.code,
            &self.content_version,
            self.helpful,
            now,
        )
    }
}

/// What is known of somebody in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Whether they administer it.
    pub admin: bool,
    /// When Telegram said so (Unix seconds).
    pub seen_at: i64,
}

impl Member {
    pub(crate) fn read(row: &dyn Row) -> Result<Self, StoreError> {
        Ok(Self {
            admin: row.flag(0)?,
            seen_at: row.int(1)?,
        })
    }

    pub(crate) fn write(self, chat: ChatId, user: UserId) -> Statement {
        sql!(
            "insert into members (chat_id, user_id, admin, seen_at) values ($1, $2, $3, $4) \
             on conflict (chat_id, user_id) do update set \
             admin = excluded.admin, seen_at = excluded.seen_at",
            chat,
            user,
            self.admin,
            self.seen_at,
        )
    }
}

/// A chat that was let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admission {
    /// A private chat goes by its person's number.
    pub chat: ChatId,
    /// Unix seconds.
    pub admitted_at: i64,
    /// The administrator whose invitation it was, or who added the bot to the group.
    pub invited_by: Option<UserId>,
}

impl Admission {
    pub(crate) fn read(row: &dyn Row) -> Result<Self, StoreError> {
        Ok(Self {
            chat: row.int(0)?.into(),
            admitted_at: row.int(1)?,
            invited_by: row.maybe_int(2)?.map(UserId::new),
        })
    }
}

/// The digest of an invitation's code. The code itself is known only to who was given it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CodeHash(String);

impl CodeHash {
    /// Of a code.
    #[must_use]
    pub fn of(code: &str) -> Self {
        Self(hex(&Sha256::digest(code.as_bytes())))
    }

    /// One that was shown, such as behind a button, by its first letters.
    #[must_use]
    pub fn short(&self) -> &str {
        self.0.get(..16).unwrap_or(&self.0)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// An invitation that was not used yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The digest of its code.
    pub code: CodeHash,
    /// Until when it can be used (Unix seconds).
    pub expires_at: i64,
    /// Who made it.
    pub made_by: UserId,
}

impl Invitation {
    pub(crate) fn read(row: &dyn Row) -> Result<Self, StoreError> {
        Ok(Self {
            code: CodeHash(row.text(0)?),
            expires_at: row.int(1)?,
            made_by: row.int(2)?.into(),
        })
    }
}

/// How many cases a person has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CaseCount {
    /// Not closed.
    pub open: i64,
    /// All that are kept.
    pub kept: i64,
}

/// The number of a message, if it is one.
fn message_id(number: Option<i64>) -> Option<MessageId> {
    number
        .and_then(|number| i32::try_from(number).ok())
        .map(MessageId::new)
}

/// A list of texts as it is kept.
pub(crate) fn list(texts: &[String]) -> String {
    // A list of texts can always be written.
    serde_json::to_string(texts).unwrap_or_default()
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
