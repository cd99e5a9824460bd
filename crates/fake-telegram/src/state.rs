//! Everything the fake Bot API remembers: people, chats, messages, callbacks and calls.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use serde_json::Value;
use tokio::sync::mpsc;

use crate::{Options, faults::Faults, html::Entity, queue::Queue};

/// The bot's user id.
pub const BOT_ID: i64 = 7_000_000_001;

/// How many callbacks are remembered, unless more are open.
const KEPT_CALLBACKS: usize = 500;

/// Ids of queries begin here. Long digits, as the real ones: a bot that reads them as small numbers
/// should fail.
const QUERY_IDS: u64 = 4_611_686_018_427_000_000;

/// The state behind the fake Bot API; observers read it through the methods of `view.rs`.
pub struct State {
    pub(crate) options: Options,
    pub(crate) bot: BotProfile,
    pub(crate) people: BTreeMap<i64, PersonRecord>,
    pub(crate) chats: BTreeMap<i64, Chat>,
    pub(crate) queue: Queue,
    pub(crate) callbacks: VecDeque<ButtonPress>,
    /// Inline queries by id, with the results once they are there.
    pub(crate) inline: HashMap<String, Option<Value>>,
    pub(crate) calls: Vec<RecordedCall>,
    pub(crate) faults: Faults,
    /// Calls being worked on, getUpdates apart.
    pub(crate) in_flight: usize,
    /// Calls made so far, getUpdates apart, whether or not their log is kept.
    pub(crate) made: u64,
    /// Those who want to hear of every message.
    pub(crate) listeners: Vec<mpsc::UnboundedSender<News>>,
    next_query: u64,
}

/// What the bot says about itself.
#[derive(Debug)]
pub(crate) struct BotProfile {
    pub(crate) username: String,
    pub(crate) name: String,
    /// Names, descriptions and short descriptions, by (which, language).
    pub(crate) texts: BTreeMap<(String, String), String>,
    /// Commands by (scope as JSON, language).
    pub(crate) commands: BTreeMap<(String, String), Value>,
    pub(crate) menu_button: Value,
}

/// A person who can write to the bot.
#[derive(Clone, Debug)]
pub(crate) struct PersonRecord {
    pub(crate) name: String,
    pub(crate) language: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChatKind {
    Private,
    Supergroup,
}

/// Whether the bot may write somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Membership {
    /// A person who never wrote to the bot.
    NotStarted,
    Member,
    /// Blocked by the person, or removed from the group.
    Kicked,
    Left,
}

/// A chat; observers read it through the methods of `view.rs`.
#[derive(Debug)]
pub struct Chat {
    pub(crate) id: i64,
    pub(crate) kind: ChatKind,
    pub(crate) title: String,
    pub(crate) forum: bool,
    pub(crate) bot_is_admin: bool,
    pub(crate) membership: Membership,
    pub(crate) members: BTreeSet<i64>,
    pub(crate) topics: BTreeMap<i64, ForumTopic>,
    pub(crate) messages: BTreeMap<i64, ChatMessage>,
    next_message: i64,
    /// Counts what has happened to its messages.
    pub(crate) happened: u64,
    /// Times of the bot's latest sends, for the rate limits.
    pub(crate) sends: VecDeque<Instant>,
    /// When the bot last said it is typing.
    pub(crate) typing: Option<Instant>,
}

#[derive(Clone, Debug)]
pub(crate) struct ForumTopic {
    pub(crate) name: String,
    pub(crate) closed: bool,
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Author {
    Bot,
    Person(i64),
}

#[derive(Clone, Debug)]
pub(crate) struct ChatMessage {
    pub(crate) id: i64,
    pub(crate) date: i64,
    pub(crate) author: Author,
    pub(crate) text: String,
    pub(crate) entities: Vec<Entity>,
    /// Fields of another kind of message: photo, voice, forum_topic_created, ...
    pub(crate) extra: BTreeMap<String, Value>,
    /// What is in its file, where that is text. The Bot API does not tell it.
    pub(crate) file_text: Option<String>,
    pub(crate) markup: Option<Value>,
    pub(crate) thread: Option<i64>,
    pub(crate) reply_to: Option<i64>,
    pub(crate) edited: u32,
    pub(crate) edit_date: Option<i64>,
    pub(crate) deleted: bool,
    pub(crate) pinned: bool,
    /// It is a result of the bot's inline mode.
    pub(crate) via_bot: bool,
}

impl ChatMessage {
    pub(crate) fn text(author: Author, text: &str) -> Self {
        Self {
            id: 0,
            date: 0,
            author,
            text: text.to_owned(),
            entities: Vec::new(),
            extra: BTreeMap::new(),
            file_text: None,
            markup: None,
            thread: None,
            reply_to: None,
            edited: 0,
            edit_date: None,
            deleted: false,
            pinned: false,
            via_bot: false,
        }
    }
}

/// A press of a button, and what the bot answered.
#[derive(Clone, Debug)]
pub(crate) struct ButtonPress {
    /// Its id on the wire, counted from the first.
    pub(crate) serial: u64,
    pub(crate) person: i64,
    pub(crate) chat: i64,
    pub(crate) message: i64,
    pub(crate) data: String,
    pub(crate) at: Instant,
    pub(crate) answer: Option<CallbackAnswer>,
}

#[derive(Clone, Debug)]
pub(crate) struct CallbackAnswer {
    pub(crate) text: String,
    pub(crate) show_alert: bool,
}

/// One call the bot made.
#[derive(Clone, Debug)]
pub struct RecordedCall {
    /// The method with a small first letter, as in the documentation.
    pub method: String,
    /// Its parameters; files are given as name, size and, if they are text, what is in them.
    pub params: Value,
    /// Whether the answer was `ok`, as far as the fake Bot API did what was asked.
    pub ok: bool,
    /// The description of the error, if there was one.
    pub error: Option<String>,
}

/// The bot has sent a message or changed one.
#[derive(Clone, Copy, Debug)]
pub struct News {
    /// When the message was sent or changed.
    pub at: Instant,
    /// The chat of the message.
    pub chat: i64,
    /// The message that was sent or changed.
    pub message: i64,
    /// Whether it was there before.
    pub edited: bool,
}

impl RecordedCall {
    /// The chat the call was about.
    pub fn chat(&self) -> Option<i64> {
        let id = self.params.get("chat_id")?;
        id.as_i64().or_else(|| id.as_str()?.parse().ok())
    }
}

impl State {
    pub(crate) fn new(options: Options) -> Self {
        let bot = BotProfile {
            username: options.username.clone(),
            name: "Achilles".to_owned(),
            texts: BTreeMap::new(),
            commands: BTreeMap::new(),
            menu_button: serde_json::json!({"type": "commands"}),
        };
        Self {
            options,
            bot,
            people: BTreeMap::new(),
            chats: BTreeMap::new(),
            queue: Queue::new(),
            callbacks: VecDeque::new(),
            inline: HashMap::new(),
            calls: Vec::new(),
            faults: Faults::default(),
            in_flight: 0,
            made: 0,
            listeners: Vec::new(),
            next_query: 0,
        }
    }

    pub(crate) fn number_from(&mut self, first: i64) {
        for chat in self.chats.values_mut() {
            chat.next_message = chat.next_message.max(first);
        }
        self.queue.number_from(first);
    }

    /// Adds a person with an empty private chat; a second call only renames.
    pub(crate) fn add_person(&mut self, id: i64, name: &str) {
        let language = self.options.language.clone();
        self.people.insert(
            id,
            PersonRecord {
                name: name.to_owned(),
                language,
            },
        );
        if let Some(chat) = self.chats.get_mut(&id) {
            name.clone_into(&mut chat.title);
        } else {
            let mut chat = Chat::new(id, ChatKind::Private, name);
            chat.membership = Membership::NotStarted;
            chat.members.insert(id);
            self.chats.insert(id, chat);
        }
    }

    pub(crate) fn add_group(&mut self, id: i64, title: &str, forum: bool, members: &[i64]) {
        let mut chat = Chat::new(id, ChatKind::Supergroup, title);
        chat.forum = forum;
        chat.members = members.iter().copied().collect();
        self.chats.insert(id, chat);
    }

    /// Stores a message and returns its id.
    pub(crate) fn add_message(&mut self, chat: i64, mut message: ChatMessage) -> Option<i64> {
        let keep = self.options.keep_messages;
        let chat = self.chats.get_mut(&chat)?;
        let id = chat.next_message;
        chat.next_message += 1;
        chat.happened += 1;
        message.id = id;
        message.date = now();
        if message.author == Author::Bot {
            chat.typing = None;
        }
        chat.messages.insert(id, message);
        if let Some(keep) = keep {
            while chat.messages.len() > keep.max(1) {
                chat.messages.pop_first();
            }
        }
        Some(id)
    }

    pub(crate) fn message(&self, chat: i64, id: i64) -> Option<&ChatMessage> {
        let message = self.chats.get(&chat)?.messages.get(&id)?;
        (!message.deleted).then_some(message)
    }

    pub(crate) fn message_mut(&mut self, chat: i64, id: i64) -> Option<&mut ChatMessage> {
        let chat = self.chats.get_mut(&chat)?;
        let message = chat.messages.get_mut(&id)?;
        chat.happened += 1;
        (!message.deleted).then_some(message)
    }

    /// Opens a topic by a service message, whose id is the topic's id.
    pub(crate) fn add_topic(&mut self, chat: i64, name: &str, author: Author) -> Option<i64> {
        let mut message = ChatMessage::text(author, "");
        message.extra.insert(
            "forum_topic_created".to_owned(),
            serde_json::json!({"name": name, "icon_color": 7_322_096}),
        );
        let id = self.add_message(chat, message)?;
        self.message_mut(chat, id)?.thread = Some(id);
        let topic = ForumTopic {
            name: name.to_owned(),
            closed: false,
        };
        self.chats.get_mut(&chat)?.topics.insert(id, topic);
        Some(id)
    }

    /// A fresh id for a callback or inline query.
    pub(crate) fn query_id(&mut self) -> (u64, String) {
        self.next_query += 1;
        let serial = self.next_query;
        (serial, format!("{}", QUERY_IDS + serial))
    }

    /// The press with this id, if it is remembered.
    pub(crate) fn callback_mut(&mut self, id: &str) -> Option<&mut ButtonPress> {
        let serial = id.parse::<u64>().ok()?.checked_sub(QUERY_IDS)?;
        // Presses are kept in the order of their serials.
        let at = self
            .callbacks
            .binary_search_by_key(&serial, |callback| callback.serial)
            .ok()?;
        self.callbacks.get_mut(at)
    }

    pub(crate) fn add_callback(&mut self, callback: ButtonPress) {
        self.callbacks.push_back(callback);
        // Under load many presses are open at once; only those that are over may go.
        let age = self.options.callback_age;
        while self.callbacks.len() > KEPT_CALLBACKS
            && let Some(first) = self.callbacks.front()
            && (first.answer.is_some() || first.at.elapsed() > age)
        {
            self.callbacks.pop_front();
        }
    }

    /// Tells the listeners that the bot has put something before a chat.
    pub(crate) fn announce(&mut self, chat: i64, message: i64, edited: bool) {
        if self.listeners.is_empty() {
            return;
        }
        let at = Instant::now();
        self.listeners.retain(|listener| {
            let news = News {
                at,
                chat,
                message,
                edited,
            };
            listener.send(news).is_ok()
        });
    }

    /// Nothing on its way: no unconfirmed update, no call being worked on, every press answered.
    pub fn is_idle(&self) -> bool {
        let age = self.options.callback_age;
        self.queue.pending.is_empty()
            && self.in_flight == 0
            && self
                .callbacks
                .iter()
                .all(|callback| callback.answer.is_some() || callback.at.elapsed() > age)
    }
}

impl Chat {
    fn new(id: i64, kind: ChatKind, title: &str) -> Self {
        Self {
            id,
            kind,
            title: title.to_owned(),
            forum: false,
            bot_is_admin: false,
            membership: Membership::Member,
            members: BTreeSet::new(),
            topics: BTreeMap::new(),
            messages: BTreeMap::new(),
            // The first message of a group says that it was made, so no topic has the number 1: that is the
            // number of "General".
            next_message: if kind == ChatKind::Private { 1 } else { 2 },
            happened: 0,
            sends: VecDeque::new(),
            typing: None,
        }
    }
}

/// The machine's clock, in seconds since 1970.
pub(crate) fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_secs()).ok())
        .unwrap_or(0)
}
