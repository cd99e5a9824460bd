//! What was gathered from a text: choices, numbers, what was denied, and what has to be asked.

use std::ops::Range;

use care_engine::content::{Choice, OptionIx, QuestionIx};

use super::Uncertain;

/// A choice that the text makes.
#[derive(Debug, Clone)]
pub(super) struct Chosen {
    pub choice: Choice,
    pub place: Range<usize>,
    /// By which phrase; none for a number.
    pub phrase: Option<usize>,
}

/// A number that answers a question.
#[derive(Debug, Clone)]
pub(super) struct Counted {
    pub question: QuestionIx,
    /// The options of its smallest and largest reading; none for a question that takes numbers.
    pub options: Option<(OptionIx, OptionIx)>,
    pub low: f64,
    pub high: f64,
    pub largest: bool,
    pub vague: bool,
    /// It is said of today.
    pub now: bool,
    pub place: Range<usize>,
}

/// What stands in a text.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub chosen: Vec<Chosen>,
    pub counted: Vec<Counted>,
    pub denied: Vec<Chosen>,
    pub uncertain: Vec<Uncertain>,
    pub unread: Vec<Range<usize>>,
    /// Where the writer amends what stands just before: "no, sorry", with how far what is right may stand behind it.
    pub amended: Vec<Range<usize>>,
    /// Both sides are named.
    pub both_sides: bool,
}
