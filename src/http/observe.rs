//! Health and metrics, for who hosts the bot.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::time::timeout;

use crate::metrics::Metrics;
use care_store::Store;

/// How long the database may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Clone)]
struct Observed {
    metrics: Arc<Metrics>,
    store: Store,
}

/// `/healthz`: the process answers. `/readyz`: it can store what it receives. `/metrics`.
pub fn observe(metrics: Arc<Metrics>, store: Store) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics_text))
        .with_state(Observed { metrics, store })
}

async fn ready(State(observed): State<Observed>) -> (StatusCode, &'static str) {
    if !observed.metrics.is_storing() {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            "updates cannot be stored\n",
        );
    }
    match timeout(PATIENCE, observed.store.check_writable()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready\n"),
        Ok(Err(_)) => (StatusCode::SERVICE_UNAVAILABLE, "the database refuses\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database is slow\n"),
    }
}

async fn metrics_text(State(observed): State<Observed>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], observed.metrics.text()).into_response()
}
