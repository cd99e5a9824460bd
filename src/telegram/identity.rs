//! Who the bot is on Telegram. Its name can be changed while it runs.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use care_ids::UserId;
use serde::Deserialize;
use tokio::time::Instant;

use super::api::Api;
use super::message::IncomingMessage;
use super::update::Incoming;

/// Least time between two questions who the bot is.
const ASK_AGAIN: Duration = Duration::from_secs(60);
/// Longest wait for the answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// The bot's id and name (Bot API, getMe).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Identity {
    /// The id never changes.
    pub id: UserId,
    /// The username, without the `@`.
    pub username: String,
}

impl Identity {
    /// Whether this is the bot's username.
    pub fn is_called(&self, name: &str) -> bool {
        self.username.eq_ignore_ascii_case(name)
    }
}

/// Who the bot is by the newest answer of Telegram.
pub struct CurrentIdentity {
    api: Api,
    now: Mutex<(Arc<Identity>, Option<Instant>)>,
}

impl CurrentIdentity {
    /// As Telegram said at the start.
    pub fn new(api: Api, identity: Identity) -> Self {
        Self {
            api,
            now: Mutex::new((Arc::new(identity), None)),
        }
    }

    /// Who the bot is, as far as is known.
    pub fn get(&self) -> Arc<Identity> {
        Arc::clone(&self.locked().0)
    }

    /// Asks Telegram again when a message names a bot that is not this one: it may be this one by a new name.
    /// At most once a minute.
    pub(crate) async fn refresh_for(&self, incoming: &Incoming) {
        let Incoming::Message(message) = incoming else {
            return;
        };
        if !self.names_another_bot(message) || !self.is_due() {
            return;
        }
        let answer = self.api.call_within("getMe", "{}".to_owned(), PATIENCE);
        let known: Option<Identity> = match answer.await {
            Ok(result) => serde_json::from_str(&result).ok(),
            Err(error) => {
                tracing::debug!(%error, "the bot's name could not be asked for");
                None
            }
        };
        if let Some(identity) = known {
            let mut now = self.locked();
            if *now.0 != identity {
                tracing::info!(bot = identity.username, "the bot has a new name");
                now.0 = Arc::new(identity);
            }
        }
    }

    /// Whether a message of a group names a bot. The usernames of bots end with "bot".
    fn names_another_bot(&self, message: &IncomingMessage) -> bool {
        if message.is_private() {
            return false;
        }
        let me = self.get();
        let text = message.text.as_deref().unwrap_or_default();
        text.split_whitespace()
            .filter_map(|word| word.rsplit_once('@'))
            .map(|(_, name)| name.trim_end_matches(|end: char| !end.is_ascii_alphanumeric()))
            .any(|name| name.to_ascii_lowercase().ends_with("bot") && !me.is_called(name))
    }

    fn is_due(&self) -> bool {
        let mut now = self.locked();
        let due = now.1.is_none_or(|at| at.elapsed() >= ASK_AGAIN);
        if due {
            now.1 = Some(Instant::now());
        }
        due
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, (Arc<Identity>, Option<Instant>)> {
        // A panic leaves a whole identity.
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
