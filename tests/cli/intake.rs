//! `intake`: the questions as a list.

use crate::json;

#[test]
fn the_intake_is_listed_and_begins_with_the_red_flags() {
    let intake = json(&["intake", "--json"], "");
    let questions = intake["questions"].as_array().unwrap();
    assert_eq!(questions[0]["id"], "red_flags");
    for question in questions {
        assert!(question["id"].is_string() && question["label"].is_string());
        for option in question["options"].as_array().unwrap() {
            assert!(option["id"].is_string() && option["label"].is_string());
        }
    }
    let next = json(&["intake", "--next", "--case", "-"], "{}");
    assert_eq!(next["ready"], false);
    assert_eq!(next["question"]["id"], "red_flags");
}
