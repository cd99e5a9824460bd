//! The bot as a running service: start, work, stop.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Deserialize;
use serde_json::{Value, json};
use teloxide::Bot;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::delivery::{DeliveryWorker, LAST_CALLS, ServiceTexts};
use crate::handlers::App;
use crate::metrics::Metrics;
use crate::retention;
use crate::telegram::api::Api;
use crate::telegram::errors::{ApiError, Refusal};
use crate::telegram::group_admins::GroupAdmins;
use crate::telegram::identity::{CurrentIdentity, Identity};
use crate::telegram::long_poll::{ALLOWED_UPDATES, poll};
use crate::telegram::request::Command;
use crate::telegram::webhook_queue::{WebhookReceiver, process_queue};
use crate::update_processor::UpdateProcessor;
use care_store::{KeptContent, Store, StoreError};

/// How long a stopping bot waits at most until what was delivered is written.
const LAST_ACKS: Duration = Duration::from_secs(5);

/// Why the bot does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Telegram does not know the token.
    #[error("Telegram does not accept the token; check TELOXIDE_TOKEN (BotFather shows it)")]
    Token,
    /// Telegram answered in a way that trying again will not mend.
    #[error("the bot cannot work with Telegram: {0}")]
    Telegram(ApiError),
    /// Telegram's answer to `getMe` does not say who the bot is.
    #[error("Telegram's answer to getMe does not say who the bot is; check TELOXIDE_API_URL")]
    Unintroduced,
    /// The bot's main task ended without a result.
    #[error("a part of the bot panicked; the log says where. Start it again: nothing is lost")]
    Panicked,
    /// The database failed at start.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ApiError> for ServeError {
    fn from(error: ApiError) -> Self {
        match error.refusal() {
            Some(Refusal::Token) => Self::Token,
            _ => Self::Telegram(error),
        }
    }
}

/// A bot at work.
pub struct RunningBot {
    work: JoinHandle<Result<(), ServeError>>,
    stop: watch::Sender<bool>,
}

impl RunningBot {
    /// Takes no new updates, delivers the outbox, and ends.
    ///
    /// # Errors
    /// What made the bot end by itself before.
    pub async fn stop(self) -> Result<(), ServeError> {
        let _ = self.stop.send(true);
        self.ended().await
    }

    /// Waits until the bot ends by itself.
    ///
    /// # Errors
    /// Why it ended.
    pub async fn ended(mut self) -> Result<(), ServeError> {
        self.wait().await
    }

    /// Waits for the bot to end, without giving it up.
    ///
    /// # Errors
    /// Why it ended.
    pub async fn wait(&mut self) -> Result<(), ServeError> {
        (&mut self.work).await.unwrap_or(Err(ServeError::Panicked))
    }
}

/// How updates come in.
pub enum UpdateSource {
    /// The bot asks for them. One process at a time may.
    LongPoll,
    /// Telegram brings them to a webhook; any number of processes may stand behind it.
    Webhook {
        /// The public https address that Telegram posts updates to.
        url: String,
        /// What Telegram has to bring with them.
        secret: Arc<str>,
        /// Where they wait to be taken in.
        waiting: WebhookReceiver,
    },
}

/// A bot that can be started.
pub struct Service {
    /// The client, with token and address.
    pub bot: Bot,
    /// The handlers with content and policy.
    pub app: App,
    /// The database of people, cases and the outbox.
    pub store: Store,
    /// How updates come in.
    pub way: UpdateSource,
    /// The metrics that the service counts into.
    pub metrics: Arc<Metrics>,
    /// The clock: Unix seconds.
    pub now: fn() -> i64,
}

impl Service {
    /// One that polls, by the machine's clock.
    pub fn new(bot: Bot, app: App, store: Store) -> Self {
        let metrics = Arc::new(Metrics::new(&app.content.version));
        Self {
            bot,
            app,
            store,
            way: UpdateSource::LongPoll,
            metrics,
            now,
        }
    }

    /// Starts the service as a task of the runtime.
    pub fn start(self) -> RunningBot {
        let (stop, stopped) = watch::channel(false);
        let work = tokio::spawn(run(self, stopped));
        RunningBot { work, stop }
    }
}

#[expect(
    clippy::too_many_lines,
    reason = "the order of starting and stopping is read at one place"
)]
async fn run(service: Service, mut stopped: watch::Receiver<bool>) -> Result<(), ServeError> {
    let Service {
        bot,
        app,
        store,
        way,
        metrics,
        now,
    } = service;
    let api = Api::new(bot);
    let Some((me, topics_in_private)) = introduce(&api, &mut stopped).await? else {
        return Ok(());
    };
    let app = App {
        topics_in_private,
        ..app
    };
    tracing::info!(
        bot = me.username,
        content = app.content.version,
        access = app.policy.access.name(),
        administrators = app.policy.admins.len(),
        database = store.kind(),
        "at work"
    );
    announce(&api, &app).await;
    let app = App {
        bot: me.username.as_str().into(),
        ..app
    };

    let (sender, outbox) = DeliveryWorker::new(
        api.clone(),
        store.clone(),
        Arc::clone(&metrics),
        ServiceTexts::of(&app.content),
        now,
    );
    let leases = sender.look_after_leases();
    let leases = if store.is_shared() {
        tokio::spawn(leases)
    } else {
        // What an earlier run left is read before anything new is written.
        leases.await;
        tokio::spawn(std::future::ready(()))
    };
    let mut sending = tokio::spawn(sender.run());
    let keep_days = app.policy.keep_days;
    let retention_task = tokio::spawn(retention::run(store.clone(), keep_days, now));
    let start = store.note_start().await?;
    keep_content(&store, &app, now()).await?;
    let processor = UpdateProcessor::new(
        app,
        (store.clone(), start),
        (
            CurrentIdentity::new(api.clone(), me),
            GroupAdmins::new(api.clone(), store.clone()),
        ),
        outbox,
        metrics,
        now,
    );
    let ended = match way {
        UpdateSource::LongPoll => poll(&api, &processor, stopped).await,
        UpdateSource::Webhook {
            url,
            secret,
            waiting,
        } => match set_webhook(&api, &url, &secret, &mut stopped).await {
            Ok(()) => {
                process_queue(waiting, &processor, stopped).await;
                Ok(())
            }
            Err(error) => Err(error),
        },
    };

    retention_task.abort();
    // The delivery worker ends when the last handle to it is dropped.
    drop(processor);
    if timeout(LAST_CALLS + LAST_ACKS, &mut sending).await.is_err() {
        tracing::warn!("what was delivered last is not written, and is delivered again");
        sending.abort();
    }
    // Until here what was still sent had to stay this replica's.
    leases.abort();
    let _ = leases.await;
    if let Err(error) = store.release_leases().await {
        tracing::warn!(%error, "other replicas take over only when the leases have expired");
    }
    if let Err(error) = store.forget_starts().await {
        tracing::warn!(%error, "the next start takes this end for an unclean one");
    }
    store.close().await;
    tracing::info!("stopped");
    ended.map_err(ServeError::from)
}

/// Keeps what the content says at the first start with it, so that a plan of today can be held against later versions.
async fn keep_content(store: &Store, app: &App, now: i64) -> Result<(), StoreError> {
    let content = &app.content;
    let kept = KeptContent {
        version: content.version.clone(),
        topic: content.topic.id.clone(),
        first_seen: now,
        snapshot: content.snapshot(),
    };
    if store.keep_content(kept).await? {
        tracing::info!(
            content = content.version,
            "the first start with this content"
        );
    }
    Ok(())
}

/// Tells Telegram where to bring updates. It is not taken back at the end: other replicas stand there,
/// and Telegram keeps the updates that arrive in between.
async fn set_webhook(
    api: &Api,
    url: &str,
    secret: &str,
    stopped: &mut watch::Receiver<bool>,
) -> Result<(), ApiError> {
    let params = json!({
        "url": url,
        "secret_token": secret,
        "allowed_updates": ALLOWED_UPDATES,
        "max_connections": 100,
    });
    patiently(api, "setWebhook", &params.to_string(), stopped).await?;
    Ok(())
}

/// Makes a call until Telegram answers it. Nothing when the bot is told to stop meanwhile.
async fn patiently(
    api: &Api,
    method: &str,
    params: &str,
    stopped: &mut watch::Receiver<bool>,
) -> Result<Option<String>, ApiError> {
    let mut pause = Duration::from_secs(1);
    loop {
        let error = match api.call(method, params.to_owned()).await {
            Ok(result) => return Ok(Some(result)),
            Err(error @ ApiError::Refused { .. }) => return Err(error),
            Err(error) => error,
        };
        tracing::warn!(%error, "Telegram cannot be reached; trying again");
        let time = if let ApiError::RateLimited(time) = error {
            time
        } else {
            pause
        };
        pause = (pause * 2).min(Duration::from_secs(60));
        tokio::select! {
            () = sleep(time) => {}
            _ = stopped.changed() => return Ok(None),
        }
    }
}

/// Asks who the bot is, until there is an answer; and whether its private chats have topics.
async fn introduce(
    api: &Api,
    stopped: &mut watch::Receiver<bool>,
) -> Result<Option<(Identity, bool)>, ServeError> {
    let Some(result) = patiently(api, "getMe", "{}", stopped).await? else {
        return Ok(None);
    };
    #[derive(Deserialize)]
    struct Me {
        #[serde(flatten)]
        identity: Identity,
        #[serde(default)]
        has_topics_enabled: bool,
    }
    let me: Me = serde_json::from_str(&result).map_err(|_| ServeError::Unintroduced)?;
    Ok(Some((me.identity, me.has_topics_enabled)))
}

/// Says what the bot is, to who has not written yet, and puts the commands into the menus: of private chats, of
/// groups, and of administrators. Nothing depends on it.
async fn announce(api: &Api, app: &App) {
    let content = &app.content;
    let status = content.status_text(content.lowest_status());
    let text = |key| content.text_with(key, &[("status", status)]);
    let menu = |names: &[&str]| {
        let listed = names.iter().map(|name| {
            let key = format!("command.{name}");
            json!({ "command": name, "description": content.text(&key) })
        });
        Value::from_iter(listed)
    };
    let of_admins: Vec<&str> = Command::MENU
        .into_iter()
        .chain(Command::OF_ADMINS.map(|(_, name)| name))
        .collect();
    let groups = json!({ "type": "all_group_chats" });
    let mut calls = vec![
        (
            "setMyDescription",
            json!({ "description": text("bot.description") }),
        ),
        (
            "setMyShortDescription",
            json!({ "short_description": text("bot.short_description") }),
        ),
        ("setMyCommands", json!({ "commands": menu(&Command::MENU) })),
        (
            "setMyCommands",
            json!({ "commands": menu(&Command::MENU_OF_GROUPS), "scope": groups }),
        ),
    ];
    calls.extend(app.policy.admins.iter().map(|admin| {
        let scope = json!({ "type": "chat", "chat_id": admin });
        let params = json!({ "commands": menu(&of_admins), "scope": scope });
        ("setMyCommands", params)
    }));
    // At once: a start does not wait for one after the other.
    let calls = calls.into_iter().map(|(method, params)| async move {
        if let Err(error) = api.call(method, params.to_string()).await {
            tracing::warn!(method, %error, "a menu or a description was not set");
        }
    });
    futures::future::join_all(calls).await;
}

/// The machine's clock, in Unix seconds.
fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
