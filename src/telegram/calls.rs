//! Calls of the Bot API that the bot makes, as they are written to the outbox.

use serde::Serialize;
use serde_json::{Value, json};
use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup};

use super::callback::{self, Owner};
use crate::render::{Card, Keyboard};
use care_engine::content::Content;
use care_store::{CardOf, CaseId, NewCall, Seat};

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
                let message = |card| {
                    let params = MessageParams::new(content, seat, card, *owner);
                    written(&params.answering(seat, *reply_to))
                };
                other = instead.as_ref().map(message);
                (seat.chat, "sendMessage", message(card), *card_of)
            }
            Self::Edit {
                seat,
                message,
                card,
                owner,
                card_of,
            } => {
                let params = MessageParams {
                    message_id: Some(*message),
                    ..MessageParams::new(content, seat, card, *owner)
                };
                (seat.chat, "editMessageText", written(&params), *card_of)
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
                if seat.thread != 0 {
                    params["message_thread_id"] = seat.thread.into();
                }
                if let Some(message) = reply_to {
                    params["reply_parameters"] = json!(ReplyTo::new(*message));
                }
                (seat.chat, "sendDocument", params.to_string(), None)
            }
            Self::Delete { seat, message } => {
                let params = json!({ "chat_id": seat.chat, "message_id": message });
                (seat.chat, "deleteMessage", params.to_string(), None)
            }
            Self::Strip { seat, message } => {
                let params = json!({ "chat_id": seat.chat, "message_id": message });
                (
                    seat.chat,
                    "editMessageReplyMarkup",
                    params.to_string(),
                    None,
                )
            }
            Self::Answer { seat, query, text } => {
                let mut params = json!({ "callback_query_id": query });
                if let Some(text) = text {
                    let short: String = text.chars().take(LONGEST_TOAST).collect();
                    params["text"] = short.into();
                }
                (seat.chat, "answerCallbackQuery", params.to_string(), None)
            }
            Self::AnswerInline { person, params } => {
                (*person, "answerInlineQuery", params.to_string(), None)
            }
            Self::AskMember { seat } => {
                let params = json!({ "chat_id": seat.chat, "user_id": seat.person });
                (seat.chat, "getChatMember", params.to_string(), None)
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
                let first = MessageParams::new(content, seat, first, owner);
                other = Some(written(&first.answering(seat, None)));
                let name: String = name.chars().take(LONGEST_TOPIC).collect();
                let params = json!({ "chat_id": seat.chat, "name": name });
                let topic_of = CardOf {
                    case: *case,
                    number: 0,
                };
                let method = "createForumTopic";
                (seat.chat, method, params.to_string(), Some(topic_of))
            }
        };
        NewCall {
            chat,
            method,
            params,
            card_of,
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
            let data = callback::encode(content, &button.press, owner);
            InlineKeyboardButton::callback(button.label.clone(), data)
        })
    }))
}
