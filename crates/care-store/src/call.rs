//! Calls of the Bot API that can be put into the outbox, and how they are written there.

use care_ids::{ChatId, ConversationId, MessageId, TopicId, UserId};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;

/// A call that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// Sends a new message.
    SendMessage(Message),
    /// Another text and other buttons for an earlier message.
    EditMessageText(Edit),
    /// Takes the buttons off an earlier message.
    EditMessageReplyMarkup(MessageRef),
    /// Takes a message away, where the bot may.
    DeleteMessage(MessageRef),
    /// A file that is made when it is sent.
    SendDocument(Document),
    /// A picture that is drawn when it is sent.
    SendPhoto(Photo),
    /// Opens a topic in a chat for a case.
    CreateForumTopic(NewTopic),
    /// Ends the progress bar of a pressed button.
    AnswerCallbackQuery(PressAnswer),
    /// Offers results for an inline query.
    AnswerInlineQuery(InlineAnswer),
}

/// A new message: HTML, and rows of buttons under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The chat that it goes to.
    pub chat_id: ChatId,
    /// The topic of the chat, or 0.
    #[serde(default = "no_topic", skip_serializing_if = "is_no_topic")]
    pub topic: TopicId,
    /// The message that it answers; it is sent without that too, should that be gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// The text, in Telegram's HTML; at most 4,096 characters as they are shown.
    pub html: String,
    /// Rows of buttons under the text, from top to bottom; none for no buttons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keyboard: Vec<Vec<InlineButton>>,
}

/// A button under a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InlineButton {
    /// What stands on it.
    #[serde(rename = "text")]
    pub label: String,
    /// What pressing it does.
    #[serde(flatten)]
    pub press: Press,
}

/// What pressing a button does.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Press {
    /// This comes back: at most 64 bytes.
    #[serde(rename = "callback_data")]
    Callback(String),
    /// A text is copied where it is pressed, of which nothing comes back: at most 256 characters.
    #[serde(rename = "copy_text")]
    Copy {
        /// What is copied.
        text: String,
    },
}

/// A new text and new buttons for a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Which message. Should it be gone, the rest is sent as a new one.
    pub message_id: MessageId,
    /// What it says from now on.
    #[serde(flatten)]
    pub message: Message,
}

/// A message of a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRef {
    /// The chat that the message is in.
    pub chat_id: ChatId,
    /// Its number within that chat.
    pub message_id: MessageId,
}

/// A file that is sent. Only its recipe is kept; its bytes are made when it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The chat that it is sent to.
    pub chat_id: ChatId,
    /// The topic of the chat, or 0.
    #[serde(default = "no_topic", skip_serializing_if = "is_no_topic")]
    pub topic: TopicId,
    /// The message that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// What is said with it, in plain words.
    pub caption: String,
    /// How it is made when it is sent.
    pub recipe: Recipe,
}

/// A picture that is sent. Only what it shows is kept; it is drawn when it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// The chat that it is sent to.
    pub chat_id: ChatId,
    /// The topic of the chat, or 0.
    #[serde(default = "no_topic", skip_serializing_if = "is_no_topic")]
    pub topic: TopicId,
    /// The message that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// What it shows, in plain words: for who does not see it.
    pub caption: String,
    /// The week of each visit that it shows; those of all charts stand below each other.
    #[serde(default)]
    pub weeks: Vec<u16>,
    /// One below the other.
    pub charts: Vec<Chart>,
}

/// The values of an outcome over the visits of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chart {
    /// Its name, in the letters of ASCII.
    pub name: String,
    /// In which direction it is better, in the letters of ASCII.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub direction: String,
    /// The largest value of its scale, which begins at 0.
    pub max: u16,
    /// From where to where a change is called important, as values of the scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band: Option<(u16, u16)>,
    /// What the band says, in the letters of ASCII.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub band_note: String,
    /// Each value: the place of its visit among the weeks, and from where to where it lies.
    pub values: Vec<(usize, u16, u16)>,
}

/// How the bytes of a file are made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipe {
    /// Everything that is kept of a person, in parts that are small enough to be sent.
    PersonalData {
        /// The person whose data it holds.
        user: UserId,
        /// The content at work when it was asked for.
        content_version: String,
        /// The parts that were sent, and where the next one begins.
        #[serde(default)]
        next: ExportCursor,
    },
}

/// How far an export has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ExportCursor {
    /// Parts that were sent.
    pub parts: u32,
    /// The table that is next, by its place in the map of personal data.
    pub table: usize,
    /// Rows of that table that were sent.
    pub row: i64,
}

/// A topic that is opened for a case: a job of two steps, of which the second is its first message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTopic {
    /// The chat in which it is opened.
    pub chat_id: ChatId,
    /// What it is called.
    pub name: String,
    /// The message that is put into it once it is there.
    pub first: Message,
}

/// An answer to a press.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PressAnswer {
    /// The press that is answered, by the id that Telegram gave it.
    pub callback_query_id: String,
    /// What is shown above the chat for a moment; at most 200 characters, none for nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// An answer to an inline query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InlineAnswer {
    /// The parameters as the Bot API takes them: what is offered is made of content alone.
    pub params: String,
}

const fn no_topic() -> TopicId {
    TopicId::NONE
}

#[allow(clippy::trivially_copy_pass_by_ref)] // As serde hands it over.
fn is_no_topic(topic: &TopicId) -> bool {
    *topic == TopicId::NONE
}

impl Call {
    /// The name of its method in the Bot API.
    #[must_use]
    pub fn method(&self) -> &'static str {
        match self {
            Self::SendMessage(_) => "sendMessage",
            Self::EditMessageText(_) => "editMessageText",
            Self::EditMessageReplyMarkup(_) => "editMessageReplyMarkup",
            Self::DeleteMessage(_) => "deleteMessage",
            Self::SendDocument(_) => "sendDocument",
            Self::SendPhoto(_) => "sendPhoto",
            Self::CreateForumTopic(_) => "createForumTopic",
            Self::AnswerCallbackQuery(_) => ANSWER_PRESS,
            Self::AnswerInlineQuery(_) => ANSWER_INLINE,
        }
    }

    /// Whether it waits for the calls of its chat before it. An answer to a press or to an inline query
    /// waits for nobody, and is of no use later.
    #[must_use]
    pub fn keeps_order(&self) -> bool {
        !matches!(
            self,
            Self::AnswerCallbackQuery(_) | Self::AnswerInlineQuery(_)
        )
    }

    /// Whether it is a message that would be there twice if it came twice.
    #[must_use]
    pub fn is_new_message(&self) -> bool {
        matches!(
            self,
            Self::SendMessage(_) | Self::SendDocument(_) | Self::SendPhoto(_)
        )
    }

    /// Whether it is made when it is sent: it is noted before it is tried, so that it does not come twice.
    #[must_use]
    pub fn is_file(&self) -> bool {
        matches!(self, Self::SendDocument(_) | Self::SendPhoto(_))
    }

    /// The topic that it goes to.
    #[must_use]
    pub fn topic(&self) -> Option<TopicId> {
        let topic = match self {
            Self::SendMessage(message) => message.topic,
            Self::SendDocument(document) => document.topic,
            Self::SendPhoto(photo) => photo.topic,
            _ => TopicId::NONE,
        };
        (topic != TopicId::NONE).then_some(topic)
    }

    /// The message that it changes or takes away.
    #[must_use]
    pub fn message(&self) -> Option<MessageId> {
        match self {
            Self::EditMessageText(edit) => Some(edit.message_id),
            Self::EditMessageReplyMarkup(of) | Self::DeleteMessage(of) => Some(of.message_id),
            _ => None,
        }
    }

    /// Takes it out of its topic, which is no longer there.
    pub fn leave_topic(&mut self) {
        match self {
            Self::SendMessage(message) => message.topic = TopicId::NONE,
            Self::SendDocument(document) => document.topic = TopicId::NONE,
            Self::SendPhoto(photo) => photo.topic = TopicId::NONE,
            _ => {}
        }
    }

    /// The same for a group that has become a supergroup. The ids of its old messages mean nothing there:
    /// what changes one of them becomes a new message, or falls away.
    #[must_use]
    pub fn moved_to(self, chat: ChatId) -> Option<Self> {
        let message = |message: Message| Message {
            chat_id: chat,
            reply_to: None,
            ..message
        };
        Some(match self {
            Self::SendMessage(new) => Self::SendMessage(message(new)),
            Self::EditMessageText(edit) => Self::SendMessage(message(edit.message)),
            Self::SendDocument(document) => Self::SendDocument(Document {
                chat_id: chat,
                reply_to: None,
                ..document
            }),
            Self::SendPhoto(photo) => Self::SendPhoto(Photo {
                chat_id: chat,
                reply_to: None,
                ..photo
            }),
            Self::CreateForumTopic(topic) => Self::CreateForumTopic(NewTopic {
                chat_id: chat,
                first: message(topic.first),
                ..topic
            }),
            Self::EditMessageReplyMarkup(_) | Self::DeleteMessage(_) => return None,
            other @ (Self::AnswerCallbackQuery(_) | Self::AnswerInlineQuery(_)) => other,
        })
    }

    /// Its parameters, as they are kept.
    pub(crate) fn to_stored(&self) -> String {
        let stored = match self {
            Self::SendMessage(call) => serde_json::to_string(call),
            Self::EditMessageText(call) => serde_json::to_string(call),
            Self::EditMessageReplyMarkup(call) | Self::DeleteMessage(call) => {
                serde_json::to_string(call)
            }
            Self::SendDocument(call) => serde_json::to_string(call),
            Self::SendPhoto(call) => serde_json::to_string(call),
            Self::CreateForumTopic(call) => serde_json::to_string(call),
            Self::AnswerCallbackQuery(call) => serde_json::to_string(call),
            Self::AnswerInlineQuery(call) => serde_json::to_string(call),
        };
        // Texts, numbers and lists of them can always be written.
        stored.unwrap_or_default()
    }

    /// A call as it was kept.
    pub(crate) fn from_stored(method: &str, stored: &str) -> Result<Self, StoreError> {
        let read = match method {
            "sendMessage" => serde_json::from_str(stored).map(Self::SendMessage),
            "editMessageText" => serde_json::from_str(stored).map(Self::EditMessageText),
            "editMessageReplyMarkup" => {
                serde_json::from_str(stored).map(Self::EditMessageReplyMarkup)
            }
            "deleteMessage" => serde_json::from_str(stored).map(Self::DeleteMessage),
            "sendDocument" => serde_json::from_str(stored).map(Self::SendDocument),
            "sendPhoto" => serde_json::from_str(stored).map(Self::SendPhoto),
            "createForumTopic" => serde_json::from_str(stored).map(Self::CreateForumTopic),
            ANSWER_PRESS => serde_json::from_str(stored).map(Self::AnswerCallbackQuery),
            ANSWER_INLINE => serde_json::from_str(stored).map(Self::AnswerInlineQuery),
            other => return Err(StoreError::Row(format!("there is no call {other}"))),
        };
        read.map_err(|error| StoreError::Row(format!("a call of {method} is broken: {error}")))
    }

    /// Its method and parameters in one text, for a call that stands in for another one.
    pub(crate) fn to_line(&self) -> String {
        format!("{} {}", self.method(), self.to_stored())
    }

    /// A call as [`Call::to_line`] writes it.
    pub(crate) fn from_line(line: &str) -> Result<Self, StoreError> {
        match line.split_once(' ') {
            Some((method, stored)) => Self::from_stored(method, stored),
            None => Err(StoreError::Row("a call has no method".to_owned())),
        }
    }

    /// A message to a conversation.
    #[must_use]
    pub fn message_to(conversation: ConversationId, html: String) -> Self {
        Self::SendMessage(Message {
            chat_id: conversation.chat,
            topic: conversation.topic,
            reply_to: None,
            html,
            keyboard: Vec::new(),
        })
    }
}

/// The method that ends the progress bar of a press.
pub(crate) const ANSWER_PRESS: &str = "answerCallbackQuery";
/// The method that answers an inline query.
pub(crate) const ANSWER_INLINE: &str = "answerInlineQuery";
