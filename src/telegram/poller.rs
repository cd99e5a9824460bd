//! Asks for updates. A batch is confirmed, by asking for what follows it, only when every effect
//! of it is committed: after a crash Telegram delivers it again, and what was done is not done
//! twice.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use futures::FutureExt;
use serde_json::json;
use serde_json::value::RawValue;
use sqlx::Connection;
use teloxide::dispatching::DpHandlerDescription;
use teloxide::dptree::{Handler, deps};
use teloxide::types::Me;
use tokio::sync::{mpsc, watch};
use tokio::time::sleep;

use super::api::{Api, ApiProblem};
use super::desk::Desk;
use super::inbound::{self, Inbound};
use super::schema::{Request, schema};
use crate::store::{Owed, Store, StoreError, claim_update, forget_old_updates};

/// How long Telegram holds a question open when there is nothing.
const POLL_SECONDS: u64 = 25;
/// Longest pause after a failure.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Everything between an update and what is owed because of it.
pub struct Reception {
    desk: Desk,
    store: Store,
    me: Arc<Me>,
    routes: Handler<'static, Request, DpHandlerDescription>,
    owed: mpsc::UnboundedSender<Owed>,
    now: fn() -> i64,
    /// When old update numbers are next forgotten (Unix seconds).
    tidy_at: AtomicI64,
}

/// How often old update numbers are forgotten.
const TIDY_SECONDS: i64 = 600;

impl Reception {
    /// Ready to take updates.
    pub fn new(
        desk: Desk,
        store: Store,
        me: Arc<Me>,
        owed: mpsc::UnboundedSender<Owed>,
        now: fn() -> i64,
    ) -> Self {
        Self {
            desk,
            store,
            me,
            routes: schema(),
            owed,
            now,
            tidy_at: AtomicI64::new(0),
        }
    }

    /// Handles a batch as one unit of work, then hands what is owed to the sender.
    ///
    /// # Errors
    /// When the database refuses; then nothing of the batch has happened.
    pub async fn take(&self, batch: Vec<Inbound>) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        let now = (self.now)();
        let mut owed = Vec::new();
        for inbound in batch {
            if !claim_update(&mut tx, inbound.id, now).await? {
                tracing::debug!(update = inbound.id, "delivered again, already handled");
                continue;
            }
            let update = inbound.id;
            let handled = {
                // One update's failure must not take the others with it.
                let part = tx.begin().await?;
                self.handle(part, inbound, now).await
            };
            match handled {
                Handled::Done(calls) => owed.extend(calls),
                Handled::Panicked => {
                    tracing::error!(update, "handling one update failed; it is left out");
                }
                Handled::Refused(error) => return Err(error),
            }
        }
        if now >= self.tidy_at.load(Ordering::Relaxed) {
            forget_old_updates(&mut tx, now).await?;
            self.tidy_at.store(now + TIDY_SECONDS, Ordering::Relaxed);
        }
        tx.commit().await?;
        for call in owed {
            // The sender outlives the reception; if it is gone the outbox still has the call.
            let _ = self.owed.send(call);
        }
        Ok(())
    }

    async fn handle(&self, mut part: Part<'_>, inbound: Inbound, now: i64) -> Handled {
        let Some(update) = inbound.update else {
            return Handled::Done(Vec::new());
        };
        let work = async {
            let routed = self
                .routes
                .dispatch(deps![update, Arc::clone(&self.me)])
                .await;
            let request = match routed {
                std::ops::ControlFlow::Break(request) => request,
                std::ops::ControlFlow::Continue(_) => Request::Nothing("no route"),
            };
            let calls = self.desk.handle(&mut part, request, now).await?;
            let mut owed = Vec::with_capacity(calls.len());
            for call in calls {
                let mut call = call.owed(&self.desk.content, now);
                call.write(&mut part).await?;
                owed.push(call);
            }
            Ok::<_, StoreError>(owed)
        };
        match AssertUnwindSafe(work).catch_unwind().await {
            Ok(Ok(owed)) => match part.commit().await {
                Ok(()) => Handled::Done(owed),
                Err(error) => Handled::Refused(error.into()),
            },
            Ok(Err(error)) => Handled::Refused(error),
            Err(_) => match part.rollback().await {
                Ok(()) => Handled::Panicked,
                Err(error) => Handled::Refused(error.into()),
            },
        }
    }
}

type Part<'a> = sqlx::Transaction<'a, sqlx::Sqlite>;

enum Handled {
    Done(Vec<Owed>),
    Panicked,
    Refused(StoreError),
}

/// Polls until told to stop.
///
/// # Errors
/// When Telegram refuses the token.
pub async fn poll(
    api: &Api,
    reception: &Reception,
    mut stop: watch::Receiver<bool>,
) -> Result<(), ApiProblem> {
    let mut offset = 0_i64;
    let mut pause = Duration::from_millis(250);
    while !*stop.borrow() {
        let params = json!({
            "offset": offset,
            "timeout": POLL_SECONDS,
            "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
        });
        let within = Duration::from_secs(POLL_SECONDS + 10);
        let asked = tokio::select! {
            asked = api.call_within("getUpdates", params.to_string(), within) => asked,
            _ = stop.changed() => break,
        };
        let batch = match asked {
            Ok(result) => batch(&result),
            Err(problem) if problem.has_code(401) || problem.has_code(404) => return Err(problem),
            Err(problem) => {
                if problem.has_code(409) {
                    tracing::error!(%problem, "another copy of this bot is running; stop one of them");
                } else {
                    tracing::warn!(%problem, "no updates for now");
                }
                wait(problem, &mut pause, &mut stop).await;
                continue;
            }
        };
        let Some(last) = batch.iter().map(|inbound| inbound.id).max() else {
            continue;
        };
        match reception.take(batch).await {
            Ok(()) => {
                offset = last + 1;
                pause = Duration::from_millis(250);
            }
            Err(error) => {
                tracing::error!(%error, "updates cannot be stored; they are asked for again");
                wait(ApiProblem::Unreachable("the store"), &mut pause, &mut stop).await;
            }
        }
    }
    Ok(())
}

async fn wait(problem: ApiProblem, pause: &mut Duration, stop: &mut watch::Receiver<bool>) {
    let time = match problem {
        ApiProblem::Wait(time) => time,
        _ => *pause,
    };
    *pause = (*pause * 2).min(LONGEST_PAUSE);
    tokio::select! {
        () = sleep(time) => {}
        _ = stop.changed() => {}
    }
}

fn batch(result: &str) -> Vec<Inbound> {
    let raw: Vec<Box<RawValue>> = serde_json::from_str(result).unwrap_or_default();
    raw.iter()
        .filter_map(|raw| inbound::read(raw.get()))
        .collect()
}
