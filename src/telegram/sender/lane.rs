//! One chat's calls, and how fast they may follow each other.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use serde_json::Value;

use care_store::{Owed, OwedId};

/// A call that waits for those before it, and since when somebody waits for it.
pub(super) struct Waiting {
    pub call: Owed,
    pub since: Option<Instant>,
}

/// One chat's calls.
pub(super) struct Lane {
    pub waiting: VecDeque<Waiting>,
    pub busy: bool,
    pub pace: Pace,
}

impl Lane {
    pub fn new(chat: i64) -> Self {
        Self {
            waiting: VecDeque::new(),
            busy: false,
            pace: Pace::for_chat(chat),
        }
    }

    /// Adds a call. An edit makes waiting edits of the same message pointless: they are taken out,
    /// and their numbers handed back.
    pub fn push(&mut self, mut new: Waiting) -> Vec<OwedId> {
        let mut void = Vec::new();
        if !self.waiting.is_empty()
            && new.call.method == "editMessageText"
            && let Some(message) = edited(&new.call)
        {
            self.waiting.retain(|Waiting { call, since }| {
                let same = call.method.starts_with("editMessage") && edited(call) == Some(message);
                if same {
                    void.push(call.id);
                    // Who waited for the earlier one waits for this one now.
                    new.since = since.or(new.since);
                }
                !same
            });
        }
        self.waiting.push_back(new);
        void
    }

    /// Whether it can be forgotten: nothing to do, and no pause owed.
    pub fn is_idle(&mut self) -> bool {
        !self.busy && self.waiting.is_empty() && self.pace.is_full()
    }
}

fn edited(call: &Owed) -> Option<i64> {
    #[derive(serde::Deserialize)]
    struct Edit {
        message_id: i64,
    }
    let edit: Edit = serde_json::from_str(&call.params).ok()?;
    Some(edit.message_id)
}

/// The parameters for another chat.
pub(super) fn with_chat(params: &str, chat: i64) -> String {
    match serde_json::from_str::<Value>(params) {
        Ok(mut value) => {
            value["chat_id"] = chat.into();
            value.to_string()
        }
        Err(_) => params.to_owned(),
    }
}

/// How fast new messages may follow each other: some at once, then at a steady rate.
pub(super) struct Pace {
    most: f64,
    per_second: f64,
    left: f64,
    counted: Instant,
}

impl Pace {
    pub fn new(most: f64, per_second: f64) -> Self {
        Self {
            most,
            per_second,
            left: most,
            counted: Instant::now(),
        }
    }

    /// Bot Support: one message a second in a chat with short bursts, 20 a minute in a group.
    fn for_chat(chat: i64) -> Self {
        if chat < 0 {
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
    pub fn next(&mut self) -> Instant {
        self.refill();
        self.left -= 1.0;
        let debt = (-self.left).max(0.0);
        Instant::now() + Duration::from_secs_f64(debt / self.per_second)
    }

    fn is_full(&mut self) -> bool {
        self.refill();
        self.left >= self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(id: OwedId, method: &str, message: i64) -> Waiting {
        let call = Owed {
            id,
            chat: 5,
            method: method.to_owned(),
            params: format!(r#"{{"chat_id":5,"message_id":{message}}}"#),
            card_of: None,
            instead: None,
            tried: false,
            created_at: 0,
            leads: false,
        };
        Waiting { call, since: None }
    }

    #[test]
    fn thousands_of_edits_for_a_chat_that_cannot_be_reached_take_the_room_of_one() {
        let mut lane = Lane::new(5);
        let mut void = 0;
        for id in 0..10_000 {
            void += lane.push(waiting(id, "editMessageText", id % 2)).len();
        }
        assert_eq!((lane.waiting.len(), void), (2, 9_998));
        // What is no edit stays, and keeps its place before later edits.
        lane.push(waiting(10_000, "sendMessage", 0));
        lane.push(waiting(10_001, "editMessageText", 0));
        let left: Vec<_> = lane.waiting.iter().map(|waiting| waiting.call.id).collect();
        assert_eq!(left, [9_999, 10_000, 10_001]);
    }
}
