//! Deletes old cases: at the start of the service and then every hour.

use std::time::Duration;

use tokio::time::sleep;

use care_store::{Purged, Store, StoreError};

const DAY_SECONDS: i64 = 24 * 60 * 60;
/// How often it is looked for what is old.
const PAUSE: Duration = Duration::from_secs(60 * 60);
/// How soon again after a failure, such as people at work on the very cases.
const AGAIN: Duration = Duration::from_secs(2);

/// Deletes once what is older than so many days, and rate counters that are out of date.
///
/// # Errors
/// When the database refuses.
pub async fn delete_expired(
    store: &Store,
    keep_days: Option<u32>,
    now: fn() -> i64,
) -> Result<Purged, StoreError> {
    let now = now();
    store.tidy_door(now).await?;
    let Some(days) = keep_days else {
        return Ok(Purged::default());
    };
    store.purge(now - i64::from(days) * DAY_SECONDS).await
}

/// Looks once, and says when to look again.
async fn once(store: &Store, keep_days: Option<u32>, now: fn() -> i64) -> Duration {
    let mut pause = PAUSE;
    match delete_expired(store, keep_days, now).await {
        Ok(purged) if purged == Purged::default() => {}
        Ok(Purged {
            cases,
            entries,
            people,
        }) => tracing::info!(cases, entries, people, "expired cases have been deleted"),
        Err(error) => {
            tracing::error!(%error, "expired cases cannot be deleted yet");
            pause = AGAIN;
        }
    }
    store.clear_disk().await;
    pause
}

/// Works until it is aborted; a transaction that is cut off has not happened.
pub(super) async fn run(store: Store, keep_days: Option<u32>, now: fn() -> i64) {
    loop {
        let pause = once(&store, keep_days, now).await;
        sleep(pause).await;
    }
}
