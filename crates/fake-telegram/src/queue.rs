//! The updates on their way to the bot, with the forgetting rules of getUpdates.

use std::{
    collections::{HashSet, VecDeque},
    sync::Arc,
    time::Instant,
};

use serde_json::{Value, value::RawValue};

/// An update the bot has not confirmed yet.
#[derive(Clone, Debug)]
pub(crate) struct QueuedUpdate {
    pub(crate) id: i64,
    /// The chat it is about, for keeping the order within a chat.
    pub(crate) chat: Option<i64>,
    /// As on the wire. Written once, however often it is delivered.
    pub(crate) body: Arc<str>,
    /// A repeat of an update that may be confirmed already: an offset does not remove it before it
    /// was handed out once.
    forced: bool,
    handed_out: bool,
    /// A webhook delivery of it is being made.
    pub(crate) under_way: bool,
    /// How many deliveries to the webhook have failed.
    pub(crate) tries: u32,
    /// When the webhook may be tried again.
    pub(crate) not_before: Option<Instant>,
    /// Tells twins with one update id apart.
    pub(crate) serial: u64,
}

/// The chat an update is about.
fn chat_of(body: &Value) -> Option<i64> {
    body.as_object()?.values().find_map(|inner| {
        inner
            .pointer("/chat/id")
            .or_else(|| inner.pointer("/message/chat/id"))
            .and_then(Value::as_i64)
    })
}

/// Where updates go by POST.
#[derive(Clone, Debug)]
pub(crate) struct WebhookTarget {
    pub(crate) url: String,
    pub(crate) secret: Option<String>,
    /// Most deliveries at a time.
    pub(crate) max_connections: usize,
    pub(crate) last_error: Option<String>,
}

/// Updates in the order they happened.
#[derive(Debug)]
pub(crate) struct Queue {
    next_id: i64,
    next_serial: u64,
    pub(crate) pending: VecDeque<QueuedUpdate>,
    /// Number of the poller that may wait; an older one is told of the conflict.
    pub(crate) poller: u64,
    pub(crate) webhook: Option<WebhookTarget>,
    /// Kinds the bot asked for; empty means all but the rare ones.
    pub(crate) allowed: Vec<String>,
    /// Hand every update out twice.
    pub(crate) twice: bool,
    last: Option<(i64, Option<i64>, Arc<str>)>,
}

/// The number of the first update.
const FIRST: i64 = 830_000_001;

/// Kinds that must be asked for by name.
const RARE: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

impl Queue {
    pub(crate) fn new() -> Self {
        Self {
            next_id: FIRST,
            next_serial: 0,
            pending: VecDeque::new(),
            poller: 0,
            webhook: None,
            allowed: Vec::new(),
            twice: false,
            last: None,
        }
    }

    /// Adds an update of a known kind, unless the bot did not ask for that kind.
    pub(crate) fn push(&mut self, kind: &str, chat: Option<i64>, inner: &RawValue) {
        let wanted = if self.allowed.is_empty() {
            !RARE.contains(&kind)
        } else {
            self.allowed.iter().any(|allowed| allowed == kind)
        };
        if wanted {
            let id = self.next_id;
            self.next_id += 1;
            let body = format!("{{\"update_id\":{id},\"{kind}\":{}}}", inner.get());
            self.happened(id, chat, body.into());
        }
    }

    /// Numbers the updates that come from here on from this number after the first one's.
    pub(crate) fn number_from(&mut self, first: i64) {
        self.next_id = self.next_id.max(FIRST + first);
    }

    /// Adds any JSON as an update; an `update_id` is put in if there is none.
    pub(crate) fn push_raw(&mut self, mut body: Value) -> i64 {
        let given = body.get("update_id").and_then(Value::as_i64);
        let id = given.unwrap_or(self.next_id);
        self.next_id = self.next_id.max(id + 1);
        if let (None, Some(map)) = (given, body.as_object_mut()) {
            map.insert("update_id".to_owned(), id.into());
        }
        self.happened(id, chat_of(&body), body.to_string().into());
        id
    }

    fn happened(&mut self, id: i64, chat: Option<i64>, body: Arc<str>) {
        self.last = Some((id, chat, body.clone()));
        if self.twice {
            self.enqueue(id, chat, body.clone(), false);
            self.enqueue(id, chat, body, true);
        } else {
            self.enqueue(id, chat, body, false);
        }
    }

    /// Hands the newest update out once more, with its old id; false if there was none.
    pub(crate) fn repeat_last(&mut self) -> bool {
        let Some((id, chat, body)) = self.last.clone() else {
            return false;
        };
        self.enqueue(id, chat, body, true);
        true
    }

    fn enqueue(&mut self, id: i64, chat: Option<i64>, body: Arc<str>, forced: bool) {
        self.next_serial += 1;
        self.pending.push_back(QueuedUpdate {
            id,
            chat,
            body,
            forced,
            handed_out: false,
            under_way: false,
            tries: 0,
            not_before: None,
            serial: self.next_serial,
        });
    }

    /// Forgets what `offset` confirms; a negative one keeps that many of the newest.
    pub(crate) fn confirm(&mut self, offset: i64) {
        if offset < 0 {
            let keep = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let drop = self.pending.len().saturating_sub(keep);
            self.pending.drain(..drop);
        } else if offset > 0 {
            self.pending
                .retain(|update| update.id >= offset || (update.forced && !update.handed_out));
        }
    }

    /// The next updates, which stay pending until confirmed.
    pub(crate) fn hand_out(&mut self, limit: usize) -> Vec<Arc<str>> {
        self.pending
            .iter_mut()
            .take(limit)
            .map(|update| {
                update.handed_out = true;
                update.body.clone()
            })
            .collect()
    }

    /// Confirms what was handed out, as if the bot had done so before it did anything else.
    pub(crate) fn forget_handed_out(&mut self) {
        self.pending.retain(|update| !update.handed_out);
    }

    /// The updates that may go to the webhook now, which are under way from here on: the oldest of
    /// each chat, unless one of that chat is under way or waits for its next try.
    pub(crate) fn take_for_webhook(&mut self, now: Instant, most: usize) -> Vec<QueuedUpdate> {
        let mut held = HashSet::new();
        let mut taken = Vec::new();
        for update in &mut self.pending {
            if taken.len() == most {
                break;
            }
            let chat = update.chat;
            // What is about no chat waits for nothing.
            let first = chat.is_none_or(|chat| held.insert(chat));
            let due = update.not_before.is_none_or(|at| at <= now);
            if first && due && !update.under_way {
                update.under_way = true;
                taken.push(update.clone());
            }
        }
        taken
    }

    /// When an update that the webhook did not accept may be posted again.
    pub(crate) fn next_retry(&self) -> Option<Instant> {
        let waiting = self.pending.iter().filter(|update| !update.under_way);
        waiting.filter_map(|update| update.not_before).min()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ids(updates: &[Arc<str>]) -> Vec<i64> {
        updates
            .iter()
            .map(|update| {
                let update: Value = serde_json::from_str(update).unwrap();
                update["update_id"].as_i64().unwrap()
            })
            .collect()
    }

    fn push(queue: &mut Queue, kind: &str) {
        queue.push(
            kind,
            None,
            &serde_json::value::to_raw_value(&json!({})).unwrap(),
        );
    }

    #[test]
    fn an_update_stays_until_a_later_offset() {
        let mut queue = Queue::new();
        let first = queue.push_raw(json!({"message": {}}));
        let second = queue.push_raw(json!({"message": {}}));
        assert_eq!(ids(&queue.hand_out(1)), [first]);
        assert_eq!(ids(&queue.hand_out(100)), [first, second]);
        queue.confirm(first);
        assert_eq!(ids(&queue.hand_out(100)), [first, second]);
        queue.confirm(first + 1);
        assert_eq!(ids(&queue.hand_out(100)), [second]);
        queue.confirm(second + 1);
        assert!(queue.pending.is_empty());
    }

    #[test]
    fn a_repeat_survives_the_offset_once() {
        let mut queue = Queue::new();
        let first = queue.push_raw(json!({"message": {}}));
        queue.hand_out(100);
        queue.confirm(first + 1);
        assert!(queue.repeat_last());
        queue.confirm(first + 1);
        assert_eq!(ids(&queue.hand_out(100)), [first]);
        queue.confirm(first + 1);
        assert!(queue.pending.is_empty());
    }

    #[test]
    fn a_webhook_gets_many_at_a_time_and_one_of_each_chat() {
        let mut queue = Queue::new();
        for chat in [1, 1, 2, 3] {
            queue.push_raw(json!({"message": {"chat": {"id": chat}}}));
        }
        let now = Instant::now();
        let chats = |taken: Vec<QueuedUpdate>| -> Vec<_> {
            taken.iter().filter_map(|update| update.chat).collect()
        };
        assert_eq!(chats(queue.take_for_webhook(now, 2)), [1, 2]);
        assert_eq!(chats(queue.take_for_webhook(now, 9)), [3]);
        assert_eq!(chats(queue.take_for_webhook(now, 9)), [0; 0]);
        queue.pending.pop_front();
        assert_eq!(chats(queue.take_for_webhook(now, 9)), [1]);
    }

    #[test]
    fn negative_offsets_and_kinds() {
        let mut queue = Queue::new();
        for _ in 0..5 {
            push(&mut queue, "message");
        }
        push(&mut queue, "chat_member");
        assert_eq!(queue.pending.len(), 5);
        queue.confirm(-2);
        assert_eq!(queue.pending.len(), 2);
        queue.allowed = vec!["callback_query".to_owned()];
        push(&mut queue, "message");
        assert_eq!(queue.pending.len(), 2);
    }
}
