//! Deletes old cases: some time after the start of the service, and then every hour.

use std::time::Duration;

use tokio::time::sleep;

use care_store::{Expired, Store, StoreError};

const DAY_SECONDS: i64 = 24 * 60 * 60;
/// How often it is looked for what is old.
const PAUSE: Duration = Duration::from_secs(60 * 60);
/// How soon again after a failure, such as people at work on the very cases.
const AGAIN: Duration = Duration::from_secs(2);

/// Deletes once what is older than so many days.
///
/// # Errors
/// When the database refuses.
pub async fn delete_expired(
    store: &Store,
    keep_days: Option<u32>,
    now: fn() -> i64,
) -> Result<Expired, StoreError> {
    let now = now();
    store.tidy(now).await?;
    let Some(days) = keep_days else {
        return Ok(Expired::default());
    };
    let before = now - i64::from(days) * DAY_SECONDS;
    store.delete_expired(before, now).await
}

/// Looks once, and says when to look again.
async fn once(store: &Store, keep_days: Option<u32>, now: fn() -> i64) -> Duration {
    let mut pause = PAUSE;
    match delete_expired(store, keep_days, now).await {
        Ok(expired) if expired == Expired::default() => {}
        Ok(Expired {
            cases,
            entries,
            people,
            more,
        }) => {
            tracing::info!(cases, entries, people, "expired cases have been deleted");
            if more {
                tracing::warn!(
                    "more cases are expired than are deleted at once; if the clock was wrong, stop the bot and set it right"
                );
            }
        }
        Err(error) => {
            tracing::error!(%error, "expired cases cannot be deleted yet");
            pause = AGAIN;
        }
    }
    store.secure_erase(true).await;
    pause
}

/// Works until it is aborted; a transaction that is cut off has not happened.
pub(super) async fn run(store: Store, keep_days: Option<u32>, now: fn() -> i64) {
    loop {
        let pause = once(&store, keep_days, now).await;
        sleep(pause).await;
    }
}
