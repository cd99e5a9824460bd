//! One call: tried until Telegram has it or refuses it for good.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use tokio::time::sleep;

use super::ack_writer::AckWriter;
use super::chat_queue::with_chat;
use super::outcome::{
    ServiceTexts, effects_of_refusal, effects_of_response, first_in_topic, out_of_topic, thread_of,
    topic_gone_message, topic_refused,
};
use crate::metrics::Metrics;
use crate::telegram::api::{Api, ApiProblem};
use care_store::{CompletedEntry, OutboxEntry, ResponseEffect};

/// Longest pause between two tries.
const MAX_RETRY_DELAY: Duration = Duration::from_secs(30);

/// A call that came back.
pub(super) struct DeliveryOutcome {
    /// The queue that may go on; nothing for an answer to a press, which waits for nobody.
    pub queue: Option<i64>,
    pub completed: CompletedEntry,
    /// The chat has this number now.
    pub moved: Option<i64>,
    /// It was not made here and stays in the outbox: another replica holds the chat's lease, or may have tried it.
    pub left: bool,
}

impl DeliveryOutcome {
    pub fn of(call: &OutboxEntry) -> Self {
        Self {
            queue: None,
            completed: CompletedEntry::of(call.id, call.chat),
            moved: None,
            left: false,
        }
    }
}

/// An answer to a press or an inline query: once, at once, and if it is too late then so be it.
pub(super) async fn answer(api: &Api, metrics: &Metrics, call: &OutboxEntry) {
    match api.call(&call.method, call.params.clone()).await {
        Ok(_) => metrics.call_accepted(&call.method),
        Err(problem) => tracing::debug!(%problem, "a press or an inline query was not answered"),
    }
}

/// Attempts until Telegram has the call or refuses it for good. What must not come twice is tried only
/// after it is acks_rx that it may have been, and is replaced as soon as a try may have arrived.
pub(super) async fn deliver(
    api: &Api,
    metrics: &Metrics,
    (acks, texts): (&AckWriter, &ServiceTexts),
    mut call: OutboxEntry,
) -> DeliveryOutcome {
    let mut pause = Duration::from_millis(250);
    let mut outcome = DeliveryOutcome {
        queue: Some(call.chat),
        ..DeliveryOutcome::of(&call)
    };
    if call.tried {
        use_fallback(&mut call);
    }
    loop {
        if call.instead.is_some() && !acks.before_try(call.id).await {
            tracing::warn!(
                chat = call.chat,
                "a call is left to the replica that holds the chat's lease"
            );
            outcome.left = true;
            return outcome;
        }
        let problem = match api.call(&call.method, call.params.clone()).await {
            Ok(result) => {
                metrics.call_accepted(&call.method);
                outcome.completed.is_new = call.method.starts_with("send");
                if call.method == "sendMessage"
                    && let Some(card) = call.card_of
                {
                    outcome.completed.card = message_id(&result).map(|message| (card, message));
                }
                let told = effects_of_response(&call, &result);
                outcome.completed.learnt = told.or(outcome.completed.learnt);
                if let Some(ResponseEffect::Topic { thread, .. }) = told
                    && first_in_topic(&mut call, thread)
                {
                    continue;
                }
                return outcome;
            }
            Err(problem) => problem,
        };
        match &problem {
            ApiProblem::Wait(time) => {
                let seconds = time.as_secs();
                metrics.call_retried("wait");
                not_tried(acks, &call);
                tracing::warn!(chat = call.chat, seconds, "Telegram asks to wait");
                sleep(*time).await;
                continue;
            }
            ApiProblem::Unreachable(why) | ApiProblem::Unclear(why) => {
                if matches!(problem, ApiProblem::Unclear(_)) {
                    metrics.call_retried("unclear");
                    use_fallback(&mut call);
                } else {
                    metrics.call_retried("unreachable");
                    not_tried(acks, &call);
                }
                tracing::warn!(chat = call.chat, why, "a call is tried again");
                sleep(pause).await;
                pause = (pause * 2).min(MAX_RETRY_DELAY);
                continue;
            }
            ApiProblem::Moved(to) => {
                call.params = with_chat(&call.params, *to);
                call.instead = call.instead.map(|other| with_chat(&other, *to));
                outcome.moved = Some(*to);
                continue;
            }
            ApiProblem::Refused { .. } => {}
        }
        if problem.says("message thread not found")
            && let Some(thread) = thread_of(&call)
        {
            // Said once: the calls that wait behind this one are taken out of the topic with it.
            let chat = call.chat;
            outcome.completed.learnt = Some(ResponseEffect::NoTopic { chat, thread });
            if let Err(problem) = api
                .call("sendMessage", topic_gone_message(chat, texts))
                .await
            {
                tracing::warn!(chat, %problem, "that a topic is gone was not said");
            }
            out_of_topic(&mut call);
            continue;
        }
        if call.method == "createForumTopic" && topic_refused(&mut call, texts) {
            tracing::info!(chat = call.chat, %problem, "a topic was not opened");
            continue;
        }
        if let Some(other) = replacement_for(&call, &problem) {
            call = other;
            continue;
        }
        if problem.says("message is not modified") {
            tracing::debug!(chat = call.chat, "nothing to change");
        } else if call.method == "deleteMessage" {
            // In a group the bot needs a right for it, and the message may be gone already.
            tracing::debug!(chat = call.chat, %problem, "a message was not deleted");
        } else {
            outcome.completed.learnt = outcome.completed.learnt.or(effects_of_refusal(&call));
            metrics.call_refused();
            // The description is Telegram's own and names no text of a person.
            tracing::warn!(chat = call.chat, method = call.method, %problem, "Telegram refused a call");
        }
        return outcome;
    }
}

/// The last try has surely not arrived.
fn not_tried(acks: &AckWriter, call: &OutboxEntry) {
    if call.instead.is_some() {
        acks.not_tried(call.id);
    }
}

/// Puts in its place what is sent when a try may have arrived.
fn use_fallback(call: &mut OutboxEntry) {
    if let Some(instead) = call.instead.take() {
        call.params = instead;
        if call.method == "createForumTopic" {
            // Whether the topic is there is not in_flight; its first message goes where it was asked for.
            "sendMessage".clone_into(&mut call.method);
            call.card_of = None;
        }
    }
}

/// What can be done instead of a call that was refused.
fn replacement_for(call: &OutboxEntry, problem: &ApiProblem) -> Option<OutboxEntry> {
    let without = |key: &str| -> Option<String> {
        let mut params: Value = serde_json::from_str(&call.params).ok()?;
        params.as_object_mut()?.remove(key)?;
        Some(params.to_string())
    };
    let gone = problem.says("message to edit not found") || problem.says("message can't be edited");
    if gone && call.method == "editMessageText" {
        let params = without("message_id")?;
        return Some(OutboxEntry {
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
