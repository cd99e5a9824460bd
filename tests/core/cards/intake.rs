//! Every card of an intake, for a clinician and for a reader of plain language.

use super::{OF, USER, card_fits};
use crate::intake::any_event;
use crate::{CONTENT, Dice};
use achilles_bot::callback_data::{CallbackData, CaseAction};
use achilles_bot::view::{
    Button, Reader, access_card, card, marks_of_card, menu_card, menu_of_card, role_card,
    settings_card, start_card,
};
use care_engine::case::{Answer, Case};
use care_engine::content::{OptionSet, Stage, Unknowns};
use care_engine::intake::{Intake, Note, Place, shared_card, step};

fn reader() -> Reader<'static> {
    Reader {
        user: USER,
        case: OF.id,
        name: crate::named(7),
        role: None,
        label: OF.label,
        today: crate::today(),
    }
}

fn action(button: &Button) -> Option<CaseAction> {
    match button.data() {
        Some(CallbackData::Card { action, .. }) => Some(*action),
        _ => None,
    }
}

/// What is shown on the way through random events.
fn each_card(mut look: impl FnMut(&Intake, &[Note])) {
    let first = CONTENT.question_places().next().unwrap();
    let asker = CONTENT.find_question("asker").unwrap();
    let mut dice = Dice(0x00dd_5eed_50fc_a4d5);
    for round in 0..400 {
        let who = ["clinician_patient", "not_clinician"][round % 2];
        let who = CONTENT.find_option(asker, who).unwrap();
        let mut known = Case::default();
        known.set(asker, Some(Answer::One(who)));
        let mut now = Intake::new(known, first);
        look(&now, &[]);
        for _ in 0..40 {
            let event = any_event(&mut dice, &now);
            let after = step(&CONTENT, &now, &event);
            look(&after.intake, &after.notes);
            now = after.intake;
        }
    }
}

#[test]
fn every_card_fits_a_phone() {
    each_card(|intake, notes| {
        card_fits(&card(&CONTENT, intake, reader(), notes));
        card_fits(&menu_of_card(&CONTENT, intake, reader()));
        card_fits(&marks_of_card(&CONTENT, intake, reader()));
    });
}

#[test]
fn a_question_comes_first_and_the_way_out_stands_apart() {
    each_card(|intake, notes| {
        let Place::Ask(question, _) = intake.place else {
            return;
        };
        let shown = card(&CONTENT, intake, reader(), notes);
        let asked = CONTENT.question(question);
        let plain = CONTENT.plain_reader(&intake.case).is_some();
        // On a card as high as a phone it stands beside the buttons.
        let is_shared = shared_card(&CONTENT, intake).is_some();
        let mut lines = shown.html.lines();
        let first = match is_shared {
            true => lines.next_back(),
            false => lines.next(),
        };
        let first = first.unwrap();
        let mut shared = CONTENT.cards.iter();
        let together = shared.find(|card| card.leading == question);
        let asks =
            |words: &str| first == format!("<b>{}</b>", teloxide::utils::html::escape(words));
        assert!(
            asks(asked.ask_for(plain)) || together.is_some_and(|card| asks(&card.ask)),
            "{first}"
        );
        let out = shown.keyboard.last().unwrap();
        let leads_out = |button: &Button| {
            matches!(
                action(button),
                Some(
                    CaseAction::Menu
                        | CaseAction::Back
                        | CaseAction::Skip(_)
                        | CaseAction::LeaveReview
                )
            )
        };
        assert!(out.iter().all(leads_out), "{out:?}");
        let others = &shown.keyboard[..shown.keyboard.len() - 1];
        let done = |button: &Button| matches!(action(button), Some(CaseAction::Done(_)));
        let has_done = others.iter().flatten().any(done);
        let has_marks = !intake.draft.is_empty() || !intake.marked.is_empty();
        assert!(!has_done || has_marks, "Done with nothing to be done with");
    });
}

#[test]
fn what_can_be_added_fits_one_screen_the_most_useful_first_and_the_new_plan_only_when_there_is_one()
{
    let first = CONTENT.question_places().next().unwrap();
    let mut dice = Dice(0x0add_5eed_1234_9876);
    let mut most = 0;
    for round in 0..2_000 {
        // After a first plan little beside what was asked is answered.
        let mut case = dice.case();
        for place in CONTENT.question_places() {
            if CONTENT.question(place).stage == Stage::Optional && dice.below(8) > 0 {
                case.set(place, None);
            }
        }
        let changed = round % 2 == 0;
        let intake = Intake {
            place: Place::Refine,
            plans: 1,
            changed: changed.then_some(first).into_iter().collect(),
            ..Intake::new(case.clone(), first)
        };
        let shown = card(&CONTENT, &intake, reader(), &[]);
        most = most.max(shown.keyboard.len());
        assert!(shown.keyboard.len() <= 14, "{:?}", shown.keyboard);
        let opened = shown.keyboard.iter().flatten().filter_map(action);
        let mut to_plan = opened
            .clone()
            .filter(|action| *action == CaseAction::ShowPlan);
        assert_eq!(to_plan.next().is_some(), changed);
        let view = CONTENT.view(&case, Unknowns::Assumed);
        let assumed: Vec<bool> = opened
            .filter_map(|action| match action {
                CaseAction::Edit(place) => Some(CONTENT.question(place)),
                _ => None,
            })
            .map(|asked| asked.assumed.is_some() && view.holds(&asked.assumed_if))
            .collect();
        assert!(assumed.is_sorted_by(|one, next| one >= next), "{assumed:?}");
    }
    assert!(most > 8, "no case has much to add");
}

#[test]
fn cards_outside_a_case_fit_a_phone() {
    let fits = |card: achilles_bot::view::Card| {
        // They belong to no case.
        card_fits(&achilles_bot::view::Card {
            html: format!("Case 7 {}", card.html),
            ..card
        });
    };
    let (role, _) = CONTENT.role_places().next().unwrap();
    let access = CONTENT.topic.access_question.unwrap();
    let some: OptionSet = CONTENT.option_places(access).take(1).collect();
    fits(start_card(&CONTENT, USER));
    fits(role_card(&CONTENT, USER, Some(role)));
    fits(access_card(&CONTENT, USER, access, some));
    fits(settings_card(
        &CONTENT,
        USER,
        Some(role),
        Some((access, some)),
    ));
    fits(menu_card(&CONTENT, USER, "words", Some(OF.id)));
}
