//! An update as it arrives.
//!
//! teloxide knows the Bot API up to 9.1. A text message with a newer kind of entity or origin
//! comes out of it without its text; such a message is read again without the parts that a bot
//! that asks and answers does not need.

use serde::Deserialize;
use serde_json::Value;
use teloxide::types::{MessageKind, Update, UpdateKind};

/// An update, read as far as it can be.
#[derive(Debug)]
pub struct Inbound {
    /// Its number.
    pub id: i64,
    /// What teloxide makes of it.
    pub update: Option<Update>,
}

#[derive(Deserialize)]
struct Numbered {
    update_id: i64,
}

/// Reads the JSON of one update. Nothing when it does not even have a number.
pub fn read(raw: &str) -> Option<Inbound> {
    let Numbered { update_id } = serde_json::from_str(raw).ok()?;
    let first: Option<Update> = serde_json::from_str(raw).ok();
    let update = match first {
        Some(update) if !lost_its_text(&update) => Some(update),
        other => reread(raw).or(other),
    };
    Some(Inbound {
        id: update_id,
        update,
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
    fn an_unknown_kind_still_has_its_number() {
        let inbound = read(r#"{"update_id":9,"subscription":{"x":1}}"#).map(|inbound| inbound.id);
        assert_eq!(inbound, Some(9));
        assert!(read("[]").is_none());
        assert!(read(r#"{"update_id":"x"}"#).is_none());
    }
}
