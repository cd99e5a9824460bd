//! The hazards of reading what people type, each with the test that holds its control. `docs/hazards.md` lists
//! them; those of the chat (the summary, the wrong patient, slips of the thumb) are held by its own tests.

use serde_json::{Value, json};

use super::{CONTENT, Dice, READER, answer, at_card, has, is_asked, read};

/// Hazard 1: "none" is inferred from a list of nothing.
#[test]
fn a_list_of_nothing_fills_no_none() {
    let nothing = [
        "PMH nil",
        "no meds",
        "no medication",
        "fit and well",
        "nil else",
        "NKDA",
        "no allergies",
        "otherwise healthy",
        "nothing alarming",
        "no red flags",
        "takes nothing",
        "no regular medicines",
        "no concerns",
        "no comorbidities",
        "nothing of note",
        "no risk factors",
        "meds nil",
        "DH nil",
        "no worrying features",
        "no drugs",
    ];
    let mut dice = Dice(1);
    for _ in 0..500 {
        let mut parts = nothing.to_vec();
        dice.shuffle(&mut parts);
        parts.truncate(1 + dice.below(4));
        let text = format!("44F, {}, 13 mm midportion", parts.join(", "));
        let read = read(&text);
        for question in ["red_flags", "nsaid_risks", "pregnancy", "fluoroquinolone"] {
            assert_eq!(answer(&read, question), Value::Null, "{text}");
        }
    }
}

/// Hazard 2: how far a denial reaches.
#[test]
fn a_denial_reaches_no_further_than_its_clause() {
    for (text, option, present) in [
        (
            "no asthma but on warfarin",
            "anticoagulant_or_antiplatelet",
            true,
        ),
        ("no asthma but on warfarin", "asthma", false),
        (
            "denies asthma, ulcer or heart failure",
            "heart_failure",
            false,
        ),
        ("denies asthma. Heart failure 2019", "heart_failure", true),
        ("without asthma; takes sertraline", "ssri_snri", true),
        ("asthma: no", "asthma", false),
        ("heart failure excluded", "heart_failure", false),
        (
            "not on anticoagulants",
            "anticoagulant_or_antiplatelet",
            false,
        ),
    ] {
        assert_eq!(has(&read(text), "nsaid_risks", option), present, "{text}");
    }
    assert_eq!(
        read("no push-off since the match")["red_flags"],
        json!(["rf_rupture"])
    );
    assert_eq!(
        answer(&read("no red flags, 52 yo, 13 mm"), "red_flags"),
        Value::Null
    );
}

/// Hazard 3: "no diabetes, hypertension, on edoxaban".
#[test]
fn what_is_taken_is_read_in_every_order_of_a_list_of_denials() {
    for end in [
        "on edoxaban",
        "but on edoxaban",
        "except edoxaban",
        "takes edoxaban",
    ] {
        let mut dice = Dice(3);
        for _ in 0..50 {
            let mut denied = ["diabetes", "hypertension", "asthma", "gout"];
            dice.shuffle(&mut denied);
            let text = format!("No {}, {end}", denied.join(", "));
            let read = read(&text);
            assert!(
                has(&read, "nsaid_risks", "anticoagulant_or_antiplatelet"),
                "{text}"
            );
            for (question, option) in [
                ("background", "diabetes"),
                ("background", "gout_cppd"),
                ("nsaid_risks", "asthma"),
            ] {
                assert!(!has(&read, question, option), "{text}");
            }
        }
    }
}

/// Hazard 4: somebody else's disease.
#[test]
fn what_kin_have_is_not_entered() {
    for kin in [
        "mother has",
        "father had",
        "family history of",
        "brother with",
        "his sister takes tablets for",
        "FH of",
    ] {
        for (disease, question, option) in [
            ("gout", "background", "gout_cppd"),
            ("diabetes", "background", "diabetes"),
            ("asthma", "nsaid_risks", "asthma"),
            ("a heart attack", "nsaid_risks", "cv_event_ever"),
        ] {
            let text = format!("52 yo woman, {kin} {disease}");
            let read = read(&text);
            assert!(!has(&read, question, option), "{text}");
            assert!(is_asked(&read, question), "{text}: offered");
        }
    }
    let read = read("his father had gout, he has diabetes");
    assert!(has(&read, "background", "diabetes") && !has(&read, "background", "gout_cppd"));
}

/// Hazard 5: a medicine that was taken once, or is only thought of.
#[test]
fn a_medicine_of_the_past_or_of_a_thought_is_asked() {
    for text in [
        "stopped apixaban in May",
        "came off warfarin",
        "used to take sertraline",
        "previously on methotrexate",
        "was on prednisolone",
        "can I give apixaban?",
        "thinking of starting sertraline",
        "if I put him on warfarin",
        "what about lithium?",
        "finished prednisolone in March",
        "no longer on apixaban",
    ] {
        let read = read(text);
        assert_eq!(answer(&read, "nsaid_risks"), Value::Null, "{text}");
    }
    assert!(is_asked(&read("stopped apixaban in May"), "nsaid_risks"));
    assert!(is_asked(&read("was on prednisolone"), "nsaid_risks"));
}

/// Hazard 6: names of medicines that look like others.
#[test]
fn a_medicine_is_read_by_its_exact_name_only() {
    for (name, question, option) in [
        ("Cipramil", "fluoroquinolone", "now"),
        ("levothyroxine", "fluoroquinolone", "now"),
        ("flucloxacillin", "fluoroquinolone", "now"),
        ("Celexa", "tried", "oral_nsaid"),
        ("levofloxacine", "fluoroquinolone", "now"),
        ("ciprofloxacine", "fluoroquinolone", "now"),
        ("sertalin", "nsaid_risks", "ssri_snri"),
        ("apixabam", "nsaid_risks", "anticoagulant_or_antiplatelet"),
        (
            "clopidrogel",
            "nsaid_risks",
            "anticoagulant_or_antiplatelet",
        ),
        ("lithum", "nsaid_risks", "lithium_methotrexate"),
    ] {
        let read = read(&format!("58F on {name}, sore heel"));
        assert!(!has(&read, question, option), "{name}");
    }
    for (name, question) in [
        ("levofloxacine", "fluoroquinolone"),
        ("apixabam", "nsaid_risks"),
        ("clopidrogel", "nsaid_risks"),
    ] {
        assert!(
            is_asked(&read(&format!("58F on {name}")), question),
            "{name}: did you mean"
        );
    }
}

/// Hazard 7: the route, and a use that is no allergy.
#[test]
fn route_and_reaction_are_heeded() {
    for text in [
        "ciprofloxacin ear drops",
        "ofloxacin eye drops",
        "cipro drops for the ear",
    ] {
        let read = read(text);
        assert_eq!(answer(&read, "fluoroquinolone"), Value::Null, "{text}");
        assert_eq!(read["red_flags"], json!([]), "{text}");
    }
    let takes = read("takes aspirin 75 mg");
    assert_eq!(
        answer(&takes, "nsaid_risks"),
        json!(["anticoagulant_or_antiplatelet"])
    );
    let allergic = read("allergic to aspirin");
    assert_eq!(
        answer(&allergic, "nsaid_risks"),
        json!(["aspirin_reaction"])
    );
    assert_eq!(
        answer(&read("hives after ibuprofen"), "nsaid_risks"),
        json!(["aspirin_reaction"])
    );
}

/// Hazard 16: a fluoroquinolone that is only named.
#[test]
fn a_fluoroquinolone_is_taken_now_only_where_the_text_says_so() {
    for text in [
        "cipro for travellers diarrhoea two years ago, sore insertional achilles 6 mm",
        "allergic to cipro, 44F, pain on running",
        "ciprofloxacin allergy, heel pain 4/10",
        "is cipro ok for her UTI? 61F sore achilles",
        "can I give levofloxacin? pain in the tendon",
        "finished levofloxacin 5 months ago, tendon fine, pain on stairs now",
        "cipro? sore on running, 9 mm",
        "not cipro, was amoxicillin, heel pain",
        "his mother took cipro, he has pain on stairs",
    ] {
        let read = read(text);
        assert!(!has(&read, "fluoroquinolone", "now"), "{text}");
        assert_eq!(read["red_flags"], json!([]), "{text}");
    }
    for text in [
        "on cipro since Monday, tendon sore",
        "taking levofloxacin, pain on walking",
        "61F on cipro day 5 for uti, sore achilles",
        "started ciprofloxacin, heel pain",
        "moxifloxacin since Friday; achilles hurts",
    ] {
        let read = read(text);
        assert!(has(&read, "fluoroquinolone", "now"), "{text}");
        assert_eq!(read["red_flags"], json!(["rf_fq_now"]), "{text}");
    }
    for text in ["pain since cipro", "achilles sore after levofloxacin"] {
        assert_eq!(read(text)["red_flags"], json!(["rf_fq_now"]), "{text}");
    }
    let read = read("finished levofloxacin 5 months ago, pain on stairs");
    assert_eq!(answer(&read, "fluoroquinolone"), json!("recent_months"));
}

/// Hazard 17: what is only thought of.
#[test]
fn what_is_only_thought_of_is_asked() {
    for (text, question) in [
        ("62M ?gout, 8 mm spur", "background"),
        ("62M ? gout, 8 mm spur", "background"),
        ("possible psoriasis, 8 mm spur", "background"),
        ("query diabetes, 8 mm spur", "background"),
        ("uveitis last year, 8 mm spur", "background"),
        ("morning stiffness 90 min, 8 mm spur", "background"),
    ] {
        let read = read(text);
        assert_eq!(answer(&read, question), Value::Null, "{text}");
        assert!(is_asked(&read, question), "{text}");
    }
    let read = read("morning stiffness 20 min, 8 mm spur");
    assert!(!is_asked(&read, "background"));
}

/// Hazard 18: words that name a fact only in their context.
#[test]
fn a_fact_needs_its_context() {
    for (text, question) in [
        ("would heavy slow resistance help", "weight"),
        ("heavy calf raises ok?", "weight"),
        ("thin rim of bone at the insertion", "weight"),
        ("growing boy of 13 with heel pain", "maturity"),
        ("refer to radiology?", "imaging"),
        ("chest x-ray clear", "imaging"),
        ("breastfeeding, baby 6 weeks old", "duration"),
        ("etoricoxib for 10 days", "duration"),
        ("8 weeks of conservative treatment", "duration"),
        ("child 9 yrs", "duration"),
        ("local steroid can be given?", "corticosteroid"),
        ("awaiting shockwave", "tried"),
        ("calf swollen by 3 cm", "size"),
        ("no surgery", "surgery"),
    ] {
        assert_eq!(answer(&read(text), question), Value::Null, "{text}");
    }
    let read = read("left painless, right painful");
    assert_eq!(answer(&read, "symptoms"), Value::Null);
    assert!(is_asked(&read, "symptoms"));
}

/// Hazard 8: what a length belongs to.
#[test]
fn a_length_is_read_only_of_the_ossification() {
    for (text, expected) in [
        ("13 mm ossicle", json!("1_to_2cm")),
        ("ossification 1,3 cm", json!("1_to_2cm")),
        ("focus 7×4×3 mm", json!("under_1cm")),
        ("heel lift of 12 mm", Value::Null),
        ("gap of 2 cm", Value::Null),
        ("tendon 9 mm thick", Value::Null),
        ("leg length difference 1 cm", Value::Null),
        ("12 mm heel lift, ossicle 7 mm", json!("under_1cm")),
        ("ossicle 7 mm, 12 mm heel lift", json!("under_1cm")),
        (
            "tendon 11 mm thick with a 4 mm calcification",
            json!("under_1cm"),
        ),
        ("4 cm above the insertion", Value::Null),
        ("ossicle 13", Value::Null),
    ] {
        assert_eq!(answer(&read(text), "size"), expected, "{text}");
    }
}

/// Hazard 9: numbers that collide.
#[test]
fn a_number_is_bound_to_its_cue() {
    for (text, question, expected) in [
        ("pain 5/10, 6/52", "pain", json!("4_to_5")),
        ("pain 5/10, 6/52", "duration", json!("6w_to_3m")),
        ("4/12 of pain 7/10", "duration", json!("3_to_6m")),
        (
            "24 weeks pregnant, sore for 3 weeks",
            "pregnancy",
            json!("20_to_30w"),
        ),
        (
            "24 weeks pregnant, sore for 3 weeks",
            "duration",
            json!("under_4w"),
        ),
        ("eGFR 75, 62 yo", "age", json!("60_64")),
        ("eGFR 75", "age", Value::Null),
        ("aspirin 75", "age", Value::Null),
        ("75 yo, eGFR 45", "nsaid_risks", json!(["egfr_30_59"])),
        (
            "eccentrics 12 weeks, pain for 8 months",
            "loading_done",
            json!("8_to_12w"),
        ),
        (
            "eccentrics 12 weeks, pain for 8 months",
            "duration",
            json!("over_6m"),
        ),
        ("review in 6 weeks", "duration", Value::Null),
        ("runs 3 times a week", "duration", Value::Null),
    ] {
        assert_eq!(
            answer(&read(text), question),
            expected,
            "{question} of {text}"
        );
    }
}

/// Hazard 11: the wrong side.
#[test]
fn flags_ignore_the_side_and_sizes_of_both_are_asked() {
    for side in ["left", "right", "other", "opposite"] {
        let text = format!("right insertional, 13 mm, {side} calf swollen");
        assert_eq!(read(&text)["red_flags"], json!(["rf_dvt"]), "{text}");
    }
    let read = read("left 8 mm, right 14 mm");
    assert_eq!(answer(&read, "size"), Value::Null);
    assert!(is_asked(&read, "size"));
}

/// Hazard 13: what was not read is told by its place.
#[test]
fn what_was_not_read_is_told() {
    for at in 0..4 {
        let mut parts = vec![
            "13 mm midportion",
            "pain on running",
            "52 yo",
            "on apixaban",
        ];
        parts.insert(at, "flibbertigibbet");
        let read = read(&parts.join(", "));
        assert_eq!(read["unread"], json!(["flibbertigibbet"]), "at {at}");
    }
    assert_eq!(
        read("13 mm midportion, 52 yo woman, on apixaban")["unread"],
        json!([])
    );
}

/// Hazard 22: a blood thinner that is said to be taken is read for sure, wherever it stands.
#[test]
fn a_blood_thinner_in_use_is_read_for_sure() {
    let thinners = [
        "apixaban",
        "Eliquis",
        "rivaroxaban",
        "Xarelto",
        "edoxaban",
        "Lixiana",
        "Savaysa",
        "dabigatran",
        "Pradaxa",
        "warfarin",
        "Coumadin",
        "acenocoumarol",
        "Sintrom",
        "phenprocoumon",
        "Marcumar",
        "phenindione",
    ];
    for thinner in thinners {
        for text in [
            format!(
                "50yo lady, insertional 8mm on xray, pain when walking 4 months, on {thinner}, tried heel lifts"
            ),
            format!("50yo lady who runs, takes {thinner}, pain when she runs"),
            format!("can I give naproxen, he is on {thinner}"),
        ] {
            let read = read(&text);
            assert_eq!(
                answer(&read, "nsaid_risks"),
                json!(["anticoagulant_or_antiplatelet"]),
                "{text}"
            );
        }
    }
}

/// Hazard 23: what is only asked tells nothing.
#[test]
fn a_question_tells_nothing_and_answers_no_card() {
    for (question, text) in [
        ("sites_count", "why no exercises in this one?"),
        ("sites_count", "is there only one site?"),
        ("sites_count", "what if there is more than one site"),
        ("site", "is it both?"),
        ("pain", "how bad is a pain of 5?"),
        ("age", "does this apply under 18?"),
        ("loading_done", "should he do no loading at all?"),
    ] {
        let read = at_card(question, text);
        assert_eq!(answer(&read, question), Value::Null, "{question}: {text}");
    }
    let told = READER.told(&CONTENT, "is there only one site?");
    assert!(told.answers.is_empty());
    // What is told beside a question, and a question that describes a case, are read.
    assert_eq!(
        answer(&at_card("site", "insertional. why do you ask?"), "site"),
        json!("insertional")
    );
    let told = READER.told(
        &CONTENT,
        "can a woman of 45 with 12 mm insertional be injected?",
    );
    assert!(told.answers.len() > 2);
}
