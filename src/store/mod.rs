//! What is kept: people's settings, cases, handled updates, and what is owed to chats.
//!
//! One store, two databases: SQLite in a file for one process, PostgreSQL where several replicas
//! share the work. Every statement is written once ([`sql`] fills in where the two differ) and both
//! pass one suite of tests.
//!
//! A batch of updates is one [`Unit`] of work: their numbers are claimed, what they need is read into
//! a [`Room`], the desk changes the room in memory, and what has changed is written, with the calls
//! that are owed, by a handful of statements. A commit that returned has reached the disk.

mod cases;
mod lanes;
mod outbox;
mod people;
mod room;
mod sql;
mod unit;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::any::{AnyPoolOptions, AnyRow};
use sqlx::{Any, AnyConnection, AnyPool, Connection, Executor, Row};

pub use cases::{CardOf, CaseId, KeptCase};
pub use lanes::{Elsewhere, PickedUp};
pub use outbox::{NewCall, Owed, OwedId, Settled};
pub use people::Person;
pub use room::{Changes, Missing, Room, Wanted};
use sql::{Dialect, Sql};
pub use unit::Unit;

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
        "DATABASE_URL `{0}` is not understood; write sqlite:FILE, for example sqlite:achilles-bot.db, or postgres://USER:PASSWORD@HOST/DATABASE"
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
    /// The server does not let the bot in.
    #[error(
        "the database server at {address} cannot be used: {source}; check that it runs, and the user, password and name in DATABASE_URL"
    )]
    Server {
        /// The address, without the password.
        address: String,
        /// What the database said.
        source: sqlx::Error,
    },
    /// The server's database is not one of this bot.
    #[error(
        "the database at {address} cannot be brought up to date: {source}; use a database of its own for the bot, or restore a backup"
    )]
    Foreign {
        /// The address, without the password.
        address: String,
        /// What the database said.
        source: sqlx::migrate::MigrateError,
    },
    /// A statement failed.
    #[error("the database refused: {0}")]
    Query(#[from] sqlx::Error),
}

impl StoreError {
    /// Whether the fault lies in what was to be written, not in the database or the way to it: then
    /// trying the same again will not help.
    #[must_use]
    pub fn is_of_data(&self) -> bool {
        let Self::Query(sqlx::Error::Database(error)) = self else {
            return false;
        };
        error.code().is_some_and(|code| sql::is_code_of_data(&code))
    }
}

/// The database.
#[derive(Clone)]
pub struct Store {
    pool: AnyPool,
    sql: Arc<Sql>,
    replica: i64,
    /// Where the server is; empty for a file.
    url: Arc<str>,
}

/// How long a unit of work waits for its turn.
const PATIENCE: Duration = Duration::from_secs(30);
/// Connections to a server: one handles updates, one settles what was sent, one looks after lanes.
const CONNECTIONS: u32 = 4;

impl Store {
    /// Opens the database and brings its schema up to date.
    ///
    /// # Errors
    /// When the address is not understood, or what is there cannot be opened or is not a database.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        match url.split_once(':') {
            Some(("sqlite", file)) => Self::open_file(file.trim_start_matches("//")).await,
            Some(("postgres" | "postgresql", _)) => Self::open_server(url).await,
            _ => Err(StoreError::Address(without_password(url))),
        }
    }

    async fn open_file(file: &str) -> Result<Self, StoreError> {
        let path = Path::new(file).to_path_buf();
        // The address is read as one of the web, where these three mean something else.
        let escaped = file
            .replace('%', "%25")
            .replace('?', "%3F")
            .replace('#', "%23");
        let url = format!("sqlite:{escaped}?mode=rwc");
        is_a_database(&url)
            .await
            .map_err(|source| StoreError::Open {
                file: path.clone(),
                source,
            })?;
        // One connection: SQLite has one writer, and every unit of work here writes.
        let pool = AnyPoolOptions::new()
            .max_connections(1)
            .acquire_timeout(PATIENCE)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    // A commit that returned has reached the disk (WAL with full synchronisation);
                    // deleted rows are overwritten, so that what was deleted is gone from the file.
                    connection
                        .execute(
                            "pragma busy_timeout = 5000; pragma journal_mode = wal; \
                             pragma synchronous = full; pragma secure_delete = on; \
                             pragma wal_autocheckpoint = 4000",
                        )
                        .await?;
                    Ok(())
                })
            })
            .connect(&url)
            .await
            .map_err(|source| StoreError::Open {
                file: path.clone(),
                source,
            })?;
        sqlx::migrate!("migrations/sqlite")
            .run(&pool)
            .await
            .map_err(|source| StoreError::Broken { file: path, source })?;
        Ok(Self {
            pool,
            sql: Arc::new(Sql::new(Dialect::Sqlite)),
            replica: 0,
            url: Arc::from(""),
        })
    }

    async fn open_server(url: &str) -> Result<Self, StoreError> {
        let address = without_password(url);
        let refused = |source| StoreError::Server {
            address: address.clone(),
            source,
        };
        let pool = AnyPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .connect(url)
            .await
            .map_err(refused)?;
        sqlx::migrate!("migrations/postgres")
            .run(&pool)
            .await
            .map_err(|source| StoreError::Foreign {
                address: address.clone(),
                source,
            })?;
        let row = sqlx::query("select nextval('replicas') as replica")
            .fetch_one(&pool)
            .await
            .map_err(refused)?;
        Ok(Self {
            pool,
            sql: Arc::new(Sql::new(Dialect::Postgres)),
            replica: column(&row, "replica")?,
            url: Arc::from(url),
        })
    }

    /// Begins a unit of work.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(&self) -> Result<Unit, StoreError> {
        let begun = match self.sql.dialect {
            // The write lock at once: a unit that reads first could not get it later.
            Dialect::Sqlite => match self.pool.begin_with("begin immediate").await {
                // When the disk is full or fails, SQLite takes a transaction back by itself. The
                // connection counts it as begun for ever, and is of no more use.
                Err(sqlx::Error::InvalidSavePointStatement) => {
                    tracing::warn!("a broken-off transaction is cleared away");
                    let _ = self.pool.acquire().await?.close().await;
                    self.pool.begin_with("begin immediate").await?
                }
                begun => begun?,
            },
            Dialect::Postgres => self.pool.begin().await?,
        };
        Ok(Unit::new(begun, Arc::clone(&self.sql), self.replica))
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// When it gives none.
    pub async fn answers(&self) -> Result<(), StoreError> {
        sqlx::query("select 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Whether other replicas may share this store.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.sql.dialect == Dialect::Postgres
    }

    /// Writes everything to the file and closes it.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

impl std::fmt::Debug for Store {
    // The address may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("dialect", &self.sql.dialect)
            .field("replica", &self.replica)
            .finish_non_exhaustive()
    }
}

/// Refuses a file that is something else at once: the pool would try it again for half a minute.
async fn is_a_database(url: &str) -> Result<(), sqlx::Error> {
    let mut connection = AnyConnection::connect(url).await?;
    let read = connection.execute("pragma schema_version").await;
    let _ = connection.close().await;
    match read {
        // What else may be wrong can pass, such as a lock of another process.
        Err(sqlx::Error::Database(error)) if error.code().is_some_and(|code| code == "26") => {
            Err(sqlx::Error::Database(error))
        }
        _ => Ok(()),
    }
}

fn without_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => {
            format!("{}…{}", &url[..scheme + 3], &url[at..])
        }
        _ => url.to_owned(),
    }
}

/// Reads a column by name; a column that is missing is a fault of this code, told as an error.
fn column<'r, T>(row: &'r AnyRow, name: &str) -> Result<T, StoreError>
where
    T: sqlx::Decode<'r, Any> + sqlx::Type<Any>,
{
    Ok(row.try_get(name)?)
}
