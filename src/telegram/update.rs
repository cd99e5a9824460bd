//! An update as it arrives.
//!
//! teloxide knows the Bot API up to 9.1. A text message with a newer kind of entity or origin
//! comes out of it without its text; such a message is read again without the parts that a bot
//! that asks and answers does not need. Of the message that a pressed button stands on only where it
//! stands is read at all: the rest is this bot's own card, most of the update, and of no use.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use teloxide::types::{
    CallbackQuery, CallbackQueryId, MessageKind, Update, UpdateId, UpdateKind, User,
};

/// An update, read as far as it can be.
#[derive(Debug)]
pub struct IncomingUpdate {
    /// The update's number (Bot API, update_id).
    pub id: i64,
    /// What teloxide makes of it.
    pub update: Option<Update>,
}

#[derive(Deserialize)]
struct Numbered<'r> {
    update_id: i64,
    #[serde(borrow)]
    callback_query: Option<&'r RawValue>,
}

/// A press (Bot API, CallbackQuery).
#[derive(Deserialize)]
struct Pressed<'r> {
    id: CallbackQueryId,
    from: User,
    #[serde(borrow)]
    message: Option<PressedOn<'r>>,
    inline_message_id: Option<String>,
    chat_instance: String,
    data: Option<String>,
    game_short_name: Option<String>,
}

/// Where a message stands and what it answers.
#[derive(Deserialize, Serialize)]
struct PressedOn<'r> {
    message_id: i64,
    date: i64,
    #[serde(borrow)]
    chat: &'r RawValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_thread_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_topic_message: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to_message: Option<Box<PressedOn<'r>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forum_topic_created: Option<&'r RawValue>,
    /// In place of what it says: one that says nothing answers nothing.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    text: Option<&'static str>,
}

/// Reads the JSON of one update. Nothing when it does not even have a number.
pub fn read(raw: &str) -> Option<IncomingUpdate> {
    let Numbered {
        update_id,
        callback_query,
    } = serde_json::from_str(raw).ok()?;
    let press = callback_query.and_then(|query| press(update_id, query.get()));
    let first: Option<Update> = press.or_else(|| serde_json::from_str(raw).ok());
    let update = match first {
        Some(update) if !lost_its_text(&update) => Some(update),
        other => reread(raw).or(other),
    };
    Some(IncomingUpdate {
        id: update_id,
        update,
    })
}

/// Reads a press without what its message says. Part by part: as an update it would be read by way of
/// a tree of values, for every tap.
fn press(update_id: i64, query: &str) -> Option<Update> {
    let pressed: Pressed<'_> = serde_json::from_str(query).ok()?;
    let message = match pressed.message {
        Some(mut message) => {
            message.text = Some("");
            let lean = serde_json::to_string(&message).ok()?;
            Some(serde_json::from_str(&lean).ok()?)
        }
        None => None,
    };
    let query = CallbackQuery {
        id: pressed.id,
        from: pressed.from,
        message,
        inline_message_id: pressed.inline_message_id,
        chat_instance: pressed.chat_instance,
        data: pressed.data,
        game_short_name: pressed.game_short_name,
    };
    Some(Update {
        id: UpdateId(u32::try_from(update_id).ok()?),
        kind: UpdateKind::CallbackQuery(query),
    })
}

fn lost_its_text(update: &Update) -> bool {
    match &update.kind {
        UpdateKind::Error(_) => true,
        UpdateKind::Message(message) => matches!(message.kind, MessageKind::Empty {}),
        _ => false,
    }
}

/// Reads a text message again without the parts that newer versions of the API extend.
fn reread(raw: &str) -> Option<Update> {
    let mut value: Value = serde_json::from_str(raw).ok()?;
    let message = value.get_mut("message")?.as_object_mut()?;
    message.get("text")?;
    for part in [
        "entities",
        "external_reply",
        "quote",
        "reply_markup",
        "link_preview_options",
        "forward_origin",
        "checklist",
        "rich_message",
    ] {
        message.remove(part);
    }
    let attempt = |value: &Value| {
        // Only reading from text is right: from a `Value` every update becomes an error.
        let update: Update = serde_json::from_str(&value.to_string()).ok()?;
        (!lost_its_text(&update)).then_some(update)
    };
    if let Some(update) = attempt(&value) {
        return Some(update);
    }
    value
        .get_mut("message")?
        .as_object_mut()?
        .remove("reply_to_message");
    attempt(&value)
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    fn text_of(raw: &str) -> Option<String> {
        match read(raw)?.update?.kind {
            UpdateKind::Message(message) => message.text().map(str::to_owned),
            _ => None,
        }
    }

    const HEAD: &str = r#""message_id":5,"date":1700000000,"chat":{"id":7,"type":"private","first_name":"A"},"from":{"id":7,"is_bot":false,"first_name":"A"}"#;

    #[test]
    fn a_text_with_an_entity_of_the_future_keeps_its_text() {
        let raw = format!(
            r#"{{"update_id":1,"message":{{{HEAD},"text":"none","entities":[{{"type":"from_the_future","offset":0,"length":4}}]}}}}"#
        );
        assert_eq!(text_of(&raw).as_deref(), Some("none"));
    }

    #[test]
    fn a_text_with_an_unknown_origin_keeps_its_text() {
        let raw = format!(
            r#"{{"update_id":1,"message":{{{HEAD},"text":"7","external_reply":{{"origin":{{"type":"new"}}}}}}}}"#
        );
        assert_eq!(text_of(&raw).as_deref(), Some("7"));
    }

    #[test]
    fn a_press_says_where_it_was_made_whatever_its_message_holds() {
        let press = |message: &str| {
            let raw = format!(
                r#"{{"update_id":3,"callback_query":{{"id":"4","from":{{"id":7,"is_bot":false,"first_name":"A"}},"chat_instance":"5","data":"x","message":{message}}}}}"#
            );
            match read(&raw)?.update?.kind {
                UpdateKind::CallbackQuery(query) => Some(query),
                _ => None,
            }
        };
        let group = r#"{"id":-9,"type":"supergroup","title":"T","is_forum":true}"#;
        let topic = format!(
            r#"{{"message_id":8,"date":1700000000,"chat":{group},"forum_topic_created":{{"name":"N","icon_color":1}},"message_thread_id":8,"is_topic_message":true}}"#
        );
        let query = press(&format!(
            r#"{{"message_id":12,"date":1700000000,"chat":{group},"message_thread_id":8,"is_topic_message":true,"reply_to_message":{topic},"text":"none","entities":[{{"type":"from_the_future"}}],"reply_markup":"nonsense"}}"#
        ))
        .expect("a press");
        let message = query.regular_message().expect("its message");
        assert_eq!((message.id.0, message.chat.id.0), (12, -9));
        assert_eq!(message.thread_id.map(|thread| thread.0.0), Some(8));
        assert!(message.is_topic_message);
        let replied = message.reply_to_message().expect("what it answers");
        assert!(replied.forum_topic_created().is_some());
        // Too old to be read: Telegram tells only where it stands.
        let query = press(&format!(r#"{{"message_id":12,"date":0,"chat":{group}}}"#));
        let query = query.expect("a press on an old message");
        assert!(query.regular_message().is_none());
        assert_eq!(query.message.map(|message| message.id().0), Some(12));
    }

    #[test]
    fn an_unknown_kind_still_has_its_number() {
        let inbound = read(r#"{"update_id":9,"subscription":{"x":1}}"#).map(|inbound| inbound.id);
        assert_eq!(inbound, Some(9));
        assert!(read("[]").is_none());
        assert!(read(r#"{"update_id":"x"}"#).is_none());
    }
}
