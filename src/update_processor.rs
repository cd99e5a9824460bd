//! Processes batches of updates.
//!
//! A batch is one unit of work, wherever its updates came from: their numbers are claimed, what they need is
//! loaded, each is handled, and what they write is committed with the new outbox entries. Only a committed
//! batch may be confirmed to Telegram.

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use care_ids::ChatId;
use futures::FutureExt;
use teloxide::dispatching::DpHandlerDescription;
use teloxide::dptree::{Handler, deps};

use crate::delivery::Outbox;
use crate::handlers::{App, Effects, Event};
use crate::metrics::Metrics;
use crate::telegram::request::Request;
use crate::telegram::routing::routes;
use crate::telegram::{CurrentIdentity, Incoming, IncomingUpdate};
use care_store::{Batch, LoadItem, Missing, Store, StoreError, UnitOfWork};

/// How often old update numbers are forgotten.
const TIDY_SECONDS: i64 = 600;
/// How often one update may ask for more to be read before it counts as faulty.
const MOST_READINGS: usize = 64;

/// Most albums that are remembered. Their pictures arrive within a second or so.
const MAX_ALBUMS: usize = 256;

/// Handles batches of updates, each as one unit of work.
pub struct UpdateProcessor {
    app: App,
    store: Store,
    me: CurrentIdentity,
    routes: Handler<'static, Request, DpHandlerDescription>,
    outbox: Outbox,
    metrics: Arc<Metrics>,
    now: fn() -> i64,
    /// When old update numbers are next forgotten (Unix seconds).
    tidy_at: AtomicI64,
    /// The newest albums, each with the update that gets the reply.
    albums: Mutex<VecDeque<((ChatId, String), i64)>>,
}

/// An update and what it asks for.
struct Routed {
    update: i64,
    request: Request,
}

impl UpdateProcessor {
    /// A processor that has handled nothing yet.
    pub fn new(
        app: App,
        store: Store,
        me: CurrentIdentity,
        outbox: Outbox,
        metrics: Arc<Metrics>,
        now: fn() -> i64,
    ) -> Self {
        Self {
            app,
            store,
            me,
            routes: routes(),
            outbox,
            metrics,
            now,
            tidy_at: AtomicI64::new(0),
            albums: Mutex::default(),
        }
    }

    /// The outbox, and how much of it is pending.
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// Handles a batch as one unit of work, then hands its calls to the delivery worker.
    ///
    /// # Errors
    /// When the database refuses; then nothing of the batch has happened, or a part that will not
    /// happen again.
    pub async fn process(&self, batch: Vec<IncomingUpdate>) -> Result<(), StoreError> {
        let mut routed = Vec::with_capacity(batch.len());
        for inbound in batch {
            routed.push(self.route(inbound).await);
        }
        let error = match self.handle(&routed).await {
            Err(error) if error.is_of_data() => error,
            other => return other,
        };
        // One of them cannot be written. It must not hold up the others for ever.
        tracing::error!(%error, "a batch cannot be written; its updates are handled one by one");
        for one in routed.chunks(1) {
            match self.handle(one).await {
                Err(error) if error.is_of_data() => {
                    let update = one.first().map(|routed| routed.update);
                    tracing::error!(update, %error, "an update cannot be written; it is skipped");
                    self.leave_out(one).await?;
                }
                other => other?,
            }
        }
        Ok(())
    }

    async fn route(&self, update: IncomingUpdate) -> Routed {
        let IncomingUpdate { id, body } = update;
        if let Incoming::Unknown = body {
            let request = Request::Ignored("not understood");
            return Routed {
                update: id,
                request,
            };
        }
        self.me.refresh_for(&body).await;
        let dispatched = self.routes.dispatch(deps![
            Arc::new(body),
            self.me.get(),
            Arc::clone(&self.app.content)
        ]);
        let request = match AssertUnwindSafe(dispatched).catch_unwind().await {
            Ok(std::ops::ControlFlow::Break(request)) => request,
            Ok(std::ops::ControlFlow::Continue(_)) => Request::Ignored("no route"),
            Err(_) => {
                tracing::error!(update = id, "routing one update failed");
                Request::Ignored("routing failed")
            }
        };
        Routed {
            update: id,
            request: self.one_reply_an_album(id, request),
        }
    }

    /// The pictures of an album are updates of their own; the first one that arrives gets the reply. It is
    /// remembered by its update, so that it gets one again when its batch could not be committed.
    fn one_reply_an_album(&self, update: i64, mut request: Request) -> Request {
        if let Request::Media {
            sender,
            album: Some(album),
            gets_reply,
            ..
        } = &mut request
        {
            let key = (sender.conversation.chat, album.clone());
            let mut albums = self.albums.lock().unwrap_or_else(PoisonError::into_inner);
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

    async fn handle(&self, batch: &[Routed]) -> Result<(), StoreError> {
        let begun = Instant::now();
        let mut handled = self.handle_in_unit(batch, begun).await;
        if matches!(handled, Err(StoreError::Overtaken)) {
            // Some of it was delivered twice, or somebody else has written to the file.
            handled = self.handle_in_unit(batch, begun).await;
        }
        match &handled {
            Ok(()) => self.metrics.batch_committed(begun.elapsed()),
            Err(_) => self.metrics.batch_failed(),
        }
        handled
    }

    async fn handle_in_unit(&self, batch: &[Routed], begun: Instant) -> Result<(), StoreError> {
        let now = (self.now)();
        let chats: Vec<i64> = batch
            .iter()
            .filter_map(|one| one.request.chat())
            .map(ChatId::get)
            .collect();
        let updates: Vec<i64> = batch.iter().map(|one| one.update).collect();
        let load_plan = batch
            .iter()
            .flat_map(|one| self.app.load_plan(&one.request));
        let wanted: Vec<LoadItem> = load_plan.collect();
        let begin = Batch {
            updates: &updates,
            chats: &chats,
            wanted: &wanted,
        };
        let (mut unit, mut fresh) = self.store.begin_batch(&begin, now).await?;
        let mut events = Vec::new();
        for one in batch {
            // Removed, so that an update that stands in the batch twice is handled once.
            if fresh.remove(&one.update) {
                events.extend(self.handle_one(&mut unit, one, now).await?);
                self.metrics.update_handled(one.request.kind());
            } else {
                self.metrics.update_repeated();
                tracing::debug!(update = one.update, "a duplicate update is skipped");
            }
        }
        if now >= self.tidy_at.load(Ordering::Relaxed) {
            unit.forget_old_updates(now).await?;
            self.tidy_at.store(now + TIDY_SECONDS, Ordering::Relaxed);
        }
        let entries = unit.commit(now).await?;
        self.outbox.enqueue(entries, begun);
        for event in events {
            match event {
                Event::Plan(pathway) => self.metrics.plan(pathway),
                Event::Answer(reason) => self.metrics.answer(reason),
            }
        }
        Ok(())
    }

    /// One update's failure leaves the others alone: what it changed is dropped with it.
    async fn handle_one(
        &self,
        unit: &mut UnitOfWork,
        one: &Routed,
        now: i64,
    ) -> Result<Vec<Event>, StoreError> {
        for _ in 0..MOST_READINGS {
            let attempt = || self.app.handle(unit.room(), &one.request, now);
            match std::panic::catch_unwind(AssertUnwindSafe(attempt)) {
                Ok(Ok(Effects { writes, events })) => {
                    unit.take(writes, now).await?;
                    return Ok(events);
                }
                Ok(Err(Missing(wanted))) => unit.fetch(&[wanted], now).await?,
                Err(_) => break,
            }
        }
        self.metrics.update_failed();
        tracing::error!(
            update = one.update,
            "handling one update failed; it is skipped"
        );
        Ok(Vec::new())
    }

    /// Notes updates as handled, without an effect.
    async fn leave_out(&self, batch: &[Routed]) -> Result<(), StoreError> {
        let now = (self.now)();
        let numbers: Vec<i64> = batch.iter().map(|one| one.update).collect();
        let mut unit = self.store.begin().await?;
        unit.claim_updates(&numbers, now).await?;
        unit.commit(now).await?;
        Ok(())
    }
}
