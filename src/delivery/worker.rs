//! The delivery worker: a queue for each chat, and the tasks that make the calls.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use care_ids::{ChatId, EntryId, TopicId};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::sleep_until;

use super::ack_writer::{AckHandle, AckReceiver, AckWriter};
use super::attempt::{Attempts, Delivered, answer, leave_topic};
use super::chat_queue::{ChatQueue, QueuedCall};
use super::claim::look_after_leases;
use super::in_flight::InFlight;
use super::outbox::{Backlog, DeliveryInput, Outbox};
use super::outcome::ServiceTexts;
use super::rate_limits::RateLimiter;
use super::shown::Shown;
use crate::metrics::Metrics;
use crate::telegram::api::Api;
use care_store::{Claimed, DeliveryOutcome, OutboxEntry, ResponseEffect, Store, moved};

/// An answer to a press is of no use to anybody later than this.
const MAX_ANSWER_AGE_SECONDS: i64 = 30;
/// How long a stopping worker goes on; the next start delivers the rest.
pub const LAST_CALLS: Duration = Duration::from_secs(10);
/// How long before that it begins no call any more, so that those under way have their answer.
const LAST_ANSWERS: Duration = Duration::from_secs(3);

/// Most topics that are remembered as gone: it matters only while calls for them are pending.
const MAX_MISSING_TOPICS: usize = 1000;

/// Makes the calls. When every [`Outbox`] handle is dropped it makes what is pending and ends: it gives up after
/// [`LAST_CALLS`], and begins nothing in the last seconds of them. What is left stays in the outbox.
pub struct DeliveryWorker {
    api: Api,
    store: Store,
    queues: HashMap<ChatId, ChatQueue>,
    global: RateLimiter,
    tasks: JoinSet<Delivered>,
    backlog: Arc<Backlog>,
    in_flight: InFlight,
    texts: Arc<ServiceTexts>,
    /// Topics that are no longer there, by chat. Calls for them may still be claimed.
    missing_topics: HashSet<(ChatId, TopicId)>,
    shown: Shown,
    incoming: mpsc::UnboundedReceiver<DeliveryInput>,
    follow_ups: mpsc::WeakUnboundedSender<DeliveryInput>,
    acks: AckHandle,
    received_acks: Option<AckReceiver>,
    /// When a stopping worker gives up what is under way.
    ends_at: Option<Instant>,
    now: fn() -> i64,
}

impl DeliveryWorker {
    /// A worker with nothing to do yet, and the way into it.
    pub fn new(
        api: Api,
        store: Store,
        metrics: Arc<Metrics>,
        texts: ServiceTexts,
        now: fn() -> i64,
    ) -> (Self, Outbox) {
        let (calls, incoming) = mpsc::unbounded_channel();
        let backlog = Arc::new(Backlog::new(metrics));
        let (acks, received_acks) = AckHandle::new();
        let worker = Self {
            api,
            in_flight: InFlight::of(&store),
            shown: Shown::new(store.is_shared()),
            store,
            queues: HashMap::new(),
            // Bot Support: about 30 messages a second over all chats.
            global: RateLimiter::new(28.0, 28.0),
            tasks: JoinSet::new(),
            backlog: Arc::clone(&backlog),
            texts: Arc::new(texts),
            missing_topics: HashSet::new(),
            incoming,
            follow_ups: calls.downgrade(),
            acks,
            received_acks: Some(received_acks),
            ends_at: None,
            now,
        };
        (worker, Outbox::new(calls, backlog))
    }

    /// Works until every handle is dropped, and every call is made or [`LAST_CALLS`] are over.
    pub async fn run(mut self) {
        let Some(received_acks) = self.received_acks.take() else {
            return;
        };
        let ack_writer = AckWriter {
            store: self.store.clone(),
            in_flight: self.in_flight.clone(),
            outbox: self.follow_ups.clone(),
            now: self.now,
        };
        let writing = tokio::spawn(ack_writer.run(received_acks));
        let mut open = true;
        while open || !self.tasks.is_empty() {
            tokio::select! {
                () = ends_at(self.ends_at), if self.ends_at.is_some() => {
                    tracing::warn!("not every call could be made; the next start makes the rest");
                    self.ends_at = None;
                    self.tasks.abort_all();
                }
                next = self.incoming.recv(), if open => match next {
                    Some(DeliveryInput::New(entries, since)) => {
                        for entry in entries {
                            // Committed, it may have been claimed before it was handed over.
                            if self.in_flight.has(entry.id) {
                                self.backlog.done();
                            } else {
                                self.accept(entry, Some(since));
                            }
                        }
                    }
                    Some(DeliveryInput::Claimed(claimed)) => self.accept_claimed(claimed),
                    None => {
                        open = false;
                        self.ends_at = Some(Instant::now() + LAST_CALLS);
                    }
                },
                Some(delivered) = self.tasks.join_next() => {
                    if let Ok(delivered) = delivered {
                        self.finish(delivered);
                    }
                }
            }
        }
        drop(self);
        if writing.await.is_err() {
            tracing::error!("the writer of acknowledgements ended early");
        }
    }

    /// Renews leases, and looks for calls in the store that nobody makes: at the start what an earlier run left,
    /// later what other replicas have written for chats that this one serves, or left behind. In a file there is
    /// one look. On a server it goes on until it is aborted, which has to be after the worker has ended.
    pub fn look_after_leases(&self) -> impl Future<Output = ()> + use<> {
        look_after_leases(
            self.store.clone(),
            self.in_flight.clone(),
            self.follow_ups.clone(),
            self.now,
        )
    }

    fn accept_claimed(&mut self, claimed: Claimed) {
        for chat in claimed.lost {
            // Another replica makes these calls now; the one under way cannot be called back.
            if let Some(queue) = self.queues.get_mut(&chat) {
                for pending in queue.pending.drain(..) {
                    self.in_flight.forget(pending.entry.id);
                    self.backlog.done();
                }
            }
        }
        for entry in claimed.entries {
            if !self.in_flight.has(entry.id) {
                self.backlog.add(1);
                self.accept(entry, None);
            }
        }
    }

    fn accept(&mut self, mut entry: OutboxEntry, since: Option<Instant>) {
        let chat = entry.entry.chat;
        if !self.missing_topics.is_empty()
            && let Some(topic) = entry.entry.call.topic()
            && self.missing_topics.contains(&(chat, topic))
        {
            leave_topic(&mut entry);
        }
        let waits = entry.entry.call.keeps_order();
        self.in_flight.add(entry.id, waits.then_some(chat));
        if !waits {
            let late = (self.now)() - entry.created_at > MAX_ANSWER_AGE_SECONDS;
            let (api, metrics) = (self.api.clone(), Arc::clone(&self.backlog.metrics));
            self.tasks.spawn(async move {
                if !late {
                    answer(&api, &metrics, &entry.entry.call).await;
                }
                Delivered::of(&entry)
            });
            return;
        }
        let queue = self
            .queues
            .entry(chat)
            .or_insert_with(|| ChatQueue::new(chat));
        let since = since.filter(|_| entry.is_first_reply);
        for superseded in queue.push(QueuedCall { entry, since }) {
            self.discard(superseded, chat);
        }
        self.start_next(chat);
    }

    /// A call that is pointless: a later one has taken its place, or what it says is there already.
    fn discard(&self, id: EntryId, chat: ChatId) {
        self.acks.completed(DeliveryOutcome::of(id, chat));
        self.backlog.done();
    }

    fn finish(&mut self, delivered: Delivered) {
        let outcome = &delivered.outcome;
        let effects = outcome.effects.clone();
        if let Some((call, message)) = &delivered.accepted {
            self.shown.note(call, *message);
        }
        if delivered.left {
            self.in_flight.forget(outcome.entry);
        } else {
            self.acks.completed(delivered.outcome);
        }
        self.backlog.done();
        let Some(chat) = delivered.queue else { return };
        if let Some(queue) = self.queues.get_mut(&chat) {
            queue.busy = false;
        }
        for effect in effects {
            match effect {
                ResponseEffect::TopicLost { chat, topic } => self.lose_topic(chat, topic),
                ResponseEffect::Moved { from, to } => self.move_queue(from, to),
                _ => {}
            }
        }
        self.start_next(chat);
        // A queue without work is dropped once its rate limit is unused again.
        if self.queues.get_mut(&chat).is_some_and(ChatQueue::is_idle) {
            self.queues.remove(&chat);
        } else if self.queues.len() > 2 * self.tasks.len() + 1024 {
            self.queues.retain(|_, queue| !queue.is_idle());
        }
    }

    /// What waits for a topic that is no longer there goes to the chat.
    fn lose_topic(&mut self, chat: ChatId, topic: TopicId) {
        if self.missing_topics.len() >= MAX_MISSING_TOPICS {
            self.missing_topics.clear();
        }
        self.missing_topics.insert((chat, topic));
        let Some(queue) = self.queues.get_mut(&chat) else {
            return;
        };
        for pending in &mut queue.pending {
            if pending.entry.entry.call.topic() == Some(topic) {
                leave_topic(&mut pending.entry);
            }
        }
    }

    /// What waits for a group that has become a supergroup goes there, as far as it has a meaning there.
    fn move_queue(&mut self, from: ChatId, to: ChatId) {
        let Some(queue) = self.queues.get_mut(&from) else {
            return;
        };
        for QueuedCall { entry, since } in std::mem::take(&mut queue.pending) {
            let id = entry.id;
            match moved(entry, to) {
                Some(entry) => self.accept(entry, since),
                None => self.discard(id, from),
            }
        }
    }

    fn start_next(&mut self, chat: ChatId) {
        let Some(queue) = self.queues.get_mut(&chat) else {
            return;
        };
        // Shortly before the end none is begun: what is broken off may have arrived, and comes again.
        let is_late = self
            .ends_at
            .is_some_and(|end| Instant::now() + LAST_ANSWERS > end);
        if queue.busy || is_late {
            return;
        }
        let Some(QueuedCall { entry, since }) = queue.pending.pop_front() else {
            return;
        };
        let call = &entry.entry.call;
        if self.shown.is_there(call) {
            self.discard(entry.id, chat);
            return self.start_next(chat);
        }
        // Until Telegram has taken it nobody knows what is there.
        self.shown.forget(chat, call);
        queue.busy = true;
        // Telegram counts new messages, not edits.
        let start = call
            .is_new_message()
            .then(|| queue.limiter.next().max(self.global.next()))
            .filter(|start| *start > Instant::now());
        let (api, acks, store) = (self.api.clone(), self.acks.clone(), self.store.clone());
        let metrics = Arc::clone(&self.backlog.metrics);
        let texts = Arc::clone(&self.texts);
        let now = self.now;
        self.tasks.spawn(async move {
            if let Some(start) = start {
                sleep_until(start.into()).await;
            }
            let attempts = Attempts {
                api: &api,
                store: &store,
                metrics: &metrics,
                acks: &acks,
                texts: &texts,
                now,
            };
            let delivered = attempts.deliver(entry).await;
            if let Some(since) = since
                && delivered.accepted.is_some()
            {
                metrics.reply_sent(since.elapsed());
            }
            delivered
        });
    }
}

async fn ends_at(end: Option<Instant>) {
    match end {
        Some(end) => sleep_until(end.into()).await,
        None => std::future::pending().await,
    }
}
