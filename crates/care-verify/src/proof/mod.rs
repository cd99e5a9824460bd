//! What the rule base does in every possible case, proven and not sampled.
//!
//! Every condition, every rule and so every line of a plan is turned into the exact set of cases
//! in which it holds ([`Symbolic`]); a property is proven when the set of cases that break it is
//! empty. Nothing is left out of the space ([`StateSpace`]) and nothing is approximated, so an empty set
//! is a proof, and a set that is not empty yields its smallest case.

mod one_case;
mod property;
mod reach;
mod state_space;
mod symbolic;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use biodivine_lib_bdd::Bdd;

use care_engine::content::{
    Content, FactIx, LineIx, Logic, PathwayIx, RuleIx, SectionIx, StatementIx, TreatmentIx,
};
use care_engine::plan::PlanOutline;
use one_case::names;

pub use one_case::breaks;
pub use property::{Counterexample, Verdict};
pub use reach::{Idle, Reach};
pub use state_space::StateSpace;
pub use symbolic::{Cases, Symbolic};

/// The rules of one content over all cases.
pub struct Proof<'a> {
    content: &'a Content,
    space: &'a StateSpace,
    logic: Symbolic<'a>,
    outline: PlanOutline<Cases>,
    known: RefCell<HashMap<Speaks, Cases>>,
    too_complex: Vec<TooComplex>,
}

/// A condition that takes too many combinations of answers to be worked out over all cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooComplex {
    /// The condition of a fact or a term.
    Fact(FactIx),
    /// The condition of a pathway.
    Pathway(PathwayIx),
    /// A condition of a rule.
    Rule(RuleIx),
}

/// In which cases a plan speaks of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Speaks {
    Recommends(TreatmentIx),
    Names(TreatmentIx),
    Cites(StatementIx),
    CitesOrWithholds(StatementIx),
    In(SectionIx),
}

impl<'a> Proof<'a> {
    /// Applies all rules to all cases.
    pub fn new(content: &'a Content, space: &'a StateSpace) -> Self {
        let logic = Symbolic::new(content, space);
        let too_complex = too_complex(content, &logic);
        let outline = logic.outline();
        Self {
            content,
            space,
            logic,
            outline,
            known: RefCell::new(HashMap::new()),
            too_complex,
        }
    }

    /// What is too complex to be worked out. Unless there is nothing, nothing is proven.
    pub fn too_complex(&self) -> &[TooComplex] {
        &self.too_complex
    }

    /// What follows from the rules.
    pub fn outline(&self) -> &PlanOutline<Cases> {
        &self.outline
    }

    /// The logic in which it follows.
    pub fn logic(&self) -> &Symbolic<'a> {
        &self.logic
    }

    /// How many cases there are.
    pub fn size(&self) -> String {
        self.space.size()
    }

    /// The cases, of those that exist, in which a plan cites the statement.
    pub fn cited(&self, statement: StatementIx) -> Bdd {
        self.possible(&self.speaks(Speaks::CitesOrWithholds(statement)))
    }

    /// Those of a set that exist.
    fn possible(&self, set: &Bdd) -> Bdd {
        self.logic.intersection(set, self.space.every())
    }

    fn speaks(&self, of: Speaks) -> Cases {
        if let Some(known) = self.known.borrow().get(&of) {
            return Rc::clone(known);
        }
        let lines = self.content.line_places().filter(|place| {
            let line = self.content.line(*place);
            match of {
                Speaks::Recommends(treatment) => line.recommends.contains(&treatment),
                Speaks::Names(treatment) => names(line, treatment),
                Speaks::Cites(statement) | Speaks::CitesOrWithholds(statement) => self
                    .content
                    .shown_statements(&line.statements)
                    .any(|cited| cited == statement),
                Speaks::In(section) => line.section == section,
            }
        });
        let shown = lines.map(|line: LineIx| self.outline.shown(line).clone());
        let mut cases = self.logic.any(shown);
        if let Speaks::CitesOrWithholds(statement) = of {
            let reasons = self.content.rule_places().flat_map(|rule| {
                let withholds = self.content.rule(rule).withholds.iter().enumerate();
                withholds
                    .filter(move |(_, reason)| reason.statements.contains(&statement))
                    .map(move |(place, _)| self.outline.reason(rule, place).clone())
            });
            cases = self.logic.either(cases, self.logic.any(reasons));
        }
        if !self.logic.is_exhausted() {
            self.known.borrow_mut().insert(of, Rc::clone(&cases));
        }
        cases
    }
}

/// Works each condition out by itself, so that the one that takes too much can be named.
fn too_complex(content: &Content, logic: &Symbolic<'_>) -> Vec<TooComplex> {
    let facts = logic.too_complex().iter().copied();
    let mut found: Vec<TooComplex> = facts.map(TooComplex::Fact).collect();
    for place in content.pathway_places() {
        logic.begin();
        content.pathway(place).when.meaning(logic);
        if logic.is_exhausted() {
            found.push(TooComplex::Pathway(place));
        }
    }
    for place in content.rule_places() {
        let rule = content.rule(place);
        logic.begin();
        rule.when.meaning(logic);
        let parts = rule.parts.iter().map(|part| &part.when);
        let reasons = rule.withholds.iter().map(|reason| &reason.when);
        for condition in parts.chain(reasons) {
            condition.meaning(logic);
        }
        if logic.is_exhausted() {
            found.push(TooComplex::Rule(place));
        }
    }
    found
}
