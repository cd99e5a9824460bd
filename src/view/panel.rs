//! What opens below the plan at a glance: a part of the plan with its sources, what is not advised and
//! why, and the evidence. Each line has a button that says why it is there.

use super::button::{Button, Keyboard};
use super::card::CaseRef;
use super::glance::cited;
use super::html::{Html, LONGEST_MESSAGE};
use super::letter::refers;
use super::plan::{is_plain, named_withheld};
use super::question_buttons::in_pairs;
use super::sources::{source_list, sources};
use super::{Card, Reader};
use crate::callback_data::{CallbackData, CaseAction, Look};
use care_engine::case::Case;
use care_engine::content::{BasisIx, Content, Depth, PathwayKind, SectionIx};
use care_engine::plan::{Grounds, Plan, PlanLine};
use std::collections::BTreeSet;

/// Buttons with a number in one row.
const NUMBERS_IN_A_ROW: usize = 6;

/// The positions of the panels that have something to say in this plan, in the order of its reader.
pub fn panels_of(content: &Content, plan: &Plan) -> Vec<usize> {
    let glance = plan.role.and_then(|role| content.glances.get(&role));
    let all = || (0..content.panels.len()).collect();
    let order: Vec<usize> = glance.map_or_else(all, |glance| glance.panels.clone());
    let filled = |place: &usize| first_filled(content, plan, *place).is_some();
    order.into_iter().filter(filled).collect()
}

/// The first section of a part that has a line in this plan.
fn first_filled(content: &Content, plan: &Plan, place: usize) -> Option<SectionIx> {
    let mut sections = content.panels[place].sections.iter().copied();
    sections.find(|section| plan.lines.iter().any(|line| line.section == *section))
}

/// The name of a part in this plan. A part is named after its first section; where that has no line here, after the
/// first one that has.
fn panel_name<'c>(content: &'c Content, plan: &Plan, place: usize) -> &'c str {
    let panel = &content.panels[place];
    match first_filled(content, plan, place) {
        Some(first) if panel.sections.first() != Some(&first) => &content.section(first).title,
        _ => &panel.button,
    }
}

/// One part of the plan: its lines, each with its sources, which stand below in words.
pub fn panel_card(content: &Content, of: CaseRef<'_>, plan: &Plan, place: usize) -> Option<Card> {
    let panel = content.panels.get(place)?;
    let mut html = title(of, panel_name(content, plan, place));
    let mut shown: Vec<&PlanLine> = Vec::new();
    for section in &panel.sections {
        let lines: Vec<&PlanLine> = plan
            .lines
            .iter()
            .filter(|line| line.section == *section)
            .collect();
        if lines.is_empty() {
            continue;
        }
        html.gap().bold(&content.section(*section).title);
        for line in lines {
            shown.push(line);
            item(
                (content, plan),
                &mut html,
                shown.len(),
                &line.text,
                &line.support,
            );
        }
    }
    if shown.is_empty() {
        // The button stands under a plan from before the answers changed.
        html.gap().text(content.text("panel.gone"));
        return Some(Card {
            html: html.into_string(),
            keyboard: vec![vec![Button::case(
                content.text("button.show_plan"),
                of.id,
                CaseAction::ShowPlan,
            )]],
        });
    }
    let grounds: Vec<&Grounds> = shown.iter().map(|line| &line.support).collect();
    let html = with_sources(content, plan, html, &grounds);
    let whys = shown.iter().map(|line| Look::WhyLine(line.line));
    let mut keyboard = numbered(of, whys);
    keyboard.extend(other_parts(content, of, plan, Some(Look::Panel(place))));
    Some(Card {
        html: html.into_string(),
        keyboard,
    })
}

/// The lines of a plan that none of its parts holds: what is urgent, the plan in a sentence, when to look again and
/// when to come back at once. In their short wording, as they stand on the first screen.
pub fn first_lines_card(content: &Content, of: CaseRef<'_>, plan: &Plan) -> Card {
    let panels = panels_of(content, plan);
    let in_a_part = |line: &&PlanLine| {
        let mut panels = panels.iter().map(|place| &content.panels[*place]);
        plan.lines.contains(line) && panels.any(|panel| panel.sections.contains(&line.section))
    };
    let lines: Vec<&PlanLine> = plan.all_lines().filter(|line| !in_a_part(line)).collect();
    let mut html = title(of, content.text("button.why"));
    html.line();
    for (place, line) in lines.iter().enumerate() {
        let text = line.short.as_ref().unwrap_or(&line.text);
        item((content, plan), &mut html, place + 1, text, &line.support);
    }
    let grounds: Vec<&Grounds> = lines.iter().map(|line| &line.support).collect();
    let html = with_sources(content, plan, html, &grounds);
    let mut keyboard = numbered(of, lines.iter().map(|line| Look::WhyLine(line.line)));
    keyboard.extend(other_parts(content, of, plan, Some(Look::Why)));
    Card {
        html: html.into_string(),
        keyboard,
    }
}

/// What is not advised in this case, each with every reason.
pub fn why_not_card(content: &Content, of: CaseRef<'_>, plan: &Plan) -> Option<Card> {
    if plan.withheld.is_empty() {
        return None;
    }
    let mut html = title(of, content.text("button.why_not"));
    html.line();
    let named = named_withheld(content, plan);
    for (place, withheld) in named.iter().enumerate() {
        item(
            (content, plan),
            &mut html,
            place + 1,
            &withheld.text(content),
            &withheld.support,
        );
    }
    let grounds: Vec<&Grounds> = named.iter().map(|held| &held.support).collect();
    let html = with_sources(content, plan, html, &grounds);
    let whys = named.iter().map(|held| Look::WhyWithheld(held.treatment));
    let mut keyboard = numbered(of, whys);
    keyboard.extend(other_parts(content, of, plan, Some(Look::WhyNot)));
    Some(Card {
        html: html.into_string(),
        keyboard,
    })
}

/// What the plan rests on: what had to be assumed, the evidence for a reader who learns, and every
/// source with its link.
pub fn evidence_card(
    content: &Content,
    of: CaseRef<'_>,
    case: &Case,
    plan: &Plan,
    reader: Reader<'_>,
) -> Card {
    let mut html = title(of, content.text("button.evidence"));
    for note in borrowed_notes(content, plan.borrowed()) {
        html.line().text(note);
    }
    if !plan.sources.is_empty() {
        html.gap()
            .bold(content.text("plan.sources"))
            .line()
            .add(&sources(content, &plan.sources));
    }
    let assumed = assumed(content, case, plan);
    let room = LONGEST_MESSAGE.saturating_sub(html.length() + BELOW_ASSUMED);
    if !assumed.is_empty() && assumed.length() <= room {
        html.gap()
            .bold(content.text("plan.assumed"))
            .line()
            .add(&assumed);
    }
    let learns = plan
        .role
        .is_some_and(|role| content.role(role).depth == Depth::Explained);
    if learns {
        statements(content, plan, &mut html);
    }
    html.gap()
        .text(&super::plan::version(content, plan.status, reader.today));
    Card {
        html: html.into_string(),
        keyboard: other_parts(content, of, plan, Some(Look::Evidence)),
    }
}

/// The buttons of every part but the one that is open, two in a row.
fn other_parts(content: &Content, of: CaseRef<'_>, plan: &Plan, open: Option<Look>) -> Keyboard {
    let panels = panels_of(content, plan).into_iter();
    let mut parts: Vec<(&str, Look)> = panels
        .map(|place| (panel_name(content, plan, place), Look::Panel(place)))
        .collect();
    if !plan.withheld.is_empty() && !is_plain(content, plan) {
        parts.push((content.text("button.why_not"), Look::WhyNot));
    }
    parts.push((content.text("button.why"), Look::Why));
    parts.push((content.text("button.evidence"), Look::Evidence));
    parts.retain(|(_, look)| Some(*look) != open);
    let button = |(label, look): (&str, Look)| match open {
        // Under the plan a part opens on a message of its own; from part to part it is edited in place.
        None => Button::open(label, of.id, look),
        Some(_) => Button::look(label, of.id, look),
    };
    in_pairs(parts.into_iter().map(button).collect())
}

fn title(of: CaseRef<'_>, part: &str) -> Html {
    let mut html = Html::default();
    html.bold(of.label).text(" · ").bold(part);
    html
}

fn item(
    (content, plan): (&Content, &Plan),
    html: &mut Html,
    number: usize,
    text: &str,
    support: &Grounds,
) {
    html.line()
        .text(&format!("{number}. "))
        .text(text)
        .add(&cited(content, plan, support));
}

/// A button for each line, by its number.
fn numbered(of: CaseRef<'_>, looks: impl Iterator<Item = Look>) -> Keyboard {
    let buttons: Vec<Button> = looks
        .enumerate()
        .map(|(place, look)| Button::open(format!("{}", place + 1), of.id, look))
        .collect();
    buttons
        .chunks(NUMBERS_IN_A_ROW)
        .map(<[Button]>::to_vec)
        .collect()
}

/// The part with its sources in words, as far as one message holds them; all of them are under Evidence.
fn with_sources(content: &Content, plan: &Plan, part: Html, grounds: &[&Grounds]) -> Html {
    let mut html = part;
    html.gap().italic(content.text("panel.why"));
    let numbers: BTreeSet<usize> = grounds
        .iter()
        .flat_map(|grounds| grounds.sources.iter().copied())
        .collect();
    let mut list = source_list(content, &plan.sources, numbers);
    let borrowed = grounds.iter().flat_map(|one| one.borrowed.iter().copied());
    for note in borrowed_notes(content, borrowed.collect()) {
        list.line().italic(note);
    }
    if !list.is_empty() && fits(&html, &list) {
        html.gap().add(&list);
    }
    html
}

/// What has to be said of evidence from other conditions, each once.
fn borrowed_notes(content: &Content, borrowed: BTreeSet<BasisIx>) -> Vec<&str> {
    let borrowed = borrowed.into_iter();
    borrowed
        .filter_map(|basis| content.basis(basis).borrowed.as_ref())
        .map(|borrowed| borrowed.note.as_str())
        .collect()
}

/// Visible characters around what was assumed: its heading, and the version below it.
const BELOW_ASSUMED: usize = 300;

fn fits(html: &Html, more: &Html) -> bool {
    html.length() + more.length() + 40 < LONGEST_MESSAGE
}

fn assumed(content: &Content, case: &Case, plan: &Plan) -> Html {
    let mut list = Html::default();
    for place in &plan.assumed {
        if let Some(assumed) = &content.question(*place).assumed
            && case.answer(*place).is_none()
        {
            list.line().text("• ").text(assumed);
        }
    }
    list
}

/// The statements behind the lines, while they fit.
fn statements(content: &Content, plan: &Plan, html: &mut Html) {
    let mut told = Vec::new();
    for line in &plan.lines {
        for place in &line.support.statements {
            if told.contains(place) {
                continue;
            }
            told.push(*place);
            let statement = content.statement(*place);
            let mut one = Html::default();
            one.text(&statement.text)
                .text(" (")
                .text(&statement.strength)
                .text(")");
            // The version stands below it.
            if html.length() + one.length() + 400 > LONGEST_MESSAGE {
                return;
            }
            if told.len() == 1 {
                html.gap().bold(content.text("plan.evidence"));
            }
            html.line().text("• ").add(&one);
        }
    }
}

/// What can be offered under a plan because there is such a thing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PlanOffers {
    /// The number of this plan among those of the case, under which the whole of it is read.
    pub number: u32,
    /// Something is different in it from the one before.
    pub changes: bool,
    /// The case had plans before.
    pub earlier_plans: bool,
    /// The chat has topics, and the case none of its own.
    pub own_topic: bool,
}

/// What stands under every plan, beside the questions offered: its parts, then what can be done with it.
pub fn plan_rows(content: &Content, of: CaseRef<'_>, plan: &Plan, offers: PlanOffers) -> Keyboard {
    let look = |key, look| Button::open(content.text(key), of.id, look);
    let mut rows = Keyboard::new();
    if plan.kind == PathwayKind::NoPlan {
        // What is missing for a plan is one tap away.
        let key = match is_plain(content, plan) {
            true => "button.rescreen.plain",
            false => "button.rescreen",
        };
        let screen = CaseAction::Edit(content.topic.red_flags);
        rows.push(vec![Button::case(content.text(key), of.id, screen)]);
    }
    rows.extend(other_parts(content, of, plan, None));
    let more = Button::case(content.text("button.sharpen"), of.id, CaseAction::Refine);
    rows.push(vec![look("button.change", Look::Answers(0)), more]);
    let what_if = look("button.what_if", Look::WhatIfs(0));
    let full = look("button.full_plan", Look::Plan(offers.number));
    let review = content
        .at_review
        .as_ref()
        .map(|_| Button::case(content.text("button.review"), of.id, CaseAction::Review));
    rows.push([what_if, full].into_iter().chain(review).collect());
    if !content.notes.styles.is_empty() && !is_plain(content, plan) {
        let mut papers = vec![look("button.note", Look::Note(0))];
        if refers(content, plan) {
            papers.push(look("button.letter", Look::Letter));
        }
        rows.push(papers);
    }
    let changes = offers
        .changes
        .then(|| look("button.changes", Look::Changes(offers.number, 0)));
    let plans = offers
        .earlier_plans
        .then(|| look("button.plans", Look::Plans(0)));
    let topic = offers.own_topic.then(|| {
        let data = CallbackData::CreateTopic { case: of.id };
        Button::new(content.text("button.own_topic"), data)
    });
    rows.extend(in_pairs(
        changes.into_iter().chain(plans).chain(topic).collect(),
    ));
    rows
}
