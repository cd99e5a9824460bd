//! What can go wrong with the store, and what to do about it.

use std::path::PathBuf;

/// The store cannot be used, or a statement failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address is not understood.
    #[error(
        "DATABASE_URL `{0}` is not understood; write sqlite:FILE without anything behind the file's name, for example sqlite:achilles-bot.db, or postgres://USER:PASSWORD@HOST/DATABASE"
    )]
    Address(String),
    /// The file cannot be opened or made.
    #[error(
        "the database file {file} cannot be opened: {reason}; check that its folder exists and may be written to, and that it is a database of this bot"
    )]
    Open {
        /// The path of the file that was to be opened.
        file: PathBuf,
        /// What the database said.
        reason: String,
    },
    /// The file or the server's database is not one of this bot.
    #[error(
        "{place} cannot be used as a database: {reason}; use a database of its own for the bot, or restore a backup"
    )]
    Foreign {
        /// The file, or the address without its password.
        place: String,
        /// What the database said.
        reason: String,
    },
    /// A later version of the program has changed the database in a way that this one does not know.
    #[error(
        "{place} was brought up to version {found} by a later version of the program, and this one knows {known}; start the later version, and do not move the database away: everything that is kept stands in it"
    )]
    Newer {
        /// The file, or the address without its password.
        place: String,
        /// The version of the database.
        found: i64,
        /// The latest version that this program knows.
        known: i64,
    },
    /// The server does not let the bot in.
    #[error(
        "the database server at {address} cannot be used: {reason}; check that it runs, and the user, password and name in DATABASE_URL"
    )]
    Server {
        /// The address, without the password.
        address: String,
        /// What the database said.
        reason: String,
    },
    /// The operating system gives no random numbers.
    #[error("the operating system gives no random numbers, so no invitation can be made")]
    NoRandomNumbers,
    /// A row cannot be read, or what was to be written can never be. Trying again will not help, but
    /// everything else goes on.
    #[error("a row of the database cannot be read or written: {0}")]
    Row(String),
    /// The database refuses for now: it is locked, full, away or closed.
    #[error("the database refused: {0}")]
    Unavailable(String),
}

impl StoreError {
    /// Whether the fault lies in a row or in what was to be written, not in the database or the way to
    /// it: then only the update that needs that row is at fault.
    #[must_use]
    pub fn is_of_data(&self) -> bool {
        matches!(self, Self::Row(_))
    }

    pub(crate) fn row(column: usize, what: &str) -> Self {
        Self::Row(format!("column {column} {what}"))
    }

    pub(crate) fn closed() -> Self {
        Self::Unavailable("it was closed".to_owned())
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let of_data = match &error {
            rusqlite::Error::SqliteFailure(failure, _) => matches!(
                failure.code,
                Code::ConstraintViolation
                    | Code::TypeMismatch
                    | Code::TooBig
                    | Code::ParameterOutOfRange
                    | Code::DatabaseCorrupt
            ),
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..) => true,
            _ => false,
        };
        if of_data {
            Self::Row(error.to_string())
        } else {
            Self::Unavailable(error.to_string())
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        // The server's own words; the library's say only "db error".
        let words = error.as_db_error().map_or_else(
            || match std::error::Error::source(&error) {
                Some(source) => format!("{error}: {source}"),
                None => error.to_string(),
            },
            |said| said.message().to_owned(),
        );
        let of_data = match error.code() {
            // Data exception, integrity constraint, data corrupted. A table or a right that is missing is no fault of
            // an update.
            Some(code) => ["22", "23", "XX001"]
                .iter()
                .any(|class| code.code().starts_with(class)),
            // A value of a row, or of a parameter, is of another type than was expected.
            None => !error.is_closed() && words.contains("serializ"),
        };
        if of_data {
            Self::Row(words)
        } else {
            Self::Unavailable(words)
        }
    }
}

impl From<deadpool_postgres::PoolError> for StoreError {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        match error {
            deadpool_postgres::PoolError::Backend(error) => error.into(),
            other => Self::Unavailable(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::StoreError;

    #[test]
    fn a_full_disk_is_not_a_fault_of_the_data_and_a_constraint_is() {
        let failure = |code| {
            let error = rusqlite::ffi::Error::new(code);
            StoreError::from(rusqlite::Error::SqliteFailure(error, None))
        };
        // Full, input or output, busy, locked, cannot open, no such table.
        for code in [13, 10, 778, 5, 6, 14, 1] {
            assert!(!failure(code).is_of_data(), "{code}");
        }
        // Constraint, unique, mismatch, and a page that cannot be read.
        for code in [19, 1555, 2067, 20, 11] {
            assert!(failure(code).is_of_data(), "{code}");
        }
    }
}
