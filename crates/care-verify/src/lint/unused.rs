//! Ids that nothing uses: what is written and never said.

use std::collections::HashSet;

use super::places::Places;
use care_engine::content::load::gather::Tables;
use care_engine::content::{
    Condition, Content, FactIx, Finding, LineIx, REQUIRED_TEXTS, Said, SectionIx, SourceFile,
    StatementIx, TreatmentIx,
};

pub(super) fn findings(files: &[SourceFile], tables: &Tables, content: &Content) -> Vec<Finding> {
    let mut unused = Unused {
        content,
        tables,
        places: Places::new(files, tables),
        used: Used::of(content),
        findings: Vec::new(),
    };
    unused.conditions();
    unused.parts_of_plans();
    unused.statements();
    unused.sources_and_conflicts();
    unused.texts(files);
    unused.findings
}

struct Unused<'a> {
    content: &'a Content,
    tables: &'a Tables,
    places: Places<'a>,
    used: Used,
    findings: Vec<Finding>,
}

impl Unused<'_> {
    fn report(&mut self, kind: &str, id: &str, problem: &str, remedy: &str) {
        let problem = format!("the {kind} `{id}` {problem}");
        let place = format!("{kind}:{id}");
        self.findings
            .push(self.places.finding(&place, problem, remedy));
    }

    fn conditions(&mut self) {
        let content = self.content;
        for (place, fact) in content.facts.iter().enumerate() {
            if !self.used.facts.contains(&FactIx::new(place)) {
                let problem = "is used by no condition";
                self.report("fact", &fact.id, problem, "use it, or take it out");
            }
        }
        for (place, term) in content.terms.iter().enumerate() {
            let place = FactIx::new(content.facts.len() + place);
            if !self.used.facts.contains(&place) {
                let problem = "is used by no property";
                self.report("term", &term.id, problem, "use it, or take it out");
            }
        }
    }

    fn parts_of_plans(&mut self) {
        let content = self.content;
        for place in content.line_places() {
            if !self.used.lines.contains(&place) {
                self.report(
                    "line",
                    &content.line(place).id,
                    "is shown by no rule",
                    "name it in a rule's `show`, or take it out",
                );
            }
        }
        for place in content.treatment_places() {
            if !self.used.treatments.contains(&place) {
                self.report(
                    "treatment",
                    &content.treatment(place).id,
                    "is named by no line and withheld by no rule",
                    "use it, or take it out",
                );
            }
        }
        for place in content.section_places() {
            if !self.used.sections.contains(&place) {
                self.report(
                    "section",
                    &content.section(place).id,
                    "has no line",
                    "put a line in it, or take it out",
                );
            }
        }
    }

    fn statements(&mut self) {
        let content = self.content;
        for (place, statement) in content.statements.iter().enumerate() {
            let place = StatementIx::new(place);
            let cited = self.used.cited.contains(&place);
            if !cited && !self.used.answers.contains(&place) {
                self.report(
                    "statement",
                    &statement.id,
                    "stands behind no line, no reason and no answer",
                    "cite it, or take it out",
                );
            }
        }
        for (place, statement) in content.statements.iter().enumerate() {
            let id = &statement.id;
            if statement.in_plans && !self.used.cited.contains(&StatementIx::new(place)) {
                let found = self.places.finding(
                    &format!("statement:{id}"),
                    format!("the statement `{id}` is meant for plans, but no line cites it"),
                    "cite it in a line, or mark it `use = \"answer\"`",
                );
                self.findings.push(found.as_warning());
            }
        }
    }

    fn sources_and_conflicts(&mut self) {
        let content = self.content;
        let rows = self.tables.statements.iter();
        let cited: HashSet<&str> = rows
            .flat_map(|row| row.raw.references.iter().map(|id| id.as_ref().as_str()))
            .collect();
        for reference in &content.references {
            if !cited.contains(reference.id.as_str()) {
                let problem = format!("the source `{}` is cited by no statement", reference.id);
                let place = format!("reference:{}", reference.id);
                let remedy = "cite it, or take it out";
                self.findings
                    .push(self.places.finding(&place, problem, remedy));
            }
        }
        let statements = content.statements.iter();
        let named: HashSet<&str> = statements
            .flat_map(|statement| &statement.conflicts)
            .map(String::as_str)
            .collect();
        for conflict in &content.conflicts {
            if !named.contains(conflict.id.as_str()) {
                self.report(
                    "conflict",
                    &conflict.id,
                    "is named by no statement",
                    "name it in the `conflicts` of the statements it is about",
                );
            }
        }
    }

    fn texts(&mut self, files: &[SourceFile]) {
        for (key, row) in &self.tables.texts {
            if !REQUIRED_TEXTS.contains(&key.as_str()) {
                self.findings.push(files[row.file].finding(
                    row.raw.span().start,
                    format!("the text `{key}` is shown nowhere"),
                    "check its name, or take it out; a text that the program is new to show needs its key in \
                     REQUIRED_TEXTS (crates/care-engine/src/content/load/texts.rs)",
                ));
            }
        }
    }
}

#[derive(Default)]
struct Used {
    facts: HashSet<FactIx>,
    lines: HashSet<LineIx>,
    treatments: HashSet<TreatmentIx>,
    sections: HashSet<SectionIx>,
    cited: HashSet<StatementIx>,
    answers: HashSet<StatementIx>,
}

impl Used {
    fn of(content: &Content) -> Self {
        let mut used = Self::default();
        for question in &content.questions {
            used.condition(&question.ask_if);
            used.condition(&question.required_if);
            used.condition(&question.assumed_if);
        }
        let facts = content
            .facts
            .iter()
            .chain(&content.terms)
            .map(|fact| &fact.when);
        let pathways = content.pathways.iter().map(|pathway| &pathway.when);
        let properties = content.properties.iter().map(|property| &property.when);
        let charted = content.notes.charted.iter().map(|row| &row.when);
        let codes = content.notes.codes.iter().map(|code| &code.when);
        let notes = charted.chain(codes);
        for condition in facts.chain(pathways).chain(properties).chain(notes) {
            used.condition(condition);
        }
        for rule in &content.rules {
            used.condition(&rule.when);
            for part in &rule.parts {
                used.condition(&part.when);
                used.lines.extend(&part.show);
            }
            for reason in &rule.withholds {
                used.condition(&reason.when);
                used.treatments.insert(reason.treatment);
                used.cited.extend(&reason.statements);
            }
        }
        for line in &content.lines {
            used.sections.insert(line.section);
            used.cited.extend(&line.statements);
            for named in [&line.recommends, &line.advises_against, &line.mentions] {
                used.treatments.extend(named);
            }
        }
        for asked in &content.language.intents {
            used.answers.extend(&asked.statements);
            if let Some(when) = &asked.offer_if {
                used.condition(when);
            }
        }
        for set in &content.language.synonyms {
            if let Some(when) = &set.only_if {
                used.condition(when);
            }
        }
        let scripts = content.language.scripts.iter().flat_map(|one| &one.say);
        let plain_answers = content.language.plain_answers.iter();
        let plain_answers = plain_answers.flat_map(|one| &one.say);
        for (said, when) in scripts.chain(plain_answers) {
            used.condition(when);
            match said {
                Said::Line(_) => {}
                Said::Plain(statement) => {
                    used.answers.insert(*statement);
                }
                Said::Own(_, statements) => used.answers.extend(statements),
            }
        }
        for conflict in &content.conflicts {
            used.answers.extend(&conflict.one_side.statements);
            used.answers.extend(&conflict.other_side.statements);
        }
        used
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Fact(fact) => {
                self.facts.insert(*fact);
            }
            Condition::Not(inner) => self.condition(inner),
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| self.condition(part));
            }
            _ => {}
        }
    }
}
