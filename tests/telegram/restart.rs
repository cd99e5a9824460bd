//! The process is killed, and nothing that was said is lost.

use crate::harness::{Answers, TOKEN, TestBot, User};
use fake_telegram::Fault;

#[tokio::test]
async fn an_accepted_answer_survives_a_kill_and_the_old_card_still_works() {
    let mut harness = TestBot::with_binary().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.marks(&["None of these"]).await;
    ada.is_asked("Where is the focus?").await;
    ada.taps("Midportion").await;
    let card = ada.is_asked("largest length").await;
    harness.kill_and_restart();
    ada.taps_on(&card, "1 to 2 cm").await;
    ada.is_asked("What symptoms").await;
    let walk = ada.answers(&Answers::incidental()).await;
    assert!(!walk.passed("Site"), "asked again: {walk:?}");
    ada.reads_plan(1).await.says("midportion · Observe");
    assert_eq!(ada.heard()[0].id, card.id, "still the same card");
}

#[tokio::test]
async fn a_mark_that_is_not_done_survives_a_kill() {
    let mut harness = TestBot::with_binary().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.taps("Infection").await;
    harness.kill_and_restart();
    ada.taps("Done").await;
    ada.reads_plan(1).await.says("possible infection");
}

#[tokio::test]
async fn a_tap_while_the_bot_is_down_is_taken_when_it_is_back() {
    let mut harness = TestBot::with_binary().await;
    let ada = harness.ada();
    ada.comes_in().await;
    harness.calm().await;
    harness.kill_binary();
    let card = ada.card();
    ada.client
        .tap_data(card.id, &User::data(&card, "None of these"));
    harness.start_binary();
    ada.is_asked("Where is the focus?").await;
}

#[tokio::test]
async fn a_plan_in_the_outbox_at_the_kill_is_sent_after_the_restart() {
    let mut harness = TestBot::with_binary().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.answers_until(&Answers::incidental(), "Age").await;
    // The card before it is what cannot be sent, so surely no try of the plan is under way at the kill;
    // one that may be is offered instead (twice.rs).
    let edits = Fault::server_error();
    harness.telegram.fail("editMessageText", 1000, edits);
    let troubled = harness.telegram.troubled();
    let card = ada.card();
    ada.client.tap_data(card.id, &User::data(&card, "40 to 59"));
    let met = || (harness.telegram.troubled() > troubled).then_some(());
    ada.until("a try of the process", met).await;
    harness.kill_binary();
    assert!(ada.plans().is_empty());
    // The trouble ends only when the new process has met it: by then nothing of the killed one
    // is under way any more.
    let troubled = harness.telegram.troubled();
    harness.start_binary();
    let met = || (harness.telegram.troubled() > troubled).then_some(());
    ada.until("a try of the new process", met).await;
    harness.telegram.heal();
    ada.reads_plan(1).await.is_complete();
    harness.calm().await;
    assert_eq!(ada.plans().len(), 1);
}

#[tokio::test]
async fn resume_finds_the_case_after_an_orderly_restart() {
    let mut harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.marks(&["None of these"]).await;
    let old = ada.is_asked("Where is the focus?").await;
    harness.calm().await;
    harness.stop_bot().await;
    harness.start_bot().await;
    ada.says("/resume");
    ada.until_new_card(&old, "Where is the focus?").await;
    ada.says("/start");
    ada.is_asked("is still open").await;
}

#[tokio::test]
async fn the_logs_hold_neither_the_token_nor_what_people_type() {
    let mut harness = TestBot::with_binary().await;
    let ada = harness.ada();
    ada.comes_in().await;
    for text in ["zebulon has a sore heel", "Mrs Quillfeather 03/11/1962"] {
        let before = ada.count();
        ada.says(text);
        let more = || (ada.count() > before).then_some(());
        ada.until(text, more).await;
    }
    ada.says("/new Mrs Wigglesworth 03/11/1962");
    ada.sees_times(2, "It was not stored.").await;
    ada.says("/start i_0123456789abcdef0123456789abcdef");
    ada.is_asked("is still open").await;
    ada.client.tap_data(ada.card().id, "xylophone:1:2");
    harness.telegram.fail("sendDocument", 1, Fault::DropAfter);
    ada.says("/export_my_data");
    ada.sees("Everything stored about you").await;
    ada.says("/delete_my_data");
    ada.is_asked("Delete everything stored about you").await;
    ada.taps("Delete everything of mine").await;
    ada.sees("has been deleted").await;
    harness.telegram.fail("getUpdates", 1, Fault::DropBefore);
    harness.telegram.fail("sendMessage", 1, Fault::Garbage);
    ada.says("/help");
    ada.sees("/new begins a case").await;
    harness.calm().await;
    harness.kill_binary();
    let logs = harness.logs();
    assert!(logs.contains("at work"), "{logs}");
    for setting in ["access=\"open\"", "administrators=0", "database=\""] {
        assert!(logs.contains(setting), "{setting} in {logs}");
    }
    let secret = TOKEN.split_once(':').unwrap().1;
    for word in [
        secret,
        "zebulon",
        "sore",
        "Quillfeather",
        "1962",
        "xylophone",
        "Wigglesworth",
        "0123456789abcdef",
        "primary_care",
        "Ada",
    ] {
        assert!(!logs.contains(word), "{word:?} in the logs:\n{logs}");
    }
}
