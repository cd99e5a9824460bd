//! Looks after leases: renews them, and claims calls of the outbox that no process makes.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::in_flight::InFlight;
use super::outbox::DeliveryInput;
use care_store::{LeaseListener, Store};

/// How often leases on chats are renewed, and expired ones looked for.
const RENEWAL_INTERVAL: Duration = Duration::from_secs(1);
/// Least time between two looks, however often another replica notifies.
const MIN_INTERVAL: Duration = Duration::from_millis(3);

/// Works until it is aborted; where the store is not shared, it looks once, at the start. When the worker is
/// told to stop nothing more is claimed, but the leases of what it still has are renewed.
pub(super) async fn look_after_leases(
    store: Store,
    in_flight: InFlight,
    worker: mpsc::WeakUnboundedSender<DeliveryInput>,
    now: fn() -> i64,
) {
    let mut listener: Option<LeaseListener> = None;
    // A handle of its own would keep the worker from stopping.
    while worker.upgrade().is_some() {
        if listener.is_none() {
            match store.listen().await {
                Ok(listening) => listener = Some(listening),
                Err(error) => {
                    tracing::error!(%error, "listening for other replicas failed; trying again");
                }
            }
        }
        let begun = Instant::now();
        let (ids, chats) = in_flight.open();
        match store.claim(&ids, &chats, now()).await {
            Ok(picked) => {
                if !picked.lost.is_empty() {
                    let chats = picked.lost.len();
                    tracing::warn!(chats, "another replica has taken over chats");
                }
                if let Some(worker) = worker.upgrade() {
                    let _ = worker.send(DeliveryInput::Claimed(picked));
                }
                if !store.is_shared() {
                    return;
                }
            }
            Err(error) => tracing::error!(%error, "the outbox cannot be read; trying again"),
        }
        sleep_until(begun + MIN_INTERVAL).await;
        if let Some(listening) = &mut listener {
            match timeout(RENEWAL_INTERVAL, listening.heard()).await {
                Ok(Ok(())) | Err(_) => {}
                Ok(Err(error)) => {
                    tracing::error!(%error, "the connection that listens for other replicas broke; opening it again");
                    listener = None;
                }
            }
        } else {
            sleep_until(begun + RENEWAL_INTERVAL).await;
        }
    }
    renew_leases(&store, &in_flight).await
}

/// Keeps other replicas from the chats that a stopping worker still sends to, until this is aborted: what they
/// sent would come twice, or before what came first. A chat with nothing left is free when its lease runs out.
async fn renew_leases(store: &Store, in_flight: &InFlight) {
    loop {
        let (_, chats) = in_flight.open();
        if let Err(error) = store.renew_leases(&chats).await {
            tracing::error!(%error, "leases cannot be renewed; trying again");
        }
        sleep(RENEWAL_INTERVAL).await;
    }
}
