//! What was deleted is gone from the disk as well.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sqlx::{Executor, Row};

use super::link::Base;
use super::sql::Dialect;
use super::{OwedId, Store};

/// Up to this size (in bytes) a file is written anew as soon as something is deleted, which takes about
/// half a second of a busy machine. A larger one is when the service next looks for what is old.
const WRITTEN_ANEW_AT_ONCE: i64 = 32 * 1024 * 1024;

/// Makes what was deleted gone from the disk as well. `secure_delete` overwrites deleted rows, but not
/// the copies that are left in the gaps of pages when rows are moved from one to another; so the file is
/// written anew, and the write-ahead log is cut to nothing.
#[derive(Clone)]
pub(super) struct Seal {
    base: Base,
    dialect: Dialect,
    /// A file that is too large to be written anew while people wait has still to be.
    put_off: Arc<AtomicBool>,
    /// What is still owed because of deletions. It names the person, so once it is settled the log
    /// is cut again.
    pending: Arc<Mutex<HashSet<OwedId>>>,
}

impl Seal {
    pub(super) fn new(base: Base, dialect: Dialect) -> Self {
        Self {
            base,
            dialect,
            put_off: Arc::default(),
            pending: Arc::default(),
        }
    }

    /// Clears the disk of what was deleted. It is deleted without this too, so a failure is only told.
    pub(super) async fn seal(&self) {
        if self.dialect == Dialect::Postgres {
            // The server's own vacuum overwrites what was deleted there.
            return;
        }
        let done = match self.size().await {
            Ok(size) if size <= WRITTEN_ANEW_AT_ONCE => self.write_anew().await,
            Ok(_) => {
                self.put_off.store(true, Ordering::Relaxed);
                self.cut_log().await
            }
            Err(error) => Err(error),
        };
        if let Err(error) = done {
            self.put_off.store(true, Ordering::Relaxed);
            tracing::warn!(%error, "the file was not cleared of what was deleted; it is tried again");
        }
    }

    /// Does what was put off.
    async fn catch_up(&self) {
        if !self.put_off.swap(false, Ordering::Relaxed) {
            return;
        }
        if let Err(error) = self.write_anew().await {
            self.put_off.store(true, Ordering::Relaxed);
            tracing::warn!(%error, "the file was not cleared of what was deleted; it is tried again");
        }
    }

    async fn size(&self) -> Result<i64, sqlx::Error> {
        let size =
            "select page_count * page_size as bytes from pragma_page_count, pragma_page_size";
        let mut turn = self.base.turn().await?;
        sqlx::query(size)
            .fetch_one(turn.connection()?)
            .await?
            .try_get("bytes")
    }

    async fn write_anew(&self) -> Result<(), sqlx::Error> {
        self.base
            .turn()
            .await?
            .connection()?
            .execute("vacuum")
            .await?;
        self.cut_log().await
    }

    /// What a killed run left in the log is taken over into the file, and nothing stays in the log.
    pub(super) async fn cut_log(&self) -> Result<(), sqlx::Error> {
        let mut turn = self.base.turn().await?;
        turn.connection()?
            .execute("pragma wal_checkpoint(truncate)")
            .await?;
        Ok(())
    }

    pub(super) fn wait_for(&self, calls: impl IntoIterator<Item = OwedId>) {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        pending.extend(calls);
    }

    /// Strikes out calls that were made, and says whether the last one of a deletion is among them.
    pub(super) fn is_due(&self, settled: impl IntoIterator<Item = OwedId>) -> bool {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        if pending.is_empty() {
            return false;
        }
        for call in settled {
            pending.remove(&call);
        }
        pending.is_empty()
    }
}

impl Store {
    /// Clears a large file of what was deleted from it. Others wait for it.
    pub async fn clear_disk(&self) {
        self.seal.catch_up().await;
    }
}
