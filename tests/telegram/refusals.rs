//! Calls that Telegram refuses: for good, and only for now.

use crate::harness::{TestBot, User};
use fake_telegram::Fault;

/// One tap before an urgent plan.
async fn before_the_plan(harness: &TestBot) -> User {
    let ada = harness.ada();
    ada.comes_in().await;
    ada.taps("Infection").await;
    harness.calm().await;
    ada
}

const NO_RIGHTS: &str = "Bad Request: not enough rights to send text messages to the chat";

#[tokio::test]
async fn a_refused_plan_goes_back_to_its_case_and_comes_with_a_tap() {
    let harness = TestBot::open().await;
    let ada = before_the_plan(&harness).await;
    harness
        .telegram
        .fail("sendMessage", 10, Fault::refusal(400, NO_RIGHTS));
    ada.taps("Done").await;
    let card = ada.sees("the plan could not be sent here").await;
    assert!(
        card.text
            .contains("not enough rights to send text messages to the chat"),
        "{}",
        card.text
    );
    harness.calm().await;
    assert_eq!(ada.plans().len(), 0);
    harness.telegram.heal();
    ada.taps_on(&card, "Send it again").await;
    ada.reads_plan(1).await;
    harness.calm().await;
    let card = ada.message(card.id);
    assert!(card.text.contains("the plan is below"), "{}", card.text);
}

#[tokio::test]
async fn a_refused_plan_comes_with_resume_and_with_a_tap_on_the_old_card_too() {
    let harness = TestBot::open().await;
    let ada = before_the_plan(&harness).await;
    let card = ada.card();
    let done = User::data(&card, "Done");
    harness
        .telegram
        .fail("sendMessage", 10, Fault::refusal(400, NO_RIGHTS));
    ada.taps("Done").await;
    ada.sees("the plan could not be sent here").await;
    harness.calm().await;
    harness.telegram.heal();
    ada.presses(card.id, &done).await;
    ada.reads_plan(1).await;
    harness.calm().await;
    ada.says("/resume");
    // The plan is shown where it is said to be.
    let twice = || (ada.plans().len() == 2).then_some(());
    ada.until("the plan once more", twice).await;
}

#[tokio::test]
async fn what_passes_is_tried_again() {
    let harness = TestBot::open().await;
    let ada = before_the_plan(&harness).await;
    for fault in [
        Fault::refusal(401, "Unauthorized"),
        Fault::refusal(404, "Not Found"),
        Fault::refusal(409, "Conflict"),
        Fault::refusal(429, "Too Many Requests: retry after 1"),
    ] {
        harness.telegram.fail("sendMessage", 1, fault);
    }
    ada.taps("Done").await;
    ada.reads_plan(1).await;
    harness.calm().await;
    assert_eq!(ada.count_of("could not be sent"), 0);
}

#[tokio::test]
async fn what_waits_when_the_token_is_revoked_is_sent_after_a_start_with_a_good_one() {
    let mut harness = TestBot::with_binary().await;
    let ada = before_the_plan(&harness).await;
    let revoked = || Fault::refusal(401, "Unauthorized");
    harness.telegram.fail("sendMessage", 1_000, revoked());
    harness.telegram.fail("editMessageText", 1_000, revoked());
    let troubled = harness.telegram.troubled();
    ada.client
        .tap_data(ada.card().id, &User::data(&ada.card(), "Done"));
    let met = || (harness.telegram.troubled() > troubled + 1).then_some(());
    ada.until("a try to send it", met).await;
    harness.telegram.fail("getUpdates", 1_000, revoked());
    assert_eq!(harness.exit_code().await, Some(1));
    harness.telegram.heal();
    harness.start_binary();
    ada.reads_plan(1).await;
}

#[tokio::test]
async fn an_edit_of_a_message_that_is_no_more_becomes_a_new_card() {
    let harness = TestBot::open().await;
    let ada = before_the_plan(&harness).await;
    harness.telegram.fail(
        "editMessageText",
        1,
        Fault::refusal(400, "Bad Request: MESSAGE_ID_INVALID"),
    );
    let before = ada.card();
    ada.client
        .tap_data(before.id, &User::data(&before, "Infection"));
    ada.until_new_card(&before, "Red flags").await;
}

#[tokio::test]
async fn an_edit_that_changes_nothing_is_not_sent() {
    let harness = TestBot::open().await;
    if !harness.has_file() {
        // Another replica may have changed a message meanwhile, so there it is sent.
        return;
    }
    let ada = before_the_plan(&harness).await;
    let card = ada.card();
    harness.telegram.forget_calls();
    // The second of two quick taps: the card has moved on under the finger.
    let press = User::data(&card, "Infection");
    ada.presses(card.id, &press).await;
    ada.presses(card.id, &press).await;
    harness.calm().await;
    let refused = harness.telegram.calls();
    let edits = refused
        .iter()
        .filter(|call| call.method == "editMessageText");
    let useless = edits.filter(|call| !call.ok).count();
    assert_eq!(useless, 0, "Telegram had to say that nothing is changed");
}
