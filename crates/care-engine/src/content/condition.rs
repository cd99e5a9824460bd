//! Conditions over the answers of a case, and what they mean.
//!
//! There is one meaning, three-valued: an unanswered question leaves a condition open unless the
//! content says what it is read as. [`Unknowns::Assumed`] is how plans are made, [`Unknowns::Open`]
//! is how the intake asks what may still come.

use crate::case::{Answer, Case};
use crate::ids::{FactIx, OptionSet, QuestionIx};

/// A condition, resolved against the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// `always` and `never`: the same in every case.
    Constant(bool),
    /// `site is insertional, both` and `red_flags has rf_dvt`.
    Chosen(QuestionIx, OptionSet),
    /// `visa_a from 0 to 60`, both ends included.
    Between(QuestionIx, u16, u16),
    /// `duration answered`: whether there is an answer at all.
    Answered(QuestionIx),
    /// The name of a fact.
    Fact(FactIx),
    /// `not …`: the inner one does not hold.
    Not(Box<Condition>),
    /// `… and …`: every part holds.
    All(Vec<Condition>),
    /// `… or …`: at least one part holds.
    Any(Vec<Condition>),
}

/// A way of computing with conditions. What `and`, `or`, `not` and the rest mean is said once, in
/// [`Condition::meaning`]; over the answers of one case ([`View`]) and over the set of all cases
/// in which a condition holds, as the proof does.
pub trait Logic {
    /// What a condition comes to in this logic.
    type Truth: Clone;

    /// `always` and `never`: the same in every case.
    fn constant(&self, holds: bool) -> Self::Truth;
    /// One of the options was chosen, or is assumed.
    fn chosen(&self, question: QuestionIx, options: OptionSet) -> Self::Truth;
    /// The number lies in the range, both ends included.
    fn between(&self, question: QuestionIx, low: u16, high: u16) -> Self::Truth;
    /// There is an answer.
    fn answered(&self, question: QuestionIx) -> Self::Truth;
    /// A fact that was evaluated before.
    fn fact(&self, fact: FactIx) -> Self::Truth;
    /// It does not hold.
    fn not(&self, inner: Self::Truth) -> Self::Truth;
    /// All of the parts hold.
    fn all(&self, parts: impl Iterator<Item = Self::Truth>) -> Self::Truth;
    /// At least one holds.
    fn any(&self, parts: impl Iterator<Item = Self::Truth>) -> Self::Truth;

    /// Both of the two hold.
    fn both(&self, one: Self::Truth, other: Self::Truth) -> Self::Truth {
        self.all([one, other].into_iter())
    }

    /// One holds, or both.
    fn either(&self, one: Self::Truth, other: Self::Truth) -> Self::Truth {
        self.any([one, other].into_iter())
    }
}

impl Condition {
    /// What the condition means, in any logic.
    pub fn meaning<L: Logic>(&self, logic: &L) -> L::Truth {
        match self {
            Self::Constant(holds) => logic.constant(*holds),
            Self::Chosen(question, options) => logic.chosen(*question, *options),
            Self::Between(question, low, high) => logic.between(*question, *low, *high),
            Self::Answered(question) => logic.answered(*question),
            Self::Fact(fact) => logic.fact(*fact),
            Self::Not(inner) => logic.not(inner.meaning(logic)),
            Self::All(parts) => logic.all(parts.iter().map(|part| part.meaning(logic))),
            Self::Any(parts) => logic.any(parts.iter().map(|part| part.meaning(logic))),
        }
    }
}

/// What is known about a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// It does not hold.
    No,
    /// An unanswered question decides.
    Open,
    /// It holds, whatever is still unanswered.
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
pub enum Unknowns {
    /// As the option that the content assumes; without one, as none of the options.
    Assumed,
    /// As not decided yet, if it is one that comes before the plan; the others as assumed.
    Open,
}

/// How a question is read while it is unanswered.
#[derive(Debug, Clone, Copy)]
pub struct Unanswered {
    /// The option it is read as.
    pub assume: Option<OptionSet>,
    /// It comes before the plan, so it may still be answered on the way.
    pub on_the_way: bool,
}

/// What conditions are evaluated against: a case, a way of reading it, and its facts.
#[derive(Debug, Clone)]
pub struct View<'a> {
    case: &'a Case,
    unknowns: Unknowns,
    /// How each question is read when unanswered, by position.
    unanswered: &'a [Unanswered],
    facts: Vec<Truth>,
}

impl<'a> View<'a> {
    /// Evaluates the facts in order; a fact only names earlier ones (the loader sorts them).
    pub fn new(
        case: &'a Case,
        unknowns: Unknowns,
        unanswered: &'a [Unanswered],
        facts: impl Iterator<Item = &'a Condition>,
    ) -> Self {
        let mut view = Self {
            case,
            unknowns,
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
        condition.meaning(self)
    }

    fn unanswered(
        &self,
        question: QuestionIx,
        read: impl FnOnce(Option<OptionSet>) -> bool,
    ) -> Truth {
        let known = self.unanswered.get(question.index());
        let open = self.unknowns == Unknowns::Open && known.is_some_and(|known| known.on_the_way);
        if open {
            Truth::Open
        } else {
            Truth::of(read(known.and_then(|known| known.assume)))
        }
    }
}

impl Logic for View<'_> {
    type Truth = Truth;

    fn constant(&self, holds: bool) -> Truth {
        Truth::of(holds)
    }

    fn chosen(&self, question: QuestionIx, options: OptionSet) -> Truth {
        match self.case.answer(question) {
            Some(Answer::One(option)) => Truth::of(options.has(option)),
            Some(Answer::Several(set)) => Truth::of(options.meets(set)),
            Some(Answer::Number(_)) => Truth::No,
            None => self.unanswered(question, |assumed| {
                assumed.is_some_and(|set| options.meets(set))
            }),
        }
    }

    fn between(&self, question: QuestionIx, low: u16, high: u16) -> Truth {
        match self.case.answer(question) {
            Some(Answer::Number(number)) => Truth::of((low..=high).contains(&number)),
            Some(_) => Truth::No,
            None => self.unanswered(question, |_| false),
        }
    }

    fn answered(&self, question: QuestionIx) -> Truth {
        match self.case.answer(question) {
            Some(_) => Truth::Yes,
            None => self.unanswered(question, |_| false),
        }
    }

    fn fact(&self, fact: FactIx) -> Truth {
        self.facts.get(fact.index()).copied().unwrap_or(Truth::No)
    }

    fn not(&self, inner: Truth) -> Truth {
        inner.negated()
    }

    fn all(&self, parts: impl Iterator<Item = Truth>) -> Truth {
        parts.min().unwrap_or(Truth::Yes)
    }

    fn any(&self, parts: impl Iterator<Item = Truth>) -> Truth {
        parts.max().unwrap_or(Truth::No)
    }
}
