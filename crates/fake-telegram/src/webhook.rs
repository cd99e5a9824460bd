//! Delivers updates by POST while a webhook is set, as Telegram does: many at a time, those of one
//! chat one after the other, each again and again until it is taken.
//!
//! A few lines of HTTP/1.1 are enough for a receiver on this machine and spare the project a
//! client library in its release build.

use std::{
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

use crate::{
    Shared,
    queue::{QueuedUpdate, WebhookTarget},
};

/// Waits grow from this ...
const FIRST_WAIT: Duration = Duration::from_millis(100);
/// ... up to this.
const LONGEST_WAIT: Duration = Duration::from_secs(3);
/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Runs until the fake Bot API is closed.
pub(crate) async fn deliver(shared: Arc<Shared>) {
    let mut changes = shared.changes();
    let mut under_way = JoinSet::new();
    while !shared.is_closed() {
        shared.hooked().await;
        changes.borrow_and_update();
        let (due, retry) = shared.quietly(|state| {
            let queue = &mut state.queue;
            let due = queue.webhook.clone().map(|webhook| {
                let most = webhook.max_connections.saturating_sub(under_way.len());
                (queue.take_for_webhook(Instant::now(), most), webhook)
            });
            (due, queue.next_retry())
        });
        if let Some((updates, webhook)) = due {
            let webhook = Arc::new(webhook);
            for update in updates {
                under_way.spawn(bring(shared.clone(), webhook.clone(), update));
            }
        }
        let wait = retry.map_or(LONGEST_WAIT, |at| {
            at.saturating_duration_since(Instant::now())
        });
        tokio::select! {
            _ = changes.changed() => {}
            Some(_) = under_way.join_next() => {}
            () = tokio::time::sleep(wait.max(Duration::from_millis(5))) => {}
        }
    }
}

/// Posts one update and notes what came of it.
async fn bring(shared: Arc<Shared>, webhook: Arc<WebhookTarget>, update: QueuedUpdate) {
    let posted = tokio::time::timeout(PATIENCE, post(&webhook, &update.body)).await;
    let problem = match posted {
        Ok(Ok(status)) if (200..300).contains(&status) => None,
        Ok(Ok(status)) => Some(format!("Wrong response from the webhook: {status}")),
        Ok(Err(error)) => Some(error.to_string()),
        Err(_) => Some("Read timeout expired".to_owned()),
    };
    shared.change(|state| {
        let queue = &mut state.queue;
        let Some(problem) = problem else {
            queue.pending.retain(|other| other.serial != update.serial);
            return;
        };
        let failed = queue
            .pending
            .iter_mut()
            .find(|other| other.serial == update.serial);
        if let Some(failed) = failed {
            let wait = FIRST_WAIT * 2_u32.saturating_pow(failed.tries.min(8));
            failed.under_way = false;
            failed.tries += 1;
            failed.not_before = Some(Instant::now() + wait.min(LONGEST_WAIT));
        }
        if let Some(webhook) = &mut queue.webhook {
            webhook.last_error = Some(problem);
        }
    });
}

/// Posts one update and returns the status of the answer.
async fn post(webhook: &WebhookTarget, body: &str) -> io::Result<u16> {
    let wrong = || io::Error::new(io::ErrorKind::InvalidInput, "not a usable http address");
    let rest = webhook.url.strip_prefix("http://").ok_or_else(wrong)?;
    let (host, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, "/"),
    };
    let address = if host.contains(':') {
        host.to_owned()
    } else {
        format!("{host}:80")
    };
    let mut stream = TcpStream::connect(&address).await?;
    let secret = webhook
        .secret
        .as_ref()
        .map(|secret| format!("X-Telegram-Bot-Api-Secret-Token: {secret}\r\n"))
        .unwrap_or_default();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n{secret}\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await?;
    let mut head = Vec::new();
    let mut buffer = [0_u8; 512];
    while !head.windows(2).any(|pair| pair == b"\r\n") && head.len() < 4096 {
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            break;
        }
        head.extend_from_slice(&buffer[..read]);
    }
    let head = String::from_utf8_lossy(&head);
    head.split_whitespace()
        .nth(1)
        .and_then(|status| status.parse().ok())
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "no HTTP answer"))
}
