//! What is said, and when: pathways, and each rule with the lines that it shows.

use std::collections::HashSet;

use care_engine::content::{
    Content, Item, LineIx, Rule, RuleIx, RulePart, StatementIx, TreatmentIx, Withholding,
};
use maud::{Markup, html};

use super::page::{condition, signature};

pub(super) fn chapter(content: &Content) -> Markup {
    let mut printed = HashSet::new();
    html! {
        p { "A case goes exactly one pathway: the first whose condition holds. On it every rule is looked at, in the order of their numbers. "
            "A line stands in the plan when a rule shows it, no rule holds it back, and nothing that it recommends is withheld." }
        h2 { "Pathways" }
        @for pathway in &content.pathways {
            section.item id={ "pathway-" (pathway.id) } {
                p.text { (pathway.title) }
                (condition(content, &pathway.when))
            }
        }
        h2 { "Facts" }
        p { "What the conditions name, each with its own condition over the answers." }
        table {
            @for fact in &content.facts {
                tr id={ "fact-" (fact.id) } {
                    td { code { (fact.id) } }
                    td { (fact.description) br; code.written { (content.written(&fact.when)) } }
                }
            }
        }
        h2 { "Rules and their lines" }
        @for place in content.rule_places() { (rule(content, place, &mut printed)) }
    }
}

fn rule(content: &Content, place: RuleIx, printed: &mut HashSet<LineIx>) -> Markup {
    let rule = content.rule(place);
    html! {
        section.item id={ "rule-" (rule.id) } {
            p.text { (rule.id) ". " (rule.description) }
            p.meta { "On: " (pathways(content, rule)) @if rule.policy { " · project policy" } }
            (condition(content, &rule.when))
            @for (at, part) in rule.parts.iter().enumerate() {
                @if !part.show.is_empty() || !part.suppress.is_empty() {
                    @if at > 0 { h4 { "and further" } (condition(content, &part.when)) }
                    (lines(content, part, printed))
                }
            }
            @for withholding in &rule.withholds { (withheld(content, withholding)) }
            (signature(content, Item::Rule(place)))
        }
    }
}

fn pathways(content: &Content, rule: &Rule) -> String {
    if rule.pathways.len() == content.pathways.len() {
        return "every pathway".to_owned();
    }
    let titles = rule
        .pathways
        .iter()
        .map(|place| content.pathway_title(*place));
    titles.collect::<Vec<_>>().join(", ")
}

fn lines(content: &Content, part: &RulePart, printed: &mut HashSet<LineIx>) -> Markup {
    html! {
        @for place in &part.show {
            @if printed.insert(*place) {
                (line(content, *place))
            } @else {
                @let line = content.line(*place);
                p.meta { "shows also: " a href={ "#line-" (line.id) } { (line.text) } }
            }
        }
        @for place in &part.suppress {
            p.meta { "holds back: " a href={ "#line-" (content.line(*place).id) } { (content.line(*place).text) } }
        }
    }
}

fn line(content: &Content, place: LineIx) -> Markup {
    let line = content.line(place);
    html! {
        div.item id={ "line-" (line.id) } {
            p.text { (line.text) }
            p.meta {
                (content.section(line.section).title) ", rank " (line.rank)
                (treatments(content, "recommends", &line.recommends))
                (treatments(content, "advises against", &line.advises_against))
                (treatments(content, "speaks of", &line.mentions))
                @if line.policy { " " span.tag { "project policy" } }
            }
            @if let Some(short) = &line.short { p.meta { "at a glance: " (short) } }
            @if let Some(chart) = &line.chart { p.meta { "in a chart: " (chart) } }
            @if !line.roles.is_empty() {
                ul {
                    @for (role, text) in &line.roles { li { (content.role(*role).label) ": " (text) } }
                }
            }
            (statements(content, &line.statements))
            (signature(content, Item::Line(place)))
        }
    }
}

fn treatments(content: &Content, stance: &str, treatments: &[TreatmentIx]) -> Markup {
    let against = stance == "advises against";
    html! {
        @for place in treatments {
            " " span.tag.against[against] { (stance) " " (content.treatment(*place).name) }
        }
    }
}

/// The statements behind a sentence, each with its strength and its sources.
fn statements(content: &Content, places: &[StatementIx]) -> Markup {
    html! {
        @if !places.is_empty() {
            ul {
                @for place in places {
                    @let statement = content.statement(*place);
                    li {
                        a href={ "3-evidence.html#statement-" (statement.id) } { (statement.id) } ": " (statement.text) " "
                        span.meta {
                            (statement.strength) "; studied in: " (statement.applies_to) "; "
                            (content.basis(statement.basis).description) " "
                            @for (at, reference) in statement.references.iter().enumerate() {
                                @if at > 0 { ", " }
                                @let reference = content.reference(*reference);
                                a href=(reference.url) { (reference.short) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn withheld(content: &Content, withholding: &Withholding) -> Markup {
    html! {
        div.item {
            p.text {
                (content.text_with("plan.withheld", &[
                    ("treatment", &content.treatment(withholding.treatment).name),
                    ("reasons", &withholding.reason),
                ]))
            }
            (condition(content, &withholding.when))
            @if withholding.policy { span.tag { "project policy" } }
            (statements(content, &withholding.statements))
        }
    }
}
