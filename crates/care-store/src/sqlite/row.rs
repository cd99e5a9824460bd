//! How values go into the file and come back.

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};

use crate::error::StoreError;
use crate::tx::{Param, Row, text_as_json};

impl ToSql for Param {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Int(Some(number)) => ValueRef::Integer(*number),
            Self::Text(Some(text)) => ValueRef::Text(text.as_bytes()),
            Self::Int(None) | Self::Text(None) => ValueRef::Null,
            Self::Flag(flag) => ValueRef::Integer(i64::from(*flag)),
        }))
    }
}

/// A row of the file as it is read.
pub(super) struct SqliteRow<'r>(pub &'r rusqlite::Row<'r>);

impl Row for SqliteRow<'_> {
    fn maybe_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        Ok(self.0.get(column)?)
    }

    /// What is no text any more is read as far as it goes: then the engine finds a state that it cannot
    /// read, and says so to its person, and the other cases of a list are there.
    fn maybe_text(&self, column: usize) -> Result<Option<String>, StoreError> {
        match self.0.get_ref(column)? {
            ValueRef::Null => Ok(None),
            ValueRef::Text(bytes) => Ok(Some(String::from_utf8_lossy(bytes).into_owned())),
            _ => Err(StoreError::row(column, "is not a text")),
        }
    }

    fn flag(&self, column: usize) -> Result<bool, StoreError> {
        Ok(self.int(column)? != 0)
    }

    fn json(&self) -> Result<String, StoreError> {
        let mut object = serde_json::Map::new();
        let names = self.0.as_ref().column_names();
        for (place, name) in names.into_iter().enumerate() {
            let value = match self.0.get_ref(place)? {
                ValueRef::Integer(number) => number.into(),
                ValueRef::Text(bytes) => text_as_json(&String::from_utf8_lossy(bytes)),
                _ => serde_json::Value::Null,
            };
            object.insert(name.to_owned(), value);
        }
        Ok(serde_json::Value::Object(object).to_string())
    }
}
