//! Calls of the Bot API that the bot makes, as they are written to the outbox.

use serde_json::{Value, json};
use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup};

use super::callback::{self, Owner};
use crate::core::content::Content;
use crate::render::{Card, Keyboard};
use crate::store::{CardOf, CaseId, NewCall, Seat};

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
    /// Offers results for an inline query.
    AnswerInline {
        /// Whose query.
        person: i64,
        /// The parameters, which need no chat.
        params: Value,
    },
    /// Asks who somebody is in a group; the answer is kept.
    AskMember {
        /// The group and the person.
        seat: Seat,
    },
    /// Opens a topic for a case.
    OpenTopic {
        /// Where it was asked for.
        seat: Seat,
        /// The case.
        case: CaseId,
        /// What it is called.
        name: String,
        /// The first message in it.
        first: Card,
    },
}

/// Most characters of the name of a topic (Bot API, createForumTopic).
const LONGEST_TOPIC: usize = 128;
/// Most characters of a toast (Bot API, answerCallbackQuery).
const LONGEST_TOAST: usize = 200;

impl Call {
    /// As it is owed.
    pub fn owed(&self, content: &Content) -> NewCall {
        let mut other = None;
        let (chat, method, params, card_of) = match self {
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
                (seat.chat, "sendMessage", message(card), *card_of)
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
                (seat.chat, "editMessageText", params, *card_of)
            }
            Self::Strip { seat, message } => {
                let params = json!({ "chat_id": seat.chat, "message_id": message });
                (seat.chat, "editMessageReplyMarkup", params, None)
            }
            Self::Answer { seat, query, text } => {
                let mut params = json!({ "callback_query_id": query });
                if let Some(text) = text {
                    let short: String = text.chars().take(LONGEST_TOAST).collect();
                    params["text"] = short.into();
                }
                (seat.chat, "answerCallbackQuery", params, None)
            }
            Self::AnswerInline { person, params } => {
                (*person, "answerInlineQuery", params.clone(), None)
            }
            Self::AskMember { seat } => {
                let params = json!({ "chat_id": seat.chat, "user_id": seat.person });
                (seat.chat, "getChatMember", params, None)
            }
            Self::OpenTopic {
                seat,
                case,
                name,
                first,
            } => {
                let owner = Owner {
                    person: seat.person,
                    case: None,
                };
                other = Some(message_params(content, seat, None, first, owner).to_string());
                let name: String = name.chars().take(LONGEST_TOPIC).collect();
                let params = json!({ "chat_id": seat.chat, "name": name });
                let topic_of = CardOf {
                    case: *case,
                    number: 0,
                };
                (seat.chat, "createForumTopic", params, Some(topic_of))
            }
        };
        NewCall {
            chat,
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
    if seat.thread != 0 {
        params["message_thread_id"] = seat.thread.into();
    }
    if let Some(message) = reply_to {
        params["reply_parameters"] =
            json!({ "message_id": message, "allow_sending_without_reply": true });
    }
    params
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
