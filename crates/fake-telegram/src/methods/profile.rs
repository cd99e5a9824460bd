//! What the bot says about itself, and where its updates go.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::{MethodResult, done, told};
use crate::{
    params::{Params, bad},
    queue::WebhookTarget,
    state::State,
};

pub(super) fn set_webhook(state: &mut State, params: &Params) -> MethodResult {
    let url = params.text("url").unwrap_or_default().into_owned();
    if url.is_empty() {
        return delete_webhook(state, params);
    }
    // The real server wants HTTPS; the fake Bot API only ever posts to this machine, without it.
    if !url.starts_with("http://") {
        return Err(bad("bad webhook: the fake Bot API posts to http:// only"));
    }
    if !is_loopback(&url) {
        return Err(bad(
            "bad webhook: the fake Bot API posts to this computer only",
        ));
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
    allow(state, params)?;
    if params.flag("drop_pending_updates") {
        state.queue.pending.clear();
    }
    let connections = params.int("max_connections").unwrap_or(40).clamp(1, 100);
    state.queue.poller += 1;
    state.queue.webhook = Some(WebhookTarget {
        url,
        secret,
        max_connections: usize::try_from(connections).unwrap_or(usize::MAX),
        last_error: None,
    });
    done()
}

/// Remembers the kinds of updates asked for; without the parameter the earlier choice stays.
pub(crate) fn allow(state: &mut State, params: &Params) -> Result<(), super::MethodRefusal> {
    if let Some(kinds) = params.json("allowed_updates")? {
        state.queue.allowed = kinds
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
    }
    Ok(())
}

pub(super) fn delete_webhook(state: &mut State, params: &Params) -> MethodResult {
    state.queue.webhook = None;
    if params.flag("drop_pending_updates") {
        state.queue.pending.clear();
    }
    done()
}

pub(super) fn webhook_info(state: &State) -> Value {
    let mut info = json!({
        "url": "",
        "has_custom_certificate": false,
        "pending_update_count": state.queue.pending.len(),
    });
    if let Some(webhook) = &state.queue.webhook {
        info["url"] = json!(webhook.url);
        info["max_connections"] = json!(webhook.max_connections);
        if let Some(error) = &webhook.last_error {
            info["last_error_date"] = json!(crate::state::now());
            info["last_error_message"] = json!(error);
        }
    }
    if !state.queue.allowed.is_empty() {
        info["allowed_updates"] = json!(state.queue.allowed);
    }
    info
}

fn scope_and_language(params: &Params) -> Result<(String, String), super::MethodRefusal> {
    let scope = params
        .json("scope")?
        .map_or_else(|| json!({"type": "default"}), Cow::into_owned);
    let language = params
        .text("language_code")
        .unwrap_or_default()
        .into_owned();
    Ok((scope.to_string(), language))
}

pub(super) fn set_commands(state: &mut State, params: &Params) -> MethodResult {
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
    state.bot.commands.insert(key, commands);
    done()
}

pub(super) fn get_commands(state: &State, params: &Params) -> MethodResult {
    let key = scope_and_language(params)?;
    match state.bot.commands.get(&key) {
        Some(commands) => told(commands),
        None => told(&json!([])),
    }
}

pub(super) fn delete_commands(state: &mut State, params: &Params) -> MethodResult {
    let key = scope_and_language(params)?;
    state.bot.commands.remove(&key);
    done()
}

fn language(params: &Params) -> String {
    params
        .text("language_code")
        .unwrap_or_default()
        .into_owned()
}

pub(super) fn set_text(
    state: &mut State,
    params: &Params,
    which: &str,
    most: usize,
) -> MethodResult {
    let text = params.text(which).unwrap_or_default().into_owned();
    if text.chars().count() > most {
        return Err(bad(format!("bot {which} is too long")));
    }
    let language = language(params);
    if which == "name" && language.is_empty() && !text.is_empty() {
        text.clone_into(&mut state.bot.name);
    }
    state.bot.texts.insert((which.to_owned(), language), text);
    done()
}

pub(super) fn get_text(state: &State, params: &Params, which: &str) -> Value {
    let texts = &state.bot.texts;
    let text = texts
        .get(&(which.to_owned(), language(params)))
        .or_else(|| texts.get(&(which.to_owned(), String::new())))
        .cloned()
        .unwrap_or_default();
    let mut answer = serde_json::Map::new();
    answer.insert(which.to_owned(), text.into());
    Value::Object(answer)
}

pub(super) fn set_menu_button(state: &mut State, params: &Params) -> MethodResult {
    if let Some(button) = params.json("menu_button")? {
        state.bot.menu_button = button.into_owned();
    }
    done()
}

/// Whether an address is of this computer.
fn is_loopback(url: &str) -> bool {
    let rest = url.strip_prefix("http://").unwrap_or_default();
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // What stands before an @ is a user's name, and a trap for the eye.
    let host = authority
        .rsplit_once(':')
        .map_or(authority, |(host, _)| host);
    !authority.contains('@')
        && (host == "localhost"
            || host
                .trim_start_matches('[')
                .trim_end_matches(']')
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback()))
}
