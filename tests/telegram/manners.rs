//! How the bot behaves when somebody comes back, and on stale and doubled taps.

use crate::harness::{Answers, TestBot, User};

#[tokio::test]
async fn resume_shows_the_open_card_again_and_the_old_one_lets_go() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.marks(&["None of these"]).await;
    let old = ada.is_asked("Where is the focus?").await;
    ada.says("/resume");
    let new = ada.until_new_card(&old, "Where is the focus?").await;
    harness.calm().await;
    assert!(
        ada.message(old.id).buttons.is_empty(),
        "only one card can be tapped"
    );
    ada.taps_on(&new, "Both").await;
    ada.is_asked("largest length").await;
    assert_eq!(ada.count(), 2);
}

#[tokio::test]
async fn start_in_the_middle_offers_to_continue_or_to_start_over() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.marks(&["None of these"]).await;
    ada.is_asked("Where is the focus?").await;
    ada.says("/start");
    let menu = ada
        .is_asked("Case 1 is still open. Continue it, or start it over?")
        .await;
    assert!(menu.labels().contains(&"Start over"));
    ada.taps("Continue the open case").await;
    ada.is_asked("Where is the focus?").await;
    ada.says("/start");
    ada.sees_times(2, "is still open").await;
    ada.taps("Start over").await;
    let card = ada.is_asked("Is any of these present now?").await;
    assert!(card.text.contains("Case 1"), "{}", card.text);
    assert!(!card.labels().iter().any(|label| label.starts_with('☑')));
}

#[tokio::test]
async fn a_button_of_an_older_card_gets_a_word_and_the_present_card() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.marks(&["None of these"]).await;
    let old = ada.is_asked("Where is the focus?").await;
    ada.says("/resume");
    let new = ada.until_new_card(&old, "Where is the focus?").await;
    ada.taps_on(&new, "Both").await;
    ada.is_asked("largest length").await;
    let toast = ada.presses(old.id, &User::data(&old, "Midportion")).await;
    assert_eq!(
        toast,
        "That button is from an older card. The present one is below."
    );
    let present = ada.until_new_card(&new, "largest length").await;
    assert!(present.id > new.id);
    // The old tap has changed nothing.
    ada.taps_way_out("‹ Back").await;
    let card = ada.is_asked("Where is the focus?").await;
    assert!(card.labels().contains(&"● Both"), "{:?}", card.labels());
}

#[tokio::test]
async fn a_button_of_a_finished_case_still_does_no_harm() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.answers_until(&Answers::incidental(), "Age").await;
    let last = ada.card();
    ada.taps("40 to 59").await;
    ada.reads_plan(1).await;
    let toast = ada.presses(last.id, &User::data(&last, "18 to 39")).await;
    assert_eq!(toast, "The plan is already below.");
    harness.calm().await;
    assert_eq!(ada.plans().len(), 1);
}

#[tokio::test]
async fn two_quick_taps_count_once() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.marks(&["None of these"]).await;
    let card = ada.is_asked("Where is the focus?").await;
    let data = User::data(&card, "Insertional");
    ada.client.tap_data(card.id, &data);
    ada.client.tap_data(card.id, &data);
    ada.is_asked("largest length").await;
    harness.calm().await;
    assert_eq!(ada.count(), 1);
    assert!(
        ada.card().text.contains("3 of about"),
        "{}",
        ada.card().text
    );
    assert_eq!(ada.last_toast(), "Already taken.");
}

#[tokio::test]
async fn two_quick_taps_on_a_mark_leave_it_marked() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    let card = ada.card();
    let data = User::data(&card, "Infection");
    ada.client.tap_data(card.id, &data);
    ada.client.tap_data(card.id, &data);
    harness.calm().await;
    assert!(ada.card().labels().contains(&"☑ Infection"));
}

#[tokio::test]
async fn two_quick_taps_give_one_plan() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.answers_until(&Answers::incidental(), "Age").await;
    let card = ada.card();
    let data = User::data(&card, "40 to 59");
    ada.client.tap_data(card.id, &data);
    ada.client.tap_data(card.id, &data);
    harness.calm().await;
    assert_eq!(ada.plans().len(), 1);
    assert_eq!(ada.last_toast(), "The plan is already below.");
}

#[tokio::test]
async fn a_plan_can_be_replied_to_and_pinned_because_it_is_never_edited() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let (_, plan) = ada.gets_a_plan(&Answers::incidental()).await;
    ada.replies_to(plan.last().id, "thank you").await;
    let menu = ada.is_asked("Glad to help.").await;
    assert!(menu.labels().contains(&"New case"));
    assert!(menu.labels().contains(&"My cases"));
    ada.taps_on(plan.last(), "More answers").await;
    harness.calm().await;
    assert_eq!(ada.message(plan.last().id), *plan.last());
}
