//! Groups: two people, topics, and talk that is not for the bot.

use crate::harness::{Answers, TestBot, User};
use fake_telegram::TestPerson;

const CLINIC: i64 = -1_001_000_000_001;

struct Clinic {
    harness: TestBot,
    ada: TestPerson,
    ben: TestPerson,
}

impl Clinic {
    async fn open() -> Self {
        let harness = TestBot::open().await;
        let (ada, ben) = (harness.person(5, "Ada"), harness.person(6, "Ben"));
        harness.telegram.forum(CLINIC, "Clinic", &[&ada, &ben]);
        Self { harness, ada, ben }
    }

    fn in_topic(&self, person: &TestPerson, topic: i64) -> User {
        let client = person.in_topic(CLINIC, topic);
        self.harness.user(person, client, Some(topic))
    }
}

#[tokio::test]
async fn two_people_in_one_topic_do_not_collide() {
    let clinic = Clinic::open().await;
    let heels = clinic.harness.telegram.topic(CLINIC, "Heels", &clinic.ada);
    let (ada, ben) = (
        clinic.in_topic(&clinic.ada, heels),
        clinic.in_topic(&clinic.ben, heels),
    );
    ada.comes_in().await;
    let adas = ada.card();
    ben.comes_in().await;
    let bens = ben.card();
    assert_ne!(adas.id, bens.id);
    ada.taps_on(&adas, "Infection").await;
    ben.taps_on(&ben.message(bens.id), "Possible tumour").await;
    let adas = ada.message(adas.id);
    let bens = ben.message(bens.id);
    assert!(adas.labels().contains(&"☑ Infection"));
    assert!(adas.labels().contains(&"☐ Possible tumour"));
    assert!(bens.labels().contains(&"☐ Infection"));
    assert!(bens.labels().contains(&"☑ Possible tumour"));
}

#[tokio::test]
async fn the_tap_of_somebody_else_gets_a_toast_and_changes_nothing() {
    let clinic = Clinic::open().await;
    let heels = clinic.harness.telegram.topic(CLINIC, "Heels", &clinic.ada);
    let (ada, ben) = (
        clinic.in_topic(&clinic.ada, heels),
        clinic.in_topic(&clinic.ben, heels),
    );
    ada.says("/start");
    let welcome = ada.is_asked("Which best describes you?").await;
    let toast = ben
        .presses(welcome.id, &User::data(&welcome, "Specialist"))
        .await;
    assert!(
        toast.starts_with("These buttons belong to somebody else."),
        "{toast}"
    );
    ada.taps("Specialist").await;
    let card = ada.is_asked("Red flags").await;
    clinic.harness.calm().await;
    let before = ada.heard();
    // Who administers the group may, so that is looked up; the press has one answer.
    let toast = ben.presses(card.id, &User::data(&card, "Infection")).await;
    assert!(
        toast.starts_with("These buttons belong to somebody else."),
        "{toast}"
    );
    clinic.harness.calm().await;
    assert_eq!(ada.heard(), before);
}

#[tokio::test]
async fn answers_go_to_the_topic_they_came_from() {
    let clinic = Clinic::open().await;
    let heels = clinic.harness.telegram.topic(CLINIC, "Heels", &clinic.ada);
    let knees = clinic.harness.telegram.topic(CLINIC, "Knees", &clinic.ada);
    let (here, there) = (
        clinic.in_topic(&clinic.ada, heels),
        clinic.in_topic(&clinic.ada, knees),
    );
    here.comes_in().await;
    there.says("/resume");
    there
        .sees("No case is open here. Open in other topics of this chat: 1.")
        .await;
    there.says("/new");
    there.is_asked("Case 2").await;
    assert_eq!(here.count_of("Case 2"), 0);
    assert_eq!(there.count_of("Case 1"), 0);
    here.taps("Infection").await;
    here.taps("Done").await;
    here.reads_plan(1).await.says("possible infection");
    assert!(there.plans().is_empty());
}

#[tokio::test]
async fn a_reply_to_the_card_is_an_answer_and_other_talk_is_not() {
    let clinic = Clinic::open().await;
    let heels = clinic.harness.telegram.topic(CLINIC, "Heels", &clinic.ada);
    let ada = clinic.in_topic(&clinic.ada, heels);
    ada.comes_in().await;
    let card = ada.card();
    // An administrator sees all messages; they are still not for the bot.
    for admin in [false, true] {
        clinic.harness.telegram.set_bot_admin(CLINIC, admin);
        clinic.harness.calm().await;
        let before = ada.heard();
        ada.says("none");
        ada.client.send_photo();
        clinic.harness.calm().await;
        assert_eq!(ada.heard(), before, "admin: {admin}");
    }
    ada.replies_to(card.id, "none").await;
    let card = ada.is_asked("Where is the focus?").await;
    ada.replies_to(card.id, "both").await;
    ada.is_asked("largest length").await;
}

#[tokio::test]
async fn a_reply_to_the_card_of_somebody_else_answers_nobodys_case() {
    let clinic = Clinic::open().await;
    let heels = clinic.harness.telegram.topic(CLINIC, "Heels", &clinic.ada);
    let (ada, ben) = (
        clinic.in_topic(&clinic.ada, heels),
        clinic.in_topic(&clinic.ben, heels),
    );
    ada.comes_in().await;
    let adas = ada.card();
    ben.comes_in().await;
    let bens = ben.card();
    ben.replies_to(adas.id, "none").await;
    ben.sees(
        "The open card of Case 1 (group): unfinished, begun today is answered by the person whose case it is.",
    )
    .await;
    clinic.harness.calm().await;
    assert_eq!(ada.message(adas.id), adas);
    assert_eq!(ben.message(bens.id), bens);
}

#[tokio::test]
async fn a_reply_to_an_earlier_card_of_ones_own_answers_the_case_of_that_card() {
    let clinic = Clinic::open().await;
    let heels = clinic.harness.telegram.topic(CLINIC, "Heels", &clinic.ada);
    let there = clinic.in_topic(&clinic.ada, heels);
    let alone = clinic.harness.ben();
    // In a group, and in a private chat, where no reply is needed.
    for (ada, of) in [(there, " (group)"), (alone, "")] {
        ada.comes_in().await;
        ada.marks(&["None of these"]).await;
        let first = ada.is_asked("Where is the focus?").await;
        ada.says("/new@achilles_demo_bot");
        let second = ada
            .until_new_card(&first, &format!("Case 2{of} · Red flags"))
            .await;
        ada.replies_to(first.id, "midportion").await;
        let next = ada
            .until_new_card(&second, &format!("Case 1{of} · Size"))
            .await;
        assert!(next.text.contains("✓ Site: Midportion"), "{}", next.text);
        clinic.harness.calm().await;
        assert_eq!(ada.message(second.id).text, second.text);
    }
}

#[tokio::test]
async fn a_command_for_another_bot_is_left_alone() {
    let clinic = Clinic::open().await;
    clinic.harness.telegram.set_bot_admin(CLINIC, true);
    let heels = clinic.harness.telegram.topic(CLINIC, "Heels", &clinic.ada);
    let ben = clinic.in_topic(&clinic.ben, heels);
    ben.says("/start@somebody_elses_bot");
    clinic.harness.calm().await;
    assert_eq!(ben.count(), 0);
    ben.says("/start@achilles_demo_bot");
    ben.is_asked("Which best describes you?").await;
}

#[tokio::test]
async fn in_a_group_a_card_answers_the_command_that_asked_for_it() {
    let clinic = Clinic::open().await;
    let heels = clinic.harness.telegram.topic(CLINIC, "Heels", &clinic.ada);
    let ada = clinic.in_topic(&clinic.ada, heels);
    let asked = ada.says("/start@achilles_demo_bot");
    let role = ada.is_asked("Which best describes you?").await;
    assert_eq!(role.reply_to, Some(asked));
    ada.taps("Primary care clinician").await;
    let card = ada.is_asked("Case 1 (group) · Red flags").await;
    assert_eq!(card.reply_to, Some(asked), "the same message");
    let asked = ada.says("/new@achilles_demo_bot");
    let card = ada
        .until_new_card(&card, "Case 2 (group) · Red flags")
        .await;
    assert_eq!(card.reply_to, Some(asked));
}

#[tokio::test]
async fn a_group_without_topics_works_as_well() {
    let harness = TestBot::open().await;
    let ada = harness.person(5, "Ada");
    let group = harness.telegram.group(-1_001_000_000_002, "Team", &[&ada]);
    let client = harness.user(&ada, ada.in_group(group), None);
    client.comes_in().await;
    client.taps("Infection").await;
    client.taps("Done").await;
    client.reads_plan(1).await.says("possible infection");
}

/// A group becomes a supergroup: its messages keep their numbers in the old chat, and mean nothing in the new one.
#[tokio::test]
async fn a_group_that_becomes_a_supergroup_goes_on_with_its_cases() {
    const OLD: i64 = -501;
    const NEW: i64 = -1_001_000_000_501;
    let harness = TestBot::open().await;
    let (ada, ben) = (harness.person(5, "Ada"), harness.person(6, "Ben"));
    harness.telegram.group(OLD, "Ward", &[&ada, &ben]);
    let there = harness.user(&ada, ada.in_group(OLD), None);
    there.comes_in().await;
    there.taps("Infection").await;
    harness.calm().await;
    let old_card = there.card();
    harness.telegram.group(NEW, "Ward", &[&ada, &ben]);
    // Somebody else's card has the number there that Ada's had in the old chat.
    let bens = harness.user(&ben, ben.in_group(NEW), None);
    bens.comes_in().await;
    harness.calm().await;
    let before = bens.heard();
    harness
        .telegram
        .push_raw_update(serde_json::json!({"message": {
            "message_id": 9_000, "date": 1,
            "chat": {"id": OLD, "type": "group", "title": "Ward"},
            "from": {"id": 5, "is_bot": false, "first_name": "Ada"},
            "migrate_to_chat_id": NEW,
        }}));
    let adas = harness.user(&ada, ada.in_group(NEW), None);
    adas.says("/resume@achilles_demo_bot");
    let hers = || {
        let mut cards = adas.heard().into_iter().rev();
        cards.find(|card| card.labels().contains(&"☑ Infection"))
    };
    adas.until("her card with its answer", hers).await;
    harness.calm().await;
    let after = bens.heard();
    assert_eq!(
        &after[..before.len()],
        &before[..],
        "Ben's card is as it was"
    );
    // A press in the history of the old chat goes on in the new one.
    let count = adas.count();
    there
        .presses(old_card.id, &User::data(&old_card, "Infection"))
        .await;
    let more = || (adas.count() > count).then_some(());
    adas.until("a card in the supergroup", more).await;
}

#[tokio::test]
async fn a_case_told_at_a_mention_is_read() {
    let clinic = Clinic::open().await;
    let heels = clinic.harness.telegram.topic(CLINIC, "Heels", &clinic.ada);
    let ben = clinic.in_topic(&clinic.ben, heels);
    ben.comes_in().await;
    ben.says("/cancel@achilles_demo_bot");
    ben.sees("closed").await;
    ben.says("@achilles_demo_bot 70F insertional 1.2cm on xray, sore for 6 months");
    let card = ben.sees("I read:").await;
    assert!(card.text.contains("Site: Insertional"), "{}", card.text);
}

#[tokio::test]
async fn a_command_behind_a_mention_is_the_command() {
    let clinic = Clinic::open().await;
    let heels = clinic.harness.telegram.topic(CLINIC, "Heels", &clinic.ada);
    let ben = clinic.in_topic(&clinic.ben, heels);
    ben.comes_in().await;
    ben.says("@achilles_demo_bot /cancel");
    ben.sees("closed").await;
}

#[tokio::test]
async fn the_patient_of_a_colleague_is_not_the_one_of_the_case() {
    let clinic = Clinic::open().await;
    let heels = clinic.harness.telegram.topic(CLINIC, "Heels", &clinic.ada);
    let ada = clinic.in_topic(&clinic.ada, heels);
    let ben = clinic.in_topic(&clinic.ben, heels);
    let (_, plan) = ada.gets_a_plan(&Answers::painful()).await;
    let told = "my pt is on warfarin and had psoriasis, is ibuprofen ok";
    ben.replies_to(plan.last().id, told).await;
    clinic.harness.calm().await;
    ada.replies_to(plan.last().id, "is ibuprofen ok").await;
    let answer = ada.sees("In this case: Oral NSAID").await;
    assert!(!answer.text.contains("anticoagulant"), "{}", answer.text);
    assert!(!answer.text.contains("Told before"), "{}", answer.text);
}
