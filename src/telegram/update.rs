//! An update as it arrives.
//!
//! Of the message that a pressed button stands on, only where it stands and which buttons it has are read:
//! the rest is this bot's own card, most of the update, and of no use.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use teloxide::types::{CallbackQuery, CallbackQueryId, Update, User};

use super::message::IncomingMessage;

/// An update, read as far as it can be.
#[derive(Debug)]
pub struct IncomingUpdate {
    /// The update's number (Bot API, update_id).
    pub id: i64,
    /// What it tells, with unknown parts passed over.
    pub body: Incoming,
}

/// What an update tells.
#[derive(Debug)]
pub enum Incoming {
    /// A message was sent.
    Message(Box<IncomingMessage>),
    /// A message was edited.
    Edit(Box<IncomingMessage>),
    /// A button was pressed.
    CallbackQuery {
        /// The press, without what its message says.
        query: Box<CallbackQuery>,
        /// Whether the message that was pressed on has that button now. A changed client can name any
        /// message, and a quick second tap comes when the first has changed the buttons.
        shows_button: bool,
    },
    /// Anything else that teloxide knows.
    Other(Box<Update>),
    /// Nothing that is understood.
    Unknown,
}

#[derive(Deserialize)]
struct Numbered<'r> {
    update_id: i64,
    #[serde(borrow)]
    callback_query: Option<&'r RawValue>,
    #[serde(borrow)]
    message: Option<&'r RawValue>,
    #[serde(borrow)]
    edited_message: Option<&'r RawValue>,
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
    #[serde(borrow, skip_serializing)]
    reply_markup: Option<&'r RawValue>,
    /// In place of what it says: one that says nothing answers nothing.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    text: Option<&'static str>,
}

/// Reads the JSON of one update. Nothing when it does not even have a number.
pub fn read(raw: &str) -> Option<IncomingUpdate> {
    let update: Numbered<'_> = serde_json::from_str(raw).ok()?;
    let message = |raw: &RawValue| {
        let message = serde_json::from_str(raw.get()).unwrap_or_default();
        Box::new(IncomingMessage::of(&message))
    };
    let body = if let Some(query) = update.callback_query {
        press(query.get())
    } else if let Some(raw) = update.message {
        Some(Incoming::Message(message(raw)))
    } else if let Some(raw) = update.edited_message {
        Some(Incoming::Edit(message(raw)))
    } else {
        // Only reading from text is right: from a `Value` every update becomes an error.
        let other = serde_json::from_str(raw).ok();
        other.map(|update| Incoming::Other(Box::new(update)))
    };
    Some(IncomingUpdate {
        id: update.update_id,
        body: body.unwrap_or(Incoming::Unknown),
    })
}

/// Reads a press without what its message says. Part by part: as an update it would be read by way of
/// a tree of values, for every tap.
fn press(query: &str) -> Option<Incoming> {
    let pressed: Pressed<'_> = serde_json::from_str(query).ok()?;
    let data = pressed.data.as_deref().unwrap_or_default();
    let markup = pressed
        .message
        .as_ref()
        .and_then(|message| message.reply_markup);
    let shows_button = markup.is_some_and(|markup| has_button(markup.get(), data));
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
    Some(Incoming::CallbackQuery {
        query: Box::new(query),
        shows_button,
    })
}

/// Whether an inline keyboard has a button with this data.
fn has_button(markup: &str, data: &str) -> bool {
    #[derive(Deserialize)]
    struct Markup {
        inline_keyboard: Vec<Vec<Button>>,
    }
    #[derive(Deserialize)]
    struct Button {
        callback_data: Option<String>,
    }
    let markup: Option<Markup> = serde_json::from_str(markup).ok();
    markup.is_some_and(|markup| {
        let mut buttons = markup.inline_keyboard.iter().flatten();
        buttons.any(|button| button.callback_data.as_deref() == Some(data))
    })
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    fn text_of(raw: &str) -> Option<String> {
        match read(raw)?.body {
            Incoming::Message(message) => message.text,
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
            match read(&raw)?.body {
                Incoming::CallbackQuery { query, .. } => Some(query),
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
