//! "What if" and changes from the plan: the same answer, once looked at and once kept.

use care_engine::case::{Answer, Case};
use care_engine::content::{PathwayKind, QuestionIx, QuestionKind, Stage, Unknowns};
use care_engine::intake::{
    Event, Intake, Override, Place, next_question, overridable, ranges, step, what_if,
};
use care_engine::plan::plan;

use super::{CONTENT, Dice};

/// Under the plan of a case that was put together by any answers.
pub(crate) fn planned(case: Case) -> Intake {
    let first = CONTENT.question_places().next().unwrap();
    let mut intake = Intake::new(case, first);
    intake.place = Place::Planned;
    intake.plans = 1;
    intake
}

/// A case as the cards leave one: nothing in it that does not apply, and nothing due missing.
pub(crate) fn reached(dice: &mut Dice) -> Case {
    loop {
        let mut case = Case::default();
        let dressed = dice.case();
        let view = |case: &Case| CONTENT.pathway_kind(&CONTENT.view(case, Unknowns::Assumed));
        while let Some(next) = next_question(&CONTENT, &case) {
            let answer = dressed.answer(next).unwrap_or_else(|| dice.answer(next));
            case.set(next, Some(answer));
        }
        for place in CONTENT.question_places() {
            let view = CONTENT.view(&case, Unknowns::Assumed);
            // What is worked out is answered by nobody.
            if CONTENT.question(place).stage == Stage::Computed {
                continue;
            }
            if view.holds(&CONTENT.question(place).ask_if) && case.answer(place).is_none() {
                let before = case.clone();
                case.set(place, dressed.answer(place));
                if next_question(&CONTENT, &case).is_some() {
                    case = before;
                }
            }
        }
        if view(&case) != PathwayKind::NoPlan {
            return case;
        }
    }
}

/// Everything that can be supposed of a question.
pub(crate) fn suppositions(place: QuestionIx) -> Vec<Override> {
    let options = CONTENT.option_places(place);
    match CONTENT.question(place).kind {
        QuestionKind::One => options
            .map(|option| Override::Choose(place, option))
            .collect(),
        QuestionKind::Several => options
            .flat_map(|option| [true, false].map(|on| Override::Mark(place, option, on)))
            .collect(),
        QuestionKind::Number => ranges(&CONTENT, place)
            .into_iter()
            .map(|(low, _)| Override::Number(place, low))
            .collect(),
    }
}

#[test]
fn what_is_supposed_is_what_comes_of_it_when_it_is_kept() {
    let mut dice = Dice(0x0011_2233_4455_6677);
    let (mut plans, mut dropped, mut more, mut marked) = (0, 0, 0, 0);
    for _ in 0..240 {
        let case = reached(&mut dice);
        let now = planned(case.clone());
        for place in overridable(&CONTENT, &case) {
            for supposition in suppositions(place) {
                let Some(supposed) = what_if(&CONTENT, &case, supposition) else {
                    continue;
                };
                let mut kept = step(&CONTENT, &now, &Event::Apply(supposition));
                // One of several risks that were never answered is marked on their card, which has to be done.
                if kept.intake.asking() == Some(place) {
                    assert_eq!(kept.intake.case, case);
                    assert!(!kept.plan);
                    kept = step(&CONTENT, &kept.intake, &Event::Done(place));
                    marked += 1;
                }
                assert_eq!(kept.intake.case, supposed.case, "{supposition:?}");
                assert_eq!(
                    plan(&CONTENT, &kept.intake.case, None),
                    plan(&CONTENT, &supposed.case, None)
                );
                for gone in &supposed.dropped {
                    assert!(case.answer(*gone).is_some());
                    assert_eq!(supposed.case.answer(*gone), None);
                }
                // Either the plan is there, or a question has to be answered before it.
                let asks = supposed.asks_again.is_some()
                    || next_question(&CONTENT, &supposed.case).is_some();
                assert_eq!(kept.plan, !asks, "{supposition:?} {:?}", kept.notes);
                assert_eq!(kept.intake.place == Place::Planned, !asks);
                plans += usize::from(kept.plan);
                dropped += supposed.dropped.len();
                more += usize::from(asks);
                // A second tap on the same button changes nothing.
                let again = step(&CONTENT, &kept.intake, &Event::Apply(supposition));
                assert_eq!(again.intake, kept.intake, "{supposition:?}");
                assert!(!again.plan);
            }
        }
        assert_eq!(now.case, case, "supposing keeps nothing");
    }
    assert!(
        plans > 1000 && dropped > 50 && more > 50 && marked > 5,
        "{plans} {dropped} {more} {marked}"
    );
}

#[test]
fn an_answer_opened_from_the_plan_leads_straight_to_the_new_plan() {
    let mut dice = Dice(0x7070_7070_0707_0707);
    let mut plans = 0;
    for _ in 0..200 {
        let case = reached(&mut dice);
        let now = planned(case.clone());
        for place in overridable(&CONTENT, &case) {
            let opened = step(&CONTENT, &now, &Event::Edit(place)).intake;
            assert_eq!(opened.asking(), Some(place));
            let back = step(&CONTENT, &opened, &Event::Back).intake;
            assert_eq!(back.place, Place::Planned);
            assert_eq!(back.case, case);
            let Answer::One(option) = dice.answer(place) else {
                continue;
            };
            let Some(supposed) = what_if(&CONTENT, &case, Override::Choose(place, option)) else {
                continue;
            };
            let chosen = step(&CONTENT, &opened, &Event::Choose(place, option));
            assert_eq!(chosen.intake.case, supposed.case);
            let asks =
                supposed.asks_again.is_some() || next_question(&CONTENT, &supposed.case).is_some();
            assert_eq!(chosen.plan, !asks);
            plans += usize::from(chosen.plan);
        }
    }
    assert!(plans > 200, "{plans}");
}

#[test]
fn nothing_is_supposed_that_a_card_could_not_answer() {
    let mut dice = Dice(0x0bad_0bad_0bad_0bad);
    for _ in 0..200 {
        let case = reached(&mut dice);
        let view = CONTENT.view(&case, Unknowns::Assumed);
        for place in CONTENT.question_places() {
            let asked = view.holds(&CONTENT.question(place).ask_if);
            for supposition in suppositions(place) {
                let supposed = what_if(&CONTENT, &case, supposition);
                assert!(asked || supposed.is_none(), "{supposition:?}");
                let same = supposition.answer(&CONTENT, &case) == case.answer(place);
                assert!(!same || supposed.is_none(), "{supposition:?}");
            }
        }
    }
    // Once a case is on its way to a first plan, an older button takes nothing over.
    let first = CONTENT.question_places().next().unwrap();
    let walking = Intake::new(Case::default(), first);
    for supposition in suppositions(first) {
        let after = step(&CONTENT, &walking, &Event::Apply(supposition));
        assert_eq!(after.intake, walking);
        assert!(!after.notes.is_empty());
    }
}
