//! A plan that is given again: what is new in it, in short, above its first screen; all of it on a card of its own.
//! And one that is only supposed.

use super::button::look_in_place;
use super::card::CaseRef;
use super::course::{Visit, course};
use super::difference::{
    all_groups, answers_changed, dropped_line, grouped, pathway_line, short_groups, sources_of,
    turned_line, weightiest,
};
use super::glance::{FirstScreen, glance_block, limit};
use super::html::{Html, LONGEST_MESSAGE};
use super::paging::{page, shortened};
use super::sources::source_list;
use super::{Card, Reader};
use crate::callback_data::Look;
use care_engine::case::Case;
use care_engine::content::{Content, PathwayKind, QuestionIx};
use care_engine::plan::{Difference, Plan};

/// Most visible characters of the difference above the first screen of the new plan, its heading included.
pub const LONGEST_DIFFERENCE: usize = 600;
/// Answers that are named in it one by one.
const MOST_ANSWERS: usize = 3;
/// Most characters of one of these.
const LONGEST_ANSWER: usize = 80;
/// Most visible characters of the line above the difference: the label of a case with what the message is.
const TITLE: usize = 140;
/// Most visible characters on one page of everything that is different; the sources of a plan fit one.
const LONGEST_PAGE: usize = LONGEST_MESSAGE - 200;
/// Visible characters of the words that say how much more there is, with the gap before them.
const REST: usize = 50;

/// Answers with the plan that they make.
#[derive(Debug, Clone, Copy)]
pub struct GivenPlan<'a> {
    /// The answers the plan is made from.
    pub case: &'a Case,
    /// The plan made from them.
    pub plan: &'a Plan,
}

/// A plan that takes the place of another one, as one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedPlan {
    /// The first screen of the plan, with the message around it.
    pub screen: FirstScreen,
    /// Visible characters of the difference.
    pub difference: usize,
    /// Something is different, so there is a card that says all of it.
    pub differs: bool,
}

/// The new plan after a change or at a review: the difference to the one before it, then its first screen. At a review
/// the course of its outcomes comes first; `visits` is empty where the plan is not the first of a review.
pub fn replanned(
    content: &Content,
    before: GivenPlan<'_>,
    after: GivenPlan<'_>,
    visits: &[Visit],
    reader: Reader<'_>,
) -> ChangedPlan {
    let difference = Difference::between(before.plan, after.plan);
    let title = titled(reader.label, &title_of(content, visits, "change.title"));
    let told = in_short(
        content,
        before,
        after,
        &difference,
        (course(content, visits), !visits.is_empty()),
    );
    let (turned, _) = answers_changed(content, before.case, after.case, !visits.is_empty());
    ChangedPlan {
        differs: !difference.is_empty() || turned.len() > MOST_ANSWERS,
        ..with_first_screen(content, title, told, after.plan, reader)
    }
}

/// The new plan where the one before it was made from other content: two plans can only be compared
/// within one content, so the message begins with the note that the content has changed.
pub fn renewed(
    content: &Content,
    after: GivenPlan<'_>,
    version: &str,
    visits: &[Visit],
    reader: Reader<'_>,
) -> ChangedPlan {
    let title = title_of(content, visits, "change.renewed_title");
    let title = titled(reader.label, &title);
    let mut told = course(content, visits);
    told.line()
        .italic(&content.text_with("change.renewed", &[("version", version)]));
    with_first_screen(content, title, told, after.plan, reader)
}

/// The plan that would follow from a change, marked as that; the plan is not repeated where nothing in it
/// would change.
pub fn supposed(
    content: &Content,
    before: GivenPlan<'_>,
    after: GivenPlan<'_>,
    asks_again: Option<QuestionIx>,
    reader: Reader<'_>,
) -> ChangedPlan {
    let difference = Difference::between(before.plan, after.plan);
    let label = supposed_label(content, reader.label);
    let reader = Reader {
        label: &label,
        ..reader
    };
    let mut title = Html::default();
    title.bold(&label);
    let mut told = Html::default();
    if let Some(place) = asks_again {
        let asked = &content.question(place).title;
        told.italic(&content.text_with("what_if.asks_again", &[("title", asked)]));
    }
    told = in_short(content, before, after, &difference, (told, false));
    if difference.is_empty() {
        title.gap().add(&told);
        return ChangedPlan {
            difference: title.length(),
            screen: FirstScreen {
                html: title.into_string(),
                length: 0,
                limit: 0,
            },
            differs: false,
        };
    }
    let mut shown = with_first_screen(content, title, told, after.plan, reader);
    if after.plan.kind == PathwayKind::Urgent {
        // That it is only supposed belongs to what is told, though it stands in the first line.
        let said = content.text("what_if.title").chars().count() + 3;
        shown.screen.length = shown.screen.length.saturating_sub(said);
        shown.difference += said;
    }
    ChangedPlan {
        differs: true,
        ..shown
    }
}

/// "Case 7 · What if, not saved".
pub fn supposed_label(content: &Content, label: &str) -> String {
    format!("{label} · {}", content.text("what_if.title"))
}

/// Which visit the plan is of, at a review.
fn title_of(content: &Content, visits: &[Visit], otherwise: &str) -> String {
    visits.last().map_or_else(
        || content.text(otherwise).to_owned(),
        |visit| {
            let number = visit.number.to_string();
            content.text_with("change.review_title", &[("visit", &number)])
        },
    )
}

fn titled(label: &str, title: &str) -> Html {
    let mut html = Html::default();
    html.bold(label).text(" · ").text(title);
    html
}

/// What is told, above the first screen; below it where the plan is urgent, which stands before everything else.
fn with_first_screen(
    content: &Content,
    title: Html,
    told: Html,
    after: &Plan,
    reader: Reader<'_>,
) -> ChangedPlan {
    let urgent = after.kind == PathwayKind::Urgent;
    let label = urgent.then_some(reader.label);
    let (screen, length) = glance_block(content, after, reader, label);
    let mut difference = told.length();
    let html = if urgent {
        let mut html = screen;
        html.gap().add(&told);
        html
    } else {
        difference += title.length();
        let mut html = title;
        html.gap().add(&told).gap().add(&screen);
        html
    };
    ChangedPlan {
        screen: FirstScreen {
            html: html.into_string(),
            length,
            limit: limit(after),
        },
        difference,
        differs: false,
    }
}

/// Below what is told already: what was answered otherwise, and the weightiest of what is different because of it.
fn in_short(
    content: &Content,
    before: GivenPlan<'_>,
    after: GivenPlan<'_>,
    difference: &Difference,
    (mut html, at_review): (Html, bool),
) -> Html {
    let (turned, dropped) = answers_changed(content, before.case, after.case, at_review);
    for answer in turned.iter().take(MOST_ANSWERS) {
        turned_line(content, &shortened(answer, LONGEST_ANSWER), &mut html);
    }
    let more = turned.len().saturating_sub(MOST_ANSWERS);
    if more > 0 {
        let count = more.to_string();
        html.line()
            .text(&content.text_with("change.more_answers", &[("count", &count)]));
    }
    dropped_line(
        content,
        &shortened(&dropped.join(", "), LONGEST_ANSWER),
        &mut html,
    );
    pathway_line(content, difference, &mut html);
    if difference.is_empty() {
        html.gap().bold(content.text("change.none"));
        return html;
    }
    let said = LONGEST_DIFFERENCE.saturating_sub(TITLE + REST + html.length());
    let groups = short_groups(content, difference, after.plan);
    let (kept, left) = weightiest(groups, said);
    grouped(&kept, &mut html);
    if left > 0 {
        let count = left.to_string();
        html.gap()
            .italic(&content.text_with("change.rest", &[("count", &count)]));
    }
    html
}

/// Everything that is different between two plans and the sources of what is new, page by page.
pub fn changes_card(
    content: &Content,
    of: CaseRef<'_>,
    before: GivenPlan<'_>,
    after: GivenPlan<'_>,
    (wanted, turn): (usize, impl Fn(usize) -> Look),
) -> Card {
    let difference = Difference::between(before.plan, after.plan);
    let mut head = Html::default();
    let (turned, dropped) = answers_changed(content, before.case, after.case, false);
    for answer in &turned {
        turned_line(content, answer, &mut head);
    }
    dropped_line(content, &dropped.join(", "), &mut head);
    pathway_line(content, &difference, &mut head);
    let mut pages = vec![head];
    for (title, items) in all_groups(content, &difference, after.plan) {
        let mut untitled = true;
        for item in items {
            let needed = item.length() + title.chars().count() + 8;
            let Some(last) = pages.last_mut() else {
                continue;
            };
            if last.length() + needed > LONGEST_PAGE {
                pages.push(Html::default());
                untitled = true;
            }
            if let Some(last) = pages.last_mut() {
                if untitled {
                    last.gap().bold(&title);
                    untitled = false;
                }
                last.line().text("• ").add(&item);
            }
        }
    }
    let numbers = sources_of(&difference);
    if !numbers.is_empty() {
        let mut list = Html::default();
        list.bold(content.text("plan.sources"))
            .line()
            .add(&source_list(content, &after.plan.sources, numbers));
        list.line().italic(content.text("plan.legend"));
        match pages.last_mut() {
            Some(last) if last.length() + list.length() <= LONGEST_PAGE => {
                last.gap().add(&list);
            }
            _ => pages.push(list),
        }
    }
    let page = page(&pages, wanted, 1);
    let mut html = titled(of.label, content.text("change.all_title"));
    html.text(&page.number(content));
    for part in page.items {
        html.gap().add(part);
    }
    let turns = page.turns(content, |to| look_in_place(of.id, turn(to)));
    Card {
        html: html.into_string(),
        keyboard: super::why::turns(turns).into_iter().collect(),
    }
}
