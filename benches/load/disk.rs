//! The disk the databases lie on.

use std::fs::File;
use std::io::{Seek, Write};
use std::time::{Duration, Instant};

use crate::{Failure, subject};

/// Pages written.
const PAGES: usize = 200;

/// What it costs to have a page on disk: appended to a file, and written over one that is there, as
/// a journal in use does it.
#[derive(Clone, Copy, Debug)]
pub struct Sync {
    /// The file grows with every page.
    pub append: Duration,
    /// The file keeps its size.
    pub overwrite: Duration,
}

/// Writes a page and waits for the disk, many times: the medians.
pub fn sync() -> Result<Sync, Failure> {
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

/// Where the bot's store says how it commits. The settings belong to its own connection and cannot be
/// seen from outside, so its source is asked.
const LINK: &str = include_str!("../../src/store/link.rs");

/// That the bot is measured with everything on disk before it is shown.
pub fn durability() -> Result<&'static str, Failure> {
    for setting in ["pragma journal_mode = wal", "pragma synchronous = full"] {
        if !LINK.contains(setting) {
            return Err(format!(
                "src/store/link.rs does not say `{setting}`: what is measured would not be durable"
            )
            .into());
        }
    }
    Ok("journal_mode = wal, synchronous = full (src/store/link.rs)")
}
