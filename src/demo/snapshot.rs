//! What the page is told: the state of the chats, and only of those that changed.

use std::{
    collections::{BTreeMap, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
    time::Duration,
};

use serde_json::{Value, json};

use fake_telegram::{Chat, State};

/// Telegram shows "typing" for this long after the bot said so.
const TYPING: Duration = Duration::from_secs(5);

/// Remembers what a page has seen, so that a plan of many pages is sent once and not at every
/// press of a button.
#[derive(Default)]
pub(super) struct Seen(BTreeMap<i64, u64>);

impl Seen {
    /// The news since the last call; the first one is everything.
    pub(super) fn news(&mut self, state: &State, run: &str) -> Value {
        let mut chats = Vec::new();
        for chat in state.chats() {
            let body = chat_news(state, chat);
            let mut hasher = DefaultHasher::new();
            body.to_string().hash(&mut hasher);
            let hash = hasher.finish();
            if self.0.insert(chat.id(), hash) != Some(hash) {
                chats.push(body);
            }
        }
        let people: Vec<_> = state
            .people()
            .map(|(id, name)| json!({"id": id, "name": name}))
            .collect();
        json!({
            "run": run,
            "bot": {
                "name": state.bot_name(),
                "username": state.bot_username(),
                "description": state.bot_text("description"),
            },
            "people": people,
            "chats": chats,
            "waiting": state.waiting(),
            "toasts": state.recent_toasts(20),
        })
    }
}

/// Whether the picture will change by the mere passing of time.
pub(super) fn unsettled(state: &State) -> bool {
    !state.waiting().is_empty() || state.chats().any(|chat| chat.is_typing(TYPING))
}

fn chat_news(state: &State, chat: &Chat) -> Value {
    let mut messages = state.transcript(chat.id());
    messages.retain(|message| !message.deleted && message.media.as_deref() != Some(TOPIC_OPENED));
    let topics: Vec<_> = chat
        .topics()
        .map(|(thread, name, closed)| json!({"thread": thread, "name": name, "closed": closed}))
        .collect();
    let members: Vec<_> = chat.members().collect();
    json!({
        "id": chat.id(),
        "private": chat.is_private(),
        "forum": chat.is_forum(),
        "title": chat.title(),
        "members": members,
        "topics": topics,
        "typing": chat.is_typing(TYPING),
        "menu": state.menu(chat.id(), "en"),
        "messages": messages,
    })
}

/// The service message at the start of a topic; phones show it as a line, the page leaves it out.
const TOPIC_OPENED: &str = "forum_topic_created";
