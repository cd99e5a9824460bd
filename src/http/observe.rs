//! Health and meters, for who hosts the bot.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::time::timeout;

use crate::meters::Meters;
use care_store::Store;

/// How long the database may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Clone)]
struct Observed {
    meters: Arc<Meters>,
    store: Store,
}

/// `/healthz`: the process answers. `/readyz`: it can store what it is brought. `/metrics`.
pub fn observe(meters: Arc<Meters>, store: Store) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(Observed { meters, store })
}

async fn ready(State(observed): State<Observed>) -> (StatusCode, &'static str) {
    match timeout(PATIENCE, observed.store.answers()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready\n"),
        Ok(Err(_)) => (StatusCode::SERVICE_UNAVAILABLE, "the database refuses\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database is slow\n"),
    }
}

async fn metrics(State(observed): State<Observed>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], observed.meters.text()).into_response()
}
