//! The parts of a difference between two plans, as lines under their titles: the answers behind it, what is new and
//! what went.

use std::collections::BTreeSet;

use super::card_words::answer_text;
use super::explain::changed;
use super::glance::{avoided, shortest};
use super::html::Html;
use super::sources::{cited, marks_text};
use care_engine::case::{Answer, Case};
use care_engine::content::{Content, PathwayKind, Stage, Unknowns};
use care_engine::intake::is_risk;
use care_engine::plan::{Changed, Difference, Plan, PlanLine, Withheld};
use care_verify::explain::{AnswerChange, changes};

/// Visible characters before a line of a list, with its line feed.
const BULLET: usize = 3;

/// Items under their title.
pub(super) type Group = (String, Vec<Html>);

/// As much of the groups as so many visible characters hold, the first of each group before the second of any;
/// and how many items are left out.
pub(super) fn weightiest(groups: Vec<Group>, mut budget: usize) -> (Vec<Group>, usize) {
    let mut kept: Vec<Group> = groups
        .iter()
        .map(|(title, _)| (title.clone(), Vec::new()))
        .collect();
    let longest = groups.iter().map(|(_, items)| items.len()).max();
    let mut left = 0;
    for depth in 0..longest.unwrap_or_default() {
        for ((title, items), (_, taken)) in groups.iter().zip(&mut kept) {
            let Some(item) = items.get(depth) else {
                continue;
            };
            let heading = if taken.is_empty() {
                title.chars().count() + 2
            } else {
                0
            };
            let needed = item.length() + BULLET + heading;
            if needed <= budget {
                budget -= needed;
                taken.push(item.clone());
            } else {
                left += 1;
            }
        }
    }
    (kept, left)
}

pub(super) fn grouped(groups: &[Group], html: &mut Html) {
    for (title, items) in groups.iter().filter(|(_, items)| !items.is_empty()) {
        html.gap().bold(title);
        for item in items {
            html.line().text("• ").add(item);
        }
    }
}

/// What was answered otherwise, "Size: 1 to 2 cm → over 5 cm": what alone leads to another pathway first, then a risk,
/// then how the course is; and the titles of what was dropped because of it. At a review the change of an outcome is left to the
/// course, and what was not asked again was not dropped.
pub(super) fn answers_changed<'c>(
    content: &'c Content,
    before: &Case,
    after: &Case,
    at_review: bool,
) -> (Vec<String>, Vec<&'c str>) {
    let (mut turns, mut dropped) = (Vec::new(), Vec::new());
    let asked = content.at_review.as_ref();
    let news = asked.and_then(|asked| asked.news);
    let course = asked.map(|asked| asked.course);
    let mut changes = changes(content, before, after);
    changes.sort_by_key(|change| {
        let leads = leads_elsewhere(content, before, change);
        let risk = is_risk(content, change.question);
        (!leads, !risk, course != Some(change.question))
    });
    for change in changes {
        // An answer that was assumed before and is given now is no news.
        let assumed = content.question(change.question).assume.map(Answer::One);
        if change.from.is_none() && assumed.is_some() && change.to == assumed {
            continue;
        }
        // The course tells of the change of a score, and what is new tells itself.
        let computed = content.question(change.question).stage == Stage::Computed;
        let mut outcomes = content.outcomes.iter();
        let told = at_review
            && change.from.is_some()
            && change.to.is_some()
            && outcomes.any(|outcome| outcome.question == change.question);
        if computed || told || news == Some(change.question) {
            continue;
        }
        let again = asked.is_some_and(|asked| asked.again.contains(&change.question));
        if change.to.is_none() && at_review && again {
            continue;
        }
        if change.to.is_none() {
            let plain = content.plain_reader(after).is_some();
            dropped.push(content.question(change.question).title_for(plain));
        } else if at_review && course == Some(change.question) {
            // How it goes is said of this visit; that the one before had another word for it is no news.
            turns.push(answered(content, after, &change));
        } else {
            turns.push(turned(content, before, after, &change));
        }
    }
    (turns, dropped)
}

/// Whether this answer alone would lead the case to another pathway.
fn leads_elsewhere(content: &Content, before: &Case, change: &AnswerChange) -> bool {
    let way = |case: &Case| content.pathway_of(&content.view(case, Unknowns::Assumed));
    let mut after = before.clone();
    after.set(change.question, change.to);
    way(before) != way(&after)
}

pub(super) fn turned_line(content: &Content, answer: &str, html: &mut Html) {
    html.line()
        .bold(content.text("change.answer"))
        .text(" ")
        .text(answer);
}

pub(super) fn dropped_line(content: &Content, titles: &str, html: &mut Html) {
    if !titles.is_empty() {
        html.line()
            .italic(&content.text_with("note.dropped", &[("titles", titles)]));
    }
}

pub(super) fn pathway_line(content: &Content, difference: &Difference, html: &mut Html) {
    if let Some(turn) = &difference.pathway {
        let (from, to) = (
            content.pathway_title(turn.from),
            content.pathway_title(turn.to),
        );
        html.line()
            .text(&content.text_with("change.pathway", &[("from", from), ("to", to)]));
    }
}

fn turned(content: &Content, before: &Case, after: &Case, change: &AnswerChange) -> String {
    if let (Some(Answer::Several(_)), Some(Answer::Several(_))) = (change.from, change.to) {
        return changed(content, change);
    }
    let plain = content.plain_reader(after).is_some();
    content.text_with(
        "change.turn",
        &[
            ("title", content.question(change.question).title_for(plain)),
            ("from", &answer_text(content, before, change.question)),
            ("to", &answer_text(content, after, change.question)),
        ],
    )
}

/// "Visit: Review: worse".
fn answered(content: &Content, after: &Case, change: &AnswerChange) -> String {
    let plain = content.plain_reader(after).is_some();
    let title = content.question(change.question).title_for(plain);
    let answer = answer_text(content, after, change.question);
    content.text_with("change.now", &[("title", title), ("to", &answer)])
}

/// A group with its title, which counts its items.
fn group(content: &Content, key: &str, items: Vec<Html>) -> Group {
    let count = items.len().to_string();
    (content.text_with(key, &[("count", &count)]), items)
}

/// What is new and what went, in short wordings: what must not be overlooked first. Bottom line, review, banners and
/// safety net stand on the first screen. Nothing where the plan has become urgent: what it was before does not matter
/// then.
pub(super) fn short_groups(content: &Content, difference: &Difference, after: &Plan) -> Vec<Group> {
    if difference.pathway.is_some() && after.kind == PathwayKind::Urgent {
        return Vec::new();
    }
    let short = |line: &PlanLine| plain(line.short.as_ref().unwrap_or(&line.text));
    let (lifted, unspoken) = no_longer_withheld(content, difference, after);
    let withheld = difference.withheld.iter();
    let added = difference.added.iter();
    let added = added.filter(|line| after.lines.contains(line));
    vec![
        group(
            content,
            "change.withheld",
            withheld.map(|held| avoided(content, held)).collect(),
        ),
        group(
            content,
            "change.added",
            added.map(|line| shortest(content, after, line)).collect(),
        ),
        group(
            content,
            "change.removed",
            difference.removed.iter().map(short).collect(),
        ),
        group(content, "change.lifted", lifted),
        group(content, "change.unspoken", unspoken),
    ]
}

/// Everything that is different under its titles. Sources are numbered as in the new plan, so what is no longer in
/// it stands without.
pub(super) fn all_groups(content: &Content, difference: &Difference, after: &Plan) -> Vec<Group> {
    let line = |line: &PlanLine| cited(content, line);
    let held = |held: &Withheld| {
        let mut html = plain(&held.text(content));
        html.text(&marks_text(content, &held.support));
        html
    };
    let single = |turn: &Option<Changed<Option<PlanLine>>>| -> Vec<Html> {
        let now = turn.iter().filter_map(|turn| turn.to.as_ref());
        now.map(line).collect()
    };
    let (lifted, unspoken) = no_longer_withheld(content, difference, after);
    let removed = difference.removed.iter().map(|was| plain(&was.text));
    let reworded = difference.reworded.iter().map(|turn| line(&turn.to));
    let reasons = difference.reasons.iter().map(|turn| held(&turn.to));
    let withheld = difference.withheld.iter().map(held);
    let added = difference.added.iter().map(line);
    [
        ("change.bottom_line", single(&difference.bottom_line)),
        ("change.withheld", withheld.collect()),
        ("change.added", added.collect()),
        ("change.removed", removed.collect()),
        ("change.lifted", lifted),
        ("change.unspoken", unspoken),
        ("change.reworded", reworded.collect()),
        ("change.reasons", reasons.collect()),
        ("change.review", single(&difference.review)),
    ]
    .into_iter()
    .map(|(key, items)| group(content, key, items))
    .collect()
}

/// The numbers of the sources behind everything that [`all_groups`] lists of the new plan.
pub(super) fn sources_of(difference: &Difference) -> BTreeSet<usize> {
    let single =
        |turn: &Option<Changed<Option<PlanLine>>>| turn.as_ref().and_then(|turn| turn.to.clone());
    let single = [&difference.bottom_line, &difference.review].map(single);
    let lines = difference.added.iter();
    let lines = lines.chain(difference.reworded.iter().map(|turn| &turn.to));
    let lines = lines
        .chain(single.iter().flatten())
        .map(|line| &line.support);
    let held = difference.withheld.iter();
    let held = held.chain(difference.reasons.iter().map(|turn| &turn.to));
    let all = lines.chain(held.map(|held| &held.support));
    all.flat_map(|support| support.sources.iter().copied())
        .collect()
}

/// What is withheld no longer is not thereby advised: a plan that goes another way, an urgent one above all, may
/// just not speak of it. Only what the new plan offers reads as free again; the rest comes second.
fn no_longer_withheld(
    content: &Content,
    difference: &Difference,
    after: &Plan,
) -> (Vec<Html>, Vec<Html>) {
    let offered = |was: &&Withheld| {
        let mut lines = after.all_lines();
        lines.any(|line| content.line(line.line).recommends.contains(&was.treatment))
    };
    let (lifted, unspoken): (Vec<&Withheld>, Vec<&Withheld>) =
        difference.lifted.iter().partition(offered);
    let names = |held: Vec<&Withheld>| -> Vec<Html> {
        let held = held.into_iter();
        held.map(|was| plain(&content.treatment(was.treatment).name))
            .collect()
    };
    (names(lifted), names(unspoken))
}

fn plain(text: &str) -> Html {
    let mut html = Html::default();
    html.text(text);
    html
}
