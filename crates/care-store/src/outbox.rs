//! The outbox: calls that are to be made, and what became of them.

use care_ids::{CaseId, ChatId, EntryId, MessageId, TopicId};

use crate::call::Call;
use crate::cases::CardRef;
use crate::error::StoreError;
use crate::tx::{Row, SqlStatement, Tx, Work, sql};

/// What a message is to the case that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageRole {
    /// It becomes a card of the case, counted from 1.
    Card(i64),
    /// It is a message of this plan of the case.
    Plan(u32),
    /// It only belongs to it: who answers it speaks of the case.
    Other,
}

/// The case that a message belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseMessage {
    /// The case that it belongs to.
    pub case: CaseId,
    /// What the message is to that case.
    pub role: MessageRole,
}

impl From<CardRef> for CaseMessage {
    fn from(card: CardRef) -> Self {
        Self {
            case: card.case,
            role: MessageRole::Card(card.number),
        }
    }
}

/// A call that is put into the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// The chat: its calls wait for each other and for nobody else.
    pub chat: ChatId,
    /// The call as it is made, unless a try of it may have arrived.
    pub call: Call,
    /// For a message that must not come twice: what is sent in its place when it is not known whether a
    /// try of it arrived.
    pub fallback: Option<Call>,
    /// What is done in its place when Telegram refuses it for good.
    pub if_refused: Option<Call>,
    /// The case that the message belongs to.
    pub about: Option<CaseMessage>,
}

impl NewEntry {
    /// A call with nothing beside it.
    #[must_use]
    pub fn of(chat: ChatId, call: Call) -> Self {
        Self {
            chat,
            call,
            fallback: None,
            if_refused: None,
            about: None,
        }
    }

    pub(crate) fn write(&self, now: i64) -> SqlStatement {
        let role = self.about.map(|about| about.role);
        let card = match role {
            Some(MessageRole::Card(number)) => Some(number),
            _ => None,
        };
        let plan = match role {
            Some(MessageRole::Plan(number)) => Some(i64::from(number)),
            _ => None,
        };
        sql!(
            "insert into outbox (chat_id, method, call, fallback, if_refused, case_id, card, plan, \
             tries, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9) returning id",
            self.chat,
            self.call.method(),
            self.call.to_stored(),
            self.fallback.as_ref().map(Call::to_line),
            self.if_refused.as_ref().map(Call::to_line),
            self.about.map(|about| about.case),
            card,
            plan,
            now,
        )
    }
}

/// A call that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxEntry {
    /// Its number; within a chat calls are made in the order of these.
    pub id: EntryId,
    /// What was put into the outbox.
    pub entry: NewEntry,
    /// Tries that may have been made before it was read here: noted before the first one of an entry
    /// that has a fallback or a recipe.
    pub tries: u32,
    /// When it was put into the outbox (Unix seconds).
    pub created_at: i64,
    /// The first call of its update that keeps order, which is all but an answer to a press or an inline query: the
    /// reply that somebody waits for.
    pub is_first_reply: bool,
}

/// The columns of an entry, in the order of [`OutboxEntry::read`].
macro_rules! entry_columns {
    () => {
        "outbox.id, outbox.chat_id, outbox.method, outbox.call, outbox.fallback, \
         outbox.if_refused, outbox.case_id, outbox.card, outbox.plan, outbox.tries, \
         outbox.created_at"
    };
}
pub(crate) use entry_columns;

impl OutboxEntry {
    pub(crate) fn read(row: &dyn Row) -> Result<Self, StoreError> {
        let line = |column| match row.maybe_text(column)? {
            Some(line) => Call::from_line(&line).map(Some),
            None => Ok(None),
        };
        let role = match (row.maybe_int(7)?, row.maybe_int(8)?) {
            (Some(card), _) => MessageRole::Card(card),
            (None, Some(plan)) => MessageRole::Plan(
                u32::try_from(plan).map_err(|_| StoreError::row(8, "is no number of a plan"))?,
            ),
            (None, None) => MessageRole::Other,
        };
        Ok(Self {
            id: row.int(0)?.into(),
            entry: NewEntry {
                chat: row.int(1)?.into(),
                call: Call::from_stored(&row.text(2)?, &row.text(3)?)?,
                fallback: line(4)?,
                if_refused: line(5)?,
                about: row.maybe_int(6)?.map(|case| CaseMessage {
                    case: case.into(),
                    role,
                }),
            },
            tries: u32::try_from(row.int(9)?).unwrap_or(u32::MAX),
            created_at: row.int(10)?,
            is_first_reply: false,
        })
    }
}

/// An entry that cannot be read is not one that stops the others: it is left out, and in time struck out (`Tidy`).
pub(crate) fn read_entry(row: &dyn Row) -> Result<Result<OutboxEntry, EntryId>, StoreError> {
    let id = EntryId::new(row.int(0)?);
    Ok(OutboxEntry::read(row).map_err(|error| {
        tracing::debug!(entry = %id, %error, "an entry of the outbox cannot be read; it is left out");
        id
    }))
}

/// Puts calls into the outbox.
pub(crate) async fn add_entries<T: Tx>(
    tx: &mut T,
    calls: Vec<NewEntry>,
    now: i64,
    entries: &mut Vec<OutboxEntry>,
) -> Result<(), StoreError> {
    if calls.is_empty() {
        return Ok(());
    }
    let id = |row: &dyn Row| row.int(0).map(EntryId::new);
    let inserts = calls.iter().map(|call| (call.write(now), id as _));
    let ids = tx.load(inserts.collect()).await?;
    let mut is_first = true;
    for (entry, id) in calls.into_iter().zip(ids) {
        let is_first_reply = is_first && entry.call.keeps_order();
        is_first &= !is_first_reply;
        entries.push(OutboxEntry {
            id,
            entry,
            tries: 0,
            created_at: now,
            is_first_reply,
        });
    }
    Ok(())
}

/// Takes the leases of the chats that these entries go to, and takes out the entries that may not be handed over at
/// once: of chats that another replica sends to, and where an earlier call waits, also one of our own. Whoever has
/// the lease is told, and claims them in order.
pub(crate) async fn take_leases_and_keep_own<T: Tx>(
    tx: &mut T,
    entries: &mut Vec<OutboxEntry>,
) -> Result<(), StoreError> {
    let Some(first) = entries.iter().map(|entry| entry.id).min() else {
        return Ok(());
    };
    let in_order = entries.iter().filter(|one| one.entry.call.keeps_order());
    let chats = in_order.map(|one| one.entry.chat).collect();
    let to_hand_over = tx.take_leases(chats, first).await?;
    entries.retain(|one| !one.entry.call.keeps_order() || to_hand_over.contains(&one.entry.chat));
    Ok(())
}

/// Every entry of the outbox, in order: what an earlier run left.
pub(crate) struct ReadOutbox;

impl Work for ReadOutbox {
    type Out = Vec<OutboxEntry>;

    async fn run<T: Tx>(self, tx: &mut T) -> Result<Self::Out, StoreError> {
        let all = sql!(concat!(
            "select ",
            entry_columns!(),
            " from outbox order by id"
        ));
        let entries = tx.rows(all, read_entry).await?;
        Ok(entries.into_iter().filter_map(Result::ok).collect())
    }
}

/// Notes how far the parts of a file were sent.
pub(crate) struct SaveProgress {
    pub entry: EntryId,
    pub call: String,
}

impl Work for SaveProgress {
    type Out = ();

    async fn run<T: Tx>(self, tx: &mut T) -> Result<(), StoreError> {
        // The tries of one part do not count against the next.
        let progress = sql!(
            "update outbox set call = $1, tries = 0 where id = $2",
            self.call,
            self.entry
        );
        tx.run(vec![progress]).await?;
        Ok(())
    }
}

/// What became of an entry: it was delivered, or never can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryOutcome {
    /// The entry whose call it was.
    pub entry: EntryId,
    /// The chat that it was for.
    pub chat: ChatId,
    /// It was a new message, which somebody would notice if it came again.
    pub is_new_message: bool,
    /// What Telegram's answers have told.
    pub effects: Vec<ResponseEffect>,
    /// What is to be done next because of it.
    pub next: Vec<NewEntry>,
}

impl DeliveryOutcome {
    /// Of an entry whose call has told nothing.
    #[must_use]
    pub fn of(entry: EntryId, chat: ChatId) -> Self {
        Self {
            entry,
            chat,
            is_new_message: false,
            effects: Vec::new(),
            next: Vec::new(),
        }
    }

    /// Whether it has to be noted without delay.
    #[must_use]
    pub fn is_urgent(&self) -> bool {
        self.is_new_message || !self.effects.is_empty() || !self.next.is_empty()
    }
}

/// What the answer to a call has told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseEffect {
    /// A message of a case was sent.
    Sent {
        /// The chat that it was sent to.
        chat: ChatId,
        /// The number that Telegram gave the message in that chat.
        message: MessageId,
        /// The case that the message belongs to.
        about: CaseMessage,
    },
    /// A message of a plan was refused for good.
    PlanRefused {
        /// The case whose plan it is.
        case: CaseId,
        /// Which of its plans.
        plan: u32,
    },
    /// A topic was opened for a case.
    TopicOpened {
        /// The case that it was opened for.
        case: CaseId,
        /// The number that Telegram gave the topic.
        topic: TopicId,
    },
    /// A topic is closed, or no longer there.
    TopicLost {
        /// The chat that the topic was in.
        chat: ChatId,
        /// The topic that is gone or closed.
        topic: TopicId,
    },
    /// A group has become a supergroup.
    Moved {
        /// The number of the group before.
        from: ChatId,
        /// The number of the supergroup that it is now.
        to: ChatId,
    },
}

/// Tries of calls of which it has to be known that they may have been made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tries {
    /// About to be made, of entries with so many known tries: from here on one may have arrived.
    pub begun: Vec<(EntryId, u32)>,
    /// Of these the last one has surely not arrived.
    pub undone: Vec<EntryId>,
}
