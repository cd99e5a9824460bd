//! What the note, the letter and the summary of a case share: from what they are written, how answers read, and what the
//! plan says first and advises against.

use super::card::CaseRef;
use super::chart_page::Page;
use super::course::{Visit, course_lines};
use super::html::Html;
use care_engine::case::{Answer, Case};
use care_engine::content::{Charted, Content, NotePart, QuestionIx, Stage, Unknowns, View};
use care_engine::plan::{Plan, PlanLine, Withheld};

/// What leaves the chat about a case.
#[derive(Debug, Clone, Copy)]
pub struct Charting<'a> {
    /// What is recorded.
    pub case: &'a Case,
    /// What was told in the chat and nobody has confirmed. What it forbids is not proposed.
    pub told: &'a Case,
    /// The visits of the case, this one last; none where they are not known.
    pub visits: &'a [Visit],
    /// The plan, without what was told closes.
    pub plan: &'a Plan,
}

pub(super) fn page_html(of: CaseRef<'_>, part: &str, page: &str) -> String {
    let mut html = Html::default();
    html.bold(of.label).text(" \u{b7} ").bold(part).line();
    html.preformatted(page);
    html.into_string()
}

/// That it is a draft, which visit it is after the first, and what was told and nobody has confirmed.
pub(super) fn begin(content: &Content, charting: Charting<'_>, draft: &str) -> Page {
    let mut page = Page::default();
    page.line(content.text(draft));
    if let [_, .., now] = charting.visits {
        let (visit, weeks) = (now.number.to_string(), now.weeks.to_string());
        let numbers = [("visit", &*visit), ("weeks", &weeks)];
        page.line(&content.text_with("chart.visit", &numbers));
    }
    if let Some(told) = told_only(content, charting) {
        page.line(&told);
    }
    page
}

/// "Told in the chat, not confirmed: anticoagulant or antiplatelet (NSAID risks)".
pub(super) fn told_only(content: &Content, charting: Charting<'_>) -> Option<String> {
    let rows = content.notes.charted.iter();
    let told: Vec<String> = rows
        .filter_map(|row| {
            let told = charting.told.answer(row.question)?;
            let recorded = charting.case.answer(row.question);
            let words = worded(row, not_recorded(told, recorded)?)?;
            Some(format!("{words} ({})", row.title))
        })
        .collect();
    let list = told.join("; ");
    (!told.is_empty()).then(|| content.text_with("chart.told", &[("list", &list)]))
}

/// What of an answer is not recorded.
fn not_recorded(told: Answer, recorded: Option<Answer>) -> Option<Answer> {
    match (told, recorded) {
        (Answer::Several(told), Some(Answer::Several(recorded))) => {
            let left = told.iter().filter(|option| !recorded.has(*option));
            Some(Answer::Several(left.collect()))
        }
        (told, recorded) => (Some(told) != recorded).then_some(told),
    }
}

/// What was answered, a line each, then what was not, and what of that an earlier visit had recorded.
pub(super) fn answers(content: &Content, charting: Charting<'_>, part: NotePart, page: &mut Page) {
    let case = charting.case;
    let earlier = charting.visits.iter().rev().nth(1);
    let view = content.view(case, Unknowns::Assumed);
    let rows = content.notes.charted.iter();
    let rows = rows.filter(|row| row.part == part && view.holds(&row.when));
    let mut open: Vec<&str> = Vec::new();
    let mut before: Vec<String> = Vec::new();
    for row in rows {
        match said(case, row) {
            Some(said) => {
                if let Some(flags) = urgent_before(content, earlier, row.question) {
                    page.line(&flags);
                }
                page.line(&said);
            }
            None => {
                if is_open(content, &view, case, row) {
                    open.push(&row.title);
                }
                // A screen of weeks ago says nothing of today.
                let earlier = earlier.filter(|_| row.question != content.topic.red_flags);
                before.extend(earlier.and_then(|visit| said(&visit.case, row)));
            }
        }
    }
    if !open.is_empty() {
        let titles = open.join("; ");
        page.line(&content.text_with("chart.not_recorded", &[("titles", &titles)]));
    }
    if !before.is_empty() {
        let list = before.join("; ");
        page.line(&content.text_with("chart.earlier", &[("list", &list)]));
    }
    if part == NotePart::Examination {
        for line in course_lines(content, charting.visits) {
            page.line(&format!("{} {line}", content.text("course.title")));
        }
    }
}

/// Before the outcome of an urgent assessment: the red flags of the visit before, for the outcome is theirs.
fn urgent_before(
    content: &Content,
    earlier: Option<&Visit>,
    question: QuestionIx,
) -> Option<String> {
    let (outcome, _) = content.at_review.as_ref()?.after_urgent?;
    if question != outcome {
        return None;
    }
    let flags = content.topic.red_flags;
    let Answer::Several(marked) = earlier?.case.answer(flags)? else {
        return None;
    };
    let marked = marked.without(content.question(flags).exclusive);
    let mut rows = content.notes.charted.iter();
    let row = rows.find(|row| row.question == flags)?;
    let list = worded(row, Answer::Several(marked))?;
    Some(content.text_with("chart.urgent_before", &[("list", &list)]))
}

/// An answer behind its title; nothing where the answer has no words for a note.
fn said(case: &Case, row: &Charted) -> Option<String> {
    let words = worded(row, case.answer(row.question)?)?;
    Some(format!("{}: {words}", row.title))
}

/// An answer in words for a note, where it has any.
fn worded(row: &Charted, answer: Answer) -> Option<String> {
    match answer {
        Answer::Number(number) => Some(number.to_string()),
        Answer::One(option) => row.options.get(&option).cloned(),
        Answer::Several(options) => {
            let words: Vec<&str> = options
                .iter()
                .filter_map(|option| row.options.get(&option).map(String::as_str))
                .collect();
            // Words of one option may hold a comma.
            (!words.is_empty()).then(|| words.join("; "))
        }
    }
}

/// Whether a question belongs to the case, was to be asked on the way to the plan, and has no answer.
fn is_open(content: &Content, view: &View<'_>, case: &Case, row: &Charted) -> bool {
    let question = content.question(row.question);
    question.stage == Stage::Required
        && case.answer(row.question).is_none()
        && view.holds(&question.ask_if)
        && view.holds(&question.required_if)
}

/// What the plan does not recommend, each with its name in a note.
pub(super) fn avoided<'a>(
    content: &'a Content,
    plan: &'a Plan,
) -> impl Iterator<Item = (&'a Withheld, &'a str)> {
    let shown = plan.withheld.iter().filter(|held| held.avoid);
    shown.map(|held| {
        let treatment = content.treatment(held.treatment);
        (held, &**treatment.chart.as_ref().unwrap_or(&treatment.name))
    })
}

/// Most reasons beside what is not proposed: who takes one of them away sees that another is left, and a long list of
/// risks, which the note holds already, does not crowd out the plan.
pub(super) const MOST_REASONS: usize = 2;

/// What the plan does not recommend, each with so many of its reasons in short, the weightiest first.
pub(super) fn not_proposed(content: &Content, plan: &Plan, most: usize) -> Vec<String> {
    avoided(content, plan)
        .map(|(held, name)| {
            let reasons = match held.shorts.is_empty() {
                true => held.reasons.first().cloned().unwrap_or_default(),
                false => held.shorts[..held.shorts.len().min(most)].join("; "),
            };
            format!("{name} ({reasons})")
        })
        .collect()
}

/// Everything urgent, then the plan in one sentence.
pub(super) fn headline<'a>(content: &'a Content, plan: &'a Plan) -> impl Iterator<Item = &'a str> {
    let lines = plan.banners().chain(&plan.bottom_line);
    lines.filter_map(|line| chart(content, line))
}

pub(super) fn chart<'a>(content: &'a Content, line: &PlanLine) -> Option<&'a str> {
    content.line(line.line).chart.as_deref()
}

/// Where the note comes from, so that it can be checked.
pub(super) fn origin(content: &Content, plan: &Plan) -> String {
    content.text_with(
        "chart.origin",
        &[
            ("updated", &content.topic.updated.to_string()),
            ("version", &content.version),
            ("status", content.status_text(plan.status)),
        ],
    )
}
