//! Which answer to change, or to suppose otherwise, and what there is to suppose.

use super::Card;
use super::button::{Button, Keyboard, look_in_place};
use super::card::CaseRef;
use super::card_words::answer_text;
use super::change::supposed_label;
use super::html::Html;
use super::paging::{BUTTON, PAGE, page, shortened};
use super::question_buttons::in_pairs;
use super::why::turns;
use crate::callback_data::{CallbackData, CaseAction, Look, Placement};
use care_engine::case::{Answer, Case};
use care_engine::content::{Content, OptionIx, OptionSet, QuestionIx, QuestionKind};
use care_engine::intake::{Override, changeable, marked, overridable, ranges, what_if};
use care_ids::CaseId;

/// The answers, to choose one to change.
pub fn answers_card(content: &Content, of: CaseRef<'_>, case: &Case, wanted: usize) -> Card {
    let places = changeable(content, case);
    let mut html = Html::default();
    html.bold(of.label)
        .text(" · ")
        .text(content.text("answers.title"));
    let mut card = list(
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
    );
    // What is not answered yet is listed on a card of its own.
    let add = CallbackData::Case {
        case: of.id,
        action: CaseAction::Refine,
        placement: Placement::InPlace,
    };
    let add = Button::new(content.text("button.sharpen"), add);
    card.keyboard.push(vec![add]);
    card
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

/// What could be supposed instead of one answer.
pub fn instead_card(content: &Content, of: CaseRef<'_>, case: &Case, place: QuestionIx) -> Card {
    if content.question(place).kind == QuestionKind::Several {
        let marks = match case.answer(place) {
            Some(Answer::Several(marks)) => marks,
            _ => OptionSet::default(),
        };
        return marks_instead_card(content, of, case, place, marks);
    }
    let html = asked_instead(content, of, case, place);
    let mut keyboard: Keyboard = choices(content, case, place)
        .into_iter()
        // What is the case already, or leaves no answer, is nothing to suppose.
        .filter(|(_, change)| what_if(content, case, *change).is_some())
        .map(|(label, change)| vec![Button::look(label, of.id, Look::WhatIf(change))])
        .collect();
    keyboard.push(vec![another(content, of)]);
    Card {
        html: html.into_string(),
        keyboard,
    }
}

/// The marks that could be supposed instead of an answer. Each tap sets or clears one on this card, and Done shows the
/// plan that would follow from all of them together.
pub fn marks_instead_card(
    content: &Content,
    of: CaseRef<'_>,
    case: &Case,
    place: QuestionIx,
    marks: OptionSet,
) -> Card {
    let asked = content.question(place);
    let plain = content.plain_reader(case).is_some();
    let mut html = asked_instead(content, of, case, place);
    html.line().italic(content.text("what_if.several"));
    let button = |option: OptionIx| {
        let on = marks.has(option);
        let key = if on {
            "button.marked"
        } else {
            "button.unmarked"
        };
        let label = content.option(place, option).button_for(plain);
        let label = content.text_with(key, &[("label", label)]);
        let then = marked(asked, marks, option, !on);
        Button::look(label, of.id, Look::WhatIfMarks(place, then))
    };
    let (alone, first): (Vec<OptionIx>, Vec<OptionIx>) = content
        .option_places(place)
        .partition(|option| asked.exclusive.has(*option));
    let mut keyboard = in_pairs(first.into_iter().map(button).collect());
    keyboard.extend(in_pairs(alone.into_iter().map(button).collect()));
    let change = Override::Several(place, marks);
    if what_if(content, case, change).is_some() {
        let count = marks.iter().count().to_string();
        let label = content.text_with("button.done", &[("count", &count)]);
        keyboard.push(vec![Button::look(label, of.id, Look::WhatIf(change))]);
    }
    keyboard.push(vec![another(content, of)]);
    Card {
        html: html.into_string(),
        keyboard,
    }
}

/// The question, and what is answered now.
fn asked_instead(content: &Content, of: CaseRef<'_>, case: &Case, place: QuestionIx) -> Html {
    let plain = content.plain_reader(case).is_some();
    let asked = content.question(place);
    let mut html = Html::default();
    html.bold(&supposed_label(content, of.label))
        .text(" · ")
        .text(asked.title_for(plain));
    html.gap().bold(asked.ask_for(plain));
    let now = answer_text(content, case, place);
    html.line()
        .text(&content.text_with("what_if.now", &[("answer", &now)]));
    html
}

/// Back to the answers that can be supposed otherwise.
fn another(content: &Content, of: CaseRef<'_>) -> Button {
    Button::look(content.text("button.suppositions"), of.id, Look::WhatIfs(0))
}

/// The other answers of a question that takes one.
fn choices(content: &Content, case: &Case, place: QuestionIx) -> Vec<(String, Override)> {
    let plain = content.plain_reader(case).is_some();
    match content.question(place).kind {
        QuestionKind::Number => ranges(content, place)
            .into_iter()
            .filter(|(low, high)| !matches!(case.answer(place), Some(Answer::Number(now)) if (*low..=*high).contains(&now)))
            .map(|(low, high)| {
                let (from, to) = (low.to_string(), high.to_string());
                let label = content.text_with("button.range", &[("low", &from), ("high", &to)]);
                (label, Override::Number(place, low))
            })
            .collect(),
        QuestionKind::One | QuestionKind::Several => content
            .option_places(place)
            .map(|option| {
                let label = content.option(place, option).label_for(plain);
                let label = content.text_with("button.option", &[("label", label)]);
                (label, Override::Choose(place, option))
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
        Override::Choose(..) | Override::Mark(..) | Override::Several(..) => Button::new(
            content.text("button.save"),
            CallbackData::Apply { case, change },
        ),
    };
    let open = |key, look| Button::open(content.text(key), case, look);
    let changes = differs.then(|| open("button.changes", Look::WhatIfChanges(change, 0)));
    let another = open("button.suppositions", Look::WhatIfs(0));
    let second = changes.into_iter().chain([another]).collect();
    let leave = Button::case(
        content.text("button.plan_again"),
        case,
        CaseAction::ShowPlan,
    );
    vec![vec![save], second, vec![leave]]
}
