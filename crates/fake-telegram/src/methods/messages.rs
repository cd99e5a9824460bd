//! Sending, editing, deleting and pinning messages, and answering queries.

use std::{
    borrow::Cow,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{MethodResult, done, named, told, writable};
use crate::{
    params::{MethodRefusal, Params, bad},
    state::{Author, CallbackAnswer, Chat, ChatKind, ChatMessage, State, now},
};

pub(super) fn send(state: &mut State, params: &Params) -> MethodResult {
    let chat = writable(state, params)?;
    let (text, entities) = params.formatted()?;
    let keyboard = params.keyboard()?;
    let (thread, reply_to) = place(chat, params)?;
    let id = chat.id;
    rate(state, id)?;
    let mut message = ChatMessage::text(Author::Bot, &text);
    message.entities = entities;
    message.markup = keyboard;
    message.thread = thread;
    message.reply_to = reply_to;
    store(state, id, message)
}

/// What a message holds beside its text, by the name of its field.
type Media = (&'static str, Value);

/// A file with its caption. What it has to be is up to the method.
pub(super) fn send_file(
    state: &mut State,
    params: &Params,
    media: fn(&Params) -> Result<Media, MethodRefusal>,
) -> MethodResult {
    let chat = writable(state, params)?;
    let keyboard = params.keyboard()?;
    let (thread, reply_to) = place(chat, params)?;
    let id = chat.id;
    let (field, file) = media(params)?;
    rate(state, id)?;
    let mut message = ChatMessage::text(Author::Bot, "");
    if let Some(caption) = params.text("caption").filter(|caption| !caption.is_empty()) {
        let mut as_text = params.clone();
        as_text
            .0
            .insert("text".to_owned(), caption.into_owned().into());
        let (caption, entities) = as_text.formatted()?;
        if crate::html::utf16_len(&caption) > 1024 {
            return Err(bad("message caption is too long"));
        }
        message.extra.insert("caption".to_owned(), caption.into());
        if !entities.is_empty() {
            message
                .extra
                .insert("caption_entities".to_owned(), json!(entities));
        }
    }
    message.extra.insert(field.to_owned(), file);
    let text = part(params, field)?
        .get("file_text")
        .and_then(Value::as_str);
    message.file_text = text.filter(|_| field == "document").map(str::to_owned);
    message.markup = keyboard;
    message.thread = thread;
    message.reply_to = reply_to;
    store(state, id, message)
}

/// The file of a multipart call: the field itself, or the part that `attach://` points to.
fn part<'p>(params: &'p Params, field: &str) -> Result<&'p Value, MethodRefusal> {
    let given = params.0.get(field);
    let part = match given.and_then(Value::as_str) {
        Some(text) => text
            .strip_prefix("attach://")
            .and_then(|name| params.0.get(name)),
        None => given,
    };
    part.ok_or_else(|| bad(format!("there is no {field} in the request")))
}

/// How many bytes a file has; an empty one, or one of more than so many, is refused.
fn size(part: &Value, most: u64) -> Result<u64, MethodRefusal> {
    match part.get("file_size").and_then(Value::as_u64).unwrap_or(0) {
        0 => Err(bad("file must be non-empty")),
        size if size > most => Err(bad("file is too big")),
        size => Ok(size),
    }
}

/// A document of at most 50 MB.
pub(super) fn document(params: &Params) -> Result<Media, MethodRefusal> {
    let part = part(params, "document")?;
    let document = json!({
        "file_id": "telegram-document",
        "file_unique_id": "telegram-document",
        "file_name": part.get("file_name"),
        "file_size": size(part, 50 * 1024 * 1024)?,
    });
    Ok(("document", document))
}

/// A picture of at most 10 MB, whose width and height are together at most 10,000 and one at most twenty times the
/// other.
pub(super) fn photo(params: &Params) -> Result<Media, MethodRefusal> {
    let part = part(params, "photo")?;
    let size = size(part, 10 * 1024 * 1024)?;
    let picture = part.get("picture").filter(|picture| !picture.is_null());
    let picture = picture.ok_or_else(|| bad("IMAGE_PROCESS_FAILED"))?;
    let length = |key: &str| picture.get(key).and_then(Value::as_u64).unwrap_or(0);
    let (width, height) = (length("width"), length("height"));
    let (short, long) = (width.min(height), width.max(height));
    if short == 0 || width + height > 10_000 || long > 20 * short {
        return Err(bad("PHOTO_INVALID_DIMENSIONS"));
    }
    let sizes = json!([{
        "file_id": "telegram-photo",
        "file_unique_id": "telegram-photo",
        "file_size": size,
        "width": width,
        "height": height,
        // Not of the Bot API: what the page shows.
        "base64": picture.get("base64"),
    }]);
    Ok(("photo", sizes))
}

fn store(state: &mut State, chat: i64, message: ChatMessage) -> MethodResult {
    let id = state
        .add_message(chat, message)
        .ok_or_else(|| bad("chat not found"))?;
    state.announce(chat, id, false);
    told(&state.message_out(chat, id))
}

/// The thread and the parent a new message gets.
fn place(chat: &Chat, params: &Params) -> Result<(Option<i64>, Option<i64>), MethodRefusal> {
    let mut thread = params.int("message_thread_id").filter(|id| *id != 0);
    if let Some(id) = thread {
        match chat.topics.get(&id) {
            None => return Err(bad("message thread not found")),
            Some(topic) if topic.closed && !chat.bot_is_admin => return Err(bad("TOPIC_CLOSED")),
            Some(_) => {}
        }
    }
    let given = params.json("reply_parameters")?;
    let (wanted, lenient, quote) = match &given {
        Some(reply) => (
            reply.get("message_id").and_then(Value::as_i64),
            reply.get("allow_sending_without_reply") == Some(&json!(true)),
            reply.get("quote").and_then(Value::as_str),
        ),
        None => (
            params.int("reply_to_message_id"),
            params.flag("allow_sending_without_reply"),
            None,
        ),
    };
    let Some(wanted) = wanted else {
        return Ok((thread, None));
    };
    let parent = chat.messages.get(&wanted).filter(|parent| !parent.deleted);
    let Some(parent) = parent else {
        if lenient {
            return Ok((thread, None));
        }
        return Err(bad("message to be replied not found"));
    };
    if quote.is_some_and(|quote| !parent.text.contains(quote)) {
        return Err(bad("QUOTE_TEXT_INVALID"));
    }
    // A reply goes where its parent is, whatever else was said.
    if chat.forum || chat.kind == ChatKind::Private {
        thread = parent.thread.or(thread);
    }
    Ok((thread, Some(wanted)))
}

/// Counts a send against the limits, if there are any.
fn rate(state: &mut State, chat: i64) -> Result<(), MethodRefusal> {
    let Some(limits) = state.options.rate_limits else {
        return Ok(());
    };
    let Some(chat) = state.chats.get_mut(&chat) else {
        return Ok(());
    };
    let (most, window) = match chat.kind {
        ChatKind::Private => (limits.burst, Duration::from_secs(u64::from(limits.burst))),
        ChatKind::Supergroup => (limits.group_per_minute, Duration::from_secs(60)),
    };
    let at = Instant::now();
    while let Some(first) = chat.sends.front()
        && at.duration_since(*first) >= window
    {
        chat.sends.pop_front();
    }
    if chat.sends.len() < usize::try_from(most).unwrap_or(usize::MAX) {
        chat.sends.push_back(at);
        return Ok(());
    }
    let waited = chat
        .sends
        .front()
        .map_or(Duration::ZERO, |first| at.duration_since(*first));
    let wait = window.saturating_sub(waited).as_secs() + 1;
    Err(MethodRefusal {
        code: 429,
        description: format!("Too Many Requests: retry after {wait}"),
        retry_after: Some(wait),
    })
}

const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply \
     markup are exactly the same as a current content and reply markup of the message";

/// The bot's own message a call wants to edit.
fn editable<'w>(
    state: &'w mut State,
    params: &Params,
) -> Result<(i64, &'w mut ChatMessage), MethodRefusal> {
    let chat = writable(state, params)?.id;
    let id = params.int("message_id").unwrap_or(0);
    let message = state
        .message_mut(chat, id)
        .ok_or_else(|| bad("message to edit not found"))?;
    if message.author == Author::Bot {
        Ok((chat, message))
    } else {
        Err(bad("message can't be edited"))
    }
}

pub(super) fn edit_text(state: &mut State, params: &Params) -> MethodResult {
    let (text, entities) = params.formatted()?;
    let keyboard = params.keyboard()?;
    let (chat, message) = editable(state, params)?;
    if message.text.is_empty() {
        return Err(bad("there is no text in the message to edit"));
    }
    if message.text == text && message.entities == entities && message.markup == keyboard {
        return Err(bad(NOT_MODIFIED));
    }
    message.text = text;
    message.entities = entities;
    message.markup = keyboard;
    message.edited += 1;
    message.edit_date = Some(now());
    let id = message.id;
    state.announce(chat, id, true);
    told(&state.message_out(chat, id))
}

pub(super) fn edit_markup(state: &mut State, params: &Params) -> MethodResult {
    let keyboard = params.keyboard()?;
    let (chat, message) = editable(state, params)?;
    if message.markup == keyboard {
        return Err(bad(NOT_MODIFIED));
    }
    message.markup = keyboard;
    message.edit_date = Some(now());
    let id = message.id;
    state.announce(chat, id, true);
    told(&state.message_out(chat, id))
}

pub(super) fn delete(state: &mut State, params: &Params) -> MethodResult {
    let chat = writable(state, params)?;
    let (chat, may_all) = (chat.id, chat.kind == ChatKind::Private || chat.bot_is_admin);
    let message = state
        .message_mut(chat, params.int("message_id").unwrap_or(0))
        .ok_or_else(|| bad("message to delete not found"))?;
    if message.author != Author::Bot && !may_all {
        return Err(bad("message can't be deleted"));
    }
    message.deleted = true;
    message.pinned = false;
    done()
}

pub(super) fn pin(state: &mut State, params: &Params, on: bool) -> MethodResult {
    let chat = writable(state, params)?;
    if chat.kind == ChatKind::Supergroup && !chat.bot_is_admin {
        return Err(bad(
            "not enough rights to manage pinned messages in the chat",
        ));
    }
    let chat = chat.id;
    let newest = state.chats.get(&chat).and_then(|chat| {
        let mut pinned = chat.messages.values().filter(|message| message.pinned);
        pinned.next_back().map(|message| message.id)
    });
    // Without an id, unpinning takes the newest one.
    let id = params
        .int("message_id")
        .or(if on { None } else { newest })
        .unwrap_or(0);
    let words = if on {
        "message to pin not found"
    } else {
        "message to unpin not found"
    };
    let message = state.message_mut(chat, id).ok_or_else(|| bad(words))?;
    message.pinned = on;
    done()
}

pub(super) fn answer_callback(state: &mut State, params: &Params) -> MethodResult {
    let text = params.text("text").unwrap_or_default().into_owned();
    if text.chars().count() > 200 {
        return Err(bad("MESSAGE_TOO_LONG"));
    }
    let id = params.text("callback_query_id").unwrap_or_default();
    let age = state.options.callback_age;
    let open = state
        .callback_mut(&id)
        .filter(|callback| callback.answer.is_none() && callback.at.elapsed() <= age);
    let Some(open) = open else {
        return Err(bad(
            "query is too old and response timeout expired or query ID is invalid",
        ));
    };
    open.answer = Some(CallbackAnswer {
        text,
        show_alert: params.flag("show_alert"),
    });
    done()
}

pub(super) fn answer_inline(state: &mut State, params: &Params) -> MethodResult {
    let results = params
        .json("results")?
        .map_or_else(|| json!([]), Cow::into_owned);
    let Some(list) = results.as_array() else {
        return Err(bad("can't parse inline query results JSON object"));
    };
    if list.len() > 50 {
        return Err(bad("RESULTS_TOO_MUCH"));
    }
    let mut ids = Vec::new();
    for result in list {
        let id = result.get("id").and_then(Value::as_str).unwrap_or("");
        if id.is_empty() || id.len() > 64 {
            return Err(bad("RESULT_ID_INVALID"));
        }
        if ids.contains(&id) {
            return Err(bad("RESULT_ID_DUPLICATE"));
        }
        ids.push(id);
    }
    let id = params.text("inline_query_id").unwrap_or_default();
    match state.inline.get_mut(id.as_ref()) {
        Some(answer @ None) => {
            *answer = Some(results);
            done()
        }
        _ => Err(bad(
            "query is too old and response timeout expired or query ID is invalid",
        )),
    }
}

/// What a bot may be seen doing.
const ACTIONS: [&str; 11] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

pub(super) fn chat_action(state: &mut State, params: &Params) -> MethodResult {
    let chat = writable(state, params)?.id;
    let action = params.text("action").unwrap_or_default();
    if !ACTIONS.contains(&action.as_ref()) {
        return Err(bad("wrong parameter action in request"));
    }
    if let Some(thread) = params.int("message_thread_id").filter(|id| *id > 1)
        && !named(state, params)?.topics.contains_key(&thread)
    {
        return Err(bad("message thread not found"));
    }
    if let Some(chat) = state.chats.get_mut(&chat) {
        chat.typing = Some(Instant::now());
    }
    done()
}
