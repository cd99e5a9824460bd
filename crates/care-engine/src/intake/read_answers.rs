//! What a text that somebody typed comes to: answers, and what has to be asked.

use serde::{Deserialize, Serialize};

use crate::case::Answer;
use crate::content::{IntentIx, OptionIx, OptionSet, QuestionIx};

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
    /// Where in it something was not understood; nowhere where all of it was.
    pub unread: Vec<UnreadPlace>,
    /// What it asks beside that of the case.
    pub asked: Vec<IntentIx>,
}

/// Where in a text something stands that was not understood. The words themselves are nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnreadPlace {
    /// In the first third of a single sentence.
    First,
    /// In its middle.
    Middle,
    /// In its last third.
    Last,
    /// In the sentence of this number, from 1, where there are several.
    Sentence(usize),
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
