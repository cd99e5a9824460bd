//! What is told in everyday words, and what only sounds like it.

use serde_json::{Value, json};

use super::{answer, has, in_thread, is_asked, read};

fn flags(text: &str) -> Value {
    read(text)["red_flags"].clone()
}

#[test]
fn a_danger_is_found_in_lay_words() {
    for (text, flag) in [
        (
            "pushing off the pedal impossible since a jump",
            "rf_rupture",
        ),
        ("cannot lift his heel off the floor", "rf_rupture"),
        ("felt like a rubber band snapping", "rf_rupture"),
        ("her foot hangs since the stairs", "rf_rupture"),
        ("sock leaves a groove on that leg only", "rf_dvt"),
        ("panting since the flight, leg heavy", "rf_dvt"),
        ("ankle bent the wrong way", "rf_fracture"),
        ("tripped over the dog and hobbling", "rf_fracture"),
        (
            "lump in the tendon broke? gritty and instant pain",
            "rf_ossfx",
        ),
        ("aches at nite, not settling with brufen", "rf_tumour"),
        ("dropped two dress sizes, lump keeps growing", "rf_tumour"),
        ("heel cellulitis spreading", "rf_infection"),
        (
            "both heels screaming since 2nd tab of levoflox",
            "rf_fq_now",
        ),
        ("taking ciplox for loose motions, tendon pain", "rf_fq_now"),
        ("wound's come open at the bottom", "rf_postop"),
        ("as if a ball hit the back of my ankle", "rf_rupture"),
        ("gap you could put a finger in", "rf_rupture"),
        ("no calf power since the sprint", "rf_rupture"),
        ("throbbing calf, redder and warmer than the other", "rf_dvt"),
        (
            "swelling behind the knee and calf after a coach ride",
            "rf_dvt",
        ),
        ("teeth chattering and the ankle all red", "rf_infection"),
        ("heel abscess", "rf_infection"),
        ("previous breast ca 2017, new pain in the heel", "rf_tumour"),
        ("can't pull the toes up since surgery", "rf_neurovasc"),
    ] {
        let read = read(text);
        let flags = read["red_flags"].as_array().unwrap();
        assert!(flags.contains(&json!(flag)), "{text}: {read}");
    }
}

#[test]
fn what_only_sounds_like_a_danger_raises_none() {
    for text in [
        "30F anxious re rupture, 5mm HO incidental",
        "snapped his shoelace at the gym",
        "snapped a string on his racket",
        "felt tight not pop, ossific 6mm",
        "felt no pop, calf squeeze normal",
        "ring finger jersey, cant bend tip",
        "35M came off bike, direct blow 5 wk ago, bone on xray",
        "41m post ankle fracture 2016 w plate",
        "rolled ankle often as a teen",
        "numb toe only when lacing tight",
        "breathless with cats only",
        "suture removal kit out of stock",
        "fever blister last week",
        "bent toe from an old injury",
        "fell off the programme for 2 weeks",
        "leg swelling resolved",
        "infected toenail 2 yrs ago",
        "toes painted blue",
        "numb from local anaesthetic",
        "lost 10 kg with weight watchers, lump unchanged",
        "push off weak for years since polio",
        "fracture through an ossified tendon, how does it present",
    ] {
        assert_eq!(flags(text), json!([]), "{text}");
    }
    assert_eq!(
        flags("calf twice size of other since the flight"),
        json!(["rf_dvt"])
    );
}

#[test]
fn what_has_just_happened_to_a_relative_of_the_writer_is_a_danger() {
    for text in [
        "my dad felt a bang at the back of his leg this morning",
        "my wife is back from Dubai since Monday, her whole lower leg is fat",
    ] {
        assert_ne!(flags(text), json!([]), "{text}");
    }
    for text in [
        "my dad ruptured his achilles",
        "his brother had a DVT today, calf of the pt soft",
        "my mum had a clot in 2010",
        "her mother had a clot last week",
    ] {
        assert_eq!(flags(text), json!([]), "{text}");
    }
}

#[test]
fn a_finished_course_is_not_taken_now() {
    let read = read("71M on levofloxacin for chest last month, 5 mm calcified");
    assert_eq!(answer(&read, "fluoroquinolone"), "recent_months");
    assert_eq!(answer(&read, "fq_still_taken"), "no_finished");
}

#[test]
fn the_opposite_is_not_read() {
    let cannot = read("67F sore achilles 5 mm, can't take brufen");
    assert!(!is_asked(&cannot, "tried"), "{cannot}");
    assert!(is_asked(&cannot, "nsaid_risks"), "{cannot}");
    assert_eq!(
        answer(&read("69F HO 1 cm, wants no surgery"), "surgery"),
        "no"
    );
    let gel = read("61M HO 1 cm, gel diclofenac tds 10 days");
    assert_eq!(answer(&gel, "tried"), json!(["topical_nsaid"]));
    let foot = read("F62 T1DM neuropathy, ulcer healed 2022, 8 mm bone");
    assert_eq!(answer(&foot, "nsaid_risks"), Value::Null, "{foot}");
    assert!(is_asked(&foot, "nsaid_risks"), "{foot}");
    let frame = read("78F, walker, bone 1.4 cm");
    assert_eq!(answer(&frame, "tried"), Value::Null, "{frame}");
    assert_eq!(answer(&frame, "activity"), Value::Null, "{frame}");
    let start = read("23M sprint 100m, 4 mm, pain only 1st 10 min");
    assert_eq!(answer(&start, "pain"), Value::Null, "{start}");
    assert_eq!(answer(&start, "age"), "18_39", "{start}");
    let visit = read("f/u pt 8 wk: 49F, 6mm HO");
    assert_eq!(answer(&visit, "duration"), Value::Null, "{visit}");
    assert!(is_asked(&visit, "visit"), "{visit}");
    let up = read("57M eccentrics wk 2, pain gone UP 4 to 6");
    assert!(!is_asked(&up, "symptoms"), "{up}");
    assert_eq!(answer(&up, "visit"), "worse");
}

#[test]
fn a_pain_is_one_of_loading_by_what_stands_beside_it() {
    for text in [
        "42F 7 mm, pain 6/10 end of day",
        "23M 4 mm, pain only first 10 min",
        "30M 8 mm, box jumps sore",
        "34F 5 mm, pain on downward dog",
        "41M 5 mm, finning hurts",
        "35M 6 mm, pain after bowling",
        "28M 6 mm, pain 7 wks after 20 mile tab",
        "60M 12 mm, on walking 5/10",
    ] {
        assert_eq!(answer(&read(text), "symptoms"), "load_pain", "{text}");
    }
    let bare = read("42F 7 mm, pain for 3 months");
    assert!(is_asked(&bare, "symptoms"), "{bare}");
}

#[test]
fn the_course_is_read_by_two_scores() {
    for (text, course, pain) in [
        ("40M drops 8 wks, pain down from 7 to 2", "better", "1_to_3"),
        ("36M naproxen, pain from 8 to 5", "better", "4_to_5"),
        ("35M 3 months of drops, pain 7 -> 3", "better", "1_to_3"),
        ("52F drops 4 wks, pain up from 3 to 6", "worse", "6_to_7"),
    ] {
        let read = read(text);
        assert_eq!(answer(&read, "visit"), course, "{text}: {read}");
        assert_eq!(answer(&read, "pain"), pain, "{text}: {read}");
    }
    let drops = read("56M gel + lifts + drops 7 wk, half better");
    assert_eq!(answer(&drops, "visit"), "better", "{drops}");
    assert_eq!(answer(&drops, "loading_done"), "6_to_8w", "{drops}");
}

#[test]
fn notes_between_strokes_are_read_part_by_part() {
    let notes = read("M/52/Rt TA/ossif 6mm/4 mths/DM on glimepiride/no trauma/pain NRS 5/no Rx");
    assert_eq!(answer(&notes, "duration"), "3_to_6m", "{notes}");
    assert_eq!(answer(&notes, "age"), "40_59", "{notes}");
    let notes = read("F/44/Lt/HO 8mm/desk/BMI 31/9 months/tried PRP x1");
    assert_eq!(answer(&notes, "duration"), "over_6m", "{notes}");
    // A few strokes divide nothing.
    let few = read("54M w/o trauma, insertional 8 mm, pain 5/10 for 6/52");
    assert_eq!(answer(&few, "duration"), "6w_to_3m", "{few}");
}

#[test]
fn what_matters_to_a_drug_is_read_or_asked() {
    for (text, question, option) in [
        (
            "65M prev PU bleed, 5mm ossified",
            "nsaid_risks",
            "ulcer_or_gi_bleed",
        ),
        (
            "26 yr M para since march (T8), early bone",
            "background",
            "cns_injury",
        ),
        (
            "50M post Lt TA repair 6 mths, 2 cm",
            "background",
            "achilles_surgery_or_rupture",
        ),
        ("40F 4 mm, tried gel and lift", "tried", "heel_lift"),
    ] {
        let read = read(text);
        assert!(has(&read, question, option), "{text}: {read}");
    }
    for text in [
        "60M PVD, 12 mm bone",
        "42M on tenofovir, 7mm",
        "59M 5 mm, abpi 0.6",
    ] {
        assert!(is_asked(&read(text), "nsaid_risks"), "{text}");
    }
    let since = read("50M 8 mm, pain since May");
    assert!(is_asked(&since, "duration"), "{since}");
    assert_eq!(
        flags("66F, breast ca 2014 clear, 6 mm nodule"),
        json!(["rf_tumour"])
    );
}

#[test]
fn what_was_denied_is_told_to_who_typed_it() {
    let read = read("48M 6 mm, no injury, no previous surgery");
    let denied = read["denied"].to_string();
    assert!(denied.contains("direct_injury"), "{denied}");
    assert!(denied.contains("achilles_surgery_or_rupture"), "{denied}");
}

#[test]
fn what_a_mate_does_is_not_what_the_patient_does() {
    let mate = in_thread("dark urine after a workout in his gym mate", false);
    assert_eq!(answer(&mate, "activity"), Value::Null, "{mate}");
}

#[test]
fn what_was_and_what_is_are_told_apart_behind_from() {
    let read = read("41M review 12/52: 4/10 from 7/10, drops bd");
    assert_eq!(answer(&read, "pain"), "4_to_5", "{read}");
    assert_eq!(answer(&read, "visit"), "better", "{read}");
}

#[test]
fn words_of_the_day_are_no_sport_and_no_treatment() {
    let stairs = read("58F 7mm, pain 5/10 climbing stairs");
    assert_eq!(answer(&stairs, "activity"), Value::Null, "{stairs}");
    assert_eq!(answer(&stairs, "symptoms"), "load_pain", "{stairs}");
    let boot = read("72M hard lump at heel, rubs on boot, 1.5cm");
    assert_eq!(answer(&boot, "tried"), Value::Null, "{boot}");
    let rest = read("33M 4 mm, 7/10 after hockey, night ok, rest ok");
    assert_eq!(answer(&rest, "tried"), Value::Null, "{rest}");
    let shift = read("48F nurse, pain 4/10 night shift, 7mm");
    assert_eq!(answer(&shift, "symptoms"), Value::Null, "{shift}");
    assert!(is_asked(&shift, "symptoms"), "{shift}");
}

#[test]
fn what_somebody_who_examines_finds_is_no_question() {
    let told = super::READER.flags("can see the tendon through the wound");
    assert!(!told.flags.is_empty());
}

#[test]
fn a_letter_that_touches_a_number_makes_it_no_score() {
    let read = read("54M 6mm calc pain 4m off and on");
    assert_eq!(answer(&read, "pain"), Value::Null, "{read}");
}

#[test]
fn a_word_that_joins_a_clause_asks_nothing() {
    let asks = |text| super::READER.is_question(&super::CONTENT, text);
    assert!(!asks("his shin is shiny and dents when pressed"));
    assert!(asks("dr is off, who covers his clinic"));
    assert!(asks("when to scan"));
}

#[test]
fn a_bypass_of_the_stomach_is_none_of_the_heart() {
    let read = read("61M gastric bypass, 8mm, pain 5");
    assert_eq!(answer(&read, "nsaid_risks"), Value::Null, "{read}");
    let both = super::read("63F heels both, Rt 6mm, was 8/10 now 3/10");
    assert_eq!(answer(&both, "side"), "both", "{both}");
    assert_eq!(answer(&both, "pain"), "1_to_3", "{both}");
}
