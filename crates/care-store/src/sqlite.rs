//! A file: SQLite on one thread that owns it.
//!
//! SQLite has one writer, so a file has one connection, and pieces of work take turns at it: each is handed
//! to the thread as a whole and runs there within one transaction, without a pause. A commit that returned
//! has reached the disk.

use std::collections::HashSet;
use std::future::{Future, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use care_ids::{CaseId, ChatId, EntryId};
use futures::FutureExt;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension};
use tokio::sync::oneshot;

use crate::error::StoreError;
use crate::migrations;
use crate::tx::{Decode, Param, Row, Statement, Tx, Work, sql, text_as_json};

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

type Job = Box<dyn FnOnce(&mut File) + Send>;

/// The way to the thread that owns the file.
#[derive(Clone)]
pub(crate) struct Sqlite {
    jobs: mpsc::Sender<Job>,
}

/// The file, in the hands of its thread.
struct File {
    /// Nothing once it was closed.
    connection: Option<Connection>,
    erasure: Erasure,
}

/// What has still to be made gone from the disk.
///
/// `secure_delete` overwrites deleted rows, but not the copies that are left in the gaps of pages when rows
/// are moved from one to another; so the file is rewritten, and the log is cut to nothing.
#[derive(Default)]
struct Erasure {
    /// A large file has still to be rewritten.
    put_off: bool,
    /// Entries that name somebody who was deleted: once they are delivered the log is cut again.
    named_by: HashSet<EntryId>,
}

impl Sqlite {
    /// Opens a file, and makes it where it is not there.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let (jobs, todo) = mpsc::channel::<Job>();
        let (opened, wait) = oneshot::channel();
        let path = path.to_path_buf();
        let thread = std::thread::Builder::new().name("store".to_owned());
        let work = move || match File::open(&path) {
            Ok(mut file) => {
                let _ = opened.send(Ok(()));
                while let Ok(job) = todo.recv() {
                    job(&mut file);
                }
            }
            Err(error) => {
                let _ = opened.send(Err(error));
            }
        };
        thread
            .spawn(work)
            .map_err(|error| StoreError::Unavailable(format!("no thread for it: {error}")))?;
        wait.await.map_err(|_| StoreError::closed())??;
        Ok(Self { jobs })
    }

    /// Does a piece of work in a transaction of its own.
    pub async fn transact<W: Work>(&self, work: W) -> Result<W::Out, StoreError> {
        self.call(move |file| file.transact(work)).await
    }

    /// How a commit reaches the disk, as the database itself says.
    pub async fn durability(&self) -> Result<String, StoreError> {
        let asked = "select 'journal_mode=' || journal_mode || ', synchronous=' || synchronous \
                     from pragma_journal_mode, pragma_synchronous";
        self.call(move |file| Ok(file.connection()?.query_row(asked, [], |row| row.get(0))?))
            .await
    }

    /// Makes what was deleted gone from the disk as well: at once in a small file, and in a large one
    /// when nobody is kept waiting by it.
    pub async fn secure_erase(&self, even_if_large: bool) -> Result<(), StoreError> {
        self.call(move |file| {
            if even_if_large && !file.erasure.put_off {
                return Ok(());
            }
            file.secure_erase(even_if_large);
            Ok(())
        })
        .await
    }

    /// Writes everything to the file and closes it.
    pub async fn close(&self) {
        let closed = self.call(|file| {
            if let Some(connection) = file.connection.take() {
                connection.close().map_err(|(_, error)| error)?;
            }
            Ok(())
        });
        if let Err(error) = closed.await {
            tracing::warn!(%error, "the database file was not closed in good order");
        }
    }

    async fn call<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut File) -> Result<R, StoreError> + Send + 'static,
    ) -> Result<R, StoreError> {
        let (done, wait) = oneshot::channel();
        let job: Job = Box::new(move |file| {
            let result = catch_unwind(AssertUnwindSafe(|| work(file)));
            let result = result
                .unwrap_or_else(|_| Err(StoreError::Row("a piece of work panicked".to_owned())));
            let _ = done.send(result);
        });
        self.jobs.send(job).map_err(|_| StoreError::closed())?;
        wait.await.map_err(|_| StoreError::closed())?
    }
}

impl File {
    fn open(path: &Path) -> Result<Self, StoreError> {
        let refused = |reason: String| StoreError::Open {
            file: path.to_path_buf(),
            reason,
        };
        keep_private(path).map_err(|error| refused(error.to_string()))?;
        let mut connection = Connection::open(path).map_err(|error| refused(error.to_string()))?;
        connection.set_prepared_statement_cache_capacity(PREPARED);
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
            erasure: Erasure::default(),
        };
        // What a killed run deleted goes from the log too.
        file.cut_log()?;
        Ok(file)
    }

    fn connection(&mut self) -> Result<&mut Connection, StoreError> {
        self.connection.as_mut().ok_or_else(StoreError::closed)
    }

    fn transact<W: Work>(&mut self, work: W) -> Result<W::Out, StoreError> {
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
            settled: Vec::new(),
        };
        // Nothing in it ever waits: every future of a file's transaction is ready.
        let done = work.run(&mut tx).now_or_never();
        let (erased, settled) = (tx.erased.take(), std::mem::take(&mut tx.settled));
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
            self.erase_after(erased, &settled);
        }
        done
    }

    fn erase_after(&mut self, erased: Option<Vec<EntryId>>, settled: &[EntryId]) {
        let named_by = &mut self.erasure.named_by;
        let waited = !named_by.is_empty();
        for entry in settled {
            named_by.remove(entry);
        }
        let last_is_delivered = waited && named_by.is_empty();
        let erases = erased.is_some();
        named_by.extend(erased.into_iter().flatten());
        if erases || last_is_delivered {
            self.secure_erase(false);
        }
    }

    /// It is deleted without this too, so a failure is only told.
    fn secure_erase(&mut self, even_if_large: bool) {
        let size = "select page_count * page_size from pragma_page_count, pragma_page_size";
        let done = (|| {
            let connection = self.connection()?;
            let size: i64 = connection.query_row(size, [], |row| row.get(0))?;
            let rewrites = even_if_large || size <= REWRITTEN_AT_ONCE;
            if rewrites {
                connection.execute_batch("vacuum")?;
            }
            self.cut_log()?;
            Ok::<bool, StoreError>(rewrites)
        })();
        match done {
            Ok(rewritten) => self.erasure.put_off = !rewritten,
            Err(error) => {
                self.erasure.put_off = true;
                tracing::warn!(%error, "the file was not cleared of what was deleted; it is tried again");
            }
        }
    }

    fn cut_log(&mut self) -> Result<(), StoreError> {
        let cut = "pragma wal_checkpoint(truncate)";
        self.connection()?.query_row(cut, [], |_| Ok(()))?;
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

/// A transaction in the file.
struct SqliteTx<'c> {
    connection: &'c mut Connection,
    /// Something of a person was deleted, and these entries name them.
    erased: Option<Vec<EntryId>>,
    settled: Vec<EntryId>,
}

impl SqliteTx<'_> {
    fn read<T>(&mut self, statement: &Statement, decode: Decode<T>) -> Result<Vec<T>, StoreError> {
        let mut prepared = self.connection.prepare_cached(statement.sql)?;
        bind(&mut prepared, statement)?;
        let mut rows = prepared.raw_query();
        let mut read = Vec::new();
        while let Some(row) = rows.next()? {
            read.push(decode(&SqliteRow(row))?);
        }
        Ok(read)
    }

    fn change(&mut self, statement: &Statement) -> Result<u64, StoreError> {
        let mut prepared = self.connection.prepare_cached(statement.sql)?;
        bind(&mut prepared, statement)?;
        Ok(prepared.raw_execute()? as u64)
    }
}

fn bind(
    prepared: &mut rusqlite::CachedStatement<'_>,
    statement: &Statement,
) -> Result<(), StoreError> {
    for (place, param) in (1..).zip(&statement.params) {
        // SQLite counts parameters in the order in which they first appear.
        debug_assert_eq!(
            prepared.parameter_name(place),
            Some(format!("${place}").as_str()),
            "the parameters of `{}` do not appear in their order",
            statement.sql
        );
        prepared.raw_bind_parameter(place, param)?;
    }
    Ok(())
}

impl Tx for SqliteTx<'_> {
    fn rows<T: Send>(
        &mut self,
        statement: Statement,
        decode: Decode<T>,
    ) -> impl Future<Output = Result<Vec<T>, StoreError>> + Send {
        ready(self.read(&statement, decode))
    }

    fn load<T: Send>(
        &mut self,
        statements: Vec<(Statement, Decode<T>)>,
    ) -> impl Future<Output = Result<Vec<T>, StoreError>> + Send {
        let mut all = Vec::new();
        for (statement, decode) in &statements {
            match self.read(statement, *decode) {
                Ok(rows) => all.extend(rows),
                Err(error) => return ready(Err(error)),
            }
        }
        ready(Ok(all))
    }

    fn run(
        &mut self,
        statements: Vec<Statement>,
    ) -> impl Future<Output = Result<Vec<u64>, StoreError>> + Send {
        ready(statements.iter().map(|one| self.change(one)).collect())
    }

    fn new_case_id(&mut self) -> impl Future<Output = Result<CaseId, StoreError>> + Send {
        // SQLite's own note of the last one outlives the case.
        let last = sql!("select seq from sqlite_sequence where name = 'cases'");
        let last = self.read(&last, |row| row.int(0));
        ready(last.map(|last| (last.first().copied().unwrap_or(0) + 1).into()))
    }

    // It was only read.
    fn give_back_case_id(&mut self, _id: CaseId) {}

    fn lock_chats(
        &mut self,
        _chats: Vec<ChatId>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send {
        ready(Ok(()))
    }

    fn take_leases(
        &mut self,
        chats: Vec<ChatId>,
        _first: EntryId,
    ) -> impl Future<Output = Result<HashSet<ChatId>, StoreError>> + Send {
        // A file has one process.
        ready(Ok(chats.into_iter().collect()))
    }

    fn begin_tries(
        &mut self,
        entries: &[(EntryId, u32)],
    ) -> impl Future<Output = Result<HashSet<EntryId>, StoreError>> + Send {
        let mut granted = HashSet::new();
        for (entry, _) in entries {
            let begun = sql!("update outbox set tries = tries + 1 where id = $1", *entry);
            match self.change(&begun) {
                Ok(1) => {
                    granted.insert(*entry);
                }
                Ok(_) => {}
                Err(error) => return ready(Err(error)),
            }
        }
        ready(Ok(granted))
    }

    fn note_erasure(&mut self, named_by: &[EntryId]) {
        let erased = self.erased.get_or_insert_default();
        erased.extend(named_by);
    }

    fn note_settled(&mut self, entries: &[EntryId]) {
        self.settled.extend(entries);
    }
}

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

struct SqliteRow<'r>(&'r rusqlite::Row<'r>);

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
