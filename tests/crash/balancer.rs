//! A small balancer before the replicas: each update goes to the next of them that listens. It has
//! its own bad moments, and a replica that dies under an update makes a 502 of it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use teloxide::Bot;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The path of the webhook.
const PATH: &str = "/telegram";
/// Where Telegram puts the secret.
const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";

/// What the balancer is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Confirms what a replica has confirmed. Now and then its answer is lost, or late.
    Honest,
    /// Confirms as soon as a replica has got the update, whatever comes of it: what a bot does that
    /// answers before it has stored anything. A fault, planted to be found.
    TooEarly,
}

pub(crate) struct Balancer {
    address: SocketAddr,
    serving: JoinHandle<()>,
    /// Bad moments begin only with the chaos.
    troubled: Arc<AtomicU64>,
}

impl Balancer {
    pub(crate) async fn start(replicas: Vec<SocketAddr>, manner: Manner, seed: u64) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let client = Bot::new("").client().clone();
        let next = Arc::new(AtomicUsize::new(0));
        let troubled = Arc::new(AtomicU64::new(0));
        let trouble = Arc::clone(&troubled);
        let rng = Arc::new(Mutex::new(fastrand::Rng::with_seed(seed)));
        let forward = move |headers: HeaderMap, body: Bytes| {
            let (client, replicas) = (client.clone(), replicas.clone());
            let first = next.fetch_add(1, Ordering::Relaxed);
            let percent = trouble.load(Ordering::Relaxed);
            let mut rng = rng.lock().unwrap_or_else(PoisonError::into_inner).fork();
            async move {
                let mut has_trouble = || rng.u64(0..100) < percent;
                let (late, lost, refused) = (has_trouble(), has_trouble(), has_trouble());
                if refused {
                    return StatusCode::BAD_GATEWAY;
                }
                if late {
                    tokio::time::sleep(Duration::from_millis(rng.u64(0..300))).await;
                }
                for turn in 0..replicas.len() {
                    let replica = replicas[(first + turn) % replicas.len()];
                    let mut request = client.post(format!("http://{replica}{PATH}"));
                    if let Some(secret) = headers.get(SECRET_HEADER) {
                        request = request.header(SECRET_HEADER, secret.as_bytes());
                    }
                    match request.body(body.clone()).send().await {
                        Err(error) if error.is_connect() => {}
                        _ if manner == Manner::TooEarly => return StatusCode::OK,
                        Ok(answer) if !lost && answer.status().is_success() => {
                            return StatusCode::OK;
                        }
                        _ => return StatusCode::BAD_GATEWAY,
                    }
                }
                StatusCode::BAD_GATEWAY
            }
        };
        let routes = Router::new().route(PATH, post(forward));
        let serving = tokio::spawn(async move {
            // Only ever ends by being aborted.
            let _ = axum::serve(listener, routes).await;
        });
        Self {
            address,
            serving,
            troubled,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}{PATH}", self.address)
    }

    /// Of a hundred updates so many meet each kind of trouble.
    pub(crate) fn trouble(&self, percent: u64) {
        self.troubled.store(percent, Ordering::Relaxed);
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
