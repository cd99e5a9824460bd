//! Why a plan says what it says.

use crate::harness::{Answers, TestBot, User};

async fn with_a_plan(harness: &TestBot) -> User {
    let ada = harness.ada();
    let answers = Answers::painful().and("Drugs and risks", &["Anticoagulant or antiplatelet"]);
    ada.gets_a_plan(&answers).await;
    ada
}

#[tokio::test]
async fn a_line_is_explained_in_the_thread_of_its_plan_and_the_plan_stays() {
    let harness = TestBot::open().await;
    let ada = with_a_plan(&harness).await;
    let plan = ada.reads_plan(1).await;
    let part = ada.opens(&plan, "Why this plan").await;
    assert_eq!(part.reply_to, Some(plan.last().id));
    assert!(
        part.text
            .starts_with("Case 1: insertional, active, begun today")
    );
    ada.taps_on(&part, "1").await;
    let why = ada.is_asked("Applies to:").await;
    for words in ["Strength:", "Sources\n1 ", "Answers:"] {
        assert!(why.text.contains(words), "no {words:?} in {}", why.text);
    }
    ada.taps_on(&why, "‹ Why this plan").await;
    ada.until_card(why.id, " · Why this plan\n").await;
    harness.calm().await;
    assert_eq!(ada.message(plan.last().id), *plan.last());
}

#[tokio::test]
async fn what_is_withheld_is_explained_with_what_would_have_to_be_different() {
    let harness = TestBot::open().await;
    let ada = with_a_plan(&harness).await;
    let plan = ada.reads_plan(1).await;
    let part = ada.opens(&plan, "Why not …").await;
    let held = part.text.lines().find(|line| line.contains("Oral NSAID"));
    let number = held.and_then(|line| line.split('.').next()).unwrap();
    ada.taps_on(&part, number).await;
    let why = ada.is_asked("It would not be advised against with:").await;
    assert!(why.text.contains("Anticoagulant"), "{}", why.text);
}

#[tokio::test]
async fn the_nearest_change_can_be_supposed_from_there() {
    let harness = TestBot::open().await;
    let ada = with_a_plan(&harness).await;
    let plan = ada.reads_plan(1).await;
    let part = ada.opens(&plan, "Why not …").await;
    let mut numbers = (1..).map(|number: usize| number.to_string());
    let suppose = loop {
        let number = numbers.next().unwrap();
        ada.taps_on(&part, &number).await;
        let why = ada.is_asked(" · why\n").await;
        let labels = why.labels();
        if let Some(label) = labels.iter().find(|label| label.starts_with("What if?")) {
            break (why.clone(), (*label).to_owned());
        }
    };
    ada.taps_on(&suppose.0, &suppose.1).await;
    let supposed = ada.is_asked("What if, not saved").await;
    assert!(supposed.id > suppose.0.id, "the explanation stays");
    assert!(supposed.labels().contains(&"Save this change"));
}

#[tokio::test]
async fn why_of_a_line_that_no_longer_stands_gets_a_word() {
    let harness = TestBot::open().await;
    let ada = with_a_plan(&harness).await;
    let plan = ada.reads_plan(1).await;
    for (data, words) in [
        ("l:1:i:urgent.rupture", "no longer"),
        (
            "l:1:i:nobody_knows_this",
            "That is no longer part of the content.",
        ),
        ("l:4711:w:0", "That case is no longer here."),
        ("l:1:V:9", "That plan is no longer here."),
        ("l:1:w:x", "This button is not known here."),
    ] {
        let before = ada.heard();
        let toast = ada.presses(plan.last().id, data).await;
        assert!(toast.contains(words), "{data}: {toast}");
        harness.calm().await;
        assert_eq!(ada.heard(), before, "{data}");
    }
}

#[tokio::test]
async fn a_case_that_is_being_answered_anew_is_not_explained_by_half() {
    let harness = TestBot::open().await;
    let ada = with_a_plan(&harness).await;
    let plan = ada.reads_plan(1).await;
    ada.client.tap_data(plan.last().id, "o:1:o");
    ada.is_asked("Is any of these present now?").await;
    for label in ["Evidence", "What if", "Change an answer"] {
        let data = User::data(plan.last(), label);
        let toast = ada.presses(plan.last().id, &data).await;
        assert!(
            toast.starts_with("Some answers of this case are still open."),
            "{toast}"
        );
    }
}
