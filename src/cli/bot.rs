//! `serve` and `demo`: the bot at work.

use std::io::IsTerminal;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use teloxide::Bot;
use tokio::runtime::Runtime;
use tracing_subscriber::EnvFilter;

use super::secret::secret;
use super::{Demo, Failure, Serve};
use crate::core::content::Content;
use crate::store::Store;
use crate::telegram;
use crate::telegram::Desk;

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
    log();
    runtime()?.block_on(async {
        let store = Store::open(&database_url).await.map_err(other)?;
        let desk = Desk::new(Arc::new(content)).under(policy);
        let mut served = telegram::serve(bot, desk, store);
        tokio::select! {
            ended = served.wait() => ended.map_err(other),
            () = told_to_stop() => served.stop().await.map_err(other),
        }
    })
}

pub fn demo(content: Content, arguments: &Demo) -> Result<(), Failure> {
    log();
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
        // The bot reaches the stand-in over HTTP, the very way it reaches Telegram.
        let url = demo.url().parse().map_err(other)?;
        let bot = Bot::new("1:demo").set_api_url(url);
        let mut served = telegram::serve(bot, Desk::new(Arc::new(content)), store);
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

fn runtime() -> Result<Runtime, Failure> {
    Runtime::new().map_err(|error| Failure::Other(format!("the bot cannot start: {error}")))
}

/// Logs go to standard error. Only this crate speaks by default: libraries log addresses and texts.
fn log() {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("off,achilles_bot=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
}

fn other(error: impl std::fmt::Display) -> Failure {
    Failure::Other(error.to_string())
}
