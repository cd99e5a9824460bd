//! How fast messages may follow each other: Telegram's limits for one chat and for the whole bot.

use std::time::{Duration, Instant};

use care_ids::ChatId;

/// How fast new messages may follow each other: some at once, then at a steady rate.
pub(super) struct RateLimiter {
    most: f64,
    per_second: f64,
    left: f64,
    counted: Instant,
}

impl RateLimiter {
    pub(super) fn new(most: f64, per_second: f64) -> Self {
        Self {
            most,
            per_second,
            left: most,
            counted: Instant::now(),
        }
    }

    /// Bot Support: one message a second in a chat with short bursts, 20 a minute in a group.
    pub(super) fn for_chat(chat: ChatId) -> Self {
        if !chat.is_private() {
            Self::new(15.0, 20.0 / 60.0)
        } else {
            Self::new(8.0, 1.0)
        }
    }

    fn refill(&mut self) {
        let now = Instant::now();
        let grown = now.saturating_duration_since(self.counted).as_secs_f64() * self.per_second;
        self.left = (self.left + grown).min(self.most);
        self.counted = now;
    }

    /// When the next message may go.
    pub(super) fn next(&mut self) -> Instant {
        self.refill();
        self.left -= 1.0;
        let debt = (-self.left).max(0.0);
        Instant::now() + Duration::from_secs_f64(debt / self.per_second)
    }

    pub(super) fn is_full(&mut self) -> bool {
        self.refill();
        self.left >= self.most
    }
}
