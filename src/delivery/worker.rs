//! The delivery worker: a queue for each chat, and the tasks that make the calls.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use care_ids::{ChatId, EntryId, TopicId};
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;
use tokio::time::sleep_until;

use super::ack_writer::{AckWriter, run_ack_writer};
use super::attempt::{Attempts, DeliveryOutcome, answer};
use super::chat_queue::{ChatQueue, Pending, with_chat};
use super::claim::claim_loop;
use super::in_flight::InFlight;
use super::outcome::{ServiceTexts, out_of_topic, topic_of};
use super::rate_limits::RateLimiter;
use crate::metrics::Metrics;
use crate::telegram::api::Api;
use care_store::{ClaimedEntries, CompletedEntry, OutboxEntry, ResponseEffect, Store};

/// An answer to a press is of no use to anybody later than this.
const MAX_ANSWER_AGE_SECONDS: i64 = 30;
/// Most pending calls before no further updates are processed. Each takes about 3 KB.
pub const MAX_PENDING: usize = 10_000;

/// Most topics that are remembered as gone: it matters only while calls for them are pending.
const MAX_MISSING_TOPICS: usize = 1000;

/// The way into the delivery worker. Committed calls are handed over here; if the worker is gone the store
/// still has them.
#[derive(Debug, Clone)]
pub struct Outbox {
    pub(super) calls: mpsc::UnboundedSender<Incoming>,
    backlog: Arc<Backlog>,
}

/// What reaches the delivery worker.
#[derive(Debug)]
pub(super) enum Incoming {
    /// Calls that were just committed, and when the processing of their updates began.
    New(Vec<OutboxEntry>, Instant),
    /// Calls claimed from the store, and chats that another replica serves now.
    Claimed(ClaimedEntries),
}

/// How many calls are pending.
#[derive(Debug)]
struct Backlog {
    pending: AtomicUsize,
    has_capacity: Notify,
    metrics: Arc<Metrics>,
}

impl Backlog {
    fn add(&self, calls: usize) {
        let before = self.pending.fetch_add(calls, Ordering::Relaxed);
        self.metrics.set_pending(before + calls);
    }

    fn done(&self) {
        let before = self.pending.fetch_sub(1, Ordering::Relaxed);
        self.metrics.set_pending(before - 1);
        if before == MAX_PENDING {
            self.has_capacity.notify_waiters();
        }
    }
}

impl Outbox {
    /// Hands calls to the delivery worker.
    pub fn enqueue(&self, calls: Vec<OutboxEntry>, since: Instant) {
        if !calls.is_empty() {
            self.backlog.add(calls.len());
            let _ = self.calls.send(Incoming::New(calls, since));
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

/// Makes the calls. It ends when every [`Outbox`] handle is dropped and no call is pending.
pub struct DeliveryWorker {
    api: Api,
    store: Store,
    queues: HashMap<ChatId, ChatQueue>,
    global: RateLimiter,
    tasks: JoinSet<DeliveryOutcome>,
    backlog: Arc<Backlog>,
    in_flight: InFlight,
    texts: Arc<ServiceTexts>,
    /// Topics that are no longer there, by chat. Calls for them may still be claimed.
    missing_topics: HashSet<(ChatId, TopicId)>,
    incoming: mpsc::UnboundedReceiver<Incoming>,
}

impl DeliveryWorker {
    /// A worker with nothing to do yet, and the way into it.
    pub fn new(
        api: Api,
        store: Store,
        metrics: Arc<Metrics>,
        texts: ServiceTexts,
    ) -> (Self, Outbox) {
        let (calls, incoming) = mpsc::unbounded_channel();
        let backlog = Arc::new(Backlog {
            pending: AtomicUsize::new(0),
            has_capacity: Notify::new(),
            metrics,
        });
        let worker = Self {
            api,
            in_flight: InFlight::of(&store),
            store,
            queues: HashMap::new(),
            // Bot Support: about 30 messages a second over all chats.
            global: RateLimiter::new(28.0, 28.0),
            tasks: JoinSet::new(),
            backlog: Arc::clone(&backlog),
            texts: Arc::new(texts),
            missing_topics: HashSet::new(),
            incoming,
        };
        (worker, Outbox { calls, backlog })
    }

    /// Works until every handle is dropped and every call is made.
    pub async fn run(mut self, now: fn() -> i64) {
        let (acks, acks_rx) = AckWriter::new(self.store.clone());
        let ack_writer = tokio::spawn(run_ack_writer(
            self.store.clone(),
            self.in_flight.clone(),
            acks_rx,
        ));
        let mut open = true;
        while open || !self.tasks.is_empty() {
            tokio::select! {
                next = self.incoming.recv(), if open => match next {
                    Some(Incoming::New(calls, since)) => {
                        for call in calls {
                            // Committed, it may have been claimed before it was handed over.
                            if self.in_flight.has(EntryId::new(call.id)) {
                                self.backlog.done();
                            } else {
                                self.accept(call, Some(since), &acks, now());
                            }
                        }
                    }
                    Some(Incoming::Claimed(picked)) => self.accept_claimed(picked, &acks, now()),
                    None => open = false,
                },
                Some(outcome) = self.tasks.join_next() => {
                    if let Ok(outcome) = outcome {
                        self.finish(outcome, &acks);
                    }
                }
            }
        }
        drop(acks);
        if ack_writer.await.is_err() {
            tracing::error!("the writer of acknowledgements ended early");
        }
    }

    /// Looks for calls in the store that nobody makes: at the start what an earlier run left, later
    /// what other replicas have written for chats that this one serves, or left behind. Ends when the worker does.
    pub fn claim_expired(
        &self,
        outbox: Outbox,
        now: fn() -> i64,
    ) -> impl Future<Output = ()> + use<> {
        claim_loop(self.store.clone(), self.in_flight.clone(), outbox, now)
    }

    fn accept_claimed(&mut self, picked: ClaimedEntries, acks: &AckWriter, now: i64) {
        for chat in picked.lost {
            // Another replica makes these calls now; the one under way cannot be called back.
            if let Some(queue) = self.queues.get_mut(&ChatId::new(chat)) {
                for pending in queue.pending.drain(..) {
                    self.in_flight.forget(EntryId::new(pending.call.id));
                    self.backlog.done();
                }
            }
        }
        for call in picked.calls {
            if !self.in_flight.has(EntryId::new(call.id)) {
                self.backlog.add(1);
                self.accept(call, None, acks, now);
            }
        }
    }

    fn accept(
        &mut self,
        mut call: OutboxEntry,
        since: Option<Instant>,
        acks: &AckWriter,
        now: i64,
    ) {
        if !self.missing_topics.is_empty()
            && let Some(topic) = topic_of(&call)
            && self
                .missing_topics
                .contains(&(ChatId::new(call.chat), topic))
        {
            out_of_topic(&mut call);
        }
        let waits = call.keeps_its_place();
        let chat = ChatId::new(call.chat);
        self.in_flight
            .add(EntryId::new(call.id), waits.then_some(chat));
        if !waits {
            let late = now - call.created_at > MAX_ANSWER_AGE_SECONDS;
            let (api, metrics) = (self.api.clone(), Arc::clone(&self.backlog.metrics));
            self.tasks.spawn(async move {
                if !late {
                    answer(&api, &metrics, &call).await;
                }
                DeliveryOutcome::of(&call)
            });
            return;
        }
        let queue = self
            .queues
            .entry(chat)
            .or_insert_with(|| ChatQueue::new(chat));
        let since = since.filter(|_| call.leads);
        for superseded in queue.push(Pending { call, since }) {
            self.discard(superseded, chat, acks);
        }
        self.start_next(chat, acks);
    }

    /// A call that a later one has made pointless.
    fn discard(&self, id: EntryId, chat: ChatId, acks: &AckWriter) {
        acks.completed(CompletedEntry::of(id.get(), chat.get()));
        self.backlog.done();
    }

    fn finish(&mut self, outcome: DeliveryOutcome, acks: &AckWriter) {
        if outcome.left {
            self.in_flight.forget(EntryId::new(outcome.completed.id));
        } else {
            acks.completed(outcome.completed);
        }
        self.backlog.done();
        let Some(chat) = outcome.queue else { return };
        if let Some(queue) = self.queues.get_mut(&chat) {
            queue.busy = false;
            if let Some(to) = outcome.moved {
                for pending in &mut queue.pending {
                    let call = &mut pending.call;
                    call.params = with_chat(&call.params, to);
                }
            }
            if let Some(ResponseEffect::NoTopic { thread, .. }) = outcome.completed.learnt {
                let topic = TopicId::new(thread);
                if self.missing_topics.len() >= MAX_MISSING_TOPICS {
                    self.missing_topics.clear();
                }
                self.missing_topics.insert((chat, topic));
                for pending in &mut queue.pending {
                    if topic_of(&pending.call) == Some(topic) {
                        out_of_topic(&mut pending.call);
                    }
                }
            }
        }
        self.start_next(chat, acks);
        // A queue without work is dropped once its rate limit is unused again.
        if self.queues.get_mut(&chat).is_some_and(ChatQueue::is_idle) {
            self.queues.remove(&chat);
        } else if self.queues.len() > 2 * self.tasks.len() + 1024 {
            self.queues.retain(|_, queue| !queue.is_idle());
        }
    }

    fn start_next(&mut self, chat: ChatId, acks: &AckWriter) {
        let Some(queue) = self.queues.get_mut(&chat) else {
            return;
        };
        if queue.busy {
            return;
        }
        let Some(Pending { call, since }) = queue.pending.pop_front() else {
            return;
        };
        queue.busy = true;
        // Telegram counts new messages, not edits.
        let start = matches!(call.method.as_str(), "sendMessage" | "sendDocument")
            .then(|| queue.limiter.next().max(self.global.next()))
            .filter(|start| *start > Instant::now());
        let (api, acks) = (self.api.clone(), acks.clone());
        let metrics = Arc::clone(&self.backlog.metrics);
        let texts = Arc::clone(&self.texts);
        self.tasks.spawn(async move {
            if let Some(start) = start {
                sleep_until(start.into()).await;
            }
            let outcome = Attempts {
                api: &api,
                metrics: &metrics,
                acks: &acks,
                texts: &texts,
            }
            .deliver(call)
            .await;
            if let Some(since) = since {
                metrics.reply_sent(since.elapsed());
            }
            outcome
        });
    }
}
