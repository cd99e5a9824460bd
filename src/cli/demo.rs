//! `demo`: the bot in a browser, on this computer only.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use care_engine::content::Content;
use care_store::Store;
use clap::Args;
use teloxide::Bot;

use super::process::{log, other, runtime, told_to_stop};
use super::{DemoArgs, Failure, LogFormat, ServeArgs};
use crate::handlers::App;
use crate::second_reader::SecondReader;
use crate::service::Service;
use crate::telegram::client;

pub(super) fn demo(
    content: Content,
    arguments: &DemoArgs,
    second_reader: SecondReader,
) -> Result<(), Failure> {
    log(LogFormat::Text);
    runtime()?.block_on(async {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
        let demo = crate::demo::Demo::start(address).await.map_err(|error| {
            Failure::Other(format!(
                "the demo cannot use port {}: {error}; choose another with --port",
                arguments.port
            ))
        })?;
        let folder = private_folder().map_err(other)?;
        let database_url = arguments
            .database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite:{}", folder.path().join("demo.db").display()));
        let store = Store::open(&database_url).await.map_err(other)?;
        // The bot reaches the fake Bot API over HTTP, the very way it reaches Telegram.
        let url = demo.url().parse().map_err(other)?;
        let client = client(&url).map_err(other)?;
        let bot = Bot::with_client(demo.token(), client).set_api_url(url);
        let app = App::with_second_reader(Arc::new(content), second_reader);
        let mut served = Service::new(bot, app, store).start();
        if let Some(ignored) = ignored_settings() {
            eprintln!(
                "The demo is open to everybody and ignores these settings of serve: {ignored}."
            );
        }
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

/// The settings of `serve` that are set and have no meaning here.
fn ignored_settings() -> Option<String> {
    let serve = ServeArgs::augment_args(clap::Command::new("serve"));
    let settings = serve
        .get_arguments()
        .filter_map(|setting| setting.get_env());
    let set: Vec<String> = settings
        .filter(|name| std::env::var_os(name).is_some())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    (!set.is_empty()).then(|| set.join(", "))
}

/// A temporary folder that only this account can read.
fn private_folder() -> std::io::Result<tempfile::TempDir> {
    let mut folder = tempfile::Builder::new();
    folder.prefix("achilles-bot-demo-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        folder.permissions(std::fs::Permissions::from_mode(0o700));
    }
    folder.tempdir()
}
