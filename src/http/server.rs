//! A listener for HTTP that nobody can fill up: heads have to come in time, and connections are counted.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::sleep;

/// Most connections at a time. Telegram opens at most 100; more wait until one ends.
const MAX_CONNECTIONS: usize = 256;
/// How long the head of a request may take, the wait for it on a connection that is kept included.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// Most bytes of a head.
const MAX_HEAD: usize = 16 * 1024;
/// Pause after a connection could not be accepted, such as for want of file handles.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves until the process ends.
pub async fn serve(listener: TcpListener, routes: Router) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        // The places never end.
        let place = Arc::clone(&places).acquire_owned().await;
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                if !is_of_the_peer(&error) {
                    tracing::error!(%error, "a connection cannot be accepted; trying again");
                    sleep(ACCEPT_PAUSE).await;
                }
                continue;
            }
        };
        let service = TowerToHyperService::new(routes.clone());
        tokio::spawn(async move {
            let _place = place;
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_TIMEOUT)
                .max_buf_size(MAX_HEAD)
                .serve_connection(TokioIo::new(stream), service);
            // How a peer ends its connection is its own affair.
            let _ = connection.await;
        });
    }
}

fn is_of_the_peer(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}
