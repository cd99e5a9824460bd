//! What a number, a time or a "not" belongs to: the nearest thing that it is said of, and nothing else.

use serde_json::{Value, json};

use super::{answer, at_card, has, is_asked, read};

#[test]
fn an_age_in_words_is_read_whole() {
    for (text, expected) in [
        ("forty-four yr old man, insertional, 9 mm", "40_59"),
        ("thirty-two year old woman, midportion 9 mm", "18_39"),
        ("sixty one year old lady with insertional pain", "60_64"),
        ("fifty-year-old man, left insertion, 7 mm", "40_59"),
        ("twenty-nine yrs old, insertional 9 mm", "18_39"),
        ("thirty five yo female runner, 4 mm midportion", "18_39"),
    ] {
        assert_eq!(answer(&read(text), "age"), json!(expected), "{text}");
    }
}

#[test]
fn a_letter_behind_an_age_is_the_sex() {
    for (text, expected) in [
        ("40 m crossfit midportion 6 mm 4 months", "male"),
        ("31 f ballet, 3 mm in the tendon on mri", "female"),
        ("62 m plaque 20 mm along the achilles", "male"),
        ("52f insertional 7 mm", "female"),
        ("m 39, both heels, spur 8 mm", "male"),
        ("34 yr old runner (m), 8 mm mid tendon", "male"),
    ] {
        assert_eq!(answer(&read(text), "sex"), json!(expected), "{text}");
    }
}

#[test]
fn the_time_of_something_else_is_no_time_of_the_symptoms() {
    for text in [
        "34f on isotretinoin 40 mg 5 months, insertion 3 mm",
        "72f on alendronate for 4 years, ossicle 6 mm",
        "50m on sertraline for 8 weeks, insertional 9 mm",
        "50m sertraline started 6 weeks ago, insertional 9 mm",
        "59m chronic pancreatitis, insertional 6 mm",
        "59m pancreatitis 3 years, insertional 6 mm",
        "27f postnatal 8 weeks, insertional 6 mm",
        "39m insertional 6 mm, heel lifts 6 wks no change",
        "63f visa-a 58 after 8 wks, insertional 6 mm",
        "26m basketball, midportion 5 mm, off 3 weeks",
        "54m insertional 9 mm, pain began 6 weeks after starting a statin",
        "70f took ibuprofen 400 tds 2 wks, insertional 8 mm",
    ] {
        assert_eq!(answer(&read(text), "duration"), Value::Null, "{text}");
    }
    for (text, expected) in [
        (
            "70m on apixaban, pain 8 weeks, insertional 7 mm",
            "6w_to_3m",
        ),
        ("60m on ramipril with pain for 4 months, 9 mm", "3_to_6m"),
        ("60m mid tendon 10 mm, sore 2 yrs on-off", "over_6m"),
        ("chronic achilles pain, 54m, insertional 9 mm", "over_6m"),
    ] {
        assert_eq!(answer(&read(text), "duration"), json!(expected), "{text}");
    }
}

#[test]
fn the_length_of_something_else_is_no_size() {
    for (text, expected) in [
        (
            "47m calf swelling 4 cm bigger than the other side, achilles with 6 mm focus",
            "under_1cm",
        ),
        (
            "33m excised 4 months ago 14 mm, film shows 3 mm new bone",
            "under_1cm",
        ),
        ("47m us: 5 mm calc + neovascularity midportion", "under_1cm"),
    ] {
        assert_eq!(answer(&read(text), "size"), json!(expected), "{text}");
    }
}

#[test]
fn a_not_behind_a_treatment_denies_it_and_a_failure_does_not() {
    for (text, option) in [
        ("52m insertional 9 mm, boot not tried", "boot_or_cast"),
        (
            "52m insertional 9 mm, tried lifts, naproxen not tried",
            "oral_nsaid",
        ),
        ("52m insertional 9 mm, shockwave not tried yet", "shockwave"),
    ] {
        assert!(!has(&read(text), "tried", option), "{text}");
    }
    let failed = read(
        "61m 14 mm insertional, neither the eccentric work nor the heel lifts have done anything",
    );
    assert!(has(&failed, "tried", "structured_loading"), "{failed}");
    assert!(has(&failed, "tried", "heel_lift"), "{failed}");
    assert_eq!(answer(&failed, "loading_done"), Value::Null, "{failed}");
}

#[test]
fn a_medicine_in_use_is_no_past_one_for_what_it_is_for() {
    for text in [
        "44m on apixaban for old dvt, insertional 9 mm",
        "takes warfarin for a previous pe, 60m, 9 mm",
    ] {
        let read = read(text);
        assert!(
            has(&read, "nsaid_risks", "anticoagulant_or_antiplatelet"),
            "{text}: {read}"
        );
    }
}

#[test]
fn a_sore_of_the_skin_is_none_of_the_stomach() {
    for text in [
        "foot ulcer over the heel has gone mucky",
        "ulcer on the heel",
        "60m with a leg ulcer, insertional 9 mm",
    ] {
        let read = read(text);
        assert!(!has(&read, "nsaid_risks", "ulcer_or_gi_bleed"), "{text}");
        assert!(!is_asked(&read, "nsaid_risks"), "{text}");
    }
    let told = read("59m insertional 6 mm, no nsaids due ulcer");
    assert!(has(&told, "nsaid_risks", "ulcer_or_gi_bleed"), "{told}");
}

#[test]
fn a_week_of_pregnancy_may_stand_behind_its_unit() {
    for (text, expected) in [
        ("41f, wk 22 pregnant, midportion 5 mm", "20_to_30w"),
        ("30f pregnant week 12, insertional 5 mm", "under_20w"),
        ("30f, insertional 5 mm, pregnant, week 33", "30w_or_more"),
    ] {
        assert_eq!(answer(&read(text), "pregnancy"), json!(expected), "{text}");
    }
}

#[test]
fn a_number_of_something_else_answers_no_card() {
    for (question, text) in [
        ("pain", "t2dm hba1c 71 smoker 20/d"),
        ("pain", "dm2 on gliclazide"),
        ("nsaid_risks", "and fhl transfer if >50% taken"),
        ("pain", "he takes 2 paracetamol most evenings before dinner"),
    ] {
        assert_eq!(
            answer(&at_card(question, text), question),
            Value::Null,
            "{question}: {text}"
        );
    }
    for (question, text, expected) in [
        ("pain", "about 7 on stairs", json!("6_to_7")),
        (
            "pain",
            "worst was a 7 when she ran for the bus last week",
            json!("6_to_7"),
        ),
        ("nsaid_risks", "45", json!(["egfr_30_59"])),
    ] {
        assert_eq!(
            answer(&at_card(question, text), question),
            expected,
            "{question}: {text}"
        );
    }
}

#[test]
fn what_is_asked_without_a_mark_tells_nothing() {
    for (question, text) in [
        ("background", "and colchicine is it gout do u think"),
        ("background", "could it be AS"),
        ("site", "haglunds vs HO"),
        (
            "site",
            "whats the difference between insertional and midportion HO",
        ),
        ("imaging", "ct or mri for surgical planning"),
    ] {
        let read = at_card(question, text);
        assert_eq!(read["answers"], json!({}), "{text}");
        assert_eq!(read["uncertain"], json!([]), "{text}");
    }
    // A comparison of numbers is told.
    let read = at_card("pain", "pain 7 vs 5 last time");
    assert_ne!(read["answers"], json!({}));
}

#[test]
fn worse_by_something_is_no_course() {
    for text in [
        "worse in boots",
        "worse hills",
        "worse after tennis",
        "worse on stairs",
    ] {
        let read = at_card("pain", text);
        assert!(!is_asked(&read, "visit"), "{text}: {read}");
        assert_eq!(answer(&read, "visit"), Value::Null, "{text}");
    }
}

#[test]
fn what_no_answer_holds_is_told_as_not_read() {
    for (text, word) in [
        (
            "49f sulfa allergy, insertional 6 mm, 2 months of pain",
            "sulfa",
        ),
        ("68 male gallimaufry 30/d, 18 mm insertional", "gallimaufry"),
        (
            "63f alfredson 12 wks, visa-a 41-58, 8 mm insertional",
            "41-58",
        ),
    ] {
        let read = read(text);
        let unread = read["unread"].to_string();
        assert!(unread.contains(word), "{text}: {unread}");
    }
}

#[test]
fn flags_hang_on_what_is_told_of_them() {
    let flags = |text: &str| read(text)["red_flags"].clone();
    for (text, flag) in [
        (
            "forty-four yr old man with pain at night, 8 kg lost, and a hard lump that is now 4cm and growing",
            "rf_tumour",
        ),
        (
            "35M achilles sore since squash Saturday, felt something go, can still walk",
            "rf_rupture",
        ),
        (
            "44 male weight loss 8 kg, night pain, hard 4 cm lump in tendon, growing",
            "rf_tumour",
        ),
        (
            "65f ca breast on letrozole, achilles sore, 4 mm focus",
            "rf_tumour",
        ),
        (
            "9 yo girl, lump on heel cord after a knock, bent big toes",
            "rf_fop",
        ),
    ] {
        assert!(
            flags(text).to_string().contains(flag),
            "{text}: {}",
            flags(text)
        );
    }
    for text in [
        "32f PE teacher, eccentric programme 12 wks, 9mm midportion",
        "36m tore achilles playing squash 2 yrs ago, surgical repair, now 12mm bone in it",
        "37m ruptured his achilles 3 months ago and was treated in a boot, 5 mm calcification in the scar",
        "62m plaque 20 mm along the achilles, found when xrayed for ankle fracture, no pain",
        "worst pain 6, never had cipro",
        "hurts like mad in the mornings, im 47, is it cancer",
    ] {
        assert_eq!(flags(text), json!([]), "{text}");
    }
}

#[test]
fn what_was_and_what_is_well_is_no_answer() {
    for (text, question) in [
        ("68f retired teacher, insertional 9 mm", "activity"),
        ("52m ex runner, insertional 9 mm", "activity"),
        ("59f thyroid ok, insertional 9 mm", "background"),
    ] {
        assert_eq!(answer(&read(text), question), Value::Null, "{text}");
    }
}

#[test]
fn a_list_of_titles_with_values_is_read() {
    let read = read("female 59 / site: insertion / size: 11mm / pain: 5 / duration: 9 months");
    assert_eq!(answer(&read, "pain"), json!("4_to_5"), "{read}");
    assert_eq!(answer(&read, "duration"), json!("over_6m"), "{read}");
}

#[test]
fn whom_a_question_is_about_is_told_by_what_they_take() {
    for text in [
        "can someone on lithium have an nsaid",
        "can a patient on warfarin take ibuprofen",
    ] {
        let read = read(text);
        assert_ne!(answer(&read, "nsaid_risks"), Value::Null, "{text}: {read}");
        assert!(!has(&read, "tried", "oral_nsaid"), "{text}: {read}");
    }
    let asked = read("can he be on warfarin and have shockwave");
    assert_eq!(answer(&asked, "nsaid_risks"), Value::Null, "{asked}");
}
