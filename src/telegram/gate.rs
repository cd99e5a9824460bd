//! The way in for updates that are brought: a webhook leaves each here and hears when it is on disk.
//! What comes in at the same time shares a unit of work.

use tokio::sync::{mpsc, oneshot, watch};

use super::inbound::{self, Inbound};
use super::reception::Reception;

/// Most updates of one unit of work; as many as Telegram gives to who asks.
const MOST: usize = 100;
/// Most updates that may wait at the gate. Telegram brings at most 100 at a time.
const QUEUE: usize = 256;

/// What became of an update that was brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It has had its effect, now or before, and that is on disk.
    Taken,
    /// It was not one; bringing it again will not help.
    NotAnUpdate,
    /// Not now: too much is owed, the bot is stopping, or the database refuses. To be brought again.
    Later,
}

struct Brought {
    inbound: Inbound,
    done: oneshot::Sender<Verdict>,
}

/// Where updates are brought.
#[derive(Clone)]
pub struct Gate(mpsc::Sender<Brought>);

/// What waits at the gate.
pub struct Waiting(mpsc::Receiver<Brought>);

impl Gate {
    /// A gate, and what will wait there.
    #[must_use]
    pub fn new() -> (Self, Waiting) {
        let (sender, receiver) = mpsc::channel(QUEUE);
        (Self(sender), Waiting(receiver))
    }

    /// Brings the JSON of an update, and returns when it may be confirmed or not.
    pub async fn bring(&self, raw: &str) -> Verdict {
        let Some(inbound) = inbound::read(raw) else {
            return Verdict::NotAnUpdate;
        };
        let (done, verdict) = oneshot::channel();
        if self.0.try_send(Brought { inbound, done }).is_err() {
            return Verdict::Later;
        }
        verdict.await.unwrap_or(Verdict::Later)
    }
}

/// Takes in what is brought until told to stop.
pub(super) async fn take_in(
    Waiting(mut waiting): Waiting,
    reception: &Reception,
    mut stop: watch::Receiver<bool>,
) {
    let mut brought = Vec::new();
    while !*stop.borrow() {
        tokio::select! {
            some = waiting.recv_many(&mut brought, MOST) => if some == 0 { return },
            _ = stop.changed() => return,
        }
        let (updates, done): (Vec<_>, Vec<_>) = brought
            .drain(..)
            .map(|brought| (brought.inbound, brought.done))
            .unzip();
        let verdict = if reception.outbox().is_full() {
            Verdict::Later
        } else {
            match reception.take(updates).await {
                Ok(()) => Verdict::Taken,
                Err(error) => {
                    tracing::error!(%error, "updates cannot be stored; they will be brought again");
                    Verdict::Later
                }
            }
        };
        for done in done {
            let _ = done.send(verdict);
        }
    }
}
