//! How the fake Bot API behaves.

use std::time::Duration;

/// How the fake Bot API behaves.
#[derive(Clone, Debug)]
pub struct Options {
    /// The only token accepted; `None` accepts any.
    pub token: Option<String>,
    /// Take only requests of this computer: with its own `Host` and, where there is one, its own `Origin`,
    /// and calls of the Bot API by POST. A page on the web that names this address must get nothing and do
    /// nothing.
    pub guarded: bool,
    /// The bot's username, without the `@`.
    pub username: String,
    /// The language people's clients report.
    pub language: String,
    /// Topics in private chats (`getMe.has_topics_enabled`).
    pub topics_in_private: bool,
    /// How long a press of a button may be answered.
    pub callback_age: Duration,
    /// Refuse sends that come too fast.
    pub rate_limits: Option<RateLimits>,
    /// Keep only this many messages per chat.
    pub keep_messages: Option<usize>,
    /// Keep the log of calls.
    pub keep_calls: bool,
    /// Count updates as confirmed as soon as they are handed out to `getUpdates`: what a bot gets
    /// that confirms before it has stored anything. For tests that have to notice.
    pub forget_on_delivery: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            token: None,
            guarded: false,
            username: "achilles_demo_bot".to_owned(),
            language: "en".to_owned(),
            topics_in_private: false,
            callback_age: Duration::from_secs(15),
            rate_limits: None,
            keep_messages: None,
            keep_calls: true,
            forget_on_delivery: false,
        }
    }
}

/// Limits on sending: one message a second in private on average, and so many a minute in a group.
#[derive(Clone, Copy, Debug)]
pub struct RateLimits {
    /// This many messages in as many seconds, in a private chat.
    pub burst: u32,
    /// Messages a minute in a group.
    pub group_per_minute: u32,
}

impl Default for RateLimits {
    fn default() -> Self {
        Self {
            burst: 1,
            group_per_minute: 20,
        }
    }
}
