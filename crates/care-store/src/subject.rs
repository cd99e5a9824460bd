//! What the last answered question of a thread was about. A case has its own; where there is no case, it is
//! kept with the person, for the chat and topic in which they asked.

use care_ids::{ChatId, TopicId};

use crate::error::StoreError;
use crate::tx::Row;

/// What a later question of the same thread may lean on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Ids of the content's synonym sets, or of an emergency that was told; never a word of a message.
    pub synonym_sets: Vec<String>,
    /// When it was asked (Unix seconds).
    pub at: i64,
}

impl Subject {
    /// Reads its two columns, of which both are empty or none.
    pub(crate) fn read(row: &dyn Row, first: usize) -> Result<Option<Self>, StoreError> {
        match row.maybe_text(first)? {
            Some(_) => Ok(Some(Self {
                synonym_sets: row.texts(first)?,
                at: row.int(first + 1)?,
            })),
            None => Ok(None),
        }
    }
}

/// The subject of a question about no case, with where it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedIn {
    /// The chat in which it was asked.
    pub chat: ChatId,
    /// The topic of the chat in which it was asked.
    pub topic: TopicId,
    /// What it was about.
    pub subject: Subject,
}
