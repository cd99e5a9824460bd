//! What is answered after the plan, and what must hold in every case.

use care_engine::content::{Content, StatementIx};
use maud::{Markup, html};

use super::page::condition;

pub(super) fn answers(content: &Content) -> Markup {
    html! {
        p { "What a clinician may ask, by the wording on the button, and the statements that answer it, the best first. "
            "A question is answered with these sentences alone; where there is none, the bot says so." }
        @for asked in &content.language.intents {
            section.item id={ "asked-" (asked.id) } {
                p.text { (asked.examples.first().map_or("", String::as_str)) }
                ol { @for place in &asked.statements { (statement(content, *place)) } }
                p.signature { code { (asked.id) } }
            }
        }
        @if !content.language.no_answers.is_empty() {
            h2 { "Of the matter, and answered by no reviewed source" }
            ul { @for gap in &content.language.no_answers { li { (gap.name) } } }
        }
    }
}

fn statement(content: &Content, place: StatementIx) -> Markup {
    let statement = content.statement(place);
    html! {
        li { a href={ "3-evidence.html#statement-" (statement.id) } { (statement.id) } ": " (statement.text) }
    }
}

pub(super) fn properties(content: &Content) -> Markup {
    html! {
        p { "Each is proven for every possible case whenever the content is checked; content that breaks one is refused." }
        @for property in &content.properties {
            section.item id={ "property-" (property.id) } {
                p.text { (property.id) ". " (property.description) }
                (condition(content, &property.when))
                p.meta { "Asked for by: " (property.source) }
            }
        }
    }
}
