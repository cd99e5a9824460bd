//! `serve`: the bot at work.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use reqwest::Url;
use teloxide::Bot;
use tokio::net::TcpListener;

use super::process::{log, other, runtime, told_to_stop};
use super::secret::secret;
use super::{Failure, ServeArgs};
use crate::handlers::App;
use crate::http;
use crate::metrics::Metrics;
use crate::second_reader::SecondReader;
use crate::service::{Service, UpdateSource};
use crate::telegram::{WebhookQueue, client};
use care_engine::content::Content;
use care_store::Store;

/// Telegram's own Bot API.
const TELEGRAM_API_URL: &str = "https://api.telegram.org";
/// The database that is used when none is named.
const DATABASE_URL: &str = "sqlite:achilles-bot.db";

pub(super) fn serve(
    content: Content,
    arguments: &ServeArgs,
    second_reader: SecondReader,
) -> Result<(), Failure> {
    let Some(token) = secret("TELOXIDE_TOKEN")? else {
        return Err(Failure::Input(
            "serve: TELOXIDE_TOKEN is not set. Get a token from @BotFather and set it, or name a \
             file that holds it in TELOXIDE_TOKEN_FILE, or run `achilles-bot demo` to try the bot \
             without one."
                .into(),
        ));
    };
    if !is_token(&token) {
        return Err(Failure::Input(
            "serve: what TELOXIDE_TOKEN holds has not the form of a token: digits, a colon, then letters, \
             digits, _ and -, as in 123456789:AAE... (BotFather shows it)"
                .into(),
        ));
    }
    let database_url = match &arguments.database_url {
        Some(url) => url.clone(),
        None => secret("DATABASE_URL")?.unwrap_or_else(|| DATABASE_URL.to_owned()),
    };
    let policy = arguments.policy.policy()?;
    let address = api_address()?;
    let client = client(&address).map_err(|error| Failure::Input(format!("serve: {error}")))?;
    let bot = Bot::with_client(token, client).set_api_url(address);
    log(arguments.log_format);
    runtime()?.block_on(async {
        let store = Store::open(&database_url).await.map_err(other)?;
        let metrics = Arc::new(Metrics::new(&content.version));
        if let Some(address) = arguments.observe {
            let routes = http::observe(Arc::clone(&metrics), store.clone());
            listen(address, routes, "ACHILLES_OBSERVE").await?;
        }
        let way = match &arguments.webhook_url {
            Some(url) => webhook(url, arguments).await?,
            None => UpdateSource::LongPoll,
        };
        let app = App::with_second_reader(Arc::new(content), second_reader).with_policy(policy);
        let service = Service {
            way,
            metrics,
            ..Service::new(bot, app, store)
        };
        let mut served = service.start();
        tokio::select! {
            ended = served.wait() => ended.map_err(other),
            () = told_to_stop() => served.stop().await.map_err(other),
        }
    })
}

/// Whether a text has the form of a token. Whether it is one, only Telegram can say, and that may not be reached yet.
fn is_token(text: &str) -> bool {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    text.split_once(':').is_some_and(|(number, secret)| {
        let number = !number.is_empty() && number.chars().all(|digit| digit.is_ascii_digit());
        number && !secret.is_empty() && secret.chars().all(allowed)
    })
}

/// The address of the Bot API: Telegram's, or one that is set.
fn api_address() -> Result<Url, Failure> {
    let address = std::env::var("TELOXIDE_API_URL").unwrap_or_else(|_| TELEGRAM_API_URL.to_owned());
    let url: Option<Url> = address.parse().ok();
    url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| {
            // A password may stand before the `@`.
            let shown = address.rsplit_once('@').map_or(&*address, |(_, place)| place);
            Failure::Input(format!(
                "serve: TELOXIDE_API_URL `{shown}` is not an address; write it with http:// or https://"
            ))
        })
}

/// Opens the webhook, before Telegram hears of it.
async fn webhook(url: &str, arguments: &ServeArgs) -> Result<UpdateSource, Failure> {
    let wrong = |what: &str| Failure::Input(format!("serve: ACHILLES_WEBHOOK_{what}"));
    let rest = url.split_once("://").map(|(_, rest)| rest);
    let path = rest.and_then(|rest| Some(rest[rest.find('/')?..].to_owned()));
    let path = path.filter(|path| path.len() > 1 && !path.contains(['{', '}', '?', '#']));
    let path = path.ok_or_else(|| {
        wrong("URL needs a path that is not easily guessed, as in https://bot.example.org/telegram")
    })?;
    let secret = secret("ACHILLES_WEBHOOK_SECRET")?.unwrap_or_default();
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    if secret.is_empty() || secret.len() > 256 || !secret.chars().all(allowed) {
        return Err(wrong(
            "SECRET has to be 1 to 256 letters of A-Z, a-z, 0-9, _ and -",
        ));
    }
    let secret: Arc<str> = secret.into();
    let (queue, waiting) = WebhookQueue::new();
    let hook = http::Webhook {
        path,
        secret: Arc::clone(&secret),
        queue,
    };
    let routes = http::webhook(hook);
    listen(arguments.webhook_listen, routes, "ACHILLES_WEBHOOK_LISTEN").await?;
    Ok(UpdateSource::Webhook {
        url: url.to_owned(),
        secret,
        waiting,
    })
}

/// Listens for HTTP until the process ends.
async fn listen(address: SocketAddr, routes: Router, setting: &str) -> Result<(), Failure> {
    let listener = TcpListener::bind(address).await.map_err(|error| {
        Failure::Other(format!(
            "{address} cannot be listened at: {error}; set {setting} to another address"
        ))
    })?;
    tokio::spawn(http::serve(listener, routes));
    Ok(())
}
