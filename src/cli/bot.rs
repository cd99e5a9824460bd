//! `serve` and `demo`: the bot at work.

use std::io::IsTerminal;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use teloxide::Bot;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::secret::secret;
use super::{Demo, Failure, LogFormat, Serve};
use crate::handlers::App;
use crate::http;
use crate::metrics::Metrics;
use crate::service::{Service, UpdateSource};
use crate::telegram::WebhookQueue;
use care_engine::content::Content;
use care_store::Store;

/// Where cases are kept unless it is said.
const DATABASE_URL: &str = "sqlite:achilles-bot.db";

pub fn serve(content: Content, arguments: &Serve) -> Result<(), Failure> {
    let Some(token) = secret("TELOXIDE_TOKEN")? else {
        return Err(Failure::Input(
            "serve: TELOXIDE_TOKEN is not set. Get a token from @BotFather and set it, or name a \
             file that holds it in TELOXIDE_TOKEN_FILE, or run `achilles-bot demo` to try the bot \
             without one."
                .into(),
        ));
    };
    let database_url = match &arguments.database_url {
        Some(url) => url.clone(),
        None => secret("DATABASE_URL")?.unwrap_or_else(|| DATABASE_URL.to_owned()),
    };
    let policy = arguments.policy.policy()?;
    let mut bot = Bot::new(token);
    if let Ok(address) = std::env::var("TELOXIDE_API_URL") {
        let url = address.parse().map_err(|_| {
            Failure::Input(format!(
                "serve: TELOXIDE_API_URL `{address}` is not an address"
            ))
        })?;
        bot = bot.set_api_url(url);
    }
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
        let app = App::new(Arc::new(content)).with_policy(policy);
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

pub fn demo(content: Content, arguments: &Demo) -> Result<(), Failure> {
    log(LogFormat::Text);
    runtime()?.block_on(async {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
        let demo = crate::demo::Demo::start(address).await.map_err(|error| {
            Failure::Other(format!(
                "the demo cannot use port {}: {error}; choose another with --port",
                arguments.port
            ))
        })?;
        let folder = tempfile::tempdir().map_err(other)?;
        let database_url = arguments
            .database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite:{}", folder.path().join("demo.db").display()));
        let store = Store::open(&database_url).await.map_err(other)?;
        // The bot reaches the fake Bot API over HTTP, the very way it reaches Telegram.
        let url = demo.url().parse().map_err(other)?;
        let bot = Bot::new("1:demo").set_api_url(url);
        let mut served = Service::new(bot, App::new(Arc::new(content)), store).start();
        eprintln!(
            "The demo is at {} - nothing leaves this computer. Ctrl-C ends it.",
            demo.url()
        );
        tokio::select! {
            ended = served.wait() => ended.map_err(other),
            () = told_to_stop() => served.stop().await.map_err(other),
        }
    })
}

/// Opens the webhook, before Telegram hears of it.
async fn webhook(url: &str, arguments: &Serve) -> Result<UpdateSource, Failure> {
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
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, routes).await {
            tracing::error!(%error, "listening for HTTP ended");
        }
    });
    Ok(())
}

/// Ctrl-C or, from a service manager, SIGTERM.
async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}

/// One thread for everything but the database: what the bot does between two waits is short, and handing
/// it from thread to thread would cost more than it does.
fn runtime() -> Result<Runtime, Failure> {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| Failure::Other(format!("the bot cannot start: {error}")))
}

/// Logs go to standard error. Only the crates of this workspace log, whatever is asked for: libraries log addresses, in
/// which the token stands, and texts.
fn log(format: LogFormat) {
    // The message of a panic may quote what somebody wrote; the place is enough to mend it.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "a part of the bot panicked");
    }));
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("off,achilles_bot=info,care_store=info"));
    let own = filter_fn(|metadata| {
        let target = metadata.target();
        // The bot itself and the crates of its workspace.
        target.starts_with(env!("CARGO_CRATE_NAME")) || target.starts_with("care_")
    });
    let log = tracing_subscriber::registry().with(filter).with(own);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    match format {
        LogFormat::Text => log
            .with(lines.with_ansi(std::io::stderr().is_terminal()))
            .init(),
        LogFormat::Json => log.with(lines.json().flatten_event(true)).init(),
    }
}

fn other(error: impl std::fmt::Display) -> Failure {
    Failure::Other(error.to_string())
}
