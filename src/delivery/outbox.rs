//! The way into the delivery worker, and how many calls wait in it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use tokio::sync::{Notify, mpsc};

use crate::metrics::Metrics;
use care_store::{Claimed, OutboxEntry};

/// Most pending calls before no further updates are processed. Each takes about 3 KB.
pub const MAX_PENDING: usize = 10_000;

/// The way into the delivery worker. Committed calls are handed over here; if the worker is gone the store
/// still has them.
#[derive(Debug, Clone)]
pub struct Outbox {
    pub(super) calls: mpsc::UnboundedSender<DeliveryInput>,
    backlog: Arc<Backlog>,
}

/// What reaches the delivery worker.
#[derive(Debug)]
pub(super) enum DeliveryInput {
    /// Calls that were just committed, and when the processing of their updates began.
    New(Vec<OutboxEntry>, Instant),
    /// Calls claimed from the store, and chats that another replica serves now.
    Claimed(Claimed),
}

/// How many calls are pending.
#[derive(Debug)]
pub(super) struct Backlog {
    pending: AtomicUsize,
    has_capacity: Notify,
    pub metrics: Arc<Metrics>,
}

impl Backlog {
    pub(super) fn new(metrics: Arc<Metrics>) -> Self {
        Self {
            pending: AtomicUsize::new(0),
            has_capacity: Notify::new(),
            metrics,
        }
    }

    pub(super) fn add(&self, calls: usize) {
        let before = self.pending.fetch_add(calls, Ordering::Relaxed);
        self.metrics.set_pending(before + calls);
    }

    pub(super) fn done(&self) {
        let before = self.pending.fetch_sub(1, Ordering::Relaxed);
        self.metrics.set_pending(before - 1);
        if before == MAX_PENDING {
            self.has_capacity.notify_waiters();
        }
    }
}

impl Outbox {
    pub(super) fn new(calls: mpsc::UnboundedSender<DeliveryInput>, backlog: Arc<Backlog>) -> Self {
        Self { calls, backlog }
    }

    /// Hands over calls that follow from others. Like those that were claimed, they answer no update of their own.
    pub(super) fn follow_up(
        calls: &mpsc::UnboundedSender<DeliveryInput>,
        entries: Vec<OutboxEntry>,
    ) {
        if !entries.is_empty() {
            let lost = Vec::new();
            let _ = calls.send(DeliveryInput::Claimed(Claimed { entries, lost }));
        }
    }

    /// Hands calls to the delivery worker.
    pub fn enqueue(&self, calls: Vec<OutboxEntry>, since: Instant) {
        if !calls.is_empty() {
            self.backlog.add(calls.len());
            let _ = self.calls.send(DeliveryInput::New(calls, since));
        }
    }

    /// Whether no further updates may be processed for now.
    pub fn is_full(&self) -> bool {
        let full = self.pending() >= MAX_PENDING;
        if full {
            self.backlog.metrics.intake_paused();
            let pending = self.pending();
            tracing::warn!(
                pending,
                "the outbox is full; no updates are processed for now"
            );
        }
        full
    }

    /// How many calls are pending.
    pub fn pending(&self) -> usize {
        self.backlog.pending.load(Ordering::Relaxed)
    }

    /// Returns when further updates may be processed.
    pub async fn wait_for_capacity(&self) {
        loop {
            let has_capacity = self.backlog.has_capacity.notified();
            if !self.is_full() {
                return;
            }
            has_capacity.await;
        }
    }
}
