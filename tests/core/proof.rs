//! The proof: that it speaks of the very rules that make plans, that every property holds, and that
//! it finds faults that are planted.

use achilles_bot::core::case::Case;
use achilles_bot::core::content::{Content, Pathway, Reading, SectionKind, SourceFile};
use achilles_bot::core::plan::plan;
use achilles_bot::core::proof::{Proof, Space, breaks};

use super::{CONTENT, Dice, files};

#[test]
fn sets_of_cases_mean_what_the_plans_of_the_cases_say() {
    let space = Space::new(&CONTENT);
    let proof = Proof::new(&CONTENT, &space);
    let outline = proof.outline();
    let mut dice = Dice(0x0bad_5eed_0bad_5eed);
    let mut lines_seen = vec![false; CONTENT.lines.len()];
    for _ in 0..10_000 {
        let case = dice.case();
        let made = plan(&CONTENT, &case, None);
        for pathway in Pathway::ALL {
            let goes = space.holds(outline.goes(pathway), &case);
            assert_eq!(
                goes,
                made.pathway == pathway,
                "{:?}",
                case.to_json(&CONTENT)
            );
        }
        for line in CONTENT.line_places() {
            let shown = space.holds(outline.shown(line), &case);
            let stands = made.all_lines().any(|one| one.line == line);
            let id = &CONTENT.line(line).id;
            assert_eq!(shown, stands, "{id}: {:?}", case.to_json(&CONTENT));
            lines_seen[line.index()] |= stands;
        }
        for treatment in CONTENT.treatment_places() {
            let held = space.holds(outline.withheld(treatment), &case);
            let stands = made.withheld.iter().any(|held| held.treatment == treatment);
            let id = &CONTENT.treatment(treatment).id;
            assert_eq!(held, stands, "{id}: {:?}", case.to_json(&CONTENT));
        }
    }
    let seen = lines_seen.iter().filter(|seen| **seen).count();
    assert!(
        seen * 10 > lines_seen.len() * 9,
        "only {seen} lines came up"
    );
}

#[test]
fn the_nearest_case_of_a_set_is_the_nearest_of_all() {
    let space = Space::new(&CONTENT);
    let proof = Proof::new(&CONTENT, &space);
    let mut dice = Dice(0x1357_9bdf_0246_8ace);
    let cases: Vec<Case> = (0..400).map(|_| dice.case()).collect();
    let differ = |one: &Case, other: &Case| {
        let places = CONTENT.question_places();
        places
            .filter(|place| one.answer(*place) != other.answer(*place))
            .count()
    };
    for line in CONTENT.line_places() {
        let shown = proof.outline().shown(line);
        for from in &cases[..4] {
            let Some(nearest) = space.nearest(shown, from) else {
                panic!("no case is shown {}", CONTENT.line(line).id);
            };
            let made = plan(&CONTENT, &nearest, None);
            assert!(made.all_lines().any(|one| one.line == line));
            let inside = cases.iter().filter(|case| space.holds(shown, case));
            let best = inside.map(|case| differ(case, from)).min();
            assert!(best.is_none_or(|best| differ(&nearest, from) <= best));
        }
    }
}

#[test]
fn every_property_holds_in_every_case() {
    let space = Space::new(&CONTENT);
    let proof = Proof::new(&CONTENT, &space);
    for verdict in proof.verdicts() {
        if let Some(broken) = verdict.broken {
            let case = serde_json::Value::from(broken.case.to_json(&CONTENT));
            panic!("{}: {} in {case}", verdict.id, broken.what);
        }
    }
}

#[test]
fn the_size_of_the_space_is_the_product_of_all_answers() {
    let space = Space::new(&CONTENT);
    let size = CONTENT.questions.iter().fold(1.0, |size, question| {
        let options = question.options.len();
        size * match question.kind {
            achilles_bot::core::content::Kind::One => (options + 1) as f64,
            achilles_bot::core::content::Kind::Several => 2f64.powi(options as i32),
            achilles_bot::core::content::Kind::Number => {
                f64::from(question.max - question.min) + 2.0
            }
        }
    });
    let exact: f64 = space.size().parse().unwrap();
    assert!((exact / size - 1.0).abs() < 1e-9, "{exact} is not {size}");
}
