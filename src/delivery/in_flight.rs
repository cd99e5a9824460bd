//! The calls in flight in this process, so that none is claimed from the store a second time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use care_ids::{ChatId, EntryId};
use care_store::Store;

/// A completed call is remembered for so long: it may have been read from the store just before it was
/// deleted there.
const RETENTION: Duration = Duration::from_secs(15);

/// The calls, with their queues and when they were completed. Kept only where the store is shared: else
/// nothing is claimed after the start.
#[derive(Debug, Clone)]
pub(super) struct InFlight(Option<Arc<Mutex<HashMap<EntryId, Entry>>>>);

#[derive(Debug)]
struct Entry {
    /// The queue that it waits in; an answer to a press waits in none.
    queue: Option<ChatId>,
    completed: Option<Instant>,
}

impl InFlight {
    pub(super) fn of(store: &Store) -> Self {
        Self(store.is_shared().then(Arc::default))
    }

    fn calls(&self) -> Option<MutexGuard<'_, HashMap<EntryId, Entry>>> {
        let calls = self.0.as_ref()?;
        // An entry is inserted whole, so a panic leaves none broken.
        Some(calls.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn add(&self, id: EntryId, queue: Option<ChatId>) {
        if let Some(mut calls) = self.calls() {
            calls.insert(
                id,
                Entry {
                    queue,
                    completed: None,
                },
            );
        }
    }

    pub(super) fn has(&self, id: EntryId) -> bool {
        self.calls().is_some_and(|calls| calls.contains_key(&id))
    }

    pub(super) fn completed(&self, id: EntryId) {
        if let Some(mut calls) = self.calls()
            && let Some(entry) = calls.get_mut(&id)
        {
            entry.completed = Some(Instant::now());
        }
    }

    pub(super) fn forget(&self, id: EntryId) {
        if let Some(mut calls) = self.calls() {
            calls.remove(&id);
        }
    }

    /// The calls that are still to be made, and the chats whose queues they wait in.
    pub(super) fn open(&self) -> (Vec<EntryId>, Vec<ChatId>) {
        let Some(mut calls) = self.calls() else {
            return Default::default();
        };
        calls.retain(|_, entry| entry.completed.is_none_or(|at| at.elapsed() < RETENTION));
        let open = calls.iter().filter(|(_, entry)| entry.completed.is_none());
        let (ids, queues): (Vec<_>, Vec<_>) = open.map(|(id, entry)| (*id, entry.queue)).unzip();
        let mut chats: Vec<ChatId> = queues.into_iter().flatten().collect();
        chats.sort_unstable();
        chats.dedup();
        (ids, chats)
    }
}
