//! How the bot behaves on the way: welcome, back, edit, cancel, resume, stale and double taps.

use crate::harness::{Answers, REPLACED, TestBot, User};

const SETTINGS: [&str; 3] = ["Change role", "Change local service", "none named"];

#[tokio::test]
async fn the_welcome_is_one_message_and_comes_once() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    harness.calm().await;
    assert_eq!(ada.count(), 1);
    ada.says("/new");
    ada.sees("Case 2").await;
    harness.calm().await;
    assert_eq!(ada.count(), 2, "no second welcome");
    assert_eq!(ada.count_of("Which best describes you?"), 0);
}

#[tokio::test]
async fn two_quick_taps_at_the_end_of_the_welcome_leave_the_first_card_alone() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.says("/start");
    let welcome = ada.is_asked("Which best describes you?").await;
    let role = User::data(&welcome, "Specialist");
    ada.client.tap_data(welcome.id, &role);
    ada.client.tap_data(welcome.id, &role);
    ada.client
        .tap_data(welcome.id, &User::data(&welcome, "Trainee or student"));
    harness.calm().await;
    assert_eq!(ada.count(), 1);
    ada.is_asked("Red flags").await;
    ada.marks(&["None of these"]).await;
    ada.is_asked("Where is the focus?").await;
}

#[tokio::test]
async fn nothing_begins_before_the_disclaimer_is_accepted() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    for (number, text) in (1..).zip(["/start", "/new", "/start new"]) {
        ada.says(text);
        ada.sees_times(number, "Which best describes you?").await;
    }
    harness.calm().await;
    assert_eq!(ada.count_of("Case"), 0);
    // The privacy note can be read first.
    ada.taps("Privacy").await;
    ada.sees("your numeric Telegram id").await;
}

#[tokio::test]
async fn a_deep_link_leads_to_where_it_points() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.says("/start new");
    ada.is_asked("Which best describes you?").await;
    ada.taps("Specialist").await;
    ada.is_asked("Red flags").await;
    ada.says("/start new");
    ada.is_asked("Case 2").await;
    ada.says("/start sources");
    ada.sees("What the content rests on").await;
    ada.says("/start about");
    ada.sees("A rule-based assistant").await;
    ada.says("/start privacy");
    ada.sees("your numeric Telegram id").await;
    ada.says("/start nobody_knows_this");
    ada.sees("is still open").await;
}

#[tokio::test]
async fn back_leads_to_the_card_before_with_its_answer_marked() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.taps("⋯").await;
    assert!(
        !ada.card().labels().contains(&"‹ Back"),
        "nothing is behind"
    );
    ada.taps("‹ To the card").await;
    ada.marks(&["None of these"]).await;
    ada.is_asked("Where is the focus?").await;
    ada.taps("Midportion").await;
    let card = ada.is_asked("largest length").await;
    assert!(card.text.contains("✓ Site: Midportion"), "{}", card.text);
    ada.taps_way_out("‹ Back").await;
    let card = ada.is_asked("Where is the focus?").await;
    assert!(
        card.labels().contains(&"● Midportion"),
        "{:?}",
        card.labels()
    );
    ada.taps_way_out("‹ Back").await;
    let card = ada.is_asked("Is any of these present now?").await;
    assert!(
        card.labels().contains(&"● None of these"),
        "{:?}",
        card.labels()
    );
    // And forward again: what was answered is not asked a second time.
    ada.taps("None of these").await;
    ada.is_asked("largest length").await;
    harness.calm().await;
    assert_eq!(ada.count(), 1);
}

#[tokio::test]
async fn none_clears_risks_that_are_marked_only_when_it_is_said_twice() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.answers_until(&Answers::painful(), "Drugs and risks")
        .await;
    ada.taps("eGFR 30 to 59").await;
    ada.taps("None of these").await;
    let card = ada.is_asked("Marked or told: eGFR 30 to 59.").await;
    ada.taps("None of these").await;
    ada.leaves(card.id, "Drugs and risks").await;
}

#[tokio::test]
async fn none_is_taken_at_once_and_done_stands_only_where_something_is_marked() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    let done = |card: &fake_telegram::ShownMessage| {
        card.labels().iter().any(|label| label.starts_with("Done"))
    };
    assert!(!done(&ada.card()), "nothing is marked");
    ada.taps("Infection").await;
    ada.taps("Possible tumour").await;
    let card = ada.card();
    assert!(card.labels().contains(&"☑ Infection"));
    assert!(card.labels().contains(&"Done (2 marked)"));
    let data = User::data(&card, "Done");
    ada.taps("Infection").await;
    ada.taps("Possible tumour").await;
    assert!(!done(&ada.card()), "nothing is marked any more");
    let toast = ada.presses(card.id, &data).await;
    assert_eq!(toast, "Mark at least one answer first.");
    // The marks go only when none is said twice, and none is the answer.
    ada.taps("Infection").await;
    ada.taps("None of these").await;
    ada.is_asked("Marked or told: Infection.").await;
    ada.taps("None of these").await;
    let card = ada.is_asked("Where is the focus?").await;
    assert!(
        card.text.contains("✓ Red flags: None of these"),
        "{}",
        card.text
    );
}

/// Nine facts, typed at the first card: what was read is looked at before the plan.
const TOLD: &str =
    "44F insertional ossicle 8 mm on x-ray, pain on running 5/52, pain 3/10, never had quinolones";

#[tokio::test]
async fn the_summary_lists_the_answers_and_any_can_be_changed_alone() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.says(TOLD);
    ada.sees("I read:").await;
    ada.taps("None of these").await;
    let card = ada.is_asked("Summary").await;
    for line in [
        "Site: Insertional",
        "Size: Under 1 cm",
        "Age: 40 to 59",
        "Worst pain: 1 to 3",
    ] {
        assert!(card.text.contains(line), "no {line:?} in {}", card.text);
    }
    ada.taps("Change: Size").await;
    ada.is_asked("change this answer").await;
    ada.taps("1 to 2 cm").await;
    let card = ada.is_asked("Summary").await;
    assert!(card.text.contains("Size: 1 to 2 cm"), "{}", card.text);
    ada.taps("Change: Site").await;
    ada.is_asked("Where is the focus?").await;
    ada.taps("‹ Back").await;
    let card = ada.is_asked("Summary").await;
    assert!(card.text.contains("Site: Insertional"));
    // What becomes necessary is asked, and the way leads back to the summary.
    ada.taps("Change: Worst pain").await;
    ada.is_asked("worst pain").await;
    ada.taps("4 to 5").await;
    ada.is_asked("Drugs and risks").await;
    ada.taps("None of these").await;
    let card = ada.is_asked("Summary").await;
    assert!(
        card.text.contains("NSAID risks: None of these"),
        "{}",
        card.text
    );
    harness.calm().await;
    assert!(ada.plans().is_empty());
}

#[tokio::test]
async fn answers_that_no_longer_apply_are_dropped_and_it_is_said() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.says(TOLD);
    ada.sees("I read:").await;
    ada.taps("None of these").await;
    ada.is_asked("Summary").await;
    ada.taps("Change: Symptoms").await;
    ada.is_asked("What symptoms").await;
    ada.taps("None, incidental").await;
    let card = ada.is_asked("Summary").await;
    assert!(
        card.text.contains("No longer needed and taken out:"),
        "{}",
        card.text
    );
    for title in ["Duration", "Worst pain"] {
        assert!(
            card.text.lines().next().unwrap().contains(title),
            "{}",
            card.text
        );
    }
    assert!(!card.text.contains("Duration: "), "{}", card.text);
    assert!(ada.last_toast().contains("taken out"));
    ada.asks_for_the_plan().await.says("Observe");
}

#[tokio::test]
async fn a_closed_case_can_be_opened_again_with_its_answers() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.marks(&["None of these"]).await;
    ada.is_asked("Where is the focus?").await;
    ada.taps_way_out("Close case").await;
    let card = ada.is_asked("closed. Nothing more is asked").await;
    assert_eq!(card.labels(), ["Open again", "Start over"]);
    ada.taps("Open again").await;
    ada.is_asked("Where is the focus?").await;
    ada.says("/cancel");
    ada.is_asked("closed. Nothing more is asked").await;
    ada.taps("Start over").await;
    ada.is_asked("Is any of these present now?").await;
    ada.says("/cancel");
    ada.is_asked("closed. Nothing more is asked").await;
    ada.says("/cancel");
    ada.sees("there is nothing to close").await;
    ada.says("/resume");
    ada.sees("No case is open here.").await;
}

#[tokio::test]
async fn refining_gives_a_second_plan_and_tells_that_the_first_is_replaced() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let (_, first) = ada.gets_a_plan(&Answers::painful()).await;
    ada.taps_on(first.last(), "Evidence").await;
    ada.is_asked("Maturity not assessed").await;
    ada.taps_on(&ada.heard()[0], "Add or change answers").await;
    let card = ada
        .until_card(
            ada.heard()[0].id,
            "Each of these can still change the plan.",
        )
        .await;
    ada.taps_on(&card, "Add: Maturity").await;
    ada.until_card(card.id, "Is the lesion mature?").await;
    ada.taps_on(&ada.message(card.id), "Still forming").await;
    ada.until_card(card.id, "Maturity: Still forming").await;
    ada.taps_on(&ada.message(card.id), "Show the new plan")
        .await;
    let second = ada.reads_plan(2).await;
    second.is_complete();
    ada.taps_on(second.last(), "Evidence").await;
    let evidence = ada.is_asked(" · Evidence").await;
    assert!(!evidence.text.contains("Maturity not assessed"));
    ada.plans()[0].says(REPLACED);
}

#[tokio::test]
async fn the_plan_itself_can_be_refined() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let (_, plan) = ada.gets_a_plan(&Answers::painful()).await;
    ada.taps_on(plan.last(), "More answers").await;
    ada.is_asked("Each of these can still change the plan.")
        .await;
    ada.taps("Add: Tried so far").await;
    ada.is_asked("Which treatments").await;
    ada.marks(&["Structured loading"]).await;
    // That answer makes another question due.
    ada.is_asked("How long was structured loading really done?")
        .await;
    ada.taps("6 months or more").await;
    ada.is_asked("Each of these can still change the plan.")
        .await;
    ada.taps("Show the new plan").await;
    ada.reads_plan(2).await.says("Specialist opinion");
}

#[tokio::test]
async fn a_growing_focus_asks_for_the_red_flags_again() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let (_, plan) = ada.gets_a_plan(&Answers::painful()).await;
    ada.taps_on(plan.last(), "More answers").await;
    ada.is_asked("Each of these can still change the plan.")
        .await;
    ada.taps("Add: Maturity").await;
    ada.is_asked("Is the lesion mature?").await;
    ada.taps("Growing").await;
    let card = ada.is_asked("Is any of these present now?").await;
    assert!(
        card.text.contains("please look at this again: Red flags"),
        "{}",
        card.text
    );
    ada.taps("Possible tumour").await;
    ada.taps("Done").await;
    ada.reads_plan(2).await.says("cancer pathway");
}

#[tokio::test]
async fn resume_shows_the_open_card_again_and_the_old_one_lets_go() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.marks(&["None of these"]).await;
    let old = ada.is_asked("Where is the focus?").await;
    ada.says("/resume");
    let new = ada.until_new_card(&old, "Where is the focus?").await;
    harness.calm().await;
    assert!(
        ada.message(old.id).buttons.is_empty(),
        "only one card can be tapped"
    );
    ada.taps_on(&new, "Both").await;
    ada.is_asked("largest length").await;
    assert_eq!(ada.count(), 2);
}

#[tokio::test]
async fn start_in_the_middle_offers_to_continue_or_to_start_over() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.marks(&["None of these"]).await;
    ada.is_asked("Where is the focus?").await;
    ada.says("/start");
    let menu = ada
        .is_asked("Case 1 is still open. Continue it, or start it over?")
        .await;
    assert!(menu.labels().contains(&"Start over"));
    ada.taps("Continue the open case").await;
    ada.is_asked("Where is the focus?").await;
    ada.says("/start");
    ada.sees_times(2, "is still open").await;
    ada.taps("Start over").await;
    let card = ada.is_asked("Is any of these present now?").await;
    assert!(card.text.contains("Case 1"), "{}", card.text);
    assert!(!card.labels().iter().any(|label| label.starts_with('☑')));
}

#[tokio::test]
async fn start_over_keeps_who_is_asking() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.marks(&["None of these"]).await;
    ada.is_asked("Where is the focus?").await;
    ada.says("/start");
    ada.is_asked("is still open").await;
    ada.taps("Start over").await;
    ada.is_asked("Is any of these present now?").await;
    let walk = ada.answers(&Answers::painful()).await;
    assert!(
        !walk.passed("Who is asking"),
        "the role says that: {walk:?}"
    );
}

#[tokio::test]
async fn a_button_of_an_older_card_gets_a_word_and_the_present_card() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.marks(&["None of these"]).await;
    let old = ada.is_asked("Where is the focus?").await;
    ada.says("/resume");
    let new = ada.until_new_card(&old, "Where is the focus?").await;
    ada.taps_on(&new, "Both").await;
    ada.is_asked("largest length").await;
    let toast = ada.presses(old.id, &User::data(&old, "Midportion")).await;
    assert_eq!(
        toast,
        "That button is from an older card. The present one is below."
    );
    let present = ada.until_new_card(&new, "largest length").await;
    assert!(present.id > new.id);
    // The old tap has changed nothing.
    ada.taps_way_out("‹ Back").await;
    let card = ada.is_asked("Where is the focus?").await;
    assert!(card.labels().contains(&"● Both"), "{:?}", card.labels());
}

#[tokio::test]
async fn a_button_of_a_finished_case_still_does_no_harm() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.answers_until(&Answers::incidental(), "Age").await;
    let last = ada.card();
    ada.taps("40 to 59").await;
    ada.reads_plan(1).await;
    let toast = ada.presses(last.id, &User::data(&last, "18 to 39")).await;
    assert_eq!(toast, "The plan is already below.");
    harness.calm().await;
    assert_eq!(ada.plans().len(), 1);
}

#[tokio::test]
async fn two_quick_taps_count_once() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.marks(&["None of these"]).await;
    let card = ada.is_asked("Where is the focus?").await;
    let data = User::data(&card, "Insertional");
    ada.client.tap_data(card.id, &data);
    ada.client.tap_data(card.id, &data);
    ada.is_asked("largest length").await;
    harness.calm().await;
    assert_eq!(ada.count(), 1);
    assert!(
        ada.card().text.contains("3 of about"),
        "{}",
        ada.card().text
    );
    assert_eq!(ada.last_toast(), "Already taken.");
}

#[tokio::test]
async fn two_quick_taps_on_a_mark_leave_it_marked() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    let card = ada.card();
    let data = User::data(&card, "Infection");
    ada.client.tap_data(card.id, &data);
    ada.client.tap_data(card.id, &data);
    harness.calm().await;
    assert!(ada.card().labels().contains(&"☑ Infection"));
}

#[tokio::test]
async fn two_quick_taps_give_one_plan() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.answers_until(&Answers::incidental(), "Age").await;
    let card = ada.card();
    let data = User::data(&card, "40 to 59");
    ada.client.tap_data(card.id, &data);
    ada.client.tap_data(card.id, &data);
    harness.calm().await;
    assert_eq!(ada.plans().len(), 1);
    assert_eq!(ada.last_toast(), "The plan is already below.");
}

#[tokio::test]
async fn the_menu_is_short_the_help_names_every_command_and_each_answers() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    harness.calm().await;
    let menu = |chat| {
        let menu = harness.telegram.look(|state| state.menu(chat, "en"));
        let entries = menu.as_array().unwrap().iter();
        let names = entries.map(|entry| format!("/{}", entry["command"].as_str().unwrap()));
        names.collect::<Vec<_>>()
    };
    let short = [
        "/new",
        "/cases",
        "/resume",
        "/settings",
        "/privacy",
        "/help",
    ];
    assert_eq!(menu(5), short);
    assert_eq!(menu(-1), ["/new", "/cases", "/resume", "/help"]);
    ada.says("/help");
    let help = ada.sees("How to use this").await;
    let asks = help.text.find("Ask in your own words").unwrap();
    assert!(asks < help.text.find("/new").unwrap(), "asking comes first");
    let listed: Vec<&str> = help
        .text
        .lines()
        .filter(|line| line.starts_with('/'))
        .map(|line| line.split(':').next().unwrap())
        .collect();
    assert!(short.iter().all(|command| listed.contains(command)));
    assert_eq!(listed.len(), 13);
    for command in &listed {
        let before = ada.count();
        ada.says(command);
        let more = || (ada.count() > before).then_some(());
        ada.until(command, more).await;
    }
    ada.sees("A rule-based assistant").await;
}

#[tokio::test]
async fn who_has_not_written_yet_reads_what_the_bot_is() {
    let harness = TestBot::open().await;
    harness.ada().comes_in().await;
    let calls = harness.telegram.calls();
    for (method, key, most) in [
        ("setMyDescription", "description", 512),
        ("setMyShortDescription", "short_description", 120),
    ] {
        let call = calls.iter().find(|call| call.method == method).unwrap();
        let told = call.params[key].as_str().unwrap();
        assert!((20..=most).contains(&told.chars().count()), "{told}");
        assert!(told.contains("Not for emergencies."), "{told}");
    }
}

#[tokio::test]
async fn the_settings_can_be_seen_and_changed() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.says("/settings");
    let card = ada.is_asked("Settings").await;
    assert!(
        card.text.contains("Role: Primary care clinician"),
        "{}",
        card.text
    );
    assert!(!card.text.contains("Local service"), "{}", card.text);
    ada.taps(SETTINGS[0]).await;
    let roles = ada.is_asked("Which best describes you?").await;
    assert!(roles.labels().contains(&"● Primary care clinician"));
    ada.taps("Specialist").await;
    let card = ada.is_asked("Settings").await;
    assert!(card.text.contains("Role: Specialist"), "{}", card.text);
    ada.taps(SETTINGS[1]).await;
    ada.is_asked("What can your local service offer?").await;
    ada.taps("Done").await;
    let card = ada.is_asked("Settings").await;
    assert!(card.text.contains(SETTINGS[2]), "{}", card.text);
    assert_eq!(ada.last_toast(), "Saved.");
}

#[tokio::test]
async fn a_plan_can_be_replied_to_and_pinned_because_it_is_never_edited() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let (_, plan) = ada.gets_a_plan(&Answers::incidental()).await;
    ada.replies_to(plan.last().id, "thank you").await;
    let menu = ada.is_asked("Glad to help.").await;
    assert!(menu.labels().contains(&"New case"));
    assert!(menu.labels().contains(&"My cases"));
    ada.taps_on(plan.last(), "More answers").await;
    harness.calm().await;
    assert_eq!(ada.message(plan.last().id), *plan.last());
}
