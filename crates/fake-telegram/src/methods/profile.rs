//! What the bot says about itself, and where its updates go.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::{Outcome, done, told};
use crate::{
    params::{Params, bad},
    queue::Webhook,
    world::World,
};

pub(super) fn set_webhook(world: &mut World, params: &Params) -> Outcome {
    let url = params.text("url").unwrap_or_default().into_owned();
    if url.is_empty() {
        return delete_webhook(world, params);
    }
    // The real server wants HTTPS; the stand-in only ever posts to this machine, without it.
    if !url.starts_with("http://") {
        return Err(bad("bad webhook: the stand-in posts to http:// only"));
    }
    let secret = params.text("secret_token").map(Cow::into_owned);
    if let Some(secret) = &secret
        && (secret.is_empty()
            || secret.len() > 256
            || !secret
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-'))
    {
        return Err(bad("secret token contains unallowed characters"));
    }
    allow(world, params)?;
    if params.flag("drop_pending_updates") {
        world.queue.pending.clear();
    }
    let connections = params.int("max_connections").unwrap_or(40).clamp(1, 100);
    world.queue.poller += 1;
    world.queue.webhook = Some(Webhook {
        url,
        secret,
        max_connections: usize::try_from(connections).unwrap_or(usize::MAX),
        last_error: None,
    });
    done()
}

/// Remembers the kinds of updates asked for; without the parameter the earlier choice stays.
pub(crate) fn allow(world: &mut World, params: &Params) -> Result<(), super::Refusal> {
    if let Some(kinds) = params.json("allowed_updates")? {
        world.queue.allowed = kinds
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
    }
    Ok(())
}

pub(super) fn delete_webhook(world: &mut World, params: &Params) -> Outcome {
    world.queue.webhook = None;
    if params.flag("drop_pending_updates") {
        world.queue.pending.clear();
    }
    done()
}

pub(super) fn webhook_info(world: &World) -> Value {
    let mut info = json!({
        "url": "",
        "has_custom_certificate": false,
        "pending_update_count": world.queue.pending.len(),
    });
    if let Some(webhook) = &world.queue.webhook {
        info["url"] = json!(webhook.url);
        info["max_connections"] = json!(webhook.max_connections);
        if let Some(error) = &webhook.last_error {
            info["last_error_date"] = json!(crate::world::now());
            info["last_error_message"] = json!(error);
        }
    }
    if !world.queue.allowed.is_empty() {
        info["allowed_updates"] = json!(world.queue.allowed);
    }
    info
}

fn scope_and_language(params: &Params) -> Result<(String, String), super::Refusal> {
    let scope = params
        .json("scope")?
        .map_or_else(|| json!({"type": "default"}), Cow::into_owned);
    let language = params
        .text("language_code")
        .unwrap_or_default()
        .into_owned();
    Ok((scope.to_string(), language))
}

pub(super) fn set_commands(world: &mut World, params: &Params) -> Outcome {
    let key = scope_and_language(params)?;
    let commands = params
        .json("commands")?
        .map_or_else(|| json!([]), Cow::into_owned);
    let list = commands
        .as_array()
        .ok_or_else(|| bad("can't parse commands JSON object"))?;
    if list.len() > 100 {
        return Err(bad("BOT_COMMANDS_TOO_MUCH"));
    }
    for entry in list {
        let word = |key| entry.get(key).and_then(Value::as_str).unwrap_or("");
        let (command, description) = (word("command"), word("description"));
        let good = command
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if command.is_empty() || command.len() > 32 || !good {
            return Err(bad("BOT_COMMAND_INVALID"));
        }
        let len = description.chars().count();
        if len == 0 || len > 256 {
            return Err(bad("BOT_COMMAND_DESCRIPTION_INVALID"));
        }
    }
    world.bot.commands.insert(key, commands);
    done()
}

pub(super) fn get_commands(world: &World, params: &Params) -> Outcome {
    let key = scope_and_language(params)?;
    match world.bot.commands.get(&key) {
        Some(commands) => told(commands),
        None => told(&json!([])),
    }
}

pub(super) fn delete_commands(world: &mut World, params: &Params) -> Outcome {
    let key = scope_and_language(params)?;
    world.bot.commands.remove(&key);
    done()
}

fn language(params: &Params) -> String {
    params
        .text("language_code")
        .unwrap_or_default()
        .into_owned()
}

pub(super) fn set_text(world: &mut World, params: &Params, which: &str, most: usize) -> Outcome {
    let text = params.text(which).unwrap_or_default().into_owned();
    if text.chars().count() > most {
        return Err(bad(format!("bot {which} is too long")));
    }
    let language = language(params);
    if which == "name" && language.is_empty() && !text.is_empty() {
        text.clone_into(&mut world.bot.name);
    }
    world.bot.texts.insert((which.to_owned(), language), text);
    done()
}

pub(super) fn get_text(world: &World, params: &Params, which: &str) -> Value {
    let texts = &world.bot.texts;
    let text = texts
        .get(&(which.to_owned(), language(params)))
        .or_else(|| texts.get(&(which.to_owned(), String::new())))
        .cloned()
        .unwrap_or_default();
    let mut answer = serde_json::Map::new();
    answer.insert(which.to_owned(), text.into());
    Value::Object(answer)
}

pub(super) fn set_menu_button(world: &mut World, params: &Params) -> Outcome {
    if let Some(button) = params.json("menu_button")? {
        world.bot.menu_button = button.into_owned();
    }
    done()
}
