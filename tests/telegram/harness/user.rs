//! A person in one place: what they say, tap and see.

use fake_telegram::{ChatClient, FakeTelegram, ShownMessage, State, TestPerson};
use tokio::time::Instant;

use super::answers::{Answers, Walk};
use super::plan::Plan;
use super::{CALM, PATIENCE};

/// What stands in the place of a plan that a later one has replaced.
pub(crate) const REPLACED: &str = "this plan was replaced by a newer one.";

/// A person in one place.
#[derive(Clone)]
pub(crate) struct User {
    pub telegram: FakeTelegram,
    pub(super) id: i64,
    pub client: ChatClient,
    pub(super) topic: Option<i64>,
}

impl User {
    pub(crate) fn person(&self) -> TestPerson {
        self.telegram.known_person(self.id).unwrap()
    }

    /// The last word that a press of this person got.
    pub(crate) fn last_toast(&self) -> String {
        self.person().toasts().pop().unwrap().text
    }

    pub(crate) fn says(&self, text: &str) -> i64 {
        self.client.send(text)
    }

    /// Answers a message as a person does, who reads it first: by then its number, which tells its case, is stored.
    pub(crate) async fn replies_to(&self, message: i64, text: &str) -> i64 {
        self.telegram.quiet(CALM, PATIENCE).await.unwrap();
        self.client.reply(message, text)
    }

    /// Everything the bot has said here that is still there.
    pub(crate) fn heard(&self) -> Vec<ShownMessage> {
        let mut messages = self.client.transcript();
        messages
            .retain(|message| message.from_bot && !message.deleted && message.thread == self.topic);
        messages
    }

    /// How many messages of the bot are here.
    pub(crate) fn count(&self) -> usize {
        self.heard().len()
    }

    /// How many messages of the bot hold these words.
    pub(crate) fn count_of(&self, words: &str) -> usize {
        self.heard()
            .iter()
            .filter(|message| message.text.contains(words))
            .count()
    }

    /// The newest message with buttons.
    pub(crate) fn card(&self) -> ShownMessage {
        self.heard()
            .into_iter()
            .rfind(|message| !message.buttons.is_empty())
            .expect("there is a message with buttons")
    }

    pub(crate) fn message(&self, id: i64) -> ShownMessage {
        let found = self.client.transcript().into_iter().find(|m| m.id == id);
        found.expect("there is such a message")
    }

    /// Looks after every change until there is something to see.
    pub(crate) async fn until<T>(&self, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        let mut changes = self.telegram.changes();
        loop {
            changes.borrow_and_update();
            if let Some(found) = look() {
                return found;
            }
            if tokio::time::timeout_at(end, changes.changed())
                .await
                .is_err()
            {
                let shown = self.telegram.look(State::print);
                panic!("waited in vain for {what}:\n{shown}");
            }
        }
    }

    /// Waits for a message of the bot with these words; the newest one is returned.
    pub(crate) async fn sees(&self, words: &str) -> ShownMessage {
        let newest = || self.heard().into_iter().rfind(|m| m.text.contains(words));
        self.until(words, newest).await
    }

    /// Waits until so many messages hold these words; more are too many.
    pub(crate) async fn sees_times(&self, times: usize, words: &str) {
        let enough = || (self.count_of(words) >= times).then_some(());
        self.until(words, enough).await;
        assert_eq!(self.count_of(words), times, "{words:?} too often");
    }

    /// Waits until the newest card with buttons has these words.
    pub(crate) async fn is_asked(&self, words: &str) -> ShownMessage {
        let newest = || {
            let card = self.heard().into_iter().rfind(|m| !m.buttons.is_empty())?;
            card.text.contains(words).then_some(card)
        };
        self.until(words, newest).await
    }

    /// Waits until one message has these words.
    pub(crate) async fn until_card(&self, message: i64, words: &str) -> ShownMessage {
        let there = || {
            let card = self.message(message);
            card.text.contains(words).then_some(card)
        };
        self.until(words, there).await
    }

    /// Waits for a card with these words below an older one.
    pub(crate) async fn until_new_card(&self, older: &ShownMessage, words: &str) -> ShownMessage {
        let newer = || {
            let card = self.heard().into_iter().rfind(|m| !m.buttons.is_empty())?;
            (card.id > older.id && card.text.contains(words)).then_some(card)
        };
        self.until(words, newer).await
    }

    /// Waits until the newest card is no longer this one.
    pub(crate) async fn until_changed_card(&self, older: &ShownMessage) {
        let changed = || (self.card().id != older.id).then_some(());
        self.until("another card", changed).await;
    }

    /// What stands behind a button, its mark aside.
    pub(crate) fn data(card: &ShownMessage, label: &str) -> String {
        let short = short_labels(label);
        let button = card.buttons.iter().flatten().find(|button| {
            let bare = button.text.trim_start_matches(['☐', '☑', '●', ' ']);
            bare == label
                || (label == "Done" && bare.starts_with("Done ("))
                || short.iter().any(|short| short == bare)
        });
        match button {
            Some(button) => button.data.clone().unwrap(),
            None => panic!("no button {label:?} on {:?}\n{}", card.labels(), card.text),
        }
    }

    /// Taps a button of the newest card and waits for what comes of it.
    pub(crate) async fn taps(&self, label: &str) {
        self.taps_on(&self.card(), label).await;
    }

    /// Taps a button of a card and waits until something has changed here.
    pub(crate) async fn taps_on(&self, card: &ShownMessage, label: &str) {
        let before = self.heard();
        self.client.tap_data(card.id, &Self::data(card, label));
        let changed = || (self.heard() != before).then_some(());
        self.until(label, changed).await;
    }

    /// Presses with this data and waits for the toast.
    pub(crate) async fn presses(&self, message: i64, data: &str) -> String {
        let person = self.person();
        let before = person.toasts().len();
        self.client.tap_data(message, data);
        let toast = || person.toasts().get(before).map(|toast| toast.text.clone());
        self.until(data, toast).await
    }

    /// From the first /start to the first card of the first case.
    pub(crate) async fn comes_in(&self) {
        self.comes_in_as("Primary care clinician").await;
    }

    pub(crate) async fn comes_in_as(&self, role: &str) {
        self.says("/start");
        self.is_asked("Which best describes you?").await;
        self.taps(role).await;
        self.is_asked(if role == "Not a clinician" {
            "Warning signs"
        } else {
            "Red flags"
        })
        .await;
    }

    /// Gives these answers on a card: one that excludes the others is taken at once, marks need Done.
    pub(crate) async fn marks(&self, labels: &[&str]) {
        let card = self.card();
        if labels.len() > 1 && card.labels().contains(&"More than one …") {
            self.taps("More than one …").await;
        }
        for label in labels {
            self.taps(label).await;
        }
        let marked = self.message(card.id);
        if marked
            .labels()
            .iter()
            .any(|label| label.starts_with("Done ("))
        {
            self.taps("Done").await;
        }
    }

    /// Goes the way out of the newest card: back, close, start over.
    pub(crate) async fn taps_way_out(&self, label: &str) {
        self.taps("⋯").await;
        self.taps(label).await;
    }

    /// Answers card after card until the summary or the plan.
    pub(crate) async fn answers(&self, answers: &Answers) -> Walk {
        self.answers_until(answers, "Summary").await
    }

    /// Answers card after card until the one with this title, or the plan.
    pub(crate) async fn answers_until(&self, answers: &Answers, last: &str) -> Walk {
        let mut walk = Walk::default();
        loop {
            let card = self.card();
            let heading = card.text.lines().find(|line| line.starts_with("Case "));
            let heading = heading.unwrap_or_else(|| panic!("not a card: {}", card.text));
            let parts: Vec<&str> = heading.split(" · ").collect();
            let title = parts[1].to_owned();
            if title.starts_with("the plan is below") {
                return walk;
            }
            walk.titles.push(title.clone());
            if let Some(progress) = parts.get(2) {
                let (at, of) = progress.split_once(" of about ").unwrap();
                let (of, added) = of.split_once(", ").unwrap_or((of, "0 more"));
                let added = added.split_once(" more").unwrap().0;
                let counts = [at, of, added].map(|count| count.parse().unwrap());
                walk.progress.push(counts);
            }
            if title == last || title == "Summary" {
                return walk;
            }
            assert!(walk.titles.len() < 30, "this never ends: {walk:?}");
            let Some(labels) = answers.0.get(title.as_str()) else {
                panic!("no answer to {title:?}:\n{}", card.text);
            };
            self.marks(labels).await;
            let beginning = format!("{} · {title}", parts[0]);
            self.leaves(card.id, &beginning).await;
        }
    }

    /// Waits until a message no longer holds these words.
    pub(crate) async fn leaves(&self, message: i64, words: &str) {
        let gone = || (!self.message(message).text.contains(words)).then_some(());
        self.until(words, gone).await;
    }

    /// From the summary to the plan.
    pub(crate) async fn asks_for_the_plan(&self) -> Plan {
        let card = self.card();
        let confirm = ["These are right", "Show the plan"];
        if let Some(label) = confirm.iter().find(|label| card.labels().contains(label)) {
            self.taps(label).await;
        }
        self.reads_plan(1).await
    }

    /// Waits for the plan with this number and reads all messages of it.
    pub(crate) async fn reads_plan(&self, number: usize) -> Plan {
        let enough = || {
            let plans = self.plans();
            (plans.len() >= number).then_some(plans)
        };
        let plans = self.until("a plan", enough).await;
        assert_eq!(plans.len(), number, "a plan too many");
        plans.into_iter().next_back().unwrap()
    }

    /// Opens a part of a plan, whose lines can be asked why they are there.
    pub(crate) async fn opens(&self, plan: &Plan, part: &str) -> ShownMessage {
        self.taps_on(plan.last(), part).await;
        self.is_asked(&format!(" · {part}\n")).await
    }

    /// All plans here: a plan ends with the message under which its parts open. One that was replaced is a line that
    /// says so.
    pub(crate) fn plans(&self) -> Vec<Plan> {
        let mut plans = Vec::new();
        let mut parts: Vec<ShownMessage> = Vec::new();
        for message in self.heard() {
            let labels = message.labels();
            let replaced = message.text.contains(REPLACED);
            if replaced || labels.contains(&"Evidence") && labels.contains(&"Full plan") {
                parts.push(message);
                plans.push(Plan {
                    messages: std::mem::take(&mut parts),
                });
            } else if labels.is_empty() && !message.text.contains("the plan is below") {
                parts.push(message);
            } else {
                parts.clear();
            }
        }
        plans
    }

    /// The whole way of somebody new: welcome, intake, plan.
    pub(crate) async fn gets_a_plan(&self, answers: &Answers) -> (Walk, Plan) {
        self.comes_in().await;
        let walk = self.answers(answers).await;
        if walk.passed("Summary") {
            self.taps("Show the plan").await;
        }
        let plan = self.reads_plan(1).await;
        (walk, plan)
    }
}

/// What stands on the buttons of options that are called so: half a row holds fewer words than a summary.
fn short_labels(label: &str) -> Vec<String> {
    let content = super::content();
    let options = content
        .questions
        .iter()
        .flat_map(|question| &question.options);
    let called = options
        .filter(|option| option.label == label || option.plain_label.as_deref() == Some(label));
    called.filter_map(|option| option.button.clone()).collect()
}
