//! The one place that talks to the Bot API.
//!
//! Calls are posted as JSON through teloxide's client, token and address. teloxide's own request
//! layer is not used for them: it sleeps ten seconds inside a request on any 5xx, and a response
//! it cannot parse counts as a failed call although the message was sent.

use std::sync::Arc;
use std::time::Duration;

use reqwest::multipart::{Form, Part};
use reqwest::{RequestBuilder, Url};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use teloxide::Bot;
use tokio::sync::Semaphore;
use tokio::time::sleep;

use care_store::Call;

use super::errors::{ApiError, ErrorParameters, classify};

#[derive(Deserialize)]
struct Envelope<'a> {
    ok: bool,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    error_code: Option<i64>,
    description: Option<String>,
    parameters: Option<ErrorParameters>,
}

/// The Bot API behind one token.
#[derive(Clone)]
pub struct Api {
    bot: Bot,
    /// The address of the bot's methods, read once: reading one costs as much as a small request.
    base: Url,
    /// Turns of calls: each has a connection of its own, and many of them at once cost memory and gain
    /// nothing.
    turns: Arc<Semaphore>,
    /// Places of calls that take long, which have given their turn to others.
    slow: Arc<Semaphore>,
}

/// Longest wait for an answer to an ordinary call.
const CALL_TIMEOUT: Duration = Duration::from_secs(40);
/// Longest wait for an answer to a file.
const FILE_TIMEOUT: Duration = Duration::from_secs(300);
/// Most calls that begin at once. At 60 ms to Telegram and back that is a thousand calls a second.
const MOST_AT_ONCE: usize = 64;
/// A call that takes longer than this keeps nobody from beginning any more ...
const SLOW: Duration = Duration::from_millis(250);
/// ... unless so many do: then Telegram is in trouble, and each more would only be one more connection.
const MOST_SLOW: usize = 512;

impl Api {
    /// Uses the client, token and address of a teloxide bot.
    pub fn new(bot: Bot) -> Self {
        let mut base = bot.api_url();
        let path = format!("{}/bot{}/", base.path().trim_end_matches('/'), bot.token());
        base.set_path(&path);
        Self {
            bot,
            base,
            turns: Arc::new(Semaphore::new(MOST_AT_ONCE)),
            slow: Arc::new(Semaphore::new(MOST_SLOW)),
        }
    }

    /// The address of a method.
    fn url(&self, method: &str) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().push(method);
        }
        url
    }

    /// Makes a call and returns the JSON of its result.
    ///
    /// # Errors
    /// What Telegram says, or that it could not be reached.
    pub async fn call(&self, method: &str, params: String) -> Result<String, ApiError> {
        // Neither turns nor places ever end.
        let turn = self.turns.acquire().await;
        // Boxed only now: thousands may wait for their turn.
        let mut call = Box::pin(self.call_within(method, params, CALL_TIMEOUT));
        let long = async {
            sleep(SLOW).await;
            self.slow.acquire().await
        };
        let place = tokio::select! {
            result = &mut call => return result,
            place = long => place,
        };
        drop(turn);
        let result = call.await;
        drop(place);
        result
    }

    /// Makes a call that may take longer, such as a long poll, without waiting for a turn.
    ///
    /// # Errors
    /// As [`Api::call`].
    pub async fn call_within(
        &self,
        method: &str,
        params: String,
        timeout: Duration,
    ) -> Result<String, ApiError> {
        let request = self.bot.client().post(self.url(method)).timeout(timeout);
        let request = request.header("content-type", "application/json");
        self.make(request.body(params)).await
    }

    /// Sends a file: its parameters, which are a JSON object, go as a form of several parts.
    ///
    /// # Errors
    /// As [`Api::call`].
    pub async fn upload(
        &self,
        call: &Call,
        params: &str,
        file: Upload,
    ) -> Result<String, ApiError> {
        let turn = self.slow.acquire().await;
        let url = self.url(call.method());
        let request = self.bot.client().post(url).timeout(FILE_TIMEOUT);
        let result = self
            .make(request.multipart(form(file_field(call), params, file)))
            .await;
        drop(turn);
        result
    }

    async fn make(&self, request: RequestBuilder) -> Result<String, ApiError> {
        // The error of the HTTP library names the address, and with it the token: only its kind
        // goes on.
        let response = request.send().await.map_err(|error| {
            if error.is_connect() {
                ApiError::Unreachable("no connection")
            } else if error.is_timeout() {
                ApiError::Unclear("no answer in time")
            } else {
                ApiError::Unclear("the connection broke")
            }
        })?;
        let body = response
            .bytes()
            .await
            .map_err(|_| ApiError::Unclear("the answer was cut off"))?;
        let envelope: Envelope<'_> = serde_json::from_slice(&body)
            .map_err(|_| ApiError::Unclear("the answer is not Telegram's"))?;
        if envelope.ok {
            return Ok(envelope.result.map_or("null", RawValue::get).to_owned());
        }
        Err(classify(
            envelope.error_code.unwrap_or(0),
            envelope.description.unwrap_or_default(),
            envelope.parameters.unwrap_or_default(),
        ))
    }
}

/// A file that is sent.
pub struct Upload {
    /// How it is called.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The parameter that holds the file of a call.
fn file_field(call: &Call) -> &'static str {
    match call {
        Call::SendPhoto(_) => "photo",
        _ => "document",
    }
}

fn form(field: &'static str, params: &str, file: Upload) -> Form {
    let params: Map<String, Value> = serde_json::from_str(params).unwrap_or_default();
    let mut form = Form::new();
    for (name, value) in params {
        form = match value {
            Value::String(text) => form.text(name, text),
            other => form.text(name, other.to_string()),
        };
    }
    let form = form.text(field, "attach://file");
    form.part("file", Part::bytes(file.bytes).file_name(file.name))
}
