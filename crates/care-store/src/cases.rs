//! Cases.

use sqlx::any::AnyRow;

use super::{Seat, StoreError, column};

/// The number of a case.
pub type CaseId = i64;

/// A message that becomes the card of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardOf {
    /// The case.
    pub case: CaseId,
    /// Which of its cards, counted from 1.
    pub number: i64,
}

/// A case as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCase {
    /// Its number.
    pub id: CaseId,
    /// Whose, and where.
    pub seat: Seat,
    /// The intake, as the core writes it.
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
    pub card: Option<i32>,
    /// How many messages have been its card.
    pub card_number: i64,
    /// What was asked after the plan, by ids of the content, the last one last.
    pub asked: Vec<String>,
    /// The topic of its seat was opened for it alone.
    pub own_topic: bool,
    /// Unix seconds.
    pub created_at: i64,
}

impl KeptCase {
    /// A new case, with a number that was given out for it.
    #[must_use]
    pub fn new(id: CaseId, seat: Seat, now: i64) -> Self {
        Self {
            id,
            seat,
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

    /// Counts a new message as the case's card, and says which one it is. Which message that is will
    /// be noted when Telegram has it, unless a later card is owed by then.
    pub fn next_card(&mut self) -> CardOf {
        self.card_number += 1;
        self.card = None;
        self.present_card()
    }

    /// The card that the case has now.
    #[must_use]
    pub fn present_card(&self) -> CardOf {
        CardOf {
            case: self.id,
            number: self.card_number,
        }
    }

    pub(super) fn from_row(row: &AnyRow) -> Result<Self, StoreError> {
        let card: Option<i64> = column(row, "card_message_id")?;
        Ok(Self {
            id: column(row, "id")?,
            seat: Seat {
                chat: column(row, "chat_id")?,
                thread: column(row, "thread_id")?,
                person: column(row, "user_id")?,
            },
            state: column(row, "state")?,
            content_version: column(row, "content_version")?,
            pathway: column(row, "pathway")?,
            asking: column::<i64>(row, "asking")? != 0,
            closed: column::<i64>(row, "closed")? != 0,
            card: card.and_then(|card| i32::try_from(card).ok()),
            card_number: column(row, "card_number")?,
            asked: serde_json::from_str(&column::<String>(row, "asked")?).unwrap_or_default(),
            own_topic: column::<i64>(row, "own_topic")? != 0,
            created_at: column(row, "created_at")?,
        })
    }

    pub(super) fn to_row(&self, now: i64) -> CaseRow<'_> {
        CaseRow {
            id: self.id,
            chat_id: self.seat.chat,
            thread_id: self.seat.thread,
            user_id: self.seat.person,
            state: &self.state,
            content_version: &self.content_version,
            pathway: self.pathway.as_deref(),
            asking: i64::from(self.asking),
            closed: i64::from(self.closed),
            card_message_id: self.card,
            card_number: self.card_number,
            asked: serde_json::to_string(&self.asked).unwrap_or_default(),
            own_topic: i64::from(self.own_topic),
            created_at: self.created_at,
            updated_at: now,
        }
    }
}

/// As the statement takes it.
#[derive(serde::Serialize)]
pub(super) struct CaseRow<'a> {
    id: CaseId,
    chat_id: i64,
    thread_id: i64,
    user_id: i64,
    state: &'a str,
    content_version: &'a str,
    pathway: Option<&'a str>,
    asking: i64,
    closed: i64,
    card_message_id: Option<i32>,
    card_number: i64,
    asked: String,
    own_topic: i64,
    created_at: i64,
    updated_at: i64,
}
