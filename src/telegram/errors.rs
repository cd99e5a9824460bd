//! Telegram's errors, told apart once.
//!
//! The Bot API gives an HTTP-like code and a sentence. Some of what a bot has to tell apart stands in the
//! sentence only, so [`classify`] is the one place that reads it.

use std::time::Duration;

use care_ids::ChatId;
use serde::Deserialize;

/// How long to wait after a 429 that does not say how long.
const DEFAULT_RETRY_AFTER: Duration = Duration::from_secs(5);
/// The longest wait that is taken from an answer.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(3600);

/// Why a call failed. It never holds the address, which contains the token, nor a text of a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// Too many calls: try again after this time.
    #[error("Telegram asks to wait {0:?}")]
    RateLimited(Duration),
    /// The group has become a supergroup with this id.
    #[error("the group has become the supergroup {0}")]
    ChatMigrated(ChatId),
    /// Telegram answered that the call is not possible.
    #[error("Telegram refused it ({code}): {description}")]
    Refused {
        /// What the refusal means for the bot.
        reason: Refusal,
        /// The code, as of HTTP.
        code: i64,
        /// Telegram's own sentence about it.
        description: String,
    },
    /// Telegram was not reached, or says that it has a fault: the call was not made and may be tried again.
    #[error("Telegram was not reached ({0})")]
    Unreachable(&'static str),
    /// The call was on its way and no usable answer came: whether it was made is not known.
    #[error("no usable answer came from Telegram ({0})")]
    Unclear(&'static str),
}

/// What a refusal means for the bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The token is not valid (401, or 404 for every method).
    Token,
    /// Updates are posted to a webhook, so none are given to `getUpdates` (409).
    WebhookActive,
    /// Another process asks for updates with the same token (409).
    OtherPoller,
    /// The message has that text and those buttons already.
    NotModified,
    /// The message that was to be edited is not there, or may not be edited any more.
    MessageGone,
    /// The topic is closed, or not there any more.
    TopicGone,
    /// Any refusal that the bot need not tell apart.
    Other,
}

impl ApiError {
    /// Telegram's own sentence of a refusal.
    pub fn description(&self) -> &str {
        match self {
            Self::Refused { description, .. } => {
                let kind = ["Bad Request: ", "Forbidden: "];
                let rest = kind.iter().find_map(|kind| description.strip_prefix(kind));
                rest.unwrap_or(description)
            }
            _ => "",
        }
    }

    /// What a refusal means; nothing for any other error.
    pub fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::Refused { reason, .. } => Some(*reason),
            _ => None,
        }
    }
}

/// What Telegram adds to some errors (Bot API, ResponseParameters).
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(crate) struct ErrorParameters {
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<ChatId>,
}

/// Tells what an error of Telegram means.
pub(crate) fn classify(code: i64, description: String, parameters: ErrorParameters) -> ApiError {
    if let Some(chat) = parameters.migrate_to_chat_id {
        return ApiError::ChatMigrated(chat);
    }
    if let Some(seconds) = parameters.retry_after {
        return ApiError::RateLimited(Duration::from_secs(seconds).min(LONGEST_RETRY_AFTER));
    }
    if code == 429 {
        return ApiError::RateLimited(retry_after_in(&description));
    }
    if code >= 500 || code == 0 {
        // Telegram, or a gateway before it, may have taken the call before.
        return ApiError::Unclear("it says that it has a fault");
    }
    let says = |words: &str| description.contains(words);
    let reason = match code {
        401 | 404 => Refusal::Token,
        409 if says("webhook is active") => Refusal::WebhookActive,
        409 => Refusal::OtherPoller,
        _ if says("message is not modified") => Refusal::NotModified,
        _ if says("message to edit not found")
            || says("message can't be edited")
            || says("MESSAGE_ID_INVALID") =>
        {
            Refusal::MessageGone
        }
        _ if says("message thread not found") || says("TOPIC_CLOSED") || says("TOPIC_DELETED") => {
            Refusal::TopicGone
        }
        _ => Refusal::Other,
    };
    ApiError::Refused {
        reason,
        code,
        description,
    }
}

/// The seconds of "Too Many Requests: retry after 7".
fn retry_after_in(description: &str) -> Duration {
    let seconds = description
        .rsplit_once("retry after ")
        .and_then(|(_, rest)| rest.trim().parse().ok());
    seconds
        .map_or(DEFAULT_RETRY_AFTER, Duration::from_secs)
        .min(LONGEST_RETRY_AFTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(code: i64, description: &str) -> Option<Refusal> {
        classify(code, description.to_owned(), ErrorParameters::default()).refusal()
    }

    #[test]
    fn refusals_are_told_apart_by_telegrams_own_words() {
        for (code, description, wanted) in [
            (401, "Unauthorized", Refusal::Token),
            (404, "Not Found", Refusal::Token),
            (
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook",
                Refusal::WebhookActive,
            ),
            (
                409,
                "Conflict: terminated by other getUpdates request",
                Refusal::OtherPoller,
            ),
            (
                400,
                "Bad Request: message is not modified: specified new message content",
                Refusal::NotModified,
            ),
            (
                400,
                "Bad Request: message to edit not found",
                Refusal::MessageGone,
            ),
            (
                400,
                "Bad Request: message can't be edited",
                Refusal::MessageGone,
            ),
            (
                400,
                "Bad Request: message thread not found",
                Refusal::TopicGone,
            ),
            (400, "Bad Request: TOPIC_CLOSED", Refusal::TopicGone),
            (400, "Bad Request: MESSAGE_ID_INVALID", Refusal::MessageGone),
            (
                403,
                "Forbidden: bot was blocked by the user",
                Refusal::Other,
            ),
        ] {
            assert_eq!(meaning(code, description), Some(wanted), "{description}");
        }
    }

    #[test]
    fn a_wait_is_read_wherever_it_stands() {
        let wait = |description: &str, retry_after| {
            let parameters = ErrorParameters {
                retry_after,
                ..ErrorParameters::default()
            };
            classify(429, description.to_owned(), parameters)
        };
        let seconds = |seconds| ApiError::RateLimited(Duration::from_secs(seconds));
        assert_eq!(wait("Too Many Requests", Some(7)), seconds(7));
        assert_eq!(wait("Too Many Requests: retry after 3", None), seconds(3));
        assert_eq!(wait("Too Many Requests", None), seconds(5));
        assert_eq!(wait("", Some(u64::MAX)), seconds(3600));
    }

    #[test]
    fn a_fault_of_telegrams_is_no_refusal() {
        for code in [0, 500, 502] {
            assert_eq!(meaning(code, "Internal Server Error"), None);
        }
    }
}
