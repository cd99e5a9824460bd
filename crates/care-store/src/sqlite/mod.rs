//! A file: SQLite on one thread that owns it.
//!
//! SQLite has one writer, so a file has one connection, and pieces of work take turns at it: each is handed
//! to the thread as a whole and runs there within one transaction, without a pause. A commit that returned
//! has reached the disk.

mod file;
mod row;
mod transaction;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc;

use tokio::sync::oneshot;

use crate::error::StoreError;
use crate::tx::Work;
use file::DatabaseFile;

type FileTask = Box<dyn FnOnce(&mut DatabaseFile) + Send>;

/// The way to the thread that owns the file.
#[derive(Clone)]
pub(crate) struct Sqlite {
    tasks: mpsc::Sender<FileTask>,
}

impl Sqlite {
    /// Opens a file, and makes it where it is not there.
    pub(crate) async fn open(path: &Path) -> Result<Self, StoreError> {
        let (tasks, todo) = mpsc::channel::<FileTask>();
        let (opened, wait) = oneshot::channel();
        let path = path.to_path_buf();
        let thread = std::thread::Builder::new().name("store".to_owned());
        let work = move || match DatabaseFile::open(&path) {
            Ok(mut file) => {
                let _ = opened.send(Ok(()));
                while let Ok(task) = todo.recv() {
                    task(&mut file);
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
        Ok(Self { tasks })
    }

    /// Does a piece of work in a transaction of its own.
    pub(crate) async fn transact<W: Work>(&self, work: W) -> Result<W::Out, StoreError> {
        self.call(move |file| file.transact(work)).await
    }

    /// How a commit reaches the disk, as the database itself says.
    pub(crate) async fn durability(&self) -> Result<String, StoreError> {
        let asked = "select 'journal_mode=' || journal_mode || ', synchronous=' || synchronous \
                     from pragma_journal_mode, pragma_synchronous";
        self.call(move |file| Ok(file.connection()?.query_row(asked, [], |row| row.get(0))?))
            .await
    }

    /// Makes what was deleted gone from the disk as well: at once in a small file, and in a large one
    /// when nobody is kept waiting by it.
    pub(crate) async fn secure_erase(&self, even_if_large: bool) -> Result<(), StoreError> {
        self.call(move |file| {
            file.secure_erase(even_if_large);
            Ok(())
        })
        .await
    }

    /// Writes everything to the file and closes it.
    pub(crate) async fn close(&self) {
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
        work: impl FnOnce(&mut DatabaseFile) -> Result<R, StoreError> + Send + 'static,
    ) -> Result<R, StoreError> {
        let (done, wait) = oneshot::channel();
        let task: FileTask = Box::new(move |file| {
            let result = catch_unwind(AssertUnwindSafe(|| work(file)));
            let result = result
                .unwrap_or_else(|_| Err(StoreError::Row("a piece of work panicked".to_owned())));
            let _ = done.send(result);
        });
        self.tasks.send(task).map_err(|_| StoreError::closed())?;
        wait.await.map_err(|_| StoreError::closed())?
    }
}
