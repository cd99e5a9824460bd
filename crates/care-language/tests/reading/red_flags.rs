//! Red flags told of a patient.

use serde_json::json;

use super::{CONTENT, READER, read};

fn flags(text: &str) -> serde_json::Value {
    read(text)["red_flags"].clone()
}

#[test]
fn flags_told_are_found_and_denials_raise_nothing() {
    for (text, expected) in [
        (
            "heard a crack this morning, no push-off",
            json!(["rf_rupture"]),
        ),
        ("felt it snap", json!(["rf_rupture"])),
        ("can't tiptoe since yesterday", json!(["rf_rupture"])),
        ("thompson positive on the left", json!(["rf_rupture"])),
        ("calf warm and swollen since Sunday", json!(["rf_dvt"])),
        ("swelling of the left calf", json!(["rf_dvt"])),
        ("heel hot and red with a fever", json!(["rf_infection"])),
        ("foot is cold and pale", json!(["rf_neurovasc"])),
        (
            "fell off a ladder, cannot weight bear",
            json!(["rf_fracture"]),
        ),
        ("lump is growing", json!(["rf_tumour"])),
        ("previous breast cancer, heel pain", json!(["rf_tumour"])),
        ("wound has opened after the operation", json!(["rf_postop"])),
        ("great toes malformed from birth", json!(["rf_fop"])),
        ("on cipro since Monday, tendon sore", json!(["rf_fq_now"])),
        ("denies a snap, walks on his toes", json!([])),
        ("no calf swelling, fever or numbness", json!([])),
        ("no history of cancer", json!([])),
        ("can't do a heel raise because of pain", json!([])),
        ("previous Achilles rupture 2015, pain on running", json!([])),
    ] {
        assert_eq!(flags(text), expected, "{text}");
    }
}

#[test]
fn a_rupture_that_is_over_is_history_and_a_new_one_is_not() {
    for text in [
        "after repair for rupture, 12 mm midportion, sore on running",
        "achilles ruptured 2015, repaired",
        "tore his achilles years ago",
        "tendon ruptured in 2009 treated in cast",
        "s/p achilles rupture 2009",
        "history of achilles rupture",
        "open repair of achilles rupture, now 2 cm ossification",
        "Dad ruptured his achilles",
    ] {
        assert_eq!(flags(text), json!([]), "{text}");
    }
    for text in [
        "possible re-rupture of a repaired tendon",
        "rerupture after repair in 2015",
        "repaired rupture 2015, felt a snap yesterday",
        "previous rupture, now no push-off",
        "? rupture",
        "?rupture",
        "ruptured achilles yesterday",
        "tore his achilles 2 days ago",
    ] {
        assert_eq!(flags(text), json!(["rf_rupture"]), "{text}");
    }
}

#[test]
fn a_tendon_that_is_worse_after_a_fluoroquinolone_is_a_flag() {
    for text in [
        "took levaquin last month and now the tendon hurts more",
        "had moxifloxacin 3 weeks ago and heel is sore since",
        "ciprofloxacin last week, achilles more painful",
        "finished cipro in May, tendon pain started 2 weeks later",
        "tendon swollen after a course of avelox",
    ] {
        assert_eq!(flags(text), json!(["rf_fq_now"]), "{text}");
    }
    for text in [
        "cipro has been stopped, no new tendon pain",
        "finished cipro last month and no tendon pain since",
        "cipro 3 weeks ago, no new pain in the tendon",
        "cipro 2 months ago, pain for 8 months",
        "never had quinolones, pain worse now",
        "on cipramil since last month, tendon more painful",
    ] {
        assert_eq!(flags(text), json!([]), "{text}");
    }
}

#[test]
fn bone_at_several_sites_is_a_flag_and_several_pieces_in_the_tendon_are_none() {
    for text in [
        "bone at several sites, both heels and pelvis and hip",
        "bone in several places",
        "ossification in hip and elbow too",
        "calcification at three different sites",
    ] {
        assert_eq!(flags(text), json!(["rf_fop"]), "{text}");
    }
    for text in [
        "calcification in several places along the tendon",
        "two ossicles 8 mm and 5 mm in the midportion",
        "ossification of the tendon and bone spur at the heel",
    ] {
        assert_eq!(flags(text), json!([]), "{text}");
    }
}

#[test]
fn what_is_only_feared_is_no_flag() {
    for text in [
        "im scared it will snap",
        "worried it might rupture if he runs",
        "afraid of tearing it",
        "fear of re-rupture holds him back",
    ] {
        assert_eq!(flags(text), json!([]), "{text}");
    }
    for text in [
        "worried it has snapped",
        "scared it will snap, heard a pop this morning",
        "scared i might have ruptured it",
        "worried about a rupture since yesterday",
    ] {
        assert_eq!(flags(text), json!(["rf_rupture"]), "{text}");
    }
}

#[test]
fn a_general_question_about_a_flag_is_no_alarm() {
    for text in [
        "what are the signs of a rupture",
        "how do I tell DVT from tendon pain?",
        "what is the risk of rupture with HO?",
        "which red flags should I screen for, fever?",
        "what if he develops calf swelling?",
    ] {
        let told = READER.flags(text);
        assert!(told.flags.is_empty(), "{text}");
    }
}

#[test]
fn a_flag_is_found_wherever_it_stands_in_a_long_text() {
    let filler =
        "Seen in clinic with his physio, walks the dog most days and sleeps well. ".repeat(60);
    let places: Vec<usize> = filler.match_indices(". ").map(|(at, _)| at + 2).collect();
    for at in places {
        let text = format!("{}Felt a snap yesterday. {}", &filler[..at], &filler[at..]);
        let told = READER.flags(&text);
        let ids: Vec<_> = told.flags.iter().collect();
        let flag = CONTENT.topic.red_flags;
        let expected = CONTENT.find_option(flag, "rf_rupture").unwrap();
        assert_eq!(ids, [expected], "at {at}");
    }
}
