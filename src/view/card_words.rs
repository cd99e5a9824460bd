//! What every card of a case needs: its label, its answers in words, and the buttons that belong to one of its cards.

use super::button::Button;
use crate::callback_data::{CallbackData, CaseAction};
use care_engine::case::{Answer, Case};
use care_engine::content::{Content, QuestionIx};
use care_engine::intake::Intake;
use care_ids::CaseId;

/// By what people name a case: the how many-th of its chat it is, and of which chat. The second case of a group and the
/// second case of somebody's private chat are two patients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseName {
    /// Its number in its chat, from 1.
    pub number: i64,
    /// The chat is a group.
    pub in_group: bool,
}

/// "Case 7", "Case 7 (group)".
pub fn case_label(content: &Content, name: CaseName) -> String {
    let key = match name.in_group {
        true => "case.label.group",
        false => "case.label",
    };
    content.text_with(key, &[("number", &name.number.to_string())])
}

/// The answer to a question in words; what is assumed where there is none.
pub fn answer_text(content: &Content, case: &Case, place: QuestionIx) -> String {
    let plain = content.plain_reader(case).is_some();
    let label = |option| content.option(place, option).label_for(plain).to_owned();
    match case.answer(place) {
        Some(Answer::One(option)) => label(option),
        Some(Answer::Several(set)) => labels(set.iter().map(label)),
        Some(Answer::Number(number)) => number.to_string(),
        None => match content.question(place).assume {
            Some(option) => content.text_with("card.assumed", &[("answer", &label(option))]),
            None => content.text("card.open").to_owned(),
        },
    }
}

/// What a text may have said about a question: "NSAID risks: Anticoagulant".
pub(super) fn doubt_text(content: &Content, intake: &Intake, place: QuestionIx) -> String {
    let plain = content.plain_reader(&intake.case).is_some();
    let title = content.question(place).title_for(plain);
    let label = |option| content.option(place, option).label_for(plain).to_owned();
    match intake.doubts.get(&place) {
        Some(doubts) if !doubts.is_empty() => {
            let or = format!(" {} ", content.text("card.doubtful.or"));
            let labels: Vec<String> = doubts.iter().map(label).collect();
            format!("{title}: {}", labels.join(&or))
        }
        _ => title.to_owned(),
    }
}

/// Several labels in one line.
pub(super) fn labels(labels: impl Iterator<Item = String>) -> String {
    labels.collect::<Vec<_>>().join(", ")
}

/// The card whose buttons are written.
#[derive(Clone, Copy)]
pub(super) struct CardKey {
    pub(super) case: CaseId,
    pub(super) turn: u32,
}

impl CardKey {
    pub(super) fn action(self, label: impl Into<String>, action: CaseAction) -> Button {
        let Self { case, turn } = self;
        Button::new(label, CallbackData::Card { case, turn, action })
    }

    pub(super) fn button(self, content: &Content, key: &str, action: CaseAction) -> Button {
        self.action(content.text(key), action)
    }
}
