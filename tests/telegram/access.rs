//! Who gets in: everybody, by invitation, or by a list.

use std::collections::BTreeSet;

use crate::harness::{Answers, TestBot, User, clock};
use achilles_bot::policy::{Access, Policy};
use care_ids::{ChatId, UserId};
use fake_telegram::{Fault, TestPerson};
use serde_json::Value;

const ADMIN: i64 = 900;
const CLINIC: i64 = -1_001_000_000_009;
const CLOSED: &str = "open to invited clinicians only";
const DAY: i64 = 24 * 60 * 60;

fn by_invitation() -> Policy {
    Policy {
        access: Access::Invite,
        admins: BTreeSet::from([UserId::new(ADMIN)]),
        ..Policy::default()
    }
}

fn root(harness: &TestBot) -> User {
    let root = harness.person(ADMIN, "Root");
    harness.user(&root, root.in_private(), None)
}

fn member(harness: &TestBot, person: &TestPerson) -> User {
    harness.user(person, person.in_group(CLINIC), None)
}

/// The payload of the link that an administrator was given last.
async fn invitation(harness: &TestBot) -> String {
    let root = root(harness);
    let before = root.count_of("One invitation");
    root.says("/invite");
    root.until("an invitation", || {
        (root.count_of("One invitation") > before).then_some(())
    })
    .await;
    let message = root.sees("One invitation").await;
    let link = "https://t.me/achilles_demo_bot?start=";
    let at = message.text.find(link).expect("a link for a person") + link.len();
    let payload = message.text[at..].split_whitespace().next();
    payload.unwrap().to_owned()
}

#[tokio::test]
async fn a_stranger_gets_one_polite_line_a_day_and_then_silence() {
    clock!(now, later);
    let harness = TestBot::under(by_invitation(), now).await;
    let ada = harness.ada();
    ada.says("/start");
    ada.sees(CLOSED).await;
    ada.says("/new");
    ada.says("can he run?");
    ada.client.send_photo();
    harness.calm().await;
    assert_eq!(ada.count(), 1, "one line, then silence");
    later(DAY - 1);
    ada.says("/start");
    harness.calm().await;
    assert_eq!(ada.count(), 1, "not before a day has passed");
    later(1);
    ada.says("/start");
    ada.sees_times(2, CLOSED).await;
}

#[tokio::test]
async fn a_press_of_a_stranger_is_answered_and_does_nothing() {
    clock!(now, later);
    let harness = TestBot::under(by_invitation(), now).await;
    let ada = harness.ada();
    ada.says("/start");
    let line = ada.sees(CLOSED).await;
    for data in ["p:5:accept", "p:5:new", "nonsense"] {
        let toast = ada.presses(line.id, data).await;
        assert!(toast.contains(CLOSED), "{data}: {toast}");
    }
    harness.calm().await;
    assert_eq!(ada.count(), 1);
}

#[tokio::test]
async fn an_invitation_lets_one_person_in_for_good() {
    clock!(now, later);
    let mut harness = TestBot::under(by_invitation(), now).await;
    let payload = invitation(&harness).await;
    let (ada, ben) = (harness.ada(), harness.ben());
    ada.says(&format!("/start {payload}"));
    ada.is_asked("Which best describes you?").await;
    ben.says(&format!("/start {payload}"));
    ben.sees("This invitation has been used or has run out.")
        .await;
    harness.stop_bot().await;
    let code = payload.strip_prefix("i_").unwrap();
    assert!(!harness.keeps(code), "the code itself is nowhere kept");
    harness.start_bot_under(by_invitation(), now).await;
    ada.is_asked("Which best describes you?").await;
    ben.says("/new");
    ben.sees(CLOSED).await;
}

#[tokio::test]
async fn of_two_who_use_one_invitation_at_the_same_time_one_gets_in() {
    clock!(now, later);
    let mut harness = TestBot::under(by_invitation(), now).await;
    let payload = invitation(&harness).await;
    harness.stop_bot().await;
    let (ada, ben) = (harness.ada(), harness.ben());
    // Both wait for the bot, which finds them in one batch, and one of them twice.
    for user in [&ada, &ben] {
        user.says(&format!("/start {payload}"));
    }
    assert!(harness.telegram.duplicate_last_update());
    harness.start_bot_under(by_invitation(), now).await;
    ada.is_asked("Which best describes you?").await;
    ben.sees_times(1, "This invitation has been used or has run out.")
        .await;
    harness.calm().await;
    assert_eq!(ben.count(), 1);
}

#[tokio::test]
async fn an_invitation_runs_out_after_a_week() {
    clock!(now, later);
    let harness = TestBot::under(by_invitation(), now).await;
    let (late, in_time) = (invitation(&harness).await, invitation(&harness).await);
    assert_ne!(late, in_time);
    let (ada, ben) = (harness.ada(), harness.ben());
    later(7 * DAY - 1);
    ada.says(&format!("/start {in_time}"));
    ada.is_asked("Which best describes you?").await;
    later(1);
    ben.says(&format!("/start {late}"));
    ben.sees("This invitation has been used or has run out.")
        .await;
}

#[tokio::test]
async fn what_only_looks_like_an_invitation_is_none() {
    clock!(now, later);
    let harness = TestBot::under(by_invitation(), now).await;
    let ada = harness.ada();
    ada.says("/start i_x");
    ada.sees(CLOSED).await;
    ada.says(&format!("/start i_{}", "0".repeat(32)));
    ada.sees("This invitation has been used or has run out.")
        .await;
    ada.says("/start i_' or 1=1");
    harness.calm().await;
    assert_eq!(ada.count(), 2);
}

#[tokio::test]
async fn only_an_administrator_invites_and_only_where_there_are_invitations() {
    clock!(now, later);
    let mut harness = TestBot::under(by_invitation(), now).await;
    let payload = invitation(&harness).await;
    let ada = harness.ada();
    ada.says(&format!("/start {payload}"));
    ada.is_asked("Which best describes you?").await;
    ada.says("/invite");
    ada.sees("That command is not known here.").await;
    let listed = |menu: Value| {
        let names = menu.as_array().cloned().unwrap_or_default();
        names.iter().any(|entry| entry["command"] == "invite")
    };
    assert!(listed(
        harness.telegram.look(|state| state.menu(ADMIN, "en"))
    ));
    assert!(!listed(harness.telegram.look(|state| state.menu(5, "en"))));
    harness.stop_bot().await;
    let open = Policy {
        access: Access::Open,
        ..by_invitation()
    };
    harness.start_bot_under(open, now).await;
    let root = root(&harness);
    root.says("/invite");
    root.sees("nobody needs an invitation").await;
    // Whoever runs it may not be named an administrator there.
    ada.says("/invite");
    ada.sees("ACHILLES_ACCESS=invite").await;
}

#[tokio::test]
async fn a_group_is_let_in_by_somebody_who_is_in() {
    clock!(now, later);
    let harness = TestBot::under(by_invitation(), now).await;
    let (adas, bens) = (invitation(&harness).await, invitation(&harness).await);
    let (ada, ben) = (harness.person(5, "Ada"), harness.person(6, "Ben"));
    harness.telegram.group(CLINIC, "Clinic", &[&ada, &ben]);
    let (ada_there, ben_there) = (member(&harness, &ada), member(&harness, &ben));
    ben_there.says("/new");
    ben_there.sees_times(1, CLOSED).await;
    ben_there.says("/new");
    // Who is not in cannot bring a group in, and their invitation is still good.
    ada_there.says(&format!("/start@achilles_demo_bot {adas}"));
    ada_there.sees_times(2, CLOSED).await;
    let at_home = harness.ada();
    at_home.says(&format!("/start {adas}"));
    at_home.is_asked("Which best describes you?").await;
    ada_there.says(&format!("/start@achilles_demo_bot {bens}"));
    ada_there.is_asked("Which best describes you?").await;
    // Now everybody there is.
    let before = ben_there.count();
    ben_there.says("/new");
    let more = || (ben_there.count() > before).then_some(());
    ben_there.until("an answer", more).await;
    assert!(!ben_there.heard().last().unwrap().text.contains(CLOSED));
    // In private Ben is still nobody's guest, and was turned away once today already.
    let bens_home = harness.ben();
    bens_home.says("/start");
    harness.calm().await;
    assert_eq!(bens_home.count(), 0);
}

#[tokio::test]
async fn a_group_to_which_an_administrator_adds_the_bot_is_in_until_it_is_removed() {
    clock!(now, later);
    let harness = TestBot::under(by_invitation(), now).await;
    let ada = harness.person(5, "Ada");
    let root = harness.person(ADMIN, "Root");
    harness.telegram.group(CLINIC, "Clinic", &[&ada, &root]);
    let there = member(&harness, &ada);
    let root_there = member(&harness, &root);
    there.client.block_bot();
    there.client.unblock_bot();
    there.says("/start");
    there.sees_times(1, CLOSED).await;
    root_there.client.block_bot();
    root_there.client.unblock_bot();
    there.says("/start");
    there.is_asked("Which best describes you?").await;
    there.client.block_bot();
    there.client.unblock_bot();
    later(DAY);
    there.says("/start");
    there.sees_times(2, CLOSED).await;
}

#[tokio::test]
async fn a_list_lets_in_who_stands_on_it() {
    clock!(now, later);
    let policy = Policy {
        access: Access::Allowlist {
            people: BTreeSet::from([UserId::new(5)]),
            groups: BTreeSet::from([ChatId::new(CLINIC)]),
        },
        admins: BTreeSet::from([UserId::new(ADMIN)]),
        ..Policy::default()
    };
    let harness = TestBot::under(policy, now).await;
    let (ada, ben) = (harness.ada(), harness.ben());
    ada.says("/start");
    ada.is_asked("Which best describes you?").await;
    ben.says("/start");
    ben.sees(CLOSED).await;
    let root = root(&harness);
    root.says("/start");
    root.is_asked("Which best describes you?").await;
    harness.telegram.group(CLINIC, "Clinic", &[&ben.person()]);
    let there = member(&harness, &ben.person());
    there.says("/start");
    there.is_asked("Which best describes you?").await;
    harness
        .telegram
        .group(CLINIC - 1, "Another", &[&ada.person()]);
    let elsewhere = harness.user(&ada.person(), ada.person().in_group(CLINIC - 1), None);
    elsewhere.says("/start");
    elsewhere.sees(CLOSED).await;
    // The group becomes a supergroup: it has a number then that stands on no list, and is in all the same.
    const SUPER: i64 = CLINIC - 2;
    harness.telegram.group(SUPER, "Clinic", &[&ben.person()]);
    harness
        .telegram
        .push_raw_update(serde_json::json!({"message": {
            "message_id": 9_000, "date": 1,
            "chat": {"id": CLINIC, "type": "group", "title": "Clinic"},
            "from": {"id": 6, "is_bot": false, "first_name": "Ben"},
            "migrate_to_chat_id": SUPER,
        }}));
    let there = harness.user(&ben.person(), ben.person().in_group(SUPER), None);
    there.says("/start");
    there.is_asked("Which best describes you?").await;
}

#[tokio::test]
async fn an_invitation_used_just_before_a_kill_has_let_its_person_in() {
    let mut harness = TestBot::empty(fake_telegram::Options::default()).await;
    let settings = [("ACHILLES_ACCESS", "invite"), ("ACHILLES_ADMINS", "900")];
    harness.start_binary_with(&settings);
    let payload = invitation(&harness).await;
    let ada = harness.ada();
    harness
        .telegram
        .fail_in(5, "sendMessage", 1000, Fault::server_error());
    let troubled = harness.telegram.troubled();
    ada.says(&format!("/start {payload}"));
    let met = || (harness.telegram.troubled() > troubled).then_some(());
    ada.until("a try to answer", met).await;
    harness.kill_binary();
    harness.telegram.heal();
    harness.start_binary_with(&settings);
    ada.is_asked("Which best describes you?").await;
    let ben = harness.ben();
    ben.says(&format!("/start {payload}"));
    ben.sees("This invitation has been used or has run out.")
        .await;
    harness.calm().await;
    harness.kill_binary();
    let logs = harness.logs();
    assert!(
        !logs.contains(payload.strip_prefix("i_").unwrap()),
        "{logs}"
    );
}

#[tokio::test]
async fn who_was_let_in_is_listed_and_can_be_shut_out_again_and_so_is_an_unused_invitation() {
    clock!(now, later);
    let harness = TestBot::under(by_invitation(), now).await;
    let (used, unused) = (invitation(&harness).await, invitation(&harness).await);
    let (ada, ben) = (harness.ada(), harness.ben());
    ada.says(&format!("/start {used}"));
    ada.is_asked("Which best describes you?").await;
    ada.says("/invitations");
    ada.sees("That command is not known here.").await;
    let root = root(&harness);
    root.says("/invitations");
    let list = root.is_asked("Who was let in").await;
    let labels = list.labels().join("\n");
    assert!(
        labels.contains("Person 5, let in on") && labels.contains("by 900"),
        "{labels}"
    );
    // Somebody else's press on it, forged.
    let out = User::data(&list, list.labels()[0]);
    let toast = ada.presses(list.id, &out).await;
    assert!(toast.starts_with("These buttons belong"), "{toast}");
    root.taps_on(&list, list.labels()[0]).await;
    ada.says("/new");
    ada.sees(CLOSED).await;
    let list = root.until_card(list.id, "Who was let in").await;
    assert_eq!(list.buttons.len(), 1);
    root.taps_on(&list, list.labels()[0]).await;
    root.until_card(list.id, "none waits to be used").await;
    ben.says(&format!("/start {unused}"));
    ben.sees("This invitation has been used or has run out.")
        .await;
}

#[tokio::test]
async fn in_a_group_that_was_let_in_a_case_goes_on_in_its_topic() {
    clock!(now, later);
    let harness = TestBot::under(by_invitation(), now).await;
    let (root, ada) = (harness.person(ADMIN, "Root"), harness.person(5, "Ada"));
    harness.telegram.forum(CLINIC, "Clinic", &[&root, &ada]);
    // An administrator brings the bot in.
    root.in_group(CLINIC).block_bot();
    root.in_group(CLINIC).unblock_bot();
    harness.telegram.set_bot_admin(CLINIC, true);
    let there = harness.user(&ada, ada.in_group(CLINIC), None);
    there.gets_a_plan(&Answers::painful()).await;
    let plan = there.reads_plan(1).await;
    there
        .presses(plan.last().id, &User::data(plan.last(), "Own topic"))
        .await;
    let opened = || {
        let messages = harness.telegram.transcript(CLINIC);
        let first = messages
            .iter()
            .rfind(|m| m.text.contains("This case goes on here"))?;
        first.thread
    };
    let topic = there.until("the topic", opened).await;
    harness.calm().await;
    let in_topic = harness.user(&ada, ada.in_topic(CLINIC, topic), Some(topic));
    in_topic.says("does shockwave work at the insertion?");
    in_topic.sees("Case 1 (group): insertional").await;
}
