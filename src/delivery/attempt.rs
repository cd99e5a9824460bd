//! One call: attempted until Telegram accepts it or refuses it for good.

use std::time::Duration;

use care_ids::{ChatId, EntryId, TopicId};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::sleep;

use super::ack_writer::AckWriter;
use super::chat_queue::with_chat;
use super::outcome::{
    ServiceTexts, effects_of_refusal, effects_of_response, first_in_topic, out_of_topic,
    topic_gone_message, topic_of, topic_refused,
};
use crate::metrics::Metrics;
use crate::telegram::api::Api;
use crate::telegram::errors::{ApiError, Refusal};
use care_store::{CompletedEntry, OutboxEntry, ResponseEffect};

/// Pause before the second attempt; it doubles with each further one ...
const FIRST_RETRY_DELAY: Duration = Duration::from_millis(250);
/// ... up to this.
const MAX_RETRY_DELAY: Duration = Duration::from_secs(30);

/// What became of a call.
pub(super) struct DeliveryOutcome {
    /// The queue that may go on; nothing for an answer to a press, which is in no queue.
    pub queue: Option<ChatId>,
    pub completed: CompletedEntry,
    /// The chat has this id now.
    pub moved: Option<ChatId>,
    /// It was not made here and stays in the outbox: another replica holds the chat's lease, or may have
    /// attempted it.
    pub left: bool,
}

impl DeliveryOutcome {
    pub(super) fn of(call: &OutboxEntry) -> Self {
        Self {
            queue: None,
            completed: CompletedEntry::of(call.id, call.chat),
            moved: None,
            left: false,
        }
    }
}

/// What an attempt needs beside the call.
pub(super) struct Attempts<'a> {
    pub api: &'a Api,
    pub metrics: &'a Metrics,
    pub acks: &'a AckWriter,
    pub texts: &'a ServiceTexts,
}

/// Whether a call is attempted once more.
enum Next {
    Again,
    Done,
}

/// Answers a press or an inline query: once, at once. Telegram refuses an answer that comes too late, and
/// nobody misses it.
pub(super) async fn answer(api: &Api, metrics: &Metrics, call: &OutboxEntry) {
    match api.call(&call.method, call.params.clone()).await {
        Ok(_) => metrics.call_accepted(&call.method),
        Err(error) => tracing::debug!(%error, "a press or an inline query was not answered"),
    }
}

impl Attempts<'_> {
    /// Attempts a call until Telegram accepts it or refuses it for good. A call that must not arrive twice is
    /// attempted only after it is on disk that it may have been, and its fallback is sent as soon as an
    /// attempt may have arrived.
    pub(super) async fn deliver(&self, mut call: OutboxEntry) -> DeliveryOutcome {
        let mut delay = FIRST_RETRY_DELAY;
        let mut outcome = DeliveryOutcome {
            queue: Some(ChatId::new(call.chat)),
            ..DeliveryOutcome::of(&call)
        };
        if call.tried {
            use_fallback(&mut call);
        }
        loop {
            let id = EntryId::new(call.id);
            if call.instead.is_some() && !self.acks.before_attempt(id).await {
                let chat = call.chat;
                tracing::warn!(
                    chat,
                    "a call is left to the replica that holds the chat's lease"
                );
                outcome.left = true;
                return outcome;
            }
            let next = match self.api.call(&call.method, call.params.clone()).await {
                Ok(result) => self.on_accepted(&mut call, &result, &mut outcome),
                Err(ApiError::RateLimited(time)) => {
                    let (chat, seconds) = (call.chat, time.as_secs());
                    self.metrics.call_retried("wait");
                    self.not_attempted(&call);
                    tracing::warn!(chat, seconds, "Telegram asks to wait");
                    sleep(time).await;
                    Next::Again
                }
                Err(error @ (ApiError::Unreachable(_) | ApiError::Unclear(_))) => {
                    self.on_failed(&mut call, &error);
                    sleep(delay).await;
                    delay = (delay * 2).min(MAX_RETRY_DELAY);
                    Next::Again
                }
                Err(ApiError::ChatMigrated(to)) => {
                    call.params = with_chat(&call.params, to);
                    call.instead = call.instead.map(|other| with_chat(&other, to));
                    outcome.moved = Some(to);
                    Next::Again
                }
                Err(error @ ApiError::Refused { reason, .. }) => {
                    self.on_refused(&mut call, reason, &error, &mut outcome)
                        .await
                }
            };
            if let Next::Done = next {
                return outcome;
            }
        }
    }

    fn on_accepted(
        &self,
        call: &mut OutboxEntry,
        result: &str,
        outcome: &mut DeliveryOutcome,
    ) -> Next {
        self.metrics.call_accepted(&call.method);
        let completed = &mut outcome.completed;
        completed.is_new = call.method.starts_with("send");
        if call.method == "sendMessage"
            && let Some(card) = call.card_of
        {
            completed.card = message_id(result).map(|message| (card, message));
        }
        let effect = effects_of_response(call, result);
        completed.learnt = effect.or(completed.learnt);
        match effect {
            Some(ResponseEffect::Topic { thread, .. })
                if first_in_topic(call, TopicId::new(thread)) =>
            {
                Next::Again
            }
            _ => Next::Done,
        }
    }

    fn on_failed(&self, call: &mut OutboxEntry, error: &ApiError) {
        if matches!(error, ApiError::Unclear(_)) {
            self.metrics.call_retried("unclear");
            use_fallback(call);
        } else {
            self.metrics.call_retried("unreachable");
            self.not_attempted(call);
        }
        tracing::warn!(chat = call.chat, %error, "a call is tried again");
    }

    async fn on_refused(
        &self,
        call: &mut OutboxEntry,
        reason: Refusal,
        error: &ApiError,
        outcome: &mut DeliveryOutcome,
    ) -> Next {
        let chat = call.chat;
        if reason == Refusal::TopicGone
            && let Some(topic) = topic_of(call)
        {
            // Said once: the calls behind this one are taken out of the topic with it.
            outcome.completed.learnt = Some(ResponseEffect::NoTopic {
                chat,
                thread: topic.get(),
            });
            let told = topic_gone_message(ChatId::new(chat), self.texts);
            if let Err(error) = self.api.call("sendMessage", told).await {
                tracing::warn!(chat, %error, "that a topic is gone was not said");
            }
            out_of_topic(call);
            return Next::Again;
        }
        if call.method == "createForumTopic" && topic_refused(call, self.texts) {
            tracing::info!(chat, %error, "a topic was not opened");
            return Next::Again;
        }
        if reason == Refusal::MessageGone
            && call.method == "editMessageText"
            && let Some(params) = without_message_id(&call.params)
        {
            "sendMessage".clone_into(&mut call.method);
            call.params = params;
            return Next::Again;
        }
        if reason == Refusal::NotModified {
            tracing::debug!(chat, "nothing to change");
        } else if call.method == "deleteMessage" {
            // In a group the bot needs a right for it, and the message may be gone already.
            tracing::debug!(chat, %error, "a message was not deleted");
        } else {
            let completed = &mut outcome.completed;
            completed.learnt = completed.learnt.or(effects_of_refusal(call));
            self.metrics.call_refused();
            // The description is Telegram's own and names no text of a person.
            tracing::warn!(chat, method = call.method, %error, "a call is given up");
        }
        Next::Done
    }

    /// Writes that the last attempt has surely not arrived.
    fn not_attempted(&self, call: &OutboxEntry) {
        if call.instead.is_some() {
            self.acks.not_attempted(EntryId::new(call.id));
        }
    }
}

/// Replaces a call by what is sent when an attempt may have arrived.
fn use_fallback(call: &mut OutboxEntry) {
    if let Some(fallback) = call.instead.take() {
        call.params = fallback;
        if call.method == "createForumTopic" {
            // Whether the topic was opened is not known; its first message goes where it was asked for.
            "sendMessage".clone_into(&mut call.method);
            call.card_of = None;
        }
    }
}

/// The parameters of an edit as those of a new message.
fn without_message_id(params: &str) -> Option<String> {
    let mut params: Value = serde_json::from_str(params).ok()?;
    params.as_object_mut()?.remove("message_id")?;
    Some(params.to_string())
}

fn message_id(result: &str) -> Option<i32> {
    #[derive(Deserialize)]
    struct Sent {
        message_id: i32,
    }
    let sent: Sent = serde_json::from_str(result).ok()?;
    Some(sent.message_id)
}
