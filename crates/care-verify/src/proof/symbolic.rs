//! Conditions as sets of cases. What `and`, `or` and `not` mean, and how a plan follows from the
//! rules, is not said here again: [`Condition::meaning`](care_engine::content::Condition::meaning)
//! and [`PlanOutline`] are evaluated in this logic as they are in that of one case.

use std::rc::Rc;

use biodivine_lib_bdd::Bdd;

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
}

impl<'a> Symbolic<'a> {
    /// Evaluates the facts and terms over all cases.
    pub fn new(content: &'a Content, space: &'a StateSpace) -> Self {
        let mut symbolic = Self {
            content,
            space,
            facts: Vec::new(),
        };
        for fact in content.facts.iter().chain(&content.terms) {
            let cases = fact.when.meaning(&symbolic);
            symbolic.facts.push(cases);
        }
        symbolic
    }

    /// What follows from the rules, over all cases.
    pub fn outline(&self) -> PlanOutline<Cases> {
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
                Rc::new(whole.and(&part))
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
                Rc::new(whole.or(&part))
            }
        });
        whole.unwrap_or_else(|| self.constant(false))
    }
}
