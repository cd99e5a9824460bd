//! Claims calls of the outbox that no process makes.

use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout};

use super::in_flight::InFlight;
use super::outbox::{Incoming, Outbox};
use care_store::{LeaseListener, Store};

/// How often leases on chats are renewed, and expired ones looked for.
const RENEWAL_INTERVAL: Duration = Duration::from_secs(1);
/// Least time between two looks, however often another replica notifies.
const MIN_INTERVAL: Duration = Duration::from_millis(3);

/// Works until it is aborted; where the store is not shared, it looks once, at the start.
pub(super) async fn claim_loop(
    store: Store,
    in_flight: InFlight,
    outbox: Outbox,
    now: fn() -> i64,
) {
    let mut listener: Option<LeaseListener> = None;
    loop {
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
                if outbox.calls.send(Incoming::Claimed(picked)).is_err() {
                    return;
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
}
