//! What `serve` and `demo` share as processes: the runtime, the log, and the signals that stop them.

use std::io::IsTerminal;

use tokio::runtime::{Builder, Runtime};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::{Failure, LogFormat};

/// Ctrl-C or, from a service manager, SIGTERM.
pub(super) async fn told_to_stop() {
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
pub(super) fn runtime() -> Result<Runtime, Failure> {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| Failure::Other(format!("the bot cannot start: {error}")))
}

/// Logs go to standard error. Only the crates of this workspace log, whatever is asked for: libraries log addresses, in
/// which the token stands, and texts.
pub(super) fn log(format: LogFormat) {
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

pub(super) fn other(error: impl std::fmt::Display) -> Failure {
    Failure::Other(error.to_string())
}
