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
    ada.taps_on(&note, "UK headings").await;
    let uk = ada.until_card(note.id, "IMPRESSION\n").await;
    assert!(
        uk.text.contains("INFORMATION FOR THE PATIENT (PROPOSED)\n"),
        "{}",
        uk.text
    );
    ada.taps_on(&uk, "US headings").await;
    let us = ada.until_card(note.id, "SUBJECTIVE\n").await;
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
async fn no_letter_is_offered_where_the_plan_refers_to_nobody() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::incidental()).await;
    let plan = ada.reads_plan(1).await;
    let labels = plan.last().labels();
    assert!(labels.contains(&"Chart note"), "{labels:?}");
    assert!(!labels.contains(&"Referral letter"), "{labels:?}");
}
