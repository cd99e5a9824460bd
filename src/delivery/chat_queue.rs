//! One chat's calls, and how fast they may follow each other.

use std::collections::VecDeque;
use std::time::Instant;

use serde_json::Value;

use super::rate_limits::RateLimiter;
use care_ids::{ChatId, EntryId};
use care_store::OutboxEntry;

/// A call that waits for those before it, and since when somebody waits for it.
pub(super) struct Pending {
    pub call: OutboxEntry,
    pub since: Option<Instant>,
}

/// The calls of one chat in their order.
pub(super) struct ChatQueue {
    pub pending: VecDeque<Pending>,
    pub busy: bool,
    pub limiter: RateLimiter,
}

impl ChatQueue {
    pub(super) fn new(chat: ChatId) -> Self {
        Self {
            pending: VecDeque::new(),
            busy: false,
            limiter: RateLimiter::for_chat(chat),
        }
    }

    /// Adds a call. An edit makes pending edits of the same message pointless: they are taken out,
    /// and their numbers handed back.
    pub(super) fn push(&mut self, mut new: Pending) -> Vec<EntryId> {
        let mut superseded = Vec::new();
        if !self.pending.is_empty()
            && new.call.method == "editMessageText"
            && let Some(message) = edited(&new.call)
        {
            self.pending.retain(|Pending { call, since }| {
                let same = call.method.starts_with("editMessage") && edited(call) == Some(message);
                if same {
                    superseded.push(EntryId::new(call.id));
                    // Who waited for the earlier one waits for this one now.
                    new.since = since.or(new.since);
                }
                !same
            });
        }
        self.pending.push_back(new);
        superseded
    }

    /// Whether it can be dropped: nothing is pending, and its rate limit is not used.
    pub(super) fn is_idle(&mut self) -> bool {
        !self.busy && self.pending.is_empty() && self.limiter.is_full()
    }
}

fn edited(call: &OutboxEntry) -> Option<i64> {
    #[derive(serde::Deserialize)]
    struct Edit {
        message_id: i64,
    }
    let edit: Edit = serde_json::from_str(&call.params).ok()?;
    Some(edit.message_id)
}

/// The parameters for another chat.
pub(super) fn with_chat(params: &str, chat: ChatId) -> String {
    match serde_json::from_str::<Value>(params) {
        Ok(mut value) => {
            value["chat_id"] = chat.get().into();
            value.to_string()
        }
        Err(_) => params.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pending(id: i64, method: &str, message: i64) -> Pending {
        let call = OutboxEntry {
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
        Pending { call, since: None }
    }

    #[test]
    fn thousands_of_edits_for_a_chat_that_cannot_be_reached_take_the_room_of_one() {
        let mut queue = ChatQueue::new(ChatId::new(5));
        let mut superseded = 0;
        for id in 0..10_000 {
            superseded += queue.push(pending(id, "editMessageText", id % 2)).len();
        }
        assert_eq!((queue.pending.len(), superseded), (2, 9_998));
        // What is no edit stays, and keeps its place before later edits.
        queue.push(pending(10_000, "sendMessage", 0));
        queue.push(pending(10_001, "editMessageText", 0));
        let left: Vec<_> = queue
            .pending
            .iter()
            .map(|pending| pending.call.id)
            .collect();
        assert_eq!(left, [9_999, 10_000, 10_001]);
    }
}
