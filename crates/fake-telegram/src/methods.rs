//! The methods of the Bot API, as far as the project needs them.

mod chats;
mod messages;
mod profile;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::{
    json::written,
    params::{Params, Refusal, bad, forbidden},
    world::{Chat, ChatKind, Standing, World},
};

pub(crate) use profile::allow;

/// What a call answers, written as on the wire.
pub(crate) type Outcome = Result<Box<RawValue>, Refusal>;

/// Carries out one call; getUpdates, which waits, lives in `server.rs`.
pub(crate) fn run(world: &mut World, method: &str, params: &Params) -> Outcome {
    match method.to_ascii_lowercase().as_str() {
        "getme" => told(&world.me_json()),
        "setwebhook" => profile::set_webhook(world, params),
        "deletewebhook" => profile::delete_webhook(world, params),
        "getwebhookinfo" => told(&profile::webhook_info(world)),
        "sendmessage" => messages::send(world, params),
        "senddocument" => messages::send_document(world, params),
        "editmessagetext" => messages::edit_text(world, params),
        "editmessagereplymarkup" => messages::edit_markup(world, params),
        "deletemessage" => messages::delete(world, params),
        "answercallbackquery" => messages::answer_callback(world, params),
        "answerinlinequery" => messages::answer_inline(world, params),
        "sendchataction" => messages::chat_action(world, params),
        "pinchatmessage" => messages::pin(world, params, true),
        "unpinchatmessage" => messages::pin(world, params, false),
        "setmycommands" => profile::set_commands(world, params),
        "getmycommands" => profile::get_commands(world, params),
        "deletemycommands" => profile::delete_commands(world, params),
        "setmyname" => profile::set_text(world, params, "name", 64),
        "getmyname" => told(&profile::get_text(world, params, "name")),
        "setmydescription" => profile::set_text(world, params, "description", 512),
        "getmydescription" => told(&profile::get_text(world, params, "description")),
        "setmyshortdescription" => profile::set_text(world, params, "short_description", 120),
        "getmyshortdescription" => told(&profile::get_text(world, params, "short_description")),
        "setchatmenubutton" => profile::set_menu_button(world, params),
        "getchatmenubutton" => told(&world.bot.menu_button),
        "createforumtopic" => chats::create_topic(world, params),
        "editforumtopic" => chats::edit_topic(world, params),
        "closeforumtopic" => chats::close_topic(world, params),
        "getchat" => chats::get_chat(world, params),
        "getchatmember" => chats::get_member(world, params),
        "getchatadministrators" => chats::get_administrators(world, params),
        "leavechat" => chats::leave(world, params),
        _ => Err(Refusal {
            code: 404,
            description: "Not Found".to_owned(),
            retry_after: None,
        }),
    }
}

/// The chat a call names.
fn named<'w>(world: &'w World, params: &Params) -> Result<&'w Chat, Refusal> {
    if params.text("chat_id").is_none_or(|id| id.is_empty()) {
        return Err(bad("chat_id is empty"));
    }
    params
        .chat()
        .and_then(|id| world.chats.get(&id))
        .ok_or_else(|| bad("chat not found"))
}

/// The chat a call names, if the bot may write there.
fn writable<'w>(world: &'w World, params: &Params) -> Result<&'w Chat, Refusal> {
    let chat = named(world, params)?;
    match (chat.standing, chat.kind) {
        (Standing::Member, _) => Ok(chat),
        (Standing::NotStarted, _) => Err(forbidden("bot can't initiate conversation with a user")),
        (Standing::Kicked, ChatKind::Private) => Err(forbidden("bot was blocked by the user")),
        (Standing::Kicked, ChatKind::Supergroup) => {
            Err(forbidden("bot was kicked from the supergroup chat"))
        }
        (Standing::Left, _) => Err(forbidden("bot is not a member of the supergroup chat")),
    }
}

fn done() -> Outcome {
    told(&true)
}

fn told(result: &impl Serialize) -> Outcome {
    Ok(written(result))
}
