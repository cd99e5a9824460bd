//! Lets old cases go: at the start of the service and then every hour.

use std::time::Duration;

use tokio::time::sleep;

use care_store::{Purged, Store, StoreError};

const DAY_SECONDS: i64 = 24 * 60 * 60;
/// How often it is looked for what is old.
const PAUSE: Duration = Duration::from_secs(60 * 60);
/// How soon again after a failure, such as people at work on the very cases.
const AGAIN: Duration = Duration::from_secs(2);

/// Lets go once what is older than so many days, and forgets who came to the door long ago.
///
/// # Errors
/// When the database refuses.
pub async fn let_go(
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
    match let_go(store, keep_days, now).await {
        Ok(purged) if purged == Purged::default() => {}
        Ok(Purged {
            cases,
            entries,
            people,
        }) => tracing::info!(cases, entries, people, "what was old has been deleted"),
        Err(error) => {
            tracing::error!(%error, "what is old cannot be deleted yet");
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
