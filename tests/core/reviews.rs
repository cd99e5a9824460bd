//! Reviews: what is asked again, how many taps it takes, and how a score has changed.

use std::collections::BTreeSet;

use care_engine::case::{Answer, Case};
use care_engine::content::{QuestionIx, Stage};
use care_engine::intake::{
    Event, Intake, Override, Place, Purpose, ReadAnswers, asked_at_review, kept_at_review, step,
};
use care_engine::outcome::{Class, compare};
use care_engine::plan::plan;

use super::walks::{give, one, question};
use super::what_if::{planned, reached};
use super::{CONTENT, Dice};

/// A case with its first plan, asked by a clinician about a patient.
fn of_clinician(dice: &mut Dice) -> Intake {
    loop {
        let case = reached(dice);
        let (asker, clinician) = one("asker", "clinician_patient");
        let first = one("visit", "first");
        let visit = case.answer(first.0);
        if case.answer(asker) == Some(clinician) && visit.is_none_or(|visit| visit == first.1) {
            return planned(case);
        }
    }
}

/// Answers to every question of a review of which nobody made a branch: nothing is marked as new.
fn usual(place: QuestionIx, dice: &mut Dice) -> Answer {
    match CONTENT.question(place).id.as_str() {
        "red_flags" => one("red_flags", "none").1,
        "since_last" => one("since_last", "none").1,
        "size_confirm" => one("size_confirm", "none").1,
        "visit" => {
            let offered = ["better", "unchanged", "worse"];
            one("visit", offered[dice.below(3)]).1
        }
        _ => dice.answer(place),
    }
}

#[test]
fn a_review_takes_nine_taps_at_most_and_one_more_for_each_branch() {
    let mut dice = Dice(0x7e57_0018_0000_0001);
    let (mut most, mut branched) = (0, 0);
    let branches = [
        // After an urgent plan: what came of it, and what was not asked because of it.
        "assessment",
        "age",
        "size_confirm",
        "rest_pain",
        "rest_pain_confirm",
        "pregnancy",
        "duration",
        "toes",
        "sites_count",
        "background",
        "nsaid_risks",
        "fluoroquinolone",
        "imaging",
    ];
    for round in 0..1_500 {
        let mut now = step(&CONTENT, &of_clinician(&mut dice), &Event::Review).intake;
        assert_eq!(now.asking(), Some(CONTENT.topic.red_flags));
        let (mut taps, mut cards) = (0, Vec::new());
        loop {
            let place = now.asking().unwrap_or_else(|| panic!("{now:?}"));
            cards.push(CONTENT.question(place).id.as_str());
            let answer = usual(place, &mut dice);
            let (next, tapped) = give(&now, place, answer, |other| usual(other, &mut dice));
            taps += tapped.all - tapped.further;
            now = next.intake;
            if next.plan {
                break;
            }
            assert!(cards.len() < 30, "no plan after {cards:?}");
        }
        assert_eq!((now.place, now.visit), (Place::Planned, 2));
        assert_eq!(now.unanswered(&CONTENT), None, "{round}");
        let unique: BTreeSet<&str> = cards.iter().copied().collect();
        assert_eq!(unique.len(), cards.len(), "put twice: {cards:?}");
        let extra = cards.iter().filter(|card| branches.contains(card)).count();
        branched += usize::from(extra > 0);
        assert!(taps <= 9 + extra, "{taps} taps: {cards:?}");
        most = most.max(taps);
    }
    assert!(most >= 8 && branched > 100, "{most} {branched}");
}

/// Every way in which a review can begin under a plan.
fn beginnings(now: &Intake) -> Vec<Intake> {
    let (visit, better) = one("visit", "better");
    let Answer::One(option) = better else {
        panic!("one option");
    };
    let read = ReadAnswers {
        answers: vec![(visit, better)],
        ..ReadAnswers::default()
    };
    let listed = step(&CONTENT, now, &Event::Refine).intake;
    vec![
        step(&CONTENT, now, &Event::Review).intake,
        step(&CONTENT, &listed, &Event::Review).intake,
        step(&CONTENT, now, &Event::Edit(visit)).intake,
        step(
            &CONTENT,
            now,
            &Event::Apply(Override::Choose(visit, option)),
        )
        .intake,
        step(&CONTENT, &listed, &Event::Read(read)).intake,
    ]
}

#[test]
fn red_flags_are_never_carried_over_however_a_review_begins() {
    let mut dice = Dice(0x7e57_0018_0000_0002);
    let screen = CONTENT.topic.red_flags;
    let at_review = CONTENT.at_review.as_ref().unwrap();
    for _ in 0..300 {
        let now = of_clinician(&mut dice);
        for begun in beginnings(&now) {
            assert_eq!(begun.case.answer(screen), None, "the old screen stands");
            assert_eq!(begun.place, Place::Ask(screen, Purpose::Walk));
            assert_eq!(begun.visit, 2);
            for again in &at_review.again {
                let told = *again == at_review.course;
                assert!(told || begun.case.answer(*again).is_none());
            }
            // Whatever else is answered, there is no plan before the screen.
            for place in CONTENT.question_places().filter(|place| *place != screen) {
                if let Answer::One(option) = dice.answer(place) {
                    let after = step(&CONTENT, &begun, &Event::Choose(place, option));
                    assert!(!after.plan);
                }
            }
            for event in [
                Event::ShowPlan,
                Event::Back,
                Event::Skip(screen),
                Event::Reopen,
            ] {
                assert!(!step(&CONTENT, &begun, &event).plan, "{event:?}");
            }
            let listed = step(&CONTENT, &begun, &Event::Kept).intake;
            assert_eq!(listed.place, Place::Summary);
            let back = step(&CONTENT, &listed, &Event::ShowPlan);
            assert!(!back.plan);
            assert_eq!(back.intake.asking(), Some(screen));
        }
    }
}

#[test]
fn what_is_not_asked_again_is_kept_and_said() {
    let at_review = CONTENT.at_review.as_ref().unwrap();
    let assessment = question("assessment");
    let mut dice = Dice(0x7e57_0018_0000_0003);
    for _ in 0..300 {
        let now = of_clinician(&mut dice);
        let begun = step(&CONTENT, &now, &Event::Review).intake;
        let asked = asked_at_review(&CONTENT, &now.case);
        let kept = kept_at_review(&CONTENT, &begun);
        for place in now.case.answered(&CONTENT) {
            let question = CONTENT.question(place);
            // What time itself changes stands until it is answered, and is asked.
            let again = at_review.again.contains(&place);
            let stays = !again && question.stage != Stage::Computed && place != assessment;
            let answer = begun.case.answer(place);
            assert_eq!(
                answer,
                now.case.answer(place).filter(|_| stays),
                "{}",
                question.id
            );
            let own = question.stage == Stage::Setting || question.of_person;
            let kept_as_it_is = stays && !own && !asked.contains(&place);
            assert_eq!(kept.contains(&place), kept_as_it_is, "{}", question.id);
        }
    }
}

#[test]
fn a_change_is_classed_right_for_every_pair_of_totals() {
    let outcome = &CONTENT.outcomes[0];
    let with = |total: Option<u16>| {
        let mut case = Case::default();
        case.set(outcome.question, total.map(Answer::Number));
        case
    };
    for before in 0..=100 {
        for now in 0..=100 {
            let expected = match i32::from(now) - i32::from(before) {
                15.. => Class::Better,
                ..=-8 => Class::Worse,
                _ => Class::Within,
            };
            let class = outcome.class(&with(Some(before)), &with(Some(now)));
            assert_eq!(class, Some(expected), "{before} {now}");
        }
        assert_eq!(outcome.class(&with(None), &with(Some(before))), None);
        assert_eq!(outcome.class(&with(Some(before)), &with(None)), None);
    }
}

#[test]
fn classes_are_worked_out_at_the_review_against_the_first_visit_and_the_one_before() {
    let answers = [
        ("red_flags", "none"),
        ("asker", "clinician_patient"),
        ("site", "insertional"),
        ("size", "under_1cm"),
        ("symptoms", "load_pain"),
        ("age", "40_59"),
        ("duration", "6w_to_3m"),
        ("pain", "1_to_3"),
        ("fluoroquinolone", "never"),
        ("imaging", "radiograph"),
        ("loading_done", "not_at_all"),
    ];
    let mut case = Case::default();
    for (id, option) in answers {
        let (place, answer) = one(id, option);
        case.set(place, Some(answer));
    }
    case.set(question("visa_a"), Some(Answer::Number(52)));
    let mut now = planned(case);
    // 52, 61, 74: between, then better against the first and between against the second.
    let visits = [
        (61, ("within", "within")),
        (74, ("better", "within")),
        (60, ("within", "worse")),
    ];
    for (total, (first, previous)) in visits {
        now = step(&CONTENT, &now, &Event::Review).intake;
        for _ in 0..20 {
            let Some(place) = now.asking() else { break };
            let answer = match CONTENT.question(place).id.as_str() {
                "red_flags" => one("red_flags", "none").1,
                "visit" => one("visit", "better").1,
                "pain" => one("pain", "1_to_3").1,
                "heel_rise" => one("heel_rise", "yes_no_pain").1,
                "heel_rises" => one("heel_rises", "6_to_10").1,
                "visa_a" => Answer::Number(total),
                "loading_done" => one("loading_done", "8_to_12w").1,
                "since_last" => one("since_last", "none").1,
                "duration" => one("duration", "3_to_6m").1,
                other => panic!("{other} is asked"),
            };
            now = give(&now, place, answer, |_| answer).0.intake;
        }
        assert_eq!(now.place, Place::Planned);
        for (id, class) in [
            ("visa_a_since_first", first),
            ("visa_a_since_previous", previous),
        ] {
            let (place, answer) = one(id, class);
            assert_eq!(now.case.answer(place), Some(answer), "{id} at {total}");
        }
        // Kept and read again it is the same state.
        let stored = now.to_stored(&CONTENT);
        assert_eq!(Intake::from_stored(&CONTENT, &stored).unwrap(), now);
    }
    let made = plan(&CONTENT, &now.case, None);
    let ids: Vec<&str> = made
        .all_lines()
        .map(|line| CONTENT.line(line.line).id.as_str())
        .collect();
    assert!(ids.contains(&"next.said_better"), "{ids:?}");
    assert!(!ids.contains(&"bottom.better"), "{ids:?}");
}

#[test]
fn a_class_that_is_not_known_is_no_answer() {
    let (first, better) = one("visa_a_since_first", "better");
    let mut case = Case::default();
    case.set(first, Some(better));
    let none = Case::default();
    compare(&CONTENT, &none, &none, &mut case);
    assert_eq!(case.answer(first), None);
}

/// Walks through a review, with these answers by the ids of their questions; all other cards say that nothing is new.
fn reviewed(now: &Intake, answers: &[(&str, &str)]) -> Intake {
    let mut now = step(&CONTENT, now, &Event::Review).intake;
    let told = |place: QuestionIx| {
        let id = CONTENT.question(place).id.as_str();
        let usual = [
            ("red_flags", "none"),
            ("visit", "unchanged"),
            ("pain", "1_to_3"),
            ("heel_rise", "yes_no_pain"),
            ("heel_rises", "6_to_10"),
            ("loading_done", "under_6w"),
            ("since_last", "none"),
            ("duration", "3_to_6m"),
            ("pregnancy", "under_20w"),
        ];
        let given = answers.iter().chain(&usual).find(|(asked, _)| *asked == id);
        given.map(|(id, option)| one(id, option).1)
    };
    for _ in 0..30 {
        let Some(place) = now.asking() else { break };
        now = match told(place) {
            Some(answer) => give(&now, place, answer, |_| answer).0.intake,
            None => step(&CONTENT, &now, &Event::Skip(place)).intake,
        };
    }
    assert_eq!(
        now.place,
        Place::Planned,
        "{:?}",
        now.asking().map(|place| &CONTENT.question(place).id)
    );
    now
}

fn insertional(more: &[(&str, &str)]) -> Intake {
    let usual = [
        ("red_flags", "none"),
        ("asker", "clinician_patient"),
        ("site", "insertional"),
        ("size", "1_to_2cm"),
        ("symptoms", "load_pain"),
        ("age", "18_39"),
        ("sex", "female"),
        ("pregnancy", "under_20w"),
        ("duration", "6w_to_3m"),
        ("pain", "1_to_3"),
        ("fluoroquinolone", "never"),
        ("imaging", "radiograph"),
        ("loading_done", "not_at_all"),
        ("nsaid_risks", "none"),
        ("background", "none_known"),
    ];
    let mut case = Case::default();
    for (id, option) in usual.iter().chain(more) {
        let (place, answer) = one(id, option);
        case.set(place, Some(answer));
    }
    planned(case)
}

fn lines_of(intake: &Intake) -> Vec<&'static str> {
    let made = plan(&CONTENT, &intake.case, None);
    let ids = made
        .all_lines()
        .map(|line| CONTENT.line(line.line).id.as_str());
    ids.collect()
}

#[test]
fn after_an_urgent_plan_its_outcome_is_asked_and_nobody_is_told_to_step_up_before_it_is_known() {
    let urgent = reviewed(&insertional(&[]), &[("heel_rise", "no_new_weakness")]);
    assert!(
        lines_of(&urgent).contains(&"banner.rupture"),
        "{:?}",
        lines_of(&urgent)
    );
    let better = [("visit", "better"), ("loading_done", "6_to_8w")];
    let steps_up = |lines: &[&str]| lines.iter().any(|line| line.starts_with("bottom.better"));
    for (open, banner) in [
        ("pending", "banner.assessment"),
        ("found", "banner.assessment_found"),
    ] {
        let mut answers = better.to_vec();
        answers.push(("assessment", open));
        let now = reviewed(&urgent, &answers);
        let lines = lines_of(&now);
        assert!(lines.contains(&banner), "{open}: {lines:?}");
        assert!(!steps_up(&lines), "{open}: {lines:?}");
        // It is asked until it is settled.
        let begun = step(&CONTENT, &now, &Event::Review).intake;
        assert!(begun.again.contains(&question("assessment")), "{open}");
    }
    let mut answers = better.to_vec();
    answers.push(("assessment", "ruled_out"));
    let now = reviewed(&urgent, &answers);
    assert!(steps_up(&lines_of(&now)), "{:?}", lines_of(&now));
    let next = reviewed(&now, &better);
    assert_eq!(
        next.case.answer(question("assessment")),
        None,
        "it is settled"
    );
}

#[test]
fn a_pregnancy_outlives_an_urgent_review_and_is_asked_again_at_the_next() {
    let urgent = reviewed(&insertional(&[]), &[("red_flags", "rf_fq_now")]);
    let (pregnancy, under_20w) = one("pregnancy", "under_20w");
    assert_eq!(urgent.case.answer(pregnancy), Some(under_20w));
    let begun = step(&CONTENT, &urgent, &Event::Review).intake;
    assert!(begun.again.contains(&pregnancy));
    let answers = [("assessment", "ruled_out"), ("pregnancy", "20_to_30w")];
    let now = reviewed(&urgent, &answers);
    assert_eq!(
        now.case.answer(pregnancy),
        Some(one("pregnancy", "20_to_30w").1)
    );
}

#[test]
fn a_larger_size_than_at_the_visit_before_is_growth_until_a_tap_says_otherwise() {
    let first = insertional(&[]);
    let larger = [("since_last", "size"), ("size", "over_2_to_5cm")];
    let growing = one("maturity", "growing");
    let mut answers = larger.to_vec();
    answers.extend([("maturity", "growing"), ("size_confirm", "none")]);
    let now = reviewed(&first, &answers);
    assert_eq!(now.case.answer(growing.0), Some(growing.1));
    assert!(
        lines_of(&now).contains(&"first.growing"),
        "{:?}",
        lines_of(&now)
    );
    let mut answers = larger.to_vec();
    answers.extend([("maturity", "mature"), ("size_confirm", "none")]);
    let now = reviewed(&first, &answers);
    assert_eq!(
        now.case.answer(growing.0),
        Some(one("maturity", "mature").1)
    );
    for size in ["1_to_2cm", "under_1cm", "not_measured"] {
        let now = reviewed(&first, &[("since_last", "size"), ("size", size)]);
        assert_eq!(now.case.answer(growing.0), None, "{size}");
    }
}

#[test]
fn a_steroid_injection_that_was_tried_asks_where_and_when() {
    let first = insertional(&[]);
    let answers = [
        ("since_last", "treatment"),
        ("tried", "corticosteroid_injection"),
        ("corticosteroid", "local_injection_3m"),
    ];
    let now = reviewed(&first, &answers);
    let (corticosteroid, recent) = one("corticosteroid", "local_injection_3m");
    assert_eq!(now.case.answer(corticosteroid), Some(recent));
}

#[test]
fn a_review_that_is_left_brings_back_the_plan_with_its_answers() {
    let mut dice = Dice(0x7e57_0018_0000_0007);
    for _ in 0..300 {
        let now = of_clinician(&mut dice);
        let mut begun = step(&CONTENT, &now, &Event::Review).intake;
        for _ in 0..dice.below(4) {
            if let Some(place) = begun.asking() {
                let answer = usual(place, &mut dice);
                begun = give(&begun, place, answer, |other| usual(other, &mut dice))
                    .0
                    .intake;
            }
        }
        let stored = begun.to_stored(&CONTENT);
        let begun = Intake::from_stored(&CONTENT, &stored).unwrap();
        let left = step(&CONTENT, &begun, &Event::LeaveReview);
        if begun.place == Place::Planned {
            assert!(!left.plan, "it has its plan");
            continue;
        }
        assert!(left.plan);
        assert_eq!(left.intake.case, now.case);
        assert_eq!(
            (left.intake.place, left.intake.visit),
            (Place::Planned, now.visit)
        );
        assert_eq!(left.intake.before_review, None);
        assert!(left.intake.turn > begun.turn, "older buttons are stale");
    }
}

#[test]
fn a_patient_is_asked_again_what_the_exercise_depends_on() {
    let answers = [
        ("asker", "not_clinician"),
        ("red_flags", "none"),
        ("site", "insertional"),
        ("symptoms", "load_pain"),
        ("exercise_confirmed", "yes"),
        ("age", "40_59"),
    ];
    let mut case = Case::default();
    for (id, option) in answers {
        let (place, answer) = one(id, option);
        case.set(place, Some(answer));
    }
    let now = step(&CONTENT, &planned(case), &Event::Review).intake;
    assert!(now.again.contains(&question("exercise_confirmed")));
    assert_eq!(now.case.answer(question("exercise_confirmed")), None);
}
