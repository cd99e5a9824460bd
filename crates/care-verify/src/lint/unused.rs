//! Ids that nothing uses: what is written and never said.

use std::collections::HashSet;

use super::places::Places;
use care_engine::content::load::gather::Tables;
use care_engine::content::{
    Condition, Content, FactIx, Finding, LineIx, REQUIRED_TEXTS, SectionIx, SourceFile,
    StatementIx, TreatmentIx,
};

pub(super) fn findings(files: &[SourceFile], tables: &Tables, content: &Content) -> Vec<Finding> {
    let places = Places::new(files, tables);
    let mut findings = Vec::new();
    let mut unused = |of: String, problem: String, remedy: &str| {
        findings.push(places.finding(&of, problem, remedy));
    };
    let used = Used::of(content);

    for (place, fact) in content.facts.iter().enumerate() {
        if !used.facts.contains(&FactIx::new(place)) {
            unused(
                format!("fact:{}", fact.id),
                format!("the fact `{}` is used by no condition", fact.id),
                "use it, or take it out",
            );
        }
    }
    for (place, term) in content.terms.iter().enumerate() {
        if !used
            .facts
            .contains(&FactIx::new(content.facts.len() + place))
        {
            unused(
                format!("term:{}", term.id),
                format!("the term `{}` is used by no property", term.id),
                "use it, or take it out",
            );
        }
    }
    for place in content
        .line_places()
        .filter(|place| !used.lines.contains(place))
    {
        let id = &content.line(place).id;
        unused(
            format!("line:{id}"),
            format!("the line `{id}` is shown by no rule"),
            "name it in a rule's `show`, or take it out",
        );
    }
    for place in content
        .treatment_places()
        .filter(|place| !used.treatments.contains(place))
    {
        let id = &content.treatment(place).id;
        unused(
            format!("treatment:{id}"),
            format!("the treatment `{id}` is named by no line and withheld by no rule"),
            "use it, or take it out",
        );
    }
    for place in content
        .section_places()
        .filter(|place| !used.sections.contains(place))
    {
        let id = &content.section(place).id;
        unused(
            format!("section:{id}"),
            format!("the section `{id}` has no line"),
            "put a line in it, or take it out",
        );
    }
    for (place, statement) in content.statements.iter().enumerate() {
        let place = StatementIx::new(place);
        let id = &statement.id;
        if !used.cited.contains(&place) && !used.answers.contains(&place) {
            unused(
                format!("statement:{id}"),
                format!("the statement `{id}` stands behind no line, no reason and no answer"),
                "cite it, or take it out",
            );
        }
    }
    let cited: HashSet<&str> = tables
        .statements
        .iter()
        .flat_map(|row| row.raw.references.iter().map(|id| id.as_ref().as_str()))
        .collect();
    for reference in &content.references {
        if !cited.contains(reference.id.as_str()) {
            unused(
                format!("reference:{}", reference.id),
                format!("the source `{}` is cited by no statement", reference.id),
                "cite it, or take it out",
            );
        }
    }
    let named: HashSet<&str> = content
        .statements
        .iter()
        .flat_map(|statement| &statement.conflicts)
        .chain(
            content
                .follow_ups
                .iter()
                .flat_map(|follow_up| &follow_up.conflicts),
        )
        .map(String::as_str)
        .collect();
    for conflict in &content.conflicts {
        if !named.contains(conflict.id.as_str()) {
            unused(
                format!("conflict:{}", conflict.id),
                format!("the conflict `{}` is named by no statement", conflict.id),
                "name it in the `conflicts` of the statements it is about",
            );
        }
    }
    for (place, statement) in content.statements.iter().enumerate() {
        let id = &statement.id;
        if statement.in_plans && !used.cited.contains(&StatementIx::new(place)) {
            let found = places.finding(
                &format!("statement:{id}"),
                format!("the statement `{id}` is meant for plans, but no line cites it"),
                "cite it in a line, or mark it `use = \"answer\"`",
            );
            findings.push(found.as_warning());
        }
    }
    for (key, row) in &tables.texts {
        if !REQUIRED_TEXTS.contains(&key.as_str()) {
            findings.push(files[row.file].finding(
                row.raw.span().start,
                format!("the text `{key}` is shown nowhere"),
                "check its name, or take it out",
            ));
        }
    }
    findings
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
        }
        let facts = content
            .facts
            .iter()
            .chain(&content.terms)
            .map(|fact| &fact.when);
        let pathways = content.pathways.iter().map(|rule| &rule.when);
        let properties = content.properties.iter().map(|property| &property.when);
        for condition in facts.chain(pathways).chain(properties) {
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
        for asked in &content.language.asked {
            used.answers.extend(&asked.statements);
        }
        for follow_up in &content.follow_ups {
            used.answers.extend(&follow_up.statements);
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
