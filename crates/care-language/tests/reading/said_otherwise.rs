//! What is put right in the same breath, what is of another day, and what a "not" takes away.

use serde_json::{Value, json};

use super::{answer, corrected, has, is_asked, read};

#[test]
fn what_is_put_right_in_the_same_breath_is_not_said() {
    for (text, question, expected) in [
        (
            "35m insertional 5mm, pain since 6 weeks, no sorry since 6 months",
            "duration",
            json!("3_to_6m"),
        ),
        (
            "59f right heel, scratch that, left, 3mm midportion",
            "side",
            json!("left"),
        ),
        (
            "59f midportion, i mean insertional, 7 mm",
            "site",
            json!("insertional"),
        ),
    ] {
        assert_eq!(answer(&read(text), question), expected, "{text}");
    }
    // Nothing right stands behind the words.
    let text = "59f right heel sore. sorry for the delay, he is seen on the left too";
    assert!(is_asked(&read(text), "side"), "{text}");
}

#[test]
fn the_number_of_today_counts_beside_that_of_another_day() {
    for (text, question, expected) in [
        ("44f midportion 4 mm, pain 6 -> 3", "pain", json!("1_to_3")),
        ("56f midportion 4 mm, pain 5->3", "pain", json!("1_to_3")),
        ("29f midportion 4 mm, pain 7 now 4", "pain", json!("4_to_5")),
        ("46f mid 6 mm, visa-a was 35 now 52", "visa_a", json!(52)),
        (
            "56f midportion 4 mm, pain 8/10 down to 4/10",
            "pain",
            json!("4_to_5"),
        ),
        ("63f insertional 8 mm, visa-a 41 to 58", "visa_a", json!(58)),
        (
            "t1dm since age 9, now 42 f, insertional 3mm",
            "age",
            json!("40_59"),
        ),
        (
            "wheeze with ibuprofen age 20, now 40 m, insertional 3mm",
            "age",
            json!("40_59"),
        ),
    ] {
        assert_eq!(answer(&read(text), question), expected, "{text}");
    }
}

#[test]
fn an_age_is_read_where_it_stands_apart_from_the_sex() {
    for (text, expected) in [
        ("18 army recruit F, R TA, 3mm", "18_39"),
        ("taxi driver 54 L foot clutch hurts", "40_59"),
        ("Mrs is 58, insertional 10mm", "40_59"),
        ("lady in her sixties (64), midportion 4 mm", "60_64"),
        ("40 something bloke, ossified insertion", "40_59"),
    ] {
        assert_eq!(answer(&read(text), "age"), json!(expected), "{text}");
    }
    assert_eq!(
        answer(&read("18 army recruit F, R TA, 3mm"), "sex"),
        json!("female")
    );
    for text in ["20 heel raises each side, insertional", "30 km a week, M"] {
        assert_eq!(answer(&read(text), "age"), Value::Null, "{text}");
    }
}

#[test]
fn a_not_takes_a_site_away_and_a_height_says_another() {
    let read = read("43m not the insertion, 4cm up");
    assert_eq!(answer(&read, "site"), json!("midportion"), "{read}");
    assert_eq!(answer(&read, "size"), Value::Null, "{read}");
}

#[test]
fn a_time_belongs_to_what_stands_beside_it() {
    for text in [
        "56f midportion 4 mm, nitro patch quarter daily 3 mths",
        "33f midportion 5 mm, symptom free since 6 weeks",
        "57f lupus 5 years, midportion 5 mm",
        "20f breastfeeding twins 3/12, midportion 5 mm",
        "61m HO out + reattachment w anchors, 12 weeks",
        "49f day 16 after HO removal",
    ] {
        assert_eq!(answer(&read(text), "duration"), Value::Null, "{text}");
    }
    for (text, expected) in [
        ("29f insertional 5 mm, 6 weeks", "6w_to_3m"),
        ("29f bony lump midportion 6 weeks", "6w_to_3m"),
        (
            "29f insertional, never had a steroid jab, 4 months",
            "3_to_6m",
        ),
        ("29f insertional, listed for excision, 4 months", "3_to_6m"),
    ] {
        assert_eq!(answer(&read(text), "duration"), json!(expected), "{text}");
    }
}

#[test]
fn weeks_since_an_operation_are_those_and_weeks_of_exercises_theirs() {
    for (text, question, expected) in [
        (
            "61m HO out + reattachment w anchors, 12 weeks",
            "surgery",
            "operated_6w_or_more",
        ),
        (
            "49f day 16 after HO removal, stitches out",
            "surgery",
            "operated_under_6w",
        ),
        (
            "50m 12 weeks after excision of the ossicle",
            "surgery",
            "operated_6w_or_more",
        ),
        (
            "37m exercises 2x a wk at best for 3 months, insertional 3mm",
            "loading_done",
            "3_to_6m",
        ),
        (
            "52f wk 7 of programme, midportion 5mm",
            "loading_done",
            "6_to_8w",
        ),
    ] {
        assert_eq!(answer(&read(text), question), json!(expected), "{text}");
    }
}

#[test]
fn what_one_image_does_not_show_is_asked() {
    for text in [
        "38f us: no bone seen. xray: 4mm bone",
        "38f xray 4 mm midportion, us no bone",
    ] {
        let read = read(text);
        assert!(has(&read, "imaging", "radiograph"), "{text}: {read}");
        assert!(!has(&read, "imaging", "ultrasound"), "{text}: {read}");
        assert!(is_asked(&read, "imaging"), "{text}: {read}");
    }
}

#[test]
fn how_it_goes_is_asked_and_never_passed_over() {
    for text in [
        "44f midportion 5 mm, eccentrics 4 weeks, slight gain",
        "44f midportion 5 mm, half better",
        "44f midportion 5 mm, same pain",
        "44f midportion 5 mm, flare up after a wedding",
        "44f midportion 5 mm, stretches only, static",
        "44f midportion 5 mm, came back after a break",
    ] {
        assert!(is_asked(&read(text), "visit"), "{text}");
    }
    for text in [
        "44f midportion 5 mm, easier in the evenings",
        "44f midportion 5 mm, same side as the old sprain",
    ] {
        assert!(!is_asked(&read(text), "visit"), "{text}");
    }
}

#[test]
fn a_number_alone_puts_right_the_answer_that_it_accords_with() {
    let case = json!({"age": "18_39", "size": "under_1cm", "pain": "4_to_5"});
    for (text, question, new) in [
        ("sorry 43 not 34", "age", json!("40_59")),
        ("its 8 not 5", "pain", json!("8_to_10")),
    ] {
        let correction = corrected(&case, text);
        assert_eq!(correction["changes"][0]["question"], question, "{text}");
        assert_eq!(correction["changes"][0]["new"], new, "{text}");
    }
    // Both are of one band: nothing changes, and nothing is taken back.
    let correction = corrected(&case, "and 39 not 29");
    assert_eq!(correction["changes"], json!([]), "{correction}");
    assert_eq!(correction["open"], json!([]), "{correction}");
}

#[test]
fn steroids_that_come_and_go_are_asked_as_tablets() {
    let read = read("67F, copd, on and off steroids, insertional 5 mm");
    let asked = read["uncertain"].as_array().unwrap();
    let systemic = asked.iter().any(|one| {
        let candidates = one["candidates"].as_array().unwrap();
        candidates.contains(&json!("systemic_now"))
    });
    assert!(systemic, "{read}");
}

#[test]
fn what_is_said_by_the_way_gives_place_to_what_is_said_outright() {
    let text = "her husband ruptured his achilles last yr; 51F, 3mm focus, pain 3/10";
    let read = read(text);
    assert_eq!(answer(&read, "sex"), json!("female"), "{read}");
    assert_eq!(answer(&read, "pregnancy"), Value::Null, "{read}");
}

#[test]
fn two_words_against_each_other_are_asked() {
    let read = read("Wife says pain is 8/10, he says 3/10. 67M insertional");
    assert_eq!(answer(&read, "pain"), Value::Null, "{read}");
    assert!(is_asked(&read, "pain"), "{read}");
}

#[test]
fn a_rash_beside_such_a_drug_is_asked() {
    for text in [
        "ibuprofen gel tds 3 wk = rash. 38F mid 4 mm",
        "45F, tried naproxen 2 wk (rash), insertional 6mm",
    ] {
        let read = read(text);
        let asked = read["uncertain"].to_string() + &read["answers"].to_string();
        assert!(asked.contains("aspirin_reaction"), "{text}: {read}");
    }
}
