//! The file in the hands of its thread: opening it, one transaction after another, and what has to be made gone
//! from the disk.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use care_ids::EntryId;
use futures::FutureExt;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension};

use super::transaction::SqliteTx;
use crate::error::StoreError;
use crate::migrations;
use crate::tx::Work;

/// Write-ahead log with full synchronisation: a commit that returned has reached the disk. Deleted rows are
/// overwritten.
const SETTINGS: &str = "pragma busy_timeout = 5000; pragma journal_mode = wal; \
                        pragma synchronous = full; pragma secure_delete = on; \
                        pragma wal_autocheckpoint = 4000";
/// Statements that are kept prepared.
const PREPARED: usize = 128;
/// Up to this size (in bytes) a file is rewritten as soon as something of a person is deleted, which takes
/// about half a second. A larger one is rewritten when old cases are next looked for.
const REWRITTEN_AT_ONCE: i64 = 32 * 1024 * 1024;

/// The file, in the hands of its thread.
pub(super) struct DatabaseFile {
    /// Nothing once it was closed.
    pub connection: Option<Connection>,
    /// Entries that name somebody who was deleted: once they are delivered the log is cut again.
    named_by: HashSet<EntryId>,
}

impl DatabaseFile {
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let refused = |reason: String| StoreError::Open {
            file: path.to_path_buf(),
            reason,
        };
        keep_private(path).map_err(|error| refused(error.to_string()))?;
        let mut connection = Connection::open(path).map_err(|error| refused(error.to_string()))?;
        connection.set_prepared_statement_cache_capacity(PREPARED);
        // One plan for a statement whatever is bound to it. Without this the bundled library, which is built with
        // statistics on the columns (STAT4), prepares every statement anew each time that it is bound.
        connection
            .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
            .map_err(|error| refused(error.to_string()))?;
        let place = path.display().to_string();
        let foreign = |error: rusqlite::Error| StoreError::Foreign {
            place: place.clone(),
            reason: error.to_string(),
        };
        connection.execute_batch(SETTINGS).map_err(foreign)?;
        let version = connection
            .query_row(migrations::VERSION, [], |row| row.get::<_, Option<i64>>(0))
            .optional()
            .unwrap_or_default()
            .flatten();
        let oldest = connection
            .query_row(migrations::OLDEST_PROGRAM, [], |row| row.get(0))
            .unwrap_or(i64::MAX);
        if migrations::is_due(&place, version, oldest)? {
            migrations::sqlite::migrations::runner()
                .run(&mut connection)
                .map_err(|error| StoreError::Foreign {
                    place: place.clone(),
                    reason: migrations::reason(&error),
                })?;
        }
        let mut file = Self {
            connection: Some(connection),
            named_by: HashSet::new(),
        };
        // What a killed run deleted goes from the log too. Whoever still reads it, a backup, keeps nobody from starting.
        if let Err(error) = file.truncate_wal() {
            tracing::warn!(%error, "the log of the database was not cut");
        }
        Ok(file)
    }

    pub(super) fn connection(&mut self) -> Result<&mut Connection, StoreError> {
        self.connection.as_mut().ok_or_else(StoreError::closed)
    }

    pub(super) fn transact<W: Work>(&mut self, work: W) -> Result<W::Out, StoreError> {
        let connection = self.connection.as_mut().ok_or_else(StoreError::closed)?;
        if !connection.is_autocommit() {
            tracing::warn!("a transaction that was broken off is taken back");
            connection.execute_batch("rollback")?;
        }
        // The write lock at once: who reads first could not get it later.
        connection.prepare_cached("begin immediate")?.execute([])?;
        let mut tx = SqliteTx {
            connection,
            erased: None,
            acknowledged: Vec::new(),
        };
        // Nothing in it ever waits: every future of a file's transaction is ready.
        let done = work.run(&mut tx).now_or_never();
        let (erased, acknowledged) = (tx.erased.take(), std::mem::take(&mut tx.acknowledged));
        let done = match done.unwrap_or_else(|| Err(StoreError::closed())) {
            Ok(done) => connection
                .prepare_cached("commit")
                .and_then(|mut commit| commit.execute([]))
                .map(|_| done)
                .map_err(StoreError::from),
            Err(error) => Err(error),
        };
        if done.is_err() && !connection.is_autocommit() {
            connection.execute_batch("rollback")?;
        }
        if done.is_ok() {
            self.erase_after(erased, &acknowledged);
        }
        done
    }

    fn erase_after(&mut self, erased: Option<Vec<EntryId>>, acknowledged: &[EntryId]) {
        let named_by = &mut self.named_by;
        let waited = !named_by.is_empty();
        for entry in acknowledged {
            named_by.remove(entry);
        }
        let last_is_delivered = waited && named_by.is_empty();
        let erases = erased.is_some();
        named_by.extend(erased.into_iter().flatten());
        if erases || last_is_delivered {
            self.secure_erase(false);
        }
    }

    /// Clears a small file and its log of what was deleted; a large file too, if that was put off before and it is
    /// asked for. It is deleted without this, so a failure is only told.
    ///
    /// `secure_delete` overwrites deleted rows, but not the copies that are left in the gaps of pages when rows are
    /// moved from one to another; so the file is rewritten, and the log is cut to nothing. That this was put off stands
    /// in the file, as its `user_version`, and so outlives a restart.
    pub(super) fn secure_erase(&mut self, even_if_large: bool) {
        let size = "select page_count * page_size from pragma_page_count, pragma_page_size";
        let done = (|| {
            let connection = self.connection()?;
            let number = |asked| connection.query_row(asked, [], |row| row.get::<_, i64>(0));
            let was_put_off = number("pragma user_version")? != 0;
            if even_if_large && !was_put_off {
                return Ok(());
            }
            let rewrites = even_if_large || number(size)? <= REWRITTEN_AT_ONCE;
            connection.pragma_update(None, "user_version", 1)?;
            if rewrites {
                connection.execute_batch("vacuum")?;
            }
            self.truncate_wal()?;
            if rewrites {
                self.connection()?.pragma_update(None, "user_version", 0)?;
            }
            Ok::<(), StoreError>(())
        })();
        if let Err(error) = done {
            tracing::warn!(%error, "the file was not cleared of what was deleted; it is tried again");
        }
    }

    fn truncate_wal(&mut self) -> Result<(), StoreError> {
        let cut = "pragma wal_checkpoint(truncate)";
        let is_busy: bool = self.connection()?.query_row(cut, [], |row| row.get(0))?;
        if is_busy {
            let reader = "another process reads the file, so its log was not cut";
            return Err(StoreError::Unavailable(reader.to_owned()));
        }
        Ok(())
    }
}

/// Only the user of the bot may read the file, and what SQLite puts beside it.
fn keep_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        let file = options.mode(0o600).open(path)?;
        let found = file.metadata()?.permissions().mode();
        if found & 0o077 != 0 && file.metadata()?.is_file() {
            file.set_permissions(std::fs::Permissions::from_mode(found & !0o077))?;
            for beside in ["-wal", "-shm"] {
                let mut name = path.as_os_str().to_owned();
                name.push(beside);
                let beside = PathBuf::from(name);
                if beside.exists() {
                    std::fs::set_permissions(beside, std::fs::Permissions::from_mode(0o600))?;
                }
            }
        }
    }
    #[cfg(not(unix))]
    options.open(path)?;
    Ok(())
}
