//! On the way to a plan and back: marks, Back, the summary, changed answers, a closed case.

use crate::harness::{Answers, REPLACED, TestBot, User};

#[tokio::test]
async fn back_leads_to_the_card_before_with_its_answer_marked() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.taps("⋯").await;
    assert!(
        !ada.card().labels().contains(&"‹ Back"),
        "nothing is behind"
    );
    ada.taps("‹ To the card").await;
    ada.marks(&["None of these"]).await;
    ada.is_asked("Where is the focus?").await;
    ada.taps("Midportion").await;
    let card = ada.is_asked("largest length").await;
    assert!(card.text.contains("✓ Site: Midportion"), "{}", card.text);
    ada.taps_way_out("‹ Back").await;
    let card = ada.is_asked("Where is the focus?").await;
    assert!(
        card.labels().contains(&"● Midportion"),
        "{:?}",
        card.labels()
    );
    ada.taps_way_out("‹ Back").await;
    let card = ada.is_asked("Is any of these present now?").await;
    assert!(
        card.labels().contains(&"● None of these"),
        "{:?}",
        card.labels()
    );
    // And forward again: what was answered is not asked a second time.
    ada.taps("None of these").await;
    ada.is_asked("largest length").await;
    harness.calm().await;
    assert_eq!(ada.count(), 1);
}

#[tokio::test]
async fn none_clears_risks_that_are_marked_only_when_it_is_said_twice() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.answers_until(&Answers::painful(), "Drugs and risks")
        .await;
    let none = User::data(&ada.card(), "None of these");
    ada.taps("eGFR 30 to 59").await;
    let card = ada.card();
    assert!(
        !card.labels().contains(&"None of these"),
        "what ends the card has its place: {:?}",
        card.labels()
    );
    // A finger that was quicker than the edit.
    ada.presses(card.id, &none).await;
    ada.is_asked("Marked or told: eGFR 30 to 59.").await;
    ada.taps("None of these").await;
    ada.leaves(card.id, "Drugs and risks").await;
}

#[tokio::test]
async fn on_the_longest_card_the_question_stands_beside_its_buttons() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.answers_until(&Answers::painful(), "Drugs and risks")
        .await;
    let ask = "Does any of these apply, ever or now?";
    let card = ada.card();
    assert!(card.text.ends_with(ask), "{}", card.text);
    assert!(card.buttons.len() <= 11, "{:?}", card.labels());
    ada.taps("Asthma").await;
    let marked = ada.card();
    assert!(marked.text.ends_with(ask), "{}", marked.text);
    assert!(marked.buttons.len() <= 13, "{:?}", marked.labels());
    assert!(
        marked
            .text
            .contains("Last tap: How was the ossification seen?"),
        "{}",
        marked.text
    );
    // Cleared again, none can be said.
    ada.taps("Asthma").await;
    assert_eq!(ada.card().labels(), card.labels());
}

#[tokio::test]
async fn none_is_taken_at_once_and_done_stands_only_where_something_is_marked() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    let done = |card: &fake_telegram::ShownMessage| {
        card.labels().iter().any(|label| label.starts_with("Done"))
    };
    assert!(!done(&ada.card()), "nothing is marked");
    ada.taps("Infection").await;
    ada.taps("Possible tumour").await;
    let card = ada.card();
    assert!(card.labels().contains(&"☑ Infection"));
    assert!(card.labels().contains(&"Done (2 marked)"));
    let data = User::data(&card, "Done");
    ada.taps("Infection").await;
    ada.taps("Possible tumour").await;
    assert!(!done(&ada.card()), "nothing is marked any more");
    let toast = ada.presses(card.id, &data).await;
    assert_eq!(toast, "Mark at least one answer first.");
    // The marks go only when none is said twice, and none is the answer.
    ada.taps("Infection").await;
    ada.taps("None of these").await;
    ada.is_asked("Marked or told: Infection.").await;
    ada.taps("None of these").await;
    let card = ada.is_asked("Where is the focus?").await;
    assert!(
        card.text.contains("✓ Red flags: None of these"),
        "{}",
        card.text
    );
}

/// Nine facts, typed at the first card: what was read is looked at before the plan.
const TOLD: &str =
    "44F insertional ossicle 8 mm on x-ray, pain on running 5/52, pain 3/10, never had quinolones";

#[tokio::test]
async fn the_summary_lists_the_answers_and_any_can_be_changed_alone() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.says(TOLD);
    ada.sees("I read:").await;
    ada.taps("None of these").await;
    let card = ada.is_asked("Summary").await;
    for line in [
        "Site: Insertional",
        "Size: Under 1 cm",
        "Age: 40 to 59",
        "Worst pain: 1 to 3",
    ] {
        assert!(card.text.contains(line), "no {line:?} in {}", card.text);
    }
    ada.taps("Change: Size").await;
    ada.is_asked("change this answer").await;
    ada.taps("1 to 2 cm").await;
    let card = ada.is_asked("Summary").await;
    assert!(card.text.contains("Size: 1 to 2 cm"), "{}", card.text);
    ada.taps("Change: Site").await;
    ada.is_asked("Where is the focus?").await;
    ada.taps("‹ Back").await;
    let card = ada.is_asked("Summary").await;
    assert!(card.text.contains("Site: Insertional"));
    // What becomes necessary is asked, and the way leads back to the summary.
    ada.taps("Change: Worst pain").await;
    ada.is_asked("worst pain").await;
    ada.taps("4 to 5").await;
    ada.is_asked("Drugs and risks").await;
    ada.taps("None of these").await;
    let card = ada.is_asked("Summary").await;
    assert!(
        card.text.contains("NSAID risks: None of these"),
        "{}",
        card.text
    );
    harness.calm().await;
    assert!(ada.plans().is_empty());
}

#[tokio::test]
async fn answers_that_no_longer_apply_are_dropped_and_it_is_said() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.says(TOLD);
    ada.sees("I read:").await;
    ada.taps("None of these").await;
    ada.is_asked("Summary").await;
    ada.taps("Change: Symptoms").await;
    ada.is_asked("What symptoms").await;
    ada.taps("None, incidental").await;
    let card = ada.is_asked("Summary").await;
    assert!(
        card.text.contains("No longer needed and taken out:"),
        "{}",
        card.text
    );
    for title in ["Duration", "Worst pain"] {
        assert!(
            card.text.lines().next().unwrap().contains(title),
            "{}",
            card.text
        );
    }
    assert!(!card.text.contains("Duration: "), "{}", card.text);
    assert!(ada.last_toast().contains("taken out"));
    ada.asks_for_the_plan().await.says("Observe");
}

#[tokio::test]
async fn a_closed_case_can_be_opened_again_with_its_answers() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.marks(&["None of these"]).await;
    ada.is_asked("Where is the focus?").await;
    ada.taps_way_out("Close case").await;
    let card = ada.is_asked("closed. Nothing more is asked").await;
    assert_eq!(card.labels(), ["Open again", "Start over"]);
    ada.taps("Open again").await;
    ada.is_asked("Where is the focus?").await;
    ada.says("/cancel");
    ada.is_asked("closed. Nothing more is asked").await;
    ada.taps("Start over").await;
    ada.is_asked("Is any of these present now?").await;
    ada.says("/cancel");
    ada.is_asked("closed. Nothing more is asked").await;
    ada.says("/cancel");
    ada.sees("there is nothing to close").await;
    ada.says("/resume");
    ada.sees("No case is open here.").await;
}

#[tokio::test]
async fn refining_gives_a_second_plan_and_tells_that_the_first_is_replaced() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let (_, first) = ada.gets_a_plan(&Answers::painful()).await;
    ada.taps_on(first.last(), "Evidence").await;
    ada.is_asked("Maturity not assessed").await;
    ada.taps_on(&ada.heard()[0], "Add or change answers").await;
    let card = ada
        .until_card(ada.heard()[0].id, "Each of these can still change the plan")
        .await;
    ada.taps_on(&card, "+ Maturity").await;
    ada.until_card(card.id, "Is the lesion mature?").await;
    ada.taps_on(&ada.message(card.id), "Still forming").await;
    let there = || {
        let card = ada.message(card.id);
        card.labels().contains(&"Show the new plan").then_some(card)
    };
    let card = ada.until("the way to the new plan", there).await;
    assert!(!card.labels().contains(&"+ Maturity"), "it is answered");
    let said = "Changed since the plan:\n• Maturity: Still forming";
    assert!(card.text.contains(said), "{}", card.text);
    ada.taps_on(&card, "Show the new plan").await;
    let second = ada.reads_plan(2).await;
    second.is_complete();
    ada.taps_on(second.last(), "Evidence").await;
    let evidence = ada.is_asked(" · Evidence").await;
    assert!(!evidence.text.contains("Maturity not assessed"));
    ada.plans()[0].says(REPLACED);
}

#[tokio::test]
async fn the_plan_itself_can_be_refined() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let (_, plan) = ada.gets_a_plan(&Answers::painful()).await;
    ada.taps_on(plan.last(), "More answers").await;
    ada.is_asked("Each of these can still change the plan")
        .await;
    ada.taps("+ Tried so far").await;
    ada.is_asked("Which treatments").await;
    ada.marks(&["Structured loading"]).await;
    // That answer makes another question due.
    ada.is_asked("How long was structured loading really done?")
        .await;
    ada.taps("6 months or more").await;
    ada.is_asked("Each of these can still change the plan")
        .await;
    ada.taps("Show the new plan").await;
    ada.reads_plan(2).await.says("Specialist opinion");
}

#[tokio::test]
async fn a_growing_focus_asks_for_the_red_flags_again() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let (_, plan) = ada.gets_a_plan(&Answers::painful()).await;
    ada.taps_on(plan.last(), "More answers").await;
    ada.is_asked("Each of these can still change the plan")
        .await;
    ada.taps("+ Maturity").await;
    ada.is_asked("Is the lesion mature?").await;
    ada.taps("Growing").await;
    let card = ada.is_asked("Is any of these present now?").await;
    assert!(
        card.text.contains("please look at this again: Red flags"),
        "{}",
        card.text
    );
    ada.taps("Possible tumour").await;
    ada.taps("Done").await;
    ada.reads_plan(2).await.says("cancer pathway");
}

#[tokio::test]
async fn start_over_keeps_who_is_asking() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.marks(&["None of these"]).await;
    ada.is_asked("Where is the focus?").await;
    ada.says("/start");
    ada.is_asked("is still open").await;
    ada.taps("Start over").await;
    ada.is_asked("Is any of these present now?").await;
    let walk = ada.answers(&Answers::painful()).await;
    assert!(
        !walk.passed("Who is asking"),
        "the role says that: {walk:?}"
    );
}
