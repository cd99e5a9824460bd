//! People who use the bot, wherever they do.

use std::fmt;

use serde_json::json;

use crate::{FakeTelegram, json::written};

/// Why a person could not do that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImpossibleAction(pub String);

impl fmt::Display for ImpossibleAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ImpossibleAction {}

/// Somebody who uses the bot.
#[derive(Clone)]
pub struct TestPerson {
    pub(crate) telegram: FakeTelegram,
    pub(crate) id: i64,
}

impl TestPerson {
    /// The user id, which is also the id of the private chat.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// Sets the language the person's client reports.
    pub fn speaks(&self, language: &str) -> &Self {
        self.telegram.shared.change(|state| {
            if let Some(person) = state.people.get_mut(&self.id) {
                language.clone_into(&mut person.language);
            }
        });
        self
    }

    /// The answers this person's presses got, oldest first.
    pub fn toasts(&self) -> Vec<crate::Toast> {
        self.telegram.look(|state| state.toasts(self.id))
    }

    /// Asks `@bot query` in some chat; returns the id under which the results will be found.
    pub fn inline(&self, query: &str) -> String {
        self.telegram.shared.change(|state| {
            let (_, id) = state.query_id();
            state.inline.insert(id.clone(), None);
            let from = state.user_out(self.id);
            let asked = json!({"id": id, "from": from, "query": query, "offset": "",
                "chat_type": "sender"});
            let asked = written(&asked);
            state.queue.push("inline_query", None, &asked);
            id
        })
    }
}
