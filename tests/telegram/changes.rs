//! Another answer after the plan: supposed, saved or changed, and what is new in the plan first.

use crate::harness::{Answers, Plan, REPLACED, TestBot, User};
use fake_telegram::Fault;

async fn with_a_plan(harness: &TestBot) -> User {
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    ada
}

#[tokio::test]
async fn an_answer_is_changed_with_three_taps_and_the_new_plan_says_first_what_is_new() {
    let harness = TestBot::open().await;
    let ada = with_a_plan(&harness).await;
    let first = ada.reads_plan(1).await;
    ada.taps_on(first.last(), "Change an answer").await;
    let card = ada.is_asked("Choose the answer to change.").await;
    assert_eq!(card.reply_to, Some(first.last().id));
    ada.taps_on(&card, "Size: Under 1 cm").await;
    let card = ada.until_card(card.id, "change this answer").await;
    ada.taps_on(&card, "Over 2 to under 5 cm").await;
    let second = ada.reads_plan(2).await;
    second.is_complete();
    let head = &second.messages[0];
    assert_eq!(
        head.reply_to,
        Some(first.last().id),
        "in the thread of the plan"
    );
    let begins = "Case 1: insertional · the plan after the change\n\n\
                  Changed: Size: Under 1 cm → Over 2 to under 5 cm\n";
    assert!(head.text.starts_with(begins), "{}", head.text);
    second.says("earlier specialist opinion");
    harness.calm().await;
    assert!(second.last().labels().contains(&"Course and plans"));
    assert_eq!(
        second.messages.len(),
        1,
        "the difference and the first screen"
    );
    let replaced = ada.message(first.last().id);
    assert_eq!(replaced.labels(), ["Present plan", "As it was given"]);
    assert!(replaced.text.ends_with(REPLACED), "{}", replaced.text);
}

/// From under 1 cm to over 2 cm: the plan is another one.
async fn with_a_change(ada: &User) -> (Plan, Plan) {
    let first = ada.reads_plan(1).await;
    ada.taps_on(first.last(), "Change an answer").await;
    let card = ada.is_asked("Choose the answer to change.").await;
    ada.taps_on(&card, "Size: Under 1 cm").await;
    let card = ada.until_card(card.id, "change this answer").await;
    ada.taps_on(&card, "Over 2 to under 5 cm").await;
    (first, ada.reads_plan(2).await)
}

#[tokio::test]
async fn everything_that_changes_is_one_tap_below_the_new_plan() {
    let harness = TestBot::open().await;
    let ada = with_a_plan(&harness).await;
    let (_, second) = with_a_change(&ada).await;
    ada.taps_on(second.last(), "Changes").await;
    let all = ada.sees("everything that changes").await;
    assert_eq!(all.reply_to, Some(second.last().id));
    for words in ["Size: Under 1 cm → Over 2 to under 5 cm", "Added ("] {
        assert!(all.text.contains(words), "no {words:?} in {}", all.text);
    }
    // The one line that is new has no source, so none of the plan's is listed.
    assert!(!all.text.contains("Sources"), "{}", all.text);
}

#[tokio::test]
async fn a_replaced_plan_leads_to_the_present_one_and_is_still_read_as_it_was_given() {
    let harness = TestBot::open().await;
    let ada = with_a_plan(&harness).await;
    let (first, second) = with_a_change(&ada).await;
    let old = ada.until_card(first.last().id, REPLACED).await;
    // A finger that was quicker than the edit gets the present plan's part.
    let evidence = User::data(first.last(), "Evidence");
    ada.presses(old.id, &evidence).await;
    ada.taps_on(&old, "As it was given").await;
    let read = ada.sees("A later plan has replaced this one.").await;
    assert!(read.text.contains("As it was given"), "{}", read.text);
    ada.taps_on(&old, "Present plan").await;
    let shown = ada.reads_plan(3).await;
    shown.is_complete();
    shown.says("earlier specialist opinion");
    assert!(!ada.message(second.last().id).text.contains(REPLACED));
}

#[tokio::test]
async fn a_press_on_a_replaced_plan_that_does_not_say_so_yet_is_answered_and_says_so_then() {
    let harness = TestBot::open().await;
    let ada = with_a_plan(&harness).await;
    let first = ada.reads_plan(1).await;
    let evidence = User::data(first.last(), "Evidence");
    supposes_a_larger_focus(&ada, &first).await;
    let fault = Fault::refusal(400, "Bad Request: message can't be edited");
    harness.telegram.fail("editMessageText", 20, fault);
    ada.taps("Save this change").await;
    ada.sees("the plan after the change").await;
    harness.calm().await;
    assert!(!ada.message(first.last().id).text.contains(REPLACED));
    harness.telegram.heal();
    let toast = ada.presses(first.last().id, &evidence).await;
    assert!(toast.contains("was replaced"), "{toast}");
    let old = ada.until_card(first.last().id, REPLACED).await;
    assert!(old.labels().contains(&"Present plan"));
}

/// The plan with a focus over 2 cm, as what would follow.
async fn supposes_a_larger_focus(ada: &User, first: &Plan) {
    ada.taps_on(first.last(), "What if").await;
    let card = ada.is_asked("Nothing is saved until you say so.").await;
    ada.taps_on(&card, "Size: Under 1 cm").await;
    let card = ada.until_card(card.id, "Now: Under 1 cm").await;
    ada.taps_on(&card, "Over 2 to under 5 cm").await;
    ada.sees("Size: Under 1 cm → Over 2 to under 5 cm").await;
}

#[tokio::test]
async fn back_from_a_change_leads_to_the_plan_as_it_was() {
    let harness = TestBot::open().await;
    let ada = with_a_plan(&harness).await;
    let first = ada.reads_plan(1).await;
    ada.taps_on(first.last(), "Change an answer").await;
    let card = ada.is_asked("Choose the answer to change.").await;
    ada.taps_on(&card, "Size: Under 1 cm").await;
    let card = ada.until_card(card.id, "change this answer").await;
    ada.taps_on(&card, "⋯").await;
    ada.taps_on(&ada.message(card.id), "‹ Back").await;
    ada.until_card(card.id, "the plan is below").await;
    harness.calm().await;
    assert_eq!(ada.plans().len(), 1);
}

#[tokio::test]
async fn what_is_supposed_is_shown_and_not_kept() {
    let harness = TestBot::open().await;
    let ada = with_a_plan(&harness).await;
    let first = ada.reads_plan(1).await;
    supposes_a_larger_focus(&ada, &first).await;
    harness.calm().await;
    let supposed = ada.card();
    let begins = "Case 1: insertional, active, begun today · What if, not saved";
    assert!(supposed.text.starts_with(begins), "{}", supposed.text);
    let labels = [
        "Save this change",
        "Changes",
        "Another what-if",
        "Show the plan",
    ];
    assert_eq!(supposed.labels(), labels);
    ada.taps("Changes").await;
    let all = ada.sees("everything that changes").await;
    assert!(all.text.starts_with(begins), "{}", all.text);
    assert!(all.text.contains("Added ("), "{}", all.text);
    assert_eq!(ada.plans().len(), 1, "what is supposed is no plan");
    // The case is as it was.
    ada.taps_on(first.last(), "Change an answer").await;
    let answers = ada.is_asked("Choose the answer to change.").await;
    assert!(answers.labels().contains(&"Size: Under 1 cm"));
}

#[tokio::test]
async fn what_was_supposed_can_be_saved_once() {
    let harness = TestBot::open().await;
    let ada = with_a_plan(&harness).await;
    let first = ada.reads_plan(1).await;
    supposes_a_larger_focus(&ada, &first).await;
    harness.calm().await;
    let supposed = ada.card();
    let save = User::data(&supposed, "Save this change");
    ada.client.tap_data(supposed.id, &save);
    ada.client.tap_data(supposed.id, &save);
    let second = ada.reads_plan(2).await;
    second.is_complete();
    second.says("the plan after the change");
    assert_eq!(second.messages[0].reply_to, Some(supposed.id));
    harness.calm().await;
    assert_eq!(ada.plans().len(), 2, "a second tap changes nothing");
    assert_eq!(ada.last_toast(), "That is the answer already.");
}

#[tokio::test]
async fn two_red_flags_are_supposed_together_on_one_card_and_saved() {
    let harness = TestBot::open().await;
    let ada = with_a_plan(&harness).await;
    let first = ada.reads_plan(1).await;
    ada.taps_on(first.last(), "What if").await;
    let card = ada.is_asked("Nothing is saved until you say so.").await;
    ada.taps_on(&card, "Red flags: None of these").await;
    let card = ada.until_card(card.id, "Now: None of these").await;
    let before = ada.count();
    ada.taps_on(&card, "Infection").await;
    ada.taps_on(&ada.message(card.id), "Cold or numb foot")
        .await;
    harness.calm().await;
    assert_eq!(ada.count(), before, "a mark shows no plan");
    let marked = ada.message(card.id);
    for label in [
        "☑ Infection",
        "☑ Cold or numb foot",
        "☐ None of these",
        "Done (2 marked)",
    ] {
        assert!(marked.labels().contains(&label), "{:?}", marked.labels());
    }
    ada.taps_on(&marked, "Done").await;
    let supposed = ada.sees("What if, not saved").await;
    assert_eq!(ada.count(), before + 1, "Done shows one");
    assert!(supposed.text.contains("infection"), "{}", supposed.text);
    assert!(supposed.text.contains("circulation"), "{}", supposed.text);
    assert_eq!(ada.plans().len(), 1, "what is supposed is no plan");
    ada.taps_on(&supposed, "Save this change").await;
    let second = ada.reads_plan(2).await;
    second.says("Changed: Red flags: Infection, Cold or numb foot");
}

#[tokio::test]
async fn marks_that_come_to_the_present_answer_are_nothing_to_suppose() {
    let harness = TestBot::open().await;
    let ada = with_a_plan(&harness).await;
    let first = ada.reads_plan(1).await;
    ada.taps_on(first.last(), "What if").await;
    let card = ada.is_asked("Nothing is saved until you say so.").await;
    ada.taps_on(&card, "Red flags: None of these").await;
    let card = ada.until_card(card.id, "Now: None of these").await;
    let done = |card: &fake_telegram::ShownMessage| {
        card.labels().iter().any(|label| label.starts_with("Done"))
    };
    assert!(!done(&card), "{:?}", card.labels());
    ada.taps_on(&card, "Infection").await;
    assert!(done(&ada.message(card.id)));
    ada.taps_on(&ada.message(card.id), "None of these").await;
    assert!(!done(&ada.message(card.id)));
}

#[tokio::test]
async fn a_change_that_makes_an_answer_necessary_asks_for_it_before_the_new_plan() {
    let harness = TestBot::open().await;
    let ada = with_a_plan(&harness).await;
    let first = ada.reads_plan(1).await;
    ada.taps_on(first.last(), "Change an answer").await;
    let card = ada.is_asked("Choose the answer to change.").await;
    ada.taps_on(&card, "Symptoms: Pain with load only").await;
    let card = ada.until_card(card.id, "change this answer").await;
    ada.taps_on(&card, "Pain at rest or at night").await;
    let card = ada.until_card(card.id, "Rest pain").await;
    ada.taps_on(&card, "Not explained").await;
    let second = ada.reads_plan(2).await;
    second.says("Pathway: ");
    second.says("Urgent");
    second.says("cancer pathway");
}

#[tokio::test]
async fn earlier_plans_are_read_as_they_were_given() {
    let harness = TestBot::open().await;
    let ada = with_a_plan(&harness).await;
    let first = ada.reads_plan(1).await;
    assert!(!first.last().labels().contains(&"Course and plans"));
    ada.taps_on(first.last(), "Full plan").await;
    let whole = ada.sees("As it was given, from the content of today").await;
    let (_, second) = with_a_change(&ada).await;
    ada.taps_on(second.last(), "Course and plans").await;
    let list = ada.is_asked("Choose one to read it as it was given.").await;
    assert!(
        list.text
            .contains("Active conservative care · visit 1 · content "),
        "{}",
        list.text
    );
    let labels = list.labels();
    assert_eq!(labels.len(), 2, "{labels:?}");
    assert!(labels[0].starts_with("Plan 1, 20"), "{labels:?}");
    let label = labels[0].to_owned();
    ada.taps_on(&list, &label).await;
    let words = "As it was given, from the content of today";
    ada.sees_times(2, words).await;
    let heard = ada.heard();
    let read = heard
        .iter()
        .rfind(|message| message.text.contains(words))
        .unwrap();
    assert_eq!(read.reply_to, Some(list.id));
    let replaced = "\nA later plan has replaced this one.";
    assert!(read.text.contains(replaced), "{}", read.text);
    let as_given = read.text.replace(replaced, "");
    assert_eq!(as_given, whole.text, "the first plan, word for word");
    let under = || (ada.card().labels() == ["Course and plans"]).then_some(());
    ada.until("the list again, under the plan", under).await;
    harness.calm().await;
    assert_eq!(ada.plans().len(), 2, "reading one gives none");
}

#[tokio::test]
async fn the_same_plan_given_again_is_not_one_more() {
    let harness = TestBot::open().await;
    let ada = with_a_plan(&harness).await;
    let first = ada.reads_plan(1).await;
    ada.taps_on(first.last(), "More answers").await;
    let card = ada
        .is_asked("Each of these can still change the plan")
        .await;
    assert!(
        !card.labels().contains(&"Show the new plan"),
        "nothing is new: {:?}",
        card.labels()
    );
    ada.says("/cases");
    ada.is_asked("Your cases in this chat").await;
    ada.taps("Open 1").await;
    let second = ada.reads_plan(2).await;
    assert_eq!(second.text(), first.text());
    assert!(!second.last().labels().contains(&"Course and plans"));
}

#[tokio::test]
async fn among_many_cases_an_answer_that_is_typed_gives_the_next_plan_which_is_kept() {
    let harness = TestBot::open().await;
    let ada = with_a_plan(&harness).await;
    let first = ada.reads_plan(1).await;
    for _ in 0..4 {
        ada.says("/new");
        harness.calm().await;
    }
    ada.taps_on(first.last(), "Change an answer").await;
    let card = ada.is_asked("Choose the answer to change.").await;
    ada.taps_on(&card, "Size: Under 1 cm").await;
    ada.until_card(card.id, "change this answer").await;
    ada.says("Over 2 to under 5 cm");
    let second = ada.reads_plan(2).await;
    let head = &second.messages[0];
    assert!(
        head.text.contains("Changed: Size: Under 1 cm"),
        "{}",
        head.text
    );
    ada.taps_on(second.last(), "Course and plans").await;
    ada.is_asked("Plan 2").await;
}
