//! Calls of the Bot API that the bot makes, as they are written to the outbox.

use serde::Serialize;
use serde_json::{Value, json};
use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup};

use crate::view::{Card, Keyboard};
use care_engine::content::Content;
use care_ids::{CaseId, ChatId, ConversationId, MessageId, UserId};
use care_store::NewEntry;

/// The card of a case that a message becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardRef {
    /// The case.
    pub case: CaseId,
    /// Which of its cards, counted from 1.
    pub number: i64,
}

impl CardRef {
    /// As the store takes it.
    fn to_stored(self) -> care_store::CardRef {
        care_store::CardRef {
            case: self.case.get(),
            number: self.number,
        }
    }
}

/// A call that follows from one update.
#[derive(Debug, Clone)]
pub enum Call {
    /// A new message.
    SendMessage {
        /// Where.
        conversation: ConversationId,
        /// Which message it answers.
        reply_to: Option<MessageId>,
        /// Text and buttons.
        card: Card,
        /// The case whose card it becomes.
        card_ref: Option<CardRef>,
        /// What is sent in its stead when it is not known whether a try of it arrived. Without it the
        /// message is tried again, and may come twice.
        fallback: Option<Card>,
    },
    /// Another text and buttons for an earlier message.
    EditMessage {
        /// Where.
        conversation: ConversationId,
        /// Which message.
        message: MessageId,
        /// Text and buttons.
        card: Card,
        /// The case whose card it is.
        card_ref: Option<CardRef>,
    },
    /// A text file.
    SendDocument {
        /// Where.
        conversation: ConversationId,
        /// Which message it answers.
        reply_to: Option<MessageId>,
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
        conversation: ConversationId,
        /// Which message.
        message: MessageId,
    },
    /// Takes the buttons off an earlier message.
    RemoveButtons {
        /// Where.
        conversation: ConversationId,
        /// Which message.
        message: MessageId,
    },
    /// Ends the progress bar of a pressed button.
    AnswerCallback {
        /// Where.
        conversation: ConversationId,
        /// Which press.
        query: String,
        /// The notice that the person sees, if any.
        text: Option<String>,
    },
    /// Offers results for an inline query.
    AnswerInline {
        /// Whose query.
        user: UserId,
        /// The parameters, which need no chat.
        params: Value,
    },
    /// Asks who somebody is in a group; the answer is kept.
    GetChatMember {
        /// The group and the person.
        conversation: ConversationId,
    },
    /// Opens a topic for a case.
    CreateTopic {
        /// Where it was asked for.
        conversation: ConversationId,
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
                conversation,
                reply_to,
                card,
                card_ref,
                fallback,
            } => {
                let message = |card| {
                    let params = MessageParams::new(content, conversation, card);
                    written(&params.answering(conversation, *reply_to))
                };
                other = fallback.as_ref().map(message);
                (conversation.chat, "sendMessage", message(card), *card_ref)
            }
            Self::EditMessage {
                conversation,
                message,
                card,
                card_ref,
            } => {
                let params = MessageParams {
                    message_id: Some(*message),
                    ..MessageParams::new(content, conversation, card)
                };
                (
                    conversation.chat,
                    "editMessageText",
                    written(&params),
                    *card_ref,
                )
            }
            Self::SendDocument {
                conversation,
                reply_to,
                caption,
                name,
                text,
            } => {
                let mut params = json!({
                    "chat_id": conversation.chat,
                    "caption": caption,
                    "document": "attach://file",
                    "file": { "name": name, "text": text },
                });
                if let Some(topic) = conversation.topic.known() {
                    params["message_thread_id"] = topic.into();
                }
                if let Some(message) = reply_to {
                    params["reply_parameters"] = json!(ReplyTo::new(*message));
                }
                (conversation.chat, "sendDocument", params.to_string(), None)
            }
            Self::DeleteMessage {
                conversation,
                message,
            } => {
                let params = json!({ "chat_id": conversation.chat, "message_id": message });
                (conversation.chat, "deleteMessage", params.to_string(), None)
            }
            Self::RemoveButtons {
                conversation,
                message,
            } => {
                let params = json!({ "chat_id": conversation.chat, "message_id": message });
                (
                    conversation.chat,
                    "editMessageReplyMarkup",
                    params.to_string(),
                    None,
                )
            }
            Self::AnswerCallback {
                conversation,
                query,
                text,
            } => {
                let mut params = json!({ "callback_query_id": query });
                if let Some(text) = text {
                    let short: String = text.chars().take(LONGEST_NOTICE).collect();
                    params["text"] = short.into();
                }
                (
                    conversation.chat,
                    "answerCallbackQuery",
                    params.to_string(),
                    None,
                )
            }
            Self::AnswerInline { user, params } => (
                ChatId::from(*user),
                "answerInlineQuery",
                params.to_string(),
                None,
            ),
            Self::GetChatMember { conversation } => {
                let params = json!({ "chat_id": conversation.chat, "user_id": conversation.user });
                (conversation.chat, "getChatMember", params.to_string(), None)
            }
            Self::CreateTopic {
                conversation,
                case,
                name,
                first,
            } => {
                let first = MessageParams::new(content, conversation, first);
                other = Some(written(&first.answering(conversation, None)));
                let name: String = name.chars().take(LONGEST_TOPIC).collect();
                let params = json!({ "chat_id": conversation.chat, "name": name });
                let topic_of = CardRef {
                    case: *case,
                    number: 0,
                };
                let method = "createForumTopic";
                (
                    conversation.chat,
                    method,
                    params.to_string(),
                    Some(topic_of),
                )
            }
        };
        NewEntry {
            chat: chat.get(),
            method,
            params,
            card_of: card_ref.map(CardRef::to_stored),
            instead: other,
        }
    }
}

/// The parameters of a message, new or edited (Bot API, sendMessage and editMessageText). Written as they
/// are, without a tree of values between: it is done for every tap.
#[derive(Serialize)]
struct MessageParams<'a> {
    chat_id: ChatId,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<MessageId>,
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
    message_id: MessageId,
    allow_sending_without_reply: bool,
}

impl<'a> MessageParams<'a> {
    fn new(content: &Content, conversation: &ConversationId, card: &'a Card) -> Self {
        let buttons = !card.keyboard.is_empty();
        Self {
            chat_id: conversation.chat,
            message_id: None,
            text: &card.html,
            parse_mode: "HTML",
            link_preview_options: NoPreview { is_disabled: true },
            reply_markup: buttons.then(|| markup(content, &card.keyboard)),
            message_thread_id: None,
            reply_parameters: None,
        }
    }

    /// Where a new message stands.
    fn answering(self, conversation: &ConversationId, reply_to: Option<MessageId>) -> Self {
        Self {
            message_thread_id: conversation.topic.known(),
            reply_parameters: reply_to.map(ReplyTo::new),
            ..self
        }
    }
}

impl ReplyTo {
    fn new(message_id: MessageId) -> Self {
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

fn markup(content: &Content, keyboard: &Keyboard) -> InlineKeyboardMarkup {
    InlineKeyboardMarkup::new(keyboard.iter().map(|row| {
        row.iter().map(|button| {
            let data = button.data.encode(content);
            InlineKeyboardButton::callback(button.label.clone(), data)
        })
    }))
}
