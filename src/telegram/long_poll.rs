//! Asks for updates. A batch is confirmed, by asking for what follows it, only when every effect
//! of it is committed: after a crash Telegram delivers it again, and what was done is not done
//! twice.

use std::time::Duration;

use serde_json::json;
use serde_json::value::RawValue;
use tokio::sync::watch;
use tokio::time::sleep;

use super::api::Api;
use super::errors::{ApiError, Refusal};
use super::update::{self, IncomingUpdate};
use crate::update_processor::UpdateProcessor;

/// How long Telegram holds a question open when there is nothing.
const POLL_SECONDS: u64 = 25;
/// Pauses after failures grow from this, up to `MAX_RETRY_DELAY`.
const MIN_RETRY_DELAY: Duration = Duration::from_millis(250);
const MAX_RETRY_DELAY: Duration = Duration::from_secs(30);

/// The kinds of updates that the bot wants (Bot API, getUpdates and setWebhook).
pub(crate) const ALLOWED_UPDATES: [&str; 5] = [
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "my_chat_member",
];

/// Polls until told to stop.
///
/// # Errors
/// When Telegram refuses the token.
pub(crate) async fn poll(
    api: &Api,
    processor: &UpdateProcessor,
    mut stop: watch::Receiver<bool>,
) -> Result<(), ApiError> {
    let mut offset = 0_i64;
    // Two kinds of failure, each with its own growing pause: getting updates may go well while
    // storing them does not.
    let (mut pause, mut store_pause) = (MIN_RETRY_DELAY, MIN_RETRY_DELAY);
    while !*stop.borrow() {
        // While the outbox is full no further updates are asked for.
        tokio::select! {
            () = processor.outbox().wait_for_capacity() => {}
            _ = stop.changed() => break,
        }
        let params = json!({
            "offset": offset,
            "timeout": POLL_SECONDS,
            "allowed_updates": ALLOWED_UPDATES,
        });
        let within = Duration::from_secs(POLL_SECONDS + 10);
        let asked = tokio::select! {
            asked = api.call_within("getUpdates", params.to_string(), within) => asked,
            _ = stop.changed() => break,
        };
        let batch = match asked.and_then(|result| batch(&result)) {
            Ok(batch) => {
                pause = MIN_RETRY_DELAY;
                batch
            }
            Err(error) => {
                on_refused_poll(api, error, &mut pause, &mut stop).await?;
                continue;
            }
        };
        let Some(last) = batch.iter().map(|inbound| inbound.id).max() else {
            continue;
        };
        match processor.process(batch).await {
            Ok(()) => {
                offset = last + 1;
                store_pause = MIN_RETRY_DELAY;
            }
            Err(error) => {
                tracing::error!(%error, "updates cannot be stored; they are asked for again");
                wait(None, &mut store_pause, &mut stop).await;
            }
        }
    }
    Ok(())
}

/// Logs why there are no updates, takes a webhook away that is in the way, and waits.
///
/// # Errors
/// When Telegram refuses the token.
async fn on_refused_poll(
    api: &Api,
    error: ApiError,
    pause: &mut Duration,
    stop: &mut watch::Receiver<bool>,
) -> Result<(), ApiError> {
    match error.refusal() {
        Some(Refusal::Token) => return Err(error),
        Some(Refusal::WebhookActive) => {
            tracing::warn!("a webhook is set; it is taken away");
            if let Err(error) = api.call("deleteWebhook", "{}".into()).await {
                tracing::warn!(%error, "the webhook was not taken away");
            }
        }
        Some(Refusal::OtherPoller) => {
            tracing::error!(%error, "another copy of this bot is running; stop one of them");
        }
        _ => tracing::warn!(%error, "no updates for now"),
    }
    let time = match error {
        ApiError::RateLimited(time) => Some(time),
        _ => None,
    };
    wait(time, pause, stop).await;
    Ok(())
}

/// Waits for so long, or for a pause that doubles each time.
async fn wait(time: Option<Duration>, pause: &mut Duration, stop: &mut watch::Receiver<bool>) {
    let time = time.unwrap_or(*pause);
    *pause = (*pause * 2).min(MAX_RETRY_DELAY);
    tokio::select! {
        () = sleep(time) => {}
        _ = stop.changed() => {}
    }
}

/// Reads a batch. One in which nothing can be read is no batch: it would never be confirmed, and be
/// asked for again without a pause.
fn batch(result: &str) -> Result<Vec<IncomingUpdate>, ApiError> {
    let unclear = || ApiError::Unclear("the updates are not Telegram's");
    let raw: Vec<Box<RawValue>> = serde_json::from_str(result).map_err(|_| unclear())?;
    let batch: Vec<_> = raw
        .iter()
        .filter_map(|raw| update::read(raw.get()))
        .collect();
    if batch.is_empty() && !raw.is_empty() {
        return Err(unclear());
    }
    Ok(batch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_without_one_readable_update_is_not_taken_for_a_batch() {
        for nonsense in [
            "true",
            "{}",
            "\"updates\"",
            "[1, 2]",
            r#"[{"update_id":"seven"}]"#,
        ] {
            assert!(batch(nonsense).is_err(), "{nonsense}");
        }
        assert!(batch("[]").is_ok_and(|batch| batch.is_empty()));
        let some = batch(r#"[1, {"update_id":7}]"#);
        assert!(some.is_ok_and(|batch| batch.len() == 1));
    }
}
