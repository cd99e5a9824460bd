//! From the welcome to the first card.

use care_engine::case::Answer;
use care_engine::content::OptionSet;
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
        let mut marks = OptionSet::default();
        loop {
            let messages = self.of_the_bot();
            if let Some(card) = messages.iter().rev().find_map(Card::on) {
                return self.remembers_a_new(card);
            }
            let Some(message) = messages.iter().rfind(|m| !m.buttons.is_empty()) else {
                return self.complains(Wrong::NoReply, "nothing to tap after the welcome");
            };
            let data: Vec<_> = data_of(message).cloned().collect();
            let shows = |word: &str| data.iter().find(|data| data.contains(word)).cloned();
            let press = if let Some(accept) = shows(":accept") {
                accept
            } else if shows(":role:").is_some() {
                let role = self.rng.usize(0..self.content.roles.len());
                let role = &self.content.roles[role];
                let (question, option) = role.asker;
                self.known.set(question, Some(Answer::One(option)));
                format!("{}:{}", prefix(&data[0]), format_args!("role:{}", role.id))
            } else if let (Some(have), true) = (shows(":have:"), marks.is_empty()) {
                let access = self.content.find_question("access").unwrap();
                let id = have.rsplit(':').next().unwrap();
                marks.mark(self.content.find_option(access, id).unwrap(), true);
                self.known.set(access, Some(Answer::Several(marks)));
                have
            } else if let Some(had) = data.iter().find(|data| data.ends_with(":had")) {
                had.clone()
            } else {
                return self.complains(Wrong::NotTaken, "the welcome does not go on");
            };
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
