//! Updates as Telegram could send them, now and in later versions, and what only looks like one.

use achilles_bot::telegram::{Incoming, IncomingUpdate, read_update};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Value, json as made};

use super::mutation::{edited, edits, grafted, json, text};
use super::one_in;

/// Keys and values of the Bot API, so that made-up JSON comes near to an update.
const KEYS: &[&str] = &[
    "update_id",
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "poll",
    "inline_query",
    "business_message",
    "message_reaction",
    "message_id",
    "date",
    "chat",
    "from",
    "text",
    "entities",
    "type",
    "offset",
    "length",
    "id",
    "is_bot",
    "first_name",
    "username",
    "title",
    "private",
    "group",
    "supergroup",
    "channel",
    "reply_to_message",
    "message_thread_id",
    "is_topic_message",
    "photo",
    "caption",
    "sticker",
    "data",
    "chat_instance",
    "new_chat_member",
    "old_chat_member",
    "status",
    "user",
    "kicked",
    "left",
    "member",
    "external_reply",
    "origin",
    "quote",
    "reply_markup",
    "inline_keyboard",
    "forward_origin",
    "link_preview_options",
    "migrate_to_chat_id",
    "via_bot",
    "sender_chat",
    "checklist",
    "rich_message",
    "new_kind",
    "document",
    "voice",
    "location",
    "contact",
    "pinned_message",
];

/// Anything: it may be nothing, but it is no panic.
pub(crate) fn any_update(raw: &str) -> Option<IncomingUpdate> {
    read_update(raw)
}

/// A text message: its number and its text come through, whatever else stands in it.
pub(crate) fn text_message(raw: &str, id: i64, text: &str) {
    let inbound = read_update(raw).expect("an update with a number is read");
    assert_eq!(inbound.id, id);
    let Incoming::Message(message) = inbound.body else {
        panic!("not a message any more: {:?}", inbound.body);
    };
    assert_eq!(message.text.as_deref(), Some(text));
}

/// A press: what stands behind the button comes through.
pub(crate) fn press(raw: &str, data: &str) {
    let Some(Incoming::CallbackQuery { query, .. }) = read_update(raw).map(|inbound| inbound.body)
    else {
        panic!("not a press any more");
    };
    assert_eq!(query.data.as_deref(), Some(data));
}

fn user() -> impl Strategy<Value = Value> {
    (
        1_i64..1 << 52,
        any::<bool>(),
        text(),
        proptest::option::of("[a-z]{2}(-[a-z]{2})?"),
    )
        .prop_map(|(id, bot, name, language)| {
            let mut user = made!({"id": id, "is_bot": bot, "first_name": name, "is_premium": true});
            if let Some(language) = language {
                user["language_code"] = language.into();
            }
            user
        })
}

fn chat() -> impl Strategy<Value = Value> {
    (any::<u32>(), text(), 0..3_u8).prop_map(|(id, name, kind)| match kind {
        0 => made!({"id": i64::from(id) + 1, "type": "private", "first_name": name}),
        1 => made!({"id": -i64::from(id) - 1, "type": "group", "title": name}),
        _ => made!({"id": -1_000_000_000_000 - i64::from(id), "type": "supergroup", "title": name, "is_forum": true}),
    })
}

/// Parts that later versions of the API extend, with anything in them, and parts nobody knows.
fn later_parts() -> impl Strategy<Value = Vec<(String, Value)>> {
    let extended = proptest::sample::select(vec![
        "entities",
        "external_reply",
        "quote",
        "link_preview_options",
        "forward_origin",
        "reply_markup",
    ]);
    let name = prop_oneof![extended.prop_map(str::to_owned), "x_[a-z_]{1,12}",];
    vec((name, json(KEYS)), 0..5)
}

/// An entity of a kind that there is, or will be.
fn entities() -> impl Strategy<Value = Value> {
    let kind = proptest::sample::select(vec![
        "bold",
        "url",
        "mention",
        "text_link",
        "custom_emoji",
        "expandable_blockquote",
        "date_time",
        "new",
    ]);
    vec((kind, -2_i64..5000, -2_i64..5000), 0..4).prop_map(|list| {
        list.into_iter()
            .map(|(kind, offset, length)| made!({"type": kind, "offset": offset, "length": length}))
            .collect()
    })
}

fn message() -> impl Strategy<Value = (Value, String)> {
    let written = text().prop_filter("Telegram sends no empty text", |text| !text.is_empty());
    (user(), chat(), written, 1..i32::MAX, 0_i64..4_000_000_000, entities(), later_parts()).prop_map(
        |(user, chat, text, id, date, entities, parts)| {
            let mut message = made!({
                "message_id": id, "date": date, "chat": chat, "from": user, "text": text, "entities": entities,
            });
            for (name, part) in parts {
                message[name] = part;
            }
            (message, text)
        },
    )
}

/// A valid update of one kind or another.
fn update() -> impl Strategy<Value = Value> {
    let member = (user(), chat(), user()).prop_map(|(from, chat, bot)| {
        made!({"my_chat_member": {"chat": chat, "from": from, "date": 1_700_000_000,
            "old_chat_member": {"user": bot, "status": "member"},
            "new_chat_member": {"user": bot, "status": "kicked", "until_date": 0}}})
    });
    let pressed = (user(), message(), "[ -~]{0,64}").prop_map(|(user, (message, _), data)| {
        made!({"callback_query": {"id": "1", "from": user, "chat_instance": "1", "message": message, "data": data}})
    });
    let new = (message(), "[a-z_]{1,20}").prop_map(|((message, _), kind)| made!({kind: message}));
    let written = message().prop_map(|(message, _)| made!({"message": message}));
    (any::<u32>(), prop_oneof![member, pressed, new, written]).prop_map(|(id, mut update)| {
        update["update_id"] = id.into();
        update
    })
}

proptest! {
    #![proptest_config(one_in(1))]

    #[test]
    fn a_text_message_keeps_its_text(id in any::<u32>(), (message, text) in message(), (under, _) in message(), replies in 0..3_u8) {
        let mut message = message;
        if replies > 0 {
            message["reply_to_message"] = under;
        }
        if replies > 1 {
            message["reply_to_message"]["x_new"] = message["entities"].clone();
        }
        let raw = made!({"update_id": id, "message": message}).to_string();
        text_message(&raw, i64::from(id), &text);
    }

    #[test]
    fn a_press_keeps_its_data(id in any::<u32>(), user in user(), (message, _) in message(), data in "[ -~]{1,64}", gone in any::<bool>()) {
        let message = if gone {
            made!({"message_id": message["message_id"], "date": 0, "chat": message["chat"]})
        } else {
            message
        };
        let raw = made!({"update_id": id, "callback_query": {
            "id": "4", "from": user, "chat_instance": "9", "message": message, "data": data, "x_new": [1]}});
        press(&raw.to_string(), &data);
    }

    #[test]
    fn an_update_with_a_part_replaced_is_read_or_not(update in update(), at in any::<u16>(), graft in proptest::option::of(json(KEYS))) {
        any_update(&grafted(update, at, graft).to_string());
    }

    #[test]
    fn an_update_with_bytes_changed_is_read_or_not(update in update(), edits in edits()) {
        any_update(&edited(&update.to_string(), &edits));
    }

    #[test]
    fn any_json_is_read_or_not(value in json(KEYS), id in any::<i64>(), rest in btree_map(proptest::sample::select(KEYS), json(KEYS), 0..4)) {
        any_update(&value.to_string());
        let mut update = made!({"update_id": id});
        for (key, value) in rest {
            update[key] = value;
        }
        any_update(&update.to_string());
    }

    #[test]
    fn any_text_is_read_or_not(raw in text()) {
        any_update(&raw);
    }
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    for depth in [100, 127, 128, 1_000, 100_000] {
        let nested = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        any_update(&nested);
        any_update(&format!(r#"{{"update_id":1,"message":{nested}}}"#));
        let replies = r#"{"reply_to_message":"#.repeat(depth) + "1" + &"}".repeat(depth);
        any_update(&format!(r#"{{"update_id":1,"message":{replies}}}"#));
    }
}
