//! Those whom the bot shares a chat with: other bots, colleagues, anonymous administrators, and a changed
//! client.

use crate::clinic::{ANONYMOUS, CLINIC, Clinic, IDENTIFYING, chat, person, push_message};
use crate::harness::{Answers, TestBot, User};
use achilles_bot::policy::{Access, Policy};
use care_ids::UserId;
use serde_json::json;

#[tokio::test]
async fn what_colleagues_say_to_each_other_and_to_other_bots_is_left_alone() {
    let clinic = Clinic::open().await;
    let ben = clinic.ben();
    let plan = clinic.ada.reads_plan(1).await;
    clinic.harness.telegram.forget_calls();
    for text in [
        "/poll@OtherBot lunch?",
        "@drjones please look at this",
        "@drjones, does that fit with what you saw?",
        "/weather London",
    ] {
        ben.says(text);
        clinic.is_silent(text).await;
    }
    let ben = clinic.harness.telegram.known_person(6).unwrap();
    for text in [
        "/help@OtherBot",
        "/weather London",
        "@drjones please look at this",
    ] {
        ben.in_group(CLINIC).reply(plan.last().id, text);
        clinic.is_silent(text).await;
    }
}

#[tokio::test]
async fn in_the_topic_of_a_case_talk_that_asks_nothing_is_left_alone_and_a_question_is_answered() {
    let clinic = Clinic::open().await;
    let ben = clinic.ben();
    clinic.harness.telegram.forget_calls();
    for talk in [
        "see you at lunch",
        "thanks, see you at lunch",
        "I will call the ward",
    ] {
        ben.says(talk);
        clinic.is_silent(talk).await;
    }
    for (question, answer) in [
        ("ibuprofen", "NSAID"),
        ("best hotel in Leeds?", "outside what is reviewed here"),
        (
            "he now has a fever and the heel is hot",
            "possible infection",
        ),
    ] {
        ben.says(question);
        ben.sees(answer).await;
    }
}

#[tokio::test]
async fn what_is_said_to_a_colleague_is_screened_and_a_mention_is_no_patient() {
    let clinic = Clinic::open().await;
    let ben = clinic.ben();
    let asked = ben.says("ask @drjones: why no steroid injection?");
    let answer = ben.sees("In this case: Corticosteroid injection").await;
    assert_eq!(answer.reply_to, Some(asked));
    let named = ben.says(&format!("@drjones {IDENTIFYING}"));
    ben.sees("could identify somebody").await;
    clinic.harness.calm().await;
    assert!(ben.message(named).deleted);
}

#[tokio::test]
async fn who_writes_in_the_name_of_a_chat_is_asked_to_write_as_a_person() {
    let clinic = Clinic::open().await;
    let anonymous = json!({"id": ANONYMOUS, "is_bot": true, "first_name": "Group",
        "username": "GroupAnonymousBot"});
    let elsewhere = clinic.harness.person(8, "Cy");
    let here = clinic
        .harness
        .user(&elsewhere, elsewhere.in_group(CLINIC), None);
    for (number, text) in ["/new", "/help@achilles_demo_bot"].into_iter().enumerate() {
        clinic.push(json!({"from": anonymous, "sender_chat": chat(), "text": text}));
        here.sees_times(number + 1, "Post as yourself, or write to me in private")
            .await;
    }
    // What is not said to the bot stays so, and a channel's own posts are for nobody.
    clinic.harness.calm().await;
    clinic.harness.telegram.forget_calls();
    clinic.push(json!({"from": anonymous, "sender_chat": chat(), "text": "lunch?"}));
    clinic.push(
        json!({"from": {"id": 777_000, "is_bot": false, "first_name": "Telegram"},
        "sender_chat": {"id": -1_009, "type": "channel", "title": "News"},
        "is_automatic_forward": true, "text": "/new"}),
    );
    clinic.is_silent("talk of a chat").await;
    // In the topic of a case it is screened all the same.
    clinic.push(
        json!({"from": anonymous, "sender_chat": chat(), "text": IDENTIFYING,
        "message_thread_id": clinic.topic, "is_topic_message": true}),
    );
    clinic.ben().sees("could identify somebody").await;
}

#[tokio::test]
async fn by_invitation_a_group_that_is_in_is_heard_in_the_topic_of_a_case() {
    let policy = Policy {
        access: Access::Invite,
        admins: [UserId::new(5)].into(),
        ..Policy::default()
    };
    let harness = TestBot::under(policy, || 1_764_000_000).await;
    let (ada, ben) = (harness.person(5, "Ada"), harness.person(6, "Ben"));
    harness.telegram.forum(CLINIC, "Clinic", &[&ada, &ben]);
    harness.telegram.set_bot_admin(CLINIC, true);
    // An administrator brings the bot in.
    ada.in_group(CLINIC).block_bot();
    ada.in_group(CLINIC).unblock_bot();
    harness.calm().await;
    let clinic = Clinic::with_a_topic(harness).await;
    let ben = clinic.ben();
    ben.says("why no steroid injection?");
    ben.sees("In this case: Corticosteroid injection").await;
    let anonymous = json!({"id": ANONYMOUS, "is_bot": true, "first_name": "Group"});
    clinic.push(json!({"from": anonymous, "sender_chat": chat(), "text": "/new"}));
    clinic.ada.sees("Post as yourself").await;
}

#[tokio::test]
async fn other_bots_are_never_answered() {
    let clinic = Clinic::open().await;
    let plan = clinic.ada.reads_plan(1).await;
    clinic.harness.telegram.forget_calls();
    let bot = json!({"id": 77, "is_bot": true, "first_name": "B", "username": "OtherBot"});
    let me = json!({"id": fake_telegram::BOT_ID, "is_bot": true, "first_name": "A"});
    let replied = json!({"message_id": plan.last().id, "date": 1, "chat": chat(), "from": me,
        "text": "Case 1"});
    for fields in [
        json!({"text": "/help"}),
        json!({"text": "why?", "reply_to_message": replied}),
        json!({"text": "why?", "message_thread_id": clinic.topic, "is_topic_message": true}),
        json!({"text": "@achilles_demo_bot why?"}),
    ] {
        let mut fields = fields;
        fields["from"] = bot.clone();
        clinic.push(fields);
    }
    clinic.is_silent("another bot").await;
}

#[tokio::test]
async fn the_bots_own_inline_result_is_not_read_as_a_question() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    harness.calm().await;
    let before = ada.heard();
    let me = json!({"id": fake_telegram::BOT_ID, "is_bot": true, "first_name": "A"});
    let private = json!({"id": 5, "type": "private", "first_name": "Ada"});
    push_message(
        &harness,
        private,
        json!({"from": person(5), "via_bot": me, "text": "Heel lifts"}),
    );
    harness.calm().await;
    assert_eq!(ada.heard(), before);
}

#[tokio::test]
async fn a_question_that_mentions_the_bot_is_answered_in_a_group() {
    let harness = TestBot::open().await;
    let ada = harness.person(5, "Ada");
    let group = harness.telegram.group(-1_001_000_000_008, "Team", &[&ada]);
    let ada = harness.user(&ada, ada.in_group(group), None);
    let (_, plan) = ada.gets_a_plan(&Answers::painful()).await;
    let reply = "@achilles_demo_bot why no steroid injection?";
    for asked in [
        ada.says("@achilles_demo_bot why no steroid injection?"),
        ada.says("why no steroid injection, @Achilles_Demo_Bot?"),
        // A reply that begins with the bot's own name is said to nobody else.
        ada.replies_to(plan.last().id, reply).await,
    ] {
        let answered = || {
            let mut heard = ada.heard().into_iter();
            heard.find(|message| message.reply_to == Some(asked))
        };
        let answer = ada.until("an answer", answered).await;
        assert!(
            answer
                .text
                .contains("In this case: Corticosteroid injection"),
            "{}",
            answer.text
        );
    }
    ada.says("@achilles_demo_bot");
    ada.sees("How to use this").await;
}

#[tokio::test]
async fn a_bot_that_was_renamed_hears_its_new_name() {
    let harness = TestBot::open().await;
    let ada = harness.person(5, "Ada");
    let group = harness.telegram.group(-1_001_000_000_009, "Team", &[&ada]);
    let ada = harness.user(&ada, ada.in_group(group), None);
    harness.telegram.rename_bot("achilles_ho_bot");
    ada.says("/help@achilles_ho_bot");
    ada.sees("How to use this").await;
    harness.calm().await;
    let before = ada.count();
    ada.says("/help@achilles_demo_bot");
    harness.calm().await;
    assert_eq!(ada.count(), before, "the old name is somebody else's now");
}

#[tokio::test]
async fn a_deep_link_with_any_word_is_a_start() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let started = ada.says("/start ref_20251127");
    ada.is_asked("Which best describes you?").await;
    harness.calm().await;
    assert!(!ada.message(started).deleted);
    assert_eq!(ada.count_of("could identify somebody"), 0);
}

#[tokio::test]
async fn a_changed_client_cannot_overwrite_what_the_bot_said() {
    let clinic = Clinic::open().await;
    let plan = clinic.ada.reads_plan(1).await;
    let ben = clinic.harness.telegram.known_person(6).unwrap();
    let ben = clinic.harness.user(&ben, ben.in_group(CLINIC), None);
    // A case of Ben's own, so that he has buttons that would be his.
    ben.comes_in().await;
    ben.taps("Infection").await;
    let card = ben.card();
    let done = User::data(&card, "Done");
    let turn = done.rsplit_once(':').unwrap().0.rsplit_once(':').unwrap().0;
    clinic.harness.calm().await;
    let said = |message: i64| ben.message(message);
    let before: Vec<_> = plan.messages.iter().map(|one| said(one.id)).collect();
    for data in [
        "l:1:a:0".to_owned(),
        "l:1:w:0".to_owned(),
        "m:6:0".to_owned(),
        "p:6:roles".to_owned(),
        "z:2:ask".to_owned(),
        "e:2:r".to_owned(),
        done.clone(),
        format!("{turn}:x"),
    ] {
        ben.presses(plan.last().id, &data).await;
        clinic.harness.calm().await;
        let after: Vec<_> = plan.messages.iter().map(|one| said(one.id)).collect();
        assert_eq!(after, before, "{data}");
    }
}

#[tokio::test]
async fn a_press_on_a_message_too_old_to_be_read_is_answered_in_the_topic_of_its_case() {
    let harness = TestBot::open().await;
    let ada = harness.person(5, "Ada");
    harness.telegram.forum(CLINIC, "Clinic", &[&ada]);
    let topic = harness.telegram.topic(CLINIC, "Heels", &ada);
    let there = harness.user(&ada, ada.in_topic(CLINIC, topic), Some(topic));
    let general = harness.user(&ada, ada.in_group(CLINIC), None);
    there.comes_in().await;
    let card = there.card();
    harness.calm().await;
    // Somebody has asked for the card again since, so this one is not the present one.
    there.says("/resume");
    there.until_new_card(&card, "Red flags").await;
    harness.calm().await;
    let old = json!({"message_id": card.id, "date": 0, "chat": chat()});
    harness.telegram.push_raw_update(json!({"callback_query": {
        "id": "4611686018427009999", "from": person(5), "chat_instance": "1",
        "message": old, "data": User::data(&card, "Infection"),
    }}));
    let newest = there.card();
    there.until_new_card(&newest, "Red flags").await;
    harness.calm().await;
    assert_eq!(general.count(), 0, "nothing in General");
}

#[tokio::test]
async fn general_is_answered_in_general() {
    let clinic = Clinic::open().await;
    clinic.push(json!({"from": person(5), "text": "/help@achilles_demo_bot",
        "message_thread_id": 1, "is_topic_message": true}));
    clinic.ada.sees("How to use this").await;
    clinic.harness.calm().await;
    assert_eq!(
        clinic
            .ada
            .count_of("The topic of this case is no longer there."),
        0
    );
}
