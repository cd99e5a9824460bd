//! Texts in the thread of a case: what is told of it, and what is only asked.

use serde_json::json;

use super::{answer, has, in_thread, read};

#[test]
fn what_is_only_asked_in_a_thread_is_not_told() {
    for (text, question) in [
        ("celecoxib after for HO prophylaxis?", "tried"),
        ("boot for 4 weeks then rehab?", "tried"),
        ("nsaid for 1 week ok?", "tried"),
        ("anything at night for pain", "symptoms"),
        ("how long till pain free", "symptoms"),
        ("test for gout?", "background"),
        ("bone scan or serial films", "imaging"),
        ("repeat xray needed or no", "imaging"),
        ("mri or ct next", "imaging"),
        ("celecoxib after for prophylaxis", "tried"),
        ("mum asks re nurofen", "tried"),
        ("whats the colchicine dose for gout", "background"),
    ] {
        assert_eq!(
            answer(&in_thread(text, false), question),
            json!(null),
            "{text}"
        );
    }
}

#[test]
fn a_risk_told_in_a_question_is_heard_in_a_thread() {
    for (text, question, told) in [
        (
            "can i give nsaid with ckd 4?",
            "nsaid_risks",
            json!(["egfr_under_30"]),
        ),
        (
            "on apixaban, shockwave ok?",
            "nsaid_risks",
            json!(["anticoagulant_or_antiplatelet"]),
        ),
        (
            "is she ok for nsaids at 24 weeks pregnant",
            "pregnancy",
            json!("20_to_30w"),
        ),
    ] {
        assert_eq!(answer(&in_thread(text, true), question), told, "{text}");
    }
}

#[test]
fn a_course_of_steroids_that_comes_and_goes_is_a_risk_in_a_thread_too() {
    let told = in_thread("on and off steroids for copd", false);
    assert!(
        has(&told, "nsaid_risks", "systemic_corticosteroid"),
        "{told}"
    );
}

#[test]
fn a_time_that_is_not_of_the_symptoms_is_not_their_duration() {
    for text in [
        "back in 3 weeks",
        "she only wants 3 days off",
        "in 12 weeks",
    ] {
        assert_eq!(
            answer(&in_thread(text, false), "duration"),
            json!(null),
            "{text}"
        );
    }
    let told = in_thread("pain for 5 months now", false);
    assert_eq!(answer(&told, "duration"), json!("3_to_6m"));
    // When a danger began is no word on how long there was pain.
    assert_eq!(
        answer(&read("calf swelling since yesterday"), "duration"),
        json!(null)
    );
}
