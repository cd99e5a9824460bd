//! What is owed to chats.

use sqlx::any::AnyRow;

use super::{CardOf, Learnt, StoreError, column};

/// The number of an owed call; calls of one chat are made in this order.
pub type OwedId = i64;

/// A call to the Bot API that is going to be owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCall {
    /// The lane: one chat's calls wait for each other and for nobody else.
    pub chat: i64,
    /// Name of the method.
    pub method: &'static str,
    /// Parameters, as JSON.
    pub params: String,
    /// The case whose card the sent message becomes, or whose topic the opened one.
    pub card_of: Option<CardOf>,
    /// For a message that must not come twice: the parameters of what is sent in its stead when it is
    /// not known whether a try of it arrived. Of a topic that is opened: its first message.
    pub instead: Option<String>,
}

/// A call to the Bot API that has to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// Its number.
    pub id: OwedId,
    /// The lane.
    pub chat: i64,
    /// Name of the method.
    pub method: String,
    /// Parameters, as JSON.
    pub params: String,
    /// The case whose card the sent message becomes.
    pub card_of: Option<CardOf>,
    /// What is sent in its stead when a try may have arrived.
    pub instead: Option<String>,
    /// A try may have been made: noted before the first one of a call that has an `instead`.
    pub tried: bool,
    /// Unix seconds.
    pub created_at: i64,
    /// The first message or edit that is owed for its update: the reply that somebody waits for.
    pub leads: bool,
}

/// A call that was made, or never can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// Which.
    pub id: OwedId,
    /// The chat it was for.
    pub chat: i64,
    /// It was a new message, which somebody would notice if it came again.
    pub is_new: bool,
    /// The card that it became, and the number of its message.
    pub card: Option<(CardOf, i32)>,
    /// What else its answer has told.
    pub learnt: Option<Learnt>,
}

/// Answers to presses and to inline queries: they wait for nobody, and are of no use later.
pub(super) const AT_ONCE: [&str; 2] = ["answerCallbackQuery", "answerInlineQuery"];

impl Settled {
    /// A call whose answer has told nothing.
    #[must_use]
    pub fn of(id: OwedId, chat: i64) -> Self {
        Self {
            id,
            chat,
            is_new: false,
            card: None,
            learnt: None,
        }
    }
}

impl NewCall {
    /// Whether it waits for the calls of its chat before it. An answer to a press or to an
    /// inline query waits for nobody.
    #[must_use]
    pub fn keeps_its_place(&self) -> bool {
        !AT_ONCE.contains(&self.method)
    }

    pub(super) fn to_row(&self, place: usize, id: Option<OwedId>, now: i64) -> CallRow<'_> {
        CallRow {
            id,
            chat_id: self.chat,
            method: self.method,
            params: &self.params,
            card_of: self.card_of.map(|card| card.case),
            card_number: self.card_of.map(|card| card.number),
            created_at: now,
            instead: self.instead.as_deref(),
            place,
        }
    }

    pub(super) fn owed(self, id: OwedId, now: i64, leads: bool) -> Owed {
        Owed {
            id,
            chat: self.chat,
            method: self.method.to_owned(),
            params: self.params,
            card_of: self.card_of,
            instead: self.instead,
            tried: false,
            created_at: now,
            leads,
        }
    }
}

impl Owed {
    /// Whether it waits for the calls of its chat before it, as [`NewCall::keeps_its_place`] says.
    #[must_use]
    pub fn keeps_its_place(&self) -> bool {
        !AT_ONCE.contains(&self.method.as_str())
    }

    pub(super) fn from_row(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: column(row, "id")?,
            chat: column(row, "chat_id")?,
            method: column(row, "method")?,
            params: column(row, "params")?,
            card_of: column::<Option<i64>>(row, "card_of")?
                .zip(column(row, "card_number")?)
                .map(|(case, number)| CardOf { case, number }),
            instead: column(row, "instead")?,
            tried: column::<i64>(row, "tried")? != 0,
            created_at: column(row, "created_at")?,
            leads: false,
        })
    }
}

/// As the statement takes it.
#[derive(serde::Serialize)]
pub(super) struct CallRow<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<OwedId>,
    chat_id: i64,
    method: &'a str,
    params: &'a str,
    card_of: Option<i64>,
    card_number: Option<i64>,
    created_at: i64,
    instead: Option<&'a str>,
    place: usize,
}
