//! Loads the properties that are proven, and the reviews that were recorded.

use super::super::condition::Condition;
use super::super::model::{Demand, Property, ReviewRecord, ReviewStatus};
use super::super::raw::{self, Text};
use super::gather::SourceRow;
use super::resolver::Loader;
use crate::ids::{QuestionIx, StatementIx};

impl Loader {
    pub(super) fn property_of(&mut self, row: SourceRow<raw::Property>) -> Property {
        let SourceRow { file, raw } = row;
        let when = self.optional_condition(file, raw.when.as_ref());
        let pathways = self.pathways(file, &raw.pathways);
        let mut demands = vec![
            Demand::Goes(self.pathways(file, &raw.always_pathway)),
            Demand::NeverRecommends(self.treatments(file, &raw.never_offers)),
            Demand::NeverNames(self.treatments(file, &raw.never_names)),
            Demand::NeverIn(self.sections(file, &raw.never_in)),
            Demand::NeverCites(self.statements_like(file, &raw.never_cites)),
            Demand::NeverLines(self.lines(file, &raw.never_lines)),
            Demand::Withholds(self.treatments(file, &raw.always_withholds)),
            Demand::NeverWithholds(self.treatments(file, &raw.never_withholds)),
            Demand::AlwaysIn(self.sections(file, &raw.always_in)),
            Demand::Cites(self.statements(file, &raw.always_cites)),
            Demand::CitesOneOf(self.statements(file, &raw.cites_one_of)),
            Demand::Lines(self.lines(file, &raw.always_lines)),
            Demand::OneOfLines(self.lines(file, &raw.one_of_lines)),
        ];
        demands.retain(|demand| !demand.is_empty());
        if let Some(adding) = &raw.adding {
            let treatments = self.treatments(file, &raw.never_adds);
            match self.condition(file, adding) {
                Condition::Chosen(question, options) if !treatments.is_empty() => {
                    demands.push(Demand::NeverAdds {
                        question,
                        options,
                        treatments,
                    });
                }
                _ => self.fault(
                    file,
                    adding,
                    "`adding` takes the options of one question, and `never_adds` treatments",
                    "write it as in: adding = \"question has one, another\"",
                ),
            }
        }
        if let Some(unanswered) = &raw.unanswered {
            let treatments = self.treatments(file, &raw.never_better_for);
            let question = self.place(
                file,
                unanswered,
                "question",
                |l| &l.questions,
                QuestionIx::new,
            );
            if let Some(unanswered) = question {
                demands.push(Demand::NeverBetter {
                    unanswered,
                    treatments,
                });
            }
        }
        if demands.is_empty() {
            self.fault(
                file,
                &raw.id,
                "a property that asks for nothing",
                "say what always or never stands in the plan",
            );
        }
        Property {
            id: raw.id.into_inner(),
            description: raw.description.into_inner(),
            source: raw.source.into_inner(),
            when,
            pathways,
            demands,
        }
    }

    /// Statements by id, or by the beginning of their ids with `*`.
    fn statements_like(&mut self, file: usize, ids: &[Text]) -> Vec<StatementIx> {
        let mut found = Vec::new();
        for id in ids {
            let Some(beginning) = id.as_ref().strip_suffix('*') else {
                found.extend(self.statements(file, std::slice::from_ref(id)));
                continue;
            };
            let mut like: Vec<_> = self
                .statements
                .iter()
                .filter(|(known, _)| known.starts_with(beginning))
                .map(|(_, place)| StatementIx::new(*place))
                .collect();
            if like.is_empty() {
                self.fault(
                    file,
                    id,
                    format!("no statement's id begins with `{beginning}`"),
                    "check the spelling",
                );
            }
            like.sort_unstable();
            found.extend(like);
        }
        found
    }

    pub(super) fn review_of(&mut self, row: SourceRow<raw::Review>) -> ReviewRecord {
        let SourceRow { file, raw } = row;
        let words = ReviewStatus::ALL.map(|status| (status.id(), status));
        let status = self.word(file, &raw.status, &words);
        let known = match raw.item.as_ref().split_once(':') {
            Some(("statement", id)) => self.statements.contains_key(id),
            Some(("line", id)) => self.lines.contains_key(id),
            Some(("rule", id)) => self.rules.contains_key(id),
            _ => false,
        };
        if !known {
            self.fault(
                file,
                &raw.item,
                format!("there is no `{}`", raw.item.as_ref()),
                "write statement:ID, line:ID or rule:ID; take the record out if it is gone",
            );
        }
        for (text, what) in [(&raw.reviewer, "reviewer"), (&raw.role, "role")] {
            if text.as_ref().trim().is_empty() {
                self.fault(
                    file,
                    text,
                    format!("a review without a {what}"),
                    "only a real person can sign content off; name them",
                );
            }
        }
        ReviewRecord {
            item: raw.item.into_inner(),
            status,
            reviewer: raw.reviewer.into_inner(),
            role: raw.role.into_inner(),
            date: raw.date.into_inner(),
            digest: raw.digest.into_inner(),
        }
    }
}

impl Demand {
    fn is_empty(&self) -> bool {
        match self {
            Self::Goes(list) => list.is_empty(),
            Self::NeverRecommends(list)
            | Self::NeverNames(list)
            | Self::Withholds(list)
            | Self::NeverWithholds(list)
            | Self::NeverAdds {
                treatments: list, ..
            }
            | Self::NeverBetter {
                treatments: list, ..
            } => list.is_empty(),
            Self::NeverIn(list) | Self::AlwaysIn(list) => list.is_empty(),
            Self::NeverCites(list) | Self::Cites(list) | Self::CitesOneOf(list) => list.is_empty(),
            Self::NeverLines(list) | Self::Lines(list) | Self::OneOfLines(list) => list.is_empty(),
        }
    }
}
