//! Who has read what. An approval holds for exactly the wording, the citations and the conditions
//! that were read: it rests on a digest of them, so it lapses by itself when one of them changes.

use sha2::{Digest, Sha256};

use super::model::{Content, Item, ReviewRecord, ReviewStatus};
use crate::ids::{LineIx, RuleIx, StatementIx};

/// How an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing<'a> {
    /// The status that counts.
    pub status: ReviewStatus,
    /// The last decision about it, if there was one.
    pub record: Option<&'a ReviewRecord>,
    /// That decision was about another wording, so it does not count any more.
    pub lapsed: bool,
}

impl Content {
    /// Everything that is reviewed, in the order in which it is best read: the statements, the
    /// lines in the order of a plan, the rules.
    pub fn items(&self) -> Vec<Item> {
        let statements = (0..self.statements.len()).map(|at| Item::Statement(StatementIx::new(at)));
        let mut lines: Vec<LineIx> = (0..self.lines.len()).map(LineIx::new).collect();
        lines.sort_by_key(|place| {
            let line = self.line(*place);
            (line.section, line.rank, *place)
        });
        statements
            .chain(lines.into_iter().map(Item::Line))
            .chain(self.rule_places().map(Item::Rule))
            .collect()
    }

    /// The name under which an item is recorded.
    pub fn item_key(&self, item: Item) -> String {
        match item {
            Item::Statement(at) => format!("statement:{}", self.statement(at).id),
            Item::Line(at) => format!("line:{}", self.line(at).id),
            Item::Rule(at) => format!("rule:{}", self.rule(at).id),
        }
    }

    /// An item by that name.
    pub fn find_item(&self, key: &str) -> Option<Item> {
        let (kind, id) = key.split_once(':')?;
        match kind {
            "statement" => self.find_statement(id).map(Item::Statement),
            "line" => self.find_line(id).map(Item::Line),
            "rule" => self
                .rules
                .iter()
                .position(|rule| rule.id == id)
                .map(|at| Item::Rule(RuleIx::new(at))),
            _ => None,
        }
    }

    /// How an item stands: by the last decision about exactly this wording, else under review.
    pub fn standing(&self, item: Item) -> Standing<'_> {
        let key = self.item_key(item);
        let record = self.reviews.iter().rev().find(|record| record.item == key);
        let holds = record.is_some_and(|record| record.digest == self.item_digest(item));
        Standing {
            status: record
                .filter(|_| holds)
                .map_or(ReviewStatus::UnderReview, |record| record.status),
            record,
            lapsed: record.is_some() && !holds,
        }
    }

    /// Works out once how each item stands that somebody has decided about.
    pub(super) fn work_out_statuses(&mut self) {
        let decided = self.reviews.iter();
        let decided = decided.filter_map(|record| self.find_item(&record.item));
        self.statuses = decided
            .map(|item| (item, self.standing(item).status))
            .collect();
    }

    /// The status of an item, as [`Content::standing`] has it.
    pub fn status(&self, item: Item) -> ReviewStatus {
        let known = self.statuses.get(&item);
        known.copied().unwrap_or(ReviewStatus::UnderReview)
    }

    /// The lowest status of all.
    pub fn lowest_status(&self) -> ReviewStatus {
        let statuses = self.items().into_iter().map(|item| self.status(item));
        statuses.min().unwrap_or(ReviewStatus::UnderReview)
    }

    /// The digest of exactly what a reviewer reads.
    pub fn item_digest(&self, item: Item) -> String {
        let mut text = String::new();
        match item {
            Item::Statement(at) => self.statement_text(at, &mut text),
            Item::Line(at) => self.line_text(at, &mut text),
            Item::Rule(at) => self.rule_text(at, &mut text),
        }
        let digest = Sha256::digest(text.as_bytes());
        digest
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    fn statement_text(&self, at: StatementIx, text: &mut String) {
        let statement = self.statement(at);
        text.push_str(&format!(
            "statement {}\n{}\n{:?}\n{}\n{}\n{} {:?} {:?}\n",
            statement.id,
            statement.text,
            statement.plain,
            statement.strength,
            statement.applies_to,
            self.basis(statement.basis).id,
            statement.support,
            statement.conflicts,
        ));
        for place in &statement.references {
            let reference = self.reference(*place);
            text.push_str(&format!(
                "{} {} {}\n",
                reference.id, reference.citation, reference.url
            ));
        }
    }

    fn line_text(&self, at: LineIx, text: &mut String) {
        let line = self.line(at);
        text.push_str(&format!(
            "line {}\n{} {}\n{}\n{}\n",
            line.id,
            self.section(line.section).id,
            line.rank,
            line.text,
            line.policy
        ));
        if let Some(short) = &line.short {
            text.push_str(&format!("short {short}\n"));
        }
        if let Some(chart) = &line.chart {
            text.push_str(&format!("chart {chart}\n"));
        }
        for (role, short) in &line.short_roles {
            text.push_str(&format!("short {} {short}\n", self.role(*role).id));
        }
        for (role, wording) in &line.roles {
            text.push_str(&format!("{} {wording}\n", self.role(*role).id));
        }
        for (stance, treatments) in [
            ("offers", &line.recommends),
            ("against", &line.advises_against),
            ("about", &line.mentions),
        ] {
            let ids = treatments
                .iter()
                .map(|place| self.treatment(*place).id.as_str());
            text.push_str(&format!("{stance} {}\n", ids.collect::<Vec<_>>().join(" ")));
        }
        for statement in &line.statements {
            self.statement_text(*statement, text);
        }
        for rule in &self.rules {
            for part in &rule.parts {
                for (verb, lines) in [("shown", &part.show), ("held", &part.suppress)] {
                    if lines.contains(&at) {
                        let pathways = rule.pathways.iter().map(|at| self.pathway(*at).id.as_str());
                        text.push_str(&format!(
                            "{verb} by {} in {}\n",
                            rule.id,
                            pathways.collect::<Vec<_>>().join(" ")
                        ));
                        self.condition_text(&rule.when, text);
                        self.condition_text(&part.when, text);
                    }
                }
            }
        }
    }

    fn rule_text(&self, at: RuleIx, text: &mut String) {
        let rule = self.rule(at);
        let pathways = rule.pathways.iter().map(|at| self.pathway(*at).id.as_str());
        text.push_str(&format!(
            "rule {}\n{}\n{}\n{}\n",
            rule.id,
            rule.description,
            rule.policy,
            pathways.collect::<Vec<_>>().join(" ")
        ));
        self.condition_text(&rule.when, text);
        for part in &rule.parts {
            self.condition_text(&part.when, text);
            for (verb, lines) in [("show", &part.show), ("hold", &part.suppress)] {
                let ids = lines.iter().map(|place| self.line(*place).id.as_str());
                text.push_str(&format!("{verb} {}\n", ids.collect::<Vec<_>>().join(" ")));
            }
        }
        for part in &rule.withholds {
            text.push_str(&format!(
                "withhold {} {} {}\n",
                self.treatment(part.treatment).id,
                part.reason,
                part.policy
            ));
            if let Some(short) = &part.short {
                text.push_str(&format!("short {short} {}\n", part.avoid));
            }
            self.condition_text(&part.when, text);
            for statement in &part.statements {
                self.statement_text(*statement, text);
            }
        }
    }

    /// The condition with everything it rests on, so that a change of a fact counts as one here.
    fn condition_text(&self, condition: &super::Condition, text: &mut String) {
        text.push_str(&format!("if {}\n", self.written(condition)));
        for place in self.facts_behind(condition) {
            if let Some(fact) = self.fact(place) {
                text.push_str(&format!("  {} = {}\n", fact.id, self.written(&fact.when)));
            }
        }
    }
}
