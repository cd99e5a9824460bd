//! The parameters of a call, however they were sent.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::html::{self, Entity, utf16_len};

/// A refusal in Telegram's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MethodRefusal {
    pub(crate) code: u16,
    pub(crate) description: String,
    pub(crate) retry_after: Option<u64>,
}

/// A 400, with the words after "Bad Request: ".
pub(crate) fn bad(words: impl AsRef<str>) -> MethodRefusal {
    MethodRefusal {
        code: 400,
        description: format!("Bad Request: {}", words.as_ref()),
        retry_after: None,
    }
}

/// A 403, with the words after "Forbidden: ".
pub(crate) fn forbidden(words: &str) -> MethodRefusal {
    MethodRefusal {
        code: 403,
        description: format!("Forbidden: {words}"),
        retry_after: None,
    }
}

/// Named parameters; numbers, flags and objects may also come as text, as the real server allows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params(pub(crate) Map<String, Value>);

impl Params {
    pub(crate) fn int(&self, key: &str) -> Option<i64> {
        let value = self.0.get(key)?;
        value.as_i64().or_else(|| value.as_str()?.parse().ok())
    }

    pub(crate) fn text(&self, key: &str) -> Option<Cow<'_, str>> {
        match self.0.get(key)? {
            Value::String(text) => Some(Cow::Borrowed(text)),
            Value::Null => None,
            other => Some(Cow::Owned(other.to_string())),
        }
    }

    pub(crate) fn flag(&self, key: &str) -> bool {
        match self.0.get(key) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) => text == "true" || text == "True" || text == "1",
            _ => false,
        }
    }

    /// An object or list; one that was sent as text is read here.
    pub(crate) fn json(&self, key: &str) -> Result<Option<Cow<'_, Value>>, MethodRefusal> {
        match self.0.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text)
                .map(|value| Some(Cow::Owned(value)))
                .map_err(|_| bad(format!("can't parse {key} JSON object"))),
            Some(other) => Ok(Some(Cow::Borrowed(other))),
        }
    }

    pub(crate) fn chat(&self) -> Option<i64> {
        self.int("chat_id")
    }

    /// The visible text and its entities, by the rules of sendMessage.
    pub(crate) fn formatted(&self) -> Result<(String, Vec<Entity>), MethodRefusal> {
        let source = self.text("text").unwrap_or_default();
        let mode = self.text("parse_mode").unwrap_or_default();
        let (mut text, mut entities) = match mode.to_ascii_lowercase().as_str() {
            "" => {
                let given = self.json("entities")?;
                (source.into_owned(), given_entities(given.as_deref()))
            }
            "html" => html::parse(&source)
                .map_err(|problem| bad(format!("can't parse entities: {problem}")))?,
            _ => {
                return Err(bad(
                    "unsupported parse_mode (the fake Bot API reads HTML only)",
                ));
            }
        };
        text.truncate(text.trim_end().len());
        let units = utf16_len(&text);
        for entity in &mut entities {
            let end = (entity.offset + entity.length).min(units);
            entity.length = end.saturating_sub(entity.offset);
        }
        entities.retain(|entity| entity.length > 0);
        if text.is_empty() {
            return Err(bad("message text is empty"));
        }
        if units > 4096 {
            return Err(bad("message is too long"));
        }
        Ok((text, entities))
    }

    /// A checked inline keyboard; other keyboards are accepted and not shown.
    pub(crate) fn keyboard(&self) -> Result<Option<Value>, MethodRefusal> {
        let Some(markup) = self.json("reply_markup")? else {
            return Ok(None);
        };
        let Some(rows) = markup.get("inline_keyboard") else {
            return Ok(None);
        };
        let rows = rows
            .as_array()
            .ok_or_else(|| bad("object expected as reply markup"))?;
        let mut kept = Vec::new();
        let mut count = 0;
        for row in rows {
            let row = row
                .as_array()
                .ok_or_else(|| bad("can't parse inline keyboard row: it must be an Array"))?;
            for button in row {
                check_button(button)?;
                count += 1;
            }
            if !row.is_empty() {
                kept.push(Value::Array(row.clone()));
            }
        }
        if count > 100 {
            return Err(bad("reply markup is too long"));
        }
        if kept.is_empty() {
            return Ok(None);
        }
        Ok(Some(serde_json::json!({ "inline_keyboard": kept })))
    }
}

fn given_entities(given: Option<&Value>) -> Vec<Entity> {
    let number = |value: &Value, key: &str| {
        value
            .get(key)
            .and_then(Value::as_u64)
            .and_then(|number| usize::try_from(number).ok())
    };
    let word = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    given
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|value| {
            Some(Entity {
                kind: word(value, "type")?,
                offset: number(value, "offset")?,
                length: number(value, "length")?,
                url: word(value, "url"),
                language: word(value, "language"),
            })
        })
        .collect()
}

/// What a button may do; it must do exactly one of them.
const ACTIONS: [&str; 9] = [
    "callback_data",
    "url",
    "copy_text",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "pay",
];

fn check_button(button: &Value) -> Result<(), MethodRefusal> {
    let label = button.get("text").and_then(Value::as_str).unwrap_or("");
    if label.trim().is_empty() {
        return Err(bad(
            "can't parse inline keyboard button: Field \"text\" must be a non-empty String",
        ));
    }
    let actions = ACTIONS
        .iter()
        .filter(|action| button.get(**action).is_some_and(|value| !value.is_null()))
        .count();
    if actions != 1 {
        return Err(bad("Text buttons are unallowed in the inline keyboard"));
    }
    if let Some(data) = button.get("callback_data") {
        let len = data.as_str().map_or(0, str::len);
        if len == 0 || len > 64 {
            return Err(bad("BUTTON_DATA_INVALID"));
        }
    }
    if let Some(url) = button.get("url").and_then(Value::as_str)
        && !["http://", "https://", "tg://"]
            .iter()
            .any(|scheme| url.starts_with(scheme))
    {
        return Err(bad(format!(
            "inline keyboard button URL '{url}' is invalid: Wrong HTTP URL"
        )));
    }
    if let Some(copy) = button.get("copy_text").filter(|copy| !copy.is_null()) {
        let text = copy.get("text").and_then(Value::as_str).unwrap_or_default();
        if text.is_empty() || utf16_len(text) > 256 {
            return Err(bad("BUTTON_COPY_TEXT_INVALID"));
        }
    }
    Ok(())
}
