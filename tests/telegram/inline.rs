//! Inline mode in any chat, and what people find helpful.

use std::collections::BTreeSet;

use crate::harness::{Answers, PATIENCE, TestBot, User};
use achilles_bot::policy::{Access, Policy};
use care_ids::UserId;
use serde_json::Value;

/// Types after the bot's name, and waits for what is offered.
async fn offered(harness: &TestBot, query: &str) -> Vec<Value> {
    let ada = harness.person(5, "Ada");
    let id = ada.inline(query);
    let look = |state: &fake_telegram::State| state.inline_answer(&id);
    let answer = harness.telegram.wait_until(look, PATIENCE).await.unwrap();
    answer.as_array().unwrap().clone()
}

fn text(result: &Value) -> &str {
    result["input_message_content"]["message_text"]
        .as_str()
        .unwrap()
}

#[tokio::test]
async fn statements_are_offered_in_any_chat_with_citation_and_disclaimer() {
    let harness = TestBot::open().await;
    let results = offered(&harness, "nsaid ckd").await;
    assert!((1..=10).contains(&results.len()), "{}", results.len());
    for result in &results {
        let text = text(result);
        assert!(text.contains("Sources"), "{text}");
        assert!(text.contains("https://"), "{text}");
        assert!(text.contains("For healthcare professionals"), "{text}");
        assert!(text.contains("not linked to a case"), "{text}");
    }
    assert!(
        offered(&harness, "  ").await.is_empty(),
        "nothing is typed yet"
    );
}

#[tokio::test]
async fn what_is_declined_in_a_chat_is_declined_there_in_one_result() {
    let harness = TestBot::open().await;
    for (query, words) in [
        (
            "shockwave for plantar fasciitis?",
            "There is no reviewed answer",
        ),
        ("how many mg of naproxen", "Doses, brands and durations"),
        (
            "hot swollen ankle with fever now",
            "That may be a red flag.",
        ),
        (
            "Mrs Doreen Whitcombe, born 3 March 1962",
            "could identify somebody",
        ),
    ] {
        let results = offered(&harness, query).await;
        assert_eq!(results.len(), 1, "{query}");
        assert!(text(&results[0]).contains(words), "{}", text(&results[0]));
    }
    harness.calm().await;
    assert!(!harness.keeps("Whitcombe"));
}

#[tokio::test]
async fn who_is_not_let_in_is_offered_nothing() {
    let policy = Policy {
        access: Access::Allowlist {
            people: BTreeSet::from([UserId::new(6)]),
            groups: BTreeSet::new(),
        },
        ..Policy::default()
    };
    let harness = TestBot::under(policy, || 1_800_000_000).await;
    assert!(offered(&harness, "nsaid ckd").await.is_empty());
    harness.calm().await;
    assert_eq!(harness.ada().count(), 0, "and told nothing in any chat");
}

#[tokio::test]
async fn an_inline_query_tells_nothing_of_a_case() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let answers = Answers::painful().and("Drugs and risks", &["Anticoagulant or antiplatelet"]);
    ada.gets_a_plan(&answers).await;
    for result in offered(&harness, "can he take ibuprofen with apixaban").await {
        assert!(!text(&result).contains("In this case"), "{}", text(&result));
        assert!(!text(&result).contains("Case 1"), "{}", text(&result));
    }
}

#[tokio::test]
async fn an_answer_is_judged_and_only_a_code_is_kept() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    ada.says("does shockwave work at the insertion, zebra?");
    let answer = ada.is_asked("In this case: Shockwave not advised").await;
    for label in ["Helpful", "Not helpful"] {
        let toast = ada.presses(answer.id, &User::data(&answer, label)).await;
        assert_eq!(toast, "Thank you. Kept as a code, without any text.");
    }
    harness.calm().await;
    assert_eq!(ada.message(answer.id), answer, "the answer stays");
    assert!(!harness.keeps("zebra"));
    let toast = ada.presses(answer.id, "f:1:y:nobody_asks_this").await;
    assert_eq!(toast, "That is no longer part of the content.");
}
