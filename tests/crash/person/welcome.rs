//! From the welcome to the first card.

use care_engine::case::Answer;
use fake_telegram::ShownMessage;

use super::{Done, Person, Remembered, Wrong};
use crate::phone::{Card, data_of};

impl Person {
    pub(super) async fn comes_in(&mut self) -> Done<Remembered> {
        self.client.send("/start");
        let welcome = |messages: &[ShownMessage]| messages.last().map(|_| ());
        if self.until(welcome).await.is_none() {
            return self.complains(Wrong::NoReply, "no welcome");
        }
        loop {
            let messages = self.of_the_bot();
            if let Some(card) = messages.iter().rev().find_map(Card::on) {
                return self.remembers_a_new(card);
            }
            let Some(message) = messages.iter().rfind(|m| !m.buttons.is_empty()) else {
                return self.complains(Wrong::NoReply, "nothing to tap after the welcome");
            };
            let data: Vec<_> = data_of(message).cloned().collect();
            if !data.iter().any(|data| data.contains(":role:")) {
                return self.complains(Wrong::NotTaken, "the welcome does not go on");
            }
            // Choosing a role accepts the terms.
            let role = self.rng.usize(0..self.content.roles.len());
            let role = &self.content.roles[role];
            let (question, option) = role.asker;
            self.known.set(question, Some(Answer::One(option)));
            let press = format!("{}:role:{}", prefix(&data[0]), role.id);
            let before = message.clone();
            let changed = |messages: &[ShownMessage]| (!messages.contains(&before)).then_some(());
            self.taps(before.id, &press, changed).await?;
        }
    }
}

/// The beginning of a person's button: whose it is.
fn prefix(data: &str) -> String {
    data.splitn(3, ':').take(2).collect::<Vec<_>>().join(":")
}
