//! One item of the content as a reviewer reads it: as a clinician will see it, with all behind it.

use care_engine::content::{Condition, Content, Item, LineIx, RuleIx, StatementIx, Support};

/// The item with its sources, its conditions and its digest.
pub fn item_text(content: &Content, item: Item) -> String {
    let mut out = Vec::new();
    match item {
        Item::Statement(at) => statement(content, at, &mut out),
        Item::Line(at) => line(content, at, &mut out),
        Item::Rule(at) => rule(content, at, &mut out),
    }
    let standing = content.standing(item);
    out.push(String::new());
    let status = content.status_text(standing.status);
    out.push(match standing.record {
        Some(record) if standing.lapsed => format!(
            "status: {status}; {} by {} ({}) on {}, for an earlier wording",
            content.status_text(record.status),
            record.reviewer,
            record.role,
            record.date
        ),
        Some(record) => format!(
            "status: {status}, by {} ({}) on {}",
            record.reviewer, record.role, record.date
        ),
        None => format!("status: {status}"),
    });
    out.push(format!("digest: {}", content.item_digest(item)));
    out.join("\n") + "\n"
}

fn statement(content: &Content, at: StatementIx, out: &mut Vec<String>) {
    let statement = content.statement(at);
    out.push(format!("{}: {}", statement.id, statement.text));
    if let Some(plain) = &statement.plain {
        out.push(format!("  plain: {plain}"));
    }
    out.push(format!(
        "  strength: {}; studied in: {}",
        statement.strength, statement.applies_to
    ));
    let basis = &content.basis(statement.basis).description;
    let support = match statement.support {
        Support::Verified => "a source was read itself",
        Support::SecondHand => content.text("mark.second_hand"),
        Support::SeedOnly => content.text("mark.seed_only"),
    };
    out.push(format!("  basis: {basis}; support: {support}"));
    for place in &statement.references {
        let reference = content.reference(*place);
        out.push(format!("  source: {}", reference.citation));
        out.push(format!("    {}; read: {}", reference.url, reference.how));
    }
    for id in &statement.conflicts {
        if let Some(conflict) = content.conflicts.iter().find(|conflict| conflict.id == *id) {
            out.push(format!("  {id}, {}: {}", conflict.issue, conflict.wording));
        }
    }
    if let Some(note) = &statement.note {
        out.push(format!("  note for the reviewer: {note}"));
    }
}

fn line(content: &Content, at: LineIx, out: &mut Vec<String>) {
    let line = content.line(at);
    out.push(format!(
        "{}: {}",
        content.section(line.section).title,
        line.text
    ));
    for (role, wording) in &line.roles {
        out.push(format!("  for {}: {wording}", content.role(*role).label));
    }
    if let Some(chart) = &line.chart {
        out.push(format!("  in a chart: {chart}"));
    }
    for (stance, treatments) in [
        ("offers", &line.recommends),
        ("advises against", &line.advises_against),
        ("speaks of", &line.mentions),
    ] {
        let names = treatments
            .iter()
            .map(|place| content.treatment(*place).name.as_str());
        let names: Vec<_> = names.collect();
        if !names.is_empty() {
            out.push(format!("  {stance}: {}", names.join(", ")));
        }
    }
    if line.policy {
        out.push(format!("  {}", content.text("mark.policy")));
    }
    for rule in &content.rules {
        for part in &rule.parts {
            for (verb, lines) in [("shown", &part.show), ("held back", &part.suppress)] {
                if lines.contains(&at) {
                    out.push(format!("  {verb} by {}: {}", rule.id, rule.description));
                    condition(content, &rule.when, out);
                    condition(content, &part.when, out);
                }
            }
        }
    }
    for place in &line.statements {
        out.push(String::new());
        statement(content, *place, out);
    }
}

fn rule(content: &Content, at: RuleIx, out: &mut Vec<String>) {
    let rule = content.rule(at);
    out.push(format!("{}: {}", rule.id, rule.description));
    let pathways: Vec<_> = rule
        .pathways
        .iter()
        .map(|pathway| content.pathway_title(*pathway))
        .collect();
    out.push(format!("  in: {}", pathways.join(", ")));
    if rule.policy {
        out.push(format!("  {}", content.text("mark.policy")));
    }
    condition(content, &rule.when, out);
    for part in &rule.parts {
        condition(content, &part.when, out);
        for (verb, lines) in [("shows", &part.show), ("holds back", &part.suppress)] {
            for place in lines {
                out.push(format!("  {verb}: {}", content.line(*place).text));
            }
        }
    }
    for withheld in &rule.withholds {
        condition(content, &withheld.when, out);
        let text = content.text_with(
            "plan.withheld",
            &[
                ("treatment", &content.treatment(withheld.treatment).name),
                ("reasons", &withheld.reason),
            ],
        );
        let ids = withheld
            .statements
            .iter()
            .map(|place| content.statement(*place).id.as_str());
        out.push(format!("  {text} {}", ids.collect::<Vec<_>>().join(", ")));
    }
}

/// The condition, and the plain reading of each fact in it.
fn condition(content: &Content, condition: &Condition, out: &mut Vec<String>) {
    if *condition == Condition::Constant(true) {
        return;
    }
    out.push(format!("  if {}", content.written(condition)));
    for place in content.facts_behind(condition) {
        if let Some(fact) = content.fact(place) {
            out.push(format!("    {}: {}", fact.id, fact.description));
        }
    }
}
