//! Answers read from a text: none is lost, whenever its question comes.

use care_engine::case::{Answer, Case};
use care_engine::content::{OptionSet, QuestionIx, QuestionKind};
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
            if dice.below(3) > 0 || asked.kind == QuestionKind::Number || asked.of_person {
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
