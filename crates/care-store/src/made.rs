//! Calls that were made, until the file knows it.
//!
//! That one was made matters to nobody before the next start, so it is not worth a synchronisation: the
//! next unit of work that commits strikes it out.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::OwedId;

/// Calls that are to be struck out.
#[derive(Debug, Clone, Default)]
pub(super) struct Made(Arc<Mutex<Left>>);

#[derive(Debug, Default)]
struct Left {
    calls: Vec<OwedId>,
    /// Since when the first of them waits.
    since: Option<Instant>,
}

/// Some of them, in the hands of a unit of work. They are back when it fails.
#[derive(Debug)]
pub(super) struct Taken {
    from: Made,
    left: Left,
}

impl Made {
    fn left(&self) -> MutexGuard<'_, Left> {
        // Whoever panicked has left a whole list.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says whether it is the only one.
    pub fn add(&self, call: OwedId) -> bool {
        let mut left = self.left();
        left.calls.push(call);
        let first = left.since.is_none();
        left.since.get_or_insert_with(Instant::now);
        first
    }

    pub fn since(&self) -> Option<Instant> {
        self.left().since
    }

    pub fn take(&self) -> Taken {
        Taken {
            from: self.clone(),
            left: std::mem::take(&mut *self.left()),
        }
    }
}

impl Taken {
    pub fn calls(&self) -> &[OwedId] {
        &self.left.calls
    }

    /// They are struck out.
    pub fn done(mut self) -> Vec<OwedId> {
        std::mem::take(&mut self.left).calls
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        if self.left.calls.is_empty() {
            return;
        }
        let mut left = self.from.left();
        left.calls.append(&mut self.left.calls);
        left.since = self.left.since;
    }
}
