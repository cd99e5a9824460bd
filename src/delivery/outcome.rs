//! What the answers to some calls tell, beside that the call was made.

use serde::Deserialize;
use serde_json::{Value, json};

use care_engine::content::Content;
use care_ids::{ChatId, TopicId};
use care_store::{Member, OutboxEntry, ResponseEffect};

/// Texts that delivery sends by itself, where only Telegram's answer shows that they are needed.
#[derive(Debug, Clone)]
pub struct ServiceTexts {
    /// A topic is no longer there.
    pub topic_gone: String,
    /// A topic could not be opened.
    pub topic_refused: String,
}

impl ServiceTexts {
    /// As the content has them.
    pub fn of(content: &Content) -> Self {
        Self {
            topic_gone: content.text("topic.gone").to_owned(),
            topic_refused: content.text("topic.refused").to_owned(),
        }
    }
}

/// What there is to learn from the result of a call.
pub(super) fn effects_of_response(call: &OutboxEntry, result: &str) -> Option<ResponseEffect> {
    match call.method.as_str() {
        "getChatMember" => {
            #[derive(Deserialize)]
            struct Told {
                status: String,
            }
            let told: Told = serde_json::from_str(result).ok()?;
            let admin = matches!(told.status.as_str(), "creator" | "administrator");
            member(call, admin)
        }
        "createForumTopic" => {
            #[derive(Deserialize)]
            struct Opened {
                message_thread_id: i64,
            }
            let opened: Opened = serde_json::from_str(result).ok()?;
            Some(ResponseEffect::Topic {
                case: call.card_of?.case,
                thread: opened.message_thread_id,
            })
        }
        _ => None,
    }
}

/// What there is to learn from a refusal: of whom Telegram tells nothing has no say.
pub(super) fn effects_of_refusal(call: &OutboxEntry) -> Option<ResponseEffect> {
    match call.method.as_str() {
        "getChatMember" => member(call, false),
        _ => None,
    }
}

fn member(call: &OutboxEntry, admin: bool) -> Option<ResponseEffect> {
    #[derive(Deserialize)]
    struct Asked {
        user_id: i64,
    }
    let asked: Asked = serde_json::from_str(&call.params).ok()?;
    Some(ResponseEffect::Member {
        chat: call.chat,
        person: asked.user_id,
        member: Member {
            admin,
            seen_at: call.created_at,
        },
    })
}

/// The topic that a call goes to.
pub(super) fn topic_of(call: &OutboxEntry) -> Option<TopicId> {
    #[derive(Deserialize)]
    struct Placed {
        message_thread_id: Option<TopicId>,
    }
    let placed: Placed = serde_json::from_str(&call.params).ok()?;
    placed.message_thread_id
}

/// Takes a call, and what stands in for it, out of its topic.
pub(super) fn out_of_topic(call: &mut OutboxEntry) {
    for params in std::iter::once(&mut call.params).chain(&mut call.instead) {
        if let Ok(mut value) = serde_json::from_str::<Value>(params)
            && let Some(fields) = value.as_object_mut()
        {
            fields.remove("message_thread_id");
            *params = value.to_string();
        }
    }
}

/// A topic was opened: what follows is the first message in it.
pub(super) fn first_in_topic(call: &mut OutboxEntry, topic: TopicId) -> bool {
    let Some(first) = call.instead.take() else {
        return false;
    };
    let Ok(mut value) = serde_json::from_str::<Value>(&first) else {
        return false;
    };
    value["message_thread_id"] = topic.get().into();
    if let Some(fields) = value.as_object_mut() {
        // What it answers stands listener, and would pull it there.
        fields.remove("reply_parameters");
    }
    "sendMessage".clone_into(&mut call.method);
    call.params = value.to_string();
    call.card_of = None;
    true
}

/// A topic could not be opened: that is said where it was asked for.
pub(super) fn topic_refused(call: &mut OutboxEntry, texts: &ServiceTexts) -> bool {
    let Some(mut value) = call
        .instead
        .take()
        .and_then(|first| serde_json::from_str::<Value>(&first).ok())
    else {
        return false;
    };
    value["text"] = html(&texts.topic_refused).into();
    if let Some(fields) = value.as_object_mut() {
        fields.remove("reply_markup");
    }
    "sendMessage".clone_into(&mut call.method);
    call.params = value.to_string();
    call.card_of = None;
    true
}

/// The message that says that a topic is gone.
pub(super) fn topic_gone_message(chat: ChatId, texts: &ServiceTexts) -> String {
    json!({ "chat_id": chat, "text": html(&texts.topic_gone), "parse_mode": "HTML" }).to_string()
}

fn html(text: &str) -> String {
    let mut html = crate::view::Html::default();
    html.text(text);
    html.into_string()
}
