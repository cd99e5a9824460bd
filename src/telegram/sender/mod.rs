//! Makes the calls that are owed: in order within a chat, chats independent of each other, again
//! until Telegram has them or never will.

mod delivery;
mod known;
mod lane;
mod learning;
mod picking;
mod settling;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;
use tokio::time::sleep_until;

use super::api::Api;
use crate::meters::Meters;
use care_store::{Learnt, Owed, OwedId, PickedUp, Settled, Store};
use delivery::{Landed, answer, deliver};
use known::Known;
use lane::{Lane, Pace, Waiting, with_chat};
pub use learning::Words;
use learning::{out_of_topic, thread_of};
use picking::pick_up;
use settling::{Notes, settle};

/// A toast is of no use to anybody later than this.
const STALE_ANSWER_SECONDS: i64 = 30;
/// Most calls that may wait to be made before no further updates are taken in. About 3 KB each.
pub const MOST_WAITING: usize = 10_000;

/// Most topics of which it is remembered that they are gone: it matters only while something is on its way.
const MOST_GONE: usize = 1000;

/// The way of owed calls to the sender. Committed calls are handed over here; if the sender is gone
/// the store still has them.
#[derive(Debug, Clone)]
pub struct Outbox {
    calls: mpsc::UnboundedSender<Incoming>,
    load: Arc<Load>,
}

/// What reaches the sender.
#[derive(Debug)]
enum Incoming {
    /// Calls that were just committed, and when their updates were taken in.
    Owed(Vec<Owed>, Instant),
    /// Calls found in the store, and lanes that are no longer its own.
    PickedUp(PickedUp),
}

/// How much is owed.
#[derive(Debug)]
struct Load {
    waiting: AtomicUsize,
    lighter: Notify,
    meters: Arc<Meters>,
}

impl Load {
    fn add(&self, calls: usize) {
        let before = self.waiting.fetch_add(calls, Ordering::Relaxed);
        self.meters.waiting(before + calls);
    }

    fn done(&self) {
        let before = self.waiting.fetch_sub(1, Ordering::Relaxed);
        self.meters.waiting(before - 1);
        if before == MOST_WAITING {
            self.lighter.notify_waiters();
        }
    }
}

impl Outbox {
    /// Hands calls to the sender.
    pub fn take(&self, calls: Vec<Owed>, since: Instant) {
        if !calls.is_empty() {
            self.load.add(calls.len());
            let _ = self.calls.send(Incoming::Owed(calls, since));
        }
    }

    /// Whether no further updates may be taken in for now.
    pub fn is_full(&self) -> bool {
        let full = self.waiting() >= MOST_WAITING;
        if full {
            self.load.meters.held_back();
            let waiting = self.waiting();
            tracing::warn!(waiting, "too much is owed; no updates are taken in for now");
        }
        full
    }

    /// How many calls wait to be made.
    pub fn waiting(&self) -> usize {
        self.load.waiting.load(Ordering::Relaxed)
    }

    /// Returns when further updates may be taken in.
    pub async fn has_room(&self) {
        loop {
            let lighter = self.load.lighter.notified();
            if !self.is_full() {
                return;
            }
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
    known: Known,
    words: Arc<Words>,
    /// Topics that are no longer there, by chat. Calls for them may still be picked up.
    gone: HashSet<(i64, i64)>,
    owed: mpsc::UnboundedReceiver<Incoming>,
}

impl Outgoing {
    /// A sender with nothing to do yet, and the way to it.
    pub fn new(api: Api, store: Store, meters: Arc<Meters>, words: Words) -> (Self, Outbox) {
        let (calls, owed) = mpsc::unbounded_channel();
        let load = Arc::new(Load {
            waiting: AtomicUsize::new(0),
            lighter: Notify::new(),
            meters,
        });
        let outgoing = Self {
            api,
            known: Known::of(&store),
            store,
            lanes: HashMap::new(),
            // Bot Support: about 30 messages a second over all chats.
            global: Pace::new(28.0, 28.0),
            flying: JoinSet::new(),
            load: Arc::clone(&load),
            words: Arc::new(words),
            gone: HashSet::new(),
            owed,
        };
        (outgoing, Outbox { calls, load })
    }

    /// Works until the way to it is closed and all is sent.
    pub async fn run(mut self, now: fn() -> i64) {
        let (notes, noted) = Notes::new(self.store.clone());
        let settler = tokio::spawn(settle(self.store.clone(), self.known.clone(), noted));
        let mut open = true;
        while open || !self.flying.is_empty() {
            tokio::select! {
                next = self.owed.recv(), if open => match next {
                    Some(Incoming::Owed(calls, since)) => {
                        for call in calls {
                            // Committed, it may have been picked up before it was handed over.
                            if self.known.has(call.id) {
                                self.load.done();
                            } else {
                                self.take(call, Some(since), &notes, now());
                            }
                        }
                    }
                    Some(Incoming::PickedUp(picked)) => self.take_over(picked, &notes, now()),
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

    /// Looks for calls in the store that nobody makes: at the start what an earlier run left, later
    /// what other replicas have owed in this one's lanes, or left behind. Ends only with `Outbox`es.
    pub fn picking(&self, outbox: Outbox, now: fn() -> i64) -> impl Future<Output = ()> + use<> {
        pick_up(self.store.clone(), self.known.clone(), outbox, now)
    }

    fn take_over(&mut self, picked: PickedUp, notes: &Notes, now: i64) {
        for chat in picked.lost {
            // Another replica makes these calls now; the one under way cannot be called back.
            if let Some(lane) = self.lanes.get_mut(&chat) {
                for waiting in lane.waiting.drain(..) {
                    self.known.forget(waiting.call.id);
                    self.load.done();
                }
            }
        }
        for call in picked.calls {
            if !self.known.has(call.id) {
                self.load.add(1);
                self.take(call, None, notes, now);
            }
        }
    }

    fn take(&mut self, mut call: Owed, since: Option<Instant>, notes: &Notes, now: i64) {
        if !self.gone.is_empty()
            && let Some(thread) = thread_of(&call)
            && self.gone.contains(&(call.chat, thread))
        {
            out_of_topic(&mut call);
        }
        let waits = call.keeps_its_place();
        self.known.add(call.id, waits.then_some(call.chat));
        if !waits {
            let late = now - call.created_at > STALE_ANSWER_SECONDS;
            let (api, meters) = (self.api.clone(), Arc::clone(&self.load.meters));
            self.flying.spawn(async move {
                if !late {
                    answer(&api, &meters, &call).await;
                }
                Landed::of(&call)
            });
            return;
        }
        let chat = call.chat;
        let lane = self.lanes.entry(chat).or_insert_with(|| Lane::new(chat));
        let since = since.filter(|_| call.leads);
        for void in lane.push(Waiting { call, since }) {
            self.strike_out(void, chat, notes);
        }
        self.fly(chat, notes);
    }

    /// A call that a later one has made pointless.
    fn strike_out(&self, id: OwedId, chat: i64, notes: &Notes) {
        notes.settled(Settled::of(id, chat));
        self.load.done();
    }

    fn land(&mut self, landed: Landed, notes: &Notes) {
        if landed.left {
            self.known.forget(landed.settled.id);
        } else {
            notes.settled(landed.settled);
        }
        self.load.done();
        let Some(chat) = landed.lane else { return };
        if let Some(lane) = self.lanes.get_mut(&chat) {
            lane.busy = false;
            if let Some(to) = landed.moved {
                for waiting in &mut lane.waiting {
                    let call = &mut waiting.call;
                    call.params = with_chat(&call.params, to);
                }
            }
            if let Some(Learnt::NoTopic { thread, .. }) = landed.settled.learnt {
                if self.gone.len() >= MOST_GONE {
                    self.gone.clear();
                }
                self.gone.insert((chat, thread));
                for waiting in &mut lane.waiting {
                    if thread_of(&waiting.call) == Some(thread) {
                        out_of_topic(&mut waiting.call);
                    }
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
        let Some(Waiting { call, since }) = lane.waiting.pop_front() else {
            return;
        };
        lane.busy = true;
        // Telegram counts new messages, not edits.
        let start = matches!(call.method.as_str(), "sendMessage" | "sendDocument")
            .then(|| lane.pace.next().max(self.global.next()))
            .filter(|start| *start > Instant::now());
        let (api, notes) = (self.api.clone(), notes.clone());
        let meters = Arc::clone(&self.load.meters);
        let words = Arc::clone(&self.words);
        self.flying.spawn(async move {
            if let Some(start) = start {
                sleep_until(start.into()).await;
            }
            let landed = deliver(&api, &meters, (&notes, &words), call).await;
            if let Some(since) = since {
                meters.replied(since.elapsed());
            }
            landed
        });
    }
}
