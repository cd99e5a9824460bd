//! A red flag that was told of a case stops everything of it until the screen is answered.

use std::collections::BTreeSet;

use crate::harness::{Answers, TestBot, User};
use fake_telegram::ShownMessage;

const CLINIC: i64 = -1_001_000_000_011;
/// What begins everything of a case with a flag that waits.
const WAITS: &str = "red flag told, screen not answered";

/// Ada under the plan of a first visit; she then tells of a swollen calf.
async fn told_of_a_clot(harness: &TestBot) -> User {
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    ada.says("his calf has been swollen and tender since Sunday");
    ada.sees("That may be a red flag.").await;
    harness.calm().await;
    ada
}

/// Everything on a keyboard but what belongs to no case.
fn buttons(message: &ShownMessage) -> BTreeSet<(i64, String)> {
    let buttons = message.buttons.iter().flatten();
    let of_case = buttons.filter(|button| button.text != "New case");
    of_case
        .filter_map(|button| Some((message.id, button.data.clone()?)))
        .collect()
}

#[tokio::test]
async fn no_button_of_the_plan_shows_any_of_it_while_a_flag_waits() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let (_, plan) = ada.gets_a_plan(&Answers::painful()).await;
    // What opens below the plan, with its own buttons.
    let mut all = buttons(plan.last());
    for (message, data) in all.clone() {
        ada.client.tap_data(message, &data);
        harness.calm().await;
    }
    for message in ada.heard() {
        all.extend(buttons(&message));
    }
    assert!(all.len() > 40, "{} buttons", all.len());
    ada.replies_to(plan.last().id, "calf swollen and hot since this morning")
        .await;
    ada.sees("deep vein thrombosis").await;
    harness.calm().await;
    for (message, data) in all {
        let before = ada.heard();
        ada.client.tap_data(message, &data);
        harness.calm().await;
        for shown in ada.heard() {
            if before.contains(&shown) {
                continue;
            }
            let known = before.iter().find(|known| known.id == shown.id);
            if known.is_some_and(|known| known.text == shown.text) {
                continue;
            }
            assert!(
                shown.text.contains("ein thrombosis") || shown.text.contains(WAITS),
                "{data}: {}",
                shown.text
            );
            assert!(!shown.text.contains("Active conservative care"), "{data}");
        }
    }
    assert_eq!(ada.plans().len(), 1, "no plan was given");
}

#[tokio::test]
async fn a_told_flag_leads_resume_and_the_list_of_cases_until_the_screen_is_answered() {
    let harness = TestBot::open().await;
    let ada = told_of_a_clot(&harness).await;
    ada.says("/cases");
    let list = ada.is_asked("Your cases in this chat").await;
    assert!(list.text.contains(WAITS), "{}", list.text);
    assert!(!list.text.contains("active"), "{}", list.text);
    ada.says("/resume");
    let card = ada.until_new_card(&list, "deep vein thrombosis").await;
    harness.calm().await;
    assert_eq!(card.labels(), ["Answer the red-flag screen"]);
    assert_eq!(ada.plans().len(), 1, "no plan was given");
    ada.taps("Answer the red-flag screen").await;
    ada.is_asked("It is marked below").await;
    ada.taps("Done").await;
    let plan = ada.reads_plan(2).await;
    plan.says("URGENT");
    ada.taps_on(plan.last(), "Evidence").await;
    ada.is_asked(" · Evidence").await;
}

#[tokio::test]
async fn none_of_these_asks_once_where_a_flag_is_marked_or_told() {
    let harness = TestBot::open().await;
    let ada = told_of_a_clot(&harness).await;
    ada.taps("Answer the red-flag screen").await;
    ada.is_asked("It is marked below").await;
    ada.taps("None of these").await;
    let card = ada.is_asked("Marked or told: Deep vein thrombosis.").await;
    assert!(card.text.contains("Red flags"), "{}", card.text);
    assert_eq!(ada.plans().len(), 1, "nothing was cleared yet");
    ada.taps("None of these").await;
    ada.reads_plan(2).await;
    ada.says("/cases");
    let list = ada.is_asked("Your cases in this chat").await;
    assert!(!list.text.contains(WAITS), "{}", list.text);
}

#[tokio::test]
async fn none_of_these_asks_once_after_a_tapped_mark_and_typed_words_do_not_pass_it() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.taps("Infection").await;
    let card = ada.card();
    ada.says("none");
    ada.until_new_card(&card, "Marked or told: Infection.")
        .await;
    ada.taps("None of these").await;
    ada.is_asked("Site").await;
}

#[tokio::test]
async fn closing_a_case_and_opening_it_again_keeps_the_told_mark() {
    let harness = TestBot::open().await;
    let ada = told_of_a_clot(&harness).await;
    ada.taps("Answer the red-flag screen").await;
    ada.is_asked("It is marked below").await;
    ada.says("/cancel");
    ada.is_asked("Nothing more is asked").await;
    ada.taps("Open again").await;
    let card = ada.is_asked("It is marked below").await;
    let marked = |label: &&str| label.starts_with('☑');
    assert_eq!(card.labels().into_iter().filter(marked).count(), 1);
    ada.taps("Done").await;
    ada.reads_plan(2).await.says("URGENT");
}

#[tokio::test]
async fn starting_over_or_typing_something_else_does_not_take_a_told_mark_away() {
    let harness = TestBot::open().await;
    let ada = told_of_a_clot(&harness).await;
    ada.taps("Answer the red-flag screen").await;
    let card = ada.is_asked("It is marked below").await;
    ada.says("the lesion is 15 mm");
    let card = ada.until_new_card(&card, "It is marked below").await;
    harness.calm().await;
    ada.taps_way_out("Start over").await;
    harness.calm().await;
    let card = ada.message(card.id);
    assert!(card.text.contains("It is marked below"), "{}", card.text);
    ada.taps("Done").await;
    ada.reads_plan(2).await.says("URGENT");
}

#[tokio::test]
async fn a_flag_told_in_a_group_stops_the_plan_there_for_everybody() {
    let harness = TestBot::open().await;
    let (ada, ben) = (harness.person(5, "Ada"), harness.person(6, "Ben"));
    harness.telegram.forum(CLINIC, "Clinic", &[&ada, &ben]);
    let ada = harness.user(&ada, ada.in_group(CLINIC), None);
    let ben = harness.user(&ben, ben.in_group(CLINIC), None);
    let (_, plan) = ada.gets_a_plan(&Answers::painful()).await;
    ben.replies_to(
        plan.last().id,
        "hot red swelling and fever of 38.5 since today",
    )
    .await;
    ben.sees("possible infection").await;
    harness.calm().await;
    for user in [&ada, &ben] {
        let before = user.card();
        user.taps_on(plan.last(), "Evidence").await;
        user.until_new_card(&before, WAITS).await;
    }
}

#[tokio::test]
async fn a_flag_told_of_a_new_patient_begins_a_case_of_its_own() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    ada.says("48 yo woman, felt a pop in the calf today, cannot push off");
    ada.sees("possible Achilles rupture").await;
    let card = ada.is_asked("It is marked below").await;
    assert!(card.text.contains("Case 2"), "{}", card.text);
    ada.says("/cases");
    let list = ada.is_asked("Your cases in this chat").await;
    assert!(
        list.text.contains("Case 1: insertional, active"),
        "{}",
        list.text
    );
    assert!(
        list.text.contains(&format!("Case 2: {WAITS}")),
        "{}",
        list.text
    );
}

#[tokio::test]
async fn a_flag_told_of_no_case_in_particular_stops_the_one_whose_plan_came_last() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    ada.says("/new");
    ada.is_asked("Red flags").await;
    ada.answers(&Answers::painful()).await;
    let plan = ada.reads_plan(2).await;
    ada.says("his calf is swollen and tender on one side");
    let told = ada.sees("That may be a red flag.").await;
    let screens = told.labels().into_iter();
    let screens = screens.filter(|label| label.contains("Case ")).count();
    assert_eq!(screens, 2, "the screen of each case");
    ada.taps_on(plan.last(), "Exercise").await;
    ada.sees(WAITS).await;
    ada.says("/cases");
    let list = ada.is_asked("Your cases in this chat").await;
    assert!(
        list.text.contains(&format!("Case 2: insertional, {WAITS}")),
        "{}",
        list.text
    );
    ada.says("and he has a fever, the skin over it is hot and red with pus");
    ada.sees("possible infection").await;
    ada.taps_on(plan.last(), "Exercise").await;
    let shown = ada.sees(WAITS).await;
    assert!(
        shown.text.contains("deep vein thrombosis"),
        "{}",
        shown.text
    );
    assert!(shown.text.contains("possible infection"), "{}", shown.text);
}

#[tokio::test]
async fn several_told_flags_are_each_named_once() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    ada.says("fever, hot red joint, and his calf is swollen since the flight");
    let told = ada.sees("That may be a red flag.").await;
    ada.says("ok for shockwave?");
    let waits = ada.sees("A red flag was told and not answered for.").await;
    for shown in [told, waits] {
        let text = shown.text.to_lowercase();
        let (said, _) = text.split_once("\nsources\n").unwrap();
        for (flag, first_action) in [
            ("possible infection", "hospital today"),
            ("possible deep vein thrombosis", ""),
        ] {
            assert_eq!(said.matches(flag).count(), 1, "{flag}: {said}");
            assert!(said.contains(first_action), "{said}");
        }
        assert!(!said.contains("in this case: urgent"), "{said}");
        assert!(!said.contains("infection, deep"), "{said}");
    }
    // What is done about each is said at once.
    let told = ada.sees("That may be a red flag.").await;
    assert!(told.text.contains("Wells score"), "{}", told.text);
}

#[tokio::test]
async fn who_has_the_case_is_told_when_a_colleague_tells_a_flag() {
    let harness = TestBot::open().await;
    let (ada, ben) = (harness.person(5, "Ada"), harness.person(6, "Ben"));
    harness.telegram.forum(CLINIC, "Clinic", &[&ada, &ben]);
    let ada = harness.user(&ada, ada.in_group(CLINIC), None);
    let ben = harness.user(&ben, ben.in_group(CLINIC), None);
    let (_, plan) = ada.gets_a_plan(&Answers::painful()).await;
    ben.replies_to(
        plan.last().id,
        "hot red swelling and fever of 38.5 since today",
    )
    .await;
    let told = ada.sees("the person whose case this is").await;
    ada.taps_on(&told, "Answer the red-flag screen").await;
    ada.is_asked("It is marked below").await;
}

/// Ada and Ben in a group where Ada has the screen of a new case open.
async fn open_in_a_group(harness: &TestBot) -> (User, User) {
    let (ada, ben) = (harness.person(5, "Ada"), harness.person(6, "Ben"));
    harness.telegram.forum(CLINIC, "Clinic", &[&ada, &ben]);
    let ada = harness.user(&ada, ada.in_group(CLINIC), None);
    let ben = harness.user(&ben, ben.in_group(CLINIC), None);
    ada.comes_in().await;
    (ada, ben)
}

#[tokio::test]
async fn a_colleague_who_replies_to_an_open_case_reads_its_red_flag() {
    let harness = TestBot::open().await;
    let (ada, ben) = open_in_a_group(&harness).await;
    let card = ada.card();
    ada.taps_on(&card, "Deep vein thrombosis").await;
    ben.replies_to(card.id, "can he start heel raises tomorrow?")
        .await;
    let told = ben
        .sees("URGENT TODAY: possible deep vein thrombosis")
        .await;
    assert_ne!(told.id, card.id);
    // The card stays Ada's, with its mark.
    let card = ada.message(card.id);
    assert!(card.labels().contains(&"☑ Deep vein thrombosis"));
}

#[tokio::test]
async fn a_red_flag_that_a_colleague_tells_of_an_open_case_is_marked_on_its_screen() {
    let harness = TestBot::open().await;
    let (ada, ben) = open_in_a_group(&harness).await;
    let card = ada.card();
    ben.replies_to(card.id, "his calf is hot and swollen since Sunday")
        .await;
    let told = ada.sees("the person whose case this is").await;
    assert!(told.text.contains("vein thrombosis"), "{}", told.text);
    ada.taps_on(&card, "None of these").await;
    let asked = ada.sees("It is marked below").await;
    assert!(
        asked.labels().contains(&"☑ Deep vein thrombosis"),
        "{:?}",
        asked.labels()
    );
}

#[tokio::test]
async fn what_its_person_says_at_a_mention_is_read_at_the_open_card() {
    let harness = TestBot::open().await;
    let (ada, _) = open_in_a_group(&harness).await;
    ada.says("@achilles_demo_bot 70F insertional 1.2cm on xray, sore for 6 months");
    let card = ada.sees("Site: Insertional").await;
    assert!(card.text.contains("Case 1"), "{}", card.text);
}

#[tokio::test]
async fn a_part_that_the_plan_no_longer_has_leads_to_the_plan_that_counts() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let (_, plan) = ada.gets_a_plan(&Answers::painful()).await;
    let part = ada.opens(&plan, "Pain").await;
    ada.says("his calf has been swollen and tender since Sunday");
    ada.sees("That may be a red flag.").await;
    harness.calm().await;
    ada.taps("Answer the red-flag screen").await;
    ada.is_asked("It is marked below").await;
    ada.taps("Done").await;
    ada.reads_plan(2).await;
    ada.taps_on(&part, "Exercise").await;
    let card = ada.until_card(part.id, "it no longer has this part").await;
    assert_eq!(card.labels(), ["Show the plan"]);
}
