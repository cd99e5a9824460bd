//! One call: attempted until Telegram accepts it or refuses it for good.

use std::time::Duration;

use care_ids::{ChatId, MessageId};
use tokio::time::sleep;

use super::ack_writer::AckHandle;
use super::export::{self, CallError, Response};
use super::outcome::{
    ServiceTexts, effects_of_refusal, effects_of_response, replacement, topic_gone_message,
};
use super::picture;
use crate::metrics::Metrics;
use crate::telegram::api::{Api, Upload};
use crate::telegram::errors::{ApiError, Refusal};
use crate::telegram::params::params;
use care_store::{
    Call, DeliveryOutcome, Message, MessageRole, OutboxEntry, ResponseEffect, Store, moved,
};

/// Pause before the second attempt; it doubles with each further one, up to `MAX_RETRY_DELAY`.
const FIRST_RETRY_DELAY: Duration = Duration::from_millis(250);
const MAX_RETRY_DELAY: Duration = Duration::from_secs(30);
/// A file that was begun so often and never sent brings the bot down, and is given up.
const MAX_ATTEMPTS_OF_FILE: u32 = 3;

/// What became of a call.
pub(super) struct Delivered {
    /// The queue that may go on; nothing for an answer to a press, which is in no queue.
    pub queue: Option<ChatId>,
    pub outcome: DeliveryOutcome,
    /// The call that Telegram has taken, and the message that it was about.
    pub accepted: Option<(Call, Option<MessageId>)>,
    /// It was not made here, and nothing is noted of it: another replica holds the chat's lease or may have
    /// attempted it, and has it in the outbox; or it was deleted there.
    pub left: bool,
}

impl Delivered {
    pub(super) fn of(entry: &OutboxEntry) -> Self {
        Self {
            queue: None,
            outcome: DeliveryOutcome::of(entry.id, entry.entry.chat),
            accepted: None,
            left: false,
        }
    }
}

/// What an attempt needs beside the call.
pub(super) struct Attempts<'a> {
    pub api: &'a Api,
    pub store: &'a Store,
    pub metrics: &'a Metrics,
    pub acks: &'a AckHandle,
    pub texts: &'a ServiceTexts,
    pub now: fn() -> i64,
}

/// Whether a call is attempted once more.
pub(super) enum Next {
    Again,
    Done,
}

/// Answers a press or an inline query: once, at once. Telegram refuses an answer that comes too late, and
/// nobody misses it.
pub(super) async fn answer(api: &Api, metrics: &Metrics, call: &Call) {
    match api.call(call.method(), params(call)).await {
        Ok(_) => metrics.call_accepted(call.method()),
        Err(error) => tracing::debug!(%error, "a press or an inline query was not answered"),
    }
}

impl Attempts<'_> {
    /// Attempts a call until Telegram accepts it or refuses it for good. A call that must not arrive twice is
    /// attempted only after it is on disk that it may have been, and its fallback is sent as soon as an
    /// attempt may have arrived.
    pub(super) async fn deliver(&self, mut entry: OutboxEntry) -> Delivered {
        let mut delay = FIRST_RETRY_DELAY;
        let mut delivered = Delivered {
            queue: Some(entry.entry.chat),
            ..Delivered::of(&entry)
        };
        let is_file = entry.entry.call.is_file();
        if is_file && entry.tries >= MAX_ATTEMPTS_OF_FILE {
            self.give_up_file(&entry, &mut delivered.outcome);
            return delivered;
        }
        if entry.tries > 0 {
            use_fallback(&mut entry);
        }
        loop {
            if entry.entry.fallback.is_some() || is_file {
                if !self.acks.before_attempt(entry.id, entry.tries).await {
                    let chat = entry.entry.chat;
                    tracing::warn!(
                        %chat,
                        "a call is no longer ours, or was deleted; it is not made here"
                    );
                    delivered.left = true;
                    return delivered;
                }
                entry.tries += 1;
            }
            let outcome = &mut delivered.outcome;
            let next = match self.make(&entry.entry.call).await {
                Ok(response) => {
                    self.on_accepted(&mut entry, &response, &mut delivered)
                        .await
                }
                Err(CallError::Store(error)) => {
                    self.not_attempted(&mut entry);
                    let chat = entry.entry.chat;
                    tracing::error!(%chat, %error, "a file cannot be made yet; trying again");
                    sleep(delay).await;
                    delay = (delay * 2).min(MAX_RETRY_DELAY);
                    Next::Again
                }
                Err(CallError::Api(ApiError::RateLimited(time))) => {
                    self.metrics.call_retried("wait");
                    self.not_attempted(&mut entry);
                    let (chat, seconds) = (entry.entry.chat, time.as_secs());
                    tracing::warn!(%chat, seconds, "Telegram asks to wait");
                    sleep(time).await;
                    Next::Again
                }
                Err(CallError::Api(ApiError::ChatMigrated(to))) => {
                    self.on_moved(&mut entry, to, outcome)
                }
                Err(CallError::Api(error)) if is_passing(&error) => {
                    self.on_failed(&mut entry, &error);
                    sleep(delay).await;
                    delay = (delay * 2).min(MAX_RETRY_DELAY);
                    Next::Again
                }
                Err(CallError::Api(error)) => self.on_refused(&mut entry, &error, outcome).await,
            };
            if let Next::Done = next {
                return delivered;
            }
        }
    }

    /// Makes a call. The bytes of a file are made for each attempt.
    async fn make(&self, call: &Call) -> Result<Response, CallError> {
        match call {
            Call::SendDocument(document) => {
                let now = (self.now)();
                export::send(self.api, self.store, self.texts, now, document).await
            }
            Call::SendPhoto(photo) => {
                let file = Upload {
                    name: "course.png".to_owned(),
                    bytes: picture::draw(&photo.weeks, &photo.charts),
                };
                Ok(Response {
                    result: self.api.upload(call, &params(call), file).await?,
                    next: None,
                })
            }
            call => Ok(Response {
                result: self.api.call(call.method(), params(call)).await?,
                next: None,
            }),
        }
    }

    async fn on_accepted(
        &self,
        entry: &mut OutboxEntry,
        response: &Response,
        delivered: &mut Delivered,
    ) -> Next {
        let call = &mut entry.entry.call;
        self.metrics.call_accepted(call.method());
        delivered.outcome.is_new_message = call.is_new_message();
        if let Call::SendDocument(document) = call
            && let Some(next) = response.next
        {
            *call = Call::SendDocument(export::further(document, next));
            entry.tries = 0;
            // The next part goes only after it: who reads the entry later would send this part once more.
            let mut delay = FIRST_RETRY_DELAY;
            while let Err(error) = self.store.save_progress(entry.id, &entry.entry.call).await {
                tracing::warn!(%error, "how far a file was sent is not written; trying again");
                sleep(delay).await;
                delay = (delay * 2).min(MAX_RETRY_DELAY);
            }
            return Next::Again;
        }
        let message = effects_of_response(entry, &response.result, &mut delivered.outcome);
        delivered.accepted = Some((entry.entry.call.clone(), message));
        Next::Done
    }

    fn on_failed(&self, entry: &mut OutboxEntry, error: &ApiError) {
        if matches!(error, ApiError::Unclear(_)) {
            self.metrics.call_retried("unclear");
            use_fallback(entry);
        } else {
            self.metrics.call_retried("unreachable");
            self.not_attempted(entry);
        }
        let chat = entry.entry.chat;
        tracing::warn!(%chat, %error, "a call is tried again");
    }

    fn on_moved(&self, entry: &mut OutboxEntry, to: ChatId, outcome: &mut DeliveryOutcome) -> Next {
        self.not_attempted(entry);
        let from = entry.entry.chat;
        outcome.effects.push(ResponseEffect::Moved { from, to });
        match moved(entry.clone(), to) {
            Some(there) => {
                *entry = there;
                Next::Again
            }
            None => Next::Done,
        }
    }

    async fn on_refused(
        &self,
        entry: &mut OutboxEntry,
        error: &ApiError,
        outcome: &mut DeliveryOutcome,
    ) -> Next {
        let chat = entry.entry.chat;
        let reason = error.refusal().unwrap_or(Refusal::Other);
        if reason == Refusal::TopicGone
            && let Some(topic) = entry.entry.call.topic()
        {
            self.not_attempted(entry);
            // Said once: the calls behind this one are taken out of the topic with it.
            outcome
                .effects
                .push(ResponseEffect::TopicLost { chat, topic });
            let told = topic_gone_message(chat, self.texts);
            if let Err(error) = self.api.call(told.method(), params(&told)).await {
                tracing::warn!(%chat, %error, "that a topic is gone was not said");
            }
            leave_topic(entry);
            return Next::Again;
        }
        // That a plan was replaced is said on it, or nowhere.
        let about = entry.entry.about.map(|about| about.role);
        if reason == Refusal::MessageGone
            && !matches!(about, Some(MessageRole::Plan(_)))
            && let Call::EditMessageText(edit) = &entry.entry.call
        {
            let message = edit.message.clone();
            entry.entry.call = Call::SendMessage(message);
            return Next::Again;
        }
        let method = entry.entry.call.method();
        match &entry.entry.call {
            _ if reason == Refusal::NotModified => tracing::debug!(%chat, "nothing to change"),
            // In a group the bot needs a right for it, and the message may be gone already.
            Call::DeleteMessage(_) => tracing::debug!(%chat, %error, "a message was not deleted"),
            _ => {
                self.metrics.call_refused();
                // The description is Telegram's own and names no text of a person.
                tracing::warn!(%chat, method, %error, "a call is given up");
                effects_of_refusal(entry, outcome);
                outcome.next.extend(replacement(entry, error));
            }
        }
        Next::Done
    }

    /// Writes that the last attempt has surely not arrived.
    fn not_attempted(&self, entry: &mut OutboxEntry) {
        let is_file = entry.entry.call.is_file();
        if (entry.entry.fallback.is_some() || is_file) && entry.tries > 0 {
            entry.tries -= 1;
            self.acks.not_attempted(entry.id);
        }
    }

    fn give_up_file(&self, entry: &OutboxEntry, outcome: &mut DeliveryOutcome) {
        let chat = entry.entry.chat;
        tracing::error!(
            %chat,
            entry = %entry.id,
            "a file was begun again and again and never sent; it is set aside"
        );
        self.metrics.call_refused();
        let place = match &entry.entry.call {
            Call::SendDocument(document) => {
                Some((document.chat_id, document.topic, document.reply_to))
            }
            Call::SendPhoto(photo) => Some((photo.chat_id, photo.topic, photo.reply_to)),
            _ => None,
        };
        if let Some((chat_id, topic, reply_to)) = place {
            let message = Message {
                chat_id,
                topic,
                reply_to,
                html: self.texts.html(&self.texts.set_aside),
                keyboard: Vec::new(),
            };
            let call = Call::SendMessage(message);
            outcome.next.push(care_store::NewEntry::of(chat, call));
        }
    }
}

/// Whether a failure passes: Telegram cannot be reached, has a fault, or does not know the token for now. The
/// bot ends by itself when the token is not known, and the call is made after the next start.
fn is_passing(error: &ApiError) -> bool {
    matches!(
        error.refusal(),
        None | Some(Refusal::Token | Refusal::WebhookActive | Refusal::OtherPoller)
    )
}

/// Replaces a call by what is sent when an attempt may have arrived.
fn use_fallback(entry: &mut OutboxEntry) {
    if let Some(fallback) = entry.entry.fallback.take() {
        entry.entry.call = fallback;
    }
}

/// Takes a call, and what stands in for it, out of its topic.
pub(super) fn leave_topic(entry: &mut OutboxEntry) {
    let new = &mut entry.entry;
    new.call.leave_topic();
    for other in [&mut new.fallback, &mut new.if_refused]
        .into_iter()
        .flatten()
    {
        other.leave_topic();
    }
}
