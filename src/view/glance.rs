//! The plan at a glance: one message that fits the first screen of a phone. What to do, what to avoid,
//! when to look again and when to come back at once; everything else opens by a button.

use super::Reader;
use super::html::Html;
use super::plan::{is_plain, named_withheld};
use super::sources::source_numbers;
use care_engine::content::{Content, PathwayKind, SectionIx};
use care_engine::plan::{Grounds, Plan, PlanLine, Withheld};

/// Most visible characters beside the safety net, which is never shortened.
pub const LONGEST: usize = 900;
/// The same for an urgent plan with one red flag; each further flag may take [`FURTHER_FLAG`] more.
pub const LONGEST_URGENT: usize = 600;
/// What each further red flag may add to [`LONGEST_URGENT`], with its first action.
pub const FURTHER_FLAG: usize = 120;

/// Lines of "Do", where there is room.
const MOST_TO_DO: usize = 6;
/// Lines of "Do" that stand before anything to avoid.
const FIRST_TO_DO: usize = 3;
/// Things to avoid that nothing in this case asks for; those that an answer asks for are never left out.
const MOST_TO_AVOID: usize = 4;

/// The first screen of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstScreen {
    /// The message, as Telegram's HTML.
    pub html: String,
    /// Visible characters beside the safety net.
    pub length: usize,
    /// Most of them that this plan may have.
    pub limit: usize,
}

/// Lays out the first screen of a plan, beginning with the label of its case.
pub fn glance(content: &Content, plan: &Plan, reader: Reader<'_>) -> FirstScreen {
    let (html, length) = glance_block(content, plan, reader, Some(reader.label));
    FirstScreen {
        html: html.into_string(),
        length,
        limit: limit(plan),
    }
}

/// Most visible characters of a plan's first screen beside its safety net.
pub(super) fn limit(plan: &Plan) -> usize {
    if plan.kind != PathwayKind::Urgent {
        return LONGEST;
    }
    let flags = plan.banners().count().max(1);
    LONGEST_URGENT + FURTHER_FLAG * (flags - 1)
}

/// The first screen as a block, and its visible characters beside the safety net.
pub(super) fn glance_block(
    content: &Content,
    plan: &Plan,
    reader: Reader<'_>,
    label: Option<&str>,
) -> (Html, usize) {
    let head = head(content, plan, label);
    let review = review(content, plan);
    let net = safety_net(content, plan);
    let longest_foot = foot(content, plan, reader, |_| true).length();
    let fixed = head.length() + review.length() + longest_foot + 6;
    let body = body(content, plan, limit(plan).saturating_sub(fixed));

    let mut html = head;
    if !body.is_empty() {
        html.gap().add(&body);
    }
    if !review.is_empty() {
        html.gap().add(&review);
    }
    let mut length = html.length();
    if !net.is_empty() {
        html.gap().add(&net);
    }
    // A mark is explained where it stands.
    let foot = foot(content, plan, reader, |mark| html.is_marked(mark));
    html.gap().add(&foot);
    length += foot.length() + 2;
    (html, length)
}

/// Which case this is, where it goes, what is urgent, and the plan in one sentence.
fn head(content: &Content, plan: &Plan, label: Option<&str>) -> Html {
    let mut html = Html::default();
    let pathway = content.pathway_title(plan.pathway);
    match label {
        Some(label) => html.bold(label).text(" · ").text(pathway),
        None => html.bold(pathway),
    };
    let lines = plan.banners().chain(&plan.bottom_line);
    for (place, line) in lines.enumerate() {
        if place == 0 {
            html.line();
        }
        let text = line.short.as_ref().unwrap_or(&line.text);
        html.line()
            .bold(text)
            .add(&cited(content, plan, &line.support));
    }
    html
}

/// "Do" and "Avoid", within so many visible characters.
fn body(content: &Content, plan: &Plan, mut budget: usize) -> Html {
    // The first action of every red flag is never left out. In plain language its banner says it.
    let plain = is_plain(content, plan);
    let mut doing: Vec<Html> = first_actions(content, plan)
        .into_iter()
        .filter(|_| !plain)
        .map(|line| shortest(content, plan, line))
        .collect();
    let mut to_do = to_do(content, plan);
    to_do.retain(|line| !doing.contains(line));
    for line in &doing {
        budget = budget.saturating_sub(line.length() + BULLET);
    }
    // Treatments are named in clinicians' words; a reader of plain language is told by the lines.
    let avoid = named_withheld(content, plan).into_iter().filter(|_| !plain);
    let (always, others): (Vec<&Withheld>, Vec<&Withheld>) =
        avoid.partition(|withheld| withheld.avoid);

    let mut avoiding = Vec::new();
    let mut named_only = Vec::new();
    budget = budget.saturating_sub(HEADINGS);
    let first = FIRST_TO_DO.saturating_sub(doing.len());
    let (first, more) = to_do.split_at(to_do.len().min(first));
    // What must be avoided is never left out, so its names are paid for before anything else.
    let names: usize = always
        .iter()
        .map(|withheld| content.treatment(withheld.treatment).name.chars().count() + 2)
        .sum();
    budget = budget.saturating_sub(names);
    for line in first {
        take(&mut doing, line.clone(), &mut budget);
    }
    for withheld in always {
        let name = content.treatment(withheld.treatment).name.chars().count() + 2;
        let line = avoided(content, withheld);
        if line.length() + BULLET <= budget + name {
            budget = budget + name - line.length() - BULLET;
            avoiding.push(line);
        } else {
            named_only.push(content.treatment(withheld.treatment).name.as_str());
        }
    }
    for line in more.iter().take(MOST_TO_DO.saturating_sub(doing.len())) {
        take(&mut doing, line.clone(), &mut budget);
    }
    for withheld in others {
        if avoiding.len() >= MOST_TO_AVOID {
            break;
        }
        take(&mut avoiding, avoided(content, withheld), &mut budget);
    }

    let mut html = Html::default();
    list(content.text("glance.do"), &doing, &mut html);
    list(content.text("glance.avoid"), &avoiding, &mut html);
    let names = named_only.join(", ");
    if avoiding.is_empty() && !names.is_empty() {
        html.gap().bold(content.text("glance.avoid"));
        html.text(": ").text(&names);
    } else if !names.is_empty() {
        html.line()
            .text(&content.text_with("glance.also_avoid", &[("names", &names)]));
    }
    html
}

/// Visible characters of both headings with the gaps around them.
const HEADINGS: usize = 60;
/// Visible characters before a line of a list, with its line feed.
const BULLET: usize = 3;

fn take(lines: &mut Vec<Html>, line: Html, budget: &mut usize) {
    let needed = line.length() + BULLET;
    if needed <= *budget {
        *budget -= needed;
        lines.push(line);
    }
}

fn list(title: &str, lines: &[Html], html: &mut Html) {
    if lines.is_empty() {
        return;
    }
    html.gap().bold(title);
    for line in lines {
        html.line().text("• ").add(line);
    }
}

/// The first actions of the red flags that are named, in the order of their ranks: that of the flags, and what is left
/// undone meanwhile behind them.
fn first_actions<'p>(content: &Content, plan: &'p Plan) -> Vec<&'p PlanLine> {
    let named = |line: &&PlanLine| {
        let of = &content.line(line.line).first_action_of;
        plan.banners().any(|banner| of.contains(&banner.line))
    };
    let mut lines: Vec<&PlanLine> = plan.lines.iter().filter(named).collect();
    lines.sort_by_key(|line| content.line(line.line).rank);
    lines
}

/// The lines to choose from, the most important for this reader first: the first of each of their
/// sections, then the second of each.
fn to_do(content: &Content, plan: &Plan) -> Vec<Html> {
    let glance = plan.role.and_then(|role| content.glances.get(&role));
    let order: Vec<SectionIx> = match glance {
        Some(glance) if plan.kind != PathwayKind::Urgent => glance.order.clone(),
        _ => content.section_places().collect(),
    };
    // Lines that the content puts first for this reader, then those that it leaves to the room there is.
    let place = |line: &PlanLine| {
        let first_for = content.line(line.line).first_for.as_ref();
        match (first_for, plan.role) {
            (Some(roles), Some(role)) => roles.contains(&role).then_some(0),
            (Some(_), None) => None,
            (None, _) => (!line.detail).then_some(1),
        }
    };
    let of_section = |section: &SectionIx| -> Vec<&PlanLine> {
        let lines = plan.lines.iter().filter(|line| line.section == *section);
        let mut placed: Vec<(usize, &PlanLine)> = lines
            .filter_map(|line| Some((place(line)?, line)))
            .collect();
        placed.sort_by_key(|(place, _)| *place);
        placed.into_iter().map(|(_, line)| line).collect()
    };
    let sections: Vec<Vec<&PlanLine>> = order.iter().map(of_section).collect();
    let deepest = sections.iter().map(Vec::len).max().unwrap_or_default();
    let mut lines = Vec::new();
    // What comes first in the plan comes first here, all of it: examinations that guard load and drugs.
    let (guards, rest) = sections.split_at(sections.len().min(1));
    for line in guards.iter().flatten() {
        lines.push(shortest(content, plan, line));
    }
    for depth in 0..deepest {
        for section in rest {
            if let Some(line) = section.get(depth) {
                lines.push(shortest(content, plan, line));
            }
        }
    }
    lines
}

/// A line in its short wording where it has one, with its sources.
pub(super) fn shortest(content: &Content, plan: &Plan, line: &PlanLine) -> Html {
    let mut html = Html::default();
    html.text(line.short.as_ref().unwrap_or(&line.text))
        .add(&cited(content, plan, &line.support));
    html
}

/// What is withheld and why, in its short wording: "NAME: REASON".
pub(super) fn avoided(content: &Content, withheld: &Withheld) -> Html {
    let name = &content.treatment(withheld.treatment).name;
    let reason = withheld.shorts.first().or(withheld.reasons.first());
    let mut html = Html::default();
    html.text(name);
    if let Some(reason) = reason {
        html.text(": ").text(reason);
    }
    html.add(&marked(content, &withheld.support));
    html
}

/// The marks of a sentence. That it rests on no source but the project's own policy is said to clinicians beside it; who
/// reads plain language is told so where it says why the line is there.
pub(super) fn cited(content: &Content, plan: &Plan, grounds: &Grounds) -> Html {
    match grounds.sources.is_empty() && is_plain(content, plan) {
        true => Html::default(),
        false => marked(content, grounds),
    }
}

/// " [1,2]◦": the numbers of the sources, and the mark of evidence that is borrowed.
fn marked(content: &Content, grounds: &Grounds) -> Html {
    let mut html = Html::default();
    html.text(&source_numbers(content, grounds));
    for basis in &grounds.borrowed {
        if let Some(borrowed) = &content.basis(*basis).borrowed {
            html.text(&borrowed.mark);
        }
    }
    html
}

fn review(content: &Content, plan: &Plan) -> Html {
    let mut html = Html::default();
    if let Some(review) = &plan.review {
        html.bold(content.text("plan.review")).text(" ");
        html.add(&shortest(content, plan, review));
    }
    html
}

/// When to come back at once, whole, one alarm a line.
fn safety_net(content: &Content, plan: &Plan) -> Html {
    let mut html = Html::default();
    if plan.safety_net.is_empty() {
        return html;
    }
    html.bold(content.text("plan.safety_net"));
    for line in &plan.safety_net {
        html.line()
            .text("• ")
            .text(&line.text)
            .add(&cited(content, plan, &line.support));
    }
    html
}

/// What the marks that are seen mean, the status of the plan and its day, and the short disclaimer.
fn foot(
    content: &Content,
    plan: &Plan,
    reader: Reader<'_>,
    is_seen: impl Fn(&str) -> bool,
) -> Html {
    let mut html = Html::default();
    for basis in plan.borrowed() {
        if let Some(borrowed) = &content.basis(basis).borrowed
            && is_seen(&borrowed.mark)
        {
            html.text(&borrowed.short).text(" · ");
        }
    }
    let values = [
        ("status", content.status_text(plan.status)),
        ("updated", &content.topic.updated.to_string()),
    ];
    html.text(&content.text_with("glance.version", &values));
    if reader.today > content.topic.next_review {
        html.text(" ").text(content.text("plan.overdue"));
    }
    let key = if is_plain(content, plan) {
        "glance.disclaimer_plain"
    } else {
        "glance.disclaimer"
    };
    html.line().italic(content.text(key));
    html
}
