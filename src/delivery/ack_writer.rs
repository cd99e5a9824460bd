//! AckWriter in the store what was sent, many at a time.

use std::collections::HashSet;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, timeout_at};

use super::in_flight::InFlight;
use care_store::{Attempts, CompletedEntry, EntryId, Store, StoreError};

/// Longest pause between two tries.
const MAX_RETRY_DELAY: Duration = Duration::from_secs(30);
/// How long a note may wait for others, so that many share one commit, or to be taken along by another
/// one. What was sent and is not acks_rx is sent again after a crash; edits and toasts may be, new messages are
/// acks_rx at once.
const BATCH_DELAY: Duration = Duration::from_millis(25);
/// Most acks of one commit.
const MOST: usize = 1000;

enum Ack {
    Completed(CompletedEntry),
    /// A first try is about to be made; it waits until that is on disk, and hears whether it may be.
    Attempt(EntryId, oneshot::Sender<bool>),
    /// The try has surely not arrived.
    NotAttempted(EntryId),
    /// Something was left to the next unit of work, which may be long in coming.
    Deferred,
}

/// Where deliveries leave their acks.
#[derive(Clone)]
pub(super) struct AckWriter {
    store: Store,
    acks: mpsc::UnboundedSender<Ack>,
}

/// The acks to be written down.
pub(super) struct AckReceiver(mpsc::UnboundedReceiver<Ack>);

impl AckWriter {
    pub fn new(store: Store) -> (Self, AckReceiver) {
        let (acks, acks_rx) = mpsc::unbounded_channel();
        (Self { store, acks }, AckReceiver(acks_rx))
    }

    fn leave(&self, note: Ack) {
        // The ack_writer outlives everybody who has acks.
        let _ = self.acks.send(note);
    }

    pub fn settled(&self, settled: CompletedEntry) {
        let note = Ack::Completed(settled);
        if self.store.is_shared() || is_urgent(&note) {
            self.leave(note);
        } else if self.store.note_made(settled.id) {
            self.leave(Ack::Deferred);
        }
    }

    /// A try has surely not arrived: after a kill the call may be made as it is.
    pub fn not_tried(&self, call: EntryId) {
        self.leave(Ack::NotAttempted(call));
    }

    /// Returns when it is on disk that a try of this call may have been made; false when it may not be made
    /// here, because another replica has charge of it or may have tried it.
    pub async fn before_try(&self, call: EntryId) -> bool {
        let (written, wait) = oneshot::channel();
        self.leave(Ack::Attempt(call, written));
        wait.await.unwrap_or(false)
    }
}

/// Works until nobody can leave acks any more.
pub(super) async fn run_ack_writer(
    store: Store,
    in_flight: InFlight,
    AckReceiver(mut acks_rx): AckReceiver,
) {
    let mut batch = Vec::new();
    loop {
        let received = acks_rx.recv_many(&mut batch, MOST);
        let received = match store.made_since() {
            Some(since) => timeout_at((since + BATCH_DELAY).into(), received).await,
            None => Ok(received.await),
        };
        match received {
            Ok(0) => break,
            Ok(_) => batch.retain(|note| !matches!(note, Ack::Deferred)),
            // No unit of work has come by.
            Err(_) => flush(&store, &in_flight, &mut batch).await,
        }
        if batch.is_empty() {
            continue;
        }
        let until = Instant::now() + BATCH_DELAY;
        while !batch.iter().any(is_urgent) && batch.len() < MOST {
            let room = MOST - batch.len();
            match timeout_at(until, acks_rx.recv_many(&mut batch, room)).await {
                Ok(more) if more > 0 => {}
                _ => break,
            }
        }
        flush(&store, &in_flight, &mut batch).await;
    }
    flush(&store, &in_flight, &mut batch).await;
}

/// Writes acks, with what was left in the store, until it is done.
async fn flush(store: &Store, in_flight: &InFlight, batch: &mut Vec<Ack>) {
    if batch.is_empty() && store.made_since().is_none() {
        return;
    }
    let mut pause = Duration::from_millis(100);
    let granted = loop {
        match write(store, batch).await {
            Ok(granted) => break granted,
            Err(error) => {
                tracing::error!(%error, "sent messages cannot be acks_rx; trying again");
            }
        }
        sleep(pause).await;
        pause = (pause * 2).min(MAX_RETRY_DELAY);
    };
    for note in batch.drain(..) {
        match note {
            Ack::Completed(settled) => in_flight.settled(settled.id),
            Ack::Attempt(call, written) => {
                let _ = written.send(granted.contains(&call));
            }
            Ack::NotAttempted(_) | Ack::Deferred => {}
        }
    }
}

fn is_urgent(note: &Ack) -> bool {
    match note {
        // What would be noticed if it came again, and what somebody waits for.
        Ack::Completed(settled) => settled.is_new || settled.learnt.is_some(),
        Ack::Attempt(..) | Ack::NotAttempted(_) => true,
        Ack::Deferred => false,
    }
}

async fn write(store: &Store, batch: &[Ack]) -> Result<HashSet<EntryId>, StoreError> {
    let (mut tries, mut not_tried) = (Vec::new(), Vec::new());
    let mut settled = Vec::new();
    for note in batch {
        match note {
            Ack::Completed(one) => settled.push(*one),
            Ack::Attempt(call, _) => tries.push(*call),
            Ack::NotAttempted(call) => not_tried.push(*call),
            Ack::Deferred => {}
        }
    }
    let tries = Attempts {
        made: &tries,
        not_made: &not_tried,
    };
    store.settle(tries, &settled).await
}
