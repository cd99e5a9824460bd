//! Calls of the Bot API that the bot makes, as they are written to the outbox.

use serde::Serialize;
use serde_json::{Value, json};
use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup};

use super::callback_data::{self, Owner};
use crate::view::{Card, Keyboard};
use care_engine::content::Content;
use care_store::{CardRef, CaseId, NewEntry, Seat};

/// A call that follows from one update.
#[derive(Debug, Clone)]
pub enum Call {
    /// A new message.
    SendMessage {
        /// Where.
        seat: Seat,
        /// Which message it answers.
        reply_to: Option<i32>,
        /// Text and buttons.
        card: Card,
        /// Whose buttons.
        owner: Owner,
        /// The case whose card it becomes.
        card_ref: Option<CardRef>,
        /// What is sent in its stead when it is not known whether a try of it arrived. Without it the
        /// message is tried again, and may come twice.
        fallback: Option<Card>,
    },
    /// Another text and buttons for an earlier message.
    EditMessage {
        /// Where.
        seat: Seat,
        /// Which message.
        message: i32,
        /// Text and buttons.
        card: Card,
        /// Whose buttons.
        owner: Owner,
        /// The case whose card it is.
        card_ref: Option<CardRef>,
    },
    /// A text file.
    SendDocument {
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
    DeleteMessage {
        /// Where.
        seat: Seat,
        /// Which message.
        message: i32,
    },
    /// Takes the buttons off an earlier message.
    RemoveButtons {
        /// Where.
        seat: Seat,
        /// Which message.
        message: i32,
    },
    /// Ends the progress bar of a pressed button.
    AnswerCallback {
        /// Where.
        seat: Seat,
        /// Which press.
        query: String,
        /// The notice that the person sees, if any.
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
    GetChatMember {
        /// The group and the person.
        seat: Seat,
    },
    /// Opens a topic for a case.
    CreateTopic {
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
/// Most characters of a notice (Bot API, answerCallbackQuery).
const LONGEST_NOTICE: usize = 200;

impl Call {
    /// The entry of the outbox.
    pub fn to_entry(&self, content: &Content) -> NewEntry {
        let mut other = None;
        let (chat, method, params, card_ref) = match self {
            Self::SendMessage {
                seat,
                reply_to,
                card,
                owner,
                card_ref,
                fallback,
            } => {
                let message = |card| {
                    let params = MessageParams::new(content, seat, card, *owner);
                    written(&params.answering(seat, *reply_to))
                };
                other = fallback.as_ref().map(message);
                (seat.chat, "sendMessage", message(card), *card_ref)
            }
            Self::EditMessage {
                seat,
                message,
                card,
                owner,
                card_ref,
            } => {
                let params = MessageParams {
                    message_id: Some(*message),
                    ..MessageParams::new(content, seat, card, *owner)
                };
                (seat.chat, "editMessageText", written(&params), *card_ref)
            }
            Self::SendDocument {
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
                if seat.thread != 0 {
                    params["message_thread_id"] = seat.thread.into();
                }
                if let Some(message) = reply_to {
                    params["reply_parameters"] = json!(ReplyTo::new(*message));
                }
                (seat.chat, "sendDocument", params.to_string(), None)
            }
            Self::DeleteMessage { seat, message } => {
                let params = json!({ "chat_id": seat.chat, "message_id": message });
                (seat.chat, "deleteMessage", params.to_string(), None)
            }
            Self::RemoveButtons { seat, message } => {
                let params = json!({ "chat_id": seat.chat, "message_id": message });
                (
                    seat.chat,
                    "editMessageReplyMarkup",
                    params.to_string(),
                    None,
                )
            }
            Self::AnswerCallback { seat, query, text } => {
                let mut params = json!({ "callback_query_id": query });
                if let Some(text) = text {
                    let short: String = text.chars().take(LONGEST_NOTICE).collect();
                    params["text"] = short.into();
                }
                (seat.chat, "answerCallbackQuery", params.to_string(), None)
            }
            Self::AnswerInline { person, params } => {
                (*person, "answerInlineQuery", params.to_string(), None)
            }
            Self::GetChatMember { seat } => {
                let params = json!({ "chat_id": seat.chat, "user_id": seat.person });
                (seat.chat, "getChatMember", params.to_string(), None)
            }
            Self::CreateTopic {
                seat,
                case,
                name,
                first,
            } => {
                let owner = Owner {
                    person: seat.person,
                    case: None,
                };
                let first = MessageParams::new(content, seat, first, owner);
                other = Some(written(&first.answering(seat, None)));
                let name: String = name.chars().take(LONGEST_TOPIC).collect();
                let params = json!({ "chat_id": seat.chat, "name": name });
                let topic_of = CardRef {
                    case: *case,
                    number: 0,
                };
                let method = "createForumTopic";
                (seat.chat, method, params.to_string(), Some(topic_of))
            }
        };
        NewEntry {
            chat,
            method,
            params,
            card_of: card_ref,
            instead: other,
        }
    }
}

/// The parameters of a message, new or edited (Bot API, sendMessage and editMessageText). Written as they
/// are, without a tree of values between: it is done for every tap.
#[derive(Serialize)]
struct MessageParams<'a> {
    chat_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<i32>,
    text: &'a str,
    parse_mode: &'static str,
    link_preview_options: NoPreview,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_markup: Option<InlineKeyboardMarkup>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_thread_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_parameters: Option<ReplyTo>,
}

#[derive(Serialize)]
struct NoPreview {
    is_disabled: bool,
}

#[derive(Serialize)]
struct ReplyTo {
    message_id: i32,
    allow_sending_without_reply: bool,
}

impl<'a> MessageParams<'a> {
    fn new(content: &Content, seat: &Seat, card: &'a Card, owner: Owner) -> Self {
        let buttons = !card.keyboard.is_empty();
        Self {
            chat_id: seat.chat,
            message_id: None,
            text: &card.html,
            parse_mode: "HTML",
            link_preview_options: NoPreview { is_disabled: true },
            reply_markup: buttons.then(|| markup(content, &card.keyboard, owner)),
            message_thread_id: None,
            reply_parameters: None,
        }
    }

    /// Where a new message stands.
    fn answering(self, seat: &Seat, reply_to: Option<i32>) -> Self {
        Self {
            message_thread_id: (seat.thread != 0).then_some(seat.thread),
            reply_parameters: reply_to.map(ReplyTo::new),
            ..self
        }
    }
}

impl ReplyTo {
    fn new(message_id: i32) -> Self {
        Self {
            message_id,
            allow_sending_without_reply: true,
        }
    }
}

fn written(params: &impl Serialize) -> String {
    // Texts, numbers and lists of them can always be written.
    serde_json::to_string(params).unwrap_or_default()
}

fn markup(content: &Content, keyboard: &Keyboard, owner: Owner) -> InlineKeyboardMarkup {
    InlineKeyboardMarkup::new(keyboard.iter().map(|row| {
        row.iter().map(|button| {
            let data = callback_data::encode(content, &button.press, owner);
            InlineKeyboardButton::callback(button.label.clone(), data)
        })
    }))
}
