//! What it rests on: statements with their sources, and where sources disagree.

use care_engine::content::{Conflict, Content, Item, Reference, Side, StatementIx, Support};
use maud::{Markup, html};

use super::page::signature;

pub(super) fn chapter(content: &Content) -> Markup {
    html! {
        p { "Each statement is one sentence of what its sources found. Where the evidence comes from another condition, that is said." }
        dl {
            @for basis in &content.bases {
                dt { code { (basis.id) } }
                dd { (basis.description) @if let Some(borrowed) = &basis.borrowed { " " (borrowed.note) } }
            }
        }
        h2 { "Statements" }
        @for place in (0..content.statements.len()).map(StatementIx::new) { (statement(content, place)) }
        @if !content.conflicts.is_empty() {
            h2 { "Where sources disagree" }
            @for conflict in &content.conflicts { (of_conflict(content, conflict)) }
        }
        h2 { "Sources" }
        @for reference in &content.references { (source(reference)) }
    }
}

fn statement(content: &Content, place: StatementIx) -> Markup {
    let statement = content.statement(place);
    html! {
        section.item id={ "statement-" (statement.id) } {
            p.text { (statement.id) ". " (statement.text) }
            @if let Some(plain) = &statement.plain { p { "In plain words: " (plain) } }
            dl.meta {
                dt { "Strength" } dd { (statement.strength) }
                dt { "Studied in" } dd { (statement.applies_to) }
                dt { "Basis" } dd { (content.basis(statement.basis).description) }
                dt { "Read" } dd { (read(statement.support)) @if !statement.in_plans { "; kept for answers" } }
            }
            ul {
                @for reference in &statement.references {
                    @let reference = content.reference(*reference);
                    li.source { (reference.citation) " " a href=(reference.url) { "link" } }
                }
            }
            @for id in &statement.conflicts { p.meta { "Disagreement " a href={ "#conflict-" (id) } { (id) } } }
            @if let Some(note) = &statement.note { p.meta { "For the reviewer: " (note) } }
            (signature(content, Item::Statement(place)))
        }
    }
}

fn read(support: Support) -> &'static str {
    match support {
        Support::Verified => "at least one source was read itself",
        Support::SecondHand => "only as another source reports it",
        Support::SeedOnly => "only in the article that this began with",
    }
}

fn of_conflict(content: &Content, conflict: &Conflict) -> Markup {
    let side = |side: &Side| {
        let ids = side
            .statements
            .iter()
            .map(|place| content.statement(*place).id.as_str());
        html! {
            li { (side.description) " " @for id in ids { a href={ "#statement-" (id) } { (id) } " " } }
        }
    };
    html! {
        section.item id={ "conflict-" (conflict.id) } {
            p.text { (conflict.id) ". " (conflict.issue) }
            ul { (side(&conflict.one_side)) (side(&conflict.other_side)) }
            p { "Told as: " (conflict.told) }
            p.meta { "Rule for wording: " (conflict.wording) }
        }
    }
}

fn source(reference: &Reference) -> Markup {
    html! {
        section.item id={ "reference-" (reference.id) } {
            p.text { (reference.short) }
            p.source { (reference.citation) " " a href=(reference.url) { (reference.url) } }
            p.meta { (reference.kind) "; " (reference.described) "; read: " (reference.how) @if !reference.citable { " · " strong { "not shown: it was not read" } } }
        }
    }
}
