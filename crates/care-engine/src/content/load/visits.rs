//! The tables of a review and of outcomes.

use super::super::model::{AtReview, Classes, ImportantChange, Outcome, Question, Stage};
use super::super::parse::{NameLookup, QuestionKind};
use super::super::raw::{self, Text};
use super::gather::SourceRow;
use super::resolver::Loader;
use crate::ids::{OptionIx, QuestionIx};

impl Loader {
    /// What a review asks again. The red flags are asked first at every review, whatever the content is about.
    pub(super) fn at_review_of(
        &mut self,
        row: Option<SourceRow<raw::visits::AtReview>>,
    ) -> Option<AtReview> {
        let SourceRow { file, raw } = row?;
        let course = self.asked(file, &raw.course);
        let again: Vec<QuestionIx> = raw
            .again
            .iter()
            .filter_map(|text| self.asked(file, text))
            .collect();
        let first = again.first().map(|place| place.index());
        if self.red_flags.is_some() && first != self.red_flags {
            self.fault(
                file,
                raw.again.first().unwrap_or(&raw.course),
                "a review that does not ask the red flags first",
                "name the question of the red flags first in `again`",
            );
        }
        let news = raw.news.as_ref().and_then(|text| self.asked(file, text));
        let again_where = self.answers_of(file, &raw.again_where);
        let after_urgent = self.answers_of(file, raw.after_urgent.as_slice());
        let size = raw.size.as_ref().and_then(|text| self.asked(file, text));
        let growth = self.answers_of(file, raw.growth.as_slice());
        if raw.size.is_some() != raw.growth.is_some() {
            self.fault(
                file,
                &raw.course,
                "`size` and `growth` go together",
                "name the question of the size and what a larger one means, or neither",
            );
        }
        let not_offered = self.answers_of(file, &raw.not_offered);
        Some(AtReview {
            course: course?,
            again,
            news,
            again_where,
            after_urgent: after_urgent.first().copied(),
            growth: size.zip(growth.first().copied()),
            not_offered,
        })
    }

    pub(super) fn outcome_of(
        &mut self,
        row: SourceRow<raw::visits::Outcome>,
        questions: &[Question],
    ) -> Option<Outcome> {
        let SourceRow { file, raw } = row;
        let higher_is_better = self.word(file, &raw.better, &[("higher", true), ("lower", false)]);
        let question = self.asked(file, &raw.question)?;
        let kind = questions[question.index()].kind;
        if kind == QuestionKind::Several {
            self.fault(
                file,
                &raw.question,
                "several answers at once have no order",
                "name a question that takes a number or one option",
            );
        }
        let statements = self.statements(file, &raw.statements);
        let important = match (
            raw.important,
            raw.weeks,
            &raw.since_first,
            &raw.since_previous,
        ) {
            (None, None, None, None) => None,
            (Some([smallest, largest]), Some(weeks), Some(first), Some(previous))
                if kind == QuestionKind::Number
                    && 0 < smallest
                    && smallest <= largest
                    && !raw.statements.is_empty() =>
            {
                Some(ImportantChange {
                    smallest,
                    largest,
                    weeks,
                    statements,
                    since_first: self.classes_of(file, first, questions)?,
                    since_previous: self.classes_of(file, previous, questions)?,
                })
            }
            _ => {
                self.fault(
                    file,
                    &raw.question,
                    "an important change that is not whole",
                    "of a number give `important` (smallest and largest, in points), `weeks`, `statements`, \
                     `since_first` and `since_previous`, or none of them",
                );
                None
            }
        };
        Some(Outcome {
            question,
            name: raw.name.into_inner(),
            higher_is_better,
            important,
        })
    }

    fn classes_of(&mut self, file: usize, text: &Text, questions: &[Question]) -> Option<Classes> {
        let question = self.asked(file, text)?;
        let known = &questions[question.index()];
        let found = |id| self.option(question, id);
        let options = (found("better"), found("within"), found("worse"));
        match options {
            (Some(better), Some(within), Some(worse))
                if known.stage == Stage::Computed
                    && known.kind == QuestionKind::One
                    && known.options.len() == 3 =>
            {
                Some(Classes {
                    question,
                    better,
                    within,
                    worse,
                })
            }
            _ => {
                self.fault(
                    file,
                    text,
                    format!("`{}` cannot hold the class of a change", text.as_ref()),
                    "name a question with `stage = \"computed\"` and the options better, within and worse",
                );
                None
            }
        }
    }

    fn asked(&mut self, file: usize, text: &Text) -> Option<QuestionIx> {
        self.place(file, text, "question", |l| &l.questions, QuestionIx::new)
    }

    /// Answers written as question.option.
    fn answers_of(&mut self, file: usize, texts: &[Text]) -> Vec<(QuestionIx, OptionIx)> {
        let mut answers = Vec::new();
        for text in texts {
            let found = text
                .as_ref()
                .split_once('.')
                .and_then(|(question, option)| {
                    let question = self.question(question)?;
                    Some((question, self.option(question, option)?))
                });
            match found {
                Some(answer) => answers.push(answer),
                None => self.fault(
                    file,
                    text,
                    format!("`{}` is no answer to a question", text.as_ref()),
                    "write it as question.option",
                ),
            }
        }
        answers
    }
}
