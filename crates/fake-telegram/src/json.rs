//! Users, chats and messages as the Bot API writes them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{
    Value, json,
    value::{RawValue, to_raw_value},
};

use crate::{
    html::Entity,
    state::{Author, BOT_ID, Chat, ChatKind, ChatMessage, State},
};

/// As text. What is written here is plain data, which always can be.
pub(crate) fn written(value: &impl Serialize) -> Box<RawValue> {
    to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// A user as on the wire.
#[derive(Serialize)]
pub(crate) struct UserOut<'w> {
    id: i64,
    is_bot: bool,
    first_name: &'w str,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<&'w str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language_code: Option<&'w str>,
}

/// A chat as on the wire.
#[derive(Serialize)]
pub(crate) struct ChatOut<'w> {
    id: i64,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_name: Option<&'w str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'w str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_forum: Option<bool>,
}

/// A message as on the wire; what it replies to has no parent of its own.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum MessageOut<'w> {
    There(Box<ThereOut<'w>>),
    /// Gone: all that is left is where it was.
    Gone {
        chat: ChatOut<'w>,
        message_id: i64,
        date: i64,
    },
    Nowhere,
}

#[derive(Serialize)]
pub(crate) struct ThereOut<'w> {
    message_id: i64,
    from: UserOut<'w>,
    chat: ChatOut<'w>,
    date: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    edit_date: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_thread_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_topic_message: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    via_bot: Option<UserOut<'w>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    text: &'w str,
    #[serde(skip_serializing_if = "<[Entity]>::is_empty")]
    entities: &'w [Entity],
    #[serde(flatten)]
    extra: Option<&'w BTreeMap<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_markup: Option<&'w Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to_message: Option<Box<ThereOut<'w>>>,
}

impl State {
    fn bot_out(&self) -> UserOut<'_> {
        UserOut {
            id: BOT_ID,
            is_bot: true,
            first_name: &self.bot.name,
            username: Some(&self.bot.username),
            language_code: None,
        }
    }

    /// The answer of getMe, which says more than other places do.
    pub(crate) fn me_json(&self) -> Value {
        let mut me = json!(self.bot_out());
        let topics = self.options.topics_in_private;
        for (key, value) in [
            ("can_join_groups", true),
            ("can_read_all_group_messages", false),
            ("supports_inline_queries", true),
            ("can_connect_to_business", false),
            ("has_main_web_app", false),
            ("has_topics_enabled", topics),
            ("allows_users_to_create_topics", topics),
        ] {
            me[key] = json!(value);
        }
        me
    }

    pub(crate) fn user_out(&self, id: i64) -> UserOut<'_> {
        if id == BOT_ID {
            return self.bot_out();
        }
        let (name, language) = self.people.get(&id).map_or(("Unknown", "en"), |person| {
            (person.name.as_str(), person.language.as_str())
        });
        UserOut {
            id,
            is_bot: false,
            first_name: name,
            username: None,
            language_code: Some(language),
        }
    }

    /// A message with the message it replies to, one level deep as on the wire.
    pub(crate) fn message_out(&self, chat: i64, id: i64) -> MessageOut<'_> {
        let Some(chat) = self.chats.get(&chat) else {
            return MessageOut::Nowhere;
        };
        let Some(message) = chat.messages.get(&id).filter(|message| !message.deleted) else {
            return MessageOut::Gone {
                chat: chat_out(chat),
                message_id: id,
                date: 0,
            };
        };
        // In a topic, people's messages "reply" to the message that opened the topic.
        let parent = message.reply_to.or_else(|| {
            message
                .thread
                .filter(|thread| chat.topics.contains_key(thread) && *thread != id)
        });
        let parent = parent
            .and_then(|parent| chat.messages.get(&parent))
            .filter(|parent| !parent.deleted);
        let mut there = self.shallow(chat, message);
        there.reply_to_message = parent.map(|parent| Box::new(self.shallow(chat, parent)));
        MessageOut::There(Box::new(there))
    }

    fn shallow<'w>(&'w self, chat: &'w Chat, message: &'w ChatMessage) -> ThereOut<'w> {
        let in_topic = message
            .thread
            .is_some_and(|thread| chat.topics.contains_key(&thread));
        ThereOut {
            message_id: message.id,
            from: match message.author {
                Author::Bot => self.bot_out(),
                Author::Person(id) => self.user_out(id),
            },
            chat: chat_out(chat),
            date: message.date,
            edit_date: message.edit_date,
            message_thread_id: message.thread,
            is_topic_message: in_topic.then_some(true),
            via_bot: message.via_bot.then(|| self.bot_out()),
            text: &message.text,
            entities: &message.entities,
            extra: (!message.extra.is_empty()).then_some(&message.extra),
            reply_markup: message.markup.as_ref(),
            reply_to_message: None,
        }
    }

    /// A member of a chat (Bot API, ChatMember).
    pub(crate) fn member_json(&self, chat: &Chat, user: i64) -> Value {
        use crate::state::Membership;
        let mut status = "left";
        if user == BOT_ID {
            status = match chat.membership {
                Membership::NotStarted | Membership::Left => "left",
                Membership::Kicked => "kicked",
                Membership::Member if chat.bot_is_admin => "administrator",
                Membership::Member => "member",
            };
        } else if chat.members.contains(&user) {
            status = if chat.kind == ChatKind::Supergroup && chat.members.first() == Some(&user) {
                "creator"
            } else {
                "member"
            };
        }
        let mut member = json!({"status": status, "user": self.user_out(user)});
        match status {
            "kicked" => member["until_date"] = json!(0),
            "creator" => member["is_anonymous"] = json!(false),
            "administrator" => {
                member["can_be_edited"] = json!(false);
                member["is_anonymous"] = json!(false);
                for right in ADMIN_RIGHTS {
                    member[right] = json!(true);
                }
            }
            _ => {}
        }
        member
    }
}

const ADMIN_RIGHTS: [&str; 14] = [
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
    "can_manage_direct_messages",
    "can_post_messages",
];

pub(crate) fn chat_out(chat: &Chat) -> ChatOut<'_> {
    let private = chat.kind == ChatKind::Private;
    ChatOut {
        id: chat.id,
        kind: if private { "private" } else { "supergroup" },
        first_name: private.then_some(chat.title.as_str()),
        title: (!private).then_some(chat.title.as_str()),
        is_forum: (!private && chat.forum).then_some(true),
    }
}
