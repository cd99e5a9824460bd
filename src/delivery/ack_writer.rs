//! Writes to the store what became of calls, many at a time.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, timeout_at};

use super::in_flight::InFlight;
use super::outbox::{DeliveryInput, Outbox};
use care_ids::EntryId;
use care_store::{Acknowledged, DeliveryOutcome, Store, StoreError, Tries};

/// Longest pause between two attempts to write.
const MAX_RETRY_DELAY: Duration = Duration::from_secs(30);
/// How long an acknowledgement may wait, so that many share one commit. A call that was made and is not
/// acknowledged is made again after a crash. Edits and answers to presses may be; new messages are
/// acknowledged at once.
const BATCH_DELAY: Duration = Duration::from_millis(25);
/// Most acknowledgements of one commit.
const MAX_BATCH: usize = 1000;

enum AckMessage {
    Outcome(DeliveryOutcome),
    /// An attempt is about to be made of an entry with so many known ones. It waits until that is on disk,
    /// and hears whether it may be.
    Attempt(EntryId, u32, oneshot::Sender<bool>),
    /// The attempt has surely not arrived.
    NotAttempted(EntryId),
}

/// The way into the writer of acknowledgements.
#[derive(Clone)]
pub(super) struct AckHandle(mpsc::UnboundedSender<AckMessage>);

/// The receiving end of [`AckHandle`].
pub(super) struct AckReceiver(mpsc::UnboundedReceiver<AckMessage>);

impl AckHandle {
    pub(super) fn new() -> (Self, AckReceiver) {
        let (acks, received) = mpsc::unbounded_channel();
        (Self(acks), AckReceiver(received))
    }

    fn send(&self, ack: AckMessage) {
        // The receiver lives as long as any handle.
        let _ = self.0.send(ack);
    }

    /// A call was made, or never can be.
    pub(super) fn completed(&self, outcome: DeliveryOutcome) {
        self.send(AckMessage::Outcome(outcome));
    }

    /// An attempt has surely not arrived: after a kill the call may be made as it is.
    pub(super) fn not_attempted(&self, entry: EntryId) {
        self.send(AckMessage::NotAttempted(entry));
    }

    /// Returns when it is on disk that an attempt of this entry may have been made; false when it may not be
    /// made here, because another replica holds the lease or may have attempted it, or it was deleted.
    pub(super) async fn before_attempt(&self, entry: EntryId, known: u32) -> bool {
        let (written, wait) = oneshot::channel();
        self.send(AckMessage::Attempt(entry, known, written));
        wait.await.unwrap_or(false)
    }
}

/// What the writer of acknowledgements works with.
pub(super) struct AckWriter {
    pub store: Store,
    pub in_flight: InFlight,
    /// The way of calls that follow from outcomes.
    pub outbox: mpsc::WeakUnboundedSender<DeliveryInput>,
    pub now: fn() -> i64,
}

impl AckWriter {
    /// Works until every [`AckHandle`] is dropped.
    pub(super) async fn run(self, AckReceiver(mut received): AckReceiver) {
        let mut batch = Vec::new();
        while received.recv_many(&mut batch, MAX_BATCH).await > 0 {
            let until = Instant::now() + BATCH_DELAY;
            while !batch.iter().any(is_urgent) && batch.len() < MAX_BATCH {
                let free = MAX_BATCH - batch.len();
                match timeout_at(until, received.recv_many(&mut batch, free)).await {
                    Ok(more) if more > 0 => {}
                    _ => break,
                }
            }
            self.flush(&mut batch).await;
        }
    }

    /// Writes acknowledgements until the store has them.
    async fn flush(&self, batch: &mut Vec<AckMessage>) {
        let mut pause = Duration::from_millis(100);
        let acknowledged = loop {
            match self.write(batch).await {
                Ok(acknowledged) => break acknowledged,
                Err(error) => {
                    tracing::error!(%error, "what was delivered cannot be written; trying again");
                }
            }
            sleep(pause).await;
            pause = (pause * 2).min(MAX_RETRY_DELAY);
        };
        for ack in batch.drain(..) {
            match ack {
                AckMessage::Outcome(outcome) => self.in_flight.completed(outcome.entry),
                AckMessage::Attempt(entry, _, written) => {
                    let _ = written.send(acknowledged.granted.contains(&entry));
                }
                AckMessage::NotAttempted(_) => {}
            }
        }
        if let Some(calls) = self.outbox.upgrade() {
            Outbox::follow_up(&calls, acknowledged.entries);
        }
    }

    async fn write(&self, batch: &[AckMessage]) -> Result<Acknowledged, StoreError> {
        let mut tries = Tries::default();
        let mut outcomes = Vec::new();
        for ack in batch {
            match ack {
                AckMessage::Outcome(outcome) => outcomes.push(outcome.clone()),
                AckMessage::Attempt(entry, known, _) => tries.begun.push((*entry, *known)),
                AckMessage::NotAttempted(entry) => tries.undone.push(*entry),
            }
        }
        self.store.acknowledge(tries, outcomes, (self.now)()).await
    }
}

fn is_urgent(ack: &AckMessage) -> bool {
    match ack {
        // What would be noticed if it came again, and what somebody waits for.
        AckMessage::Outcome(outcome) => outcome.is_urgent(),
        AckMessage::Attempt(..) | AckMessage::NotAttempted(_) => true,
    }
}
