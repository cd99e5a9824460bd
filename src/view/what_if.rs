//! Which answer to change, or to suppose otherwise, and what there is to suppose.

use super::Card;
use super::action::{Action, Button, Keyboard, Look, Press};
use super::card::{CaseRef, answer_text};
use super::change::supposed_label;
use super::html::Html;
use super::paging::{BUTTON, PAGE, page, shortened};
use super::why::turns;
use care_engine::case::{Answer, Case};
use care_engine::content::{Content, Kind, QuestionIx};
use care_engine::intake::{Override, changeable, overridable, ranges, what_if};

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
        |place| Press::Here(of.id, Action::Edit(place)),
        |to| Press::Look(of.id, Look::Answers(to)),
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
        |place| Press::Look(of.id, Look::Instead(place)),
        |to| Press::Look(of.id, Look::Suppositions(to)),
    )
}

fn list(
    content: &Content,
    case: &Case,
    places: &[QuestionIx],
    (wanted, mut html, hint): (usize, Html, &str),
    press: impl Fn(QuestionIx) -> Press,
    turn: impl Fn(usize) -> Press,
) -> Card {
    let page = page(places, wanted, PAGE);
    html.text(&page.number(content))
        .gap()
        .text(content.text(hint));
    let button = |place: &QuestionIx| {
        let title = &content.question(*place).title;
        let answer = answer_text(content, case, *place);
        let label = content.text_with("button.answer", &[("title", title), ("answer", &answer)]);
        vec![Button {
            label: shortened(&label, BUTTON),
            press: press(*place),
        }]
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
    if asked.kind == Kind::Several {
        html.line().italic(content.text("what_if.several"));
    }
    let mut keyboard: Keyboard = choices(content, case, place)
        .into_iter()
        // What is the case already, or leaves no answer, is nothing to suppose.
        .filter(|(_, supposition)| what_if(content, case, *supposition).is_some())
        .map(|(label, supposition)| vec![Button::look(label, of.id, Look::Suppose(supposition))])
        .collect();
    keyboard.push(vec![Button::look(
        content.text("button.suppositions"),
        of.id,
        Look::Suppositions(0),
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
        Kind::One => options
            .map(|option| {
                let label = label("button.option", option);
                (label, Override::Choose(place, option))
            })
            .collect(),
        Kind::Several => options
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
        Kind::Number => ranges(content, place)
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
pub fn supposed_rows(content: &Content, case: i64, supposition: Override) -> Keyboard {
    let save = match supposition {
        Override::Number(question, _) => Button {
            label: content.text("button.give_number").to_owned(),
            press: Press::OtherCase(case, Action::Edit(question)),
        },
        Override::Choose(..) | Override::Mark(..) => Button {
            label: content.text("button.save").to_owned(),
            press: Press::Save(case, supposition),
        },
    };
    vec![
        vec![save],
        vec![Button::open(
            content.text("button.suppositions"),
            case,
            Look::Suppositions(0),
        )],
    ]
}
