//! Case files: any JSON is taken or refused with a place; what is taken is written as it was read.

use care_engine::case::{Answer, Case};
use care_engine::content::{QuestionIx, QuestionKind};
use care_engine::plan::plan;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use super::mutation::{edited, edits, grafted, json};
use super::{CONTENT, one_in};

const KEYS: &[&str] = &[
    "red_flags",
    "asker",
    "age",
    "symptoms",
    "site",
    "size",
    "none",
    "pain",
    "visit",
    "insertional",
    "both",
    "clinician_patient",
    "nsaid_risks",
    "duration",
    "loading_done",
];

/// Any JSON as a case: what is taken comes back the same, and makes a plan.
pub(crate) fn any_case(value: &Value) {
    match Case::from_json(&CONTENT, value) {
        Ok(case) => {
            round(&case);
            plan(&CONTENT, &case, None);
        }
        Err(error) => {
            assert!(
                !error.place.is_empty() || value.get("").is_some(),
                "{error}"
            );
            assert!(!error.problem.is_empty());
        }
    }
}

/// A case that is valid.
pub(crate) fn round(case: &Case) {
    let written = Value::Object(case.to_json(&CONTENT));
    assert_eq!(Case::from_json(&CONTENT, &written).as_ref(), Ok(case));
}

/// Any answers at all, contradictory marks too.
pub(crate) fn case() -> impl Strategy<Value = Case> {
    let count = CONTENT.questions.len();
    vec(proptest::option::weighted(0.7, any::<u32>()), count).prop_map(|dice| {
        let mut case = Case::default();
        let questions: Vec<QuestionIx> = CONTENT.question_places().collect();
        for (place, roll) in questions.into_iter().zip(dice) {
            let Some(roll) = roll else { continue };
            let question = CONTENT.question(place);
            let options: Vec<_> = CONTENT.option_places(place).collect();
            let answer = match question.kind {
                QuestionKind::One => Answer::One(options[roll as usize % options.len()]),
                QuestionKind::Several => Answer::Several(
                    options
                        .into_iter()
                        .enumerate()
                        .filter(|(bit, _)| roll >> bit & 1 == 1)
                        .map(|(_, option)| option)
                        .collect(),
                ),
                QuestionKind::Number => {
                    let span = u32::from(question.max - question.min) + 1;
                    Answer::Number(question.min + u16::try_from(roll % span).unwrap())
                }
            };
            case.set(place, Some(answer));
        }
        case
    })
}

proptest! {
    #![proptest_config(one_in(1))]

    #[test]
    fn a_case_is_read_as_it_was_written(case in case()) {
        round(&case);
    }

    #[test]
    fn any_json_is_taken_or_refused_with_a_place(value in json(KEYS)) {
        any_case(&value);
    }

    #[test]
    fn a_case_with_a_part_replaced_is_taken_or_refused(case in case(), at in any::<u16>(), graft in proptest::option::of(json(KEYS))) {
        any_case(&grafted(Value::Object(case.to_json(&CONTENT)), at, graft));
    }

    #[test]
    fn a_case_with_bytes_changed_is_taken_or_refused(case in case(), edits in edits()) {
        let text = edited(&Value::Object(case.to_json(&CONTENT)).to_string(), &edits);
        if let Ok(value) = serde_json::from_str(&text) {
            any_case(&value);
        }
    }
}
