//! A plan never comes twice, and never not at all.

use crate::harness::{Answers, TestBot};
use fake_telegram::Fault;

/// What stands in for a plan of which it is not known whether it arrived.
const PERHAPS: &str = "the connection broke while the plan was on its way";

#[tokio::test]
async fn a_plan_whose_receipt_is_lost_is_not_sent_again_but_offered() {
    for fault in [Fault::DropAfter, Fault::Garbage, Fault::server_error()] {
        let arrives = fault == Fault::DropAfter;
        let harness = TestBot::open().await;
        let ada = harness.ada();
        ada.comes_in().await;
        ada.answers_until(&Answers::incidental(), "Age").await;
        harness.telegram.fail("sendMessage", 1, fault);
        ada.taps("40 to 59").await;
        ada.is_asked(PERHAPS).await;
        harness.calm().await;
        assert_eq!(ada.plans().len(), usize::from(arrives));
        ada.taps("Show the plan").await;
        let plans = 1 + usize::from(arrives);
        ada.reads_plan(plans).await.is_complete();
        assert_eq!(ada.count_of(PERHAPS), 1);
    }
}

#[tokio::test]
async fn a_plan_that_surely_did_not_arrive_is_simply_sent_again() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.answers_until(&Answers::incidental(), "Age").await;
    harness.telegram.fail("sendMessage", 2, Fault::too_many(1));
    ada.taps("40 to 59").await;
    ada.reads_plan(1).await.is_complete();
    harness.calm().await;
    assert_eq!(ada.plans().len(), 1);
    assert_eq!(ada.count_of(PERHAPS), 0);
}

#[tokio::test]
async fn a_plan_under_way_at_a_kill_is_not_sent_again_but_offered() {
    let mut harness = TestBot::with_binary().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.answers_until(&Answers::incidental(), "Age").await;
    // The plan arrives at once; the binary never hears of it, and is killed while it waits.
    let long = std::time::Duration::from_secs(3600);
    harness
        .telegram
        .fail("sendMessage", 1, Fault::SlowAnswer(long));
    ada.taps("40 to 59").await;
    ada.reads_plan(1).await.is_complete();
    harness.kill_and_restart();
    ada.is_asked(PERHAPS).await;
    harness.calm().await;
    assert_eq!(ada.plans().len(), 1);
}

#[tokio::test]
async fn an_edit_whose_receipt_is_lost_is_made_again_without_harm() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    harness
        .telegram
        .fail("editMessageText", 1, Fault::DropAfter);
    ada.marks(&["None of these"]).await;
    ada.is_asked("Where is the focus?").await;
    harness.calm().await;
    assert_eq!(ada.count(), 1);
}
