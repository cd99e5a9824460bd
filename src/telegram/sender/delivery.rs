//! One call: tried until Telegram has it or refuses it for good.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use tokio::time::sleep;

use super::lane::with_chat;
use super::learning::{
    Words, first_in_topic, gone, learnt, learnt_of_refusal, out_of_topic, thread_of, topic_refused,
};
use super::settling::Notes;
use crate::meters::Meters;
use crate::telegram::api::{Api, ApiProblem};
use care_store::{Learnt, Owed, Settled};

/// Longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A call that came back.
pub(super) struct Landed {
    /// The lane that may go on; nothing for an answer to a press, which waits for nobody.
    pub lane: Option<i64>,
    pub settled: Settled,
    /// The chat has this number now.
    pub moved: Option<i64>,
    /// It was not made here, and stays owed: another replica has charge of it, or may have tried it.
    pub left: bool,
}

impl Landed {
    pub fn of(call: &Owed) -> Self {
        Self {
            lane: None,
            settled: Settled::of(call.id, call.chat),
            moved: None,
            left: false,
        }
    }
}

/// An answer to a press or an inline query: once, at once, and if it is too late then so be it.
pub(super) async fn answer(api: &Api, meters: &Meters, call: &Owed) {
    match api.call(&call.method, call.params.clone()).await {
        Ok(_) => meters.called(&call.method),
        Err(problem) => tracing::debug!(%problem, "a press or an inline query was not answered"),
    }
}

/// Tries until Telegram has the call or refuses it for good. What must not come twice is tried only
/// after it is noted that it may have been, and is replaced as soon as a try may have arrived.
pub(super) async fn deliver(
    api: &Api,
    meters: &Meters,
    (notes, words): (&Notes, &Words),
    mut call: Owed,
) -> Landed {
    let mut pause = Duration::from_millis(250);
    let mut landed = Landed {
        lane: Some(call.chat),
        ..Landed::of(&call)
    };
    if call.tried {
        replace(&mut call);
    }
    loop {
        if call.instead.is_some() && !notes.before_try(call.id).await {
            tracing::warn!(
                chat = call.chat,
                "a call is left to whoever has charge of it"
            );
            landed.left = true;
            return landed;
        }
        let problem = match api.call(&call.method, call.params.clone()).await {
            Ok(result) => {
                meters.called(&call.method);
                landed.settled.is_new = call.method.starts_with("send");
                if call.method == "sendMessage"
                    && let Some(card) = call.card_of
                {
                    landed.settled.card = message_id(&result).map(|message| (card, message));
                }
                let told = learnt(&call, &result);
                landed.settled.learnt = told.or(landed.settled.learnt);
                if let Some(Learnt::Topic { thread, .. }) = told
                    && first_in_topic(&mut call, thread)
                {
                    continue;
                }
                return landed;
            }
            Err(problem) => problem,
        };
        match &problem {
            ApiProblem::Wait(time) => {
                let seconds = time.as_secs();
                meters.retry("wait");
                not_tried(notes, &call);
                tracing::warn!(chat = call.chat, seconds, "Telegram asks to wait");
                sleep(*time).await;
                continue;
            }
            ApiProblem::Unreachable(why) | ApiProblem::Unclear(why) => {
                if matches!(problem, ApiProblem::Unclear(_)) {
                    meters.retry("unclear");
                    replace(&mut call);
                } else {
                    meters.retry("unreachable");
                    not_tried(notes, &call);
                }
                tracing::warn!(chat = call.chat, why, "a call is tried again");
                sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
                continue;
            }
            ApiProblem::Moved(to) => {
                call.params = with_chat(&call.params, *to);
                call.instead = call.instead.map(|other| with_chat(&other, *to));
                landed.moved = Some(*to);
                continue;
            }
            ApiProblem::Refused { .. } => {}
        }
        if problem.says("message thread not found")
            && let Some(thread) = thread_of(&call)
        {
            // Said once: the calls that wait behind this one are taken out of the topic with it.
            let chat = call.chat;
            landed.settled.learnt = Some(Learnt::NoTopic { chat, thread });
            if let Err(problem) = api.call("sendMessage", gone(chat, words)).await {
                tracing::warn!(chat, %problem, "that a topic is gone was not said");
            }
            out_of_topic(&mut call);
            continue;
        }
        if call.method == "createForumTopic" && topic_refused(&mut call, words) {
            tracing::info!(chat = call.chat, %problem, "a topic was not opened");
            continue;
        }
        if let Some(other) = otherwise(&call, &problem) {
            call = other;
            continue;
        }
        if problem.says("message is not modified") {
            tracing::debug!(chat = call.chat, "nothing to change");
        } else if call.method == "deleteMessage" {
            // In a group the bot needs a right for it, and the message may be gone already.
            tracing::debug!(chat = call.chat, %problem, "a message was not deleted");
        } else {
            landed.settled.learnt = landed.settled.learnt.or(learnt_of_refusal(&call));
            meters.given_up();
            // The description is Telegram's own and names no text of a person.
            tracing::warn!(chat = call.chat, method = call.method, %problem, "a call is given up");
        }
        return landed;
    }
}

/// The last try has surely not arrived.
fn not_tried(notes: &Notes, call: &Owed) {
    if call.instead.is_some() {
        notes.not_tried(call.id);
    }
}

/// Puts in its place what is sent when a try may have arrived.
fn replace(call: &mut Owed) {
    if let Some(instead) = call.instead.take() {
        call.params = instead;
        if call.method == "createForumTopic" {
            // Whether the topic is there is not known; its first message goes where it was asked for.
            "sendMessage".clone_into(&mut call.method);
            call.card_of = None;
        }
    }
}

/// What can be done instead of a call that was refused.
fn otherwise(call: &Owed, problem: &ApiProblem) -> Option<Owed> {
    let without = |key: &str| -> Option<String> {
        let mut params: Value = serde_json::from_str(&call.params).ok()?;
        params.as_object_mut()?.remove(key)?;
        Some(params.to_string())
    };
    let gone = problem.says("message to edit not found") || problem.says("message can't be edited");
    if gone && call.method == "editMessageText" {
        let params = without("message_id")?;
        return Some(Owed {
            method: "sendMessage".into(),
            params,
            ..call.clone()
        });
    }
    None
}

fn message_id(result: &str) -> Option<i32> {
    #[derive(Deserialize)]
    struct Sent {
        message_id: i32,
    }
    let sent: Sent = serde_json::from_str(result).ok()?;
    Some(sent.message_id)
}
