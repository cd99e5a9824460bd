//! What a text that somebody typed comes to: answers, and what has to be asked.

use crate::case::Answer;
use crate::content::{OptionIx, OptionSet, QuestionIx};

/// What was read from a text that somebody typed. The text itself is nowhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadAnswers {
    /// One for each question that the text answered.
    pub answers: Vec<(QuestionIx, Answer)>,
    /// Its answers take the place of those recorded, as a correction does. Otherwise an answer of several options
    /// adds to them.
    pub corrects: bool,
    /// Options that the text says are absent or no longer so.
    pub denied: Vec<(QuestionIx, OptionIx)>,
    /// Questions whose answer is taken back: what was said is wrong, and what is right was not.
    pub retracted: Vec<QuestionIx>,
    /// Questions about which the text may mean several things, with the options that may be meant.
    pub uncertain: Vec<(QuestionIx, OptionSet)>,
    /// Red flags told in it.
    pub flags: OptionSet,
    /// A part of it was not understood.
    pub unread: bool,
}

impl ReadAnswers {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
            && self.denied.is_empty()
            && self.retracted.is_empty()
            && self.uncertain.is_empty()
            && self.flags.is_empty()
    }
}
