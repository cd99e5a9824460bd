//! The disk the databases lie on.

use std::fs::File;
use std::io::{Seek, Write};
use std::time::{Duration, Instant};

use care_store::Store;

use crate::{Failure, subject};

/// Pages that are written and synchronised one after another.
const PAGES: usize = 200;

/// What it costs to have a page on disk: appended to a file, and written over one that is there, as
/// a journal in use does it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sync {
    /// The file grows with every page.
    pub append: Duration,
    /// The file keeps its size.
    pub overwrite: Duration,
}

/// Writes a page and waits for the disk, many times: the medians.
pub(crate) fn sync() -> Result<Sync, Failure> {
    let folder = subject::folder()?;
    let mut file = File::create(folder.path().join("written"))?;
    let append = pages(&mut file)?;
    file.rewind()?;
    let overwrite = pages(&mut file)?;
    Ok(Sync { append, overwrite })
}

fn pages(file: &mut File) -> Result<Duration, Failure> {
    let page = [7_u8; 4096];
    let mut times = Vec::with_capacity(PAGES);
    for _ in 0..PAGES {
        let start = Instant::now();
        file.write_all(&page)?;
        file.sync_data()?;
        times.push(start.elapsed());
    }
    times.sort();
    times
        .get(PAGES / 2)
        .copied()
        .ok_or_else(|| "nothing was measured".into())
}

/// How a connection of the bot's own store commits, as SQLite itself says.
pub(crate) async fn durability() -> Result<String, Failure> {
    let folder = subject::folder()?;
    let file = folder.path().join("asked.db");
    let store = Store::open(&format!("sqlite:{}", file.display())).await?;
    let said = store.durability().await?;
    // In SQLite's numbers 2 is FULL: a commit that returned has been synced.
    if said != "journal_mode=wal, synchronous=2" {
        return Err(format!("the bot's store runs with {said}: not durable").into());
    }
    Ok(said)
}
