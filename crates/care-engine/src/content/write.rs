//! Conditions in words again, for digests and explanations.

use std::collections::BTreeSet;

use super::condition::Condition;
use super::model::Content;
use crate::ids::FactIx;

impl Content {
    /// The condition as it is written in the files.
    pub fn written(&self, condition: &Condition) -> String {
        self.write(condition, false)
    }

    fn write(&self, condition: &Condition, inside: bool) -> String {
        let joined = |parts: &[Condition], word: &str| {
            let parts: Vec<_> = parts.iter().map(|part| self.write(part, true)).collect();
            let joined = parts.join(word);
            if inside {
                format!("({joined})")
            } else {
                joined
            }
        };
        match condition {
            Condition::Constant(true) => "always".to_owned(),
            Condition::Constant(false) => "never".to_owned(),
            Condition::Chosen(question, options) => {
                let asked = self.question(*question);
                let verb = match asked.kind {
                    super::parse::QuestionKind::Several => "has",
                    _ => "is",
                };
                let options: Vec<_> = options
                    .iter()
                    .map(|option| self.option(*question, option).id.as_str())
                    .collect();
                format!("{} {verb} {}", asked.id, options.join(", "))
            }
            Condition::Between(question, low, high) => {
                format!("{} from {low} to {high}", self.question(*question).id)
            }
            Condition::Answered(question) => format!("{} answered", self.question(*question).id),
            Condition::Fact(fact) => self.fact(*fact).map_or("?", |fact| &fact.id).to_owned(),
            Condition::Not(inner) => format!("not {}", self.write(inner, true)),
            Condition::All(parts) => joined(parts, " and "),
            Condition::Any(parts) => joined(parts, " or "),
        }
    }

    /// The facts that a condition rests on, directly or through others, each with its condition.
    pub fn facts_behind(&self, condition: &Condition) -> BTreeSet<FactIx> {
        let mut found = BTreeSet::new();
        let mut open = vec![condition];
        while let Some(condition) = open.pop() {
            match condition {
                Condition::Not(inner) => open.push(inner),
                Condition::All(parts) | Condition::Any(parts) => open.extend(parts),
                Condition::Fact(fact) if found.insert(*fact) => {
                    open.extend(self.fact(*fact).map(|fact| &fact.when));
                }
                _ => {}
            }
        }
        found
    }
}
