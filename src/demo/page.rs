//! The routes of the page: its files, its news as server-sent events, and what people do.

use std::{
    convert::Infallible,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    Json, Router, extract,
    http::{HeaderValue, StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::{get, post},
};
use futures::stream::{self, Stream};
use serde::Deserialize;
use serde_json::{Value, json};

use fake_telegram::{ChatClient, FakeTelegram, State, TestPerson};

use crate::demo::snapshot::{Seen, unsettled};

/// Nothing but the demo's own files may load, should anything slip through the rendering.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

/// Changes within this time are sent together.
const GATHER: Duration = Duration::from_millis(25);

/// How often a passing state, such as "typing", is looked at again.
const AGAIN: Duration = Duration::from_secs(1);

/// A message longer than Telegram's limit would not have been sent.
const LONGEST_TEXT: usize = 4096;

/// Most pictures that Telegram takes as one album.
const LARGEST_ALBUM: usize = 10;

/// Longest wait for the results of an inline query.
const INLINE_PATIENCE: Duration = Duration::from_secs(5);

/// What the routes share.
#[derive(Clone)]
struct Page {
    telegram: FakeTelegram,
    /// Another one at every start: the chats begin again then, and the page says so.
    run: Arc<str>,
}

pub(super) fn routes(telegram: FakeTelegram) -> Router {
    let started = SystemTime::now().duration_since(UNIX_EPOCH);
    let run = started.unwrap_or_default().as_nanos().to_string().into();
    Router::new()
        .route(
            "/",
            get(|| async { file("text/html", include_str!("page/index.html")) }),
        )
        .route(
            "/style.css",
            get(|| async { file("text/css", include_str!("page/style.css")) }),
        )
        .route(
            "/chat.js",
            get(|| async { file("text/javascript", include_str!("page/chat.js")) }),
        )
        .route(
            "/message.js",
            get(|| async { file("text/javascript", include_str!("page/message.js")) }),
        )
        .route(
            "/attach.js",
            get(|| async { file("text/javascript", include_str!("page/attach.js")) }),
        )
        .route(
            "/inline.js",
            get(|| async { file("text/javascript", include_str!("page/inline.js")) }),
        )
        .route("/snapshot", get(snapshot))
        .route("/events", get(events))
        .route("/act", post(act))
        .route("/document", get(document))
        .with_state(Page { telegram, run })
}

fn file(kind: &'static str, text: &'static str) -> Response {
    let kind = match kind {
        "text/html" => "text/html; charset=utf-8",
        "text/css" => "text/css; charset=utf-8",
        _ => "text/javascript; charset=utf-8",
    };
    served(kind, text)
}

fn served(kind: &'static str, text: impl IntoResponse) -> Response {
    let mut response = text.into_response();
    for (name, value) in [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Everything at once, for a page that does not stay.
async fn snapshot(extract::State(page): extract::State<Page>) -> Json<Value> {
    Json(
        page.telegram
            .look(|state| Seen::default().news(state, &page.run)),
    )
}

/// Which file is opened.
#[derive(Deserialize)]
struct Opened {
    chat: i64,
    message: i64,
}

/// What is in a file that the bot sent, to be read as text whatever it calls itself.
async fn document(
    extract::State(page): extract::State<Page>,
    extract::Query(Opened { chat, message }): extract::Query<Opened>,
) -> Response {
    let text = |state: &State| state.file_text(chat, message).map(str::to_owned);
    match page.telegram.look(text) {
        Some(text) => served("text/plain; charset=utf-8", text),
        None => (StatusCode::NOT_FOUND, "That file is no longer here.\n").into_response(),
    }
}

async fn events(
    extract::State(Page { telegram, run }): extract::State<Page>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = telegram.changes();
    let first = true;
    let state = (telegram, changes, Seen::default(), first, run);
    let news = stream::unfold(
        state,
        |(telegram, mut changes, mut seen, first, run)| async move {
            if !first {
                let passing = telegram.look(unsettled);
                let changed = changes.changed();
                if passing {
                    let _ = tokio::time::timeout(AGAIN, changed).await;
                } else if changed.await.is_err() {
                    return None;
                }
                tokio::time::sleep(GATHER).await;
            }
            changes.borrow_and_update();
            let news = telegram.look(|state| seen.news(state, &run));
            let event = Event::default().data(news.to_string());
            Some((Ok(event), (telegram, changes, seen, false, run)))
        },
    );
    Sse::new(news).keep_alive(KeepAlive::default())
}

/// Something a person does on the page.
#[derive(Deserialize)]
struct Act {
    #[serde(rename = "as")]
    person: i64,
    chat: i64,
    thread: Option<i64>,
    #[serde(flatten)]
    deed: Deed,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Deed {
    Send {
        text: String,
    },
    Reply {
        message: i64,
        text: String,
    },
    Tap {
        message: i64,
        data: String,
    },
    /// Some photos with what is said under them; more than one are an album.
    Photo {
        #[serde(default)]
        text: String,
        #[serde(default = "one")]
        count: usize,
    },
    /// A file, of which only the name is sent.
    File {
        name: String,
        #[serde(default)]
        text: String,
    },
    /// A contact card of the phone, as Telegram sends one.
    Contact {
        name: String,
        phone: String,
    },
    /// Changes an own message.
    Edit {
        message: i64,
        text: String,
    },
    /// Types after the bot's name, and waits for what is offered.
    Inline {
        text: String,
    },
    /// Sends one of the results that were offered, by its place.
    Choose {
        query: String,
        result: usize,
    },
}

fn one() -> usize {
    1
}

async fn act(extract::State(page): extract::State<Page>, Json(act): Json<Act>) -> Response {
    let telegram = page.telegram;
    let Some(person) = telegram.known_person(act.person) else {
        return refused("nobody of that id");
    };
    if !telegram.is_member(act.chat, act.person) {
        return refused("not a member of that chat");
    }
    let client = match act.thread {
        Some(thread) => person.in_topic(act.chat, thread),
        None => person.in_group(act.chat),
    };
    if let Deed::Inline { text } = &act.deed {
        return offered(&telegram, &person, text).await;
    }
    if let Deed::Choose { query, result } = &act.deed {
        let answer = telegram.look(|state| state.inline_answer(query));
        let html = answer.and_then(|results| {
            let content = &results.get(result)?["input_message_content"];
            content["message_text"].as_str().map(str::to_owned)
        });
        return match html.map(|html| client.send_inline_result(&html)) {
            Some(Ok(message)) => Json(json!({"message": message})).into_response(),
            _ => refused("that result is not offered any more"),
        };
    }
    match perform(&client, act.deed) {
        Ok(done) => Json(done).into_response(),
        Err(words) => refused(words),
    }
}

/// The results of an inline query.
async fn offered(telegram: &FakeTelegram, person: &TestPerson, text: &str) -> Response {
    let query = person.inline(text.trim());
    let look = |state: &State| state.inline_answer(&query);
    match telegram.wait_until(look, INLINE_PATIENCE).await {
        Ok(results) => Json(json!({"query": query, "results": results})).into_response(),
        Err(_) => refused("the bot offers nothing"),
    }
}

fn perform(client: &ChatClient, deed: Deed) -> Result<Value, &'static str> {
    let checked = |text: &str| {
        let len = text.encode_utf16().count();
        if text.trim().is_empty() {
            Err("the message is empty")
        } else if len > LONGEST_TEXT {
            Err("the message is longer than 4096 characters")
        } else {
            Ok(text.trim().to_owned())
        }
    };
    Ok(match deed {
        Deed::Send { text } => json!({"message": client.send(&checked(&text)?)}),
        Deed::Reply { message, text } => {
            json!({"message": client.reply(message, &checked(&text)?)})
        }
        Deed::Tap { message, data } => json!({"callback": client.tap_data(message, &data)}),
        Deed::Photo { text, count: 1 } => {
            json!({"message": client.send_captioned_photo(text.trim())})
        }
        Deed::Photo { text, count } if (2..=LARGEST_ALBUM).contains(&count) => {
            json!({"messages": client.send_album(count, text.trim())})
        }
        Deed::Photo { .. } => return Err("an album has two to ten pictures"),
        Deed::File { name, text } => {
            let name = checked(&name)?;
            json!({"message": client.send_captioned_document(&name, text.trim())})
        }
        Deed::Contact { name, phone } => {
            let card = json!({"first_name": checked(&name)?, "phone_number": checked(&phone)?});
            json!({"message": client.send_media("contact", card)})
        }
        Deed::Edit { message, text } => {
            let edited = client.edit(message, &checked(&text)?);
            edited.map_err(|_| "that message is not yours to change")?;
            json!({"message": message})
        }
        Deed::Inline { .. } | Deed::Choose { .. } => return Err("nothing to do"),
    })
}

fn refused(words: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"error": words}))).into_response()
}
