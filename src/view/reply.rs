//! An answer to a question, for a chat and for the command line.

use super::button::Button;
use super::html::Html;
use super::plain::source_lines;
use super::plan::{marks_text, quote, sources};
use crate::callback_data::CallbackData;
use care_engine::content::{Content, StatementIx};
use care_engine::plan::Sources;
use care_ids::CaseId;
use care_language::qa::{self, Answer, Judged, Reason};

/// An answer, in parts: what is read, and the sources under it.
struct Reply {
    /// Sentences, each with its marks.
    lines: Vec<(String, String)>,
    /// In the order in which the marks number them.
    sources: Sources,
}

impl Reply {
    fn new(content: &Content, answer: &Answer, with_case: bool) -> Self {
        let mut reply = Self {
            lines: Vec::new(),
            sources: Sources::default(),
        };
        if answer.reason != Reason::Answered {
            let told = declined(content, answer.reason, answer.about.as_deref());
            reply.lines.push((told, String::new()));
        } else if !with_case {
            let general = content.text("answer.general").to_owned();
            reply.lines.push((general, String::new()));
        }
        if let Some(opening) = &answer.opening {
            reply.lines.push((opening.clone(), String::new()));
        }
        for note in &answer.notes {
            let marks = reply.cite(content, &note.statements);
            let text = content.text_with("answer.case", &[("note", &note.text)]);
            reply.lines.push((text, marks));
        }
        for place in &answer.conflicts {
            let text = &content.conflicts[*place].told;
            let told = content.text_with("answer.sides", &[("sides", text)]);
            reply.lines.push((told, String::new()));
        }
        for found in &answer.statements {
            let statement = content.statement(found.statement);
            let marks = reply.cite(content, &[found.statement]);
            let strength = content.text_with(
                "answer.strength",
                &[
                    ("strength", &statement.strength),
                    ("applies_to", &statement.applies_to),
                ],
            );
            reply
                .lines
                .push((statement.text.clone(), format!("{marks} {strength}")));
        }
        reply
    }

    /// The marks of a plan, numbered on through the answer.
    fn cite(&mut self, content: &Content, statements: &[StatementIx]) -> String {
        let grounds = self
            .sources
            .grounds(content, statements, statements.is_empty());
        marks_text(content, &grounds)
    }
}

pub(super) fn declined(content: &Content, reason: Reason, about: Option<&str>) -> String {
    let language = &content.language;
    match (reason, about) {
        (Reason::Answered, _) => String::new(),
        (Reason::NoReviewedAnswer(_), Some(about)) => {
            content.text_with("answer.none_on", &[("about", about)])
        }
        (Reason::NoReviewedAnswer(_), None) => content.text("answer.none").to_owned(),
        (Reason::OutOfScope, _) => content.text("answer.scope").to_owned(),
        (Reason::Clarify, _) => content.text("answer.clarify").to_owned(),
        (Reason::Confirm, _) => content.text("answer.confirm").to_owned(),
        (Reason::Identifier, _) => content.text("identifier").to_owned(),
        (Reason::Dose, _) => content.text("answer.dose").to_owned(),
        (Reason::RedFlag(_), _) => content.text("answer.red_flag").to_owned(),
        (Reason::Emergency(place), _) => language.emergencies[place.index()].text.clone(),
        (Reason::Image, _) => content.text("answer.image").to_owned(),
        (Reason::Act(place), _) => language.acts[place.index()].text.clone(),
        (Reason::SmallTalk(_), _) => content.text("answer.persuasion").to_owned(),
    }
}

/// The answer in Telegram's HTML, under the label of its case if it has one.
pub fn reply_html(content: &Content, answer: &Answer, label: Option<&str>) -> String {
    let reply = Reply::new(content, answer, label.is_some());
    let mut html = Html::default();
    if let Some(label) = label {
        html.bold(label);
    }
    for (text, marks) in &reply.lines {
        html.gap().text(text).text(marks);
    }
    let cited = reply.sources.list();
    if !cited.is_empty() {
        let list = quote(content.text("plan.sources"), &sources(content, cited));
        html.gap().add(&list);
        html.gap().italic(&footer(content));
    }
    html.into_string()
}

/// Whether an answer was helpful; nothing where there is nothing to judge.
pub fn feedback_row(content: &Content, case: Option<CaseId>, answer: &Answer) -> Vec<Button> {
    let Some(judged) = Judged::of(answer) else {
        return Vec::new();
    };
    [("button.helpful", true), ("button.not_helpful", false)]
        .map(|(key, helpful)| Button {
            label: content.text(key).to_owned(),
            data: CallbackData::Feedback {
                case,
                judged,
                helpful,
            },
        })
        .into()
}

/// A reply as plain text, one answer after the other.
pub fn reply_text(content: &Content, reply: &qa::Reply, with_case: bool) -> String {
    if let Some(text) = &reply.other_language {
        return format!("{text}\n");
    }
    let answers = reply.answers.iter();
    let mut texts: Vec<String> = answers
        .map(|answer| answer_text(content, answer, with_case))
        .collect();
    if reply.patient {
        texts.push(format!("{}\n", content.text("answer.patient")));
    }
    if reply.unread {
        texts.push(format!("{}\n", content.text("answer.unread")));
    }
    texts.join("\n")
}

fn answer_text(content: &Content, answer: &Answer, with_case: bool) -> String {
    let reply = Reply::new(content, answer, with_case);
    let mut out: Vec<String> = reply
        .lines
        .iter()
        .map(|(text, marks)| format!("{text}{marks}"))
        .collect();
    let cited = reply.sources.list();
    if !cited.is_empty() {
        out.extend(source_lines(content, cited));
        out.push(format!("\n{}", footer(content)));
    }
    if !answer.suggestions.is_empty() {
        out.push(format!("\n{}", content.text("answer.next")));
        for place in &answer.suggestions {
            out.extend(
                content
                    .intent(*place)
                    .examples
                    .first()
                    .map(|way| format!("- {way}")),
            );
        }
    }
    out.join("\n") + "\n"
}

fn footer(content: &Content) -> String {
    content.text_with(
        "answer.footer",
        &[
            ("version", &content.version),
            ("status", content.status_text(content.lowest_status())),
        ],
    )
}
