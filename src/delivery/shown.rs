//! What messages show already, so that an edit which changes nothing is not sent.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use care_ids::{ChatId, MessageId};
use care_store::{Call, Message};

/// Most messages that are remembered.
const MAX_SHOWN: usize = 10_000;

/// What messages show, as far as this process has put it there. Where replicas share the work another one may
/// have changed a message meanwhile, so there nothing is remembered.
#[derive(Debug)]
pub(super) struct Shown {
    messages: HashMap<(ChatId, MessageId), u64>,
    is_shared: bool,
}

impl Shown {
    pub(super) fn new(is_shared: bool) -> Self {
        Self {
            messages: HashMap::new(),
            is_shared,
        }
    }

    /// Whether a call would change nothing.
    pub(super) fn is_there(&self, call: &Call) -> bool {
        let Call::EditMessageText(edit) = call else {
            return false;
        };
        let there = self.messages.get(&(edit.message.chat_id, edit.message_id));
        there == Some(&look_of(&edit.message))
    }

    /// Telegram has taken a call, which was about this message.
    pub(super) fn note(&mut self, call: &Call, message: Option<MessageId>) {
        if self.is_shared {
            return;
        }
        if self.messages.len() >= MAX_SHOWN {
            self.messages.clear();
        }
        match (call, message) {
            (Call::SendMessage(new), Some(message)) => {
                self.messages.insert((new.chat_id, message), look_of(new));
            }
            (Call::EditMessageText(edit), _) => {
                let message = (edit.message.chat_id, edit.message_id);
                self.messages.insert(message, look_of(&edit.message));
            }
            (Call::EditMessageReplyMarkup(of) | Call::DeleteMessage(of), _) => {
                self.messages.remove(&(of.chat_id, of.message_id));
            }
            _ => {}
        }
    }

    /// It is not known what a call has changed.
    pub(super) fn forget(&mut self, chat: ChatId, call: &Call) {
        if let Some(message) = call.message() {
            self.messages.remove(&(chat, message));
        }
    }
}

fn look_of(message: &Message) -> u64 {
    let mut hasher = DefaultHasher::new();
    message.html.hash(&mut hasher);
    for row in &message.keyboard {
        row.len().hash(&mut hasher);
        for button in row {
            (&button.label, &button.press).hash(&mut hasher);
        }
    }
    hasher.finish()
}
