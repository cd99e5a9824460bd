//! Looking, waiting, tapping: what a person does with a phone.

use fake_telegram::ShownMessage;
use tokio::time::Instant;

use super::{Complaint, Done, Person, Wrong};
use crate::phone::printed;

/// What the fake Bot API adds to the number of a press to make its id.
const FIRST_QUERY: u64 = 4_611_686_018_427_000_000;

impl Person {
    pub(super) fn messages(&self) -> Vec<ShownMessage> {
        let mut messages = self.client.transcript();
        messages.retain(|message| !message.deleted);
        messages
    }

    pub(super) fn of_the_bot(&self) -> Vec<ShownMessage> {
        let mut messages = self.messages();
        messages.retain(|message| message.from_bot);
        messages
    }

    pub(super) fn complains<T>(&self, wrong: Wrong, words: impl Into<String>) -> Done<T> {
        let chat = self.client.chat();
        Err(Box::new(Complaint {
            wrong,
            words: format!("{} (chat {chat})", words.into()),
            transcript: printed(&self.messages()),
            chat,
            happened: self.telegram.look(|state| state.happened(chat)),
        }))
    }

    /// Looks after everything that happens in the chat until there is something to see.
    pub(super) async fn until<T>(
        &mut self,
        mut look: impl FnMut(&[ShownMessage]) -> Option<T>,
    ) -> Option<T> {
        let begun = Instant::now();
        let chat = self.client.chat();
        loop {
            let seen = self.telegram.look(|state| state.happened(chat));
            if let Some(found) = look(&self.of_the_bot()) {
                self.count.longest = self.count.longest.max(begun.elapsed());
                self.progress.send_modify(|count| *count += 1);
                return Some(found);
            }
            let left = self.patience.time().saturating_sub(begun.elapsed());
            let more = self
                .telegram
                .wait_until(|state| (state.happened(chat) != seen).then_some(()), left);
            more.await.ok()?;
        }
    }

    /// Presses a button and waits for what has to come of it.
    pub(super) async fn taps<T>(
        &mut self,
        message: i64,
        data: &str,
        look: impl FnMut(&[ShownMessage]) -> Option<T>,
    ) -> Done<T> {
        let chat = self.client.chat();
        let before = self.telegram.look(|state| state.shown(chat, message));
        let newest = |messages: &[ShownMessage]| messages.last().map(|message| message.id);
        let newest_before = newest(&self.of_the_bot());
        let query = self.client.tap_data(message, data);
        self.count.taps += 1;
        // Now and then a finger is too quick.
        if self.rng.u32(0..10) == 0 {
            self.client.tap_data(message, data);
        }
        let found = self.until(look).await;
        let toast = self.toast_for(&query);
        if let Some(toast) = &toast
            && self.is_refusal(toast)
        {
            return self.complains(
                Wrong::NotTaken,
                format!("{data} on #{message} was refused: {toast}"),
            );
        }
        match found {
            Some(found) => Ok(found),
            None => {
                let after = self.telegram.look(|state| state.shown(chat, message));
                let silent = toast.is_none_or(|toast| toast.is_empty())
                    && after == before
                    && newest(&self.of_the_bot()) == newest_before;
                let (wrong, words) = if silent {
                    (Wrong::NoReply, "a tap without a reply")
                } else {
                    (Wrong::NotTaken, "a tap did not lead to what was due")
                };
                self.complains(wrong, format!("{words}: {data} on #{message}"))
            }
        }
    }

    pub(super) fn toast_for(&self, query: &str) -> Option<String> {
        // The fake Bot API numbers presses; the number is the end of the id.
        let serial = query.parse::<u64>().ok()?;
        let person = self.telegram.known_person(self.client.chat())?;
        let mut toasts = person.toasts().into_iter();
        let found = toasts.find(|toast| serial.checked_sub(toast.serial) == Some(FIRST_QUERY));
        found.map(|toast| toast.text)
    }

    /// Whether a toast says that the press had no effect, though it was one on the present card.
    pub(super) fn is_refusal(&self, toast: &str) -> bool {
        let refusals = [
            "toast.taken",
            "toast.planned",
            "toast.stale",
            "toast.foreign",
            "toast.gone",
            "toast.unknown_button",
            "toast.unreadable",
            "note.not_now",
            "note.nothing_marked",
        ];
        refusals.iter().any(|key| self.content.text(key) == toast)
    }
}
