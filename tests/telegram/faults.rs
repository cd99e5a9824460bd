//! A bad day of the network, of Telegram, and of a chat.

use crate::harness::{Answers, TestBot, User};
use fake_telegram::Fault;

#[tokio::test]
async fn an_update_delivered_twice_counts_once() {
    let harness = TestBot::open().await;
    harness.telegram.deliver_twice(true);
    let ada = harness.ada();
    let (_, plan) = ada.gets_a_plan(&Answers::incidental()).await;
    harness.calm().await;
    assert_eq!(ada.plans().len(), 1);
    assert_eq!(ada.count(), 1 + plan.messages.len());
    harness.telegram.deliver_twice(false);
    ada.says("/new");
    ada.is_asked("Case 2").await;
    assert!(harness.telegram.duplicate_last_update());
    harness.calm().await;
    assert_eq!(ada.count_of("Case 3"), 0);
}

#[tokio::test]
async fn trouble_with_getting_updates_only_delays_them() {
    let harness = TestBot::open().await;
    let ada = harness.ada_at_the_site().await;
    for fault in [
        Fault::refusal(409, "Conflict: terminated by other getUpdates request"),
        Fault::refusal(500, "Internal Server Error"),
        Fault::Garbage,
        Fault::DropBefore,
        Fault::DropAfter,
        Fault::too_many(1),
    ] {
        harness.telegram.fail("getUpdates", 1, fault);
    }
    for (text, next) in [
        ("both", "largest length"),
        ("not measured", "What symptoms"),
        ("incidental", "Which age band?"),
    ] {
        ada.says(text);
        ada.is_asked(next).await;
    }
    ada.says("45");
    ada.reads_plan(1).await;
}

#[tokio::test]
async fn trouble_with_sending_only_delays_it_and_the_order_stays() {
    let harness = TestBot::open().await;
    let ada = harness.ada_at_the_site().await;
    for fault in [
        Fault::refusal(502, "Bad Gateway"),
        Fault::DropBefore,
        Fault::Garbage,
        Fault::too_many(1),
    ] {
        harness.telegram.fail("sendMessage", 1, fault);
    }
    ada.says("/about");
    ada.says("/sources");
    ada.says("/privacy");
    ada.sees("your numeric Telegram id").await;
    let heard = ada.heard();
    let place = |words: &str| heard.iter().position(|m| m.text.contains(words)).unwrap();
    assert!(place("A rule-based assistant") < place("What the content rests on"));
    assert!(place("What the content rests on") < place("your numeric Telegram id"));
}

#[tokio::test]
async fn an_edit_whose_answer_is_lost_is_made_again_without_harm() {
    let harness = TestBot::open().await;
    let ada = harness.ada_at_the_site().await;
    harness
        .telegram
        .fail("editMessageText", 1, Fault::DropAfter);
    ada.taps("Both").await;
    ada.is_asked("largest length").await;
    harness.calm().await;
    assert_eq!(ada.count(), 1);
    ada.taps("Under 1 cm").await;
    ada.is_asked("What symptoms").await;
}

#[tokio::test]
async fn one_chat_in_trouble_does_not_hold_up_another() {
    let harness = TestBot::open().await;
    let (ada, ben) = (harness.ada(), harness.ben());
    ada.says("hello");
    ben.says("hello");
    ada.sees("are answered here").await;
    ben.sees("are answered here").await;
    harness
        .telegram
        .fail_in(5, "sendMessage", 1000, Fault::server_error());
    ada.says("/help");
    ben.says("/help");
    ben.sees("/new begins a case").await;
    assert_eq!(ada.count_of("/new begins a case"), 0);
    harness.telegram.heal();
    ada.sees("/new begins a case").await;
}

#[tokio::test]
async fn a_card_deleted_under_the_bot_comes_again() {
    let harness = TestBot::open().await;
    let ada = harness.ada_at_the_site().await;
    let old = ada.card();
    ada.client.delete(old.id);
    ada.says("both");
    let card = ada.sees("largest length").await;
    assert!(card.id > old.id);
    ada.taps_on(&card, "Under 1 cm").await;
    ada.is_asked("What symptoms").await;
    harness.calm().await;
    assert_eq!(ada.count(), 1);
}

#[tokio::test]
async fn nothing_to_change_and_a_late_answer_make_no_noise() {
    let harness = TestBot::open().await;
    let ada = harness.ada_at_the_site().await;
    let same = "Bad Request: message is not modified: specified new message content and reply \
                markup are exactly the same";
    harness
        .telegram
        .fail("editMessageText", 1, Fault::refusal(400, same));
    let card = ada.card();
    ada.client.tap_data(card.id, &User::data(&card, "Both"));
    ada.says("under 1 cm");
    ada.is_asked("What symptoms").await;
    let before = ada.count();
    let late = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    harness
        .telegram
        .fail("answerCallbackQuery", 1, Fault::refusal(400, late));
    ada.taps("None, incidental").await;
    ada.is_asked("Which age band?").await;
    assert_eq!(ada.count(), before);
}

#[tokio::test]
async fn a_blocked_bot_keeps_the_answer_and_goes_on_when_let_back() {
    let harness = TestBot::open().await;
    let ada = harness.ada_at_the_site().await;
    let card = ada.card();
    ada.client.tap_data(card.id, &User::data(&card, "Both"));
    ada.client.block_bot();
    let ben = harness.ben();
    ben.says("/help");
    ben.sees("/new begins a case").await;
    ada.client.unblock_bot();
    ada.says("/resume");
    ada.is_asked("largest length").await;
}
