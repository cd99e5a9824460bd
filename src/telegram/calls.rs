//! Calls of the Bot API that the bot makes, as they are written to the outbox.

use serde_json::{Value, json};
use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup};

use super::callback::{self, Owner};
use crate::core::content::Content;
use crate::render::{Card, Keyboard};
use crate::store::{CardOf, NewCall, Seat};

/// A call that is owed because of one update.
#[derive(Debug, Clone)]
pub enum Call {
    /// A new message.
    Send {
        /// Where.
        seat: Seat,
        /// Which message it answers.
        reply_to: Option<i32>,
        /// Text and buttons.
        card: Card,
        /// Whose buttons.
        owner: Owner,
        /// The case whose card it becomes.
        card_of: Option<CardOf>,
        /// What is sent in its stead when it is not known whether a try of it arrived. Without it the
        /// message is tried again, and may come twice.
        instead: Option<Card>,
    },
    /// Another text and buttons for an earlier message.
    Edit {
        /// Where.
        seat: Seat,
        /// Which message.
        message: i32,
        /// Text and buttons.
        card: Card,
        /// Whose buttons.
        owner: Owner,
        /// The case whose card it is.
        card_of: Option<CardOf>,
    },
    /// A text file.
    File {
        /// Where.
        seat: Seat,
        /// Which message it answers.
        reply_to: Option<i32>,
        /// What is said with it.
        caption: String,
        /// What it is called.
        name: &'static str,
        /// What is in it.
        text: String,
    },
    /// Takes away a message, where the bot may.
    Delete {
        /// Where.
        seat: Seat,
        /// Which message.
        message: i32,
    },
    /// Takes the buttons off an earlier message.
    Strip {
        /// Where.
        seat: Seat,
        /// Which message.
        message: i32,
    },
    /// Ends the progress bar of a pressed button.
    Answer {
        /// Where.
        seat: Seat,
        /// Which press.
        query: String,
        /// A toast.
        text: Option<String>,
    },
}

/// Most characters of a toast (Bot API, answerCallbackQuery).
const LONGEST_TOAST: usize = 200;

impl Call {
    /// As it is owed.
    pub fn owed(&self, content: &Content) -> NewCall {
        let mut other = None;
        let (seat, method, params, card_of) = match self {
            Self::Send {
                seat,
                reply_to,
                card,
                owner,
                card_of,
                instead,
            } => {
                let message = |card| message_params(content, seat, *reply_to, card, *owner);
                other = instead.as_ref().map(|instead| message(instead).to_string());
                (seat, "sendMessage", message(card), *card_of)
            }
            Self::Edit {
                seat,
                message,
                card,
                owner,
                card_of,
            } => {
                let mut params = text_params(content, seat, card, *owner);
                params["message_id"] = (*message).into();
                (seat, "editMessageText", params, *card_of)
            }
            Self::File {
                seat,
                reply_to,
                caption,
                name,
                text,
            } => {
                let mut params = json!({
                    "chat_id": seat.chat,
                    "caption": caption,
                    "document": "attach://file",
                    "file": { "name": name, "text": text },
                });
                answering(&mut params, seat, *reply_to);
                (seat, "sendDocument", params, None)
            }
            Self::Delete { seat, message } => {
                let params = json!({ "chat_id": seat.chat, "message_id": message });
                (seat, "deleteMessage", params, None)
            }
            Self::Strip { seat, message } => {
                let params = json!({ "chat_id": seat.chat, "message_id": message });
                (seat, "editMessageReplyMarkup", params, None)
            }
            Self::Answer { seat, query, text } => {
                let mut params = json!({ "callback_query_id": query });
                if let Some(text) = text {
                    let short: String = text.chars().take(LONGEST_TOAST).collect();
                    params["text"] = short.into();
                }
                (seat, "answerCallbackQuery", params, None)
            }
        };
        NewCall {
            chat: seat.chat,
            method,
            params: params.to_string(),
            card_of,
            instead: other,
        }
    }
}

fn message_params(
    content: &Content,
    seat: &Seat,
    reply_to: Option<i32>,
    card: &Card,
    owner: Owner,
) -> Value {
    let mut params = text_params(content, seat, card, owner);
    answering(&mut params, seat, reply_to);
    params
}

/// Where a new message stands.
fn answering(params: &mut Value, seat: &Seat, reply_to: Option<i32>) {
    if seat.thread != 0 {
        params["message_thread_id"] = seat.thread.into();
    }
    if let Some(message) = reply_to {
        params["reply_parameters"] =
            json!({ "message_id": message, "allow_sending_without_reply": true });
    }
}

fn text_params(content: &Content, seat: &Seat, card: &Card, owner: Owner) -> Value {
    let mut params = json!({
        "chat_id": seat.chat,
        "text": card.html,
        "parse_mode": "HTML",
        "link_preview_options": { "is_disabled": true },
    });
    if !card.keyboard.is_empty() {
        let markup = markup(content, &card.keyboard, owner);
        params["reply_markup"] = serde_json::to_value(markup).unwrap_or(Value::Null);
    }
    params
}

fn markup(content: &Content, keyboard: &Keyboard, owner: Owner) -> InlineKeyboardMarkup {
    InlineKeyboardMarkup::new(keyboard.iter().map(|row| {
        row.iter().map(|button| {
            let data = callback::encode(content, &button.press, owner);
            InlineKeyboardButton::callback(button.label.clone(), data)
        })
    }))
}
