//! Makes the calls that are owed: in order within a chat, chats independent of each other, again
//! until Telegram has them or never will.

mod delivery;
mod lane;
mod settling;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::api::Api;
use crate::store::{Owed, OwedId, Settled, Store};
use delivery::{Landed, answer, deliver};
use lane::{Lane, Pace, with_chat};
use settling::{Notes, settle};

/// A toast is of no use to anybody later than this.
const STALE_ANSWER_SECONDS: i64 = 30;
/// Most calls that may wait to be made before no further updates are taken in. About 3 KB each.
pub const MOST_WAITING: usize = 10_000;

/// The way of owed calls to the sender. Committed calls are handed over here; if the sender is gone
/// the store still has them.
#[derive(Debug, Clone)]
pub struct Outbox {
    calls: mpsc::UnboundedSender<Vec<Owed>>,
    load: Arc<Load>,
}

/// How much is owed.
#[derive(Debug, Default)]
struct Load {
    waiting: AtomicUsize,
    lighter: Notify,
}

impl Load {
    fn add(&self, calls: usize) {
        self.waiting.fetch_add(calls, Ordering::Relaxed);
    }

    fn done(&self) {
        let before = self.waiting.fetch_sub(1, Ordering::Relaxed);
        if before == MOST_WAITING {
            self.lighter.notify_waiters();
        }
    }
}

impl Outbox {
    /// Hands calls to the sender.
    pub fn take(&self, calls: Vec<Owed>) {
        if !calls.is_empty() {
            self.load.add(calls.len());
            let _ = self.calls.send(calls);
        }
    }

    /// How many calls wait to be made.
    pub fn waiting(&self) -> usize {
        self.load.waiting.load(Ordering::Relaxed)
    }

    /// Returns when further updates may be taken in.
    pub async fn has_room(&self) {
        loop {
            let lighter = self.load.lighter.notified();
            if self.waiting() < MOST_WAITING {
                return;
            }
            tracing::warn!(
                waiting = self.waiting(),
                "too much is owed; no further updates are taken in for now"
            );
            lighter.await;
        }
    }
}

/// The sender at work. It ends when every [`Outbox`] is gone and nothing is owed any more.
pub struct Outgoing {
    api: Api,
    store: Store,
    lanes: HashMap<i64, Lane>,
    global: Pace,
    flying: JoinSet<Landed>,
    load: Arc<Load>,
    owed: mpsc::UnboundedReceiver<Vec<Owed>>,
}

impl Outgoing {
    /// A sender with nothing to do yet, and the way to it.
    pub fn new(api: Api, store: Store) -> (Self, Outbox) {
        let (calls, owed) = mpsc::unbounded_channel();
        let load = Arc::new(Load::default());
        let outgoing = Self {
            api,
            store,
            lanes: HashMap::new(),
            // Bot Support: about 30 messages a second over all chats.
            global: Pace::new(28.0, 28.0),
            flying: JoinSet::new(),
            load: Arc::clone(&load),
            owed,
        };
        (outgoing, Outbox { calls, load })
    }

    /// Works until the way to it is closed and all is sent.
    pub async fn run(mut self, now: fn() -> i64) {
        let (notes, noted) = Notes::new();
        let settler = tokio::spawn(settle(self.store.clone(), noted));
        let mut open = true;
        while open || !self.flying.is_empty() {
            tokio::select! {
                next = self.owed.recv(), if open => match next {
                    Some(calls) => {
                        for call in calls {
                            self.take(call, &notes, now());
                        }
                    }
                    None => open = false,
                },
                Some(landed) = self.flying.join_next() => {
                    if let Ok(landed) = landed {
                        self.land(landed, &notes);
                    }
                }
            }
        }
        drop(notes);
        if settler.await.is_err() {
            tracing::error!("the settling of sent messages ended early");
        }
    }

    fn take(&mut self, call: Owed, notes: &Notes, now: i64) {
        if call.method == "answerCallbackQuery" {
            let late = now - call.created_at > STALE_ANSWER_SECONDS;
            let api = self.api.clone();
            self.flying.spawn(async move {
                if !late {
                    answer(&api, &call).await;
                }
                Landed::answer(&call)
            });
            return;
        }
        let chat = call.chat;
        let lane = self.lanes.entry(chat).or_insert_with(|| Lane::new(chat));
        for void in lane.push(call) {
            self.strike_out(void, chat, notes);
        }
        self.fly(chat, notes);
    }

    /// A call that a later one has made pointless.
    fn strike_out(&self, id: OwedId, chat: i64, notes: &Notes) {
        notes.settled(Settled {
            id,
            chat,
            card: None,
        });
        self.load.done();
    }

    fn land(&mut self, landed: Landed, notes: &Notes) {
        notes.settled(landed.settled);
        self.load.done();
        let Some(chat) = landed.lane else { return };
        if let Some(lane) = self.lanes.get_mut(&chat) {
            lane.busy = false;
            if let Some(to) = landed.moved {
                for call in &mut lane.waiting {
                    call.params = with_chat(&call.params, to);
                }
            }
        }
        self.fly(chat, notes);
        // A lane without work is forgotten once it owes no pause either.
        if self.lanes.get_mut(&chat).is_some_and(Lane::is_idle) {
            self.lanes.remove(&chat);
        } else if self.lanes.len() > 2 * self.flying.len() + 1024 {
            self.lanes.retain(|_, lane| !lane.is_idle());
        }
    }

    fn fly(&mut self, chat: i64, notes: &Notes) {
        let Some(lane) = self.lanes.get_mut(&chat) else {
            return;
        };
        if lane.busy {
            return;
        }
        let Some(call) = lane.waiting.pop_front() else {
            return;
        };
        lane.busy = true;
        // Telegram counts new messages, not edits.
        let start = matches!(call.method.as_str(), "sendMessage" | "sendDocument")
            .then(|| lane.pace.next().max(self.global.next()))
            .filter(|start| *start > Instant::now());
        let (api, notes) = (self.api.clone(), notes.clone());
        self.flying.spawn(async move {
            if let Some(start) = start {
                sleep_until(start).await;
            }
            deliver(&api, &notes, call).await
        });
    }
}
