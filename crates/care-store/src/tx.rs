//! What both databases can do within a transaction. Everything above this file is written once.
//!
//! A statement is the same text for both: parameters are `$1`, `$2`, … and first appear in that order. A
//! value that is handed over is a [`Param`], and a row is read through [`Row`], so that each type of the
//! store says once which columns it has.

use std::collections::HashSet;
use std::future::{Future, ready};

use care_ids::{CaseId, ChatId, EntryId, MessageId, TopicId, UserId};

use crate::error::StoreError;

/// A value for a parameter of a statement.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Param {
    /// A number, or nothing.
    Int(Option<i64>),
    /// A text, or nothing.
    Text(Option<String>),
    /// A flag: 0 or 1 in SQLite, a boolean in PostgreSQL.
    Flag(bool),
}

impl From<i64> for Param {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}

impl From<Option<i64>> for Param {
    fn from(number: Option<i64>) -> Self {
        Self::Int(number)
    }
}

macro_rules! param_of_id {
    ($($id:ty),*) => {$(
        impl From<$id> for Param {
            fn from(id: $id) -> Self {
                Self::Int(Some(id.get().into()))
            }
        }

        impl From<Option<$id>> for Param {
            fn from(id: Option<$id>) -> Self {
                Self::Int(id.map(|id| id.get().into()))
            }
        }
    )*};
}
param_of_id!(CaseId, ChatId, EntryId, MessageId, TopicId, UserId);

impl From<bool> for Param {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<String> for Param {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<&str> for Param {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<&String> for Param {
    fn from(text: &String) -> Self {
        Self::Text(Some(text.clone()))
    }
}

impl From<&Option<String>> for Param {
    fn from(text: &Option<String>) -> Self {
        Self::Text(text.clone())
    }
}

impl From<Option<String>> for Param {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

/// A statement with its parameters.
#[derive(Debug, Clone)]
pub(crate) struct SqlStatement {
    pub sql: &'static str,
    pub params: Vec<Param>,
}

/// A statement and its parameters, as in `sql!("delete from cases where id = $1", case)`.
macro_rules! sql {
    ($sql:expr $(, $param:expr)* $(,)?) => {
        $crate::tx::SqlStatement { sql: $sql, params: vec![$($crate::tx::Param::from($param)),*] }
    };
}
pub(crate) use sql;

/// A row as it was read. Columns are counted from 0.
pub(crate) trait Row {
    fn maybe_int(&self, column: usize) -> Result<Option<i64>, StoreError>;
    fn maybe_text(&self, column: usize) -> Result<Option<String>, StoreError>;
    fn flag(&self, column: usize) -> Result<bool, StoreError>;

    /// The whole row as a JSON object, by the names of its columns. What is kept as JSON stays such.
    fn json(&self) -> Result<String, StoreError>;

    fn int(&self, column: usize) -> Result<i64, StoreError> {
        self.maybe_int(column)?
            .ok_or_else(|| StoreError::row(column, "is empty"))
    }

    fn text(&self, column: usize) -> Result<String, StoreError> {
        self.maybe_text(column)?
            .ok_or_else(|| StoreError::row(column, "is empty"))
    }

    /// A list of texts, kept as JSON.
    fn texts(&self, column: usize) -> Result<Vec<String>, StoreError> {
        serde_json::from_str(&self.text(column)?)
            .map_err(|_| StoreError::row(column, "is not a list of texts"))
    }
}

/// How a row becomes a value of the store.
pub(crate) type Decode<T> = fn(&dyn Row) -> Result<T, StoreError>;

/// A transaction. What is not committed has not happened.
pub(crate) trait Tx: Send {
    /// Reads the rows of one statement, each decoded by the same function.
    fn rows<T: Send>(
        &mut self,
        statement: SqlStatement,
        decode: Decode<T>,
    ) -> impl Future<Output = Result<Vec<T>, StoreError>> + Send;

    /// Reads the rows of several statements in one go, in their order; also those that an insert returns.
    fn load<T: Send>(
        &mut self,
        statements: Vec<(SqlStatement, Decode<T>)>,
    ) -> impl Future<Output = Result<Vec<T>, StoreError>> + Send;

    /// Runs several statements in one go, in their order, and says how many rows each has changed.
    fn run(
        &mut self,
        statements: Vec<SqlStatement>,
    ) -> impl Future<Output = Result<Vec<u64>, StoreError>> + Send;

    /// The number of a new case. It is never given out again, whatever becomes of the case.
    fn new_case_id(&mut self) -> impl Future<Output = Result<CaseId, StoreError>> + Send;

    /// The number was not used: another new case may have it. Nothing to do where it was only read.
    fn give_back_case_id(&mut self, _id: CaseId) {}

    /// Waits until no other replica is at work on these chats; a file has no other.
    fn lock_chats(
        &mut self,
        _chats: Vec<ChatId>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send {
        ready(Ok(()))
    }

    /// Takes the leases of chats for new entries, of which `first` has the lowest number. Says in which of the
    /// chats they may be handed over at once: this replica sends there, and nothing earlier waits. The replicas
    /// that send to the others are told. A file has one process, which sends to all.
    fn take_leases(
        &mut self,
        chats: Vec<ChatId>,
        _first: EntryId,
    ) -> impl Future<Output = Result<HashSet<ChatId>, StoreError>> + Send {
        ready(Ok(chats.into_iter().collect()))
    }

    /// Notes that entries, of which so many tries are known, are about to be tried once more, or for the first time. Says which of
    /// them may be: those of chats whose lease this replica holds, or let run out without anyone taking it, and
    /// that no other replica has tried.
    fn begin_tries(
        &mut self,
        entries: &[(EntryId, u32)],
    ) -> impl Future<Output = Result<HashSet<EntryId>, StoreError>> + Send;

    /// Something of a person is deleted in this transaction: afterwards it has to be gone from the disk
    /// too. It may still be named by these entries, until they are delivered. A server keeps older versions of
    /// its rows until it vacuums, and its log for as long as it was told to: what is said to a person says that.
    fn note_erasure(&mut self, _named_by: &[EntryId]) {}

    /// These entries were delivered.
    fn note_acknowledged(&mut self, _entries: &[EntryId]) {}
}

/// A piece of work that is done within one transaction, on either database.
pub(crate) trait Work: Send + 'static {
    /// What it comes to.
    type Out: Send + 'static;

    fn run<T: Tx>(self, tx: &mut T) -> impl Future<Output = Result<Self::Out, StoreError>> + Send;
}

/// A value of a row as it is handed out: what is kept as JSON stays such.
pub(crate) fn text_as_json(text: &str) -> serde_json::Value {
    match serde_json::from_str(text) {
        Ok(inner @ (serde_json::Value::Array(_) | serde_json::Value::Object(_))) => inner,
        _ => text.into(),
    }
}

/// A list of texts as it is kept.
pub(crate) fn list(texts: &[String]) -> String {
    // A list of texts can always be written.
    serde_json::to_string(texts).unwrap_or_default()
}
