//! Everything between updates and what is owed because of them.
//!
//! A batch is one unit of work, wherever its updates came from: their numbers are claimed, each is
//! handled over what was read, and what they change is written with the calls that are owed. Only a
//! batch that is committed may be confirmed to Telegram.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use futures::FutureExt;
use teloxide::dispatching::DpHandlerDescription;
use teloxide::dptree::{Handler, deps};
use teloxide::types::Me;

use super::desk::Desk;
use super::inbound::Inbound;
use super::schema::{Request, schema};
use super::sender::Outbox;
use crate::meters::Meters;
use care_store::{Batch, Missing, Store, StoreError, Unit, Wanted};

/// How often old update numbers are forgotten.
const TIDY_SECONDS: i64 = 600;
/// How often one update may ask for more to be read before it counts as faulty.
const MOST_READINGS: usize = 64;

/// Takes updates in.
pub struct Reception {
    desk: Desk,
    store: Store,
    me: Arc<Me>,
    routes: Handler<'static, Request, DpHandlerDescription>,
    outbox: Outbox,
    meters: Arc<Meters>,
    now: fn() -> i64,
    /// When old update numbers are next forgotten (Unix seconds).
    tidy_at: AtomicI64,
}

/// An update and what it asks for.
struct Routed {
    update: i64,
    request: Request,
}

impl Reception {
    /// Ready to take updates.
    pub fn new(
        desk: Desk,
        store: Store,
        me: Arc<Me>,
        outbox: Outbox,
        meters: Arc<Meters>,
        now: fn() -> i64,
    ) -> Self {
        Self {
            desk,
            store,
            me,
            routes: schema(),
            outbox,
            meters,
            now,
            tidy_at: AtomicI64::new(0),
        }
    }

    /// What is owed, and how much of it waits.
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// Handles a batch as one unit of work, then hands what is owed to the sender.
    ///
    /// # Errors
    /// When the database refuses; then nothing of the batch has happened, or a part that will not
    /// happen again.
    pub async fn take(&self, batch: Vec<Inbound>) -> Result<(), StoreError> {
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
                    tracing::error!(update, %error, "an update cannot be written; it is left out");
                    self.leave_out(one).await?;
                }
                other => other?,
            }
        }
        Ok(())
    }

    async fn route(&self, inbound: Inbound) -> Routed {
        let request = match inbound.update {
            None => Request::Nothing("not understood"),
            Some(update) => {
                let dispatched = self.routes.dispatch(deps![update, Arc::clone(&self.me)]);
                match AssertUnwindSafe(dispatched).catch_unwind().await {
                    Ok(std::ops::ControlFlow::Break(request)) => request,
                    Ok(std::ops::ControlFlow::Continue(_)) => Request::Nothing("no route"),
                    Err(_) => {
                        tracing::error!(update = inbound.id, "routing one update failed");
                        Request::Nothing("routing failed")
                    }
                }
            }
        };
        Routed {
            update: inbound.id,
            request,
        }
    }

    async fn handle(&self, batch: &[Routed]) -> Result<(), StoreError> {
        let begun = Instant::now();
        let mut handled = self.handle_in_unit(batch, begun).await;
        if matches!(handled, Err(StoreError::Overtaken)) {
            // Some of it was delivered twice, or somebody else has written to the file.
            handled = self.handle_in_unit(batch, begun).await;
        }
        match &handled {
            Ok(()) => self.meters.unit(begun.elapsed()),
            Err(_) => self.meters.unit_failed(),
        }
        handled
    }

    async fn handle_in_unit(&self, batch: &[Routed], begun: Instant) -> Result<(), StoreError> {
        let now = (self.now)();
        let chats: Vec<i64> = batch.iter().filter_map(|one| one.request.chat()).collect();
        let updates: Vec<i64> = batch.iter().map(|one| one.update).collect();
        let wants = batch.iter().flat_map(|one| self.desk.wants(&one.request));
        let wanted: Vec<Wanted> = wants.collect();
        let begin = Batch {
            updates: &updates,
            chats: &chats,
            wanted: &wanted,
        };
        let (mut unit, mut fresh) = self.store.begin_batch(&begin, now).await?;
        for one in batch {
            // Removed, so that an update that stands in the batch twice is handled once.
            if fresh.remove(&one.update) {
                self.handle_one(&mut unit, one, now).await?;
                self.meters.update(one.request.kind());
            } else {
                self.meters.repeated();
                tracing::debug!(update = one.update, "delivered again, already handled");
            }
        }
        if now >= self.tidy_at.load(Ordering::Relaxed) {
            unit.forget_old_updates(now).await?;
            self.tidy_at.store(now + TIDY_SECONDS, Ordering::Relaxed);
        }
        let owed = unit.commit(now).await?;
        self.outbox.take(owed, begun);
        Ok(())
    }

    /// One update's failure leaves the others alone: what it changed is dropped with it.
    async fn handle_one(&self, unit: &mut Unit, one: &Routed, now: i64) -> Result<(), StoreError> {
        for _ in 0..MOST_READINGS {
            let attempt = || self.desk.handle(unit.room(), &one.request, now);
            match std::panic::catch_unwind(AssertUnwindSafe(attempt)) {
                Ok(Ok(changes)) => return unit.take(changes, now).await,
                Ok(Err(Missing(wanted))) => unit.fetch(&[wanted], now).await?,
                Err(_) => break,
            }
        }
        self.meters.failed();
        tracing::error!(
            update = one.update,
            "handling one update failed; it is left out"
        );
        Ok(())
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
