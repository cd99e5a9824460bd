//! Walking through the intake as a person does, by taps that the cards really offer.

use care_engine::case::{Answer, Case};
use care_engine::content::{Kind, OptionSet, PathwayKind, QuestionIx, Reading};
use care_engine::intake::{Event, Intake, Note, Place, progress, refinements, step};

use super::{CONTENT, Dice};

fn question(id: &str) -> QuestionIx {
    CONTENT.find_question(id).unwrap()
}

fn one(id: &str, option: &str) -> (QuestionIx, Answer) {
    let place = question(id);
    let option = CONTENT.find_option(place, option).unwrap();
    let answer = match CONTENT.question(place).kind {
        Kind::Several => Answer::Several(OptionSet::only(option)),
        _ => Answer::One(option),
    };
    (place, answer)
}

/// A case as a clinician begins it: the role has said who asks.
fn begun() -> Intake {
    let mut known = Case::default();
    let (asker, answer) = one("asker", "clinician_patient");
    known.set(asker, Some(answer));
    Intake::new(known, question("red_flags"))
}

/// Gives the answer to the present card; the screen is refused as often as it takes.
fn give(now: &Intake, place: QuestionIx, answer: Answer) -> care_engine::intake::Step {
    match answer {
        Answer::One(option) => step(&CONTENT, now, &Event::Choose(place, option)),
        Answer::Number(number) => step(&CONTENT, now, &Event::Type(number.to_string())),
        Answer::Several(set) => {
            let mut now = now.clone();
            for option in CONTENT.option_places(place) {
                for _ in 0..2 {
                    if now.draft.has(option) != set.has(option) {
                        now = step(&CONTENT, &now, &Event::Mark(place, option, set.has(option)))
                            .intake;
                    }
                }
            }
            step(&CONTENT, &now, &Event::Done(place))
        }
    }
}

/// Walks to the plan; returns the cards seen, the summary included, and checks every step.
fn walk(mut answer: impl FnMut(QuestionIx) -> Answer) -> (usize, Intake) {
    let mut now = begun();
    let mut screens = 0;
    let mut total = usize::MAX;
    let mut smallest = usize::MAX;
    for _ in 0..60 {
        screens += 1;
        match now.place {
            Place::Ask(place, _) => {
                let count = progress(&CONTENT, &now).unwrap();
                assert!(count.at <= count.of, "{count:?}");
                total = count.of;
                smallest = smallest.min(count.of);
                assert!(
                    total <= smallest + 4,
                    "the count grew from {smallest} to {total}"
                );
                let given = answer(place);
                let next = give(&now, place, given);
                let told: Vec<_> = next
                    .notes
                    .iter()
                    .flat_map(|note| match note {
                        Note::Dropped(places) => places.clone(),
                        _ => Vec::new(),
                    })
                    .collect();
                for before in now.case.answered(&CONTENT) {
                    assert!(
                        before == place
                            || told.contains(&before)
                            || next.intake.case.answer(before) == now.case.answer(before),
                        "an answer was lost without a word"
                    );
                }
                now = next.intake;
            }
            Place::Summary => now = step(&CONTENT, &now, &Event::ShowPlan).intake,
            Place::Planned => return (screens - 1, now),
            Place::Refine | Place::Cancelled => panic!("not on the way to a first plan"),
        }
    }
    panic!("no plan after 60 cards: {total} {now:?}");
}

#[test]
fn every_walk_ends_in_a_plan_within_the_promised_cards() {
    let mut dice = Dice(0x1234_5678_9abc_def1);
    let screen = one("red_flags", "none");
    let mut most = [0; 3];
    for round in 0..6_000 {
        let none = round % 8 != 0;
        let silent = round % 8 == 1;
        let (screens, end) = walk(|place| {
            if none && place == screen.0 {
                return screen.1;
            }
            if silent && place == question("symptoms") {
                return one("symptoms", "none").1;
            }
            dice.answer(place)
        });
        let view = CONTENT.view(&end.case, Reading::Assumed);
        let flagged = end.case.to_json(&CONTENT)["red_flags"]
            .to_string()
            .contains("rf_");
        let (kind, limit) = match CONTENT.pathway_kind(&view) {
            // A flag that comes up at a review comes after all the other cards.
            PathwayKind::Urgent if flagged && end.case.answer(question("visit")).is_none() => {
                (0, 2)
            }
            PathwayKind::Observe => (1, 7),
            // Twelve with one branch; rest pain in lasting symptoms is two.
            _ => (2, 15),
        };
        most[kind] = most[kind].max(screens);
        assert!(
            screens <= limit,
            "{screens} cards: {:?}",
            end.case.to_json(&CONTENT)
        );
    }
    assert!(most.iter().all(|screens| *screens > 0), "{most:?}");
}

/// The cards of a case that is answered as said, and otherwise by the first option.
fn cards(answers: &[(&str, &str)]) -> usize {
    let (screens, _) = walk(|place| {
        let id = &CONTENT.question(place).id;
        match answers.iter().find(|(question, _)| question == id) {
            Some((question, option)) => one(question, option).1,
            None => panic!("{id} is asked"),
        }
    });
    screens - 1
}

#[test]
fn a_question_is_put_only_where_it_changes_the_first_screen_or_is_unsafe_not_to_know() {
    let lump = [
        ("red_flags", "none"),
        ("site", "insertional"),
        ("size", "under_1cm"),
    ];
    let silent = [&lump[..], &[("symptoms", "none"), ("age", "40_59")]].concat();
    assert_eq!(cards(&silent), 5);
    let sore = [
        &lump[..],
        &[
            ("symptoms", "load_pain"),
            ("duration", "under_4w"),
            ("pain", "1_to_3"),
            ("imaging", "radiograph"),
            ("fluoroquinolone", "never"),
            ("age", "40_59"),
        ],
    ]
    .concat();
    assert_eq!(cards(&sore), 9);
    let lasting: Vec<_> = sore
        .iter()
        .map(|pair| match pair {
            ("duration", _) => ("duration", "3_to_6m"),
            other => *other,
        })
        .chain([
            ("tried", "structured_loading"),
            ("loading_done", "3_to_6m"),
            ("visit", "first"),
        ])
        .collect();
    assert_eq!(cards(&lasting), 12);
}

#[test]
fn what_the_rupture_tests_showed_is_asked_behind_the_urgent_lines() {
    let screen = one("red_flags", "rf_rupture");
    let (cards, end) = walk(|place| {
        assert_eq!(place, screen.0);
        screen.1
    });
    assert_eq!(cards, 1);
    let offered = refinements(&CONTENT, &end.case);
    assert!(offered.contains(&question("rupture_tests")));
    assert!(offered.contains(&question("rupture_result")));
    assert!(!offered.contains(&question("heel_rise")));
}

#[test]
fn from_any_state_there_is_a_way_to_a_plan() {
    let mut dice = Dice(0x0fed_cba9_8765_4321);
    for _ in 0..400 {
        let mut now = begun();
        for _ in 0..dice.below(25) {
            let event = super::intake::any_event(&mut dice, &now);
            now = step(&CONTENT, &now, &event).intake;
        }
        let mut planned = false;
        for _ in 0..60 {
            let next = match now.place {
                Place::Ask(place, _) => give(&now, place, dice.answer(place)),
                Place::Summary | Place::Refine => step(&CONTENT, &now, &Event::ShowPlan),
                Place::Planned => step(&CONTENT, &now, &Event::Refine),
                Place::Cancelled => step(&CONTENT, &now, &Event::Reopen),
            };
            if next.plan {
                planned = true;
                break;
            }
            now = next.intake;
        }
        assert!(planned, "stuck at {now:?}");
    }
}
