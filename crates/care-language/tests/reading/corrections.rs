//! What somebody says to be otherwise.

use serde_json::json;

use super::corrected;

#[test]
fn a_correction_names_the_old_answer_and_the_new_one() {
    for (case, text, question, old, new) in [
        (
            json!({"size": "under_1cm"}),
            "17 mm, not 7",
            "size",
            json!("under_1cm"),
            json!("1_to_2cm"),
        ),
        (
            json!({"size": "under_1cm"}),
            "not 7 mm but 17 mm",
            "size",
            json!("under_1cm"),
            json!("1_to_2cm"),
        ),
        (
            json!({"site": "insertional"}),
            "actually midportion",
            "site",
            json!("insertional"),
            json!("midportion"),
        ),
        (
            json!({"age": "40_59"}),
            "sorry, she is 62",
            "age",
            json!("40_59"),
            json!("60_64"),
        ),
        (
            json!({"duration": "3_to_6m"}),
            "4 weeks, not 4 months",
            "duration",
            json!("3_to_6m"),
            json!("4_to_6w"),
        ),
        (
            json!({"pain": "4_to_5"}),
            "pain now 8",
            "pain",
            json!("4_to_5"),
            json!("8_to_10"),
        ),
        (
            json!({"nsaid_risks": ["anticoagulant_or_antiplatelet", "ssri_snri"]}),
            "scrap the edoxaban",
            "nsaid_risks",
            json!(["anticoagulant_or_antiplatelet", "ssri_snri"]),
            json!(["ssri_snri"]),
        ),
        (
            json!({"nsaid_risks": ["none"]}),
            "forgot: he takes warfarin",
            "nsaid_risks",
            json!(["none"]),
            json!(["anticoagulant_or_antiplatelet"]),
        ),
        (
            json!({"imaging": ["radiograph"]}),
            "it was an ultrasound, not an x-ray",
            "imaging",
            json!(["radiograph"]),
            json!(["ultrasound"]),
        ),
        (
            json!({"pregnancy": "no"}),
            "she is 24 weeks pregnant",
            "pregnancy",
            json!("no"),
            json!("20_to_30w"),
        ),
    ] {
        let read = corrected(&case, text);
        let expected = json!([{ "question": question, "old": old, "new": new }]);
        assert_eq!(read["changes"], expected, "{text}");
    }
}

#[test]
fn what_is_taken_back_without_a_new_answer_is_asked() {
    let read = corrected(
        &json!({"site": "insertional"}),
        "I mean higher up, not the heel bone",
    );
    assert_eq!(
        read,
        json!({"changes": [], "open": [{"question": "site", "candidates": ["midportion", "above_7cm"]}]})
    );
    let read = corrected(&json!({"nsaid_risks": ["asthma"]}), "no asthma");
    assert_eq!(
        read["changes"],
        json!([{"question": "nsaid_risks", "old": ["asthma"], "new": null}])
    );
    let read = corrected(&json!({"site": "midportion"}), "thanks, very helpful");
    assert_eq!(read, json!({"changes": [], "open": []}));
}
