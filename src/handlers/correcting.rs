//! Corrections in words: before the plan the new answers are taken, after it each is one tap.

use super::Ctx;
use super::thread;
use crate::callback_data::{CallbackData, CaseAction};
use crate::telegram::request::Sender;
use crate::view::{Button, Card, changes_html};
use care_engine::case::Answer;
use care_engine::content::QuestionIx;
use care_engine::intake::{Override, ReadAnswers, is_risk, overrides};
use care_language::reading::{Change, Correction};
use care_store::StoredCase;

impl Ctx<'_> {
    /// A correction after the plan: old and new value, each with one tap. Says whether there was one.
    pub(super) fn offer_changes(&mut self, sender: Sender, case: &StoredCase, text: &str) -> bool {
        let reader = self.answers.reader();
        // "Actually he also has a fever" tells of a danger first; it is answered as that.
        if !reader.is_correction(self.content, text) || self.answers.tells_flag(self.content, text)
        {
            return false;
        }
        let Ok(read) = self.restored(case) else {
            return false;
        };
        // While a red flag waits for the screen, the answer is that it does.
        if !self.has_plan_to_show(case, &read.intake) {
            return false;
        }
        let now = &read.intake.case;
        let correction = reader.correction(self.content, now, text);
        let mut offered: Vec<(Override, Change)> = Vec::new();
        for change in &correction.changes {
            let single = overrides(self.content, now, change.question, change.new);
            offered.extend(single.into_iter().map(|one| (one, *change)));
        }
        if offered.is_empty() && correction.open.is_empty() {
            return false;
        }
        // What closes something counts until it is changed, however it was said.
        let new = correction.changes.iter();
        let new = new.filter_map(|change| Some((change.question, change.new?)));
        let doubtful = correction.open.iter().copied();
        let doubtful = doubtful.filter(|(question, _)| is_risk(self.content, *question));
        let doubtful = doubtful.map(|(question, marks)| (question, Answer::Several(marks)));
        let said = ReadAnswers {
            answers: new.chain(doubtful).collect(),
            ..ReadAnswers::default()
        };
        let mut kept = case.clone();
        thread::tell(self.content, &mut kept, &said, now);
        self.session.save_case(&kept);
        let label = self.label_of(case);
        let changes: Vec<Change> = correction.changes.clone();
        let open: Vec<QuestionIx> = correction
            .open
            .iter()
            .map(|(question, _)| *question)
            .collect();
        let html = changes_html(self.content, &label, &changes, &open);
        let mut keyboard: Vec<Vec<Button>> = offered
            .iter()
            .map(|(change, told)| {
                let title = &self.content.question(told.question).title;
                let label = self
                    .content
                    .text_with("button.apply_change", &[("title", title)]);
                let data = CallbackData::Apply {
                    case: case.id,
                    change: *change,
                };
                vec![Button::new(label, data)]
            })
            .collect();
        keyboard.extend(open.iter().map(|question| {
            let title = &self.content.question(*question).title;
            let label = self.content.text_with("button.edit", &[("title", title)]);
            let action = CaseAction::Edit(*question);
            vec![Button::case(label, case.id, action)]
        }));
        let card = Card { html, keyboard };
        self.send_about(
            sender.conversation,
            Some(sender.message),
            card,
            Some(case.id),
        );
        true
    }
}

/// A correction before the plan: the new answers are taken, what was only taken back is asked.
pub(super) fn corrected(correction: &Correction) -> ReadAnswers {
    let mut read = ReadAnswers {
        corrects: true,
        ..ReadAnswers::default()
    };
    for change in &correction.changes {
        match change.new {
            Some(new) => read.answers.push((change.question, new)),
            None => read.retracted.push(change.question),
        }
    }
    read.retracted
        .extend(correction.open.iter().map(|(question, _)| *question));
    read
}
