//! How often a person may write, tap and ask.

use crate::harness::{TestBot, clock};
use achilles_bot::policy::{Limits, Policy};

fn limited(updates: u32, texts: u32) -> Policy {
    Policy {
        limits: Limits {
            updates: Some(updates),
            texts: Some(texts),
        },
        ..Policy::default()
    }
}

#[tokio::test]
async fn too_many_updates_get_one_word_and_then_silence_for_the_minute() {
    clock!(now, later);
    let harness = TestBot::under(limited(5, 100), now).await;
    let (ada, ben) = (harness.ada(), harness.ben());
    for _ in 0..5 {
        ada.says("/help");
    }
    ada.sees_times(5, "/new begins a case").await;
    for _ in 0..4 {
        ada.says("/help");
    }
    let word = ada.sees("That was too much in one minute.").await;
    harness.calm().await;
    assert_eq!(ada.count(), 6, "one word");
    let toast = ada.presses(word.id, "p:5:new").await;
    assert!(toast.contains("too much in one minute"), "{toast}");
    ben.says("/help");
    ben.sees("/new begins a case").await;
    later(60);
    ada.says("/help");
    ada.sees_times(6, "/new begins a case").await;
}

#[tokio::test]
async fn typed_questions_have_a_limit_of_their_own() {
    clock!(now, later);
    let harness = TestBot::under(limited(100, 2), now).await;
    let ada = harness.ada();
    for _ in 0..5 {
        ada.says("how accurate is the calf squeeze test?");
    }
    ada.sees_times(1, "That was too much in one minute.").await;
    harness.calm().await;
    // Below each of the two answers stands the question who reads, and then the one word.
    assert_eq!(ada.count(), 5);
    later(60);
    ada.says("how accurate is the calf squeeze test?");
    let more = || (ada.count() > 5).then_some(());
    ada.until("an answer", more).await;
}
