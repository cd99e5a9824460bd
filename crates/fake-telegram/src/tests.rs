#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{net::SocketAddr, time::Duration};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::{FakeTelegram, Fault, Options, RateLimits};

const SOON: Duration = Duration::from_secs(5);

fn any_port() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

async fn start(options: Options) -> FakeTelegram {
    FakeTelegram::start(any_port(), options).await.unwrap()
}

/// One call as a bot makes it; `None` if the connection was closed without an answer.
async fn raw(telegram: &FakeTelegram, token: &str, method: &str, params: Value) -> Option<String> {
    let host = telegram.url().replace("http://", "");
    let mut stream = TcpStream::connect(&host).await.unwrap();
    let body = params.to_string();
    let request = format!(
        "POST /bot{token}/{method} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    Some(answer.split_once("\r\n\r\n")?.1.to_owned())
}

async fn call(telegram: &FakeTelegram, method: &str, params: Value) -> Value {
    let answer = raw(telegram, "1:x", method, params).await.unwrap();
    serde_json::from_str(&answer).unwrap()
}

async fn refused(telegram: &FakeTelegram, method: &str, params: Value) -> String {
    let answer = call(telegram, method, params).await;
    assert_eq!(answer["ok"], false, "{answer}");
    answer["description"].as_str().unwrap().to_owned()
}

fn ids(answer: &Value) -> Vec<i64> {
    let list = answer["result"].as_array().unwrap();
    list.iter()
        .map(|update| update["update_id"].as_i64().unwrap())
        .collect()
}

#[tokio::test]
async fn updates_are_forgotten_only_by_a_later_offset() {
    let telegram = start(Options::default()).await;
    let ada = telegram.person(5, "Ada").in_private();
    ada.send("/start");
    ada.send("two");
    let first = ids(&call(&telegram, "getUpdates", json!({"limit": 1})).await)[0];
    let both = call(&telegram, "getUpdates", json!({"offset": first})).await;
    assert_eq!(ids(&both), [first, first + 1]);
    assert_eq!(both["result"][0]["message"]["text"], "/start");
    let second = call(&telegram, "getUpdates", json!({"offset": first + 1})).await;
    assert_eq!(ids(&second), [first + 1]);
    assert_eq!(telegram.look(|state| state.pending_updates()), 1);
    call(&telegram, "getUpdates", json!({"offset": first + 2})).await;
    telegram.idle(SOON).await.unwrap();
}

#[tokio::test]
async fn a_long_poll_waits_and_a_newer_one_ends_it() {
    let telegram = start(Options::default()).await;
    let ada = telegram.person(5, "Ada").in_private();
    let poll = |telegram: FakeTelegram| {
        tokio::spawn(async move { call(&telegram, "getUpdates", json!({"timeout": 20})).await })
    };
    let older = poll(telegram.clone());
    while telegram.look(|state| state.queue.poller) < 1 {
        tokio::task::yield_now().await;
    }
    let newer = poll(telegram.clone());
    let answer = older.await.unwrap();
    assert_eq!(answer["error_code"], 409);
    ada.send("hello");
    assert_eq!(ids(&newer.await.unwrap()).len(), 1);
    call(
        &telegram,
        "setWebhook",
        json!({"url": "http://127.0.0.1:9/"}),
    )
    .await;
    let no = refused(&telegram, "getUpdates", json!({})).await;
    assert!(no.contains("while webhook is active"));
}

#[tokio::test]
async fn strict_refusals() {
    let telegram = start(Options::default()).await;
    let person = telegram.person(5, "Ada");
    let ada = person.in_private();
    let send = |text: &str| json!({"chat_id": 5, "text": text, "parse_mode": "HTML"});
    assert!(
        refused(&telegram, "sendMessage", send("a"))
            .await
            .contains("can't initiate")
    );
    ada.send("/start");
    for (params, words) in [
        (send(" <b></b> "), "message text is empty"),
        (send(&"x".repeat(4097)), "message is too long"),
        (send("<b>x"), "can't parse entities"),
        (json!({"chat_id": 6, "text": "x"}), "chat not found"),
        (
            json!({"chat_id": 5, "text": "x", "reply_parameters": {"message_id": 99}}),
            "message to be replied not found",
        ),
        (
            json!({"chat_id": 5, "text": "x", "message_thread_id": 9}),
            "message thread not found",
        ),
        (
            json!({"chat_id": 5, "text": "x", "reply_markup": {"inline_keyboard":
                [[{"text": "a", "callback_data": "é".repeat(33)}]]}}),
            "BUTTON_DATA_INVALID",
        ),
        (
            json!({"chat_id": 5, "text": "x", "reply_markup": {"inline_keyboard":
                [[{"text": "a", "copy_text": {"text": "x".repeat(257)}}]]}}),
            "BUTTON_COPY_TEXT_INVALID",
        ),
        (
            json!({"chat_id": 5, "text": "x", "reply_markup": {"inline_keyboard":
                [[{"text": "a", "copy_text": {"text": ""}}]]}}),
            "BUTTON_COPY_TEXT_INVALID",
        ),
        (
            json!({"chat_id": 5, "text": "x", "reply_markup": {"inline_keyboard":
                vec![vec![json!({"text": "a", "callback_data": "d"})]; 101]}}),
            "reply markup is too long",
        ),
    ] {
        let no = refused(&telegram, "sendMessage", params).await;
        assert!(no.contains(words), "{no}");
    }
    // Markup does not count.
    let long = format!("<b>{}</b>", "x".repeat(4096));
    assert_eq!(
        call(&telegram, "sendMessage", send(&long)).await["ok"],
        true
    );
    let sent = call(&telegram, "SendMessage", send("<b>hi</b> ")).await;
    assert_eq!(sent["result"]["entities"][0]["length"], 2);
    let id = sent["result"]["message_id"].clone();
    let edit = json!({"chat_id": 5, "message_id": id, "text": "<b>hi</b>", "parse_mode": "HTML"});
    let no = refused(&telegram, "editMessageText", edit).await;
    assert!(no.contains("message is not modified"));
    let edit = json!({"chat_id": 5, "message_id": 99, "text": "x"});
    let no = refused(&telegram, "editMessageText", edit).await;
    assert_eq!(no, "Bad Request: message to edit not found");
    let gone = json!({"chat_id": 5, "message_id": 99});
    let no = refused(&telegram, "deleteMessage", gone).await;
    assert_eq!(no, "Bad Request: message to delete not found");
    let no = refused(&telegram, "frobnicate", json!({})).await;
    assert_eq!(no, "Not Found");
    ada.block_bot();
    let no = refused(&telegram, "sendMessage", send("x")).await;
    assert_eq!(no, "Forbidden: bot was blocked by the user");
    assert!(
        !telegram
            .calls()
            .iter()
            .any(|call| call.method == "SendMessage")
    );
}

#[tokio::test]
async fn a_press_is_answered_once() {
    let telegram = start(Options::default()).await;
    let person = telegram.person(5, "Ada");
    let ada = person.in_private();
    ada.send("/start");
    let keys = json!({"inline_keyboard": [[{"text": "Left", "callback_data": "l"}]]});
    let card = json!({"chat_id": 5, "text": "Side?", "reply_markup": keys});
    call(&telegram, "sendMessage", card).await;
    let card = ada
        .wait_for(|message| message.text == "Side?", SOON)
        .await
        .unwrap();
    assert!(ada.tap(card.id, "Right").is_err());
    let press = ada.tap(card.id, "Left").unwrap();
    let updates = call(&telegram, "getUpdates", json!({})).await;
    let query = &updates["result"][1]["callback_query"];
    assert_eq!(
        (&query["data"], &query["message"]["text"]),
        (&json!("l"), &json!("Side?"))
    );
    let answer = json!({"callback_query_id": press, "text": "Saved"});
    assert_eq!(
        call(&telegram, "answerCallbackQuery", answer.clone()).await["ok"],
        true
    );
    let no = refused(&telegram, "answerCallbackQuery", answer).await;
    assert!(no.contains("query is too old"));
    assert_eq!(person.toasts()[0].text, "Saved");
    let long = json!({"callback_query_id": "1", "text": "x".repeat(201)});
    let no = refused(&telegram, "answerCallbackQuery", long).await;
    assert_eq!(no, "Bad Request: MESSAGE_TOO_LONG");
    let error = ada.wait_for(|_| false, Duration::from_millis(5)).await;
    assert!(error.unwrap_err().to_string().contains("[Left]"));
}

#[tokio::test]
async fn privacy_in_groups_and_topics() {
    let telegram = start(Options::default()).await;
    let ada = telegram.person(5, "Ada");
    let group = telegram.forum(-100, "Team", &[&ada]);
    let thread = telegram.topic(group, "Achilles", &ada);
    let client = ada.in_topic(group, thread);
    client.send("just talking");
    client.send("/new@other_bot");
    assert_eq!(telegram.look(|state| state.pending_updates()), 0);
    client.send("/new@achilles_demo_bot");
    let updates = call(&telegram, "getUpdates", json!({})).await;
    let message = &updates["result"][0]["message"];
    assert_eq!(message["message_thread_id"], json!(thread));
    assert_eq!(message["is_topic_message"], true);
    let reply = json!({"chat_id": group, "text": "ok",
        "reply_parameters": {"message_id": message["message_id"]}});
    let sent = call(&telegram, "sendMessage", reply).await;
    assert_eq!(sent["result"]["message_thread_id"], json!(thread));
    client.reply(sent["result"]["message_id"].as_i64().unwrap(), "why?");
    ada.in_group(group).send("hey @achilles_demo_bot");
    assert_eq!(telegram.look(|state| state.pending_updates()), 3);
}

#[tokio::test]
async fn faults_are_acted_out() {
    let telegram = start(Options::default()).await;
    telegram.person(5, "Ada").in_private().send("/start");
    let send = json!({"chat_id": 5, "text": "x"});
    let said = || telegram.transcript(5).len();
    telegram.fail("sendMessage", 1, Fault::too_many(3));
    let answer = call(&telegram, "sendMessage", send.clone()).await;
    assert_eq!(answer["error_code"], 429);
    assert_eq!(answer["parameters"]["retry_after"], 3);
    telegram.fail_in(5, "sendMessage", 1, Fault::DropBefore);
    assert_eq!(
        raw(&telegram, "1:x", "sendMessage", send.clone()).await,
        None
    );
    assert_eq!(said(), 1);
    telegram.fail("sendMessage", 1, Fault::DropAfter);
    assert_eq!(
        raw(&telegram, "1:x", "sendMessage", send.clone()).await,
        None
    );
    assert_eq!(said(), 2);
    telegram.fail("*", 1, Fault::Garbage);
    let garbage = raw(&telegram, "1:x", "sendMessage", send.clone()).await;
    assert!(garbage.unwrap().starts_with('<'));
    assert_eq!(call(&telegram, "sendMessage", send).await["ok"], true);
    call(&telegram, "getUpdates", json!({"offset": -1})).await;
    call(&telegram, "getUpdates", json!({"offset": i64::MAX})).await;
    telegram
        .quiet(Duration::from_millis(20), SOON)
        .await
        .unwrap();
}

#[tokio::test]
async fn tokens_limits_and_bounds() {
    let telegram = start(Options {
        token: Some("1:right".to_owned()),
        rate_limits: Some(RateLimits::default()),
        keep_messages: Some(3),
        keep_calls: false,
        ..Options::default()
    })
    .await;
    let answer = raw(&telegram, "1:wrong", "getMe", json!({})).await.unwrap();
    assert!(answer.contains("\"error_code\":401"));
    let ada = telegram.person(5, "Ada").in_private();
    for _ in 0..10 {
        ada.send("x");
    }
    assert_eq!(telegram.transcript(5).len(), 3);
    let send = json!({"chat_id": 5, "text": "x"});
    let first = raw(&telegram, "1:right", "sendMessage", send.clone()).await;
    assert!(first.unwrap().contains("\"ok\":true"));
    let second = raw(&telegram, "1:right", "sendMessage", send).await;
    assert!(second.unwrap().contains("retry_after"));
    assert!(telegram.calls().is_empty());
}

#[tokio::test]
async fn a_webhook_is_tried_again() {
    let telegram = start(Options::default()).await;
    let receiver = TcpListener::bind(any_port()).await.unwrap();
    let url = format!("http://{}/hook", receiver.local_addr().unwrap());
    let set = json!({"url": url, "secret_token": "s3cret"});
    assert_eq!(call(&telegram, "setWebhook", set).await["ok"], true);
    telegram.person(5, "Ada").in_private().send("hello");
    for status in ["500 Oops", "200 OK"] {
        let (mut stream, _) = receiver.accept().await.unwrap();
        let mut buffer = vec![0; 4096];
        let mut got = String::new();
        while !got.contains("hello") {
            let read = stream.read(&mut buffer).await.unwrap();
            got.push_str(&String::from_utf8_lossy(&buffer[..read]));
        }
        assert!(got.starts_with("POST /hook "));
        assert!(got.contains("X-Telegram-Bot-Api-Secret-Token: s3cret\r\n"));
        let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
        stream.write_all(answer.as_bytes()).await.unwrap();
    }
    telegram.idle(SOON).await.unwrap();
}

#[tokio::test]
async fn a_photo_is_a_picture_within_telegrams_limits() {
    let telegram = start(Options::default()).await;
    telegram.person(5, "Ada").in_private().send("/start");
    let of = |size: u64, width: u64, height: u64| {
        let picture = json!({"width": width, "height": height, "base64": "iVBO"});
        json!({"chat_id": 5, "caption": "c", "photo": {"file_size": size, "picture": picture}})
    };
    for (params, words) in [
        (json!({"chat_id": 5}), "there is no photo in the request"),
        (of(0, 10, 10), "file must be non-empty"),
        (of(10 * 1024 * 1024 + 1, 10, 10), "file is too big"),
        (of(9, 9_000, 1_001), "PHOTO_INVALID_DIMENSIONS"),
        (of(9, 2_100, 100), "PHOTO_INVALID_DIMENSIONS"),
        (
            json!({"chat_id": 5, "photo": {"file_size": 9}}),
            "IMAGE_PROCESS_FAILED",
        ),
    ] {
        let no = refused(&telegram, "sendPhoto", params).await;
        assert!(no.contains(words), "{no}");
    }
    let sent = call(&telegram, "sendPhoto", of(9, 2_000, 100)).await;
    assert_eq!(sent["result"]["caption"], "c");
    assert_eq!(sent["result"]["photo"][0]["width"], 2_000);
}
