//! Somebody who taps through one case after the other, waits for every reply, remembers everything
//! that was acknowledged, and complains as soon as the bot no longer fits it.
//!
//! What has to be on the card after an acknowledged tap is what the state machine makes of it; what
//! has to stand in the list of answers is what was tapped last.

mod intake;
mod truth;
mod waiting;
mod welcome;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use care_engine::case::{Answer, Case};
use care_engine::content::{Content, QuestionIx};
use care_engine::intake::{Event, Intake, Place};
use fake_telegram::{ChatClient, FakeTelegram, ShownMessage};
use tokio::sync::watch;

use crate::phone::{Card, data_of};
use crate::settings::Patience;

/// What went wrong, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// Nothing came of a tap or a text.
    NoReply,
    /// The card does not go on from what was acknowledged: an answer is lost, asked for again, or
    /// counted twice.
    NotTaken,
    /// The list of answers holds something else than what was tapped.
    Answers,
    /// The plan is another case's, or more often there than it was asked for.
    Plan,
    /// There is a case that nobody began.
    Case,
}

/// A person found the bot wrong.
#[derive(Debug, Clone)]
pub(crate) struct Complaint {
    pub wrong: Wrong,
    pub words: String,
    pub transcript: String,
    pub chat: i64,
    /// How much had happened in the chat.
    pub happened: u64,
}

/// What was done, over all people.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Count {
    pub taps: usize,
    pub cases: usize,
    pub plans: usize,
    pub offers: usize,
    /// The longest wait for a reply.
    pub longest: Duration,
}

impl Count {
    pub(crate) fn add(&mut self, other: Self) {
        self.taps += other.taps;
        self.cases += other.cases;
        self.plans += other.plans;
        self.offers += other.offers;
        self.longest = self.longest.max(other.longest);
    }
}

/// A case as the person remembers it.
struct Remembered {
    id: i64,
    /// Which of the chat it is, from 1.
    number: i64,
    intake: Intake,
    /// What was tapped last, question by question.
    given: BTreeMap<QuestionIx, Answer>,
    /// The newest message when the plan was asked for last.
    before_plan: i64,
}

pub(crate) struct Person {
    telegram: FakeTelegram,
    client: ChatClient,
    content: Arc<Content>,
    rng: fastrand::Rng,
    patience: Patience,
    known: Case,
    /// Plans asked for, case by case.
    asked: BTreeMap<i64, usize>,
    pub count: Count,
    progress: Arc<watch::Sender<u64>>,
}

type Done<T> = Result<T, Box<Complaint>>;

impl Person {
    pub(crate) fn new(
        telegram: &FakeTelegram,
        number: i64,
        content: &Arc<Content>,
        rng: fastrand::Rng,
        patience: Patience,
        progress: &Arc<watch::Sender<u64>>,
    ) -> Self {
        let person = telegram.person(100 + number, &format!("Person {number}"));
        Self {
            telegram: telegram.clone(),
            client: person.in_private(),
            content: Arc::clone(content),
            rng,
            patience,
            known: Case::default(),
            asked: BTreeMap::new(),
            count: Count::default(),
            progress: Arc::clone(progress),
        }
    }

    /// Goes through case after case, until told to stop; then the present one is still finished.
    pub(crate) async fn works(&mut self, stop: &watch::Receiver<bool>) -> Done<()> {
        let mut case = self.comes_in().await?;
        loop {
            self.finishes(&mut case).await?;
            self.count.cases += 1;
            if *stop.borrow() {
                return Ok(());
            }
            case = self.begins_another().await?;
        }
    }

    /// Looks once more, when the bot has come to rest.
    pub(crate) fn looks_back(&self) -> Done<()> {
        self.counts_plans()
    }

    fn remembers_a_new(&mut self, card: Card) -> Done<Remembered> {
        let first = self.content.question_places().next().unwrap();
        let intake = Intake::new(self.known.clone(), first);
        self.asked.insert(card.case, 0);
        if !card.shows(&self.content, &intake) {
            return self.complains(
                Wrong::NotTaken,
                "a new case does not begin at its beginning",
            );
        }
        Ok(Remembered {
            id: card.case,
            number: i64::try_from(self.asked.len()).unwrap(),
            intake,
            given: BTreeMap::new(),
            before_plan: 0,
        })
    }

    async fn begins_another(&mut self) -> Done<Remembered> {
        // Not one with a higher number: a replica may use a number that was drawn before and not needed.
        let known: BTreeSet<i64> = self.asked.keys().copied().collect();
        let newer = move |messages: &[ShownMessage]| {
            let mut cards = messages.iter().rev().filter_map(Card::on);
            cards.find(|card| !known.contains(&card.case))
        };
        let planned = self.of_the_bot().iter().rev().find_map(|message| {
            let new = data_of(message).find(|data| data.ends_with(":new"))?;
            Some((message.id, new.clone()))
        });
        let card = match planned {
            Some((message, new)) if self.rng.bool() => {
                // Tapped once: twice would be two cases.
                self.client.tap_data(message, &new);
                self.count.taps += 1;
                self.until(newer).await
            }
            _ => {
                self.client.send("/new");
                self.until(newer).await
            }
        };
        match card {
            Some(card) => self.remembers_a_new(card),
            None => self.complains(Wrong::NoReply, "no new case"),
        }
    }

    async fn finishes(&mut self, case: &mut Remembered) -> Done<()> {
        loop {
            self.knows_all_cases()?;
            match case.intake.place {
                Place::Ask(question, _) => self.answers(case, question).await?,
                Place::Summary => self.does(case, Event::ShowPlan, &["p"]).await?,
                Place::Refine => {
                    self.checks_the_answers(case).await?;
                    let open = self.present_card(case).await?.offered(&self.content);
                    if self.rng.u32(0..5) == 0 && !open.is_empty() {
                        let question = open[self.rng.usize(0..open.len())];
                        let id = self.content.question(question).id.clone();
                        self.does(case, Event::Edit(question), &["e", &id]).await?;
                    } else {
                        return Ok(());
                    }
                }
                _ => {
                    self.reads_the_plan(case).await?;
                    self.does(case, Event::Refine, &["r"]).await?;
                }
            }
        }
    }
}
