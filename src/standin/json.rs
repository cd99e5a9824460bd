//! Users, chats and messages as the Bot API writes them.

use serde_json::{Map, Value, json};

use crate::standin::world::{Author, BOT_ID, Chat, ChatKind, Message, World};

impl World {
    pub(crate) fn bot_json(&self) -> Value {
        json!({
            "id": BOT_ID,
            "is_bot": true,
            "first_name": self.bot.name,
            "username": self.bot.username,
        })
    }

    /// The answer of getMe, which says more than other places do.
    pub(crate) fn me_json(&self) -> Value {
        let mut me = self.bot_json();
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

    pub(crate) fn user_json(&self, id: i64) -> Value {
        if id == BOT_ID {
            return self.bot_json();
        }
        let (name, language) = self.people.get(&id).map_or(("Unknown", "en"), |person| {
            (person.name.as_str(), person.language.as_str())
        });
        json!({"id": id, "is_bot": false, "first_name": name, "language_code": language})
    }

    pub(crate) fn author_json(&self, author: Author) -> Value {
        match author {
            Author::Bot => self.bot_json(),
            Author::Person(id) => self.user_json(id),
        }
    }

    /// A message with the message it replies to, one level deep as on the wire.
    pub(crate) fn message_json(&self, chat: i64, id: i64) -> Value {
        let Some(chat) = self.chats.get(&chat) else {
            return Value::Null;
        };
        match chat.messages.get(&id) {
            Some(message) if !message.deleted => {
                let mut body = self.shallow(chat, message);
                // In a topic, people's messages "reply" to the message that opened the topic.
                let parent = message.reply_to.or_else(|| {
                    message
                        .thread
                        .filter(|thread| chat.topics.contains_key(thread) && *thread != id)
                });
                if let Some(parent) = parent.and_then(|parent| chat.messages.get(&parent))
                    && !parent.deleted
                {
                    body.insert(
                        "reply_to_message".to_owned(),
                        Value::Object(self.shallow(chat, parent)),
                    );
                }
                Value::Object(body)
            }
            // Gone: all that is left is where it was.
            _ => json!({"chat": chat_json(chat), "message_id": id, "date": 0}),
        }
    }

    fn shallow(&self, chat: &Chat, message: &Message) -> Map<String, Value> {
        let mut body = Map::new();
        let mut put = |key: &str, value: Value| {
            body.insert(key.to_owned(), value);
        };
        put("message_id", message.id.into());
        put("from", self.author_json(message.author));
        put("chat", chat_json(chat));
        put("date", message.date.into());
        if let Some(date) = message.edit_date {
            put("edit_date", date.into());
        }
        if let Some(thread) = message.thread {
            put("message_thread_id", thread.into());
            if chat.topics.contains_key(&thread) {
                put("is_topic_message", true.into());
            }
        }
        if !message.text.is_empty() {
            put("text", message.text.clone().into());
        }
        if !message.entities.is_empty() {
            put("entities", json!(message.entities));
        }
        for (key, value) in &message.extra {
            put(key, value.clone());
        }
        if let Some(markup) = &message.markup {
            put("reply_markup", markup.clone());
        }
        body
    }

    /// A ChatMember.
    pub(crate) fn member_json(&self, chat: &Chat, user: i64) -> Value {
        use crate::standin::world::Standing;
        let mut status = "left";
        if user == BOT_ID {
            status = match chat.standing {
                Standing::NotStarted | Standing::Left => "left",
                Standing::Kicked => "kicked",
                Standing::Member if chat.bot_is_admin => "administrator",
                Standing::Member => "member",
            };
        } else if chat.members.contains(&user) {
            status = if chat.kind == ChatKind::Supergroup && chat.members.first() == Some(&user) {
                "creator"
            } else {
                "member"
            };
        }
        let mut member = json!({"status": status, "user": self.user_json(user)});
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

pub(crate) fn chat_json(chat: &Chat) -> Value {
    match chat.kind {
        ChatKind::Private => {
            json!({"id": chat.id, "type": "private", "first_name": chat.title})
        }
        ChatKind::Supergroup if chat.forum => {
            json!({"id": chat.id, "type": "supergroup", "title": chat.title, "is_forum": true})
        }
        ChatKind::Supergroup => {
            json!({"id": chat.id, "type": "supergroup", "title": chat.title})
        }
    }
}
