//! Processes batches of updates.
//!
//! A batch is one transaction, wherever its updates came from: each is marked as handled by its number, what its
//! request names is loaded, it is handled, and what it writes is committed with the new outbox entries. It is a few
//! where it holds many texts (`fair_turns.rs`), where one update cannot be stored, and after an unclean end. Only
//! a batch of which all is committed may be confirmed to Telegram.

use std::collections::{HashMap, HashSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use care_ids::{ChatId, UserId};
use futures::FutureExt;
use teloxide::dispatching::DpHandlerDescription;
use teloxide::dptree::{Handler, deps};

use crate::delivery::Outbox;
use crate::fair_turns::in_turns;
use crate::handlers::{App, MetricsEvent};
use crate::metrics::Metrics;
use crate::request_limits::{Allowance, RequestLimits};
use crate::telegram::request::Request;
use crate::telegram::routing::routes;
use crate::telegram::{CurrentIdentity, GroupAdmins, Incoming, IncomingUpdate};
use care_store::{Job, Session, Start, Store, StoreError, UpdateId, WriteSet};

/// How often old update numbers are forgotten.
const TIDY_SECONDS: i64 = 600;
/// Most albums that are remembered. Their pictures arrive within a second or so.
const MAX_ALBUMS: usize = 256;
/// Most updates of which it is remembered that they were counted while the database refuses them.
const MAX_COUNTED: usize = 10_000;

/// Handles batches of updates, each as one unit of work.
pub struct UpdateProcessor {
    app: App,
    store: Store,
    me: CurrentIdentity,
    admins: GroupAdmins,
    routes: Handler<'static, Request, DpHandlerDescription>,
    limits: RequestLimits,
    outbox: Outbox,
    metrics: Arc<Metrics>,
    now: fn() -> i64,
    /// When old update numbers are next forgotten (Unix seconds).
    tidy_at: AtomicI64,
    /// The newest albums, each with the update that gets the reply.
    albums: Mutex<VecDeque<((ChatId, String), i64)>>,
    /// Updates that were counted against their person's limits and are not stored yet: brought again, they are not
    /// counted again.
    counted: Mutex<HashMap<UpdateId, Allowance>>,
    /// The last run ended before it had handled anything: the first updates are handled one by one.
    is_careful: AtomicBool,
    /// Of these it was noted in this run that they were begun. That the database refuses one brings nothing down.
    begun: Mutex<HashSet<UpdateId>>,
    /// Something was handled since the start.
    has_handled: AtomicBool,
}

/// An update and what it asks for.
#[derive(Clone)]
struct Routed {
    update: UpdateId,
    request: Request,
    allowance: Allowance,
}

/// What handling the updates of a batch comes to beside what is written.
#[derive(Default)]
struct Handled {
    events: Vec<MetricsEvent>,
    /// People who were told that there is no entry.
    denied: Vec<UserId>,
    failed: usize,
}

impl UpdateProcessor {
    /// A processor that has handled nothing yet.
    pub fn new(
        app: App,
        (store, start): (Store, Start),
        (me, admins): (CurrentIdentity, GroupAdmins),
        outbox: Outbox,
        metrics: Arc<Metrics>,
        now: fn() -> i64,
    ) -> Self {
        Self {
            limits: RequestLimits::new(app.policy.limits),
            app,
            store,
            me,
            admins,
            routes: routes(),
            outbox,
            metrics,
            now,
            tidy_at: AtomicI64::new(0),
            albums: Mutex::default(),
            counted: Mutex::default(),
            is_careful: AtomicBool::new(start == Start::Careful),
            begun: Mutex::default(),
            has_handled: AtomicBool::new(false),
        }
    }

    /// The outbox, and how much of it is pending.
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// Handles a batch, then hands its calls to the delivery worker.
    ///
    /// # Errors
    /// When the database refuses. Of the batch nothing has happened, or a part: what is brought again is passed over
    /// where it has.
    pub async fn process(&self, batch: Vec<IncomingUpdate>) -> Result<(), StoreError> {
        let processed = self.process_in_parts(batch).await;
        self.metrics.note_stored(processed.is_ok());
        processed
    }

    async fn process_in_parts(&self, batch: Vec<IncomingUpdate>) -> Result<(), StoreError> {
        let now = (self.now)();
        let updates: Vec<UpdateId> = batch.iter().map(|inbound| inbound.id).collect();
        let mut routed = Vec::with_capacity(batch.len());
        for inbound in batch {
            routed.push(self.route(inbound, now).await);
        }
        let requests = routed.iter().map(|one| &one.request);
        self.admins.look_up(requests, now).await;
        if self.is_careful.load(Ordering::Relaxed) {
            self.handle_carefully(&routed).await?;
            self.is_careful.store(false, Ordering::Relaxed);
        } else {
            for part in in_turns(routed, |one| (one.request.user(), one.request.is_text())) {
                self.handle_part(part).await?;
            }
        }
        lock(&self.counted).retain(|update, _| !updates.contains(update));
        if !self.has_handled.load(Ordering::Relaxed) {
            self.store.forget_starts().await?;
            self.has_handled.store(true, Ordering::Relaxed);
        }
        self.tidy(now).await
    }

    async fn route(&self, update: IncomingUpdate, now: i64) -> Routed {
        let IncomingUpdate { id, body } = update;
        let request = match body {
            Incoming::Unknown => Request::Ignored("not understood"),
            body => self.request(id, body).await,
        };
        let request = self.one_reply_an_album(id, request);
        let allowance = match request.user() {
            Some(user) => self.count_once(id, user, request.is_text(), now),
            None => Allowance::ALWAYS,
        };
        Routed {
            update: id,
            request,
            allowance,
        }
    }

    fn count_once(&self, update: UpdateId, user: UserId, is_text: bool, now: i64) -> Allowance {
        let mut counted = lock(&self.counted);
        if counted.len() >= MAX_COUNTED {
            counted.clear();
        }
        let count = || self.limits.count(user, is_text, now);
        *counted.entry(update).or_insert_with(count)
    }

    async fn request(&self, update: UpdateId, body: Incoming) -> Request {
        self.me.refresh_for(&body).await;
        let dispatched = self.routes.dispatch(deps![
            Arc::new(body),
            self.me.get(),
            Arc::clone(&self.app.content)
        ]);
        match AssertUnwindSafe(dispatched).catch_unwind().await {
            Ok(std::ops::ControlFlow::Break(request)) => request,
            Ok(std::ops::ControlFlow::Continue(_)) => Request::Ignored("no route"),
            Err(_) => {
                tracing::error!(update, "routing one update failed");
                Request::Ignored("routing failed")
            }
        }
    }

    /// The pictures of an album are updates of their own; the first one that arrives gets the reply. It is
    /// remembered by its update, so that it gets one again when its batch could not be committed.
    fn one_reply_an_album(&self, update: UpdateId, mut request: Request) -> Request {
        if let Request::Media {
            sender,
            album: Some(album),
            gets_reply,
            ..
        } = &mut request
        {
            let key = (sender.conversation.chat, album.clone());
            let mut albums = lock(&self.albums);
            match albums.iter().find(|(known, _)| *known == key) {
                Some((_, first)) => *gets_reply = *first == update,
                None => {
                    albums.push_back((key, update));
                    if albums.len() > MAX_ALBUMS {
                        albums.pop_front();
                    }
                }
            }
        }
        request
    }

    /// Handles updates as one transaction, or one by one where one of them cannot be read or written.
    async fn handle_part(&self, part: Vec<Routed>) -> Result<(), StoreError> {
        let part = Arc::new(part);
        let error = match self.handle(Arc::clone(&part)).await {
            Err(error) if error.is_of_data() => error,
            other => return other,
        };
        // It must not hold up the others for ever.
        tracing::error!(%error, "a batch cannot be stored; its updates are handled one by one");
        for one in part.iter() {
            match self.handle(Arc::new(vec![one.clone()])).await {
                Err(error) if error.is_of_data() => {
                    let update = one.update;
                    tracing::error!(update, %error, "an update cannot be stored; it is set aside");
                    self.set_aside(one).await?;
                }
                other => other?,
            }
        }
        Ok(())
    }

    /// After a run that ended before it had handled anything: each update is noted before it is handled, so
    /// that one which brings the program down again and again is found.
    async fn handle_carefully(&self, batch: &[Routed]) -> Result<(), StoreError> {
        for one in batch {
            let is_begun = lock(&self.begun).contains(&one.update);
            if is_begun || self.store.note_attempt(one.update).await? {
                lock(&self.begun).insert(one.update);
                self.handle_part(vec![one.clone()]).await?;
            } else {
                let update = one.update;
                tracing::error!(
                    update,
                    "an update brought the bot down three times; it is set aside"
                );
                self.set_aside(one).await?;
            }
        }
        Ok(())
    }

    async fn handle(&self, batch: Arc<Vec<Routed>>) -> Result<(), StoreError> {
        let begun = Instant::now();
        let now = (self.now)();
        let jobs = batch.iter().map(|one| Job {
            update: one.update,
            chat: one.request.chat(),
            reads: self.app.read_set(&one.request),
        });
        let jobs = jobs.collect();
        let handled = Arc::new(Mutex::new(Handled::default()));
        let handler = {
            let (app, batch, handled) =
                (self.app.clone(), Arc::clone(&batch), Arc::clone(&handled));
            move |place: usize, session| match batch.get(place) {
                Some(one) => handle_one(&app, one, session, now, &handled),
                None => WriteSet::default(),
            }
        };
        let done = self.store.process(jobs, Arc::new(handler), now).await;
        let done = match done {
            Ok(done) => done,
            Err(error) => {
                self.metrics.batch_failed();
                return Err(error);
            }
        };
        self.metrics.batch_committed(begun.elapsed());
        self.outbox.enqueue(done.entries, begun);
        for (place, one) in batch.iter().enumerate() {
            if done.repeated.contains(&place) {
                self.metrics.update_repeated();
                tracing::debug!(update = one.update, "a duplicate update is skipped");
            } else {
                self.metrics.update_handled(one.request.kind());
            }
        }
        let handled = std::mem::take(&mut *lock(&handled));
        self.count(handled, now);
        Ok(())
    }

    fn count(&self, handled: Handled, now: i64) {
        for user in handled.denied {
            self.limits.denied(user, now);
        }
        for _ in 0..handled.failed {
            self.metrics.update_failed();
        }
        for event in handled.events {
            match event {
                MetricsEvent::Plan(pathway) => self.metrics.plan(pathway),
                MetricsEvent::Answer(reason) => self.metrics.answer(reason),
            }
        }
    }

    /// Notes an update as handled, without an effect but a word to its person.
    async fn set_aside(&self, one: &Routed) -> Result<(), StoreError> {
        self.metrics.update_failed();
        let words = self.app.set_aside_notice(&one.request);
        let set_aside = self.store.set_aside(one.update, words, (self.now)());
        self.outbox.enqueue(set_aside.await?, Instant::now());
        Ok(())
    }

    async fn tidy(&self, now: i64) -> Result<(), StoreError> {
        if now >= self.tidy_at.load(Ordering::Relaxed) {
            self.store.tidy(now).await?;
            self.limits.forget_idle();
            self.tidy_at.store(now + TIDY_SECONDS, Ordering::Relaxed);
        }
        Ok(())
    }
}

/// Handles one update. Its failure leaves the others alone: what it changed is dropped with it.
fn handle_one(
    app: &App,
    one: &Routed,
    session: Session,
    now: i64,
    handled: &Mutex<Handled>,
) -> WriteSet {
    let attempt = || app.handle(session, one.request.clone(), one.allowance, now);
    match catch_unwind(AssertUnwindSafe(attempt)) {
        Ok(effects) => {
            let mut handled = lock(handled);
            handled.events.extend(effects.events);
            let denied = one.request.user().filter(|_| effects.denied);
            handled.denied.extend(denied);
            effects.writes
        }
        Err(_) => {
            let update = one.update;
            tracing::error!(update, "handling one update failed; it is set aside");
            lock(handled).failed += 1;
            WriteSet {
                calls: app.set_aside_notice(&one.request),
                ..WriteSet::default()
            }
        }
    }
}

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // Whoever panicked has left whole entries.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
