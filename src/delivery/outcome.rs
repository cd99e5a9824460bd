//! What the answers to calls tell, and what follows from them.

use care_ids::{ChatId, MessageId, TopicId};
use serde::Deserialize;

use crate::telegram::errors::ApiError;
use care_engine::content::Content;
use care_store::{
    Call, DeliveryOutcome, Message, MessageRole, NewEntry, NewTopic, OutboxEntry, ResponseEffect,
};

/// Texts that delivery sends by itself, where only Telegram's answer shows that they are needed.
#[derive(Debug, Clone)]
pub struct ServiceTexts {
    /// A topic is no longer there.
    pub topic_gone: String,
    /// Something could not be handled and was set aside.
    pub set_aside: String,
    /// What is said with a further part of a file.
    pub part: String,
}

impl ServiceTexts {
    /// As the content has them.
    pub fn of(content: &Content) -> Self {
        Self {
            topic_gone: content.text("topic.gone").to_owned(),
            set_aside: content.text("update.set_aside").to_owned(),
            part: content.text("export.part").to_owned(),
        }
    }

    /// A text as Telegram's HTML.
    pub(super) fn html(&self, text: &str) -> String {
        let mut html = crate::view::Html::default();
        html.text(text);
        html.into_string()
    }
}

/// Notes what there is to learn from the result of a call, and what follows from it. Says which message was
/// sent.
pub(super) fn effects_of_response(
    entry: &OutboxEntry,
    result: &str,
    outcome: &mut DeliveryOutcome,
) -> Option<MessageId> {
    let chat = entry.entry.chat;
    match &entry.entry.call {
        Call::SendMessage(_) => {
            let message = message_id(result)?;
            if let Some(about) = entry.entry.about {
                outcome.effects.push(ResponseEffect::Sent {
                    chat,
                    message,
                    about,
                });
            }
            return Some(message);
        }
        Call::CreateForumTopic(new) => {
            #[derive(Deserialize)]
            struct Opened {
                message_thread_id: TopicId,
            }
            let opened: Option<Opened> = serde_json::from_str(result).ok();
            if let (Some(opened), Some(about)) = (opened, entry.entry.about) {
                let topic = opened.message_thread_id;
                let case = about.case;
                outcome
                    .effects
                    .push(ResponseEffect::TopicOpened { case, topic });
                outcome.next.push(NewEntry {
                    about: Some(about),
                    ..first_in_topic(chat, new, topic)
                });
            }
        }
        _ => {}
    }
    None
}

/// The second step of opening a topic: its first message. What that answers stands elsewhere, and would pull
/// it there.
fn first_in_topic(chat: ChatId, new: &NewTopic, topic: TopicId) -> NewEntry {
    let first = Message {
        topic,
        reply_to: None,
        ..new.first.clone()
    };
    NewEntry::of(chat, Call::SendMessage(first))
}

/// Notes what there is to learn from a refusal: a plan that was refused goes back to its case.
pub(super) fn effects_of_refusal(entry: &OutboxEntry, outcome: &mut DeliveryOutcome) {
    if let Some(about) = entry.entry.about
        && let MessageRole::Plan(plan) = about.role
        && entry.entry.call.is_new_message()
    {
        let case = about.case;
        outcome
            .effects
            .push(ResponseEffect::PlanRefused { case, plan });
    }
}

/// What is done in the place of a call that was refused for good.
pub(super) fn replacement(entry: &OutboxEntry, error: &ApiError) -> Option<NewEntry> {
    let mut call = entry.entry.if_refused.clone()?;
    let message = match &mut call {
        Call::SendMessage(message) => message,
        Call::EditMessageText(edit) => &mut edit.message,
        _ => return Some(NewEntry::of(entry.entry.chat, call)),
    };
    let mut reason = crate::view::Html::default();
    reason.text(error.description());
    message.html = message.html.replace("{reason}", &reason.into_string());
    Some(NewEntry {
        about: entry.entry.about.map(|about| care_store::CaseMessage {
            role: MessageRole::Other,
            ..about
        }),
        ..NewEntry::of(entry.entry.chat, call)
    })
}

/// The message that says that a topic is gone.
pub(super) fn topic_gone_message(chat: ChatId, texts: &ServiceTexts) -> Call {
    Call::SendMessage(Message {
        chat_id: chat,
        topic: TopicId::NONE,
        reply_to: None,
        html: texts.html(&texts.topic_gone),
        keyboard: Vec::new(),
    })
}

fn message_id(result: &str) -> Option<MessageId> {
    #[derive(Deserialize)]
    struct Sent {
        message_id: MessageId,
    }
    let sent: Sent = serde_json::from_str(result).ok()?;
    Some(sent.message_id)
}
