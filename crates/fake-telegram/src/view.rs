//! What an observer sees: transcripts, notices and the log of calls.

use serde::Serialize;
use serde_json::Value;

use crate::{
    html::Entity,
    state::{Author, ChatMessage, RecordedCall, State},
};

/// A button as a person sees it, with the data behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownButton {
    /// The text on the button.
    pub text: String,
    /// The callback data, unless the button does something else.
    pub data: Option<String>,
    /// The address, if the button is a link.
    pub url: Option<String>,
    /// What the button copies, if it does that.
    pub copy: Option<String>,
}

/// A message as a person sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownMessage {
    /// Its id in the chat.
    pub id: i64,
    /// When it was sent, in seconds since 1970.
    pub date: i64,
    /// Whether the bot wrote it.
    pub from_bot: bool,
    /// The person who wrote it, if it was not the bot.
    pub person: Option<i64>,
    /// The visible text (of a file: its caption).
    pub text: String,
    /// How the text is formatted.
    pub entities: Vec<Entity>,
    /// What it is if not text: `photo`, `voice`, `document`, `sticker`, ...
    pub media: Option<String>,
    /// The picture of the bot: the bytes of a PNG file in base 64.
    pub picture: Option<String>,
    /// The file that came with it, by its name.
    pub file: Option<ShownFile>,
    /// The album it belongs to.
    pub album: Option<String>,
    /// The inline keyboard, row by row.
    pub buttons: Vec<Vec<ShownButton>>,
    /// The topic it is in.
    pub thread: Option<i64>,
    /// The message it replies to.
    pub reply_to: Option<i64>,
    /// How often the text was edited.
    pub edited: u32,
    /// Deleted messages stay in the transcript, so that a test can see what was there.
    pub deleted: bool,
    /// Whether it is pinned.
    pub pinned: bool,
}

/// A file as a person sees it in a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownFile {
    /// What it is called.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Whether what is in it can be read: [`State::file_text`].
    pub readable: bool,
}

impl ShownMessage {
    /// The labels of all buttons, in reading order.
    pub fn labels(&self) -> Vec<&str> {
        self.buttons
            .iter()
            .flatten()
            .map(|button| button.text.as_str())
            .collect()
    }

    /// The button with exactly this label.
    pub fn button(&self, label: &str) -> Option<&ShownButton> {
        self.buttons
            .iter()
            .flatten()
            .find(|button| button.text == label)
    }
}

/// What the bot answered to a press of a button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Toast {
    /// Counts the presses of the whole state.
    pub serial: u64,
    /// The person who pressed.
    pub person: i64,
    /// The chat in which it was pressed.
    pub chat: i64,
    /// The message that the button stands under.
    pub message: i64,
    /// The words, empty if the bot only took note.
    pub text: String,
    /// A box to be closed rather than a passing line.
    pub show_alert: bool,
}

/// A press the bot has not answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// The person who pressed.
    pub person: i64,
    /// The chat in which it was pressed.
    pub chat: i64,
    /// The message that the button stands under.
    pub message: i64,
    /// The data of the button.
    pub data: String,
}

impl State {
    /// All messages of a chat, in order, deleted ones included.
    pub fn transcript(&self, chat: i64) -> Vec<ShownMessage> {
        self.chats
            .get(&chat)
            .into_iter()
            .flat_map(|chat| chat.messages.values())
            .map(shown)
            .collect()
    }

    /// What is in the file of a message, where that is text.
    pub fn file_text(&self, chat: i64, message: i64) -> Option<&str> {
        let message = self.chats.get(&chat)?.messages.get(&message)?;
        let there = (!message.deleted).then_some(message)?;
        there.file_text.as_deref()
    }

    /// The newest message of the bot that is still there.
    pub fn last_from_bot(&self, chat: i64) -> Option<ShownMessage> {
        let mut messages = self.chats.get(&chat)?.messages.values();
        messages
            .rfind(|message| message.author == Author::Bot && !message.deleted)
            .map(shown)
    }

    /// One message, if it is still there.
    pub fn shown(&self, chat: i64, id: i64) -> Option<ShownMessage> {
        self.message(chat, id).map(shown)
    }

    /// The answers a person's presses got, oldest first.
    pub fn toasts(&self, person: i64) -> Vec<Toast> {
        self.all_toasts()
            .filter(|toast| toast.person == person)
            .collect()
    }

    pub(crate) fn all_toasts(&self) -> impl Iterator<Item = Toast> {
        self.callbacks.iter().filter_map(|callback| {
            let answer = callback.answer.as_ref()?;
            Some(Toast {
                serial: callback.serial,
                person: callback.person,
                chat: callback.chat,
                message: callback.message,
                text: answer.text.clone(),
                show_alert: answer.show_alert,
            })
        })
    }

    /// Presses the bot has not answered and still may.
    pub fn waiting(&self) -> Vec<Waiting> {
        let age = self.options.callback_age;
        self.callbacks
            .iter()
            .filter(|callback| callback.answer.is_none() && callback.at.elapsed() <= age)
            .map(|callback| Waiting {
                person: callback.person,
                chat: callback.chat,
                message: callback.message,
                data: callback.data.clone(),
            })
            .collect()
    }

    /// The calls of the bot, getUpdates apart, oldest first.
    pub fn calls(&self) -> &[RecordedCall] {
        &self.calls
    }

    /// How many calls the bot has made, getUpdates apart, even where their log is not kept.
    pub fn calls_made(&self) -> u64 {
        self.made
    }

    /// How often the bot has asked for updates.
    pub fn polls(&self) -> u64 {
        self.queue.poller
    }

    /// The data behind the buttons of a message, in reading order.
    pub fn callback_data(&self, chat: i64, message: i64) -> impl Iterator<Item = &str> {
        let markup = self
            .message(chat, message)
            .and_then(|message| message.markup.as_ref());
        markup
            .and_then(|markup| markup.get("inline_keyboard")?.as_array())
            .into_iter()
            .flatten()
            .filter_map(Value::as_array)
            .flatten()
            .filter_map(|button| button.get("callback_data")?.as_str())
    }

    /// The results the bot gave for an inline query.
    pub fn inline_answer(&self, query: &str) -> Option<Value> {
        self.inline.get(query)?.clone()
    }

    /// Grows with everything that happens to the messages of a chat, and sometimes without: who waits
    /// for something there need not look again before.
    pub fn happened(&self, chat: i64) -> u64 {
        self.chats.get(&chat).map_or(0, |chat| chat.happened)
    }

    /// How many updates the bot has not confirmed.
    pub fn pending_updates(&self) -> usize {
        self.queue.pending.len()
    }

    /// The commands the menu of a chat offers, the most particular list first, as Telegram picks.
    pub fn menu(&self, chat: i64, language: &str) -> Value {
        let mut scopes = vec![serde_json::json!({"type": "chat", "chat_id": chat}).to_string()];
        let all = if chat > 0 {
            "all_private_chats"
        } else {
            "all_group_chats"
        };
        scopes.push(serde_json::json!({ "type": all }).to_string());
        scopes.push(serde_json::json!({"type": "default"}).to_string());
        for scope in scopes {
            for language in [language, ""] {
                let key = (scope.clone(), language.to_owned());
                if let Some(found) = self.bot.commands.get(&key) {
                    return found.clone();
                }
            }
        }
        serde_json::json!([])
    }
}

pub(crate) fn shown(message: &ChatMessage) -> ShownMessage {
    let caption = message.extra.get("caption").and_then(Value::as_str);
    let media = message
        .extra
        .keys()
        .find(|key| !key.starts_with("caption") && *key != "media_group_id")
        .cloned();
    let file = message.extra.get("document").and_then(|file| {
        Some(ShownFile {
            name: file.get("file_name")?.as_str()?.to_owned(),
            size: file.get("file_size")?.as_u64()?,
            readable: message.file_text.is_some(),
        })
    });
    let picture = message.extra.get("photo").and_then(|sizes| {
        let base64 = sizes.get(0)?.get("base64")?;
        base64.as_str().map(str::to_owned)
    });
    let album = message.extra.get("media_group_id").and_then(Value::as_str);
    let word =
        |button: &Value, key: &str| button.get(key).and_then(Value::as_str).map(str::to_owned);
    let rows = message
        .markup
        .as_ref()
        .and_then(|markup| markup.get("inline_keyboard"))
        .and_then(Value::as_array);
    ShownMessage {
        id: message.id,
        date: message.date,
        from_bot: message.author == Author::Bot,
        person: match message.author {
            Author::Bot => None,
            Author::Person(id) => Some(id),
        },
        text: caption.unwrap_or(&message.text).to_owned(),
        entities: message.entities.clone(),
        media,
        picture,
        file,
        album: album.map(str::to_owned),
        buttons: rows
            .into_iter()
            .flatten()
            .map(|row| {
                let row = row.as_array().into_iter().flatten();
                row.map(|button| ShownButton {
                    text: word(button, "text").unwrap_or_default(),
                    data: word(button, "callback_data"),
                    url: word(button, "url"),
                    copy: button
                        .pointer("/copy_text/text")
                        .and_then(Value::as_str)
                        .map(str::to_owned),
                })
                .collect()
            })
            .collect(),
        thread: message.thread,
        reply_to: message.reply_to,
        edited: message.edited,
        deleted: message.deleted,
        pinned: message.pinned,
    }
}
