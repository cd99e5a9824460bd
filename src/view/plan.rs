//! The plan as messages: what to read first in the open, the rest folded.

use super::Reader;
use super::html::{Html, LONGEST_MESSAGE};
use super::sources::{cited, marks, sources};
use care_engine::case::Case;
use care_engine::content::{Content, Depth, PathwayKind, ReviewStatus, SectionIx};
use care_engine::day::Day;
use care_engine::plan::{Plan, PlanLine, Withheld};

/// Most visible characters of the bottom line and the lines in the open: 1,900 with the headings.
const OPEN_LIMIT: usize = 1800;
/// The longest folded list: with its title and what a message begins with it fits into one.
const LONGEST_LIST: usize = LONGEST_MESSAGE - 400;
/// The same for an urgent plan, review included: at most 900 with its headings, beside the safety net.
const URGENT_LIMIT: usize = 740;

/// The messages of one plan, in order; only the last one gets buttons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanMessages {
    /// Telegram's HTML, each within a message's limit.
    pub messages: Vec<String>,
    /// Visible characters of what stands in the open.
    pub open: usize,
}

/// Lays a plan out for a phone.
pub fn plan_messages(
    content: &Content,
    case: &Case,
    plan: &Plan,
    reader: Reader<'_>,
) -> PlanMessages {
    let (blocks, open) = plan_blocks(content, case, plan, reader, Some(reader.label));
    PlanMessages {
        messages: pack(content, reader, blocks),
        open,
    }
}

/// The blocks of a plan, under a label where nothing stands before them; and the visible characters
/// of what is in the open.
pub(super) fn plan_blocks(
    content: &Content,
    case: &Case,
    plan: &Plan,
    reader: Reader<'_>,
    label: Option<&str>,
) -> (Vec<Html>, usize) {
    if is_plain(content, plan) {
        return plain_blocks(content, plan, reader, label);
    }
    // Review and safety net stay in the open, after what is folded about the plan itself.
    let mut after = Html::default();
    if let Some(review) = &plan.review {
        after
            .bold(content.text("plan.review"))
            .text(" ")
            .add(&cited(content, review));
    }
    let urgent = plan.kind == PathwayKind::Urgent;
    let limit = if urgent {
        URGENT_LIMIT.saturating_sub(after.length())
    } else {
        OPEN_LIMIT
    };
    if !plan.safety_net.is_empty() {
        after.line().bold(content.text("plan.safety_net"));
        for line in &plan.safety_net {
            after.line().text("• ").add(&cited(content, line));
        }
    }
    let (head, more) = open_lines(content, plan, label, limit);
    let open = head.length() + after.length();
    let mut blocks = vec![head];
    let more = lists(more.into_iter());
    let more = more
        .iter()
        .map(|list| quote(content.text("plan.more"), list));
    blocks.extend(more);
    let withheld = lists(named_withheld(content, plan).into_iter().map(|withheld| {
        let mut item = Html::default();
        item.text(&withheld.text(content))
            .add(&marks(content, &withheld.support));
        item
    }));
    let title = content.text("plan.not_recommended");
    blocks.extend(withheld.iter().map(|list| quote(title, list)));
    blocks.push(after);
    blocks.extend(background(content, case, plan, reader));
    let footer = footer(content, plan, reader.today);
    blocks.push(if urgent { folded(&footer) } else { footer });
    (blocks, open)
}

/// The same for a reader of plain language: sentences without marks, and by their names where they come from. What is
/// not advised is named in clinicians' words, and what was assumed is theirs to ask: the lines say it otherwise.
fn plain_blocks(
    content: &Content,
    plan: &Plan,
    reader: Reader<'_>,
    label: Option<&str>,
) -> (Vec<Html>, usize) {
    let mut head = Html::default();
    let pathway = content.pathway_title(plan.pathway);
    match label {
        Some(label) => head.bold(label).text(" · ").text(pathway),
        None => head.bold(pathway),
    };
    for line in plan.banners().chain(&plan.bottom_line) {
        head.gap().bold(&line.text);
    }
    let open = head.length();
    let mut blocks = vec![head];
    for section in content.section_places() {
        let mut lines = plan
            .lines
            .iter()
            .filter(|line| line.section == section)
            .peekable();
        if lines.peek().is_none() {
            continue;
        }
        let mut block = Html::default();
        block.bold(&content.section(section).title);
        for line in lines {
            block.line().text("• ").text(&line.text);
        }
        blocks.push(block);
    }
    let mut after = Html::default();
    if let Some(review) = &plan.review {
        after
            .bold(content.text("plan.review"))
            .text(" ")
            .text(&review.text);
    }
    if !plan.safety_net.is_empty() {
        after.line().bold(content.text("plan.safety_net"));
    }
    for line in &plan.safety_net {
        after.line().text("• ").text(&line.text);
    }
    blocks.push(after);
    let mut from = Html::default();
    for place in &plan.sources {
        let reference = content.reference(*place);
        from.line().link(&reference.url, &reference.short);
    }
    if !from.is_empty() {
        blocks.push(quote(content.text("plan.sources_plain"), &from));
    }
    let mut foot = Html::default();
    foot.text(&version(content, plan.status, reader.today));
    foot.line().italic(content.text("glance.disclaimer_plain"));
    blocks.push(foot);
    (blocks, open)
}

/// Banner, bottom line and lines; what is too much for a phone comes back apart.
fn open_lines(
    content: &Content,
    plan: &Plan,
    label: Option<&str>,
    limit: usize,
) -> (Html, Vec<Html>) {
    let mut html = Html::default();
    let pathway = content.pathway_title(plan.pathway);
    match label {
        Some(label) => html.bold(label).text(" · ").text(pathway),
        None => html.bold(pathway),
    };
    match &plan.banner {
        Some(banner) => {
            html.gap()
                .bold(&banner.text)
                .add(&marks(content, &banner.support));
        }
        None if plan.kind == PathwayKind::Urgent => {
            html.gap().bold(content.text("plan.urgent"));
        }
        None => {}
    }
    for banner in &plan.further_banners {
        html.gap()
            .bold(&banner.text)
            .add(&marks(content, &banner.support));
    }
    if let Some(bottom_line) = &plan.bottom_line {
        html.gap()
            .bold(&bottom_line.text)
            .add(&marks(content, &bottom_line.support));
    }
    // When space is short, the lines that matter most are kept: those of the lowest rank.
    let mut kept: Vec<&PlanLine> = plan.lines.iter().filter(|line| !line.detail).collect();
    let mut budget = limit.saturating_sub(html.length());
    let mut by_rank = kept.clone();
    by_rank.sort_by_key(|line| (content.line(line.line).rank, line.section));
    let mut fits = Vec::new();
    for line in by_rank {
        let needed = cited(content, line).length() + 4;
        if needed <= budget {
            budget -= needed;
            fits.push(line.line);
        }
    }
    kept.retain(|line| fits.contains(&line.line));
    section_list(content, kept.iter().copied(), &mut html);
    let rest = plan.lines.iter().filter(|line| !fits.contains(&line.line));
    (html, rest.map(|line| cited(content, line)).collect())
}

/// Items as lists of which each fits into a message of its own.
fn lists(items: impl Iterator<Item = Html>) -> Vec<Html> {
    let mut lists: Vec<Html> = Vec::new();
    for item in items {
        let mut list = lists.pop().unwrap_or_default();
        if list.length() + item.length() > LONGEST_LIST {
            lists.push(std::mem::take(&mut list));
        }
        list.line().text("• ").add(&item);
        lists.push(list);
    }
    lists
}

fn section_list<'p>(content: &Content, lines: impl Iterator<Item = &'p PlanLine>, html: &mut Html) {
    let mut section: Option<SectionIx> = None;
    for line in lines {
        if section != Some(line.section) {
            section = Some(line.section);
            html.gap().bold(&content.section(line.section).title);
        }
        html.line().text("• ").add(&cited(content, line));
    }
}

/// What was assumed, the evidence for a reader who wants it, and the sources.
fn background(content: &Content, case: &Case, plan: &Plan, reader: Reader<'_>) -> Vec<Html> {
    let mut blocks = Vec::new();
    if !plan.assumed.is_empty() {
        let mut list = Html::default();
        for place in &plan.assumed {
            if let Some(assumed) = &content.question(*place).assumed
                && case.answer(*place).is_none()
            {
                list.line().text("• ").text(assumed);
            }
        }
        blocks.push(quote(content.text("plan.assumed"), &list));
    }
    let explained = reader
        .role
        .is_some_and(|role| content.role(role).depth == Depth::Explained);
    if explained {
        let list = evidence(content, plan);
        if !list.is_empty() {
            blocks.push(quote(content.text("plan.evidence"), &list));
        }
    }
    if !plan.sources.is_empty() {
        blocks.push(quote(
            content.text("plan.sources"),
            &sources(content, &plan.sources),
        ));
    }
    blocks
}

/// The statements behind the lines in the open, for a reader who is learning.
fn evidence(content: &Content, plan: &Plan) -> Html {
    let mut told = Vec::new();
    let mut html = Html::default();
    for line in plan.lines.iter().filter(|line| !line.detail) {
        for place in &line.support.statements {
            // One message's worth; every statement is a tap away otherwise.
            if told.contains(place) || html.length() > LONGEST_MESSAGE / 2 {
                continue;
            }
            told.push(*place);
            let statement = content.statement(*place);
            html.line()
                .text("• ")
                .text(&statement.text)
                .text(" (")
                .text(&statement.strength)
                .text(")");
        }
    }
    html
}

fn footer(content: &Content, plan: &Plan, today: Day) -> Html {
    let mut html = Html::default();
    for basis in plan.borrowed() {
        if let Some(borrowed) = &content.basis(basis).borrowed {
            html.text(&borrowed.note).text(" ");
        }
    }
    html.line().text(&version(content, plan.status, today));
    html.line().italic(content.text("disclaimer.short"));
    html
}

/// What a plan withholds, without what it withholds under the name of several treatments for the same reasons.
pub(super) fn named_withheld<'p>(content: &Content, plan: &'p Plan) -> Vec<&'p Withheld> {
    let is_said_by = |one: &Withheld, other: &Withheld| {
        let covers = &content.treatment(other.treatment).covers;
        let mut reasons = one.reasons.iter();
        covers.contains(&one.treatment)
            && reasons.all(|reason| other.reasons.contains(reason))
            && (other.avoid || !one.avoid)
    };
    let is_said = |one: &&Withheld| plan.withheld.iter().any(|other| is_said_by(one, other));
    plan.withheld.iter().filter(|one| !is_said(one)).collect()
}

/// Whether the plan is worded for a reader of plain language.
pub(super) fn is_plain(content: &Content, plan: &Plan) -> bool {
    plan.role
        .is_some_and(|role| content.role(role).depth == Depth::Plain)
}

/// Content version, review status and dates; past the review date, that too.
pub(super) fn version(content: &Content, status: ReviewStatus, today: Day) -> String {
    let topic = &content.topic;
    let version = content.text_with(
        "plan.version",
        &[
            ("version", &content.version),
            ("updated", &topic.updated.to_string()),
            ("status", content.status_text(status)),
            ("evidence", &topic.evidence_date.to_string()),
            ("next", &topic.next_review.to_string()),
        ],
    );
    if today > topic.next_review {
        format!("{version} {}", content.text("plan.overdue"))
    } else {
        version
    }
}

/// A list under its title, folded away.
pub(super) fn quote(title: &str, inner: &Html) -> Html {
    let mut list = Html::default();
    list.bold(title).line().add(inner);
    folded(&list)
}

pub(super) fn folded(inner: &Html) -> Html {
    let mut html = Html::default();
    html.folded(inner);
    html
}

/// Puts blocks together while they fit; a message is only ever begun between two blocks.
pub(super) fn pack(content: &Content, reader: Reader<'_>, blocks: Vec<Html>) -> Vec<String> {
    let mut messages = Vec::new();
    let mut current = Html::default();
    for block in blocks.into_iter().filter(|block| !block.is_empty()) {
        if !current.is_empty() && current.length() + 2 + block.length() > LONGEST_MESSAGE {
            messages.push(std::mem::take(&mut current).into_string());
            current
                .bold(reader.label)
                .text(" · ")
                .text(content.text("plan.continued"));
        }
        current.gap().add(&block);
    }
    messages.push(current.into_string());
    messages
}
