//! Coming in: the welcome, the commands and the settings.

use crate::harness::{TestBot, User};

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
