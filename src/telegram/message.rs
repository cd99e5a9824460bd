//! A message as the bot reads it: who really speaks, what it answers, its text, and the words that come along
//! with pictures, files and contacts.
//!
//! It is read from the raw JSON. teloxide knows the Bot API up to 9.1: a message with a newer kind of entity,
//! origin or content comes out of it without its text, or not at all, and would be neither screened nor
//! answered.

use care_ids::{ChatId, ConversationId, MessageId, TopicId, UserId};
use care_language::phi::Part;
use serde_json::Value;

use super::request::{Said, Sender};

/// The topic "General" of a forum. Telegram names it in messages and refuses it as a place to send to.
const GENERAL_TOPIC: i64 = 1;

/// The parts of a message that make it a service message: nobody said anything.
const SERVICE_PARTS: &[&str] = &[
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
    "message_auto_delete_timer_changed",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "successful_payment",
    "refunded_payment",
    "users_shared",
    "chat_shared",
    "connected_website",
    "write_access_allowed",
    "passport_data",
    "proximity_alert_triggered",
    "boost_added",
    "chat_background_set",
    "checklist_tasks_done",
    "checklist_tasks_added",
    "direct_message_price_changed",
    "paid_message_price_changed",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "giveaway_created",
    "giveaway_completed",
    "video_chat_scheduled",
    "video_chat_started",
    "video_chat_ended",
    "video_chat_participants_invited",
    "web_app_data",
];

/// The words that stand in parts of a message, by the paths to them. What stands in one part is read together:
/// the two names of a contact are one.
const WORDS: &[(Part, &[&[&str]])] = &[
    (Part::Caption, &[&["caption"]]),
    (
        Part::Contact,
        &[
            &["contact", "first_name"],
            &["contact", "last_name"],
            &["contact", "phone_number"],
        ],
    ),
    (Part::Place, &[&["venue", "title"], &["venue", "address"]]),
    (
        Part::List,
        &[&["poll", "question"], &["checklist", "title"]],
    ),
    (
        Part::FileName,
        &[&["audio", "performer"], &["audio", "title"]],
    ),
];

/// The parts of a message that may have a file name.
const FILES: &[&str] = &["document", "audio", "video", "animation"];

/// A message that was sent or edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingMessage {
    /// Who sent it and where; nothing for a message without a sender.
    pub(super) sender: Option<Sender>,
    /// A bot sent it. Bots are never answered: two of them would not stop.
    pub(super) from_bot: bool,
    /// It is sent in the name of a chat: by an anonymous administrator, or by a channel.
    pub(super) on_behalf_of_chat: bool,
    /// A post of the linked channel that Telegram forwarded by itself.
    pub(super) automatic_forward: bool,
    /// The bot whose inline result it is.
    pub(super) via_bot: Option<UserId>,
    /// The album that it belongs to (Bot API, media_group_id).
    pub(super) album: Option<String>,
    /// It holds something that a person sent.
    pub(super) is_content: bool,
    /// A place on the map that moves; each step is an edit.
    pub(super) is_live_location: bool,
    /// Captions, file names, contacts and the like.
    pub(super) words: Vec<Said>,
    /// Its text or its caption, as it was typed.
    pub text: Option<String>,
    /// People whom the text mentions who have no username (Bot API, text_mention): how they are called there.
    pub(super) mentioned_names: Vec<String>,
    /// The message that it answers.
    pub(super) replied: Option<Replied>,
    /// The supergroup that the group has become.
    pub(super) migrated_to: Option<ChatId>,
}

/// The message that another one answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Replied {
    /// The person who sent it, where it was one.
    pub(super) from: Option<UserId>,
    /// It opened a topic. In a topic every message seems to answer that one.
    pub(super) opens_topic: bool,
    /// The first line of its text.
    pub(super) first_line: Option<String>,
}

impl IncomingMessage {
    /// The chat in which it was sent.
    pub(super) fn chat(&self) -> Option<ChatId> {
        self.sender.map(|sender| sender.conversation.chat)
    }

    /// Whether it was sent in a private chat.
    pub(super) fn is_private(&self) -> bool {
        self.chat().is_some_and(ChatId::is_private)
    }

    /// Reads a message from its JSON.
    pub(super) fn of(message: &Value) -> Self {
        Self {
            sender: sender(message),
            from_bot: message["from"]["is_bot"] == true,
            on_behalf_of_chat: message["sender_chat"].is_object(),
            automatic_forward: message["is_automatic_forward"] == true,
            via_bot: message["via_bot"]["id"].as_i64().map(UserId::new),
            album: message["media_group_id"].as_str().map(str::to_owned),
            is_content: SERVICE_PARTS.iter().all(|part| message.get(part).is_none()),
            is_live_location: message["location"].is_object(),
            words: words(message),
            text: message["text"].as_str().map(str::to_owned),
            mentioned_names: mentioned_names(message),
            replied: replied(&message["reply_to_message"]),
            migrated_to: message["migrate_to_chat_id"].as_i64().map(ChatId::new),
        }
    }
}

fn sender(message: &Value) -> Option<Sender> {
    let chat = &message["chat"];
    let id = |value: &Value| i32::try_from(value.as_i64()?).ok().map(MessageId::new);
    Some(Sender {
        conversation: ConversationId {
            chat: ChatId::new(chat["id"].as_i64()?),
            topic: topic(
                message["message_thread_id"].as_i64(),
                message["is_topic_message"] == true,
            ),
            user: UserId::new(message["from"]["id"].as_i64()?),
        },
        message: id(&message["message_id"])?,
        reply_to: id(&message["reply_to_message"]["message_id"]),
        forum: chat["is_forum"] == true,
    })
}

fn replied(message: &Value) -> Option<Replied> {
    message.is_object().then(|| Replied {
        from: message["from"]["id"].as_i64().map(UserId::new),
        opens_topic: message.get("forum_topic_created").is_some(),
        first_line: message["text"]
            .as_str()
            .and_then(|text| text.lines().next())
            .map(str::to_owned),
    })
}

/// The stretches of the text that mention somebody by a name instead of a username.
fn mentioned_names(message: &Value) -> Vec<String> {
    let text: Vec<u16> = message["text"]
        .as_str()
        .unwrap_or_default()
        .encode_utf16()
        .collect();
    let entities = message["entities"].as_array().into_iter().flatten();
    entities
        .filter(|entity| entity["type"] == "text_mention")
        .filter_map(|entity| {
            let place = |key: &str| usize::try_from(entity[key].as_u64()?).ok();
            let start = place("offset")?;
            let stretch = text.get(start..start.checked_add(place("length")?)?)?;
            String::from_utf16(stretch).ok()
        })
        .collect()
}

/// The topic of a message. A reply in an ordinary group also has a thread number, which is not one.
pub(super) fn topic(thread: Option<i64>, is_topic_message: bool) -> TopicId {
    match thread {
        Some(thread) if is_topic_message && thread != GENERAL_TOPIC => TopicId::new(thread),
        _ => TopicId::NONE,
    }
}

/// Everything that is said beside the text.
fn words(message: &Value) -> Vec<Said> {
    let at = |path: &[&str]| {
        let part = path.iter().try_fold(message, |part, key| part.get(key))?;
        part.as_str()
    };
    let named = WORDS.iter().filter_map(|(part, paths)| {
        let texts: Vec<&str> = paths.iter().filter_map(|path| at(path)).collect();
        (!texts.is_empty()).then(|| Said::new(*part, texts.join(" ")))
    });
    let files = FILES.iter().filter_map(|part| at(&[part, "file_name"]));
    let files = files.map(|name| Said::new(Part::FileName, name));
    let lists = [("poll", "options"), ("checklist", "tasks")];
    let lists = lists.into_iter().flat_map(|(part, list)| {
        let list = message[part][list].as_array();
        let texts = list.into_iter().flatten();
        texts.filter_map(|one| Some(Said::new(Part::List, one["text"].as_str()?)))
    });
    let mut words: Vec<Said> = named.chain(files).chain(lists).collect();
    // An animation comes with a document of the same name.
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_words_beside_a_text_are_found_wherever_they_stand() {
        let raw = json!({
            "caption": "left heel",
            "document": {"file_name": "Smith_John 1970.jpg"},
            "contact": {"phone_number": "+44 7700 900123", "first_name": "Ann"},
            "poll": {"question": "Op?", "options": [{"text": "yes"}, {"text": "no"}]},
        });
        let message = IncomingMessage::of(&raw);
        for (part, words) in [
            (Part::Caption, "left heel"),
            (Part::FileName, "Smith_John 1970.jpg"),
            (Part::Contact, "Ann +44 7700 900123"),
            (Part::List, "Op?"),
            (Part::List, "yes"),
            (Part::List, "no"),
        ] {
            assert!(
                message.words.contains(&Said::new(part, words)),
                "{words}: {message:?}"
            );
        }
        assert!(message.is_content);
        assert!(!IncomingMessage::of(&json!({"pinned_message": {}})).is_content);
        assert!(IncomingMessage::of(&json!({"from_the_future": 1})).is_content);
    }

    #[test]
    fn general_is_no_topic() {
        assert_eq!(topic(Some(1), true), TopicId::NONE);
        assert_eq!(topic(Some(7), true), TopicId::new(7));
        assert_eq!(topic(Some(7), false), TopicId::NONE);
    }
}
