//! The difference of two plans: complete, and nothing but that.

use std::collections::BTreeSet;

use care_engine::case::Case;
use care_engine::content::{LineIx, SectionKind};
use care_engine::plan::{Changed, Difference, Plan, PlanLine, plan};

use super::{CONTENT, Dice};

/// Two cases that differ in one to three answers.
fn neighbours(dice: &mut Dice) -> (Case, Case) {
    let one = dice.case();
    let mut other = one.clone();
    let places: Vec<_> = CONTENT.question_places().collect();
    for _ in 0..=dice.below(3) {
        let place = places[dice.below(places.len())];
        let answer = (dice.below(5) > 0).then(|| dice.answer(place));
        other.set(place, answer);
    }
    (one, other)
}

/// The lines whose number is free, by id, with their words.
fn lines(plan: &Plan) -> BTreeSet<(LineIx, String)> {
    let free = plan.banners().chain(&plan.lines).chain(&plan.safety_net);
    free.map(|line| (line.line, line.text.clone())).collect()
}

fn withheld(plan: &Plan) -> BTreeSet<String> {
    let texts = plan.withheld.iter();
    texts.map(|held| held.text(&CONTENT)).collect()
}

fn turned(was: &Option<PlanLine>, turn: &Option<Changed<Option<PlanLine>>>) -> Option<String> {
    let now = match turn {
        Some(turn) => {
            assert_eq!(turn.from, *was);
            &turn.to
        }
        None => was,
    };
    now.as_ref().map(|line| line.text.clone())
}

fn words(line: &Option<PlanLine>) -> Option<String> {
    line.as_ref().map(|line| line.text.clone())
}

#[test]
fn the_difference_makes_the_new_plan_out_of_the_old_one() {
    let mut dice = Dice(0x00d1_ff00_00d1_ff01);
    let roles: Vec<_> = CONTENT.role_places().map(|(place, _)| place).collect();
    let mut seen = [0_usize; 8];
    for _ in 0..6_000 {
        let (one, other) = neighbours(&mut dice);
        let role = |dice: &mut Dice| dice.below(8).checked_sub(3).map(|place| roles[place]);
        let (before, after) = (
            plan(&CONTENT, &one, role(&mut dice)),
            plan(&CONTENT, &other, role(&mut dice)),
        );
        let difference = Difference::between(&before, &after);

        let mut made = lines(&before);
        for gone in &difference.removed {
            assert!(made.remove(&(gone.line, gone.text.clone())));
        }
        for turn in &difference.reworded {
            assert!(made.remove(&(turn.from.line, turn.from.text.clone())));
            assert!(made.insert((turn.to.line, turn.to.text.clone())));
        }
        for new in &difference.added {
            assert!(made.insert((new.line, new.text.clone())));
        }
        assert_eq!(made, lines(&after));

        let mut made = withheld(&before);
        for held in &difference.lifted {
            assert!(made.remove(&held.text(&CONTENT)));
        }
        for turn in &difference.reasons {
            assert!(made.remove(&turn.from.text(&CONTENT)));
            made.insert(turn.to.text(&CONTENT));
        }
        made.extend(difference.withheld.iter().map(|held| held.text(&CONTENT)));
        assert_eq!(made, withheld(&after));

        assert_eq!(
            turned(&before.bottom_line, &difference.bottom_line),
            words(&after.bottom_line)
        );
        assert_eq!(
            turned(&before.review, &difference.review),
            words(&after.review)
        );
        let pathway = difference.pathway.as_ref().map_or(before.pathway, |turn| {
            assert_eq!(turn.from, before.pathway);
            turn.to
        });
        assert_eq!(pathway, after.pathway);

        let back = Difference::between(&after, &before);
        assert_eq!(back.added, difference.removed);
        assert_eq!(back.lifted, difference.withheld);
        assert_eq!(difference, Difference::between(&before, &after));

        for (count, some) in seen.iter_mut().zip([
            difference.pathway.is_some(),
            difference.bottom_line.is_some(),
            difference.review.is_some(),
            !difference.added.is_empty(),
            !difference.reworded.is_empty(),
            !difference.withheld.is_empty(),
            !difference.reasons.is_empty(),
            difference.is_empty(),
        ]) {
            *count += usize::from(some);
        }
    }
    // Every part of it has been put to the test.
    assert!(seen.iter().all(|count| *count > 10), "{seen:?}");
}

#[test]
fn a_plan_does_not_differ_from_itself() {
    let mut dice = Dice(0x5a5a_5a5a_1234_4321);
    for _ in 0..500 {
        let case = dice.case();
        let one = plan(&CONTENT, &case, None);
        assert!(Difference::between(&one, &plan(&CONTENT, &case, None)).is_empty());
    }
}

#[test]
fn bottom_line_and_review_are_the_only_sentences_that_a_plan_has_one_of() {
    // The difference of two plans relies on it.
    let single = |kind| matches!(kind, SectionKind::BottomLine | SectionKind::Review);
    let mut dice = Dice(0x1111_2222_3333_4444);
    for _ in 0..200 {
        let made = plan(&CONTENT, &dice.case(), None);
        let free = made
            .banner
            .iter()
            .chain(&made.lines)
            .chain(&made.safety_net);
        for line in free {
            assert!(!single(CONTENT.section(line.section).kind));
        }
    }
}
