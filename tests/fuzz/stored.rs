//! Kept states: damaged ones are refused, others go on, whatever is done with them next.

use care_engine::content::{OptionSet, QuestionIx};
use care_engine::intake::{Earlier, Event, FORMAT, Intake, Place, Purpose, UnreadPlace, step};
use care_engine::outcome::measured;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json as made};

use super::cases::case;
use super::mutation::{edited, edits, grafted, json, text};
use super::{CONTENT, one_in};

const KEYS: &[&str] = &[
    "format",
    "answers",
    "place",
    "draft",
    "trail",
    "again",
    "refusals",
    "turn",
    "plans",
    "walk:site",
    "edit:age",
    "refine:pain",
    "summary",
    "planned",
    "refine",
    "cancelled",
    "red_flags",
    "none",
    "site",
];

/// Any text as a kept state: what is read is kept again as it is, and every event is taken.
pub(crate) fn any_state(text: &str, events: &[Event]) {
    let Ok(mut now) = Intake::from_stored(&CONTENT, text) else {
        return;
    };
    let kept = now.to_stored(&CONTENT);
    assert_eq!(Intake::from_stored(&CONTENT, &kept).unwrap(), now);
    for event in events {
        now = step(&CONTENT, &now, event).intake;
        let kept = now.to_stored(&CONTENT);
        assert_eq!(
            Intake::from_stored(&CONTENT, &kept).unwrap(),
            now,
            "after {event:?}"
        );
    }
}

fn question() -> impl Strategy<Value = QuestionIx> {
    proptest::sample::select(CONTENT.question_places().collect::<Vec<_>>())
}

/// Any event, with options that belong to its question.
pub(crate) fn event() -> impl Strategy<Value = Event> {
    let option = || {
        (question(), any::<u8>(), any::<bool>()).prop_filter_map(
            "a number has no options",
            |(question, option, on)| {
                let options: Vec<_> = CONTENT.option_places(question).collect();
                let option = options.get(usize::from(option) % options.len().max(1))?;
                Some((question, *option, on))
            },
        )
    };
    prop_oneof![
        option().prop_map(|(question, option, _)| Event::Choose(question, option)),
        option().prop_map(|(question, option, on)| Event::Mark(question, option, on)),
        question().prop_map(Event::Done),
        question().prop_map(Event::Skip),
        question().prop_map(Event::Edit),
        text().prop_map(Event::Type),
        proptest::sample::select(vec![
            Event::Back,
            Event::ShowPlan,
            Event::Refine,
            Event::StartOver,
            Event::Cancel,
            Event::Reopen,
            Event::Review,
            Event::LeaveReview,
        ]),
    ]
}

/// A state that could have been kept.
pub(crate) fn state() -> impl Strategy<Value = Intake> {
    let place = prop_oneof![
        (question(), 0..3_u8).prop_map(|(question, purpose)| Place::Ask(
            question,
            match purpose {
                0 => Purpose::Walk,
                1 => Purpose::Edit,
                _ => Purpose::Refine,
            }
        )),
        proptest::sample::select(vec![
            Place::Summary,
            Place::Planned,
            Place::Refine,
            Place::Cancelled
        ]),
    ];
    (
        (case(), case()),
        place,
        any::<u32>(),
        vec(question(), 0..6),
        vec(question(), 0..3),
        (any::<u8>(), any::<u32>(), any::<u32>()),
    )
        .prop_map(
            |((case, unasked), place, marks, trail, again, (refusals, turn, plans))| {
                let draft = match place {
                    Place::Ask(question, _) => CONTENT
                        .option_places(question)
                        .enumerate()
                        .filter(|(bit, _)| marks >> bit & 1 == 1)
                        .map(|(_, option)| option)
                        .collect(),
                    _ => OptionSet::default(),
                };
                let doubts = again.iter().map(|doubted| (*doubted, OptionSet::default()));
                let doubts = doubts.collect();
                Intake {
                    place,
                    draft,
                    marked: Vec::new(),
                    history: trail,
                    changed: again.clone(),
                    asked: Vec::new(),
                    again,
                    refusals,
                    clearing: turn % 3 == 1,
                    turn,
                    plans,
                    visit: turn % 4 + 1,
                    earlier: Earlier {
                        first: measured(&CONTENT, &case),
                        previous: measured(&CONTENT, &unasked),
                    },
                    case,
                    read: Vec::new(),
                    before_read: None,
                    before_review: None,
                    doubts,
                    unasked,
                    unread: turn % 5 == 1,
                    unread_places: (turn % 5 == 1)
                        .then_some(UnreadPlace::Sentence(2))
                        .into_iter()
                        .collect(),
                    told: turn % 2 == 1,
                }
            },
        )
}

proptest! {
    #![proptest_config(one_in(1))]

    #[test]
    fn a_state_is_read_as_it_was_kept_and_goes_on(state in state(), events in vec(event(), 0..4)) {
        any_state(&state.to_stored(&CONTENT), &events);
    }

    #[test]
    fn a_state_with_a_part_replaced_is_refused_or_goes_on(state in state(), at in any::<u16>(), graft in proptest::option::of(json(KEYS)), events in vec(event(), 0..4)) {
        let value: Value = serde_json::from_str(&state.to_stored(&CONTENT)).unwrap();
        any_state(&grafted(value, at, graft).to_string(), &events);
    }

    #[test]
    fn a_state_with_bytes_changed_is_refused_or_goes_on(state in state(), edits in edits()) {
        any_state(&edited(&state.to_stored(&CONTENT), &edits), &[Event::Back, Event::ShowPlan]);
    }

    #[test]
    fn any_json_is_refused_or_goes_on(value in json(KEYS), answers in json(KEYS)) {
        any_state(&value.to_string(), &[Event::Back]);
        let state = made!({"format": FORMAT, "answers": answers, "place": value, "trail": [], "turn": 1});
        any_state(&state.to_string(), &[Event::Back]);
    }
}
