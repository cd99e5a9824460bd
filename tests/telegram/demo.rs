//! The demo listens on this computer, where every page in every browser can send requests to it.

use std::net::SocketAddr;

use achilles_bot::demo::{ADA, Demo};
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
