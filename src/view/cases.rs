//! What a case is called, and the list of a person's cases.

use super::Card;
use super::button::{Button, Keyboard};
use super::card_words::{CaseName, answer_text, case_label};
use super::html::Html;
use super::paging::page;
use super::why::turns;
use crate::callback_data::{CallbackData, CaseAction, Deletion, Placement, UserAction};
use care_engine::case::Case;
use care_engine::content::{Content, PathwayIx};
use care_ids::{CaseId, UserId};

/// Most cases on one page of their list: each has its own row of buttons.
const CASES: usize = 6;
const DAY: i64 = 86_400;

/// How far a case has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseStatus {
    /// Still being asked about.
    Unfinished,
    /// It has had its plan.
    Planned,
    /// Its person has closed it.
    Closed,
    /// It is somebody else's in the same group, and has had its plan: it can be read.
    OfColleague,
}

/// What is known of a case, for its name.
#[derive(Debug, Clone, Copy)]
pub struct CaseSummary<'a> {
    /// The case, for its buttons.
    pub id: CaseId,
    /// Its name in its chat.
    pub name: CaseName,
    /// Its answers, where they can be read.
    pub case: Option<&'a Case>,
    /// Where its last plan went.
    pub pathway: Option<PathwayIx>,
    /// A red flag was told, and the screen is not answered since.
    pub flag_told: bool,
    /// How far it has come.
    pub status: CaseStatus,
    /// How many seconds ago it was begun.
    pub age: i64,
}

/// "insertional": the answers that tell a case from another.
fn labelled(content: &Content, case: Option<&Case>) -> Vec<String> {
    let answered = case.into_iter().flat_map(|case| {
        let questions = content.topic.label_questions.iter();
        let answered = questions.filter(|place| case.answer(**place).is_some());
        answered.map(|place| lower(&answer_text(content, case, *place)))
    });
    answered.collect()
}

/// "insertional, active, begun 3 weeks ago": what tells a case from another without naming anybody.
pub fn case_words(content: &Content, known: CaseSummary<'_>) -> String {
    let answers = labelled(content, known.case);
    let pathway = match known.pathway {
        _ if known.flag_told => content.text("case.flag_told"),
        None => content.text("pathway.none"),
        Some(pathway) => &content.pathway(pathway).label,
    };
    // A bare day behind "urgent" would read as one word with it.
    let ago = ago(content, known.age);
    let begun = content.text_with("case.begun", &[("ago", &ago)]);
    let parts: Vec<&str> = answers
        .iter()
        .map(String::as_str)
        .chain([pathway, &begun])
        .collect();
    parts.join(", ")
}

/// "Case 7: insertional, active, begun 3 weeks ago", as it begins every message of a case.
pub fn full_label(content: &Content, known: CaseSummary<'_>) -> String {
    let label = case_label(content, known.name);
    let words = case_words(content, known);
    content.text_with("case.words", &[("case", &label), ("words", &words)])
}

/// "Case 7: insertional", where the pathway is said beside it and the plan is given now.
pub fn plan_label(content: &Content, name: CaseName, case: &Case) -> String {
    let label = case_label(content, name);
    let words = labelled(content, Some(case)).join(", ");
    match words.is_empty() {
        true => label,
        false => content.text_with("case.words", &[("case", &label), ("words", &words)]),
    }
}

/// The first letter small: a label of a button becomes a word in a row of words.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}

/// "today", "3 weeks ago".
pub fn ago(content: &Content, seconds: i64) -> String {
    let days = seconds.max(0) / DAY;
    let (key, count) = match days {
        0 => ("ago.today", 0),
        1 => ("ago.yesterday", 1),
        2..=13 => ("ago.days", days),
        14..=69 => ("ago.weeks", days / 7),
        _ => ("ago.months", days / 30),
    };
    content.text_with(key, &[("count", &count.to_string())])
}

/// The person's cases, the open ones first, each with what can be done with it; then those of colleagues, to be read.
pub fn case_list_card(
    content: &Content,
    user: UserId,
    cases: &[CaseSummary<'_>],
    wanted: usize,
) -> Card {
    let mut all: Vec<CaseSummary<'_>> = cases.to_vec();
    let group = |known: &CaseSummary<'_>| match known.status {
        CaseStatus::Unfinished | CaseStatus::Planned => "cases.open_ones",
        CaseStatus::Closed => "cases.closed_ones",
        CaseStatus::OfColleague => "cases.of_colleagues",
    };
    all.sort_by_key(|known| match known.status {
        CaseStatus::Unfinished | CaseStatus::Planned => 0,
        CaseStatus::Closed => 1,
        CaseStatus::OfColleague => 2,
    });
    let page = page(&all, wanted, CASES);
    let mut html = Html::default();
    let own = |known: &&CaseSummary<'_>| known.status != CaseStatus::OfColleague;
    let key = if all.is_empty() {
        "cases.none"
    } else if all.iter().any(|known| own(&known)) {
        "cases.title"
    } else {
        "cases.none_own"
    };
    html.bold(content.text(key)).text(&page.number(content));
    let mut shown = "";
    let mut keyboard: Keyboard = Vec::new();
    for known in page.items {
        if shown != group(known) {
            shown = group(known);
            html.gap().text(content.text(shown));
        }
        let label = case_label(content, known.name);
        html.line()
            .text("• ")
            .bold(&label)
            .text(": ")
            .text(&case_words(content, *known));
        keyboard.push(row(content, *known));
    }
    keyboard.extend(turns(
        page.turns(content, |page| CallbackData::CaseList { user, page }),
    ));
    keyboard.push(vec![Button::user(
        content.text("button.new_case"),
        user,
        UserAction::NewCase,
    )]);
    Card {
        html: html.into_string(),
        keyboard,
    }
}

fn row(content: &Content, known: CaseSummary<'_>) -> Vec<Button> {
    let number = known.name.number.to_string();
    let button = |key, data| Button::new(content.text_with(key, &[("number", &number)]), data);
    let of_case = |action| CallbackData::Case {
        case: known.id,
        action,
        placement: Placement::NewMessage,
    };
    let (open, closable) = match known.status {
        CaseStatus::OfColleague => {
            return vec![button("button.case_read", of_case(CaseAction::ShowPlan))];
        }
        CaseStatus::Unfinished => ("button.case_continue", true),
        CaseStatus::Planned => ("button.case_open", true),
        CaseStatus::Closed => ("button.case_reopen", false),
    };
    let mut row = vec![button(open, of_case(CaseAction::Continue))];
    if closable {
        row.push(button("button.case_close", of_case(CaseAction::Cancel)));
    }
    let delete = CallbackData::Delete {
        case: known.id,
        deletion: Deletion::Ask,
    };
    row.push(button("button.case_delete", delete));
    row
}

/// Whether a case is really to be deleted.
pub fn delete_card(content: &Content, user: UserId, known: CaseSummary<'_>) -> Card {
    let mut html = Html::default();
    html.bold(&full_label(content, known))
        .gap()
        .text(content.text("cases.delete"));
    Card {
        html: html.into_string(),
        keyboard: vec![vec![
            Button::new(
                content.text("button.delete_sure"),
                CallbackData::Delete {
                    case: known.id,
                    deletion: Deletion::Sure,
                },
            ),
            Button::new(
                content.text("button.keep"),
                CallbackData::CaseList { user, page: 0 },
            ),
        ]],
    }
}
