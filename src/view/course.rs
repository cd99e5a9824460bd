//! The course of a case: what was measured at each visit, and how it has changed.

use super::card_words::answer_text;
use super::html::Html;
use care_engine::case::{Answer, Case};
use care_engine::content::{Content, Outcome};

/// Most values of an outcome in one sentence: the first and the latest.
const MOST_VALUES: usize = 5;

/// What was answered at a visit of a case: of its last plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The how many-th of the case, from 1.
    pub number: u32,
    /// The answers.
    pub case: Case,
}

/// The value of an outcome at one visit; nothing where it was not recorded.
fn value(content: &Content, outcome: &Outcome, case: &Case) -> Option<String> {
    let answer = case.answer(outcome.question)?;
    let unknown = content.question(outcome.question).unknown;
    let known = unknown.is_none_or(|unknown| answer != Answer::One(unknown));
    known.then(|| answer_text(content, case, outcome.question))
}

/// "VISA-A 61 · Worst pain 1 to 3": what was measured at one visit.
pub fn measured_text(content: &Content, case: &Case) -> String {
    let outcomes = content.outcomes.iter();
    let values = outcomes.filter_map(|outcome| {
        let value = value(content, outcome, case)?;
        Some(format!("{} {value}", outcome.name))
    });
    values.collect::<Vec<_>>().join(" · ")
}

/// A sentence for each outcome that was measured at this visit and an earlier one: its values, how it has changed, and
/// which change is published as important. Nothing at a first visit.
pub fn course(content: &Content, visits: &[Visit]) -> Html {
    let mut html = Html::default();
    let Some((now, before)) = visits.split_last() else {
        return html;
    };
    for outcome in &content.outcomes {
        let earlier = before.iter();
        let mut values: Vec<String> = earlier
            .filter_map(|visit| value(content, outcome, &visit.case))
            .collect();
        let Some(latest) = value(content, outcome, &now.case).filter(|_| !values.is_empty()) else {
            continue;
        };
        values.push(latest);
        if values.len() > MOST_VALUES {
            values.splice(1..=values.len() - MOST_VALUES + 1, ["…".to_owned()]);
        }
        let words = format!("{} {}", outcome.name, values.join(" → "));
        html.line()
            .bold(content.text("course.title"))
            .text(" ")
            .text(&words);
        html.text(&change(content, outcome, visits));
    }
    html
}

/// ": +22 since the first visit, +13 since the one before. …"
fn change(content: &Content, outcome: &Outcome, visits: &[Visit]) -> String {
    let (Some(first), Some(now)) = (visits.first(), visits.last()) else {
        return String::new();
    };
    let previous = visits.iter().rev().nth(1).filter(|_| visits.len() > 2);
    let since = |key, before: &Visit| {
        let points = outcome.change(&before.case, &now.case)?;
        Some(content.text_with(key, &[("points", &format!("{points:+}"))]))
    };
    let first = since("course.since_first", first);
    let previous = previous.and_then(|previous| since("course.since_previous", previous));
    let told: Vec<String> = first.into_iter().chain(previous).collect();
    if told.is_empty() {
        return String::new();
    }
    let important = outcome.important.as_ref().map(|important| {
        let (smallest, largest) = (
            important.smallest.to_string(),
            important.largest.to_string(),
        );
        let weeks = important.weeks.to_string();
        let numbers = [
            ("smallest", &*smallest),
            ("largest", &largest),
            ("weeks", &weeks),
        ];
        content.text_with("course.important", &numbers)
    });
    let important = important.map_or_else(String::new, |words| format!(". {words}"));
    format!(": {}{important}", told.join(", "))
}
