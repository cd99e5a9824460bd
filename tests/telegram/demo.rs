//! The demo listens on this computer, where every page in every browser can send requests to it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use achilles_bot::demo::{ADA, Demo};
use achilles_bot::handlers::App;
use achilles_bot::service::{RunningBot, Service};
use care_store::Store;
use serde_json::{Value, json};
use teloxide::Bot;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn demo() -> (Demo, SocketAddr) {
    let demo = Demo::start(SocketAddr::from(([127, 0, 0, 1], 0)))
        .await
        .unwrap();
    let url = demo.url();
    let address = url.strip_prefix("http://").unwrap().parse().unwrap();
    (demo, address)
}

/// Sends a request as it is written, and returns the answer.
async fn ask(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    answer
}

async fn status(address: SocketAddr, line: &str, headers: &[(&str, &str)], body: &str) -> u16 {
    let mut request = format!("{line} HTTP/1.1\r\nConnection: close\r\n");
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    request += &format!("Content-Length: {}\r\n\r\n{body}", body.len());
    let answer = ask(address, &request).await;
    let code = answer.split_whitespace().nth(1).unwrap_or_default();
    code.parse()
        .unwrap_or_else(|_| panic!("no status in {answer:?}"))
}

#[tokio::test]
async fn a_page_of_another_site_can_neither_read_nor_drive_it() {
    let (demo, address) = demo().await;
    let own = address.to_string();
    let host = ("Host", own.as_str());
    let json = ("Content-Type", "application/json");
    let act = r#"{"as":501,"chat":501,"thread":null,"kind":"send","text":"/start"}"#;
    let evil = ("Origin", "http://evil.example");
    for (line, headers, body) in [
        ("POST /act", vec![host, json, evil], act),
        ("POST /act", vec![host, json, ("Origin", "null")], act),
        (
            "POST /act",
            vec![
                ("Host", "evil.example"),
                json,
                ("Origin", "http://evil.example"),
            ],
            act,
        ),
        ("GET /snapshot", vec![("Host", "evil.example:80")], ""),
        ("GET /events", vec![("Host", "evil.example:80")], ""),
        (
            "GET /snapshot",
            vec![host, ("Sec-Fetch-Site", "cross-site")],
            "",
        ),
        ("GET /", vec![("Host", "evil.example")], ""),
    ] {
        assert_eq!(status(address, line, &headers, body).await, 403, "{line}");
    }
    assert!(demo.telegram().transcript(ADA).is_empty());
    // The demo's own page may, and a link to it works.
    let origin = format!("http://{own}");
    let own_page = [host, json, ("Origin", origin.as_str())];
    assert_eq!(status(address, "POST /act", &own_page, act).await, 200);
    let link = [host, ("Sec-Fetch-Site", "cross-site")];
    assert_eq!(status(address, "GET /", &link, "").await, 200);
    assert_eq!(status(address, "GET /snapshot", &[host], "").await, 200);
    assert_eq!(demo.telegram().transcript(ADA).len(), 1);
}

#[tokio::test]
async fn the_bot_api_of_the_demo_takes_its_own_token_by_post_and_posts_to_this_computer_only() {
    let (demo, address) = demo().await;
    let own = address.to_string();
    let host = ("Host", own.as_str());
    let json = ("Content-Type", "application/json");
    let message = r#"{"chat_id":501,"text":"forged"}"#;
    let call = |token: &str, method: &str| format!("/bot{token}/{method}");
    let picture = format!(
        "GET {}?chat_id=501&text=forged",
        call(demo.token(), "sendMessage")
    );
    assert_eq!(status(address, &picture, &[host], "").await, 403);
    let guessed = format!("POST {}", call("1:demo", "sendMessage"));
    assert_eq!(status(address, &guessed, &[host, json], message).await, 401);
    let hook = format!("POST {}", call(demo.token(), "setWebhook"));
    for url in [
        "http://evil.example/",
        "http://127.0.0.1@evil.example/",
        "http://127.0.0.1.evil.example/",
        "http://203.0.113.5:8443/",
    ] {
        let body = format!(r#"{{"url":"{url}"}}"#);
        assert_eq!(
            status(address, &hook, &[host, json], &body).await,
            400,
            "{url}"
        );
    }
    assert!(demo.telegram().transcript(ADA).is_empty());
    let (other, _) = self::demo().await;
    assert_ne!(demo.token(), other.token(), "another token at every start");
}

/// What the page gets for something that Ada does in her private chat.
async fn acts(address: SocketAddr, mut deed: Value) -> Value {
    for (key, value) in [
        ("as", json!(ADA)),
        ("chat", json!(ADA)),
        ("thread", Value::Null),
    ] {
        deed[key] = value;
    }
    let body = deed.to_string();
    let request = format!(
        "POST /act HTTP/1.1\r\nConnection: close\r\nHost: {address}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = ask(address, &request).await;
    let json = &answer[answer.find('{').unwrap()..=answer.rfind('}').unwrap()];
    serde_json::from_str(json).unwrap()
}

/// The bot on a demo, with a database of its own.
async fn bot_on(demo: &Demo) -> (RunningBot, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (bot_with(demo, folder.path()).await, folder)
}

/// The bot on a demo, with the database in this folder.
async fn bot_with(demo: &Demo, folder: &Path) -> RunningBot {
    let file = folder.join("demo.db");
    let store = Store::open(&format!("sqlite:{}", file.display()))
        .await
        .unwrap();
    let bot = Bot::new(demo.token()).set_api_url(demo.url().parse().unwrap());
    let app = App::new(Arc::new(care_content::content().unwrap()));
    Service::new(bot, app, store).start()
}

#[tokio::test]
async fn a_demo_that_is_started_again_with_its_database_answers() {
    let folder = tempfile::tempdir().unwrap();
    let mut last = 0;
    for words in [
        "Which best describes you?",
        "Which best describes you?",
        "No cases",
    ] {
        // Another second: the runs are told apart by when they began.
        let (demo, message) = loop {
            let (demo, address) = demo().await;
            let text = if words == "No cases" {
                "/cases"
            } else {
                "/start"
            };
            let sent = acts(address, json!({"kind": "send", "text": text})).await;
            let message = sent["message"].as_i64().unwrap();
            if message > last + 1 {
                break (demo, message);
            }
        };
        last = message;
        let served = bot_with(&demo, folder.path()).await;
        let answered = |state: &fake_telegram::State| {
            let said = state.transcript(ADA).into_iter();
            said.rev().find(|message| message.from_bot)
        };
        let patience = crate::harness::PATIENCE;
        let answer = demo
            .telegram()
            .wait_until(answered, patience)
            .await
            .unwrap();
        assert!(answer.text.contains(words), "{}", answer.text);
        served.stop().await.unwrap();
    }
}

#[tokio::test]
async fn a_file_of_the_bot_is_read_on_the_page_and_by_no_other_page() {
    let (demo, address) = demo().await;
    let (served, _folder) = bot_on(&demo).await;
    acts(address, json!({"kind": "send", "text": "/export_my_data"})).await;
    let sent = |state: &fake_telegram::State| {
        let said = state.transcript(ADA);
        said.into_iter().find(|message| message.file.is_some())
    };
    let patience = crate::harness::PATIENCE;
    let message = demo.telegram().wait_until(sent, patience).await.unwrap();
    assert!(message.file.unwrap().readable);
    let get = |chat: i64, message: i64, headers: &str| {
        format!(
            "GET /document?chat={chat}&message={message} HTTP/1.1\r\nConnection: close\r\n\
             Host: {address}\r\n{headers}\r\n"
        )
    };
    let file = ask(address, &get(ADA, message.id, "")).await;
    assert!(file.starts_with("HTTP/1.1 200"), "{file}");
    assert!(file.contains("content-type: text/plain"), "{file}");
    assert!(file.contains(r#""person":501"#), "{file}");
    let other_page = "Sec-Fetch-Site: cross-site\r\n";
    let refused = ask(address, &get(ADA, message.id, other_page)).await;
    assert!(refused.starts_with("HTTP/1.1 403"), "{refused}");
    let nothing = ask(address, &get(ADA, message.id + 1, "")).await;
    assert!(nothing.starts_with("HTTP/1.1 404"), "{nothing}");
    served.stop().await.unwrap();
}

#[tokio::test]
async fn inline_mode_works_on_the_page_and_its_result_is_not_answered() {
    let (demo, address) = demo().await;
    let (served, _folder) = bot_on(&demo).await;
    let offered = acts(address, json!({"kind": "inline", "text": "nsaid ckd"})).await;
    let results = offered["results"].as_array().unwrap();
    assert!(!results.is_empty(), "{offered}");
    let chosen = json!({"kind": "choose", "query": offered["query"], "result": 0});
    acts(address, chosen).await;
    acts(address, json!({"kind": "photo", "text": "left heel"})).await;
    let answered = |state: &fake_telegram::State| {
        let said = state.transcript(ADA);
        (said.iter().any(|message| message.from_bot)).then_some(said)
    };
    let patience = crate::harness::PATIENCE;
    let said = demo
        .telegram()
        .wait_until(answered, patience)
        .await
        .unwrap();
    assert!(said[0].text.contains("Sources"), "{}", said[0].text);
    assert_eq!(said[1].text, "left heel");
    let replies = said.iter().filter(|message| message.from_bot);
    let to: Vec<_> = replies.map(|message| message.reply_to).collect();
    assert_eq!(
        to,
        [Some(said[1].id)],
        "the picture is answered, the result is not"
    );
    served.stop().await.unwrap();
}
