//! Two people of a team and one case: anybody asks, and its own person or an administrator changes.

use std::sync::atomic::{AtomicI64, Ordering};

use achilles_bot::policy::Policy;
use fake_telegram::Fault;

use crate::harness::{Answers, TestBot, User};

const TEAM: i64 = -1_001_000_000_003;

/// Ada, who made the group and administers it, Ben, a member, and a case of the one or the other.
async fn team(harness: &TestBot) -> (User, User) {
    let (ada, ben) = (harness.person(5, "Ada"), harness.person(6, "Ben"));
    harness.telegram.group(TEAM, "Team", &[&ada, &ben]);
    let ada = harness.user(&ada, ada.in_group(TEAM), None);
    let ben = harness.user(&ben, ben.in_group(TEAM), None);
    (ada, ben)
}

#[tokio::test]
async fn anybody_asks_in_the_thread_of_a_case_and_reads_why() {
    let harness = TestBot::open().await;
    let (ada, ben) = team(&harness).await;
    let answers = Answers::painful().and("Drugs and risks", &["Anticoagulant or antiplatelet"]);
    let (_, plan) = ada.gets_a_plan(&answers).await;
    let asked = ben.replies_to(plan.last().id, "ok w/ apixaban?").await;
    let answer = ben.sees("In this case: Oral NSAID not advised").await;
    assert_eq!(answer.reply_to, Some(asked));
    assert!(
        answer
            .text
            .starts_with("Case 1 (group): insertional, active, begun today\n")
    );
    // And again on the answer itself.
    ben.replies_to(answer.id, "why no steroid injection?").await;
    ben.sees("In this case: Corticosteroid injection not advised")
        .await;
    ben.opens(&plan, "Why this plan").await;
    ben.taps_on(plan.last(), "What if").await;
    ben.is_asked("Nothing is saved until you say so.").await;
}

#[tokio::test]
async fn who_neither_opened_the_case_nor_administers_the_group_changes_nothing() {
    let harness = TestBot::open().await;
    let (ada, ben) = team(&harness).await;
    let (_, plan) = ada.gets_a_plan(&Answers::painful()).await;
    harness.calm().await;
    let before = ada.heard();
    let refine = User::data(plan.last(), "More answers");
    for data in [refine.as_str(), "k:1:=:size:over_5cm", "z:1:sure"] {
        let toast = ben.presses(plan.last().id, data).await;
        harness.calm().await;
        assert!(
            toast.starts_with("These buttons belong to somebody else."),
            "{data}: {toast}"
        );
    }
    assert_eq!(ada.heard(), before);
}

#[tokio::test]
async fn anybody_reads_the_plan_again_where_that_is_offered() {
    let harness = TestBot::open().await;
    let (ada, ben) = team(&harness).await;
    let (_, plan) = ada.gets_a_plan(&Answers::painful()).await;
    harness.calm().await;
    let toast = ben.presses(plan.last().id, "o:1:p").await;
    assert_eq!(toast, "");
    let again = ada.reads_plan(2).await;
    assert_eq!(again.text(), plan.text());
}

#[tokio::test]
async fn the_list_of_cases_in_a_group_names_those_of_colleagues_to_be_read() {
    let harness = TestBot::open().await;
    let (ada, ben) = team(&harness).await;
    ada.gets_a_plan(&Answers::painful()).await;
    ben.says("/cases@achilles_demo_bot");
    let list = ben.is_asked("You have no cases in this chat").await;
    let listed = "Of colleagues, to read\n• Case 1 (group): insertional, active, begun today";
    assert!(list.text.contains(listed), "{}", list.text);
    assert_eq!(list.labels(), ["Read the plan of 1", "New case"]);
    ben.taps_on(&list, "Read the plan of 1").await;
    ada.reads_plan(2).await.is_complete();
    // It stays Ada's: her own list has all the buttons, and none of a colleague.
    ada.says("/cases@achilles_demo_bot");
    let own = ada.is_asked("Your cases in this chat").await;
    assert_eq!(own.labels(), ["Open 1", "Close 1", "Delete 1", "New case"]);
    // In private the first case is another one, and says so.
    let at_home = harness.ada();
    at_home.says("/cases");
    at_home.sees("No cases in this chat yet.").await;
}

#[tokio::test]
async fn the_list_of_answers_is_opened_only_by_who_may_change_them() {
    let harness = TestBot::open().await;
    let (ada, ben) = team(&harness).await;
    let (_, plan) = ada.gets_a_plan(&Answers::painful()).await;
    harness.calm().await;
    let before = ada.heard();
    let change = User::data(plan.last(), "Change an answer");
    let toast = ben.presses(plan.last().id, &change).await;
    assert!(
        toast.starts_with("These buttons belong to somebody else."),
        "{toast}"
    );
    harness.calm().await;
    assert_eq!(ada.heard(), before);
}

#[tokio::test]
async fn an_administrator_changes_an_answer_of_somebody_elses_case_with_the_first_tap() {
    let harness = TestBot::open().await;
    let (ada, ben) = team(&harness).await;
    let (_, plan) = ben.gets_a_plan(&Answers::painful()).await;
    ada.taps_on(plan.last(), "Change an answer").await;
    let card = ada.is_asked("Choose the answer to change.").await;
    ada.taps_on(&card, "Size: Under 1 cm").await;
    let card = ada.until_card(card.id, "change this answer").await;
    ada.taps_on(&card, "5 cm or more").await;
    // That contradicts a screen without a red flag, so the signs are asked for again.
    let card = ada.until_card(card.id, "Signs, asked again").await;
    ada.taps_on(&card, "None of these").await;
    let second = ada.reads_plan(2).await;
    second.says("Size: Under 1 cm → 5 cm or more");
    let lookups = harness.telegram.calls();
    let lookups = lookups.iter().filter(|call| call.method == "getChatMember");
    assert_eq!(lookups.count(), 1, "what was told is believed for a while");
    // It is still Ben's case: he goes on with it, and only he deletes it.
    let toast = ada.presses(card.id, "z:1:sure").await;
    assert!(
        toast.starts_with("These buttons belong to somebody else."),
        "{toast}"
    );
    ben.says("/cases@achilles_demo_bot");
    ben.is_asked("Case 1 (group): insertional, specialist opinion, begun today")
        .await;
}

#[tokio::test]
async fn who_administers_a_group_is_looked_up_again_after_a_minute() {
    static NOW: AtomicI64 = AtomicI64::new(1_800_000_000);
    let harness = TestBot::under(Policy::default(), || NOW.load(Ordering::SeqCst)).await;
    let (ada, ben) = team(&harness).await;
    let (_, plan) = ben.gets_a_plan(&Answers::painful()).await;
    let refine = User::data(plan.last(), "More answers");
    let toast = ada.presses(plan.last().id, &refine).await;
    assert_eq!(toast, "", "an administrator may");
    // Meanwhile she has left the group, so Telegram knows no such member any more.
    let gone = Fault::Status {
        code: 400,
        description: "Bad Request: user not found".to_owned(),
        retry_after: None,
    };
    harness.telegram.fail("getChatMember", 1, gone);
    NOW.fetch_add(61, Ordering::SeqCst);
    let toast = ada.presses(plan.last().id, &refine).await;
    assert!(
        toast.starts_with("These buttons belong to somebody else."),
        "{toast}"
    );
}

#[tokio::test]
async fn a_press_of_somebody_whom_telegram_cannot_tell_of_now_is_asked_for_again() {
    let harness = TestBot::open().await;
    let (ada, ben) = team(&harness).await;
    let (_, plan) = ben.gets_a_plan(&Answers::painful()).await;
    let refine = User::data(plan.last(), "More answers");
    harness.telegram.fail("getChatMember", 1, Fault::DropBefore);
    let toast = ada.presses(plan.last().id, &refine).await;
    assert!(toast.contains("please tap again"), "{toast}");
    harness.calm().await;
    let toast = ada.presses(plan.last().id, &refine).await;
    assert_eq!(toast, "", "an administrator may");
}
