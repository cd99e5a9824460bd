//! How a call is written for the Bot API.

use serde::Serialize;
use serde_json::json;

use care_ids::{ChatId, MessageId, TopicId};
use care_store::{Call, Document, InlineButton, Message, Photo};

/// The parameters of a call, as the Bot API takes them. A document is sent as a form of several parts, of
/// which these are the others.
pub(crate) fn params(call: &Call) -> String {
    let params = match call {
        Call::SendMessage(message) => serde_json::to_string(&MessageParams::new(message, None)),
        Call::EditMessageText(edit) => {
            serde_json::to_string(&MessageParams::new(&edit.message, Some(edit.message_id)))
        }
        Call::EditMessageReplyMarkup(of) | Call::DeleteMessage(of) => serde_json::to_string(of),
        Call::SendDocument(Document {
            chat_id,
            topic,
            reply_to,
            caption,
            ..
        })
        | Call::SendPhoto(Photo {
            chat_id,
            topic,
            reply_to,
            caption,
            ..
        }) => {
            let mut params = json!({ "chat_id": chat_id, "caption": caption });
            if let Some(topic) = topic.known() {
                params["message_thread_id"] = topic.into();
            }
            if let Some(message) = *reply_to {
                params["reply_parameters"] = json!(ReplyTo::new(message));
            }
            Ok(params.to_string())
        }
        Call::CreateForumTopic(topic) => {
            let params = json!({ "chat_id": topic.chat_id, "name": topic.name });
            Ok(params.to_string())
        }
        Call::AnswerCallbackQuery(answer) => serde_json::to_string(answer),
        Call::AnswerInlineQuery(answer) => Ok(answer.params.clone()),
    };
    // Texts, numbers and lists of them can always be written.
    params.unwrap_or_default()
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
    reply_markup: Option<Markup<'a>>,
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
struct Markup<'a> {
    inline_keyboard: &'a [Vec<InlineButton>],
}

#[derive(Serialize)]
struct ReplyTo {
    message_id: MessageId,
    allow_sending_without_reply: bool,
}

impl<'a> MessageParams<'a> {
    /// Of a new message, or of an edit of this one.
    fn new(message: &'a Message, edited: Option<MessageId>) -> Self {
        let inline_keyboard = message.keyboard.as_slice();
        let topic = if edited.is_some() {
            TopicId::NONE
        } else {
            message.topic
        };
        Self {
            chat_id: message.chat_id,
            message_id: edited,
            text: &message.html,
            parse_mode: "HTML",
            link_preview_options: NoPreview { is_disabled: true },
            reply_markup: (!inline_keyboard.is_empty()).then_some(Markup { inline_keyboard }),
            message_thread_id: topic.known(),
            reply_parameters: message.reply_to.map(ReplyTo::new),
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
