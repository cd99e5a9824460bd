//! Cards around a plan. Each has to fit Telegram and a phone, whatever the content puts on it.

mod changes;
mod intake;
mod lists;
mod why;

use achilles_bot::callback_data::{CallbackData, Look, Placement};
use achilles_bot::view::{Button, Card, CaseRef, HALF_A_ROW, LONGEST_MESSAGE, visible_length};
use care_engine::case::{Answer, Case};
use care_ids::{CaseId, UserId};
use fake_telegram::html::parse;

use super::CONTENT;

const OF: CaseRef<'_> = CaseRef {
    id: CaseId::new(7),
    label: "Case 7: insertional, specialist opinion, begun 3 weeks ago",
};

const USER: UserId = UserId::new(5);

/// What a button shows of the case in place of its message; nothing for any other button.
fn shows(button: &Button) -> Option<Look> {
    match button.data() {
        Some(CallbackData::Look {
            case,
            look,
            placement: Placement::InPlace,
        }) if *case == OF.id => Some(*look),
        _ => None,
    }
}

fn fits(html: &str) {
    let length = visible_length(html);
    assert!(
        (1..=LONGEST_MESSAGE).contains(&length),
        "{length} characters: {html}"
    );
    // The reader of the fake Bot API is as strict as Telegram's.
    assert!(parse(html).is_ok(), "{:?}: {html}", parse(html));
}

fn card_fits(card: &Card) {
    fits(&card.html);
    assert!(card.html.contains("Case 7"), "{}", card.html);
    let rows = card.keyboard.len();
    assert!((1..=30).contains(&rows), "{rows} rows");
    for row in &card.keyboard {
        // A phone of 390 points cuts what is longer.
        let most = match row.len() {
            1 => 48,
            2 => HALF_A_ROW,
            3 => 13,
            _ => 4,
        };
        for button in row {
            let length = button.label.chars().count();
            assert!(
                (1..=most).contains(&length),
                "{} in a row of {}",
                button.label,
                row.len()
            );
        }
    }
}

/// A case with as much in it as can be: every mark of every question.
fn talkative() -> Case {
    let mut case = Case::default();
    for place in CONTENT.question_places() {
        let options: Vec<_> = CONTENT.option_places(place).collect();
        let answer = if CONTENT.takes_several(place) {
            Answer::Several(options.into_iter().collect())
        } else {
            let longest = options
                .into_iter()
                .max_by_key(|option| CONTENT.option(place, *option).label.len());
            longest.map_or(Answer::Number(100), Answer::One)
        };
        case.set(place, Some(answer));
    }
    case
}
