//! The chart note and the referral letter: plain ASCII for somebody else's record system, from the same lines
//! as the plan. They record what was answered and what is proposed; they never say that something was done.

use super::Card;
use super::button::Button;
use super::card::CaseRef;
use super::html::Html;
use crate::callback_data::{CaseAction, Look};
use care_engine::case::{Answer, Case};
use care_engine::content::{
    Charted, Content, NotePart, NoteStyle, Referral, Stage, Unknowns, View,
};
use care_engine::plan::{Plan, PlanLine};

/// Columns of a note: what record systems show without breaking a line.
const COLUMNS: usize = 72;

/// What a note is kept to where its fixed parts allow it, in characters.
const USUAL_LENGTH: usize = 2500;

/// Room for the word that the plan has further lines.
const FURTHER: usize = 40;

/// The note of a case for the chart, under the headings of a style. Lines of at most 72 columns of ASCII.
pub fn chart_note(content: &Content, case: &Case, plan: &Plan, style: &NoteStyle) -> String {
    let mut page = Page::default();
    page.line(content.text("chart.draft"));
    page.heading(&style.history);
    answers(content, case, NotePart::History, &mut page);
    page.heading(&style.examination);
    answers(content, case, NotePart::Examination, &mut page);
    page.heading(&style.assessment);
    assessment(content, case, plan, &style.codes, &mut page);
    page.heading(&style.plan);
    let mut end = Page::default();
    match &style.information {
        Some(heading) => end.heading(heading),
        None => end.line(content.text("chart.return")),
    }
    end.items(
        plan.safety_net
            .iter()
            .filter_map(|line| chart(content, line)),
    );
    end.0.push('\n');
    end.line(&origin(content, plan));
    let room = USUAL_LENGTH.saturating_sub(page.0.len() + end.0.len() + FURTHER);
    proposals(content, plan, room, &mut page);
    page.gap();
    page.0.push_str(&end.0);
    page.0
}

/// The note as a message that a tap copies, with the buttons to the other styles and to the letter. Nothing
/// where the topic has no such style.
pub fn note_card(
    content: &Content,
    of: CaseRef<'_>,
    case: &Case,
    plan: &Plan,
    style: usize,
) -> Option<Card> {
    let chosen = content.notes.styles.get(style)?;
    let html = page_html(
        of,
        content.text("button.note"),
        &chart_note(content, case, plan, chosen),
    );
    let styles = content.notes.styles.iter().enumerate();
    let mut row: Vec<Button> = styles
        .filter(|(place, _)| *place != style)
        .map(|(place, other)| Button::look(&other.button, of.id, Look::Note(place)))
        .collect();
    if referral(content, plan).is_some() {
        row.push(Button::open(
            content.text("button.letter"),
            of.id,
            Look::Letter,
        ));
    }
    let mut keyboard = vec![row];
    keyboard.extend(asked_for(content, of, case).map(|button| vec![button]));
    Some(Card { html, keyboard })
}

/// The question that a note needs and the way to the plan does not ask: until it is answered, one tap below the note.
fn asked_for(content: &Content, of: CaseRef<'_>, case: &Case) -> Option<Button> {
    let place = content.topic.note_question?;
    let question = content.question(place);
    let view = content.view(case, Unknowns::Assumed);
    let open = case.answer(place).is_none() && view.holds(&question.ask_if);
    let label = content.text_with("button.ask", &[("title", &question.title)]);
    open.then(|| Button::case(label, of.id, CaseAction::Edit(place)))
}

/// The letter as a message that a tap copies; nothing where the plan refers to nobody.
pub fn letter_card(content: &Content, of: CaseRef<'_>, case: &Case, plan: &Plan) -> Option<Card> {
    let letter = referral_letter(content, case, plan)?;
    Some(Card {
        html: page_html(of, content.text("button.letter"), &letter),
        keyboard: Vec::new(),
    })
}

fn page_html(of: CaseRef<'_>, part: &str, page: &str) -> String {
    let mut html = Html::default();
    html.bold(of.label).text(" \u{b7} ").bold(part).line();
    html.preformatted(page);
    html.into_string()
}

/// The letter that goes with a referral, from the line of the plan that refers; nothing where none does.
pub fn referral_letter(content: &Content, case: &Case, plan: &Plan) -> Option<String> {
    let referral = referral(content, plan)?;
    let mut page = Page::default();
    page.line(content.text("chart.draft"));
    page.gap();
    page.line(&content.text_with("letter.to", &[("to", &referral.to)]));
    page.heading(content.text("letter.why"));
    page.item(content.text("chart.finding"));
    let headline: Vec<&str> = headline(content, plan).collect();
    let wording = content.line(referral.line).chart.as_deref();
    // The line that refers may be the plan in one sentence.
    let wording = wording.filter(|wording| !headline.contains(wording));
    page.items(headline.into_iter().chain(wording));
    page.heading(content.text("letter.case"));
    answers(content, case, NotePart::History, &mut page);
    answers(content, case, NotePart::Examination, &mut page);
    let withheld = not_proposed(content, plan);
    if !withheld.is_empty() {
        page.heading(content.text("letter.not_proposed"));
        page.items(withheld.iter().map(String::as_str));
    }
    page.heading(content.text("letter.ask"));
    page.item(&referral.ask);
    page.gap();
    page.line(&origin(content, plan));
    Some(page.0)
}

/// The most pressing line of a plan that refers to somebody.
pub fn referral<'a>(content: &'a Content, plan: &Plan) -> Option<&'a Referral> {
    let mut referrals = content.notes.referrals.iter();
    referrals.find(|referral| plan.all_lines().any(|line| line.line == referral.line))
}

/// What was answered, a line each, then what was not.
fn answers(content: &Content, case: &Case, part: NotePart, page: &mut Page) {
    let rows = content.notes.charted.iter().filter(|row| row.part == part);
    let view = content.view(case, Unknowns::Assumed);
    let mut open: Vec<&str> = Vec::new();
    for row in rows {
        match said(case, row) {
            Some(said) => page.line(&said),
            None if is_open(content, &view, case, row) => open.push(&row.title),
            None => {}
        }
    }
    if !open.is_empty() {
        let titles = open.join(", ");
        page.line(&content.text_with("chart.not_recorded", &[("titles", &titles)]));
    }
}

/// An answer behind its title; nothing where the answer has no words for a note.
fn said(case: &Case, row: &Charted) -> Option<String> {
    let words = match case.answer(row.question)? {
        Answer::Number(number) => number.to_string(),
        Answer::One(option) => row.options.get(&option)?.clone(),
        Answer::Several(options) => {
            let words: Vec<&str> = options
                .iter()
                .filter_map(|option| row.options.get(&option).map(String::as_str))
                .collect();
            if words.is_empty() {
                return None;
            }
            words.join(", ")
        }
    };
    Some(format!("{}: {words}", row.title))
}

/// Whether a question belongs to the case, was to be asked on the way to the plan, and has no answer.
fn is_open(content: &Content, view: &View<'_>, case: &Case, row: &Charted) -> bool {
    let question = content.question(row.question);
    question.stage == Stage::Required
        && case.answer(row.question).is_none()
        && view.holds(&question.ask_if)
        && view.holds(&question.required_if)
}

fn assessment(content: &Content, case: &Case, plan: &Plan, system: &str, page: &mut Page) {
    page.item(content.text("chart.finding"));
    page.items(headline(content, plan));
    let view = content.view(case, Unknowns::Assumed);
    let codes = content.notes.codes.iter();
    let candidates: Vec<_> = codes
        .filter(|code| code.system == system && view.holds(&code.when))
        .collect();
    if candidates.is_empty() {
        return;
    }
    page.line(&content.text_with("chart.codes", &[("system", system)]));
    for code in candidates {
        page.item(&format!("{} {}: {}", code.code, code.title, code.reason));
    }
}

/// What is proposed: as many lines as a note has room for, those of the lowest rank first, in the plan's order.
/// What is not proposed and the review are never left out.
fn proposals(content: &Content, plan: &Plan, room: usize, page: &mut Page) {
    let mut last = Page::default();
    let withheld = not_proposed(content, plan);
    if !withheld.is_empty() {
        let list = withheld.join("; ");
        last.item(&content.text_with("chart.not_proposed", &[("list", &list)]));
    }
    last.items(plan.review.iter().filter_map(|line| chart(content, line)));
    let lines: Vec<&PlanLine> = plan
        .lines
        .iter()
        .filter(|line| !line.detail && chart(content, line).is_some())
        .collect();
    let mut by_rank = lines.clone();
    by_rank.sort_by_key(|line| content.line(line.line).rank);
    let mut left = room.saturating_sub(last.0.len());
    let mut kept = Vec::new();
    for line in by_rank {
        let mut one = Page::default();
        one.items(chart(content, line).into_iter());
        if one.0.len() > left {
            break;
        }
        left -= one.0.len();
        kept.push(line.line);
    }
    let shown = lines.iter().filter(|line| kept.contains(&line.line));
    page.items(shown.filter_map(|line| chart(content, line)));
    let further = lines.len() - kept.len();
    if further > 0 {
        let count = further.to_string();
        page.item(&content.text_with("chart.further", &[("count", &count)]));
    }
    page.0.push_str(&last.0);
}

/// What the plan does not recommend, each with its first reason.
fn not_proposed(content: &Content, plan: &Plan) -> Vec<String> {
    let shown = plan.withheld.iter().filter(|held| held.avoid);
    shown
        .map(|held| {
            let treatment = content.treatment(held.treatment);
            let name = treatment.chart.as_ref().unwrap_or(&treatment.name);
            let reason = held.short.as_ref().or(held.reasons.first());
            let reason = reason.map_or("", String::as_str);
            format!("{name} ({reason})")
        })
        .collect()
}

/// Everything urgent, then the plan in one sentence.
fn headline<'a>(content: &'a Content, plan: &'a Plan) -> impl Iterator<Item = &'a str> {
    let lines = plan.banners().chain(&plan.bottom_line);
    lines.filter_map(|line| chart(content, line))
}

fn chart<'a>(content: &'a Content, line: &PlanLine) -> Option<&'a str> {
    content.line(line.line).chart.as_deref()
}

/// Where the note comes from, so that it can be checked.
fn origin(content: &Content, plan: &Plan) -> String {
    content.text_with(
        "chart.origin",
        &[
            ("updated", &content.topic.updated.to_string()),
            ("version", &content.version),
            ("status", content.status_text(plan.status)),
        ],
    )
}

/// The signs that content may use and a chart may not take, and what stands for them.
const REPLACED: [(&str, &str); 9] = [
    ("\u{2013}", "-"),
    ("\u{2014}", "-"),
    ("\u{2018}", "'"),
    ("\u{2019}", "'"),
    ("\u{201c}", "\""),
    ("\u{201d}", "\""),
    ("\u{d7}", "x"),
    ("\u{2265}", ">="),
    ("\u{2264}", "<="),
];

/// A text in ASCII; what has no counterpart is left out.
fn ascii(text: &str) -> String {
    let mut text = text.to_owned();
    for (from, to) in REPLACED {
        text = text.replace(from, to);
    }
    text.retain(|c| matches!(c, '\n' | ' '..='~'));
    text
}

/// A page of lines within the columns.
#[derive(Default)]
struct Page(String);

impl Page {
    fn gap(&mut self) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
    }

    fn heading(&mut self, heading: &str) {
        self.gap();
        self.line(heading);
    }

    fn items<'a>(&mut self, items: impl Iterator<Item = &'a str>) {
        for item in items {
            self.item(item);
        }
    }

    fn item(&mut self, text: &str) {
        self.wrapped("- ", text);
    }

    fn line(&mut self, text: &str) {
        self.wrapped("", text);
    }

    /// Words within the columns; what goes on stands two spaces in.
    fn wrapped(&mut self, mark: &str, text: &str) {
        let text = ascii(text);
        let mut line = mark.to_owned();
        let mut is_empty = true;
        for word in text.split_whitespace() {
            if !is_empty && line.len() + 1 + word.len() > COLUMNS {
                self.0.push_str(&line);
                self.0.push('\n');
                line = "  ".to_owned();
                is_empty = true;
            }
            if !is_empty {
                line.push(' ');
            }
            line.push_str(word);
            is_empty = false;
        }
        self.0.push_str(&line);
        self.0.push('\n');
    }
}
