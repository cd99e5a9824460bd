//! What a review asks again, and what is measured from visit to visit.

use crate::ids::{OptionIx, QuestionIx, StatementIx};

/// What a review asks again; every other answer is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtReview {
    /// The question how the course is since the last visit.
    pub course: QuestionIx,
    /// Questions that every review asks again, in this order; the red flags first.
    pub again: Vec<QuestionIx>,
    /// The question what is new since the last visit; what is kept is shown on its card.
    pub news: Option<QuestionIx>,
    /// Answers that time itself changes: their question is asked again too.
    pub again_where: Vec<(QuestionIx, OptionIx)>,
    /// The answer with which a review begins whose last plan was urgent.
    pub after_urgent: Option<(QuestionIx, OptionIx)>,
    /// The question of a size, and the answer that a larger one than at the visit before means.
    pub growth: Option<(QuestionIx, (QuestionIx, OptionIx))>,
    /// Answers that a review does not offer.
    pub not_offered: Vec<(QuestionIx, OptionIx)>,
}

/// A question whose answer is compared from visit to visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The question that measures it.
    pub question: QuestionIx,
    /// A few words for it in the course of a case.
    pub name: String,
    /// Whether a higher value is better; of options, a later one.
    pub higher_is_better: bool,
    /// The published important change; without one the change alone is shown.
    pub important: Option<ImportantChange>,
}

/// From how large a change on sources call it important, and where its class is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportantChange {
    /// The smallest published figure, in points: a loss counts from here on.
    pub smallest: u16,
    /// The largest published figure, in points: a gain counts from here on.
    pub largest: u16,
    /// The week of treatment for which it was published.
    pub weeks: u16,
    /// Where it was published.
    pub statements: Vec<StatementIx>,
    /// The class of the change since the first visit.
    pub since_first: Classes,
    /// The class of the change since the visit before.
    pub since_previous: Classes,
}

/// A computed question and its three options. No answer is the fourth class: not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Classes {
    /// The computed question.
    pub question: QuestionIx,
    /// Its option `better`.
    pub better: OptionIx,
    /// Its option `within`.
    pub within: OptionIx,
    /// Its option `worse`.
    pub worse: OptionIx,
}
