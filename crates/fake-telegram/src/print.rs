//! The state as text, and the small questions a page asks about it.

use std::{fmt::Write as _, time::Duration};

use crate::{
    Toast,
    state::{Chat, ChatKind, State},
    view::shown,
};

impl State {
    /// Every chat as text, for the message of a failed test.
    pub fn print(&self) -> String {
        let mut out = String::new();
        for chat in self.chats.values().filter(|chat| !chat.messages.is_empty()) {
            let _ = writeln!(out, "--- {} ({})", chat.title, chat.id);
            self.print_chat(chat, &mut out);
        }
        let _ = writeln!(
            out,
            "--- {} updates pending, {} presses unanswered",
            self.pending_updates(),
            self.waiting().len()
        );
        for call in self.calls.iter().rev().take(20).filter(|call| !call.ok) {
            let error = call.error.as_deref().unwrap_or("");
            let _ = writeln!(out, "refused: {} {} {error}", call.method, call.params);
        }
        out
    }

    fn print_chat(&self, chat: &Chat, out: &mut String) {
        for message in chat.messages.values() {
            let message = shown(message);
            let who = match message.person {
                None => "bot",
                Some(id) => self
                    .people
                    .get(&id)
                    .map_or("?", |person| person.name.as_str()),
            };
            let _ = write!(out, "#{} {who}", message.id);
            if let Some(thread) = message.thread {
                let _ = write!(out, " in topic {thread}");
            }
            if let Some(parent) = message.reply_to {
                let _ = write!(out, " replying to #{parent}");
            }
            if message.edited > 0 {
                let _ = write!(out, " (edited {}x)", message.edited);
            }
            if message.deleted {
                let _ = write!(out, " (deleted)");
            }
            if let Some(media) = &message.media {
                let _ = write!(out, " [{media}]");
            }
            let _ = writeln!(out, ": {}", message.text);
            for row in &message.buttons {
                let labels: Vec<_> = row.iter().map(|b| format!("[{}]", b.text)).collect();
                let _ = writeln!(out, "    {}", labels.join(" "));
            }
        }
    }
}

impl State {
    /// All chats, groups first.
    pub fn chats(&self) -> impl Iterator<Item = &Chat> {
        self.chats.values()
    }

    /// All people: id and name.
    pub fn people(&self) -> impl Iterator<Item = (i64, &str)> {
        self.people
            .iter()
            .map(|(id, person)| (*id, person.name.as_str()))
    }

    /// The bot's name, as it set it.
    pub fn bot_name(&self) -> &str {
        &self.bot.name
    }

    /// The bot's username, without the `@`.
    pub fn bot_username(&self) -> &str {
        &self.bot.username
    }

    /// The bot's `description` or `short_description` without a language.
    pub fn bot_text(&self, which: &str) -> &str {
        let key = (which.to_owned(), String::new());
        self.bot.texts.get(&key).map_or("", String::as_str)
    }

    /// The newest answers to presses, of all people.
    pub fn recent_toasts(&self, most: usize) -> Vec<Toast> {
        let mut toasts: Vec<_> = self.all_toasts().collect();
        toasts.drain(..toasts.len().saturating_sub(most));
        toasts
    }
}

impl Chat {
    /// The id of the chat.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// The group's title or the person's name.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Between one person and the bot.
    pub fn is_private(&self) -> bool {
        self.kind == ChatKind::Private
    }

    /// The chat has topics.
    pub fn is_forum(&self) -> bool {
        self.forum
    }

    /// The people in it.
    pub fn members(&self) -> impl Iterator<Item = i64> {
        self.members.iter().copied()
    }

    /// Its topics: thread id, name, closed.
    pub fn topics(&self) -> impl Iterator<Item = (i64, &str, bool)> {
        self.topics
            .iter()
            .map(|(id, topic)| (*id, topic.name.as_str(), topic.closed))
    }

    /// Whether the bot said within `lately` that it is typing, and has not written since.
    pub fn is_typing(&self, lately: Duration) -> bool {
        self.typing.is_some_and(|since| since.elapsed() < lately)
    }
}
