//! A topic of its own for a case: in a group, in a private chat, and when it is gone.

use crate::harness::{Answers, TestBot, User};
use fake_telegram::{Options, ShownMessage};

const CLINIC: i64 = -1_001_000_000_004;

pub(super) fn in_topic(harness: &TestBot, id: i64, chat: i64, topic: i64) -> User {
    let person = harness.telegram.known_person(id).unwrap();
    harness.user(&person, person.in_topic(chat, topic), Some(topic))
}

/// Presses "Own topic" under the plan, and says which topic was opened.
pub(super) async fn opens(harness: &TestBot, user: &User) -> i64 {
    let plan = user.reads_plan(1).await;
    let toast = user
        .presses(plan.last().id, &User::data(plan.last(), "Own topic"))
        .await;
    assert_eq!(toast, "Opening a topic for this case.");
    let chat = user.client.chat();
    let there = || {
        let messages = harness.telegram.transcript(chat);
        let first = messages
            .iter()
            .rfind(|m| m.text.contains("This case goes on here"))?;
        first.thread
    };
    user.until("the topic", there).await
}

#[tokio::test]
async fn two_quick_taps_open_one_topic() {
    let harness = TestBot::open().await;
    let ada = harness.person(5, "Ada");
    harness.telegram.forum(CLINIC, "Clinic", &[&ada]);
    harness.telegram.set_bot_admin(CLINIC, true);
    let ada = harness.user(&ada, ada.in_group(CLINIC), None);
    let (_, plan) = ada.gets_a_plan(&Answers::painful()).await;
    let own_topic = User::data(plan.last(), "Own topic");
    ada.client.tap_data(plan.last().id, &own_topic);
    opens(&harness, &ada).await;
    harness.calm().await;
    let calls = harness.telegram.calls().into_iter();
    let opened = calls.filter(|call| call.method.eq_ignore_ascii_case("createForumTopic"));
    assert_eq!(opened.count(), 1);
}

#[tokio::test]
async fn in_a_group_every_text_in_the_topic_of_a_case_is_about_that_case() {
    let harness = TestBot::open().await;
    let (ada, ben) = (harness.person(5, "Ada"), harness.person(6, "Ben"));
    harness.telegram.forum(CLINIC, "Clinic", &[&ada, &ben]);
    harness.telegram.set_bot_admin(CLINIC, true);
    let ada = harness.user(&ada, ada.in_group(CLINIC), None);
    let answers = Answers::painful().and("Drugs and risks", &["Anticoagulant or antiplatelet"]);
    ada.gets_a_plan(&answers).await;
    let topic = opens(&harness, &ada).await;
    harness.calm().await;
    let ben = in_topic(&harness, 6, CLINIC, topic);
    ben.says("ok w/ apixaban?");
    let answer = ben.sees("In this case: Oral NSAID not advised").await;
    assert!(
        answer
            .text
            .starts_with("Case 1 (group): insertional, active, begun today\n")
    );
    // The plan is one tap away there, and has its topic already.
    let ada = in_topic(&harness, 5, CLINIC, topic);
    let first = ada.sees("This case goes on here").await;
    ada.taps_on(&first, "Show the plan").await;
    let plan = ada.reads_plan(1).await;
    assert!(!plan.last().labels().contains(&"Own topic"));
    // Elsewhere in the group nobody is overheard.
    let elsewhere =
        harness
            .telegram
            .topic(CLINIC, "Lunch", &harness.telegram.known_person(6).unwrap());
    let ben = in_topic(&harness, 6, CLINIC, elsewhere);
    ben.says("ok w/ apixaban?");
    harness.calm().await;
    assert_eq!(ben.count(), 0);
}

#[tokio::test]
async fn a_red_flag_beside_a_name_stops_the_case_of_its_topic_whoever_tells_it() {
    let harness = TestBot::open().await;
    let (ada, ben) = (harness.person(5, "Ada"), harness.person(6, "Ben"));
    harness.telegram.forum(CLINIC, "Clinic", &[&ada, &ben]);
    harness.telegram.set_bot_admin(CLINIC, true);
    let ada = harness.user(&ada, ada.in_group(CLINIC), None);
    ada.gets_a_plan(&Answers::painful()).await;
    let topic = opens(&harness, &ada).await;
    harness.calm().await;
    // Nothing is left of the text without the name.
    let ben = in_topic(&harness, 6, CLINIC, topic);
    ben.says("Mrs Fever Night");
    let told = ben.sees("URGENT TODAY: possible infection").await;
    assert!(told.text.starts_with("Case 1 (group): "), "{}", told.text);
    assert_eq!(ben.count_of("It was not stored."), 1);
    let ada = in_topic(&harness, 5, CLINIC, topic);
    let first = ada.sees("This case goes on here").await;
    ada.taps_on(&first, "Show the plan").await;
    harness.calm().await;
    assert!(ada.plans().is_empty(), "the plan waits for the screen");
}

#[tokio::test]
async fn in_a_private_chat_with_topics_a_case_has_one() {
    let options = Options {
        topics_in_private: true,
        ..Options::default()
    };
    let mut harness = TestBot::empty(options).await;
    harness.start_bot().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    let topic = opens(&harness, &ada).await;
    harness.calm().await;
    let there = in_topic(&harness, 5, 5, topic);
    there.says("why no steroid injection?");
    there
        .sees("In this case: Corticosteroid injection not advised")
        .await;
}

#[tokio::test]
async fn where_there_are_no_topics_none_is_offered() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let (_, plan) = ada.gets_a_plan(&Answers::painful()).await;
    assert!(!plan.last().labels().contains(&"Own topic"));
    let toast = ada.presses(plan.last().id, "t:1").await;
    assert_eq!(toast, "This chat has no topics.");
}

#[tokio::test]
async fn a_topic_that_may_not_be_opened_is_said_and_the_case_goes_on() {
    let harness = TestBot::open().await;
    let ada = harness.person(5, "Ada");
    harness.telegram.forum(CLINIC, "Clinic", &[&ada]);
    let ada = harness.user(&ada, ada.in_group(CLINIC), None);
    let (_, plan) = ada.gets_a_plan(&Answers::painful()).await;
    ada.presses(plan.last().id, &User::data(plan.last(), "Own topic"))
        .await;
    ada.sees("No topic could be opened").await;
    harness.calm().await;
    ada.client
        .reply(plan.last().id, "why no steroid injection?");
    ada.sees("In this case: Corticosteroid injection not advised")
        .await;
}

#[tokio::test]
async fn a_topic_that_is_gone_is_said_once_and_the_case_goes_on_by_replies() {
    let harness = TestBot::open().await;
    let ada = harness.person(5, "Ada");
    harness.telegram.forum(CLINIC, "Clinic", &[&ada]);
    harness.telegram.set_bot_admin(CLINIC, true);
    let ada = harness.user(&ada, ada.in_group(CLINIC), None);
    ada.gets_a_plan(&Answers::painful()).await;
    let topic = opens(&harness, &ada).await;
    harness.calm().await;
    let there = in_topic(&harness, 5, CLINIC, topic);
    let first = there.sees("This case goes on here").await;
    // Two calls for the topic wait when it goes: a press arrives that was made before.
    let show = User::data(&first, "Show the plan");
    harness
        .telegram
        .fail("sendMessage", 1, fake_telegram::Fault::too_many(1));
    there.client.tap_data(first.id, &show);
    there.client.tap_data(first.id, &show);
    harness.telegram.remove_topic(CLINIC, topic);
    let plan = ada.reads_plan(3).await;
    harness.calm().await;
    assert_eq!(
        ada.count_of("The topic of this case is no longer there."),
        1
    );
    ada.client
        .reply(plan.last().id, "why no steroid injection?");
    ada.sees("In this case: Corticosteroid injection not advised")
        .await;
    harness.calm().await;
    assert_eq!(
        ada.count_of("The topic of this case is no longer there."),
        1
    );
}

#[tokio::test]
async fn a_danger_in_a_topic_with_two_cases_is_asked_for_its_case() {
    let harness = TestBot::open().await;
    let (ada, ben) = (harness.person(5, "Ada"), harness.person(6, "Ben"));
    harness.telegram.forum(CLINIC, "Clinic", &[&ada, &ben]);
    harness.telegram.set_bot_admin(CLINIC, true);
    let there = harness.user(&ada, ada.in_group(CLINIC), None);
    there.gets_a_plan(&Answers::incidental()).await;
    let topic = opens(&harness, &there).await;
    let ben = in_topic(&harness, 6, CLINIC, topic);
    ben.comes_in().await;
    ben.marks(&["None of these"]).await;
    ben.is_asked("Where is the focus?").await;
    harness.calm().await;
    ben.says("fever and a hot red ankle since yesterday");
    ben.sees("possible infection").await;
    ben.is_asked("Which patient is that about?").await;
}

/// Ben has a plan of his own for a second patient in the topic of Ada's case, and tells a danger there.
async fn danger_beside_two_plans(harness: &TestBot) -> (User, ShownMessage) {
    let (ada, ben) = (harness.person(5, "Ada"), harness.person(6, "Ben"));
    harness.telegram.forum(CLINIC, "Clinic", &[&ada, &ben]);
    harness.telegram.set_bot_admin(CLINIC, true);
    let there = harness.user(&ada, ada.in_group(CLINIC), None);
    there.gets_a_plan(&Answers::painful()).await;
    let topic = opens(harness, &there).await;
    let ben = in_topic(harness, 6, CLINIC, topic);
    ben.gets_a_plan(&Answers::incidental()).await;
    harness.calm().await;
    ben.says("fever and a hot red ankle since yesterday");
    ben.sees("possible infection").await;
    let asked = ben.sees("Which patient is that about?").await;
    (ben, asked)
}

#[tokio::test]
async fn a_danger_beside_two_plans_of_a_topic_goes_where_the_tap_says() {
    for (case, other) in [
        ("Case 1 (group)", "Case 2 (group)"),
        ("Case 2 (group)", "Case 1 (group)"),
    ] {
        let harness = TestBot::open().await;
        let (ben, asked) = danger_beside_two_plans(&harness).await;
        let button = asked
            .labels()
            .into_iter()
            .find(|label| label.starts_with(case))
            .unwrap()
            .to_owned();
        ben.taps_on(&asked, &button).await;
        let told = ben.sees("red flag told").await;
        assert!(told.text.starts_with(case), "{}", told.text);
        harness.calm().await;
        let heard = ben.heard();
        let mut of_other = heard.iter().filter(|one| one.text.starts_with(other));
        assert!(of_other.all(|one| !one.text.contains("red flag told")));
    }
}
