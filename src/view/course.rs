//! The course of a case: what was measured at each visit, how it has changed, and the plans that were given.

use super::Card;
use super::button::{Button, Keyboard, look_in_place};
use super::card::CaseRef;
use super::card_words::answer_text;
use super::html::{Html, LONGEST_MESSAGE, visible_length};
use super::paging::{page, shortened};
use super::why::turns;
use crate::callback_data::{CaseAction, Look};
use care_engine::case::{Answer, Case};
use care_engine::content::{Content, Outcome, PathwayIx, QuestionKind, Stage};
use care_engine::day::Day;
use care_verify::explain::changes;

/// Most values of an outcome in one sentence: the first and the latest.
const MOST_VALUES: usize = 5;
/// Plans on one page: each has some lines of its own.
const PLANS: usize = 8;
/// Most characters of what was answered otherwise.
const CHANGED: usize = 200;

/// What was answered at a visit of a case: of its last plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The how many-th of the case, from 1.
    pub number: u32,
    /// Whole weeks since the first plan of the case.
    pub weeks: u16,
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

/// The course of the outcomes, a line each. Nothing at a first visit.
pub fn course(content: &Content, visits: &[Visit]) -> Html {
    let mut html = Html::default();
    for line in course_lines(content, visits) {
        html.line()
            .bold(content.text("course.title"))
            .text(" ")
            .text(&line);
    }
    html
}

/// A sentence for each outcome that was measured at this visit and an earlier one: its values, how it has changed, and
/// which change is published as important.
pub fn course_lines(content: &Content, visits: &[Visit]) -> Vec<String> {
    let mut lines = Vec::new();
    let Some((now, before)) = visits.split_last() else {
        return lines;
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
        let change = change(content, outcome, visits);
        lines.push(format!("{} {}{change}", outcome.name, values.join(" → ")));
    }
    lines
}

/// Most visits in a picture, so that their numbers can be read: the first and the latest.
const MOST_DRAWN: usize = 8;

/// The visits that a picture shows: those with a value in it. A visit without one would be a mark that says nothing.
pub fn drawn_visits(content: &Content, visits: &[Visit]) -> Vec<Visit> {
    let charts = drawn(content, visits);
    let has_value = |place: usize| {
        let mut values = charts.iter().flat_map(|chart| &chart.values);
        values.any(|(at, ..)| *at == place)
    };
    let measured = visits.iter().enumerate();
    let measured: Vec<&Visit> = measured
        .filter_map(|(place, visit)| has_value(place).then_some(visit))
        .collect();
    let first = measured.len().saturating_sub(MOST_DRAWN - 1).max(1);
    let latest = measured.get(first..).unwrap_or_default();
    let shown = measured.iter().take(1).chain(latest);
    shown.map(|visit| (*visit).clone()).collect()
}

/// An outcome on a scale from 0, with its values: the place of the visit, and from where to where each lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn<'c> {
    /// The outcome.
    pub outcome: &'c Outcome,
    /// The largest value of the scale.
    pub max: u16,
    /// In the order of the visits.
    pub values: Vec<(usize, u16, u16)>,
}

/// The outcomes that a picture shows: on a scale from 0, and measured at two visits or more. Counted heel rises are told
/// below it in words: their ranges begin at one and have no end that a scale could show.
pub fn drawn<'c>(content: &'c Content, visits: &[Visit]) -> Vec<Drawn<'c>> {
    let outcomes = content.outcomes.iter();
    let drawn = outcomes.filter_map(|outcome| {
        let question = content.question(outcome.question);
        let ranges = question.options.iter().filter_map(|option| option.range);
        let (min, max) = match question.kind {
            QuestionKind::Number => (question.min, question.max),
            _ => (
                ranges.clone().map(|(from, _)| from).min()?,
                ranges.map(|(_, to)| to).max()?,
            ),
        };
        let values = visits.iter().enumerate().filter_map(|(place, visit)| {
            let (from, to) = match visit.case.answer(outcome.question)? {
                Answer::Number(number) => (number, number),
                Answer::One(option) => content.option(outcome.question, option).range?,
                Answer::Several(_) => return None,
            };
            Some((place, from, to))
        });
        let values: Vec<(usize, u16, u16)> = values.collect();
        (min == 0 && values.len() > 1).then_some(Drawn {
            outcome,
            max,
            values,
        })
    });
    drawn.collect()
}

/// The numbers of a picture in words, a sentence for each of its outcomes: "VISA-A by week, higher is better: 52 (week 0),
/// 61 (week 7)."
pub fn drawn_lines(content: &Content, visits: &[Visit], drawn: &[Drawn<'_>]) -> Vec<String> {
    let lines = drawn.iter().map(|drawn| {
        let values = drawn.values.iter().filter_map(|(place, ..)| {
            let visit = visits.get(*place)?;
            let value = value(content, drawn.outcome, &visit.case)?;
            let words = [("value", &*value), ("week", &visit.weeks.to_string())];
            Some(content.text_with("course.value", &words))
        });
        let values = values.collect::<Vec<_>>().join(", ");
        let words = [("name", &*drawn.outcome.name), ("values", &values)];
        let key = match drawn.outcome.higher_is_better {
            true => "course.values_higher",
            false => "course.values_lower",
        };
        content.text_with(key, &words)
    });
    lines.collect()
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

/// A plan that a case was given before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierPlan {
    /// The how many-th of the case, from 1.
    pub number: u32,
    /// When it was given.
    pub day: Day,
    /// Where the case went.
    pub pathway: Option<PathwayIx>,
    /// The content that it was made from.
    pub content_version: String,
    /// A later plan of the case has replaced it.
    pub replaced: bool,
    /// The visit that it was given at, from 1.
    pub visit: u32,
    /// Whole weeks since the first plan of the case.
    pub weeks: u16,
    /// The answers that it was made for, as far as the present content has them.
    pub case: Case,
}

impl EarlierPlan {
    fn words(&self, content: &Content) -> String {
        let pathway = self.pathway.map_or("", |way| &content.pathway(way).title);
        content.text_with(
            "plans.row",
            &[
                ("number", &self.number.to_string()),
                ("day", &self.day.to_string()),
                ("pathway", pathway),
            ],
        )
    }
}

/// The course of a case on one screen: what was measured at its visits and how it has changed, then each plan with its
/// visit, what was measured then and which answers were others than for the plan before. Each plan can be read again.
pub fn course_card(
    content: &Content,
    of: CaseRef<'_>,
    plans: &[EarlierPlan],
    wanted: usize,
) -> Card {
    let rows: Vec<(&EarlierPlan, Html)> = plans
        .iter()
        .enumerate()
        .map(|(at, plan)| {
            let before = at.checked_sub(1).and_then(|before| plans.get(before));
            (plan, row(content, before, plan))
        })
        .collect();
    let page = page(&rows, wanted, PLANS);
    let mut html = Html::default();
    html.bold(of.label)
        .text(" · ")
        .text(content.text("plans.title"))
        .text(&page.number(content));
    let visits = visits(plans);
    let course = course(content, &visits);
    if !course.is_empty() {
        html.gap().add(&course);
    }
    let key = if plans.is_empty() {
        "plans.none"
    } else {
        "plans.hint"
    };
    html.gap().text(content.text(key));
    for (_, row) in page.items {
        html.line().add(row);
    }
    let read = |plan: &EarlierPlan| {
        let look = Look::Plan(plan.number);
        vec![Button::look(plan.words(content), of.id, look)]
    };
    let mut keyboard: Keyboard = page.items.iter().map(|(plan, _)| read(plan)).collect();
    if !drawn(content, &visits).is_empty() {
        let label = content.text("button.picture");
        keyboard.push(vec![Button::open(label, of.id, Look::Picture)]);
    }
    keyboard.extend(turns(
        page.turns(content, |to| look_in_place(of.id, Look::Plans(to))),
    ));
    Card {
        html: html.into_string(),
        keyboard,
    }
}

/// The visits among the plans of a case: of each what was answered for its last plan.
pub fn visits(plans: &[EarlierPlan]) -> Vec<Visit> {
    let mut visits: Vec<Visit> = Vec::new();
    for plan in plans {
        if visits.last().is_some_and(|last| last.number == plan.visit) {
            visits.pop();
        }
        visits.push(Visit {
            number: plan.visit,
            weeks: plan.weeks,
            case: plan.case.clone(),
        });
    }
    visits
}

/// "• Plan 3, 2026-11-28, Active care · visit 2", what was measured, and what was answered otherwise.
fn row(content: &Content, before: Option<&EarlierPlan>, plan: &EarlierPlan) -> Html {
    let visit = content.text_with("plans.visit", &[("visit", &plan.visit.to_string())]);
    let version = content.text_with("plans.version", &[("version", &plan.content_version)]);
    let mut html = Html::default();
    html.text("• ").bold(&plan.words(content));
    html.text(&format!(" · {visit} · {version}"));
    let measured = measured_text(content, &plan.case);
    if !measured.is_empty() {
        html.line().text(&measured);
    }
    let changed = before.map(|before| changed_titles(content, &before.case, &plan.case));
    if let Some(changed) = changed.filter(|changed| !changed.is_empty()) {
        html.line()
            .bold(content.text("change.answer"))
            .text(" ")
            .text(&shortened(&changed, CHANGED));
    }
    html
}

/// Which questions were answered otherwise than for the plan before.
fn changed_titles(content: &Content, before: &Case, after: &Case) -> String {
    let news = content
        .at_review
        .as_ref()
        .and_then(|at_review| at_review.news);
    let changes = changes(content, before, after).into_iter();
    let titles = changes
        .map(|change| change.question)
        .filter(|place| content.question(*place).stage != Stage::Computed && news != Some(*place))
        .map(|place| content.question(place).title.as_str());
    titles.collect::<Vec<_>>().join(", ")
}

/// What stands in the place of a plan that a later one has replaced.
pub fn replaced_plan_card(content: &Content, of: CaseRef<'_>, number: u32) -> Card {
    let mut html = Html::default();
    html.bold(of.label)
        .text(" · ")
        .text(content.text("plan.replaced"));
    let present = content.text("button.present_plan");
    let as_given = content.text("button.as_given");
    Card {
        html: html.into_string(),
        keyboard: vec![vec![
            Button::case(present, of.id, CaseAction::ShowPlan),
            Button::open(as_given, of.id, Look::Plan(number)),
        ]],
    }
}

/// A plan as it was sent, under a word that it is an earlier one.
pub fn earlier_plan_messages(
    content: &Content,
    of: CaseRef<'_>,
    plan: &EarlierPlan,
    sent: &[String],
) -> Vec<String> {
    let mut head = Html::default();
    head.bold(of.label).text(" · ").text(&plan.words(content));
    let key = if plan.content_version == content.version {
        "plans.same_content"
    } else {
        "plans.other_content"
    };
    let version = [("version", plan.content_version.as_str())];
    head.line().italic(&content.text_with(key, &version));
    if plan.replaced {
        head.line().bold(content.text("plans.replaced"));
    }
    let head = head.into_string();
    let mut messages = sent.to_vec();
    match messages.first_mut() {
        Some(first) if visible_length(first) + visible_length(&head) + 2 <= LONGEST_MESSAGE => {
            *first = format!("{head}\n\n{first}");
        }
        _ => messages.insert(0, head),
    }
    messages
}
