//! Calls that follow from one update, and how they are put into the outbox.

use serde_json::Value;

use crate::view::{Card, Keyboard, Press};
use care_engine::content::Content;
use care_ids::{CaseId, ChatId, ConversationId, MessageId, UserId};
use care_store::{
    Call, CaseMessage, Document, Edit, InlineAnswer, InlineButton, Message, MessageRef,
    MessageRole, NewEntry, NewTopic, Photo, PressAnswer, Recipe,
};

/// A new message of the bot, with its buttons.
#[derive(Debug, Clone)]
pub(crate) struct NewMessage {
    /// The chat and topic to which it goes.
    pub conversation: ConversationId,
    /// Which message it answers.
    pub reply_to: Option<MessageId>,
    /// The text with the buttons below it.
    pub card: Card,
    /// The case that it belongs to: its card, a plan of it, or something else.
    pub about: Option<CaseMessage>,
    /// What is sent in its place when it is not known whether an attempt of it arrived. Without it the
    /// message is attempted again, and may come twice.
    pub fallback: Option<Card>,
    /// What is shown when Telegram refuses it for good, in the place of a message that is there already or
    /// as a new one. `{reason}` in it is replaced by Telegram's own words.
    pub if_refused: Option<(Option<MessageId>, Card)>,
}

/// A call that follows from one update.
#[derive(Debug, Clone)]
pub(crate) enum OutgoingCall {
    /// Sends a new message, with its buttons.
    SendMessage(NewMessage),
    /// Another text and buttons for an earlier message.
    EditMessage {
        /// The chat and topic to which it goes.
        conversation: ConversationId,
        /// The message that is changed.
        message: MessageId,
        /// The text with the buttons below it.
        card: Card,
        /// The case that it belongs to.
        about: Option<CaseMessage>,
    },
    /// A file that is made when it is sent.
    SendDocument {
        /// The chat and topic to which it goes.
        conversation: ConversationId,
        /// Which message it answers.
        reply_to: Option<MessageId>,
        /// What is said with it.
        caption: String,
        /// How it is made.
        recipe: Recipe,
    },
    /// A picture that is drawn when it is sent.
    SendPhoto {
        /// The chat and topic to which it goes.
        conversation: ConversationId,
        /// What it shows.
        photo: Photo,
        /// What is sent in its place when a try may have arrived: it offers the picture.
        fallback: Card,
    },
    /// Takes away a message, where the bot may.
    DeleteMessage {
        /// The chat and topic to which it goes.
        conversation: ConversationId,
        /// The message that is changed.
        message: MessageId,
    },
    /// Takes the buttons off an earlier message.
    RemoveButtons {
        /// The chat and topic to which it goes.
        conversation: ConversationId,
        /// The message that is changed.
        message: MessageId,
    },
    /// Ends the progress bar of a pressed button.
    AnswerCallback {
        /// The chat and topic to which it goes.
        conversation: ConversationId,
        /// The press that it answers.
        query: String,
        /// The notice that the person sees, if any.
        text: Option<String>,
    },
    /// Offers results for an inline query.
    AnswerInline {
        /// The person who made the query.
        user: UserId,
        /// The parameters, which need no chat.
        params: Value,
    },
    /// Opens a topic for a case.
    CreateTopic {
        /// Where it was asked for.
        conversation: ConversationId,
        /// The case that the message belongs to.
        case: CaseId,
        /// What it is called.
        name: String,
        /// The first message in it.
        first: Card,
        /// What is said where it was asked for, should it be refused.
        refused: Card,
    },
}

/// Most characters of the name of a topic (Bot API, createForumTopic).
const LONGEST_TOPIC: usize = 128;
/// Most characters of a notice (Bot API, answerCallbackQuery).
const LONGEST_NOTICE: usize = 200;

impl OutgoingCall {
    /// The entry of the outbox.
    pub(crate) fn to_entry(&self, content: &Content) -> NewEntry {
        match self {
            Self::SendMessage(new) => new.to_entry(content),
            Self::EditMessage {
                conversation,
                message,
                card,
                about,
            } => NewEntry {
                about: *about,
                ..entry(conversation, edit(content, conversation, *message, card))
            },
            Self::SendDocument {
                conversation,
                reply_to,
                caption,
                recipe,
            } => {
                let document = Document {
                    chat_id: conversation.chat,
                    topic: conversation.topic,
                    reply_to: *reply_to,
                    caption: caption.clone(),
                    recipe: recipe.clone(),
                };
                entry(conversation, Call::SendDocument(document))
            }
            Self::SendPhoto {
                conversation,
                photo,
                fallback,
            } => NewEntry {
                fallback: Some(send(content, conversation, photo.reply_to, fallback)),
                ..entry(conversation, Call::SendPhoto(photo.clone()))
            },
            Self::DeleteMessage {
                conversation,
                message,
            } => {
                let of = message_ref(conversation, *message);
                entry(conversation, Call::DeleteMessage(of))
            }
            Self::RemoveButtons {
                conversation,
                message,
            } => {
                let of = message_ref(conversation, *message);
                entry(conversation, Call::EditMessageReplyMarkup(of))
            }
            Self::AnswerCallback {
                conversation,
                query,
                text,
            } => {
                let answer = press_answer(query, text.as_deref());
                entry(conversation, Call::AnswerCallbackQuery(answer))
            }
            Self::AnswerInline { user, params } => {
                let params = params.to_string();
                let answer = Call::AnswerInlineQuery(InlineAnswer { params });
                NewEntry::of(ChatId::from(*user), answer)
            }
            Self::CreateTopic {
                conversation,
                case,
                name,
                first,
                refused,
            } => NewEntry {
                if_refused: Some(send(content, conversation, None, refused)),
                about: Some(CaseMessage {
                    case: *case,
                    role: MessageRole::Other,
                }),
                ..new_topic(
                    conversation,
                    name,
                    message(content, conversation, None, first),
                )
            },
        }
    }
}

impl NewMessage {
    fn to_entry(&self, content: &Content) -> NewEntry {
        let conversation = &self.conversation;
        let instead = |card| send(content, conversation, self.reply_to, card);
        let refused = self.if_refused.as_ref().map(|(place, card)| match place {
            Some(message) => edit(content, conversation, *message, card),
            None => instead(card),
        });
        NewEntry {
            fallback: self.fallback.as_ref().map(instead),
            if_refused: refused,
            about: self.about,
            ..entry(conversation, instead(&self.card))
        }
    }
}

/// Opens a topic. Should it not be known whether that was done, its first message goes where it was asked for.
fn new_topic(conversation: &ConversationId, name: &str, first: Message) -> NewEntry {
    let topic = NewTopic {
        chat_id: conversation.chat,
        name: name.chars().take(LONGEST_TOPIC).collect(),
        first: first.clone(),
    };
    NewEntry {
        fallback: Some(Call::SendMessage(first)),
        ..entry(conversation, Call::CreateForumTopic(topic))
    }
}

fn entry(conversation: &ConversationId, call: Call) -> NewEntry {
    NewEntry::of(conversation.chat, call)
}

fn press_answer(query: &str, text: Option<&str>) -> PressAnswer {
    PressAnswer {
        callback_query_id: query.to_owned(),
        text: text.map(|text| text.chars().take(LONGEST_NOTICE).collect()),
    }
}

fn message_ref(conversation: &ConversationId, message_id: MessageId) -> MessageRef {
    MessageRef {
        chat_id: conversation.chat,
        message_id,
    }
}

fn message(
    content: &Content,
    conversation: &ConversationId,
    reply_to: Option<MessageId>,
    card: &Card,
) -> Message {
    Message {
        chat_id: conversation.chat,
        topic: conversation.topic,
        reply_to,
        html: card.html.clone(),
        keyboard: buttons(content, &card.keyboard),
    }
}

fn send(
    content: &Content,
    conversation: &ConversationId,
    reply_to: Option<MessageId>,
    card: &Card,
) -> Call {
    Call::SendMessage(message(content, conversation, reply_to, card))
}

fn edit(
    content: &Content,
    conversation: &ConversationId,
    message_id: MessageId,
    card: &Card,
) -> Call {
    Call::EditMessageText(Edit {
        message_id,
        message: message(content, conversation, None, card),
    })
}

fn buttons(content: &Content, keyboard: &Keyboard) -> Vec<Vec<InlineButton>> {
    let rows = keyboard.iter().map(|row| {
        let row = row.iter().map(|button| InlineButton {
            label: button.label.clone(),
            press: match &button.press {
                Press::Callback(data) => care_store::Press::Callback(data.encode(content)),
                Press::Copy(text) => care_store::Press::Copy { text: text.clone() },
            },
        });
        row.collect()
    });
    rows.collect()
}
