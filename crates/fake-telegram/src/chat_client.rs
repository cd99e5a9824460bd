//! A person in one chat: they write, reply, press buttons, block the bot, and read what it shows.

use std::{time::Duration, time::Instant};

use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    ShownMessage, Timeout,
    html::{self, Entity, utf16_len},
    json::{MessageOut, UserOut, chat_out, written},
    person::{ImpossibleAction, TestPerson},
    state::{Author, BOT_ID, ButtonPress, ChatKind, ChatMessage, Membership, State, now},
};

/// A press of a button, as the bot is told of it.
#[derive(Serialize)]
struct Pressed<'w> {
    id: &'w str,
    from: UserOut<'w>,
    message: MessageOut<'w>,
    data: &'w str,
    chat_instance: String,
}

fn captioned(mut message: ChatMessage, caption: &str) -> ChatMessage {
    if !caption.is_empty() {
        message.extra.insert("caption".to_owned(), caption.into());
    }
    message
}

/// A person in one place, able to act there.
#[derive(Clone)]
pub struct ChatClient {
    person: TestPerson,
    chat: i64,
    thread: Option<i64>,
}

impl TestPerson {
    /// In the private chat with the bot.
    pub fn in_private(&self) -> ChatClient {
        self.in_group(self.id)
    }

    /// In a group (of a forum: in its General topic).
    pub fn in_group(&self, chat: i64) -> ChatClient {
        ChatClient {
            person: self.clone(),
            chat,
            thread: None,
        }
    }

    /// In one topic of a forum.
    pub fn in_topic(&self, chat: i64, thread: i64) -> ChatClient {
        ChatClient {
            thread: Some(thread),
            ..self.in_group(chat)
        }
    }
}

impl ChatClient {
    /// The chat of this client.
    pub fn chat(&self) -> i64 {
        self.chat
    }

    /// Sends a text and returns the id of the message.
    pub fn send(&self, text: &str) -> i64 {
        self.write(
            ChatMessage::text(Author::Person(self.person.id), text),
            None,
        )
    }

    /// Sends a text as a reply.
    pub fn reply(&self, to: i64, text: &str) -> i64 {
        let message = ChatMessage::text(Author::Person(self.person.id), text);
        self.write(message, Some(to))
    }

    /// Sends a result of the bot's inline mode, whose text is Telegram's HTML.
    pub fn send_inline_result(&self, html: &str) -> Result<i64, ImpossibleAction> {
        let (text, entities) = html::parse(html).map_err(ImpossibleAction)?;
        let message = ChatMessage {
            entities,
            via_bot: true,
            ..ChatMessage::text(Author::Person(self.person.id), &text)
        };
        Ok(self.put(message, None))
    }

    /// Sends a photo with a caption, which may be empty.
    pub fn send_captioned_photo(&self, caption: &str) -> i64 {
        let message = captioned(self.photo(), caption);
        self.write(message, None)
    }

    /// Sends so many photos as an album; the caption stands under the first, as phones put it.
    pub fn send_album(&self, photos: usize, caption: &str) -> Vec<i64> {
        let happened = self.person.telegram.look(|state| state.happened(self.chat));
        let album = format!("album-{happened}");
        let photo = |place: usize| {
            let mut message = captioned(self.photo(), if place == 0 { caption } else { "" });
            let album = album.clone().into();
            message.extra.insert("media_group_id".to_owned(), album);
            self.write(message, None)
        };
        (0..photos).map(photo).collect()
    }

    /// Sends a file of this name with a caption, which may be empty.
    pub fn send_captioned_document(&self, name: &str, caption: &str) -> i64 {
        let document = json!({"file_id": "telegram-file", "file_unique_id": "telegram-file",
            "file_name": name, "mime_type": "application/octet-stream", "file_size": 1_000});
        let mut message = ChatMessage::text(Author::Person(self.person.id), "");
        message.extra.insert("document".to_owned(), document);
        self.write(captioned(message, caption), None)
    }

    fn photo(&self) -> ChatMessage {
        let size = json!({"file_id": "telegram-photo", "file_unique_id": "telegram-photo",
            "width": 640, "height": 480, "file_size": 40_000});
        let mut message = ChatMessage::text(Author::Person(self.person.id), "");
        message.extra.insert("photo".to_owned(), json!([size]));
        message
    }

    /// Sends a photo without a caption.
    pub fn send_photo(&self) -> i64 {
        self.send_captioned_photo("")
    }

    /// Sends a voice message.
    pub fn send_voice(&self) -> i64 {
        let voice = json!({"file_id": "telegram-voice", "file_unique_id": "telegram-voice",
            "duration": 4, "mime_type": "audio/ogg", "file_size": 9_000});
        self.send_media("voice", voice)
    }

    /// Sends a file of this name.
    pub fn send_document(&self, name: &str) -> i64 {
        self.send_captioned_document(name, "")
    }

    /// Sends a sticker of a foot.
    pub fn send_sticker(&self) -> i64 {
        let sticker = json!({"file_id": "telegram-sticker", "file_unique_id": "telegram-sticker",
            "type": "regular", "width": 512, "height": 512, "is_animated": false,
            "is_video": false, "emoji": "🦶"});
        self.send_media("sticker", sticker)
    }

    /// Sends a message of any kind: `field` and `value` are put into it as they are.
    pub fn send_media(&self, field: &str, value: Value) -> i64 {
        let mut message = ChatMessage::text(Author::Person(self.person.id), "");
        message.extra.insert(field.to_owned(), value);
        self.write(message, None)
    }

    fn write(&self, mut message: ChatMessage, reply_to: Option<i64>) -> i64 {
        message.entities = typed_entities(&message.text);
        self.put(message, reply_to)
    }

    fn put(&self, mut message: ChatMessage, reply_to: Option<i64>) -> i64 {
        message.reply_to = reply_to;
        self.person.telegram.shared.change(|state| {
            message.thread = self.thread_of(state, reply_to);
            let Some(id) = state.add_message(self.chat, message) else {
                return 0;
            };
            if let Some(chat) = state.chats.get_mut(&self.chat)
                && chat.membership == Membership::NotStarted
            {
                chat.membership = Membership::Member;
            }
            self.tell(state, "message", id);
            id
        })
    }

    fn thread_of(&self, state: &State, reply_to: Option<i64>) -> Option<i64> {
        let chat = state.chats.get(&self.chat)?;
        if self.thread.is_some() || chat.kind == ChatKind::Private {
            return self.thread;
        }
        let parent = chat.messages.get(&reply_to?)?;
        if chat.forum {
            return parent.thread;
        }
        // In plain supergroups a chain of replies is a thread too, with its first message's id.
        Some(parent.thread.unwrap_or(parent.id))
    }

    /// Lets the bot know of a message, if it may see it.
    fn tell(&self, state: &mut State, kind: &str, id: i64) {
        if bot_sees(state, self.chat, id) {
            let body = written(&state.message_out(self.chat, id));
            state.queue.push(kind, Some(self.chat), &body);
        }
    }

    /// Changes the text of an own message.
    pub fn edit(&self, message: i64, text: &str) -> Result<(), ImpossibleAction> {
        self.person.telegram.shared.change(|state| {
            let me = Author::Person(self.person.id);
            let found = state
                .message_mut(self.chat, message)
                .filter(|message| message.author == me)
                .ok_or_else(|| {
                    ImpossibleAction(format!("#{message} is not this person's message"))
                })?;
            text.clone_into(&mut found.text);
            found.entities = typed_entities(text);
            found.edited += 1;
            found.edit_date = Some(now());
            self.tell(state, "edited_message", message);
            Ok(())
        })
    }

    /// Deletes a message; bots are not told of that.
    pub fn delete(&self, message: i64) {
        self.person.telegram.shared.change(|state| {
            if let Some(found) = state.message_mut(self.chat, message) {
                found.deleted = true;
            }
        });
    }

    /// Presses the button with exactly this label and returns the id of the callback.
    pub fn tap(&self, message: i64, label: &str) -> Result<String, ImpossibleAction> {
        let shown = self
            .person
            .telegram
            .look(|state| state.shown(self.chat, message))
            .ok_or_else(|| ImpossibleAction(format!("there is no message #{message}")))?;
        let button = shown.button(label).ok_or_else(|| {
            ImpossibleAction(format!(
                "#{message} has no button {label:?}; it has {:?}",
                shown.labels()
            ))
        })?;
        match &button.data {
            Some(data) => Ok(self.tap_data(message, data)),
            None => Err(ImpossibleAction(format!(
                "{label:?} is not a callback button"
            ))),
        }
    }

    /// Presses with data the message need not have, as an old or a dishonest client can.
    pub fn tap_data(&self, message: i64, data: &str) -> String {
        self.person.telegram.shared.change(|state| {
            let (serial, id) = state.query_id();
            state.add_callback(ButtonPress {
                serial,
                person: self.person.id,
                chat: self.chat,
                message,
                data: data.to_owned(),
                at: Instant::now(),
                answer: None,
            });
            let pressed = written(&Pressed {
                id: &id,
                from: state.user_out(self.person.id),
                message: state.message_out(self.chat, message),
                data,
                chat_instance: format!("-{}", self.chat.unsigned_abs()),
            });
            state
                .queue
                .push("callback_query", Some(self.chat), &pressed);
            id
        })
    }

    /// Blocks the bot; in a group: removes it.
    pub fn block_bot(&self) {
        self.set_standing(Membership::Kicked);
    }

    /// Lets the bot back in.
    pub fn unblock_bot(&self) {
        self.set_standing(Membership::Member);
    }

    fn set_standing(&self, membership: Membership) {
        self.person.telegram.shared.change(|state| {
            let member = |state: &State| {
                let chat = state.chats.get(&self.chat)?;
                Some((state.member_json(chat, BOT_ID), json!(chat_out(chat))))
            };
            let old = member(state);
            if let Some(chat) = state.chats.get_mut(&self.chat) {
                chat.membership = membership;
            }
            if let (Some((old, _)), Some((new, chat))) = (old, member(state)) {
                let from = state.user_out(self.person.id);
                let changed = written(&json!({"chat": chat, "from": from, "date": now(),
                    "old_chat_member": old, "new_chat_member": new}));
                state
                    .queue
                    .push("my_chat_member", Some(self.chat), &changed);
            }
        });
    }

    /// All messages of this chat.
    pub fn transcript(&self) -> Vec<ShownMessage> {
        self.person.telegram.transcript(self.chat)
    }

    /// The newest message of the bot in this chat.
    pub fn last_from_bot(&self) -> Option<ShownMessage> {
        let telegram = &self.person.telegram;
        telegram.look(|state| state.last_from_bot(self.chat))
    }

    /// Waits for a message of the bot in this chat that fits; the newest one is returned.
    pub async fn wait_for(
        &self,
        fits: impl Fn(&ShownMessage) -> bool,
        patience: Duration,
    ) -> Result<ShownMessage, Timeout> {
        let look = |state: &State| {
            let mut shown = state.transcript(self.chat);
            shown.retain(|message| message.from_bot && !message.deleted && fits(message));
            shown.pop()
        };
        self.person.telegram.wait_until(look, patience).await
    }
}

/// Group privacy: in a group the bot sees commands, mentions of itself and replies to itself.
fn bot_sees(state: &State, chat: i64, id: i64) -> bool {
    let Some(chat) = state.chats.get(&chat) else {
        return false;
    };
    let Some(message) = chat.messages.get(&id) else {
        return false;
    };
    if chat.membership != Membership::Member {
        return false;
    }
    if chat.kind == ChatKind::Private || chat.bot_is_admin {
        return true;
    }
    let name = format!("@{}", state.bot.username).to_ascii_lowercase();
    let text = message.text.to_ascii_lowercase();
    if text.starts_with('/') {
        let command = text.split_whitespace().next().unwrap_or("");
        return command.find('@').is_none_or(|at| command[at..] == name);
    }
    let parent = message
        .reply_to
        .and_then(|parent| chat.messages.get(&parent));
    text.contains(&name) || parent.is_some_and(|parent| parent.author == Author::Bot)
}

/// The entities a client finds in typed text: commands and mentions.
fn typed_entities(text: &str) -> Vec<Entity> {
    let mut found = Vec::new();
    let mut offset = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let kind = match bare.chars().next() {
            Some('/') if bare.len() > 1 => Some("bot_command"),
            Some('@') if bare.len() > 3 => Some("mention"),
            _ => None,
        };
        if let Some(kind) = kind {
            found.push(Entity::plain(kind, offset, utf16_len(bare)));
        }
        offset += utf16_len(word);
    }
    found
}
