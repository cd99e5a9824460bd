//! The way in for updates that are queued: a webhook leaves each here and hears when it is on disk.
//! What comes in at the same time shares a unit of work.

use tokio::sync::{mpsc, oneshot, watch};

use super::update::{self, IncomingUpdate};
use crate::update_processor::UpdateProcessor;

/// Most updates of one unit of work; as many as Telegram gives to who asks.
const MAX_BATCH: usize = 100;
/// Most updates that may wait. Telegram opens at most 100 connections at a time.
const CAPACITY: usize = 256;

/// What became of an update that was queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ack {
    /// It has had its effect, now or before, and that is on disk.
    Committed,
    /// It was not one; bringing it again will not help.
    NotAnUpdate,
    /// Not now: the outbox is full, the bot is stopping, or the database refuses. Telegram has to post it again.
    Later,
}

struct Queued {
    inbound: IncomingUpdate,
    done: oneshot::Sender<Ack>,
}

/// Where updates are queued.
#[derive(Clone)]
pub struct WebhookQueue(mpsc::Sender<Queued>);

/// The receiving end of the queue.
pub struct WebhookReceiver(mpsc::Receiver<Queued>);

impl WebhookQueue {
    /// A queue and its receiving end.
    #[must_use]
    pub fn new() -> (Self, WebhookReceiver) {
        let (sender, receiver) = mpsc::channel(CAPACITY);
        (Self(sender), WebhookReceiver(receiver))
    }

    /// Brings the JSON of an update, and returns when it may be confirmed or not.
    pub async fn enqueue(&self, raw: &str) -> Ack {
        let Some(inbound) = update::read(raw) else {
            return Ack::NotAnUpdate;
        };
        let (done, ack) = oneshot::channel();
        if self.0.try_send(Queued { inbound, done }).is_err() {
            return Ack::Later;
        }
        ack.await.unwrap_or(Ack::Later)
    }
}

/// Takes in what is queued until told to stop.
pub(crate) async fn process_queue(
    WebhookReceiver(mut waiting): WebhookReceiver,
    processor: &UpdateProcessor,
    mut stop: watch::Receiver<bool>,
) {
    let mut queued = Vec::new();
    while !*stop.borrow() {
        tokio::select! {
            some = waiting.recv_many(&mut queued, MAX_BATCH) => if some == 0 { return },
            _ = stop.changed() => return,
        }
        let (updates, done): (Vec<_>, Vec<_>) = queued
            .drain(..)
            .map(|queued| (queued.inbound, queued.done))
            .unzip();
        let ack = if processor.outbox().is_full() {
            Ack::Later
        } else {
            match processor.process(updates).await {
                Ok(()) => Ack::Committed,
                Err(error) => {
                    tracing::error!(%error, "updates cannot be stored; Telegram will post them again");
                    Ack::Later
                }
            }
        };
        for done in done {
            let _ = done.send(ack);
        }
    }
}
