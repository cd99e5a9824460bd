//! What is kept: people's settings, cases, handled updates, and what is owed to chats.
//!
//! One store, two databases: SQLite in a file for one process, PostgreSQL where several replicas
//! share the work. Every statement is written once (`sql` fills in where the two differ) and both
//! pass one suite of tests.
//!
//! A batch of updates is one [`Unit`] of work: their numbers are claimed, what they need is read into
//! a [`Room`], the desk changes the room in memory, and what has changed is written, with the calls
//! that are owed, by a handful of statements. A commit that returned has reached the disk.

mod batch;
mod cases;
mod door;
mod judgements;
mod lanes;
mod link;
mod made;
mod members;
mod outbox;
mod people;
mod personal;
mod plans;
mod retention;
mod room;
mod scripts;
mod seal;
mod sql;
mod standing;
mod trail;
mod unit;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use sqlx::any::{AnyPoolOptions, AnyRow};
use sqlx::{Any, Row};

pub use batch::Batch;
// The names under which the bot knows what is stored.
pub use cases::CardOf as CardRef;
pub use door::Visitor as RateCounter;
pub use judgements::Judgement as Feedback;
pub use lanes::{Elsewhere as LeaseListener, PickedUp as ClaimedEntries};
pub use members::Learnt as ResponseEffect;
pub use outbox::{
    NewCall as NewEntry, Owed as OutboxEntry, OwedId as EntryId, Settled as CompletedEntry,
};
pub use room::{Changes as WriteSet, Room as Session, Wanted as LoadItem};
pub use trail::{Entry as AuditEntry, Shown as NewAuditEntry, ShownKind as AuditKind};
pub use unit::{Tries as Attempts, Unit as UnitOfWork};

pub use cases::{CardOf, CaseId, KeptCase};
pub use door::{CodeHash, Visitor};
pub use judgements::Judgement;
pub use lanes::{Elsewhere, PickedUp};
use link::{Base, Link, PATIENCE};
use made::Made;
pub use members::{Learnt, Member};
pub use outbox::{NewCall, Owed, OwedId, Settled};
pub use people::Person;
pub use personal::{KEPT, Kept, Whose};
pub use plans::{GivenPlan, KeptPlan};
pub use retention::Purged;
pub use room::{Changes, Missing, Room, Wanted};
use seal::Seal;
use sql::{Dialect, Sql};
pub use trail::{Entry, Shown, ShownKind};
pub use unit::{Tries, Unit};

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
    /// The operating system gives no random numbers.
    #[error("the operating system gives no random numbers, so no invitation can be made")]
    NoChance,
    /// Somebody else has written to the file, or updates were handled before, and the unit of work was
    /// begun in the belief that it is not so. Nothing of it has happened; it can be begun anew.
    #[error("the database has changed meanwhile")]
    Overtaken,
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
    base: Base,
    sql: Arc<Sql>,
    replica: i64,
    /// Where the server is; empty for a file.
    url: Arc<str>,
    made: Made,
    seal: Seal,
}

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
        let base = Base::file(format!("sqlite:{escaped}?mode=rwc"))
            .await
            .map_err(|source| StoreError::Open {
                file: path.clone(),
                source,
            })?;
        let mut turn = base.turn().await?;
        sqlx::migrate!("migrations/sqlite")
            .run(turn.connection()?)
            .await
            .map_err(|source| StoreError::Broken { file: path, source })?;
        drop(turn);
        let sql = Sql::new(Dialect::Sqlite);
        if let Some(scripts) = &sql.scripts {
            base.prepare(&scripts.views).await?;
        }
        let seal = Seal::new(base.clone(), Dialect::Sqlite);
        // What a killed run deleted goes from the log too.
        seal.cut_log().await?;
        Ok(Self {
            base,
            sql: Arc::new(sql),
            replica: 0,
            url: Arc::from(""),
            made: Made::default(),
            seal,
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
        let base = Base::Server(pool);
        Ok(Self {
            seal: Seal::new(base.clone(), Dialect::Postgres),
            base,
            sql: Arc::new(Sql::new(Dialect::Postgres)),
            replica: column(&row, "replica")?,
            url: Arc::from(url),
            made: Made::default(),
        })
    }

    /// Begins a unit of work.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(&self) -> Result<Unit, StoreError> {
        let mut link = self.base.link().await?;
        link.begin().await?;
        Ok(self.unit(link))
    }

    /// Begins a unit of work for a batch: claims its updates, waits until no other replica is at work on
    /// its chats, and reads what will be needed. Says which of the updates were not handled before. Where
    /// everything stands already they are taken for new, and claimed by the commit.
    ///
    /// # Errors
    /// When the database does not answer, or refuses.
    pub async fn begin_batch(
        &self,
        batch: &Batch<'_>,
        now: i64,
    ) -> Result<(Unit, HashSet<i64>), StoreError> {
        let mut unit = self.unit(self.base.link().await?);
        let fresh = unit.open(batch, now).await?;
        Ok((unit, fresh))
    }

    /// Notes which tries of calls are about to be made and which were surely not, strikes out calls that were
    /// made or never can be, and notes the messages that became cards. Says which calls may be tried; of
    /// another one somebody else has or had charge.
    ///
    /// # Errors
    /// When the database does not answer, or refuses; then nothing of it is noted.
    pub async fn settle(
        &self,
        tries: Tries<'_>,
        settled: &[Settled],
    ) -> Result<HashSet<OwedId>, StoreError> {
        self.unit(self.base.link().await?)
            .settle_all(tries, settled)
            .await
    }

    /// Leaves a call that was made to the next unit of work that commits, in a file; on a server other
    /// replicas look at what is owed. Says whether no other one was left.
    #[must_use]
    pub fn note_made(&self, call: OwedId) -> bool {
        self.made.add(call)
    }

    /// Since when the first of those waits that were left. [`Store::settle`] strikes them out.
    #[must_use]
    pub fn made_since(&self) -> Option<Instant> {
        self.made.since()
    }

    fn unit(&self, link: Link) -> Unit {
        let (sql, made, seal) = (Arc::clone(&self.sql), self.made.clone(), self.seal.clone());
        Unit::new(link, sql, self.replica, made, seal)
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// When it gives none.
    pub async fn answers(&self) -> Result<(), StoreError> {
        let mut turn = self.base.turn().await?;
        sqlx::query("select 1").execute(turn.connection()?).await?;
        Ok(())
    }

    /// How a commit reaches the disk, as the database itself says.
    ///
    /// # Errors
    /// When it does not say.
    pub async fn durability(&self) -> Result<String, StoreError> {
        let mut turn = self.base.turn().await?;
        let asked = match self.sql.dialect {
            Dialect::Sqlite => {
                "select 'journal_mode=' || journal_mode || ', synchronous=' || synchronous as said \
                 from pragma_journal_mode, pragma_synchronous"
            }
            Dialect::Postgres => {
                "select 'fsync=' || current_setting('fsync') || ', synchronous_commit=' || \
                 current_setting('synchronous_commit') as said"
            }
        };
        let row = sqlx::query(asked).fetch_one(turn.connection()?).await?;
        column(&row, "said")
    }

    /// Whether other replicas may share this store.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.sql.dialect == Dialect::Postgres
    }

    /// Writes everything to the file and closes it.
    pub async fn close(&self) {
        self.base.close().await;
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

/// As much of an address as may be shown: a password may stand before the `@` and behind the `?`.
fn without_password(url: &str) -> String {
    let shown = url.split('?').next().unwrap_or_default();
    match (shown.split_once(':'), shown.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, place))) => format!("{scheme}://…@{place}"),
        _ => shown.to_owned(),
    }
}

/// Reads a column by name; a column that is missing is a fault of this code, told as an error.
fn column<'r, T>(row: &'r AnyRow, name: &str) -> Result<T, StoreError>
where
    T: sqlx::Decode<'r, Any> + sqlx::Type<Any>,
{
    Ok(row.try_get(name)?)
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn an_address_is_shown_without_its_password() {
        for (address, shown) in [
            (
                "postgres://bot:hunter2@db:5432/bot",
                "postgres://…@db:5432/bot",
            ),
            ("postgres://bot:hun@ter2@db/bot", "postgres://…@db/bot"),
            ("postgres:bot:hunter2@db/bot", "postgres://…@db/bot"),
            (
                "postgres://db/bot?user=bot&password=hunter2",
                "postgres://db/bot",
            ),
            ("mysql://nowhere/bot", "mysql://nowhere/bot"),
        ] {
            assert_eq!(without_password(address), shown);
        }
    }
}
