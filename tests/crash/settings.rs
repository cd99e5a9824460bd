//! What can be set from outside.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How a run is made.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub seed: u64,
    pub people: usize,
    pub kills: usize,
    pub patience: Patience,
}

/// How long a person waits for a reply before it counts as none. It covers the retries, and with a
/// server the time that the leases of a dead process take to run out; and it covers so many lives of a
/// process that is killed again as soon as it is at work, however long the machine takes to start it.
#[derive(Debug, Clone)]
pub(crate) struct Patience {
    base: Duration,
    lives: u32,
    start_up_millis: Arc<AtomicU64>,
}

impl Patience {
    pub(crate) fn new(base: Duration, lives: u32) -> Self {
        Self {
            base,
            lives,
            start_up_millis: Arc::default(),
        }
    }

    /// The longest start so far counts.
    pub(crate) fn learn(&self, start_up: Duration) {
        let millis = u64::try_from(start_up.as_millis()).unwrap_or(u64::MAX);
        self.start_up_millis.fetch_max(millis, Ordering::Relaxed);
    }

    pub(crate) fn time(&self) -> Duration {
        let start_up = Duration::from_millis(self.start_up_millis.load(Ordering::Relaxed));
        self.base + self.lives * start_up
    }
}

impl Settings {
    pub(crate) fn from_environment() -> Self {
        let number = |name| std::env::var(name).ok().and_then(|text| text.parse().ok());
        let clock = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Self {
            seed: number("ACHILLES_CRASH_SEED").unwrap_or(clock.as_micros() as u64),
            people: number("ACHILLES_CRASH_PEOPLE").map_or(12, |people| people as usize),
            kills: number("ACHILLES_CRASH_KILLS").map_or(3, |kills| kills as usize),
            patience: Patience::new(Duration::from_secs(60), 15),
        }
    }
}

/// The binary under test.
pub(crate) fn binary() -> PathBuf {
    let built = || env!("CARGO_BIN_EXE_achilles-bot").into();
    std::env::var_os("ACHILLES_CRASH_BINARY").map_or_else(built, PathBuf::from)
}
