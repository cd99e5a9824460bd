//! Asks for updates. A batch is confirmed, by asking for what follows it, only when every effect
//! of it is committed: after a crash Telegram delivers it again, and what was done is not done
//! twice.

use std::time::Duration;

use serde_json::json;
use serde_json::value::RawValue;
use tokio::sync::watch;
use tokio::time::sleep;

use super::api::{Api, ApiProblem};
use super::inbound::{self, Inbound};
use super::reception::Reception;

/// How long Telegram holds a question open when there is nothing.
const POLL_SECONDS: u64 = 25;
/// Longest pause after a failure.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The kinds of updates that the bot wants (Bot API, getUpdates and setWebhook).
pub(super) const ALLOWED_UPDATES: [&str; 4] = [
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
];

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
        // Who cannot pass on what is owed must not take in more.
        tokio::select! {
            () = reception.outbox().has_room() => {}
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
        let batch = match asked {
            Ok(result) => batch(&result),
            Err(problem) if problem.has_code(401) || problem.has_code(404) => return Err(problem),
            Err(problem) => {
                if problem.says("webhook is active") {
                    // Telegram gives no updates to who asks while they are brought elsewhere.
                    tracing::warn!("a webhook is set; it is taken away");
                    if let Err(problem) = api.call("deleteWebhook", "{}".into()).await {
                        tracing::warn!(%problem, "the webhook was not taken away");
                    }
                } else if problem.has_code(409) {
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
