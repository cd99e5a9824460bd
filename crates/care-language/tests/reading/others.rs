//! Words and numbers that belong to something or somebody else than what they look like.

use serde_json::json;

use super::{answer, at_card, is_asked, read};

#[test]
fn a_no_behind_a_word_denies_that_word_and_nothing_after_it() {
    for text in [
        "CKD no, diabetes no, gout no",
        "ckd no!!",
        "diabetic no, ckd no",
    ] {
        let read = read(text);
        assert_eq!(answer(&read, "background"), json!(null), "{text}");
        assert!(!is_asked(&read, "background"), "{text}");
    }
    let told = read("ckd no, diabetes on insulin");
    assert_eq!(answer(&told, "background"), json!(["diabetes"]));
}

#[test]
fn what_a_relative_has_is_asked() {
    let read = read("father of pt had MI");
    assert_eq!(answer(&read, "nsaid_risks"), json!(null));
    assert!(is_asked(&read, "nsaid_risks"));
}

#[test]
fn letters_of_codes_and_places_say_nothing_of_the_patient() {
    for (text, question) in [
        ("Tc-99m bone scan positive", "sex"),
        ("M76.6 insertional", "sex"),
        ("US ortho here, insertional focus", "imaging"),
        ("L5/S1 disc, heel pain", "side"),
        ("RT instead then", "side"),
    ] {
        assert_eq!(answer(&read(text), question), json!(null), "{text}");
    }
}

#[test]
fn numbers_belong_to_what_stands_beside_them() {
    for (text, question) in [
        ("monofilament 8/10", "pain"),
        ("Schober 4 cm", "size"),
        ("secukinumab q2w, insertional", "duration"),
        ("T2DM 12 y, insertional", "duration"),
        ("fever for 2 days", "duration"),
    ] {
        assert_eq!(answer(&read(text), question), json!(null), "{text}");
    }
    let size = at_card("nsaid_risks", "its 17mm not 7");
    assert_eq!(answer(&size, "nsaid_risks"), json!(null));
    assert_eq!(answer(&read("im 61 with heel pain"), "age"), json!("60_64"));
}

#[test]
fn a_score_at_rest_and_a_recent_stent_are_asked() {
    assert!(is_asked(
        &read("pain 6/10 on running, 2/10 rest"),
        "symptoms"
    ));
    let stent = read("stent 6 wks ago");
    assert!(is_asked(&stent, "nsaid_risks"));
}
