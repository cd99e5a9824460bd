//! Danger in the words of who sees it, words that only sound like it, and facts in plain words.

use serde_json::{Value, json};

use super::{answer, has, is_asked, read};

fn flags(text: &str) -> Value {
    read(text)["red_flags"].clone()
}

#[test]
fn what_only_sounds_like_danger_raises_nothing() {
    for text in [
        "44f midportion 9 mm, hsr 12 weeks, the pain fell from 7 to 3",
        "vas fell to 2 after 8 weeks of heel drops",
        "her crp has fallen from 40 to 6",
        "62m 2 cm bone in the tendon, found on a dvt scan",
        "seen by chance on leg doppler, dvt scan negative",
        "50f dvt on apixaban, old ossicle sore on stairs",
        "takes warfarin for a clot, 5 mm spur",
        "world cup fever in the clinic, he wants to play",
        "football fever, keen to get back",
        "firm lump 6 cm above the insertion, us 12 mm",
        "nodule about 5 cm proximal to the heel, 9 mm on xr",
        "tbi 9 months ago, ossification of both hips and now the achilles",
        "burns 40 %, bone in elbow and heel cord on film",
        "spinal cord injury t6, HO hips and achilles both sides",
        "48m rupture 6 years ago in a boot. 4 cm bone, weak push-off",
        "old rupture, 3 cm of bone, push-off weak",
        "pain for 9 months, mri: partial tear beside the ossicle",
        "stress fracture of the calcaneus: how long non weight bearing?",
        "lost 8 kg on a diet, heel better",
        "calf bigger than the other since he trains it in the gym",
        "dominant leg slightly bigger than the other",
        "physio says stretch calf hard. ok?",
        "great toes normal, 6 mm focus",
        "no palpable gap, squeeze fine",
        "rubs on the black heel of the shoe",
        "wakes every night to pee, lump unchanged",
    ] {
        assert_eq!(flags(text), json!([]), "{text}");
    }
}

#[test]
fn the_same_words_of_danger_itself_still_raise_it() {
    for (text, flag) in [
        ("fell from a ladder on to the heel", "rf_fracture"),
        ("heel pain, fell from 3 metres", "rf_fracture"),
        ("query dvt, scan booked", "rf_dvt"),
        ("calf swollen and warm since the flight", "rf_dvt"),
        ("fever of 39 and the heel is hot", "rf_infection"),
        ("lump 6 cm and growing", "rf_tumour"),
        ("bone in hip, elbow and achilles", "rf_fop"),
        ("tbi 2 years ago, great toes malformed from birth", "rf_fop"),
        (
            "rupture 6 years ago in a boot. Weak push-off since yesterday",
            "rf_rupture",
        ),
        (
            "rupture 4 years ago. Now suddenly a weak push-off",
            "rf_rupture",
        ),
        ("previous rupture, now no push-off", "rf_rupture"),
        ("lost 8 kg without dieting, lump wakes him", "rf_tumour"),
    ] {
        let told = flags(text);
        let told = told.as_array().unwrap();
        assert!(told.contains(&json!(flag)), "{text}: {told:?}");
    }
}

#[test]
fn danger_is_found_in_the_words_of_who_sees_it() {
    for (text, flag) in [
        (
            "calf two centimetres fatter than the other since monday",
            "rf_dvt",
        ),
        (
            "her left calf is bigger than the right one and warm",
            "rf_dvt",
        ),
        ("socks leave deep dents, calf sore", "rf_dvt"),
        (
            "week 3 after the op, calf hurts when i squeeze it",
            "rf_dvt",
        ),
        (
            "in a boot, calf is up like a balloon since sunday",
            "rf_dvt",
        ),
        (
            "landed last night, leg tight and puffing on one stair",
            "rf_dvt",
        ),
        ("gap palpable but squeeze ok", "rf_rupture"),
        ("mum says great toes are a bit short since birth", "rf_fop"),
        ("t2dm, black patch on the heel", "rf_infection"),
        ("the heel has gone black", "rf_infection"),
        ("wakes every night with the lump", "rf_tumour"),
        ("aches at night and his belt is too big now", "rf_tumour"),
        (
            "had prostate cancer, deep pain in the heel bone",
            "rf_tumour",
        ),
        ("6 kg gone, bone pain at night", "rf_tumour"),
        ("day 4 of cipro and both heel cords are sore", "rf_fq_now"),
        (
            "antibiotic ending in floxacin, since then the achilles is on fire",
            "rf_fq_now",
        ),
        (
            "moxifloxacin on friday; since sunday the tendon hurts",
            "rf_fq_now",
        ),
        (
            "leg hard as wood, screams when the toes are moved",
            "rf_neurovasc",
        ),
        ("pain out of all proportion, calf tense", "rf_neurovasc"),
        (
            "xr shows a lucent line through the ossification",
            "rf_ossfx",
        ),
        ("dark line across the 4 cm bone on the film", "rf_ossfx"),
    ] {
        let told = flags(text);
        let told = told.as_array().unwrap();
        assert!(told.contains(&json!(flag)), "{text}: {told:?}");
    }
}

#[test]
fn an_age_stands_behind_who_it_is() {
    for (text, expected) in [
        ("Boy, 14, football, heel pain at the insertion", "12_17"),
        ("girl, 9, hard nodule in the heel cord", "under_12"),
        ("14yo gymnast, ossicle 4 mm", "12_17"),
        ("Sixty-six, male, 8 mm midportion", "65_74"),
        ("a student of 22, 5 mm insertional", "18_39"),
        ("55M repair in the 90s, 3 cm bone", "40_59"),
    ] {
        assert_eq!(answer(&read(text), "age"), json!(expected), "{text}");
    }
    let read = read("52f, repair in the 80s, 2 cm");
    assert!(!is_asked(&read, "age"));
}

#[test]
fn a_number_in_words_is_read_with_its_unit() {
    for (text, expected) in [
        ("ten millimetres of ossification", "1_to_2cm"),
        ("a focus of fifteen mm", "1_to_2cm"),
        ("ossification nine millimetres", "under_1cm"),
        ("thirteen millimeters of bone", "1_to_2cm"),
    ] {
        assert_eq!(answer(&read(text), "size"), json!(expected), "{text}");
    }
}

#[test]
fn the_value_of_another_test_is_no_pain_and_no_disease() {
    for text in [
        "45m a1c 8.9 heel pain 5 months, 9 mm",
        "tsh 6 heel pain, 9 mm",
        "potassium 5 and sore heel, 9 mm",
    ] {
        assert_eq!(answer(&read(text), "pain"), Value::Null, "{text}");
    }
    let read = read("69m ABI 0.6, painful insertion, 8 mm");
    assert!(!has(&read, "background", "cns_injury"));
}

#[test]
fn a_tendon_that_never_hurt_is_free_of_symptoms() {
    for text in [
        "63f, 1 cm on mri, the tendon never hurt her",
        "old ossified segment, she has no complaint",
        "6 mm focus, now without pain",
        "9 mm on film, never painful",
        "painless 7 mm ossicle",
    ] {
        assert_eq!(answer(&read(text), "symptoms"), json!("none"), "{text}");
    }
    for text in [
        "3 cm bone, never hurt till now, 2 weeks of pain",
        "walks without pain, stairs hurt, 6 mm",
        "heel raise without pain, sore after running",
    ] {
        assert_ne!(answer(&read(text), "symptoms"), json!("none"), "{text}");
    }
}

#[test]
fn what_a_treatment_did_is_read_or_asked() {
    for text in [
        "pain from 7 to 3 since hsr, 8 mm",
        "pain went from 6 to 2 with heel drops",
        "heel drops brought it down from 8 to 4",
    ] {
        assert_eq!(answer(&read(text), "visit"), json!("better"), "{text}");
    }
    for text in ["eswt did nothing, 9 mm", "six weeks of drops, no benefit"] {
        assert!(is_asked(&read(text), "visit"), "{text}");
    }
    let read = read("pain 2/10 kick sets, 3 mm insertional");
    assert_eq!(answer(&read, "pain"), json!("1_to_3"));
}

#[test]
fn jobs_sports_and_blows_are_read_and_habits_are_no_treatment() {
    for (text, expected) in [
        (
            "30m aussie rules, gym twice a week, 1 cm",
            "running_or_jumping",
        ),
        ("26f netballer, 4 mm", "running_or_jumping"),
        ("33m plays footy, 4 mm", "running_or_jumping"),
        ("39m tradie, 8 mm", "walking_or_standing_job"),
        (
            "ward nurse, 40, on her feet, 8 mm",
            "walking_or_standing_job",
        ),
        ("59f does tai chi, 8 mm", "recreational"),
    ] {
        assert_eq!(answer(&read(text), "activity"), json!(expected), "{text}");
    }
    assert!(is_asked(&read("57m lorry driver, 6 mm"), "activity"));
    assert!(has(
        &read("hit by a pallet 2 y ago, 10 mm"),
        "background",
        "direct_injury"
    ));
    assert!(!has(
        &read("wears clogs at work, 5 mm"),
        "tried",
        "footwear"
    ));
    let stiff = read("psoriasis, morning back stiffness, bony growth at both insertions");
    assert_eq!(answer(&stiff, "symptoms"), Value::Null);
    let kidney = read("68m renal transplant, 8 mm focus");
    assert!(is_asked(&kidney, "nsaid_risks"));
}

#[test]
fn a_time_or_a_word_of_something_else_is_no_fact_of_the_tendon() {
    for text in [
        "he has lost hearing on one side since yesterday",
        "rash since yesterday, which cream?",
    ] {
        assert_eq!(answer(&read(text), "duration"), Value::Null, "{text}");
    }
    for text in ["the printer is broken", "a reference letter for my trainee"] {
        assert_eq!(answer(&read(text), "activity"), Value::Null, "{text}");
    }
}
