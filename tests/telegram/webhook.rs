//! Updates that are brought to a webhook, and what is told about the bot's health.

use std::net::{SocketAddr, TcpListener};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::{Answers, PATIENCE, TestBot};
use fake_telegram::{Fault, Options};

const SECRET: &str = "a-secret_that-Telegram-brings";

/// An address that nobody listens at.
fn free_address() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap()
}

struct Hooked {
    harness: TestBot,
    address: SocketAddr,
    observed: SocketAddr,
}

async fn with_webhook() -> Hooked {
    let mut harness = TestBot::empty(Options::default()).await;
    let (address, observed) = (free_address(), free_address());
    harness.set("ACHILLES_WEBHOOK_URL", format!("http://{address}/telegram"));
    harness.set("ACHILLES_WEBHOOK_LISTEN", address.to_string());
    harness.set("ACHILLES_WEBHOOK_SECRET", SECRET);
    harness.set("ACHILLES_OBSERVE", observed.to_string());
    harness.start_binary();
    Hooked {
        harness,
        address,
        observed,
    }
}

/// Sends one HTTP request and returns status and body; nothing when nobody answers.
async fn http(address: SocketAddr, head: &str, body: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).await.ok()?;
    let request = format!(
        "{head}\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.ok()?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split_whitespace().nth(1)?.parse().ok()?;
    let body = answer.split_once("\r\n\r\n")?.1.to_owned();
    Some((status, body))
}

async fn get(address: SocketAddr, path: &str) -> (u16, String) {
    let found = http(address, &format!("GET {path} HTTP/1.1"), "").await;
    found.expect("somebody listens")
}

#[tokio::test]
async fn a_case_goes_from_start_to_plan_over_a_webhook() {
    let hooked = with_webhook().await;
    let ada = hooked.harness.ada();
    let (_, plan) = ada.gets_a_plan(&Answers::incidental()).await;
    plan.is_complete();
    ada.says("ok w/ apixaban?");
    ada.sees("applies to").await;
    hooked.harness.calm().await;
    let (status, metrics) = get(hooked.observed, "/metrics").await;
    assert_eq!(status, 200);
    for line in [
        "achilles_updates_total{kind=\"callback\"}",
        "achilles_calls_total{kind=\"editMessageText\"}",
        "achilles_plans_total{kind=\"observe\"} 1",
        "achilles_answers_total{kind=\"answered\"} 1",
        "achilles_reply_seconds_count",
        "achilles_batch_seconds_count",
        "achilles_calls_pending 0",
        "achilles_content_info{version=",
    ] {
        assert!(metrics.contains(line), "{line} is not in\n{metrics}");
    }
    for path in ["/healthz", "/readyz"] {
        assert_eq!(get(hooked.observed, path).await.0, 200, "{path}");
    }
    assert_eq!(get(hooked.observed, "/").await.0, 404);
}

#[tokio::test]
async fn only_telegram_gets_in_and_only_by_the_one_path() {
    let hooked = with_webhook().await;
    let ada = hooked.harness.ada();
    ada.comes_in().await;
    let update = json!({"update_id": 900_001, "message": {"message_id": 9_001, "date": 1,
        "chat": {"id": 7, "type": "private", "first_name": "M"},
        "from": {"id": 7, "is_bot": false, "first_name": "M"}, "text": "/start"}})
    .to_string();
    let with = |secret: &str| {
        format!("POST /telegram HTTP/1.1\r\nX-Telegram-Bot-Api-Secret-Token: {secret}")
    };
    let cases = [
        ("POST /telegram HTTP/1.1".to_owned(), update.clone(), 401),
        (with("a-secret_that-Telegram-bringt"), update.clone(), 401),
        (with(""), update.clone(), 401),
        (
            with(SECRET).replace("/telegram", "/other"),
            update.clone(),
            404,
        ),
        (with(SECRET).replace("POST", "PUT"), update.clone(), 405),
        (with(SECRET), "x".repeat(600 * 1024), 413),
        // Bringing these again would not make updates of them.
        (with(SECRET), "no update".to_owned(), 200),
        (with(SECRET), "[]".to_owned(), 200),
    ];
    for (head, body, status) in cases {
        let got = http(hooked.address, &head, &body).await;
        assert_eq!(got.map(|got| got.0), Some(status), "{head}");
    }
    hooked.harness.calm().await;
    assert!(hooked.harness.telegram.transcript(7).is_empty());
    let logs = hooked.harness.logs();
    assert!(!logs.contains(SECRET), "{logs}");
}

#[tokio::test]
async fn an_update_brought_twice_counts_once_also_after_a_kill() {
    let mut hooked = with_webhook().await;
    let ada = hooked.harness.ada();
    ada.comes_in().await;
    ada.marks(&["None of these"]).await;
    let card = ada.is_asked("Where is the focus?").await;
    hooked.harness.calm().await;
    hooked.harness.kill_and_restart();
    ada.taps_on(&card, "Midportion").await;
    ada.is_asked("largest length").await;
    assert!(hooked.harness.telegram.duplicate_last_update());
    hooked.harness.calm().await;
    ada.is_asked("largest length").await;
    assert_eq!(ada.count(), 1);
}

#[tokio::test]
async fn who_polls_takes_the_webhook_away_first() {
    let mut hooked = with_webhook().await;
    let ada = hooked.harness.ada();
    ada.comes_in().await;
    // A message under way at the kill may come again; that is not what is tested here.
    hooked.harness.calm().await;
    hooked.harness.kill_binary();
    hooked.harness.forget_settings();
    hooked
        .harness
        .telegram
        .fail("deleteWebhook", 1, Fault::DropAfter);
    hooked.harness.start_binary();
    ada.marks(&["None of these"]).await;
    ada.is_asked("Where is the focus?").await;
}

#[tokio::test]
async fn the_secret_is_looked_at_before_anything_of_the_body_is_read() {
    let hooked = with_webhook().await;
    let ada = hooked.harness.ada();
    ada.comes_in().await;
    let mut stream = TcpStream::connect(hooked.address).await.unwrap();
    // Of the body nothing ever comes.
    let head = format!(
        "POST /telegram HTTP/1.1\r\nHost: {}\r\nContent-Length: 500000\r\n\r\n",
        hooked.address
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 401");
    hooked
        .harness
        .logs_say(1, "requests without the secret reached the webhook")
        .await;
}

/// What comes back on a connection until it ends.
async fn rest_of(mut stream: TcpStream) -> String {
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
    String::from_utf8_lossy(&rest).into_owned()
}

#[tokio::test]
async fn connections_on_which_nothing_comes_end_and_updates_come_through() {
    let hooked = with_webhook().await;
    let ada = hooked.harness.ada();
    ada.comes_in().await;
    let connected = async |said: String| {
        let mut stream = TcpStream::connect(hooked.address).await.unwrap();
        stream.write_all(said.as_bytes()).await.unwrap();
        stream
    };
    let head = "POST /telegram HTTP/1.1\r\nHost: bot.invalid\r\n";
    let secret = format!("X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n");
    // Half a body, and the rest never; and a head without an end.
    let half = connected(format!("{head}{secret}Content-Length: 500000\r\n\r\n{{")).await;
    let long = connected(format!("{head}X: {}\r\n\r\n", "x".repeat(32 * 1024))).await;
    assert!(rest_of(long).await.starts_with("HTTP/1.1 431"));
    let mut idle = Vec::new();
    for _ in 0..400 {
        idle.push(connected("POST /telegram HTTP/1.1\r\nHost".to_owned()).await);
    }
    ada.taps("Infection").await;
    assert_eq!(get(hooked.observed, "/healthz").await.0, 200);
    let half = rest_of(half).await;
    assert!(half.starts_with("HTTP/1.1 408"), "{half}");
    // The first of them was closed.
    rest_of(idle.remove(0)).await;
}

async fn until_readyz_says(hooked: &Hooked, words: &str) {
    let says = async { while get(hooked.observed, "/readyz").await.1 != words {} };
    let said = tokio::time::timeout(PATIENCE, says).await;
    said.unwrap_or_else(|_| panic!("/readyz does not say {words:?}"));
}

#[tokio::test]
async fn a_bot_that_cannot_write_is_not_ready_until_it_can() {
    let hooked = with_webhook().await;
    if !hooked.harness.has_file() {
        return;
    }
    let ada = hooked.harness.ada();
    ada.comes_in().await;
    hooked.harness.calm().await;
    let other = rusqlite::Connection::open(hooked.harness.database()).unwrap();
    other.execute_batch("begin immediate").unwrap();
    assert_eq!(get(hooked.observed, "/readyz").await.0, 503);
    assert_eq!(get(hooked.observed, "/healthz").await.0, 200);
    other.execute_batch("rollback").unwrap();
    // What was begun while the file was locked ends first.
    until_readyz_says(&hooked, "ready\n").await;
}

#[tokio::test]
async fn a_bot_that_lives_and_stores_nobodys_updates_is_not_ready() {
    let hooked = with_webhook().await;
    if !hooked.harness.has_file() {
        return;
    }
    let ada = hooked.harness.ada();
    ada.comes_in().await;
    hooked.harness.calm().await;
    assert_eq!(get(hooked.observed, "/readyz").await.0, 200);
    // A damaged part of the file that every update needs; the rest can be read and written.
    let file = rusqlite::Connection::open(hooked.harness.database()).unwrap();
    file.execute_batch("alter table updates rename to damaged")
        .unwrap();
    ada.says("/help");
    hooked.harness.logs_say(1, "cannot be stored").await;
    until_readyz_says(&hooked, "updates cannot be stored\n").await;
    file.execute_batch("alter table damaged rename to updates")
        .unwrap();
    ada.sees("/new begins a case").await;
    until_readyz_says(&hooked, "ready\n").await;
}
