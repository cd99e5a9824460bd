//! Answers read from a text: none is lost, whenever its question comes.

use care_engine::case::{Answer, Case};
use care_engine::content::{OptionIx, OptionSet, QuestionIx, QuestionKind, Stage};
use care_engine::intake::{Event, Intake, Note, Place, ReadAnswers, Step, step};

use super::{CONTENT, Dice};

fn question(id: &str) -> QuestionIx {
    CONTENT.find_question(id).unwrap()
}

fn answer(id: &str, option: &str) -> (QuestionIx, Answer) {
    let place = question(id);
    let option = CONTENT.find_option(place, option).unwrap();
    match CONTENT.question(place).kind {
        QuestionKind::Several => (place, Answer::Several(OptionSet::only(option))),
        _ => (place, Answer::One(option)),
    }
}

/// A case at its first card, with what a text said.
fn told(answers: &[(QuestionIx, Answer)]) -> Step {
    let mut known = Case::default();
    let (asker, clinician) = answer("asker", "clinician_patient");
    known.set(asker, Some(clinician));
    let begun = Intake::new(known, question("red_flags"));
    let read = ReadAnswers {
        answers: answers.to_vec(),
        ..ReadAnswers::default()
    };
    step(&CONTENT, &begun, &Event::Read(read))
}

/// Taps an answer on the present card.
fn tapped(now: &Intake, (place, answer): (QuestionIx, Answer)) -> Step {
    match answer {
        Answer::One(option) => step(&CONTENT, now, &Event::Choose(place, option)),
        Answer::Number(number) => step(&CONTENT, now, &Event::Type(number.to_string())),
        Answer::Several(set) => {
            let mut last = None;
            for option in set.iter() {
                let before = last.as_ref().map_or(now, |step: &Step| &step.intake);
                last = Some(step(&CONTENT, before, &Event::Mark(place, option, true)));
            }
            let marked = last.unwrap();
            match marked.intake.asking() == Some(place) {
                true => step(&CONTENT, &marked.intake, &Event::Done(place)),
                false => marked,
            }
        }
    }
}

#[test]
fn what_is_told_before_its_question_waits_for_it() {
    let early = [
        answer("site", "insertional"),
        answer("duration", "3_to_6m"),
        answer("pain", "4_to_5"),
        answer("tried", "structured_loading"),
        answer("nsaid_risks", "asthma"),
    ];
    let begun = told(&early).intake;
    for (place, _) in &early {
        assert!(begun.read_last().any(|read| read == *place), "not shown");
    }
    assert!(begun.case.answer(question("duration")).is_none(), "not yet");
    let kept = Intake::from_stored(&CONTENT, &begun.to_stored(&CONTENT)).unwrap();
    assert_eq!(kept, begun);

    let screened = tapped(&kept, answer("red_flags", "none")).intake;
    let mut now = screened;
    let (symptoms, load_pain) = answer("symptoms", "load_pain");
    while now.asking() != Some(symptoms) {
        let asked = now.asking().unwrap();
        let first = CONTENT.option_places(asked).next().unwrap();
        now = tapped(&now, (asked, Answer::One(first))).intake;
    }
    let now = tapped(&now, (symptoms, load_pain)).intake;
    for (place, said) in &early {
        assert_eq!(now.case.answer(*place), Some(*said));
    }
    // Risks that were only read are put on their card once before they count.
    assert!(now.again.contains(&question("nsaid_risks")));
}

#[test]
fn what_was_tapped_stands_over_what_waits() {
    let begun = told(&[answer("duration", "over_6m")]).intake;
    let mut now = tapped(&begun, answer("red_flags", "none")).intake;
    now.case.set(question("duration"), None);
    let (place, recent) = answer("duration", "under_4w");
    now.case.set(place, Some(recent));
    let (symptoms, load_pain) = answer("symptoms", "load_pain");
    now.place = Place::Ask(symptoms, care_engine::intake::Purpose::Walk);
    let now = tapped(&now, (symptoms, load_pain)).intake;
    assert_eq!(now.case.answer(place), Some(recent));
}

#[test]
fn undo_takes_back_what_waits_too() {
    let begun = told(&[answer("site", "midportion"), answer("duration", "over_6m")]).intake;
    let undone = step(&CONTENT, &begun, &Event::UndoRead).intake;
    assert!(undone.unasked.is_empty() && undone.case.answer(question("site")).is_none());
}

#[test]
fn nothing_that_was_read_is_lost_without_a_word() {
    let mut dice = Dice(0x7e11);
    for _ in 0..400 {
        let mut said: Vec<(QuestionIx, Answer)> = Vec::new();
        for place in CONTENT.question_places().skip(1) {
            let asked = CONTENT.question(place);
            let options: Vec<_> = CONTENT.option_places(place).collect();
            // No text answers what is worked out.
            let computed = asked.stage == Stage::Computed;
            if dice.below(3) > 0
                || asked.kind == QuestionKind::Number
                || asked.of_person
                || computed
            {
                continue;
            }
            let option = options[dice.below(options.len())];
            said.push(match asked.kind {
                QuestionKind::Several => (place, Answer::Several(OptionSet::only(option))),
                _ => (place, Answer::One(option)),
            });
        }
        if said.is_empty() {
            continue;
        }
        let mut after = told(&said);
        let mut dropped: Vec<QuestionIx> = Vec::new();
        for _ in 0..40 {
            for note in &after.notes {
                if let Note::Dropped(gone) = note {
                    dropped.extend(gone);
                }
            }
            let now = &after.intake;
            for (place, _) in &said {
                let kept =
                    now.case.answer(*place).is_some() || now.unasked.answer(*place).is_some();
                assert!(
                    kept || dropped.contains(place),
                    "{} of {said:?}",
                    CONTENT.question(*place).id
                );
            }
            let Some(asked) = now.asking() else { break };
            let options: Vec<_> = CONTENT.option_places(asked).collect();
            let option = match asked == CONTENT.topic.red_flags {
                true => CONTENT.find_option(asked, "none").unwrap(),
                false => options[dice.below(options.len())],
            };
            let given = match CONTENT.question(asked).kind {
                QuestionKind::Several => Answer::Several(OptionSet::only(option)),
                _ => Answer::One(option),
            };
            after = tapped(now, (asked, given));
        }
    }
}

/// A case under way, with what was read once the screen was passed.
fn after_the_screen(answers: &[(QuestionIx, Answer)]) -> Intake {
    let screened = told(&[]).intake;
    let screened = tapped(&screened, answer("red_flags", "none")).intake;
    reads(&screened, answers, &[]).intake
}

fn reads(
    now: &Intake,
    answers: &[(QuestionIx, Answer)],
    uncertain: &[(QuestionIx, OptionSet)],
) -> Step {
    let read = ReadAnswers {
        answers: answers.to_vec(),
        uncertain: uncertain.to_vec(),
        ..ReadAnswers::default()
    };
    step(&CONTENT, now, &Event::Read(read))
}

/// What is recorded of a question, also where it waits for it.
fn marks(intake: &Intake, place: QuestionIx) -> OptionSet {
    match (intake.case.answer(place)).or_else(|| intake.unasked.answer(place)) {
        Some(Answer::Several(marks)) => marks,
        _ => OptionSet::default(),
    }
}

#[test]
fn a_later_sentence_adds_to_several_options() {
    let (tried, lift) = answer("tried", "heel_lift");
    let (_, loading) = answer("tried", "structured_loading");
    let now = after_the_screen(&[(tried, lift)]);
    let now = reads(&now, &[(tried, loading)], &[]).intake;
    assert_eq!(marks(&now, tried).iter().count(), 2);
    // "None" said beside marks takes none of them away: it is asked.
    let none = answer("tried", "none");
    let now = reads(&now, &[none], &[]).intake;
    assert_eq!(marks(&now, tried).iter().count(), 2);
    assert!(now.again.contains(&tried));
}

#[test]
fn what_a_word_takes_back_is_gone_and_asked_where_nothing_is_left() {
    let (risks, asthma) = answer("nsaid_risks", "asthma");
    let now = after_the_screen(&[(risks, asthma)]);
    let read = ReadAnswers {
        denied: vec![(risks, CONTENT.find_option(risks, "asthma").unwrap())],
        ..ReadAnswers::default()
    };
    let now = step(&CONTENT, &now, &Event::Read(read)).intake;
    assert!(marks(&now, risks).is_empty());
    assert!(now.again.contains(&risks));
}

#[test]
fn a_doubt_about_a_risk_is_marked_on_its_card_and_stays_until_it_is_answered() {
    let (risks, blood_thinner) = answer("nsaid_risks", "anticoagulant_or_antiplatelet");
    let Answer::Several(blood_thinner) = blood_thinner else {
        panic!("several")
    };
    let known = [
        answer("symptoms", "load_pain"),
        answer("age", "40_59"),
        answer("pain", "6_to_7"),
    ];
    let mut now = after_the_screen(&known);
    let after = reads(&now, &[], &[(risks, blood_thinner)]);
    assert!(after.notes.contains(&Note::Doubtful(vec![risks])));
    now = after.intake;
    // A later sentence about another risk does not settle it.
    now = reads(&now, &[answer("nsaid_risks", "asthma")], &[]).intake;
    let mut cards = 0;
    while now.asking() != Some(risks) {
        let asked = now.asking().expect("the card comes before the plan");
        let first = CONTENT.option_places(asked).next().unwrap();
        let given = match CONTENT.question(asked).kind {
            QuestionKind::Several => Answer::Several(OptionSet::only(first)),
            _ => Answer::One(first),
        };
        now = tapped(&now, (asked, given)).intake;
        cards += 1;
        assert!(cards < 30, "never asked");
    }
    let thinner = blood_thinner.iter().next().unwrap();
    assert!(now.draft.has(thinner), "not marked");
    let kept = Intake::from_stored(&CONTENT, &now.to_stored(&CONTENT)).unwrap();
    assert_eq!(kept, now);
    let done = step(&CONTENT, &now, &Event::Done(risks)).intake;
    assert!(marks(&done, risks).has(thinner) && done.doubts.is_empty());
}

/// Anything that a text may say, at random.
fn any_text(dice: &mut Dice) -> ReadAnswers {
    let mut read = ReadAnswers::default();
    for place in CONTENT.question_places() {
        let options: Vec<_> = CONTENT.option_places(place).collect();
        if options.is_empty() {
            continue;
        }
        let option = options[dice.below(options.len())];
        let set = OptionSet::only(option);
        match (dice.below(12), CONTENT.question(place).kind) {
            (0 | 1, QuestionKind::Several) => read.answers.push((place, Answer::Several(set))),
            (0, _) => read.answers.push((place, Answer::One(option))),
            (2, _) => read.uncertain.push((place, set)),
            (3, QuestionKind::Several) => read.denied.push((place, option)),
            (4, _) if dice.below(20) == 0 => read.retracted.push(place),
            _ => {}
        }
    }
    read
}

#[test]
fn reading_takes_no_mark_away_that_no_word_took_back_and_undo_restores_all() {
    let mut dice = Dice(0x0add_0dd0);
    for _ in 0..300 {
        let mut now = told(&[]).intake;
        for _ in 0..12 {
            if dice.below(2) == 0 {
                now = step(&CONTENT, &now, &super::intake::any_event(&mut dice, &now)).intake;
            }
            let read = any_text(&mut dice);
            let after = step(&CONTENT, &now, &Event::Read(read.clone()));
            let mut dropped: Vec<QuestionIx> = Vec::new();
            for note in &after.notes {
                if let Note::Dropped(gone) = note {
                    dropped.extend(gone);
                }
            }
            // Words on how the course is begin a review, which asks again what it has to ask; Undo takes that back too.
            let reviewed = after.intake.visit != now.visit;
            for place in CONTENT.question_places().filter(|_| !reviewed) {
                let alone = CONTENT.question(place).exclusive;
                let own_card = now.asking() == Some(place);
                let stands_alone = |(said, answer): &(QuestionIx, Answer)| {
                    *said == place && matches!(answer, Answer::Several(set) if set.meets(alone))
                };
                // "None" typed at the card itself is the whole answer, as its button is.
                let answered_none = own_card && read.answers.iter().any(stands_alone);
                if read.retracted.contains(&place) || answered_none {
                    continue;
                }
                let left = marks(&after.intake, place);
                // What a tap has cleared on the card is no mark any more.
                let cleared = |option: &OptionIx| own_card && !now.draft.has(*option);
                let marked = marks(&now, place);
                let stay = marked
                    .iter()
                    .filter(|one| !alone.has(*one) && !cleared(one));
                for option in stay {
                    assert!(
                        left.has(option)
                            || read.denied.contains(&(place, option))
                            || dropped.contains(&place),
                        "{} lost by {read:?} at {now:?}",
                        CONTENT.question(place).id
                    );
                }
            }
            if matches!(now.place, Place::Planned | Place::Cancelled) {
                break;
            }
            let undone = step(&CONTENT, &after.intake, &Event::UndoRead).intake;
            let before = Intake {
                turn: undone.turn,
                before_read: None,
                ..now
            };
            assert_eq!(undone, before);
            assert!(undone.turn > after.intake.turn);
            now = after.intake;
        }
    }
}
