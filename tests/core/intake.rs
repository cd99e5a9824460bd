//! Any sequence of events keeps the intake valid.

use care_engine::case::Case;
use care_engine::content::{OptionSet, QuestionIx};
use care_engine::intake::{Event, Intake, Place, step};

use super::{CONTENT, Dice};

pub(crate) fn any_event(dice: &mut Dice, now: &Intake) -> Event {
    let questions: Vec<QuestionIx> = CONTENT.question_places().collect();
    let asked = now.asking().filter(|_| dice.below(4) > 0);
    let question = asked.unwrap_or(questions[dice.below(questions.len())]);
    let options: Vec<_> = CONTENT.option_places(question).collect();
    let typed = [
        "none",
        "7",
        "insertional",
        "-1",
        "9999999999",
        "<b>",
        "\u{202e}x",
        "",
        "yes",
    ];
    match dice.below(15) {
        0..=3 if !options.is_empty() => Event::Choose(question, options[dice.below(options.len())]),
        4..=5 if !options.is_empty() => Event::Mark(
            question,
            options[dice.below(options.len())],
            dice.below(3) > 0,
        ),
        0..=6 => Event::Done(question),
        7 => Event::Skip(question),
        8 => Event::Type(typed[dice.below(typed.len())].into()),
        9 => Event::Back,
        10 => Event::Edit(question),
        11 => Event::ShowPlan,
        12 => Event::Refine,
        13 => {
            let suppositions = super::what_if::suppositions(question);
            Event::Apply(suppositions[dice.below(suppositions.len())])
        }
        _ => match dice.below(6) {
            0 => Event::StartOver,
            1 => Event::Cancel,
            _ => Event::Reopen,
        },
    }
}

#[test]
fn any_sequence_of_events_keeps_the_state_valid() {
    let content = &*CONTENT;
    let first = content.question_places().next().unwrap();
    assert_eq!(content.question(first).id, "red_flags");
    let mut dice = Dice(0x5eed_1234_abcd_ef01);
    for _ in 0..600 {
        let mut now = Intake::new(Case::default(), first);
        for _ in 0..40 {
            let event = any_event(&mut dice, &now);
            let next = step(content, &now, &event).intake;
            match next.place {
                Place::Ask(question, _) => {
                    let own: OptionSet = content.option_places(question).collect();
                    assert!(next.draft.iter().all(|option| own.has(option)));
                }
                _ => assert!(next.draft.is_empty(), "{event:?} {next:?}"),
            }
            if next.place != now.place {
                assert!(next.turn > now.turn, "{event:?} {now:?} {next:?}");
            }
            let kept = Intake::from_stored(content, &next.to_stored(content)).unwrap();
            assert_eq!(kept, next, "after {event:?}");
            now = next;
        }
    }
}
