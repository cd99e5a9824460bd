//! Brings each update to the next replica.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::Failure;

/// The path of the webhook.
const PATH: &str = "/telegram";
/// Where Telegram puts the secret.
const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";

/// A balancer at work.
pub(crate) struct Balancer {
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Balancer {
    /// Begins to share updates among these.
    pub(crate) async fn start(replicas: Vec<SocketAddr>) -> Result<Self, Failure> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let client = reqwest::Client::builder().no_proxy().build()?;
        let next = Arc::new(AtomicUsize::new(0));
        let forward = move |headers: HeaderMap, body: Bytes| {
            let turn = next.fetch_add(1, Ordering::Relaxed) % replicas.len();
            let to = replicas.get(turn).map(|to| format!("http://{to}{PATH}"));
            let client = client.clone();
            async move {
                let mut request = client.post(to.unwrap_or_default()).body(body);
                if let Some(secret) = headers.get(SECRET_HEADER) {
                    request = request.header(SECRET_HEADER, secret.as_bytes());
                }
                match request.send().await {
                    Ok(answer) if answer.status().is_success() => StatusCode::OK,
                    _ => StatusCode::BAD_GATEWAY,
                }
            }
        };
        let routes = Router::new().route(PATH, post(forward));
        let serving = tokio::spawn(async move {
            // Only ever ends by being aborted.
            let _ = axum::serve(listener, routes).await;
        });
        Ok(Self { address, serving })
    }

    /// Where updates are to be brought.
    pub(crate) fn url(&self) -> String {
        format!("http://{}{PATH}", self.address)
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
