//! What leaves the chat: the note for the chart and the letter of a referral.

use crate::harness::{Answers, TestBot};

#[tokio::test]
async fn a_note_for_the_chart_is_one_tap_from_the_plan_in_either_countrys_headings() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let answers = Answers::painful().and("Drugs and risks", &["Anticoagulant or antiplatelet"]);
    ada.gets_a_plan(&answers).await;
    let plan = ada.reads_plan(1).await;
    ada.taps_on(plan.last(), "Chart note").await;
    let note = ada.sees("DRAFT from decision support").await;
    for words in [
        "SUBJECTIVE\n",
        "OBJECTIVE\n",
        "ASSESSMENT\n",
        "PLAN\n",
        "NSAID risks: anticoagulant or antiplatelet",
        "Not proposed: oral NSAID",
        "Return precautions (proposed):",
    ] {
        assert!(note.text.contains(words), "no {words:?} in {}", note.text);
    }
    assert_eq!(note.reply_to, Some(plan.last().id), "in the plan's thread");
    let copied = note.buttons.iter().flatten();
    let copied = copied.filter_map(|button| button.copy.as_deref());
    let copied: Vec<&str> = copied.collect();
    assert_eq!(copied.len(), 1, "{:?}", note.labels());
    assert!(copied[0].starts_with("DRAFT"), "{}", copied[0]);
    assert!(
        copied[0].contains("Not proposed: oral NSAID"),
        "{}",
        copied[0]
    );
    // A note stays as it was: the other headings come in a message of their own.
    ada.taps_on(&note, "UK headings").await;
    let uk = ada.sees("IMPRESSION\n").await;
    assert_ne!(uk.id, note.id);
    assert!(
        uk.text.contains("INFORMATION FOR THE PATIENT (PROPOSED)\n"),
        "{}",
        uk.text
    );
    assert_eq!(ada.message(note.id).text, note.text);
    let us = note;
    // A code with a side needs the side: it is asked for below the note, until it is recorded.
    ada.taps_on(&us, "Add: Side").await;
    let card = ada.is_asked("Which side is it?").await;
    ada.taps_on(&card, "Left").await;
    let plan = ada.reads_plan(2).await;
    ada.taps_on(plan.last(), "Chart note").await;
    let note = ada.sees("Side: left\n").await;
    assert!(!note.labels().contains(&"Add: Side"), "{:?}", note.labels());
}

#[tokio::test]
async fn a_letter_is_offered_where_the_plan_refers() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.taps("Deep vein thrombosis").await;
    ada.taps("Done").await;
    let plan = ada.reads_plan(1).await;
    ada.taps_on(plan.last(), "Referral letter").await;
    let letter = ada.sees("REASON FOR REFERRAL").await;
    for words in [
        "To: Same-day service",
        "possible deep vein thrombosis",
        "REQUEST\n",
    ] {
        assert!(
            letter.text.contains(words),
            "no {words:?} in {}",
            letter.text
        );
    }
}

#[tokio::test]
async fn two_urgent_needs_are_two_letters() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.marks(&["Deep vein thrombosis", "Possible tumour"])
        .await;
    let plan = ada.reads_plan(1).await;
    ada.taps_on(plan.last(), "Referral letter").await;
    let first = ada.sees("To: Same-day service for deep vein").await;
    ada.taps_on(&first, "Letter: Urgent cancer pathway").await;
    let second = ada.sees("To: Urgent cancer pathway\n").await;
    assert_ne!(first.id, second.id);
    assert_eq!(ada.message(first.id).text, first.text);
    for letter in [&first, &second] {
        for words in [
            "Check and edit before sending.",
            "Patient (name, date of birth, record number): ....",
            "- URGENT TODAY: possible deep vein thrombosis (DVT)",
            "- URGENT: tumour to be excluded",
            "by a letter of its own",
        ] {
            assert!(
                letter.text.contains(words),
                "no {words:?} in {}",
                letter.text
            );
        }
    }
}

#[tokio::test]
async fn no_letter_is_offered_where_the_plan_refers_to_nobody() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::incidental()).await;
    let plan = ada.reads_plan(1).await;
    let labels = plan.last().labels();
    assert!(labels.contains(&"Chart note"), "{labels:?}");
    assert!(!labels.contains(&"Referral letter"), "{labels:?}");
}

#[tokio::test]
async fn what_was_told_and_not_confirmed_stands_in_note_and_letter_and_one_tap_records_it() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    let plan = ada.reads_plan(1).await;
    ada.replies_to(plan.last().id, "he is on apixaban").await;
    ada.sees("your message says Anticoagulant").await;
    ada.taps_on(plan.last(), "Chart note").await;
    let note = ada.sees("DRAFT from decision support").await;
    let told = "Told in the chat, not confirmed: anticoagulant or antiplatelet";
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(&note.text).contains(told), "{}", note.text);
    assert!(
        words(&note.text).contains("oral NSAID (on an anticoagulant or antiplatelet)"),
        "{}",
        note.text
    );
    ada.taps_on(&note, "NSAID risks: Anticoagulant or antiplatelet")
        .await;
    let plan = ada.reads_plan(2).await;
    ada.taps_on(plan.last(), "Chart note").await;
    let note = ada.sees("NSAID risks: anticoagulant or antiplatelet").await;
    assert!(
        !words(&note.text).contains("not confirmed"),
        "{}",
        note.text
    );
}
