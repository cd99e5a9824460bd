//! Chats, their members and their topics.

use serde_json::json;

use super::{MethodResult, done, named, told, writable};
use crate::{
    json::chat_out,
    params::{MethodRefusal, Params, bad},
    state::{Author, BOT_ID, Chat, ChatKind, ForumTopic, Membership, State},
};

pub(super) fn get_chat(state: &State, params: &Params) -> MethodResult {
    let chat = named(state, params)?;
    let mut full = json!(chat_out(chat));
    full["accent_color_id"] = json!(0);
    full["max_reaction_count"] = json!(11);
    full["accepted_gift_types"] = json!({
        "unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false,
        "premium_subscription": false, "gifts_from_channels": false,
    });
    if chat.kind == ChatKind::Supergroup {
        full["permissions"] = json!({"can_send_messages": true});
    }
    let pinned = chat.messages.values().rfind(|message| message.pinned);
    if let Some(pinned) = pinned {
        full["pinned_message"] = json!(state.message_out(chat.id, pinned.id));
    }
    told(&full)
}

pub(super) fn get_member(state: &State, params: &Params) -> MethodResult {
    let chat = named(state, params)?;
    let user = params.int("user_id").unwrap_or(0);
    if user != BOT_ID && !state.people.contains_key(&user) {
        return Err(bad("PARTICIPANT_ID_INVALID"));
    }
    told(&state.member_json(chat, user))
}

pub(super) fn get_administrators(state: &State, params: &Params) -> MethodResult {
    let chat = named(state, params)?;
    if chat.kind == ChatKind::Private {
        return Err(bad("there are no administrators in the private chat"));
    }
    let mut found = Vec::new();
    if let Some(first) = chat.members.first() {
        found.push(state.member_json(chat, *first));
    }
    if chat.bot_is_admin {
        found.push(state.member_json(chat, BOT_ID));
    }
    told(&found)
}

pub(super) fn leave(state: &mut State, params: &Params) -> MethodResult {
    let id = writable(state, params)?.id;
    if let Some(chat) = state.chats.get_mut(&id) {
        if chat.kind == ChatKind::Private {
            return Err(bad("chat member status can't be changed in private chats"));
        }
        chat.membership = Membership::Left;
    }
    done()
}

/// The chat, if topics may be made and changed there by the bot.
fn with_topics<'w>(state: &'w State, params: &Params) -> Result<&'w Chat, MethodRefusal> {
    let chat = writable(state, params)?;
    match chat.kind {
        ChatKind::Private if !state.options.topics_in_private => {
            Err(bad("the chat is not a forum"))
        }
        ChatKind::Supergroup if !chat.forum => Err(bad("the chat is not a forum")),
        ChatKind::Supergroup if !chat.bot_is_admin => {
            Err(bad("not enough rights to create a topic"))
        }
        _ => Ok(chat),
    }
}

pub(super) fn create_topic(state: &mut State, params: &Params) -> MethodResult {
    let chat = with_topics(state, params)?.id;
    let name = params.text("name").unwrap_or_default().into_owned();
    let len = name.chars().count();
    if len == 0 || len > 128 {
        return Err(bad("TOPIC_TITLE_EMPTY"));
    }
    let id = state
        .add_topic(chat, &name, Author::Bot)
        .ok_or_else(|| bad("chat not found"))?;
    told(&json!({"message_thread_id": id, "name": name, "icon_color": 7_322_096}))
}

fn topic<'w>(state: &'w mut State, params: &Params) -> Result<&'w mut ForumTopic, MethodRefusal> {
    let chat = with_topics(state, params)?.id;
    let id = params.int("message_thread_id").unwrap_or(0);
    state
        .chats
        .get_mut(&chat)
        .and_then(|chat| chat.topics.get_mut(&id))
        .ok_or_else(|| bad("message thread not found"))
}

pub(super) fn edit_topic(state: &mut State, params: &Params) -> MethodResult {
    let name = params.text("name").unwrap_or_default().into_owned();
    let topic = topic(state, params)?;
    if name.is_empty() || name == topic.name {
        return Err(bad("TOPIC_NOT_MODIFIED"));
    }
    topic.name = name;
    done()
}

pub(super) fn close_topic(state: &mut State, params: &Params) -> MethodResult {
    let topic = topic(state, params)?;
    if topic.closed {
        return Err(bad("TOPIC_NOT_MODIFIED"));
    }
    topic.closed = true;
    done()
}
