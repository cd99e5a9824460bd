//! Inline mode: reviewed statements to send into any chat, about no case.

use serde_json::{Value, json};

use super::html::Html;
use super::paging::shortened;
use super::plan::quote;
use super::reply::declined;
use super::sources::{kind_key, marks_text, sources};
use care_engine::content::{Content, Item, StatementIx};
use care_engine::plan::Sources;
use care_language::qa::{Conversation, Reason};

/// Most statements offered for one query.
pub const MOST_RESULTS: usize = 10;
/// Most characters of the two lines of a result.
const TITLE: usize = 60;
const DESCRIPTION: usize = 120;
/// How many seconds Telegram may keep the results: they are the same for everybody, and change with
/// the content only.
const KEPT_FOR: u32 = 300;

/// Something that can be sent into a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlineResult {
    /// Tells it from the others: the statement's id, or the reason for which there is none.
    pub id: String,
    /// What is read first in the list.
    pub title: String,
    /// What is read under it.
    pub description: String,
    /// The message, in Telegram's HTML.
    pub html: String,
}

/// What is offered for a query: the statements nearest to it, or a word why there are none.
/// Nothing is offered while nothing is typed.
pub fn inline_results(content: &Content, answers: &Conversation, query: &str) -> Vec<InlineResult> {
    if query.trim().is_empty() {
        return Vec::new();
    }
    match answers.best_matches(content, query, MOST_RESULTS) {
        Ok(found) => found
            .into_iter()
            .map(|found| result(content, found.statement))
            .collect(),
        Err(reason) => vec![refusal(content, reason)],
    }
}

fn result(content: &Content, place: StatementIx) -> InlineResult {
    let statement = content.statement(place);
    let mut cited = Sources::default();
    let grounds = cited.grounds(content, &[place], false);
    let strength = content.text_with(
        "answer.strength",
        &[
            ("strength", &statement.strength),
            ("applies_to", &statement.applies_to),
        ],
    );
    let mut html = Html::default();
    html.text(&statement.text)
        .text(&marks_text(content, &grounds))
        .text(" ")
        .text(&strength);
    for basis in &grounds.borrowed {
        html.line().text(&content.basis(*basis).description);
    }
    let list = quote(
        content.text("plan.sources"),
        &sources(content, cited.list()),
    );
    html.gap().add(&list);
    let status = content.status_text(content.status(Item::Statement(place)));
    let footer = content.text_with(
        "inline.footer",
        &[("version", content.version.as_str()), ("status", status)],
    );
    html.gap().italic(&footer);
    html.line().italic(content.text("disclaimer.short"));
    let source = cited.list().first().map(|place| {
        let reference = content.reference(*place);
        format!(
            "{}, {}",
            reference.short,
            content.text(kind_key(&reference.kind))
        )
    });
    let description: Vec<&str> = source
        .iter()
        .map(String::as_str)
        .chain([statement.strength.as_str()])
        .collect();
    InlineResult {
        id: statement.id.clone(),
        title: shortened(&statement.text, TITLE),
        description: shortened(&description.join("; "), DESCRIPTION),
        html: html.into_string(),
    }
}

fn refusal(content: &Content, reason: Reason) -> InlineResult {
    // There is no case here whose screen could be answered again.
    let text = match reason {
        Reason::RedFlag(_) => content.text("inline.red_flag").to_owned(),
        Reason::Identifier => content.text("inline.identifier").to_owned(),
        reason => declined(content, reason, None),
    };
    let title = match reason {
        Reason::Clarify | Reason::Confirm => "inline.clarify",
        _ => "inline.none",
    };
    let mut html = Html::default();
    html.text(&text);
    InlineResult {
        id: reason.id().to_owned(),
        title: content.text(title).to_owned(),
        description: shortened(&text, DESCRIPTION),
        html: html.into_string(),
    }
}

/// The parameters of `answerInlineQuery`.
pub fn inline_answer(query: &str, results: &[InlineResult]) -> Value {
    let articles = results.iter().map(|result| {
        json!({
            "type": "article",
            "id": result.id,
            "title": result.title,
            "description": result.description,
            "input_message_content": {
                "message_text": result.html,
                "parse_mode": "HTML",
                "link_preview_options": { "is_disabled": true },
            },
        })
    });
    json!({
        "inline_query_id": query,
        "results": articles.collect::<Value>(),
        "cache_time": KEPT_FOR,
        "is_personal": false,
    })
}
