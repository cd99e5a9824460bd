//! The list of cases: what each is called, and opening, closing and deleting from it.

use crate::harness::{Answers, TestBot, User};

/// Ada with one case that has its plan, one that is begun, and the list of both.
async fn with_two_cases(harness: &TestBot) -> User {
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::incidental()).await;
    ada.says("/new");
    ada.is_asked("Case 2").await;
    ada.says("/cases");
    ada.is_asked("Your cases in this chat").await;
    ada
}

#[tokio::test]
async fn the_list_says_what_each_case_is_without_naming_anybody() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.says("/cases");
    ada.sees("No cases in this chat yet.").await;
    let ada = with_two_cases(&harness).await;
    let list = ada.card();
    for line in [
        "Case 1: insertional, observe, begun today",
        "Case 2: unfinished, begun today",
    ] {
        assert!(list.text.contains(line), "{}", list.text);
    }
    let labels = list.labels();
    for label in ["Continue 2", "Open 1", "Close 1", "Delete 2", "New case"] {
        assert!(labels.contains(&label), "no {label:?} in {labels:?}");
    }
}

#[tokio::test]
async fn a_case_is_opened_at_its_plan_and_continued_at_its_card() {
    let harness = TestBot::open().await;
    let ada = with_two_cases(&harness).await;
    let list = ada.card();
    let first = ada.plans()[0].text();
    ada.taps_on(&list, "Open 1").await;
    assert_eq!(ada.reads_plan(2).await.text(), first, "the same plan again");
    ada.taps_on(&list, "Continue 2").await;
    ada.is_asked("Case 2 · Red flags").await;
    ada.taps_on(&list, "New case").await;
    ada.is_asked("Case 3 · Red flags").await;
}

#[tokio::test]
async fn the_case_that_was_opened_is_what_commands_are_about() {
    let harness = TestBot::open().await;
    let ada = with_two_cases(&harness).await;
    let list = ada.card();
    ada.taps_on(&list, "Open 1").await;
    ada.reads_plan(2).await;
    ada.says("/cancel");
    ada.is_asked("Case 1: insertional, observe, begun today · closed.")
        .await;
}

#[tokio::test]
async fn open_leads_to_the_plan_also_where_its_answers_were_being_looked_through() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let (_, plan) = ada.gets_a_plan(&Answers::painful()).await;
    ada.taps_on(plan.last(), "Change an answer").await;
    let changes = ada.is_asked("Choose the answer to change.").await;
    ada.taps_on(plan.last(), "More answers").await;
    ada.is_asked("refine the plan").await;
    // An earlier list still opens the answer that is tapped on it.
    ada.taps_on(&changes, "Size: Under 1 cm").await;
    let size = ada
        .until_card(changes.id, "What is the largest length")
        .await;
    ada.taps_on(&size, "‹ Back").await;
    ada.is_asked("refine the plan").await;
    ada.says("/cases");
    let list = ada.is_asked("Your cases in this chat").await;
    ada.taps_on(&list, "Open 1").await;
    let again = ada.reads_plan(2).await;
    assert_eq!(again.text(), plan.text());
}

#[tokio::test]
async fn a_case_is_closed_from_the_list_and_opened_again() {
    let harness = TestBot::open().await;
    let ada = with_two_cases(&harness).await;
    let list = ada.card();
    ada.taps_on(&list, "Close 1").await;
    let list = ada.until_card(list.id, "Closed\n• Case 1").await;
    harness.calm().await;
    assert_eq!(ada.last_toast(), "Closed.");
    assert!(!list.labels().contains(&"Close 1"), "{:?}", list.labels());
    // A closed case is not asked about any more.
    ada.taps_on(&list, "Close 2").await;
    ada.until_card(list.id, "• Case 2: unfinished").await;
    harness.calm().await;
    ada.says("how accurate is the calf squeeze test?");
    ada.sees("General answer (not linked to a case).").await;
    ada.taps_on(&ada.message(list.id), "Open 1 again").await;
    ada.is_asked("Case 1: insertional, observe, begun today")
        .await;
}

#[tokio::test]
async fn a_deleted_case_is_gone_with_its_plans_once_that_is_confirmed() {
    let harness = TestBot::open().await;
    let ada = with_two_cases(&harness).await;
    let plan = ada.reads_plan(1).await;
    let list = ada.card();
    ada.taps_on(&list, "Delete 1").await;
    let card = ada.until_card(list.id, "Delete this case?").await;
    ada.taps_on(&card, "Keep it").await;
    let list = ada.until_card(list.id, "Your cases in this chat").await;
    assert!(list.text.contains("Case 1"), "{}", list.text);
    ada.taps_on(&list, "Delete 1").await;
    let card = ada.until_card(list.id, "Delete this case?").await;
    let again = User::data(&card, "Delete it for good");
    ada.taps_on(&card, "Delete it for good").await;
    let list = ada.until_card(list.id, "Your cases in this chat").await;
    assert!(!list.text.contains("Case 1"), "{}", list.text);
    harness.calm().await;
    assert_eq!(ada.last_toast(), "Deleted.");
    // Every button of the case is answered, and nothing comes of it.
    let before = ada.heard();
    for label in plan.last().labels() {
        let data = User::data(plan.last(), label);
        let toast = ada.presses(plan.last().id, &data).await;
        assert!(
            toast.starts_with("That case is no longer here."),
            "{label}: {toast}"
        );
    }
    let toast = ada.presses(list.id, &again).await;
    assert!(toast.starts_with("That case is no longer here."), "{toast}");
    harness.calm().await;
    assert_eq!(ada.heard(), before);
}

/// Deletes a case from the list.
async fn deletes(ada: &User, number: u32) {
    ada.says("/cases");
    let list = ada.is_asked("Your cases in this chat").await;
    ada.taps_on(&list, &format!("Delete {number}")).await;
    let card = ada.until_card(list.id, "Delete this case?").await;
    ada.taps_on(&card, "Delete it for good").await;
    // "Your cases in this chat", or that there are none.
    ada.until_card(list.id, "ases in this chat").await;
}

#[tokio::test]
async fn a_new_case_never_takes_the_number_of_a_deleted_one() {
    let harness = TestBot::open().await;
    let ada = with_two_cases(&harness).await;
    deletes(&ada, 2).await;
    ada.says("/new");
    ada.is_asked("Case 3 · Red flags").await;
    for number in [1, 3] {
        deletes(&ada, number).await;
    }
    ada.says("/new");
    ada.is_asked("Case 4 · Red flags").await;
}

#[tokio::test]
async fn a_reply_to_a_plan_of_a_deleted_case_is_about_no_other_case() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let (_, deleted) = ada.gets_a_plan(&Answers::painful()).await;
    ada.says("/new");
    ada.is_asked("Case 2 · Red flags").await;
    ada.answers(&Answers::painful()).await;
    let second = ada.reads_plan(2).await;
    deletes(&ada, 1).await;
    ada.replies_to(deleted.last().id, "is shockwave worth it?")
        .await;
    let answer = ada.sees("General answer (not linked to a case).").await;
    assert!(!answer.text.contains("Case 2"), "{}", answer.text);
    // Nor do its words become answers where another case is being asked.
    ada.says("/new");
    let card = ada.is_asked("Case 3 · Red flags").await;
    ada.replies_to(deleted.last().id, "none of these").await;
    harness.calm().await;
    assert_eq!(ada.message(card.id), card, "the card was not answered");
    ada.replies_to(second.last().id, "is shockwave worth it?")
        .await;
    ada.sees("In this case: Shockwave not advised").await;
}

#[tokio::test]
async fn what_the_list_calls_open_is_resumed_and_closed() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::incidental()).await;
    ada.says("/cases");
    ada.is_asked("Open\n• Case 1").await;
    ada.says("/resume");
    ada.reads_plan(2).await;
    ada.says("/cancel");
    ada.is_asked("Case 1: insertional, observe, begun today · closed.")
        .await;
    ada.says("/cases");
    ada.is_asked("Closed\n• Case 1").await;
    for command in ["/resume", "/cancel"] {
        let told = ada.count_of("No case is open here");
        ada.says(command);
        ada.sees_times(told + 1, "No case is open here").await;
    }
}

#[tokio::test]
async fn everybody_counts_their_own_cases_from_one() {
    let harness = TestBot::open().await;
    let ada = with_two_cases(&harness).await;
    let ben = harness.person(6, "Ben");
    let ben = harness.user(&ben, ben.in_private(), None);
    ben.comes_in().await;
    ben.is_asked("Case 1 · Red flags").await;
    ada.says("/new");
    ada.is_asked("Case 3 · Red flags").await;
}

#[tokio::test]
async fn many_cases_are_paged() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    for number in 2..=12 {
        ada.says("/new");
        ada.is_asked(&format!("Case {number}")).await;
    }
    ada.says("/cases");
    let list = ada.is_asked("page 1 of 2").await;
    assert!(
        list.labels().contains(&"Continue 12"),
        "{:?}",
        list.labels()
    );
    ada.taps_on(&list, "Page 2 ›").await;
    let list = ada.until_card(list.id, "page 2 of 2").await;
    assert!(list.labels().contains(&"Continue 1"), "{:?}", list.labels());
    ada.taps_on(&list, "‹ Page 1").await;
    ada.until_card(list.id, "page 1 of 2").await;
}
