//! Proxies: used where they are set, and never for this computer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::harness::TestBot;
use fake_telegram::Options;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// A Bot API that only a proxy can reach.
const ELSEWHERE: &str = "http://botapi.invalid:8081";
/// An address at which nothing listens.
const NOWHERE: &str = "http://127.0.0.1:9";

async fn with_settings(settings: &[(&'static str, String)]) -> TestBot {
    let mut harness = TestBot::empty(Options::default()).await;
    for (name, value) in settings {
        harness.set(name, value.clone());
    }
    harness.start_binary();
    harness
}

async fn works(harness: &TestBot) {
    let ada = harness.ada();
    ada.says("/help");
    ada.sees("How to use this").await;
}

/// A SOCKS5 proxy that leads everything to one address; counts who came.
async fn socks5(to: SocketAddr) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::Relaxed);
            tokio::spawn(pass_on(client, to));
        }
    });
    (address, count)
}

/// RFC 1928, as far as a client needs it.
async fn pass_on(mut client: TcpStream, to: SocketAddr) -> std::io::Result<()> {
    let mut head = [0; 2];
    client.read_exact(&mut head).await?;
    let mut methods = vec![0; usize::from(head[1])];
    client.read_exact(&mut methods).await?;
    client.write_all(&[5, 0]).await?;
    let mut request = [0; 4];
    client.read_exact(&mut request).await?;
    let length = match request[3] {
        1 => 4,
        3 => usize::from(client.read_u8().await?),
        _ => 16,
    };
    let mut address = vec![0; length + 2];
    client.read_exact(&mut address).await?;
    client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
    let mut server = TcpStream::connect(to).await?;
    copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}

#[tokio::test]
async fn an_address_of_this_computer_is_never_reached_through_a_proxy() {
    let settings = [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "TELOXIDE_PROXY",
    ];
    let harness = with_settings(&settings.map(|name| (name, NOWHERE.to_owned()))).await;
    works(&harness).await;
}

#[tokio::test]
async fn a_proxy_for_http_is_used() {
    // The fake Bot API understands what a proxy is sent, so it stands in for one.
    let mut harness = TestBot::empty(Options::default()).await;
    harness.set("TELOXIDE_API_URL", ELSEWHERE);
    harness.set("TELOXIDE_PROXY", harness.telegram.url());
    harness.start_binary();
    works(&harness).await;
}

#[tokio::test]
async fn a_socks5_proxy_is_used() {
    let mut harness = TestBot::empty(Options::default()).await;
    let address = harness.telegram.url();
    let address = address.strip_prefix("http://").unwrap().parse().unwrap();
    let (proxy, came) = socks5(address).await;
    harness.set("TELOXIDE_API_URL", ELSEWHERE);
    harness.set("ALL_PROXY", format!("socks5h://{proxy}"));
    harness.start_binary();
    works(&harness).await;
    assert!(came.load(Ordering::Relaxed) > 0);
}

#[tokio::test]
async fn a_host_of_no_proxy_is_reached_without_one() {
    let mut harness = TestBot::empty(Options::default()).await;
    let address = harness.telegram.url();
    let address = address.strip_prefix("http://").unwrap().parse().unwrap();
    let (proxy, came) = socks5(address).await;
    harness.set("TELOXIDE_API_URL", ELSEWHERE);
    harness.set("TELOXIDE_PROXY", format!("socks5h://{proxy}"));
    harness.set("NO_PROXY", "botapi.invalid");
    harness.start_binary();
    // There is no such host, and the proxy, which would know it, is not asked.
    harness.logs_say(2, "Telegram cannot be reached").await;
    assert_eq!(came.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn what_is_no_proxy_or_no_address_ends_the_bot_with_a_word() {
    for (name, value, words) in [
        (
            "TELOXIDE_PROXY",
            "ftp://user:hunter2@proxy:21",
            "TELOXIDE_PROXY is not the address of a proxy",
        ),
        (
            "TELOXIDE_API_URL",
            "localhost:8081",
            "TELOXIDE_API_URL `localhost:8081` is not an address",
        ),
    ] {
        let mut harness = TestBot::empty(Options::default()).await;
        harness.set("TELOXIDE_API_URL", ELSEWHERE);
        harness.set(name, value);
        harness.start_binary();
        assert_eq!(harness.exit_code().await, Some(2), "{name}");
        let said = harness.logs();
        assert!(said.contains(words), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}
