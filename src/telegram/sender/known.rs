//! Which owed calls this process knows of, so that none is picked up from the store a second time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use care_store::{OwedId, Store};

/// A call that was settled is remembered for so long: it may have been read from the store just before
/// it was struck out there.
const REMEMBERED: Duration = Duration::from_secs(15);

/// The calls, with their lanes and when they were settled. Kept only where the store is shared: else
/// nothing is picked up after the start.
#[derive(Debug, Clone)]
pub(super) struct Known(Option<Arc<Mutex<HashMap<OwedId, Entry>>>>);

#[derive(Debug)]
struct Entry {
    /// The lane that it waits in; an answer to a press waits in none.
    lane: Option<i64>,
    settled: Option<Instant>,
}

impl Known {
    pub fn of(store: &Store) -> Self {
        Self(store.is_shared().then(Arc::default))
    }

    fn calls(&self) -> Option<MutexGuard<'_, HashMap<OwedId, Entry>>> {
        let calls = self.0.as_ref()?;
        // Whoever panicked has left whole entries.
        Some(calls.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn add(&self, id: OwedId, lane: Option<i64>) {
        if let Some(mut calls) = self.calls() {
            calls.insert(
                id,
                Entry {
                    lane,
                    settled: None,
                },
            );
        }
    }

    pub fn has(&self, id: OwedId) -> bool {
        self.calls().is_some_and(|calls| calls.contains_key(&id))
    }

    pub fn settled(&self, id: OwedId) {
        if let Some(mut calls) = self.calls()
            && let Some(entry) = calls.get_mut(&id)
        {
            entry.settled = Some(Instant::now());
        }
    }

    pub fn forget(&self, id: OwedId) {
        if let Some(mut calls) = self.calls() {
            calls.remove(&id);
        }
    }

    /// The calls that are still to be made, and the chats whose lanes they wait in.
    pub fn open(&self) -> (Vec<OwedId>, Vec<i64>) {
        let Some(mut calls) = self.calls() else {
            return Default::default();
        };
        calls.retain(|_, entry| entry.settled.is_none_or(|at| at.elapsed() < REMEMBERED));
        let open = calls.iter().filter(|(_, entry)| entry.settled.is_none());
        let (ids, lanes): (Vec<_>, Vec<_>) = open.map(|(id, entry)| (*id, entry.lane)).unzip();
        let mut chats: Vec<i64> = lanes.into_iter().flatten().collect();
        chats.sort_unstable();
        chats.dedup();
        (ids, chats)
    }
}
