//! The buttons of a question's card: its options and marks, what ends it, and the way out.

use super::button::{Button, Keyboard};
use super::question_card::Asked;
use crate::callback_data::CaseAction;
use care_engine::case::Answer;
use care_engine::content::{OptionIx, QuestionIx, QuestionKind};
use care_engine::intake::{Purpose, offered_options};

/// Most characters of a label that shares a row with another: half of a phone of 390 points, without a cut.
pub const HALF_A_ROW: usize = 22;
/// The same for a label that shares it with two others.
const A_THIRD_OF_A_ROW: usize = 12;

impl Asked<'_> {
    pub(super) fn keyboard(&self) -> Keyboard {
        let content = self.content;
        let alone = |place: &OptionIx| self.question.exclusive.has(*place);
        let offered = offered_options(content, self.intake, self.place);
        let (last, first): (Vec<OptionIx>, Vec<OptionIx>) = offered.into_iter().partition(alone);
        let mut buttons: Vec<Button> = first.iter().map(|place| self.option(*place)).collect();
        if let Some(shared) = &self.shared {
            buttons.extend(shared.others.iter().filter_map(|other| self.other(*other)));
        }
        let mut rows = in_pairs(buttons);
        if self.question.quick && !self.marking {
            let label = content.text("button.more_than_one");
            rows.push(vec![self.card.action(label, CaseAction::Marks(self.place))]);
        }
        // An answer that excludes the others, such as "none" of an answer that is opened again, is no mark.
        let marks = self.intake.draft.without(self.question.exclusive);
        let count = marks.iter().count() + self.intake.marked.len();
        let ends = self.marking && count > 0;
        // Where another answer ends the card, its options take the place of those that deny what is marked; these
        // come back when the marks are cleared, and where one of them was said.
        let denies = !(ends && self.ending().is_some()) || self.intake.clearing;
        if denies {
            rows.extend(in_pairs(
                last.iter().map(|place| self.option(*place)).collect(),
            ));
        }
        if ends {
            rows.extend(self.endings());
            let label = content.text_with("button.done", &[("count", &count.to_string())]);
            rows.push(vec![self.card.action(label, CaseAction::Done(self.place))]);
        }
        let mut out = Vec::new();
        if self.purpose != Purpose::Walk {
            // An answer that was opened to be changed may be left as it is.
            out.push(self.card.button(content, "button.back", CaseAction::Back));
        }
        if !self.kept().is_empty() {
            let label = content.text("button.change_kept");
            rows.push(vec![self.card.action(label, CaseAction::Kept)]);
        }
        if self.intake.before_review.is_some() && self.intake.history.is_empty() {
            // Begun by mistake: seen at its first card.
            let leave = CaseAction::LeaveReview;
            out.push(self.card.button(content, "button.leave_review", leave));
        }
        if self.question.may_skip {
            out.push(
                self.card
                    .button(content, "button.skip", CaseAction::Skip(self.place)),
            );
        }
        out.push(self.card.button(content, "button.menu", CaseAction::Menu));
        rows.push(out);
        rows
    }

    /// The question whose options stand beside Done.
    pub(super) fn ending(&self) -> Option<QuestionIx> {
        self.shared.as_ref().and_then(|shared| shared.ends_with)
    }

    /// Done together with each answer to the question that ends the card.
    fn endings(&self) -> Keyboard {
        let Some(ending) = self.ending() else {
            return Vec::new();
        };
        let options = offered_options(self.content, self.intake, ending).into_iter();
        let buttons = options.map(|place| {
            let option = self.content.option(ending, place).button_for(self.plain);
            let label = self
                .content
                .text_with("button.done_with", &[("label", option)]);
            self.card.action(label, CaseAction::Choose(ending, place))
        });
        let buttons: Vec<Button> = buttons.collect();
        let is_short = |button: &Button| button.label.chars().count() <= A_THIRD_OF_A_ROW;
        if buttons.iter().all(is_short) {
            return buttons.chunks(3).map(<[Button]>::to_vec).collect();
        }
        in_pairs(buttons)
    }

    fn option(&self, place: OptionIx) -> Button {
        let option = self.content.option(self.place, place);
        let label = option.button_for(self.plain);
        // An option that excludes the others is the whole answer, so it has no mark.
        if self.marking && !self.question.exclusive.has(place) {
            let on = self.intake.draft.has(place);
            return self.marked(label, on, CaseAction::Mark(self.place, place, !on));
        }
        let now = match self.intake.case.answer(self.place) {
            Some(Answer::One(chosen)) => chosen == place,
            // What was recorded is no longer the answer once something else is marked.
            Some(Answer::Several(_)) => self.intake.draft.has(place),
            _ => false,
        };
        let key = if now && !self.is_kept() {
            "button.chosen"
        } else {
            "button.option"
        };
        let label = self.content.text_with(key, &[("label", label)]);
        let action = match self.question.kind {
            QuestionKind::Several if self.question.exclusive.has(place) => {
                CaseAction::Mark(self.place, place, true)
            }
            _ => CaseAction::Choose(self.place, place),
        };
        self.card.action(label, action)
    }

    /// The mark of a question that shares the card.
    fn other(&self, place: QuestionIx) -> Option<Button> {
        let other = self.content.question(place);
        let (label, _) = other.mark.as_ref()?;
        let on = self.intake.marked.contains(&place);
        let action = CaseAction::Mark(place, other.unknown?, !on);
        Some(self.marked(label, on, action))
    }

    fn marked(&self, label: &str, on: bool, action: CaseAction) -> Button {
        let key = if on {
            "button.marked"
        } else {
            "button.unmarked"
        };
        let label = self.content.text_with(key, &[("label", label)]);
        self.card.action(label, action)
    }
}

/// Two in a row where both fit.
pub(super) fn in_pairs(buttons: Vec<Button>) -> Keyboard {
    let short = |button: &Button| button.label.chars().count() <= HALF_A_ROW;
    let mut rows: Keyboard = Vec::new();
    for button in buttons {
        match rows.last_mut() {
            Some(row) if row.len() == 1 && short(&row[0]) && short(&button) => row.push(button),
            _ => rows.push(vec![button]),
        }
    }
    rows
}
