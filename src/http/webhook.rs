//! The webhook: one path, one secret, and 200 for an update only when it is on disk.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use subtle::ConstantTimeEq;
use tokio::time::timeout;

use crate::telegram::{Ack, WebhookQueue};

/// Longest body that is read. An update with the longest text and every entity is far shorter.
const LONGEST_BODY: usize = 512 * 1024;
/// How long a body may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// How often it is logged at most that requests came without the secret.
const REFUSALS_LOGGED_EVERY: Duration = Duration::from_secs(60);
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

#[derive(Clone)]
struct Hook {
    secret: Arc<str>,
    queue: WebhookQueue,
    refusals: Arc<Refusals>,
}

/// The routes of the webhook.
pub fn webhook(hook: Webhook) -> Router {
    let path = hook.path.clone();
    let hook = Hook {
        secret: hook.secret,
        queue: hook.queue,
        refusals: Arc::default(),
    };
    Router::new().route(&path, post(take)).with_state(hook)
}

/// Nothing of a body is read before the secret was looked at.
async fn take(State(hook): State<Hook>, request: Request) -> StatusCode {
    if !is_secret(request.headers(), &hook.secret) {
        hook.refusals.note();
        return StatusCode::UNAUTHORIZED;
    }
    let body = to_bytes(request.into_body(), LONGEST_BODY);
    let body = match timeout(BODY_TIMEOUT, body).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return StatusCode::PAYLOAD_TOO_LARGE,
        Err(_) => return StatusCode::REQUEST_TIMEOUT,
    };
    let Ok(raw) = std::str::from_utf8(&body) else {
        return not_an_update();
    };
    match hook.queue.enqueue(raw).await {
        Ack::Committed => StatusCode::OK,
        Ack::NotAnUpdate => not_an_update(),
        Ack::Later => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// In constant time: how long a refusal takes must not tell how much of it was right.
fn is_secret(headers: &HeaderMap, secret: &str) -> bool {
    let given = headers.get(SECRET_HEADER);
    let given = given.map_or(&b""[..], |value| value.as_bytes());
    bool::from(given.ct_eq(secret.as_bytes()))
}

/// Telegram would bring it for ever, and it will never be one.
fn not_an_update() -> StatusCode {
    tracing::error!("a request with the secret held no update; it is dropped");
    StatusCode::OK
}

/// Requests without the secret: they are counted, so that nobody can fill the log.
struct Refusals {
    begun: Instant,
    /// Seconds from the beginning to the next line in the log.
    next_line: AtomicU64,
    since_last_line: AtomicU64,
}

impl Default for Refusals {
    fn default() -> Self {
        Self {
            begun: Instant::now(),
            next_line: AtomicU64::new(0),
            since_last_line: AtomicU64::new(0),
        }
    }
}

impl Refusals {
    fn note(&self) {
        let requests = self.since_last_line.fetch_add(1, Ordering::Relaxed) + 1;
        let now = self.begun.elapsed().as_secs();
        let due = self.next_line.load(Ordering::Relaxed);
        let next = now + REFUSALS_LOGGED_EVERY.as_secs();
        let is_due = now >= due
            && self
                .next_line
                .compare_exchange(due, next, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok();
        if is_due {
            self.since_last_line.store(0, Ordering::Relaxed);
            tracing::warn!(requests, "requests without the secret reached the webhook");
        }
    }
}
