//! What a version of the content says, to be kept beside the plans that were made from it: later versions word, cite
//! and withhold otherwise, and a plan that was given keeps the ids of its lines alone.

use std::collections::BTreeMap;

use serde::Serialize;

use super::model::{Content, Line, Statement, Withholding};
use crate::ids::{StatementIx, TreatmentIx};

/// One version of the content, by the ids that plans and audit logs name.
#[derive(Serialize)]
struct Snapshot<'c> {
    lines: BTreeMap<&'c str, LineOf<'c>>,
    /// Why each treatment is withheld.
    withheld: BTreeMap<&'c str, Vec<ReasonOf<'c>>>,
    statements: BTreeMap<&'c str, StatementOf<'c>>,
}

#[derive(Serialize)]
struct LineOf<'c> {
    section: &'c str,
    text: &'c str,
    /// Other wording, by the roles that read it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    roles: BTreeMap<&'c str, &'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chart: Option<&'c str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    offers: Vec<&'c str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    against: Vec<&'c str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    about: Vec<&'c str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    statements: Vec<&'c str>,
}

#[derive(Serialize)]
struct ReasonOf<'c> {
    rule: &'c str,
    reason: &'c str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    statements: Vec<&'c str>,
}

#[derive(Serialize)]
struct StatementOf<'c> {
    text: &'c str,
    references: Vec<&'c str>,
}

impl Content {
    /// What this version says, as JSON: the lines with their wordings and stances, the reasons why treatments are
    /// withheld, and the statements; sources by their ids. The same content is the same text.
    pub fn snapshot(&self) -> String {
        let lines = self.lines.iter();
        let statements = self.statements.iter();
        let mut withheld: BTreeMap<&str, Vec<ReasonOf<'_>>> = BTreeMap::new();
        for rule in &self.rules {
            for held in &rule.withholds {
                let treatment = self.treatment(held.treatment).id.as_str();
                let reason = self.reason_of(&rule.id, held);
                withheld.entry(treatment).or_default().push(reason);
            }
        }
        let snapshot = Snapshot {
            lines: lines.map(|line| (&*line.id, self.line_of(line))).collect(),
            withheld,
            statements: statements
                .map(|statement| (&*statement.id, self.statement_of(statement)))
                .collect(),
        };
        // Texts in maps and lists can always be written.
        serde_json::to_string(&snapshot).unwrap_or_default()
    }

    fn line_of<'c>(&'c self, line: &'c Line) -> LineOf<'c> {
        let roles = line.roles.iter();
        LineOf {
            section: &self.section(line.section).id,
            text: &line.text,
            roles: roles
                .map(|(role, text)| (&*self.role(*role).id, text.as_str()))
                .collect(),
            chart: line.chart.as_deref(),
            offers: self.treatment_ids(&line.recommends),
            against: self.treatment_ids(&line.advises_against),
            about: self.treatment_ids(&line.mentions),
            statements: self.statement_ids(&line.statements),
        }
    }

    fn reason_of<'c>(&'c self, rule: &'c str, held: &'c Withholding) -> ReasonOf<'c> {
        ReasonOf {
            rule,
            reason: &held.reason,
            statements: self.statement_ids(&held.statements),
        }
    }

    fn statement_of<'c>(&'c self, statement: &'c Statement) -> StatementOf<'c> {
        let references = statement.references.iter();
        StatementOf {
            text: &statement.text,
            references: references
                .map(|place| self.reference(*place).id.as_str())
                .collect(),
        }
    }

    fn treatment_ids(&self, treatments: &[TreatmentIx]) -> Vec<&str> {
        let ids = treatments
            .iter()
            .map(|place| self.treatment(*place).id.as_str());
        ids.collect()
    }

    fn statement_ids(&self, statements: &[StatementIx]) -> Vec<&str> {
        let ids = statements
            .iter()
            .map(|place| self.statement(*place).id.as_str());
        ids.collect()
    }
}
