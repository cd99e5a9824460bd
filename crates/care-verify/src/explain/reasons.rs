//! The answers that make a condition hold.

use std::collections::BTreeSet;

use care_engine::content::{Condition, Content, PathwayIx, QuestionIx, View};

pub(super) struct Reasons<'a> {
    content: &'a Content,
    view: &'a View<'a>,
}

impl<'a> Reasons<'a> {
    pub(super) fn new(content: &'a Content, view: &'a View<'a>) -> Self {
        Self { content, view }
    }

    /// The questions whose answers make a condition hold that holds.
    pub(super) fn of(&mut self, condition: &Condition) -> BTreeSet<QuestionIx> {
        let mut found = BTreeSet::new();
        self.gather(condition, true, &mut found);
        found
    }

    /// The questions behind the pathway's own condition; those that rule the earlier ones out
    /// would be almost all.
    pub(super) fn pathway(&mut self, pathway: PathwayIx) -> Vec<QuestionIx> {
        let when = &self.content.pathway(pathway).when;
        self.of(when).into_iter().collect()
    }

    /// Of a conjunction that holds every part counts, of a disjunction those that hold; and the
    /// other way round where the condition is wanted not to hold.
    fn gather(&self, condition: &Condition, wanted: bool, found: &mut BTreeSet<QuestionIx>) {
        if self.view.holds(condition) != wanted {
            return;
        }
        match condition {
            Condition::Constant(_) => {}
            Condition::Chosen(question, _)
            | Condition::Between(question, ..)
            | Condition::Answered(question) => {
                found.insert(*question);
            }
            Condition::Fact(fact) => {
                if let Some(fact) = self.content.fact(*fact) {
                    self.gather(&fact.when, wanted, found);
                }
            }
            Condition::Not(inner) => self.gather(inner, !wanted, found),
            Condition::All(parts) | Condition::Any(parts) => {
                for part in parts {
                    self.gather(part, wanted, found);
                }
            }
        }
    }
}
