//! The methods of the Bot API, as far as the project needs them.

mod chats;
mod messages;
mod profile;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::{
    json::written,
    params::{MethodRefusal, Params, bad, forbidden},
    state::{Chat, ChatKind, Membership, State},
};

pub(crate) use profile::allow;

/// What a call answers, written as on the wire.
pub(crate) type MethodResult = Result<Box<RawValue>, MethodRefusal>;

/// Carries out one call; getUpdates, which waits, lives in `server.rs`.
pub(crate) fn run(state: &mut State, method: &str, params: &Params) -> MethodResult {
    match method.to_ascii_lowercase().as_str() {
        "getme" => told(&state.me_json()),
        "setwebhook" => profile::set_webhook(state, params),
        "deletewebhook" => profile::delete_webhook(state, params),
        "getwebhookinfo" => told(&profile::webhook_info(state)),
        "sendmessage" => messages::send(state, params),
        "senddocument" => messages::send_file(state, params, messages::document),
        "sendphoto" => messages::send_file(state, params, messages::photo),
        "editmessagetext" => messages::edit_text(state, params),
        "editmessagereplymarkup" => messages::edit_markup(state, params),
        "deletemessage" => messages::delete(state, params),
        "answercallbackquery" => messages::answer_callback(state, params),
        "answerinlinequery" => messages::answer_inline(state, params),
        "sendchataction" => messages::chat_action(state, params),
        "pinchatmessage" => messages::pin(state, params, true),
        "unpinchatmessage" => messages::pin(state, params, false),
        "setmycommands" => profile::set_commands(state, params),
        "getmycommands" => profile::get_commands(state, params),
        "deletemycommands" => profile::delete_commands(state, params),
        "setmyname" => profile::set_text(state, params, "name", 64),
        "getmyname" => told(&profile::get_text(state, params, "name")),
        "setmydescription" => profile::set_text(state, params, "description", 512),
        "getmydescription" => told(&profile::get_text(state, params, "description")),
        "setmyshortdescription" => profile::set_text(state, params, "short_description", 120),
        "getmyshortdescription" => told(&profile::get_text(state, params, "short_description")),
        "setchatmenubutton" => profile::set_menu_button(state, params),
        "getchatmenubutton" => told(&state.bot.menu_button),
        "createforumtopic" => chats::create_topic(state, params),
        "editforumtopic" => chats::edit_topic(state, params),
        "closeforumtopic" => chats::close_topic(state, params),
        "getchat" => chats::get_chat(state, params),
        "getchatmember" => chats::get_member(state, params),
        "getchatadministrators" => chats::get_administrators(state, params),
        "leavechat" => chats::leave(state, params),
        _ => Err(MethodRefusal {
            code: 404,
            description: "Not Found".to_owned(),
            retry_after: None,
        }),
    }
}

/// The chat a call names.
fn named<'w>(state: &'w State, params: &Params) -> Result<&'w Chat, MethodRefusal> {
    if params.text("chat_id").is_none_or(|id| id.is_empty()) {
        return Err(bad("chat_id is empty"));
    }
    params
        .chat()
        .and_then(|id| state.chats.get(&id))
        .ok_or_else(|| bad("chat not found"))
}

/// The chat a call names, if the bot may write there.
fn writable<'w>(state: &'w State, params: &Params) -> Result<&'w Chat, MethodRefusal> {
    let chat = named(state, params)?;
    match (chat.membership, chat.kind) {
        (Membership::Member, _) => Ok(chat),
        (Membership::NotStarted, _) => {
            Err(forbidden("bot can't initiate conversation with a user"))
        }
        (Membership::Kicked, ChatKind::Private) => Err(forbidden("bot was blocked by the user")),
        (Membership::Kicked, ChatKind::Supergroup) => {
            Err(forbidden("bot was kicked from the supergroup chat"))
        }
        (Membership::Left, _) => Err(forbidden("bot is not a member of the supergroup chat")),
    }
}

fn done() -> MethodResult {
    told(&true)
}

fn told(result: &impl Serialize) -> MethodResult {
    Ok(written(result))
}
