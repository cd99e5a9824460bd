//! What can be set from outside.

use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How a run is made.
#[derive(Debug, Clone)]
pub struct Settings {
    pub seed: u64,
    pub people: usize,
    pub kills: usize,
    /// How long a person waits for a reply before it counts as none. It covers the restarts, the
    /// retries and, with several replicas, the time that the lanes of a dead one take to run out.
    pub patience: Duration,
}

impl Settings {
    pub fn from_environment() -> Self {
        let number = |name| std::env::var(name).ok().and_then(|text| text.parse().ok());
        let clock = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Self {
            seed: number("ACHILLES_CRASH_SEED").unwrap_or(clock.as_micros() as u64),
            people: number("ACHILLES_CRASH_PEOPLE").map_or(12, |people| people as usize),
            kills: number("ACHILLES_CRASH_KILLS").map_or(3, |kills| kills as usize),
            patience: Duration::from_secs(90),
        }
    }
}

/// The binary under test.
pub fn binary() -> PathBuf {
    let built = || env!("CARGO_BIN_EXE_achilles-bot").into();
    std::env::var_os("ACHILLES_CRASH_BINARY").map_or_else(built, PathBuf::from)
}
