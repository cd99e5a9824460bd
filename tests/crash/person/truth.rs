//! What has to be true.

use std::collections::BTreeMap;

use achilles_bot::view::{CaseName, case_label};
use care_engine::case::Answer;
use care_engine::content::{QuestionIx, Unknowns};
use care_ids::base36;
use fake_telegram::ShownMessage;

use super::{Done, Person, Remembered, Wrong};
use crate::phone::{Card, case_with, data_of};

/// What comes when a plan was asked for.
enum Reply {
    Plan,
    Offer(i64),
}

impl Person {
    pub(super) fn knows_all_cases(&self) -> Done<()> {
        for card in self.of_the_bot().iter().filter_map(Card::on) {
            if !self.asked.contains_key(&card.case) {
                return self.complains(Wrong::Case, format!("nobody began case {}", card.case));
            }
        }
        Ok(())
    }

    /// Every answer that was acknowledged stands in the list of answers as it was tapped, unless the case no longer
    /// needs it.
    pub(super) async fn checks_the_answers(&mut self, case: &Remembered) -> Done<()> {
        let listed = self.listed_answers(case).await?;
        let view = self.content.view(&case.intake.case, Unknowns::Assumed);
        let plain = self.content.plain_reader(&case.intake.case).is_some();
        for (place, answer) in &case.given {
            let question = self.content.question(*place);
            let words = self.words(case, *place, *answer);
            let whole = format!("{}: {words}", question.title_for(plain));
            // A long one is cut.
            let stands = |shown: &String| match shown.strip_suffix('…') {
                Some(cut) => whole.starts_with(cut),
                None => *shown == whole,
            };
            if !listed.iter().any(stands) && view.holds(&question.ask_if) {
                return self.complains(
                    Wrong::Answers,
                    format!("not among the answers: {whole:?}\n{listed:#?}"),
                );
            }
        }
        Ok(())
    }

    /// The answers as the list under a plan shows them, all its pages.
    async fn listed_answers(&mut self, case: &Remembered) -> Done<Vec<String>> {
        let id = base36(case.id);
        let opens = format!("L:{id}:a:0");
        let messages = self.of_the_bot();
        let plan = messages.iter().rev();
        let mut plan = plan.filter(|message| data_of(message).any(|data| *data == opens));
        let Some(plan) = plan.next().map(|plan| plan.id) else {
            return self.complains(Wrong::Answers, "no plan with a list of answers");
        };
        let newest = messages.iter().map(|message| message.id).max();
        let newest = newest.unwrap_or_default();
        self.client.tap_data(plan, &opens);
        let mut listed = Vec::new();
        let edit = format!("e:{id}:e:");
        for page in 0.. {
            self.count.taps += 1;
            // It has no way to itself.
            let own = format!("l:{id}:a:{page}");
            let is_page = |message: &&ShownMessage| {
                message.id > newest
                    && data_of(message).any(|data| data.starts_with(&edit))
                    && !data_of(message).any(|data| *data == own)
            };
            let shown = |messages: &[ShownMessage]| messages.iter().rev().find(is_page).cloned();
            let Some(list) = self.until(shown).await else {
                return self.complains(Wrong::NoReply, "the list of answers does not come");
            };
            let buttons = list.buttons.iter().flatten();
            let answers = buttons.filter(|button| {
                let data = button.data.as_deref();
                data.is_some_and(|data| data.starts_with(&edit))
            });
            listed.extend(answers.map(|button| button.text.clone()));
            let next = format!("l:{id}:a:{}", page + 1);
            if !data_of(&list).any(|data| *data == next) {
                break;
            }
            self.client.tap_data(list.id, &next);
        }
        Ok(listed)
    }

    pub(super) fn words(&self, case: &Remembered, question: QuestionIx, answer: Answer) -> String {
        let plain = self.content.plain_reader(&case.intake.case).is_some();
        let label = |option| {
            let option = self.content.option(question, option);
            option.label_for(plain).to_owned()
        };
        match answer {
            Answer::One(option) => label(option),
            Answer::Several(set) => set.iter().map(label).collect::<Vec<_>>().join(", "),
            Answer::Number(number) => number.to_string(),
        }
    }

    /// Waits for the plan. Where it is only offered, it is asked for again.
    pub(super) async fn reads_the_plan(&mut self, case: &mut Remembered) -> Done<()> {
        let (id, before) = (case.id, case.before_plan);
        let plan = move |messages: &[ShownMessage]| {
            let mut newer = messages.iter().filter(|message| message.id > before);
            let found = newer.find(|m| case_with(m, "r") == Some(id));
            found.map(|_| Reply::Plan)
        };
        let mut newest_offer = before;
        loop {
            let reply = self.until(|messages| {
                let offers = messages.iter().rev();
                let mut offers = offers.filter(|m| case_with(m, "p") == Some(id));
                plan(messages).or_else(|| {
                    let offer = offers.find(|message| message.id > newest_offer)?;
                    Some(Reply::Offer(offer.id))
                })
            });
            match reply.await {
                Some(Reply::Plan) => break,
                Some(Reply::Offer(message)) => {
                    newest_offer = message;
                    self.count.offers += 1;
                    *self.asked.entry(id).or_default() += 1;
                    self.client
                        .tap_data(message, &format!("o:{}:p", base36(id)));
                    self.count.taps += 1;
                }
                None => return self.complains(Wrong::NoReply, "no plan, and no offer of one"),
            }
        }
        self.count.plans += 1;
        let view = self.content.view(&case.intake.case, Unknowns::Assumed);
        let title = self.content.pathway_title(self.content.pathway_of(&view));
        let name = CaseName {
            number: case.number,
            in_group: false,
        };
        let label = case_label(&self.content, name);
        // A plan is headed by its case and where it goes; after a change the second stands below what is new.
        let is_headed = |message: &ShownMessage| {
            let mut lines = message.text.lines();
            let first = lines.next().and_then(|line| line.strip_prefix(&label));
            let first = first.filter(|rest| rest.starts_with([':', ' ']));
            first.is_some_and(|rest| {
                rest.ends_with(&format!(" · {title}")) || lines.any(|line| line == title)
            })
        };
        let mut newer = self.of_the_bot();
        newer.retain(|message| message.id > before);
        let offered = newer
            .iter()
            .any(|message| case_with(message, "p") == Some(id));
        let told = newer.iter().any(is_headed);
        // Of a plan in two messages the first may be the one that is only offered.
        if !told && !offered {
            return self.complains(
                Wrong::Plan,
                format!("no plan of {label} is headed {title:?}"),
            );
        }
        self.counts_plans()
    }

    /// No plan more often than it was asked for.
    pub(super) fn counts_plans(&self) -> Done<()> {
        let mut plans: BTreeMap<i64, usize> = BTreeMap::new();
        for message in self.of_the_bot() {
            if let Some(case) = case_with(&message, "r") {
                *plans.entry(case).or_default() += 1;
            }
        }
        for (case, count) in plans {
            let asked = self.asked.get(&case).copied().unwrap_or_default();
            if count > asked {
                return self.complains(
                    Wrong::Plan,
                    format!("case {case}: asked for {asked} plans, got {count}"),
                );
            }
        }
        Ok(())
    }
}
