//! Which answer to change, or to suppose otherwise, and what there is to suppose.

use super::Card;
use super::button::{Button, Keyboard, look_in_place};
use super::card::CaseRef;
use super::card_words::answer_text;
use super::change::supposed_label;
use super::html::Html;
use super::paging::{BUTTON, PAGE, page, shortened};
use super::why::turns;
use crate::callback_data::{CallbackData, CaseAction, Look, Placement};
use care_engine::case::{Answer, Case};
use care_engine::content::{Content, QuestionIx, QuestionKind};
use care_engine::intake::{Override, changeable, overridable, ranges, what_if};
use care_ids::CaseId;

/// The answers, to choose one to change.
pub fn answers_card(content: &Content, of: CaseRef<'_>, case: &Case, wanted: usize) -> Card {
    let places = changeable(content, case);
    let mut html = Html::default();
    html.bold(of.label)
        .text(" · ")
        .text(content.text("answers.title"));
    list(
        content,
        case,
        &places,
        (wanted, html, "answers.hint"),
        |place| CallbackData::Case {
            case: of.id,
            action: CaseAction::Edit(place),
            placement: Placement::InPlace,
        },
        |to| look_in_place(of.id, Look::Answers(to)),
    )
}

/// The answers, to choose one to suppose otherwise.
pub fn suppositions_card(content: &Content, of: CaseRef<'_>, case: &Case, wanted: usize) -> Card {
    let places = overridable(content, case);
    let mut html = Html::default();
    html.bold(&supposed_label(content, of.label));
    list(
        content,
        case,
        &places,
        (wanted, html, "what_if.hint"),
        |place| look_in_place(of.id, Look::WhatIfChoices(place)),
        |to| look_in_place(of.id, Look::WhatIfs(to)),
    )
}

fn list(
    content: &Content,
    case: &Case,
    places: &[QuestionIx],
    (wanted, mut html, hint): (usize, Html, &str),
    data: impl Fn(QuestionIx) -> CallbackData,
    turn: impl Fn(usize) -> CallbackData,
) -> Card {
    let page = page(places, wanted, PAGE);
    html.text(&page.number(content))
        .gap()
        .text(content.text(hint));
    let button = |place: &QuestionIx| {
        let plain = content.plain_reader(case).is_some();
        let title = content.question(*place).title_for(plain);
        let answer = answer_text(content, case, *place);
        let label = content.text_with("button.answer", &[("title", title), ("answer", &answer)]);
        vec![Button::new(shortened(&label, BUTTON), data(*place))]
    };
    let mut keyboard: Keyboard = page.items.iter().map(button).collect();
    keyboard.extend(turns(page.turns(content, turn)));
    Card {
        html: html.into_string(),
        keyboard,
    }
}

/// What could be supposed instead of one answer; of a several-choice question, each mark.
pub fn instead_card(content: &Content, of: CaseRef<'_>, case: &Case, place: QuestionIx) -> Card {
    let asked = content.question(place);
    let mut html = Html::default();
    html.bold(&supposed_label(content, of.label))
        .text(" · ")
        .text(&asked.title);
    html.gap().bold(&asked.ask);
    let now = answer_text(content, case, place);
    html.line()
        .text(&content.text_with("what_if.now", &[("answer", &now)]));
    if asked.kind == QuestionKind::Several {
        html.line().italic(content.text("what_if.several"));
    }
    let mut keyboard: Keyboard = choices(content, case, place)
        .into_iter()
        // What is the case already, or leaves no answer, is nothing to suppose.
        .filter(|(_, change)| what_if(content, case, *change).is_some())
        .map(|(label, change)| vec![Button::look(label, of.id, Look::WhatIf(change))])
        .collect();
    keyboard.push(vec![Button::look(
        content.text("button.suppositions"),
        of.id,
        Look::WhatIfs(0),
    )]);
    Card {
        html: html.into_string(),
        keyboard,
    }
}

fn choices(content: &Content, case: &Case, place: QuestionIx) -> Vec<(String, Override)> {
    let label = |key, option| {
        let label = &content.option(place, option).label;
        content.text_with(key, &[("label", label)])
    };
    let options = content.option_places(place);
    match content.question(place).kind {
        QuestionKind::One => options
            .map(|option| {
                let label = label("button.option", option);
                (label, Override::Choose(place, option))
            })
            .collect(),
        QuestionKind::Several => options
            .map(|option| {
                let on = matches!(case.answer(place), Some(Answer::Several(set)) if set.has(option));
                let key = if on {
                    "button.marked"
                } else {
                    "button.unmarked"
                };
                (label(key, option), Override::Mark(place, option, !on))
            })
            .collect(),
        QuestionKind::Number => ranges(content, place)
            .into_iter()
            .filter(|(low, high)| !matches!(case.answer(place), Some(Answer::Number(now)) if (*low..=*high).contains(&now)))
            .map(|(low, high)| {
                let (from, to) = (low.to_string(), high.to_string());
                let label = content.text_with("button.range", &[("low", &from), ("high", &to)]);
                (label, Override::Number(place, low))
            })
            .collect(),
    }
}

/// What stands under a plan that is only supposed. A number that was supposed by its range is not
/// one that anybody measured, so it is asked for instead of saved.
pub fn supposed_rows(content: &Content, case: CaseId, change: Override, differs: bool) -> Keyboard {
    let save = match change {
        Override::Number(question, _) => Button::case(
            content.text("button.give_number"),
            case,
            CaseAction::Edit(question),
        ),
        Override::Choose(..) | Override::Mark(..) => Button::new(
            content.text("button.save"),
            CallbackData::Apply { case, change },
        ),
    };
    let open = |key, look| Button::open(content.text(key), case, look);
    let changes = differs.then(|| open("button.changes", Look::WhatIfChanges(change, 0)));
    let another = open("button.suppositions", Look::WhatIfs(0));
    let second = changes.into_iter().chain([another]).collect();
    vec![vec![save], second]
}
