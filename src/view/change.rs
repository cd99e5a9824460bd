//! A plan that is given again: what is new in it first. And one that is only supposed.

use super::Reader;
use super::card_words::answer_text;
use super::explain::changed;
use super::glance::glance_block;
use super::html::Html;
use super::plan::{PlanMessages, cited, folded, pack};
use care_engine::case::{Answer, Case};
use care_engine::content::{Content, PathwayKind, QuestionIx};
use care_engine::plan::{Difference, Plan, PlanLine, Withheld};
use care_verify::explain::{AnswerChange, changes};

/// Most visible characters of the difference that stand in the open.
const OPEN_LIMIT: usize = 700;
/// Most visible characters of one folded list of the rest: a message is never begun inside one.
const FOLDED_LIMIT: usize = 3000;

/// Answers with the plan that they make.
#[derive(Debug, Clone, Copy)]
pub struct GivenPlan<'a> {
    /// The answers the plan is made from.
    pub case: &'a Case,
    /// The plan made from them.
    pub plan: &'a Plan,
}

/// The new plan after a change, the difference to the one before it first.
pub fn replan_messages(
    content: &Content,
    before: GivenPlan<'_>,
    after: GivenPlan<'_>,
    reader: Reader<'_>,
) -> PlanMessages {
    let mut head = Html::default();
    head.bold(reader.label)
        .text(" · ")
        .text(content.text("change.title"));
    told(content, before, after, reader, head, true)
}

/// The new plan where the one before it was made from other content: two plans can only be compared
/// within one content, so the messages begin with the note that the content has changed.
pub fn renewed_messages(
    content: &Content,
    after: GivenPlan<'_>,
    version: &str,
    reader: Reader<'_>,
) -> PlanMessages {
    let mut head = Html::default();
    head.bold(reader.label)
        .text(" · ")
        .text(content.text("change.renewed_title"));
    let said = content.text_with("change.renewed", &[("version", version)]);
    head.line().italic(&said);
    let mut open = head.length();
    let mut blocks = vec![head];
    let (plan, length) = glance_block(content, after.plan, reader, None);
    open += length;
    blocks.push(plan);
    PlanMessages {
        messages: pack(content, reader, blocks),
        open,
    }
}

/// The plan that would follow from a change, marked as that on each of its messages; the plan is
/// not repeated where nothing in it would change.
pub fn supposed_messages(
    content: &Content,
    before: GivenPlan<'_>,
    after: GivenPlan<'_>,
    asks_again: Option<QuestionIx>,
    reader: Reader<'_>,
) -> PlanMessages {
    let label = supposed_label(content, reader.label);
    let reader = Reader {
        label: &label,
        ..reader
    };
    let mut head = Html::default();
    head.bold(&label);
    if let Some(place) = asks_again {
        let title = &content.question(place).title;
        let note = content.text_with("what_if.asks_again", &[("title", title)]);
        head.line().italic(&note);
    }
    told(content, before, after, reader, head, false)
}

/// "Case 7 · What if, not saved".
pub(super) fn supposed_label(content: &Content, label: &str) -> String {
    format!("{label} · {}", content.text("what_if.title"))
}

fn told(
    content: &Content,
    before: GivenPlan<'_>,
    after: GivenPlan<'_>,
    reader: Reader<'_>,
    mut head: Html,
    always: bool,
) -> PlanMessages {
    let difference = Difference::between(before.plan, after.plan);
    answers_changed(content, before.case, after.case, &mut head);
    if let Some(turn) = &difference.pathway {
        let (from, to) = (
            content.pathway_title(turn.from),
            content.pathway_title(turn.to),
        );
        head.line()
            .text(&content.text_with("change.pathway", &[("from", from), ("to", to)]));
    }
    let rest = said(content, &difference, after.plan, &mut head);
    if difference.is_empty() {
        head.gap().bold(content.text("change.none"));
    }
    let mut open = head.length();
    let mut blocks = vec![head];
    blocks.extend(rest);
    if always || !difference.is_empty() {
        // What is urgent stands before everything else, the difference too.
        let urgent = after.plan.kind == PathwayKind::Urgent;
        let label = urgent.then_some(reader.label);
        let (plan, length) = glance_block(content, after.plan, reader, label);
        open += length;
        let at = if urgent { 0 } else { blocks.len() };
        blocks.insert(at, plan);
    }
    PlanMessages {
        messages: pack(content, reader, blocks),
        open,
    }
}

/// "Size: 1 to 2 cm → over 5 cm", and what was dropped because of it.
fn answers_changed(content: &Content, before: &Case, after: &Case, html: &mut Html) {
    let mut dropped = Vec::new();
    html.line();
    for change in changes(content, before, after) {
        if change.to.is_none() {
            dropped.push(content.question(change.question).title.as_str());
            continue;
        }
        html.line()
            .bold(content.text("change.answer"))
            .text(" ")
            .text(&turned(content, before, after, &change));
    }
    if !dropped.is_empty() {
        let titles = dropped.join(", ");
        html.line()
            .italic(&content.text_with("note.dropped", &[("titles", &titles)]));
    }
}

fn turned(content: &Content, before: &Case, after: &Case, change: &AnswerChange) -> String {
    if let (Some(Answer::Several(_)), Some(Answer::Several(_))) = (change.from, change.to) {
        return changed(content, change);
    }
    content.text_with(
        "change.turn",
        &[
            ("title", &content.question(change.question).title),
            ("from", &answer_text(content, before, change.question)),
            ("to", &answer_text(content, after, change.question)),
        ],
    )
}

/// Writes as much of the difference as stands in the open; the rest comes back folded.
fn said(content: &Content, difference: &Difference, after: &Plan, html: &mut Html) -> Vec<Html> {
    let mut rest = Folded::default();
    let mut open = 0;
    for (key, items) in groups(content, difference, after) {
        if items.is_empty() {
            continue;
        }
        let count = items.len().to_string();
        let title = content.text_with(key, &[("count", &count)]);
        let mut titled = false;
        for item in items {
            let fits = open + item.length() <= OPEN_LIMIT;
            if fits {
                open += item.length() + 2;
                if !titled {
                    html.gap().bold(&title);
                    titled = true;
                }
                html.line().text("• ").add(&item);
            } else {
                rest.add(&title, &item);
            }
        }
    }
    rest.blocks(content)
}

/// The parts of a difference under their titles: what must not be overlooked first. Sources are
/// numbered as in the new plan, so what is no longer in it stands without.
fn groups(
    content: &Content,
    difference: &Difference,
    after: &Plan,
) -> [(&'static str, Vec<Html>); 9] {
    let plain = |text: &str| {
        let mut html = Html::default();
        html.text(text);
        html
    };
    let line = |line: &PlanLine| cited(content, line);
    let held = |held: &Withheld| {
        let mut html = plain(&held.text(content));
        html.text(&super::plan::marks_text(content, &held.support));
        html
    };
    let single = |turn: &Option<care_engine::plan::Changed<Option<PlanLine>>>| -> Vec<Html> {
        let now = turn.iter().filter_map(|turn| turn.to.as_ref());
        now.map(line).collect()
    };
    // What is withheld no longer is not thereby advised: a plan that goes another way, an urgent one
    // above all, may just not speak of it. Only what the new plan offers reads as free again.
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
    let removed = difference.removed.iter().map(|was| plain(&was.text));
    let reworded = difference.reworded.iter().map(|turn| line(&turn.to));
    let reasons = difference.reasons.iter().map(|turn| held(&turn.to));
    [
        ("change.bottom_line", single(&difference.bottom_line)),
        (
            "change.withheld",
            difference.withheld.iter().map(held).collect(),
        ),
        ("change.added", difference.added.iter().map(line).collect()),
        ("change.removed", removed.collect()),
        ("change.lifted", names(lifted)),
        ("change.unspoken", names(unspoken)),
        ("change.reworded", reworded.collect()),
        ("change.reasons", reasons.collect()),
        ("change.review", single(&difference.review)),
    ]
}

/// Lists that are folded away, each short enough for one message.
#[derive(Default)]
struct Folded {
    lists: Vec<Html>,
    title: String,
}

impl Folded {
    fn add(&mut self, title: &str, item: &Html) {
        let full = |list: &Html| list.length() + item.length() + title.len() > FOLDED_LIMIT;
        if self.lists.last().is_none_or(full) {
            self.lists.push(Html::default());
            self.title.clear();
        }
        let Some(list) = self.lists.last_mut() else {
            return;
        };
        if self.title != title {
            title.clone_into(&mut self.title);
            list.line().bold(title);
        }
        list.line().text("• ").add(item);
    }

    fn blocks(self, content: &Content) -> Vec<Html> {
        let lists = self.lists.into_iter();
        lists
            .map(|list| {
                let mut titled = Html::default();
                titled.bold(content.text("change.more")).line().add(&list);
                folded(&titled)
            })
            .collect()
    }
}
