//! Writes to the store what became of calls, many at a time.

use std::collections::HashSet;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, timeout_at};

use super::in_flight::InFlight;
use care_ids::EntryId;
use care_store::{Attempts, CompletedEntry, Store, StoreError};

/// Longest pause between two attempts to write.
const MAX_RETRY_DELAY: Duration = Duration::from_secs(30);
/// How long an acknowledgement may wait, so that many share one commit or go with another one. A call that
/// was made and is not acknowledged is made again after a crash. Edits and answers to presses may be; new
/// messages are acknowledged at once.
const BATCH_DELAY: Duration = Duration::from_millis(25);
/// Most acknowledgements of one commit.
const MAX_BATCH: usize = 1000;

enum Ack {
    Completed(CompletedEntry),
    /// A first attempt is about to be made. It waits until that is on disk, and hears whether it may be.
    Attempt(EntryId, oneshot::Sender<bool>),
    /// The attempt has surely not arrived.
    NotAttempted(EntryId),
    /// An acknowledgement was left to the next unit of work, which may be long in coming.
    Deferred,
}

/// The way into the writer of acknowledgements.
#[derive(Clone)]
pub(super) struct AckWriter {
    store: Store,
    acks: mpsc::UnboundedSender<Ack>,
}

/// The receiving end of [`AckWriter`].
pub(super) struct AckReceiver(mpsc::UnboundedReceiver<Ack>);

impl AckWriter {
    pub(super) fn new(store: Store) -> (Self, AckReceiver) {
        let (acks, acks_rx) = mpsc::unbounded_channel();
        (Self { store, acks }, AckReceiver(acks_rx))
    }

    fn send(&self, ack: Ack) {
        // The receiver lives as long as any handle.
        let _ = self.acks.send(ack);
    }

    /// A call was made, or never can be.
    pub(super) fn completed(&self, completed: CompletedEntry) {
        let ack = Ack::Completed(completed);
        if self.store.is_shared() || is_urgent(&ack) {
            self.send(ack);
        } else if self.store.note_made(completed.id) {
            self.send(Ack::Deferred);
        }
    }

    /// An attempt has surely not arrived: after a kill the call may be made as it is.
    pub(super) fn not_attempted(&self, call: EntryId) {
        self.send(Ack::NotAttempted(call));
    }

    /// Returns when it is on disk that an attempt of this call may have been made; false when it may not be
    /// made here, because another replica holds the lease or may have attempted it.
    pub(super) async fn before_attempt(&self, call: EntryId) -> bool {
        let (written, wait) = oneshot::channel();
        self.send(Ack::Attempt(call, written));
        wait.await.unwrap_or(false)
    }
}

/// Works until every [`AckWriter`] is dropped.
pub(super) async fn run_ack_writer(
    store: Store,
    in_flight: InFlight,
    AckReceiver(mut acks_rx): AckReceiver,
) {
    let mut batch = Vec::new();
    loop {
        let received = acks_rx.recv_many(&mut batch, MAX_BATCH);
        let received = match store.made_since() {
            Some(since) => timeout_at((since + BATCH_DELAY).into(), received).await,
            None => Ok(received.await),
        };
        match received {
            Ok(0) => break,
            Ok(_) => batch.retain(|ack| !matches!(ack, Ack::Deferred)),
            // No unit of work has come by.
            Err(_) => flush(&store, &in_flight, &mut batch).await,
        }
        if batch.is_empty() {
            continue;
        }
        let until = Instant::now() + BATCH_DELAY;
        while !batch.iter().any(is_urgent) && batch.len() < MAX_BATCH {
            let free = MAX_BATCH - batch.len();
            match timeout_at(until, acks_rx.recv_many(&mut batch, free)).await {
                Ok(more) if more > 0 => {}
                _ => break,
            }
        }
        flush(&store, &in_flight, &mut batch).await;
    }
    flush(&store, &in_flight, &mut batch).await;
}

/// Writes acknowledgements, and those that were deferred, until the store has them.
async fn flush(store: &Store, in_flight: &InFlight, batch: &mut Vec<Ack>) {
    if batch.is_empty() && store.made_since().is_none() {
        return;
    }
    let mut pause = Duration::from_millis(100);
    let granted = loop {
        match write(store, batch).await {
            Ok(granted) => break granted,
            Err(error) => {
                tracing::error!(%error, "what was delivered cannot be written; trying again");
            }
        }
        sleep(pause).await;
        pause = (pause * 2).min(MAX_RETRY_DELAY);
    };
    for ack in batch.drain(..) {
        match ack {
            Ack::Completed(completed) => in_flight.completed(EntryId::new(completed.id)),
            Ack::Attempt(call, written) => {
                let _ = written.send(granted.contains(&call.get()));
            }
            Ack::NotAttempted(_) | Ack::Deferred => {}
        }
    }
}

fn is_urgent(ack: &Ack) -> bool {
    match ack {
        // What would be noticed if it came again, and what somebody waits for.
        Ack::Completed(completed) => completed.is_new || completed.learnt.is_some(),
        Ack::Attempt(..) | Ack::NotAttempted(_) => true,
        Ack::Deferred => false,
    }
}

async fn write(store: &Store, batch: &[Ack]) -> Result<HashSet<i64>, StoreError> {
    let (mut attempted, mut not_attempted) = (Vec::new(), Vec::new());
    let mut completed = Vec::new();
    for ack in batch {
        match ack {
            Ack::Completed(one) => completed.push(*one),
            Ack::Attempt(call, _) => attempted.push(call.get()),
            Ack::NotAttempted(call) => not_attempted.push(call.get()),
            Ack::Deferred => {}
        }
    }
    let attempts = Attempts {
        made: &attempted,
        not_made: &not_attempted,
    };
    store.settle(attempts, &completed).await
}
