//! Picks up calls that are owed and that nobody makes.

use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout};

use super::known::Known;
use super::{Incoming, Outbox};
use care_store::{Elsewhere, Store};

/// How often lanes are renewed and looked for that have run out.
const ROUND: Duration = Duration::from_secs(1);
/// Least time between two looks, however often another replica calls.
const BREATH: Duration = Duration::from_millis(3);

/// Works for as long as it is let; where the store is not shared, one look at the start is all.
pub(super) async fn pick_up(store: Store, known: Known, outbox: Outbox, now: fn() -> i64) {
    let mut elsewhere: Option<Elsewhere> = None;
    loop {
        if elsewhere.is_none() {
            match store.elsewhere().await {
                Ok(listening) => elsewhere = Some(listening),
                Err(error) => {
                    tracing::error!(%error, "what other replicas owe cannot be heard; trying again");
                }
            }
        }
        let begun = Instant::now();
        let (ids, chats) = known.open();
        match store.pick_up(&ids, &chats, now()).await {
            Ok(picked) => {
                if !picked.lost.is_empty() {
                    let lanes = picked.lost.len();
                    tracing::warn!(lanes, "another replica has taken over lanes");
                }
                if outbox.calls.send(Incoming::PickedUp(picked)).is_err() {
                    return;
                }
                if !store.is_shared() {
                    return;
                }
            }
            Err(error) => tracing::error!(%error, "what is owed cannot be read; trying again"),
        }
        sleep_until(begun + BREATH).await;
        if let Some(listening) = &mut elsewhere {
            match timeout(ROUND, listening.heard()).await {
                Ok(Ok(())) | Err(_) => {}
                Ok(Err(error)) => {
                    tracing::error!(%error, "the ear for other replicas is lost; listening anew");
                    elsewhere = None;
                }
            }
        } else {
            sleep_until(begun + ROUND).await;
        }
    }
}
