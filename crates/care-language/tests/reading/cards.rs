//! Answers as people type them at a card.

use serde_json::{Value, json};

use super::{CONTENT, READER, answer, at_card};

#[test]
fn answers_are_taken_as_they_are_typed() {
    for (question, text, expected) in [
        ("pain", "5/10", json!("4_to_5")),
        ("pain", "7.0", json!("6_to_7")),
        ("pain", "٧", json!("6_to_7")),
        ("pain", "about 6 I think", json!("6_to_7")),
        ("size", "13 mm", json!("1_to_2cm")),
        ("size", "1.4cm", json!("1_to_2cm")),
        ("size", "7×4×3 mm", json!("under_1cm")),
        ("age", "47 yo", json!("40_59")),
        ("age", "early sixties", json!("60_64")),
        ("duration", "10/52", json!("6w_to_3m")),
        ("duration", "four months", json!("3_to_6m")),
        (
            "nsaid_risks",
            "takes edoxaban",
            json!(["anticoagulant_or_antiplatelet"]),
        ),
        (
            "nsaid_risks",
            "is on dabigatran",
            json!(["anticoagulant_or_antiplatelet"]),
        ),
        (
            "nsaid_risks",
            "asthma and eGFR 45",
            json!(["asthma", "egfr_30_59"]),
        ),
        ("site", "the two sites", json!("both")),
        ("site", "can't say", json!("unknown")),
        ("size", "can't say", json!("not_measured")),
        (
            "symptoms",
            "sore with load and stiff first thing",
            json!("load_pain_stiffness"),
        ),
        ("symptoms", "only when running", json!("load_pain")),
        ("heel_rise", "yes but sore", json!("yes_with_pain")),
        ("heel_rise", "can't because it hurts", json!("no_pain")),
        ("pregnancy", "28 weeks", json!("20_to_30w")),
        ("visa_a", "62/100", json!(62)),
        ("loading_done", "12 weeks", json!("8_to_12w")),
        ("imaging", "xr and us", json!(["radiograph", "ultrasound"])),
        (
            "tried",
            "ice, heel lift and some gel",
            json!(["heel_lift", "ice", "topical_nsaid"]),
        ),
    ] {
        assert_eq!(
            answer(&at_card(question, text), question),
            expected,
            "{question}: {text}"
        );
    }
}

#[test]
fn several_answers_at_once_are_all_taken() {
    let read = at_card("pain", "5/10, four months, mostly after running");
    assert_eq!(
        read["answers"],
        json!({"pain": "4_to_5", "duration": "3_to_6m", "activity": "running_or_jumping"})
    );
}

#[test]
fn a_denial_of_one_thing_is_no_none_for_all() {
    for (question, text) in [
        ("nsaid_risks", "no anticoag"),
        ("nsaid_risks", "no meds"),
        ("red_flags", "nothing alarming"),
        ("red_flags", "no fever"),
        ("symptoms", "heard a crack this morning, no push-off"),
        ("background", "no diabetes"),
    ] {
        assert_eq!(
            answer(&at_card(question, text), question),
            Value::Null,
            "{question}: {text}"
        );
    }
    for question in ["nsaid_risks", "red_flags"] {
        let read = at_card(question, "none of these");
        assert_eq!(answer(&read, question), json!(["none"]), "{question}");
    }
}

#[test]
fn a_flag_told_at_a_card_is_told_beside_the_answer() {
    for (text, flag) in [
        ("heard a crack this morning, no push-off", "rf_rupture"),
        ("calf warm and swollen since Sunday", "rf_dvt"),
        (
            "pain on load and the foot is cold and white",
            "rf_neurovasc",
        ),
    ] {
        assert_eq!(
            at_card("symptoms", text)["red_flags"],
            json!([flag]),
            "{text}"
        );
    }
    let read = at_card("red_flags", "no fever but calf swollen");
    assert_eq!(answer(&read, "red_flags"), json!(["rf_dvt"]));
}

#[test]
fn a_number_that_cannot_be_is_told_with_its_bounds() {
    let place = CONTENT.find_question("pain").unwrap();
    let reply = READER.answer_for(&CONTENT, place, "12");
    assert_eq!(reply.out_of_range, Some((0, 10)));
    let size = at_card("size", "13");
    assert_eq!(
        answer(&size, "size"),
        Value::Null,
        "a length without its unit is asked"
    );
    assert_eq!(
        size["uncertain"][0]["candidates"],
        json!(["1_to_2cm", "over_5cm"])
    );
}
