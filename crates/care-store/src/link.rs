//! The way to the database.
//!
//! SQLite has one writer, so a file has one connection, and units of work take turns at it. Every
//! statement that is handed to it costs switches between threads, which take longer than most statements;
//! so what a unit always does goes to it as one (`scripts`).

use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, AssertSqlSafe, Connection, Executor, Transaction};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::timeout;

use super::sql::Statement;
use super::standing::Standing;

/// How long a unit of work waits for its turn.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// A commit that returned has reached the disk (WAL with full synchronisation); deleted rows are
/// overwritten, so that what was deleted is gone from the file.
const SETTINGS: &str = "pragma busy_timeout = 5000; pragma journal_mode = wal; \
                        pragma synchronous = full; pragma secure_delete = on; \
                        pragma wal_autocheckpoint = 4000";

/// Where units of work come from.
#[derive(Clone)]
pub(super) enum Base {
    /// A file: its address, and its connection while there is one.
    File(Arc<str>, Arc<Mutex<Held>>),
    /// A server.
    Server(AnyPool),
}

/// The one connection to a file.
pub(super) struct Held {
    connection: Option<AnyConnection>,
    /// What every connection begins with.
    beginning: Option<Statement>,
    /// A unit of work was broken off: its transaction may still be open.
    broken_off: bool,
    /// What the file is known to hold.
    standing: Option<Standing>,
}

/// A connection, not in a transaction.
pub(super) enum Turn {
    File(OwnedMutexGuard<Held>),
    Server(PoolConnection<Any>),
}

/// A connection in a transaction. Dropped before it is committed, nothing of it has happened.
pub(super) enum Link {
    File(InFile),
    Server(Transaction<'static, Any>),
}

/// The turn at a file's connection.
pub(super) struct InFile {
    turn: OwnedMutexGuard<Held>,
    /// Its transaction may be open.
    begun: bool,
}

impl Base {
    /// Opens a file, and makes it where it is not there.
    pub async fn file(address: String) -> Result<Self, sqlx::Error> {
        let held = Held {
            connection: Some(open(&address, None).await?),
            beginning: None,
            broken_off: false,
            standing: None,
        };
        Ok(Self::File(address.into(), Arc::new(Mutex::new(held))))
    }

    /// Does this now, and in every connection that is opened later.
    pub async fn prepare(&self, beginning: &Statement) -> Result<(), sqlx::Error> {
        if let Self::File(address, held) = self {
            let mut turn = turn(address, held).await?;
            if let Some(connection) = &mut turn.connection {
                run(connection, beginning).await?;
            }
            turn.beginning = Some(Arc::clone(beginning));
        }
        Ok(())
    }

    /// A connection for something that is not a unit of work.
    pub async fn turn(&self) -> Result<Turn, sqlx::Error> {
        match self {
            Self::File(address, held) => Ok(Turn::File(turn(address, held).await?)),
            Self::Server(pool) => Ok(Turn::Server(pool.acquire().await?)),
        }
    }

    /// A connection for a unit of work. In a file the transaction is not begun yet.
    pub async fn link(&self) -> Result<Link, sqlx::Error> {
        match self {
            Self::File(address, held) => Ok(Link::File(InFile {
                turn: turn(address, held).await?,
                begun: false,
            })),
            Self::Server(pool) => Ok(Link::Server(pool.begin().await?)),
        }
    }

    /// Writes everything to the file, or ends the connections.
    pub async fn close(&self) {
        match self {
            Self::File(_, held) => {
                if let Some(connection) = held.lock().await.connection.take() {
                    let _ = connection.close().await;
                }
            }
            Self::Server(pool) => pool.close().await,
        }
    }
}

async fn turn(
    address: &str,
    held: &Arc<Mutex<Held>>,
) -> Result<OwnedMutexGuard<Held>, sqlx::Error> {
    let mut turn = timeout(PATIENCE, Arc::clone(held).lock_owned())
        .await
        .map_err(|_| sqlx::Error::PoolTimedOut)?;
    if std::mem::take(&mut turn.broken_off) {
        turn.standing = None;
        if let Some(connection) = &mut turn.connection {
            tracing::warn!("a broken-off transaction is cleared away");
            // When the disk is full SQLite has taken it back by itself, and says that there is none.
            if let Err(sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed) =
                connection.execute("rollback").await
            {
                turn.connection = None;
            }
        }
    }
    if turn.connection.is_none() {
        turn.standing = None;
        let beginning = turn.beginning.clone();
        turn.connection = Some(open(address, beginning.as_ref()).await?);
    }
    Ok(turn)
}

async fn open(address: &str, beginning: Option<&Statement>) -> Result<AnyConnection, sqlx::Error> {
    let mut connection = AnyConnection::connect(address).await?;
    connection.execute(SETTINGS).await?;
    if let Some(beginning) = beginning {
        run(&mut connection, beginning).await?;
    }
    Ok(connection)
}

async fn run(connection: &mut AnyConnection, statements: &Statement) -> Result<(), sqlx::Error> {
    let statements = AssertSqlSafe(Arc::clone(statements));
    connection.execute(sqlx::raw_sql(statements)).await?;
    Ok(())
}

impl Turn {
    pub fn connection(&mut self) -> Result<&mut AnyConnection, sqlx::Error> {
        match self {
            Self::File(turn) => {
                let connection = turn.connection.as_mut();
                connection.ok_or(sqlx::Error::PoolClosed)
            }
            Self::Server(connection) => Ok(connection),
        }
    }
}

impl Link {
    pub fn connection(&mut self) -> Result<&mut AnyConnection, sqlx::Error> {
        match self {
            Self::File(file) => {
                let connection = file.turn.connection.as_mut();
                connection.ok_or(sqlx::Error::PoolClosed)
            }
            Self::Server(transaction) => Ok(transaction),
        }
    }

    /// Begins the transaction, where that is not done yet. The write lock at once: a unit that reads
    /// first could not get it later. What it will write is not known here, so nothing stands after it.
    pub async fn begin(&mut self) -> Result<(), sqlx::Error> {
        if let Self::File(file) = self {
            file.turn.standing = None;
            self.begins()?.execute("begin immediate").await?;
        }
        Ok(())
    }

    /// The connection for a script that begins the transaction.
    pub fn begins(&mut self) -> Result<&mut AnyConnection, sqlx::Error> {
        if let Self::File(file) = self {
            file.begun = true;
        }
        self.connection()
    }

    /// Takes back what was begun.
    pub async fn take_back(&mut self) -> Result<(), sqlx::Error> {
        self.connection()?.execute("rollback").await?;
        self.is_over();
        Ok(())
    }

    /// What the file is known to hold. Whoever takes it puts it back when what they have written is
    /// committed.
    pub fn take_standing(&mut self) -> Option<Standing> {
        match self {
            Self::File(file) => file.turn.standing.take(),
            Self::Server(_) => None,
        }
    }

    /// What the file is known to hold from here on.
    pub fn keep_standing(&mut self, standing: Option<Standing>) {
        if let Self::File(file) = self {
            file.turn.standing = standing;
        }
    }

    pub async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::File(mut file) => {
                let connection = file.turn.connection.as_mut();
                let connection = connection.ok_or(sqlx::Error::PoolClosed)?;
                connection.execute("commit").await?;
                file.begun = false;
                Ok(())
            }
            Self::Server(transaction) => transaction.commit().await,
        }
    }

    /// A script has ended the transaction.
    pub fn is_over(&mut self) {
        if let Self::File(file) = self {
            file.begun = false;
        }
    }
}

impl Drop for InFile {
    fn drop(&mut self) {
        // Taking it back has to be waited for, which the next turn does.
        self.turn.broken_off |= self.begun;
    }
}
