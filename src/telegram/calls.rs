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
pub(crate) struct CardRef {
    /// The case whose card it is.
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
pub(crate) enum Call {
    /// Sends a new message.
    SendMessage {
        /// The conversation it goes to.
        conversation: ConversationId,
        /// Which message it answers.
        reply_to: Option<MessageId>,
        /// Its text and buttons.
        card: Card,
        /// The case whose card it becomes.
        card_ref: Option<CardRef>,
        /// What is sent in its stead when it is not known whether a try of it arrived. Without it the
        /// message is tried again, and may come twice.
        fallback: Option<Card>,
    },
    /// Another text and buttons for an earlier message.
    EditMessage {
        /// The conversation it stands in.
        conversation: ConversationId,
        /// The message to change.
        message: MessageId,
        /// Its new text and buttons.
        card: Card,
        /// The case whose card it is.
        card_ref: Option<CardRef>,
    },
    /// Sends a text file.
    SendDocument {
        /// The conversation it goes to.
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
        /// The conversation it stands in.
        conversation: ConversationId,
        /// The message to take away.
        message: MessageId,
    },
    /// Takes the buttons off an earlier message.
    RemoveButtons {
        /// The conversation it stands in.
        conversation: ConversationId,
        /// The message that loses its buttons.
        message: MessageId,
    },
    /// Ends the progress bar of a pressed button.
    AnswerCallback {
        /// The conversation in which it was pressed.
        conversation: ConversationId,
        /// The press to answer (Bot API, callback_query_id).
        query: String,
        /// The notice that the person sees, if any.
        text: Option<String>,
    },
    /// Offers results for an inline query.
    AnswerInline {
        /// The person who typed the query.
        user: UserId,
        /// The parameters, which need no chat.
        params: Value,
    },
    /// Asks who somebody is in a group; the answer is stored.
    GetChatMember {
        /// The group and the person.
        conversation: ConversationId,
    },
    /// Opens a topic for a case.
    CreateTopic {
        /// Where it was asked for.
        conversation: ConversationId,
        /// The case that gets the topic.
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
    /// The call as an entry of the outbox.
    pub(crate) fn to_entry(&self, content: &Content) -> NewEntry {
        match self {
            Self::SendMessage {
                conversation,
                reply_to,
                card,
                card_ref,
                fallback,
            } => {
                let params = |card| {
                    let params = MessageParams::new(content, conversation, card);
                    written(&params.answering(conversation, *reply_to))
                };
                NewEntry {
                    card_of: card_ref.map(CardRef::to_stored),
                    instead: fallback.as_ref().map(params),
                    ..entry(conversation.chat, "sendMessage", params(card))
                }
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
                NewEntry {
                    card_of: card_ref.map(CardRef::to_stored),
                    ..entry(conversation.chat, "editMessageText", written(&params))
                }
            }
            Self::SendDocument {
                conversation,
                reply_to,
                caption,
                name,
                text,
            } => {
                let params = DocumentParams {
                    reply_parameters: reply_to.map(ReplyTo::new),
                    ..DocumentParams::new(conversation, caption, TextFile { name, text })
                };
                entry(conversation.chat, "sendDocument", written(&params))
            }
            Self::DeleteMessage {
                conversation,
                message,
            } => on_message(conversation.chat, "deleteMessage", *message),
            Self::RemoveButtons {
                conversation,
                message,
            } => on_message(conversation.chat, "editMessageReplyMarkup", *message),
            Self::AnswerCallback {
                conversation,
                query,
                text,
            } => answer_callback(conversation.chat, query, text.as_deref()),
            Self::AnswerInline { user, params } => {
                let chat = ChatId::from(*user);
                entry(chat, "answerInlineQuery", params.to_string())
            }
            Self::GetChatMember { conversation } => {
                let params = json!({
                    "chat_id": conversation.chat,
                    "user_id": conversation.user,
                });
                entry(conversation.chat, "getChatMember", params.to_string())
            }
            Self::CreateTopic {
                conversation,
                case,
                name,
                first,
            } => create_topic(content, conversation, *case, name, first),
        }
    }
}

/// An entry without a card and without a fallback.
fn entry(chat: ChatId, method: &'static str, params: String) -> NewEntry {
    NewEntry {
        chat: chat.get(),
        method,
        params,
        card_of: None,
        instead: None,
    }
}

fn answer_callback(chat: ChatId, query: &str, text: Option<&str>) -> NewEntry {
    let mut params = json!({ "callback_query_id": query });
    if let Some(text) = text {
        params["text"] = shortened(text, LONGEST_NOTICE).into();
    }
    entry(chat, "answerCallbackQuery", params.to_string())
}

/// A call that needs nothing but a message.
fn on_message(chat: ChatId, method: &'static str, message: MessageId) -> NewEntry {
    let params = json!({ "chat_id": chat, "message_id": message });
    entry(chat, method, params.to_string())
}

/// Opens a topic. Its first message is the fallback: it is sent where the topic was asked for when it
/// is not known whether the topic was opened.
fn create_topic(
    content: &Content,
    conversation: &ConversationId,
    case: CaseId,
    name: &str,
    first: &Card,
) -> NewEntry {
    let chat = conversation.chat;
    let first = MessageParams::new(content, conversation, first).answering(conversation, None);
    let params = json!({ "chat_id": chat, "name": shortened(name, LONGEST_TOPIC) });
    NewEntry {
        card_of: Some(CardRef { case, number: 0 }.to_stored()),
        instead: Some(written(&first)),
        ..entry(chat, "createForumTopic", params.to_string())
    }
}

fn shortened(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
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

/// The parameters of a text file (Bot API, sendDocument). `file` is this program's own: the call is sent as a
/// form with the file as a part of it.
#[derive(Serialize)]
struct DocumentParams<'a> {
    chat_id: ChatId,
    caption: &'a str,
    document: &'static str,
    file: TextFile<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_thread_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_parameters: Option<ReplyTo>,
}

impl<'a> DocumentParams<'a> {
    fn new(conversation: &ConversationId, caption: &'a str, file: TextFile<'a>) -> Self {
        Self {
            chat_id: conversation.chat,
            caption,
            document: "attach://file",
            file,
            message_thread_id: conversation.topic.known(),
            reply_parameters: None,
        }
    }
}

#[derive(Serialize)]
struct TextFile<'a> {
    name: &'a str,
    text: &'a str,
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
