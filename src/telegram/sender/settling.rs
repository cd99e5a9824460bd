//! Notes in the store what was sent, many at a time.

use std::collections::HashSet;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, timeout_at};

use super::known::Known;
use care_store::{OwedId, Settled, Store, StoreError, Tries};

/// Longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How long a note may wait for others, so that many share one commit, or to be taken along by another
/// one. What was sent and is not noted is sent again after a crash; edits and toasts may be, new messages are
/// noted at once.
const GATHER: Duration = Duration::from_millis(25);
/// Most notes of one commit.
const MOST: usize = 1000;

enum Note {
    Settled(Settled),
    /// A first try is about to be made; it waits until that is on disk, and hears whether it may be.
    Try(OwedId, oneshot::Sender<bool>),
    /// The try has surely not arrived.
    NotTried(OwedId),
    /// Something was left to the next unit of work, which may be long in coming.
    Left,
}

/// Where deliveries leave their notes.
#[derive(Clone)]
pub(super) struct Notes {
    store: Store,
    notes: mpsc::UnboundedSender<Note>,
}

/// The notes to be written down.
pub(super) struct Noted(mpsc::UnboundedReceiver<Note>);

impl Notes {
    pub fn new(store: Store) -> (Self, Noted) {
        let (notes, noted) = mpsc::unbounded_channel();
        (Self { store, notes }, Noted(noted))
    }

    fn leave(&self, note: Note) {
        // The settler outlives everybody who has notes.
        let _ = self.notes.send(note);
    }

    pub fn settled(&self, settled: Settled) {
        let note = Note::Settled(settled);
        if self.store.is_shared() || is_urgent(&note) {
            self.leave(note);
        } else if self.store.note_made(settled.id) {
            self.leave(Note::Left);
        }
    }

    /// A try has surely not arrived: after a kill the call may be made as it is.
    pub fn not_tried(&self, call: OwedId) {
        self.leave(Note::NotTried(call));
    }

    /// Returns when it is on disk that a try of this call may have been made; false when it may not be made
    /// here, because another replica has charge of it or may have tried it.
    pub async fn before_try(&self, call: OwedId) -> bool {
        let (written, wait) = oneshot::channel();
        self.leave(Note::Try(call, written));
        wait.await.unwrap_or(false)
    }
}

/// Works until nobody can leave notes any more.
pub(super) async fn settle(store: Store, known: Known, Noted(mut noted): Noted) {
    let mut batch = Vec::new();
    loop {
        let received = noted.recv_many(&mut batch, MOST);
        let received = match store.made_since() {
            Some(since) => timeout_at((since + GATHER).into(), received).await,
            None => Ok(received.await),
        };
        match received {
            Ok(0) => break,
            Ok(_) => batch.retain(|note| !matches!(note, Note::Left)),
            // No unit of work has come by.
            Err(_) => write_down(&store, &known, &mut batch).await,
        }
        if batch.is_empty() {
            continue;
        }
        let until = Instant::now() + GATHER;
        while !batch.iter().any(is_urgent) && batch.len() < MOST {
            let room = MOST - batch.len();
            match timeout_at(until, noted.recv_many(&mut batch, room)).await {
                Ok(more) if more > 0 => {}
                _ => break,
            }
        }
        write_down(&store, &known, &mut batch).await;
    }
    write_down(&store, &known, &mut batch).await;
}

/// Writes notes, with what was left in the store, until it is done.
async fn write_down(store: &Store, known: &Known, batch: &mut Vec<Note>) {
    if batch.is_empty() && store.made_since().is_none() {
        return;
    }
    let mut pause = Duration::from_millis(100);
    let granted = loop {
        match write(store, batch).await {
            Ok(granted) => break granted,
            Err(error) => {
                tracing::error!(%error, "sent messages cannot be noted; trying again");
            }
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    };
    for note in batch.drain(..) {
        match note {
            Note::Settled(settled) => known.settled(settled.id),
            Note::Try(call, written) => {
                let _ = written.send(granted.contains(&call));
            }
            Note::NotTried(_) | Note::Left => {}
        }
    }
}

fn is_urgent(note: &Note) -> bool {
    match note {
        // What would be noticed if it came again, and what somebody waits for.
        Note::Settled(settled) => settled.is_new || settled.learnt.is_some(),
        Note::Try(..) | Note::NotTried(_) => true,
        Note::Left => false,
    }
}

async fn write(store: &Store, batch: &[Note]) -> Result<HashSet<OwedId>, StoreError> {
    let (mut tries, mut not_tried) = (Vec::new(), Vec::new());
    let mut settled = Vec::new();
    for note in batch {
        match note {
            Note::Settled(one) => settled.push(*one),
            Note::Try(call, _) => tries.push(*call),
            Note::NotTried(call) => not_tried.push(*call),
            Note::Left => {}
        }
    }
    let tries = Tries {
        made: &tries,
        not_made: &not_tried,
    };
    store.settle(tries, &settled).await
}
