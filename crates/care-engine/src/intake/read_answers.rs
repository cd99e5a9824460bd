//! What a text that somebody typed comes to: answers, and what has to be asked.

use crate::case::Answer;
use crate::content::{OptionSet, QuestionIx};

/// What was read from a text that somebody typed. The text itself is nowhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadAnswers {
    /// One for each question that the text answered.
    pub answers: Vec<(QuestionIx, Answer)>,
    /// Questions whose answer is taken back: what was said is wrong, and what is right was not.
    pub retracted: Vec<QuestionIx>,
    /// Questions about which the text may mean several things.
    pub uncertain: Vec<QuestionIx>,
    /// Red flags told in it.
    pub flags: OptionSet,
    /// A part of it was not understood.
    pub unread: bool,
}

impl ReadAnswers {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
            && self.retracted.is_empty()
            && self.uncertain.is_empty()
            && self.flags.is_empty()
    }
}
