//! The whole content as pages for a reviewer, in reading order and printable: what a clinician reads and signs.

mod evidence;
mod intake;
mod page;
mod plan;
mod rest;

use care_engine::content::{Content, Item, ReviewStatus};
use care_engine::day::Day;
use maud::{Markup, html};

pub use page::STYLE;

/// A page of the book.
#[derive(Debug)]
pub struct BookPage {
    /// The name of its file, without a folder.
    pub name: &'static str,
    /// The whole page, as HTML.
    pub html: String,
}

/// All pages, the first one to be read first.
#[must_use]
pub fn pages(content: &Content, today: Day) -> Vec<BookPage> {
    let chapters: [(&str, &str, Markup); 5] = [
        ("1-intake.html", "What is asked", intake::chapter(content)),
        (
            "2-plan.html",
            "What is said, and when",
            plan::chapter(content),
        ),
        (
            "3-evidence.html",
            "What it rests on",
            evidence::chapter(content),
        ),
        (
            "4-answers.html",
            "Questions after the plan",
            rest::answers(content),
        ),
        (
            "5-properties.html",
            "What must always hold",
            rest::properties(content),
        ),
    ];
    let titles: Vec<(&str, &str)> = chapters
        .iter()
        .map(|(name, title, _)| (*name, *title))
        .collect();
    let mut pages = vec![BookPage {
        name: "index.html",
        html: page::page(
            content,
            content.topic.title.as_str(),
            &titles,
            "index.html",
            &front(content, today, &titles),
        ),
    }];
    for (name, title, body) in &chapters {
        pages.push(BookPage {
            name,
            html: page::page(content, title, &titles, name, body),
        });
    }
    pages
}

fn front(content: &Content, today: Day, titles: &[(&str, &str)]) -> Markup {
    let items = content.items();
    let of = |kind: fn(&Item) -> bool, status: ReviewStatus| {
        let items = items.iter().filter(|item| kind(item));
        items
            .filter(|item| content.status(**item) == status)
            .count()
    };
    type Kind = (&'static str, fn(&Item) -> bool);
    let kinds: [Kind; 3] = [
        ("statements of evidence", |item| {
            matches!(item, Item::Statement(_))
        }),
        ("lines of plans", |item| matches!(item, Item::Line(_))),
        ("rules", |item| matches!(item, Item::Rule(_))),
    ];
    html! {
        dl {
            dt { "Content" } dd { (content.version) ", of " (content.topic.updated) }
            dt { "Evidence gathered" } dd { (content.topic.evidence_date) }
            dt { "Next review" } dd { (content.topic.next_review) }
            dt { "Printed" } dd { (today) }
            dt { "Status" } dd { (content.status_text(content.lowest_status())) }
        }
        h2 { "What to read" }
        ol {
            @for (name, title) in titles {
                li { a href=(name) { (title) } }
            }
        }
        h2 { "What has been signed" }
        table {
            tr { th { "" } @for status in ReviewStatus::ALL { th.number { (content.status_text(status)) } } }
            @for (name, kind) in kinds {
                tr {
                    td { (name) }
                    @for status in ReviewStatus::ALL { td.number { (of(kind, status)) } }
                }
            }
        }
        h2 { "How to sign" }
        p {
            "Each statement, line and rule has a frame with its name, its status and a digest. The digest stands for exactly "
            "what is printed there: wording, sources and conditions. Sign an item by recording it with that digest; when any of "
            "it changes, the signature lapses by itself. Only a real person signs."
        }
        pre {
            "achilles-bot --dialogues DIR review record ITEM \\\n"
            "  --status approved --reviewer \"NAME\" --role \"PROFESSION\" --digest DIGEST"
        }
        h2 { "Reviewer" }
        p.sign { "Name:" } p.sign { "Profession:" } p.sign { "Date and signature:" }
    }
}
