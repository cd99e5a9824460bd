//! The webhook: one path, one secret, and an answer only when the update is on disk.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use subtle::ConstantTimeEq;

use crate::telegram::{Ack, WebhookQueue};

/// Longest body that is read. An update with the longest text and every entity is far shorter.
const LONGEST_BODY: usize = 512 * 1024;
/// Where Telegram puts the secret (Bot API, setWebhook).
const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";

/// What the webhook has to know.
#[derive(Clone)]
pub struct Webhook {
    /// The path of its address, beginning with a slash.
    pub path: String,
    /// What Telegram has to bring in the header.
    pub secret: Arc<str>,
    /// Where updates are processed.
    pub queue: WebhookQueue,
}

/// The routes of the webhook.
pub fn webhook(hook: Webhook) -> Router {
    Router::new()
        .route(&hook.path.clone(), post(take))
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .with_state(hook)
}

async fn take(State(hook): State<Webhook>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let given = headers
        .get(SECRET_HEADER)
        .map_or(&b""[..], |value| value.as_bytes());
    // In constant time: how long a refusal takes must not tell how much of it was right.
    if !bool::from(given.ct_eq(hook.secret.as_bytes())) {
        tracing::warn!("a request without the secret reached the webhook");
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(raw) = std::str::from_utf8(&body) else {
        return not_an_update();
    };
    match hook.queue.enqueue(raw).await {
        Ack::Committed => StatusCode::OK,
        Ack::NotAnUpdate => not_an_update(),
        Ack::Later => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Telegram would bring it for ever, and it will never be one.
fn not_an_update() -> StatusCode {
    tracing::error!("a request with the secret held no update; it is dropped");
    StatusCode::OK
}
