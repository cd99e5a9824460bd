//! What is kept: people's settings, cases, handled updates, and what is owed to chats.
//!
//! Everything an update does happens in one [`Transaction`]: its effect, the mark that it was
//! handled, and the messages owed because of it. SQLite in WAL mode with full synchronisation: a
//! commit that returned has reached the disk.

mod cases;
mod outbox;
mod people;

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Row, Sqlite};

pub use cases::{CardOf, CaseId, KeptCase};
pub use outbox::{Owed, OwedId};
pub use people::Person;

/// One unit of work.
pub type Transaction = sqlx::Transaction<'static, Sqlite>;

/// A connection inside a unit of work.
pub type Connection = sqlx::SqliteConnection;

/// Where a conversation takes place and with whom; the key of its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Seat {
    /// The chat.
    pub chat: i64,
    /// The topic, or 0.
    pub thread: i64,
    /// The person.
    pub person: i64,
}

/// The store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address is of another kind of database.
    #[error(
        "DATABASE_URL `{0}` is not understood; write sqlite:FILE, for example sqlite:achilles-bot.db"
    )]
    Address(String),
    /// The file cannot be opened or made.
    #[error(
        "the database file {file} cannot be opened: {source}; check that its folder exists and may be written to, and that it is a database of this bot"
    )]
    Open {
        /// The file.
        file: PathBuf,
        /// What the database said.
        source: sqlx::Error,
    },
    /// The file is there but is not a database of this bot.
    #[error(
        "{file} cannot be used as a database: {source}; move it away to begin with an empty one, or restore a backup"
    )]
    Broken {
        /// The file.
        file: PathBuf,
        /// What the database said.
        source: sqlx::migrate::MigrateError,
    },
    /// A statement failed.
    #[error("the database refused: {0}")]
    Query(#[from] sqlx::Error),
}

/// The database.
#[derive(Debug, Clone)]
pub struct Store {
    pool: SqlitePool,
}

/// Handled updates are remembered for two days; Telegram keeps undelivered ones for one.
const REMEMBERED_SECONDS: i64 = 2 * 24 * 60 * 60;

impl Store {
    /// Opens the database and brings its schema up to date.
    ///
    /// # Errors
    /// When the address is not understood, the file cannot be opened, or is not a database.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let file = match url.split_once(':') {
            Some(("sqlite", file)) => file.trim_start_matches("//"),
            _ => return Err(StoreError::Address(without_password(url))),
        };
        let path = Path::new(file).to_path_buf();
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            // Deleted rows are overwritten: what was deleted is gone from the file as well.
            .pragma("secure_delete", "on")
            .busy_timeout(Duration::from_secs(5));
        // One connection: SQLite has one writer, and every unit of work here writes.
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(30))
            .connect_with(options)
            .await
            .map_err(|source| StoreError::Open {
                file: path.clone(),
                source,
            })?;
        sqlx::migrate!("migrations/sqlite")
            .run(&pool)
            .await
            .map_err(|source| StoreError::Broken { file: path, source })?;
        Ok(Self { pool })
    }

    /// Begins a unit of work.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(&self) -> Result<Transaction, StoreError> {
        Ok(self.pool.begin_with("begin immediate").await?)
    }

    /// Writes everything to the file and closes it.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Notes that an update is being handled. `false` when it was handled before.
///
/// # Errors
/// When the database refuses.
pub async fn claim_update(tx: &mut Connection, update: i64, now: i64) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "insert into updates (update_id, handled_at) values ($1, $2) on conflict do nothing",
    )
    .bind(update)
    .bind(now)
    .execute(&mut *tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets updates that Telegram cannot deliver again.
///
/// # Errors
/// When the database refuses.
pub async fn forget_old_updates(tx: &mut Connection, now: i64) -> Result<(), StoreError> {
    sqlx::query("delete from updates where handled_at < $1")
        .bind(now - REMEMBERED_SECONDS)
        .execute(&mut *tx)
        .await?;
    Ok(())
}

/// Moves everything of a group to the supergroup it has become.
///
/// # Errors
/// When the database refuses.
pub async fn move_chat(tx: &mut Connection, from: i64, to: i64) -> Result<(), StoreError> {
    for table in ["cases", "outbox"] {
        // The table names are the two above, not anybody's input.
        let sql = sqlx::AssertSqlSafe(format!(
            "update {table} set chat_id = $1 where chat_id = $2"
        ));
        sqlx::query(sql)
            .bind(to)
            .bind(from)
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

fn without_password(url: &str) -> String {
    match (url.find("://"), url.find('@')) {
        (Some(scheme), Some(at)) if scheme < at => {
            format!("{}…{}", &url[..scheme + 3], &url[at..])
        }
        _ => url.to_owned(),
    }
}

/// Reads a column by name; a column that is missing is a fault of this code, told as an error.
fn column<'r, T>(row: &'r sqlx::sqlite::SqliteRow, name: &str) -> Result<T, StoreError>
where
    T: sqlx::Decode<'r, Sqlite> + sqlx::Type<Sqlite>,
{
    Ok(row.try_get(name)?)
}
