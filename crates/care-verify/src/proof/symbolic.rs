//! Conditions as sets of cases. What `and`, `or` and `not` mean, and how a plan follows from the
//! rules, is not said here again: [`Condition::meaning`](care_engine::content::Condition::meaning)
//! and [`PlanOutline`] are evaluated in this logic as they are in that of one case.

use std::cell::Cell;
use std::rc::Rc;

use biodivine_lib_bdd::{Bdd, op_function};

use super::state_space::StateSpace;
use care_engine::content::{Content, FactIx, Logic, OptionSet, QuestionIx};
use care_engine::plan::PlanOutline;

/// A set of cases.
pub type Cases = Rc<Bdd>;

/// The logic of sets of cases, with an unanswered question read as a plan reads it.
#[derive(Debug)]
pub struct Symbolic<'a> {
    content: &'a Content,
    space: &'a StateSpace,
    /// The facts, then the terms.
    facts: Vec<Cases>,
    /// How many nodes of diagrams may still be made for what is worked out now.
    left: Cell<usize>,
    /// Whether they were used up, so that what came out is wrong.
    exhausted: Cell<bool>,
    too_complex: Vec<FactIx>,
}

/// Nodes of diagrams that one condition may take. The largest of a real topic takes some thirty thousand; one
/// that pairs each of twenty answers with another would take more than any memory holds.
const OF_A_CONDITION: usize = 1_000_000;

impl<'a> Symbolic<'a> {
    /// Evaluates the facts and terms over all cases.
    pub fn new(content: &'a Content, space: &'a StateSpace) -> Self {
        let mut symbolic = Self {
            content,
            space,
            facts: Vec::new(),
            left: Cell::new(0),
            exhausted: Cell::new(false),
            too_complex: Vec::new(),
        };
        for (place, fact) in content.facts.iter().chain(&content.terms).enumerate() {
            symbolic.begin();
            let cases = fact.when.meaning(&symbolic);
            symbolic.facts.push(cases);
            if symbolic.is_exhausted() {
                symbolic.too_complex.push(FactIx::new(place));
            }
        }
        symbolic.unbounded();
        symbolic
    }

    /// Facts and terms that are too complex to be worked out; sets that rest on them are wrong.
    pub(super) fn too_complex(&self) -> &[FactIx] {
        &self.too_complex
    }

    /// Begins to work something out, with a budget of its own.
    pub(super) fn begin(&self) {
        self.left.set(OF_A_CONDITION);
        self.exhausted.set(false);
    }

    /// Ends the budget: what follows is made of conditions that were bounded one by one.
    pub(super) fn unbounded(&self) {
        self.left.set(usize::MAX);
        self.exhausted.set(false);
    }

    /// Whether what was worked out since [`Symbolic::begin`] took more than its budget, so that it is wrong.
    pub(super) fn is_exhausted(&self) -> bool {
        self.exhausted.get()
    }

    /// The cases of both sets.
    pub(super) fn intersection(&self, one: &Bdd, other: &Bdd) -> Bdd {
        self.bounded(one, other, op_function::and)
    }

    fn bounded(
        &self,
        one: &Bdd,
        other: &Bdd,
        combined: impl Fn(Option<bool>, Option<bool>) -> Option<bool>,
    ) -> Bdd {
        let made = Bdd::binary_op_with_limit(self.left.get(), one, other, combined);
        if let Some(set) = made {
            self.left.set(self.left.get().saturating_sub(set.size()));
            return set;
        }
        self.left.set(0);
        self.exhausted.set(true);
        self.space.none()
    }

    /// What follows from the rules, over all cases.
    pub fn outline(&self) -> PlanOutline<Cases> {
        // All rules together: each of their conditions is bounded by itself.
        self.unbounded();
        PlanOutline::new(self.content, self)
    }
}

impl Logic for Symbolic<'_> {
    type Truth = Cases;

    fn constant(&self, holds: bool) -> Cases {
        Rc::new(if holds {
            self.space.anything()
        } else {
            self.space.none()
        })
    }

    fn chosen(&self, question: QuestionIx, options: OptionSet) -> Cases {
        let marked = options
            .iter()
            .map(|option| self.space.marked(question, option));
        let assumed = self.content.unanswered[question.index()].assume;
        let assumed = assumed
            .filter(|assumed| assumed.meets(options))
            .map(|_| self.space.unanswered(question));
        let sets = marked.chain(assumed);
        Rc::new(sets.fold(self.space.none(), |cases, set| cases.or(&set)))
    }

    fn between(&self, question: QuestionIx, low: u16, high: u16) -> Cases {
        Rc::new(self.space.between(question, low, high))
    }

    fn answered(&self, question: QuestionIx) -> Cases {
        Rc::new(self.space.unanswered(question).not())
    }

    fn fact(&self, fact: FactIx) -> Cases {
        let known = self.facts.get(fact.index()).cloned();
        known.unwrap_or_else(|| self.constant(false))
    }

    fn not(&self, inner: Cases) -> Cases {
        Rc::new(inner.not())
    }

    fn all(&self, parts: impl Iterator<Item = Cases>) -> Cases {
        let whole = parts.reduce(|whole, part| {
            if whole.is_true() {
                part
            } else if part.is_true() {
                whole
            } else {
                Rc::new(self.intersection(&whole, &part))
            }
        });
        whole.unwrap_or_else(|| self.constant(true))
    }

    fn any(&self, parts: impl Iterator<Item = Cases>) -> Cases {
        let whole = parts.reduce(|whole, part| {
            if whole.is_false() {
                part
            } else if part.is_false() {
                whole
            } else {
                Rc::new(self.bounded(&whole, &part, op_function::or))
            }
        });
        whole.unwrap_or_else(|| self.constant(false))
    }
}
