//! Conditions over the answers of a case, and what they mean.
//!
//! There is one meaning, three-valued: an unanswered question leaves a condition open unless the
//! content says what it is read as. [`Reading::Assumed`] is how plans are made, [`Reading::Open`]
//! is how the intake asks what may still come.

use crate::core::case::{Answer, Case};
use crate::core::ids::{FactIx, OptionSet, QuestionIx};

/// A condition, resolved against the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// `always` and `never`.
    Constant(bool),
    /// `site is insertional, both` and `red_flags has rf_dvt`.
    Chosen(QuestionIx, OptionSet),
    /// `visa_a from 0 to 60`, both ends included.
    Between(QuestionIx, u16, u16),
    /// `duration answered`.
    Answered(QuestionIx),
    /// The name of a fact.
    Fact(FactIx),
    /// `not …`
    Not(Box<Condition>),
    /// `… and …`
    All(Vec<Condition>),
    /// `… or …`
    Any(Vec<Condition>),
}

/// What is known about a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// It does not hold.
    No,
    /// An unanswered question decides.
    Open,
    /// It holds.
    Yes,
}

impl Truth {
    fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    fn negated(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Open => Self::Open,
            Self::Yes => Self::No,
        }
    }
}

/// How an unanswered question is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As the option that the content assumes; without one, as none of the options.
    Assumed,
    /// As not decided yet, if it is one that comes before the plan; the others as assumed.
    Open,
}

/// How a question is read while it is unanswered.
#[derive(Debug, Clone, Copy)]
pub struct Unanswered {
    /// The option it is read as.
    pub(super) assume: Option<OptionSet>,
    /// It comes before the plan, so it may still be answered on the way.
    pub(super) on_the_way: bool,
}

/// What conditions are evaluated against: a case, a way of reading it, and its facts.
#[derive(Debug, Clone)]
pub struct View<'a> {
    case: &'a Case,
    reading: Reading,
    /// How each question is read when unanswered, by position.
    unanswered: &'a [Unanswered],
    facts: Vec<Truth>,
}

impl<'a> View<'a> {
    /// Evaluates the facts in order; a fact only names earlier ones (the loader sorts them).
    pub(super) fn new(
        case: &'a Case,
        reading: Reading,
        unanswered: &'a [Unanswered],
        facts: impl Iterator<Item = &'a Condition>,
    ) -> Self {
        let mut view = Self {
            case,
            reading,
            unanswered,
            facts: Vec::new(),
        };
        for fact in facts {
            let truth = view.truth(fact);
            view.facts.push(truth);
        }
        view
    }

    /// Whether the condition holds for sure.
    pub fn holds(&self, condition: &Condition) -> bool {
        self.truth(condition) == Truth::Yes
    }

    /// What is known about the condition.
    pub fn truth(&self, condition: &Condition) -> Truth {
        match condition {
            Condition::Constant(value) => Truth::of(*value),
            Condition::Chosen(question, options) => match self.case.answer(*question) {
                Some(Answer::One(option)) => Truth::of(options.has(option)),
                Some(Answer::Several(set)) => Truth::of(options.meets(set)),
                Some(Answer::Number(_)) => Truth::No,
                None => self.unanswered(*question, |assumed| {
                    assumed.is_some_and(|set| options.meets(set))
                }),
            },
            Condition::Between(question, low, high) => match self.case.answer(*question) {
                Some(Answer::Number(number)) => Truth::of((*low..=*high).contains(&number)),
                Some(_) => Truth::No,
                None => self.unanswered(*question, |_| false),
            },
            Condition::Answered(question) => match self.case.answer(*question) {
                Some(_) => Truth::Yes,
                None => self.unanswered(*question, |_| false),
            },
            Condition::Fact(fact) => self.facts.get(fact.index()).copied().unwrap_or(Truth::No),
            Condition::Not(inner) => self.truth(inner).negated(),
            Condition::All(parts) => parts
                .iter()
                .map(|part| self.truth(part))
                .min()
                .unwrap_or(Truth::Yes),
            Condition::Any(parts) => parts
                .iter()
                .map(|part| self.truth(part))
                .max()
                .unwrap_or(Truth::No),
        }
    }

    fn unanswered(
        &self,
        question: QuestionIx,
        read: impl FnOnce(Option<OptionSet>) -> bool,
    ) -> Truth {
        let known = self.unanswered.get(question.index());
        let open = self.reading == Reading::Open && known.is_some_and(|known| known.on_the_way);
        if open {
            Truth::Open
        } else {
            Truth::of(read(known.and_then(|known| known.assume)))
        }
    }
}
