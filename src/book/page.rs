//! The frame of a page, and what stands on several pages.

use care_engine::content::{Condition, Content, Item};
use maud::{DOCTYPE, Markup, html};

/// The style of all pages.
pub const STYLE: &str = include_str!("style.css");

pub(super) fn page(
    content: &Content,
    title: &str,
    titles: &[(&str, &str)],
    here: &str,
    body: &Markup,
) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) ", " (content.topic.id) " " (content.version) }
                link rel="stylesheet" href="style.css";
            }
            body {
                nav {
                    a href="index.html" aria-current=[(here == "index.html").then_some("page")] { "Contents" }
                    @for (name, title) in titles {
                        a href=(name) aria-current=[(here == *name).then_some("page")] { (title) }
                    }
                }
                main {
                    h1 { (title) }
                    (body)
                }
                footer { (content.topic.id) ", content " (content.version) ", " (content.status_text(content.lowest_status())) ". " (content.text("disclaimer.short")) }
            }
        }
    };
    page.into_string()
}

/// What is signed about an item: its name, its status with the last decision, and the digest of what was read.
pub(super) fn signature(content: &Content, item: Item) -> Markup {
    let standing = content.standing(item);
    html! {
        p.signature {
            code { (content.item_key(item)) } " · "
            span class={ "status " (standing.status.id()) } { (content.status_text(standing.status)) }
            @if let Some(record) = standing.record {
                @if standing.lapsed {
                    " (lapsed: " (content.status_text(record.status)) " by " (record.reviewer) ", " (record.role) ", " (record.date) ", for another wording)"
                } @else {
                    " by " (record.reviewer) ", " (record.role) ", " (record.date)
                }
            }
            " · digest " code { (content.item_digest(item)) }
        }
    }
}

/// A condition as it is written, with the plain reading of each fact that it rests on.
pub(super) fn condition(content: &Content, condition: &Condition) -> Markup {
    if *condition == Condition::Constant(true) {
        return html! { p.condition { "in every such case" } };
    }
    html! {
        div.condition {
            p { "if " code { (content.written(condition)) } }
            @let facts = content.facts_behind(condition);
            @if !facts.is_empty() {
                ul {
                    @for place in facts {
                        @if let Some(fact) = content.fact(place) {
                            li {
                                @if place.index() < content.facts.len() {
                                    a href={ "2-plan.html#fact-" (fact.id) } { (fact.id) }
                                } @else {
                                    code { (fact.id) }
                                }
                                ": " (fact.description)
                            }
                        }
                    }
                }
            }
        }
    }
}
