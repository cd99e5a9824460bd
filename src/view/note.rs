//! The chart note: plain ASCII for somebody else's record system, from the same lines as the plan. It records what was
//! answered and what is proposed; it never says that something was done.

use super::Card;
use super::button::{Button, Keyboard};
use super::card::CaseRef;
use super::chart_page::Page;
use super::charting::{
    Charting, MOST_REASONS, answers, begin, chart, headline, not_proposed, origin, page_html,
};
use super::letter::refers;
use super::summary::summary;
use crate::callback_data::{CaseAction, Look};
use care_engine::case::Case;
use care_engine::content::{Content, NotePart, NoteStyle, SectionKind, Unknowns};
use care_engine::plan::{Plan, PlanLine};

/// What a note is kept to where its fixed parts allow it, in characters.
const USUAL_LENGTH: usize = 2500;

/// What a note is never longer than.
const LONGEST: usize = 3500;

/// Room for the word that the plan has further lines.
const FURTHER: usize = 40;

/// The note of a case for the chart, under the headings of a style. Lines of at most 72 columns of ASCII.
pub fn chart_note(content: &Content, charting: Charting<'_>, style: &NoteStyle) -> String {
    let Charting { case, plan, .. } = charting;
    let mut page = begin(content, charting, "chart.draft");
    for (heading, part) in [
        (&style.history, NotePart::History),
        (&style.examination, NotePart::Examination),
    ] {
        let mut recorded = Page::default();
        answers(content, charting, part, &mut recorded);
        // A heading above nothing would say that nothing was found.
        if !recorded.0.is_empty() {
            page.heading(heading);
            page.0.push_str(&recorded.0);
        }
    }
    page.heading(&style.assessment);
    page.item(content.text("chart.finding"));
    page.items(headline(content, plan));
    let mut end = Page::default();
    match &style.information {
        Some(heading) => end.heading(heading),
        None => end.line(content.text("chart.return")),
    }
    for item in safety_net(content, plan) {
        end.item(&item);
    }
    end.0.push('\n');
    end.line(&origin(content, plan));
    let fixed = page.0.len() + style.plan.len() + end.0.len() + FURTHER;
    let codes = codes(content, case, &style.codes);
    let usual = USUAL_LENGTH.saturating_sub(fixed);
    let most = LONGEST.saturating_sub(fixed);
    // Candidates for codes, then second reasons give way to what has to be settled first.
    let (mut proposed, mut shown) = (Page::default(), Page::default());
    for (codes, reasons) in [
        (codes, MOST_REASONS),
        (Page::default(), MOST_REASONS),
        (Page::default(), 1),
    ] {
        let room = Room {
            usual: usual.saturating_sub(codes.0.len()),
            most: most.saturating_sub(codes.0.len()),
        };
        let fits;
        (proposed, fits) = proposals(content, plan, room, reasons);
        shown = codes;
        if fits {
            break;
        }
    }
    page.0.push_str(&shown.0);
    if !proposed.0.is_empty() {
        page.heading(&style.plan);
        page.0.push_str(&proposed.0);
    }
    page.gap();
    page.0.push_str(&end.0);
    page.0
}

/// The note as a message that a tap copies, with the buttons to a summary, to the other styles and to the letter, and
/// those that record what was only told. Nothing where the topic has no such style.
pub fn note_card(
    content: &Content,
    of: CaseRef<'_>,
    charting: Charting<'_>,
    confirm: Keyboard,
    style: usize,
) -> Option<Card> {
    let chosen = content.notes.styles.get(style)?;
    let html = page_html(
        of,
        content.text("button.note"),
        &chart_note(content, charting, chosen),
    );
    let styles = content.notes.styles.iter().enumerate();
    let mut row: Vec<Button> = styles
        .filter(|(place, _)| *place != style)
        // In a message of its own: below a later visit this one stays as it was.
        .map(|(place, other)| Button::open(&other.button, of.id, Look::Note(place)))
        .collect();
    if refers(content, charting.plan) {
        row.push(Button::open(
            content.text("button.letter"),
            of.id,
            Look::Letter,
        ));
    }
    let copy = Button::copy(
        content.text("button.copy_summary"),
        summary(content, charting),
    );
    let mut keyboard = vec![vec![copy], row];
    keyboard.extend(confirm);
    keyboard.extend(asked_for(content, of, charting.case).map(|button| vec![button]));
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

/// When to come back at once. What begins alike ("Same day if: ...") is one item: a list of its own would take the room
/// of half the plan.
fn safety_net(content: &Content, plan: &Plan) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    let lines = plan.safety_net.iter();
    for wording in lines.filter_map(|line| chart(content, line)) {
        let begins = wording.find(": ").map(|at| wording.split_at(at + 2));
        match (begins, items.last_mut()) {
            (Some((begins, rest)), Some(last)) if last.starts_with(begins) => {
                last.push_str("; ");
                last.push_str(rest);
            }
            _ => items.push(wording.to_owned()),
        }
    }
    items
}

/// Candidates for the diagnosis in a classification, each with its reason.
fn codes(content: &Content, case: &Case, system: &str) -> Page {
    let mut page = Page::default();
    let view = content.view(case, Unknowns::Assumed);
    let codes = content.notes.codes.iter();
    let candidates: Vec<_> = codes
        .filter(|code| code.system == system && view.holds(&code.when))
        .collect();
    if !candidates.is_empty() {
        page.line(&content.text_with("chart.codes", &[("system", system)]));
    }
    for code in candidates {
        page.item(&format!("{} {}: {}", code.code, code.title, code.reason));
    }
    page
}

/// How many characters of a note are left for what is proposed.
#[derive(Clone, Copy)]
struct Room {
    /// Within the usual length.
    usual: usize,
    /// Within what a note is never longer than.
    most: usize,
}

/// What is proposed: what has to be settled first as far as a note goes, then as many lines as its usual length has room
/// for, all in the plan's order: those that the content puts first for this reader, then those of others, then the rest,
/// each by rank. What is not proposed and the review are never left out. Says whether what has to be settled first fits
/// the usual length.
fn proposals(content: &Content, plan: &Plan, room: Room, reasons: usize) -> (Page, bool) {
    let mut last = Page::default();
    let withheld = not_proposed(content, plan, reasons);
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
    // The first section of the body holds what has to be settled before the rest; a rank orders lines within a section.
    let mut sections = content.section_places();
    let first = sections.find(|place| content.section(*place).kind == SectionKind::Body);
    let is_first = |line: &PlanLine| Some(content.line(line.line).section) == first;
    let weight = |line: &PlanLine| match &content.line(line.line).first_for {
        _ if is_first(line) => 0,
        Some(roles) if plan.role.is_none_or(|role| roles.contains(&role)) => 0,
        Some(_) => 1,
        None => 2,
    };
    let mut by_rank = lines.clone();
    by_rank.sort_by_key(|line| (!is_first(line), weight(line), content.line(line.line).rank));
    let (mut used, mut kept) = (last.0.len(), Vec::new());
    let mut fits = used <= room.usual;
    for line in by_rank {
        let mut one = Page::default();
        one.items(chart(content, line).into_iter());
        used += one.0.len();
        fits &= !is_first(line) || used <= room.usual;
        let most = if is_first(line) {
            room.most
        } else {
            room.usual
        };
        if used > most {
            break;
        }
        kept.push(line.line);
    }
    let mut page = Page::default();
    let shown = lines.iter().filter(|line| kept.contains(&line.line));
    page.items(shown.filter_map(|line| chart(content, line)));
    let further = lines.len() - kept.len();
    if further > 0 {
        let count = further.to_string();
        page.item(&content.text_with("chart.further", &[("count", &count)]));
    }
    page.0.push_str(&last.0);
    (page, fits)
}
