//! One chat's calls, and how fast they may follow each other.

use std::collections::VecDeque;
use std::time::Instant;

use super::rate_limits::RateLimiter;
use care_ids::{ChatId, EntryId};
use care_store::{Call, OutboxEntry};

/// A call that waits for those before it, and since when somebody waits for it.
pub(super) struct QueuedCall {
    pub entry: OutboxEntry,
    pub since: Option<Instant>,
}

/// The calls of one chat in their order.
pub(super) struct ChatQueue {
    pub pending: VecDeque<QueuedCall>,
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
    pub(super) fn push(&mut self, mut new: QueuedCall) -> Vec<EntryId> {
        let mut superseded = Vec::new();
        if !self.pending.is_empty()
            && let Call::EditMessageText(edit) = &new.entry.entry.call
        {
            let message = Some(edit.message_id);
            let mut since = new.since;
            self.pending.retain(|pending| {
                let call = &pending.entry.entry.call;
                let is_edit = matches!(
                    call,
                    Call::EditMessageText(_) | Call::EditMessageReplyMarkup(_)
                );
                let same = is_edit && call.message() == message;
                if same {
                    superseded.push(pending.entry.id);
                    // Who waited for the earlier one waits for this one now.
                    since = pending.since.or(since);
                }
                !same
            });
            new.since = since;
        }
        self.pending.push_back(new);
        superseded
    }

    /// Whether it can be dropped: nothing is pending, and its rate limit is not used.
    pub(super) fn is_idle(&mut self) -> bool {
        !self.busy && self.pending.is_empty() && self.limiter.is_full()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use care_ids::TopicId;
    use care_store::{Edit, Message, NewEntry};

    fn pending(id: i64, call: Call) -> QueuedCall {
        let entry = OutboxEntry {
            id: EntryId::new(id),
            entry: NewEntry::of(ChatId::new(5), call),
            tries: 0,
            created_at: 0,
            is_first_reply: false,
        };
        QueuedCall { entry, since: None }
    }

    fn new_message() -> Message {
        Message {
            chat_id: ChatId::new(5),
            topic: TopicId::NONE,
            reply_to: None,
            html: String::new(),
            keyboard: Vec::new(),
        }
    }

    fn edit(message: i32) -> Call {
        Call::EditMessageText(Edit {
            message_id: message.into(),
            message: new_message(),
        })
    }

    #[test]
    fn thousands_of_edits_for_a_chat_that_cannot_be_reached_take_the_room_of_one() {
        let mut queue = ChatQueue::new(ChatId::new(5));
        let mut superseded = 0;
        for id in 0..10_000 {
            let message = i32::from(id % 2 == 1);
            superseded += queue.push(pending(id, edit(message))).len();
        }
        assert_eq!((queue.pending.len(), superseded), (2, 9_998));
        // What is no edit stays, and keeps its place before later edits.
        queue.push(pending(10_000, Call::SendMessage(new_message())));
        queue.push(pending(10_001, edit(0)));
        let left = queue.pending.iter();
        let left: Vec<i64> = left.map(|pending| pending.entry.id.get()).collect();
        assert_eq!(left, [9_999, 10_000, 10_001]);
    }
}
