//! The answers given about one case.

use super::ids::{OptionIx, OptionSet, QuestionIx};

/// The answer to one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Of a one-choice question.
    One(OptionIx),
    /// Of a several-choice question; never empty.
    Several(OptionSet),
    /// Of a number question, within its range.
    Number(u16),
}

/// What has been answered so far. A question without an answer was not asked, or not answered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Case {
    answers: Vec<Option<Answer>>,
}

impl Case {
    /// The answer to a question.
    pub fn answer(&self, question: QuestionIx) -> Option<Answer> {
        self.answers.get(question.index()).copied().flatten()
    }

    /// Sets or, with `None`, takes back an answer. An empty choice is no answer.
    pub fn set(&mut self, question: QuestionIx, answer: Option<Answer>) {
        if self.answers.len() <= question.index() {
            self.answers.resize(question.index() + 1, None);
        }
        self.answers[question.index()] = match answer {
            Some(Answer::Several(set)) if set.is_empty() => None,
            other => other,
        };
        // Two cases with the same answers are the same case, whatever was taken back before.
        while self.answers.last().is_some_and(Option::is_none) {
            self.answers.pop();
        }
    }

    /// Whether nothing is answered.
    pub fn is_empty(&self) -> bool {
        self.answers.iter().all(Option::is_none)
    }
}
