//! What is kept of a person: to be seen, taken along, deleted, and let go in time.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::harness::{Answers, TestBot, User};
use achilles_bot::policy::{Limits, Policy};
use achilles_bot::retention::delete_expired;
use care_ids::UserId;
use fake_telegram::Fault;
use serde_json::Value;

const CLINIC: i64 = -1_001_000_000_010;
/// A number that is recognised wherever it stands: as six bytes it reads "zebra1".
const ZEBRA: i64 = 0x7a65_6272_6131;
/// An answer that only one person of a test gives, as it stands in a case.
const CANARY: &str = r#""site":"midportion""#;
const DAY: i64 = 24 * 60 * 60;
const YEAR: i64 = 365 * DAY;
const START: i64 = 1_800_000_000;

fn zebra(harness: &TestBot) -> User {
    let zebra = harness.person(ZEBRA, "Zebra");
    harness.user(&zebra, zebra.in_private(), None)
}

/// The forms in which a number can stand in the database: a column, a key of a table, JSON, the data
/// of a button.
fn forms_of(person: i64) -> [(&'static str, Vec<u8>); 4] {
    let column = person.to_be_bytes()[2..].to_vec();
    // SQLite's integer of variable length: seven bits a byte, all but the last with the high bit.
    let mut key = vec![u8::try_from(person & 0x7f).unwrap()];
    let mut rest = person >> 7;
    while rest > 0 {
        key.insert(0, u8::try_from(rest & 0x7f).unwrap() | 0x80);
        rest >>= 7;
    }
    let button = care_ids::base36(person).into_bytes();
    [
        ("a column", column),
        ("a key", key),
        ("decimal text", person.to_string().into_bytes()),
        ("the data of a button", button),
    ]
}

fn where_kept(harness: &TestBot, person: i64) -> Vec<&'static str> {
    let forms = forms_of(person).into_iter();
    forms
        .filter(|(_, bytes)| harness.keeps_bytes(bytes))
        .map(|(name, _)| name)
        .collect()
}

/// The newest file that the bot sent into a chat.
fn file_in(harness: &TestBot, chat: i64) -> Option<Value> {
    let calls = harness.telegram.calls();
    let call = calls
        .iter()
        .rfind(|call| call.method == "sendDocument" && call.ok && call.chat() == Some(chat))?;
    let text = call.params["file"]["file_text"].as_str()?;
    Some(serde_json::from_str(text).expect("the file is JSON"))
}

async fn exported(harness: &TestBot, user: &User) -> Value {
    harness.telegram.forget_calls();
    user.says("/export_my_data");
    let chat = user.client.chat();
    user.until("a file", || file_in(harness, chat)).await
}

async fn deletes_everything(user: &User) {
    user.says("/delete_my_data");
    user.is_asked("Delete everything stored about you").await;
    user.taps("Delete everything of mine").await;
    user.sees("Everything stored about you has been deleted.")
        .await;
}

#[tokio::test]
async fn the_file_holds_everything_of_the_person_and_nothing_of_others() {
    let harness = TestBot::open().await;
    let (ada, ben) = (harness.ada(), harness.ben());
    ada.gets_a_plan(&Answers::painful()).await;
    ada.says("does shockwave work at the insertion?");
    ada.sees("In this case: Shockwave not advised").await;
    ben.gets_a_plan(&Answers::incidental()).await;
    let file = exported(&harness, &ada).await;
    assert_eq!(file["person"], 5);
    let kept = &file["kept"];
    assert_eq!(kept["people"][0]["role"], "primary_care");
    let cases = kept["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 1, "{cases:#?}");
    let answers = &cases[0]["state"]["answers"];
    assert_eq!(answers["site"], "insertional");
    assert_eq!(answers["symptoms"], "load_pain");
    let trail = kept["audit_log"].as_array().unwrap();
    let kinds: Vec<_> = trail.iter().map(|entry| &entry["kind"]).collect();
    assert_eq!(kinds, ["plan", "answer"]);
    assert_eq!(trail[0]["content_version"], cases[0]["content_version"]);
    assert_eq!(trail[0]["pathway"], "active");
    assert!(trail[0]["shown"].as_array().unwrap().len() > 10);
    // What the plan says of it stands first in the answer, and in the log.
    assert_eq!(trail[1]["shown"][0], "shockwave");
    for rows in kept.as_object().unwrap().values() {
        for row in rows.as_array().unwrap() {
            for owner in ["user_id", "chat_id"] {
                assert!(row.get(owner).is_none_or(|owner| *owner == 5), "{row}");
            }
        }
    }
    let message = ada.sees("Everything stored about you, as JSON.").await;
    assert_eq!(message.media.as_deref(), Some("document"));
}

#[tokio::test]
async fn the_file_comes_in_spite_of_a_bad_connection() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    for fault in [Fault::DropBefore, Fault::server_error(), Fault::too_many(1)] {
        harness.telegram.fail("sendDocument", 1, fault);
    }
    let file = exported(&harness, &ada).await;
    assert_eq!(file["kept"]["people"][0]["user_id"], 5);
}

#[tokio::test]
async fn in_a_group_nothing_of_it_is_read_out() {
    let harness = TestBot::open().await;
    let ada = harness.person(5, "Ada");
    harness.telegram.group(CLINIC, "Clinic", &[&ada]);
    let there = harness.user(&ada, ada.in_group(CLINIC), None);
    there.says("/export_my_data");
    there.sees_times(1, "in our private chat").await;
    there.says("/trail");
    there.sees_times(2, "in our private chat").await;
    harness.calm().await;
    assert!(file_in(&harness, CLINIC).is_none());
}

#[tokio::test]
async fn what_was_deleted_is_gone_from_every_chat_and_from_the_disk() {
    static NOW: AtomicI64 = AtomicI64::new(START);
    // With limits, so that everything that can be kept of somebody is.
    let policy = Policy {
        limits: Limits {
            updates: Some(1000),
            texts: Some(1000),
        },
        ..Policy::default()
    };
    let mut harness = TestBot::under(policy, || NOW.load(Ordering::SeqCst)).await;
    if !harness.has_file() {
        // What is searched here is the file.
        return;
    }
    let (zebra, ben) = (zebra(&harness), harness.ben());
    let answers = Answers::painful().and("Site", &["Midportion"]);
    zebra.gets_a_plan(&answers).await;
    zebra.says("does shockwave work at the insertion?");
    let answer = zebra.is_asked("In this case: Shockwave not advised").await;
    zebra
        .presses(answer.id, &User::data(&answer, "Helpful"))
        .await;
    let person = zebra.person();
    harness.telegram.group(CLINIC, "Clinic", &[&person]);
    let there = harness.user(&person, person.in_group(CLINIC), None);
    there.says("/new");
    there.is_asked("Red flags").await;
    ben.gets_a_plan(&Answers::painful()).await;
    harness.calm().await;
    let before = where_kept(&harness, ZEBRA);
    assert!(before.contains(&"a column"), "the search sees: {before:?}");
    assert!(before.contains(&"a key"), "the search sees: {before:?}");
    assert!(harness.keeps(CANARY), "the search sees the answer");

    deletes_everything(&zebra).await;
    // At once, while the bot runs, from the file and from its log.
    assert!(!harness.keeps(CANARY), "an answer is still on the disk");
    let at_once = where_kept(&harness, ZEBRA);
    assert!(!at_once.contains(&"a key"), "not even that they came");
    let card = there.card();
    let toast = there
        .presses(card.id, &User::data(&card, "Infection"))
        .await;
    assert!(toast.starts_with("That case is no longer here."), "{toast}");
    assert_eq!(ben.plans().len(), 1);
    ben.says("/cases");
    ben.is_asked("Your cases in this chat").await;
    harness.stop_bot().await;
    // Not even what was pressed after the deletion names the person: that somebody came is counted in memory.
    assert_eq!(where_kept(&harness, ZEBRA), [""; 0]);

    harness.start_bot().await;
    deletes_everything(&zebra).await;
    harness.stop_bot().await;
    assert_eq!(where_kept(&harness, ZEBRA), [""; 0]);
    harness.start_bot().await;
    zebra.says("/start");
    zebra.is_asked("Which best describes you?").await;
}

#[tokio::test]
async fn what_was_deleted_just_before_a_kill_does_not_come_back() {
    let mut harness = TestBot::with_binary().await;
    let zebra = zebra(&harness);
    let answers = Answers::painful().and("Site", &["Midportion"]);
    zebra.gets_a_plan(&answers).await;
    deletes_everything(&zebra).await;
    harness.kill_binary();
    assert!(!harness.keeps(CANARY), "an answer is still on the disk");
    harness.start_binary();
    zebra.says("/cases");
    zebra.sees("No cases in this chat yet.").await;
    harness.calm().await;
    assert_eq!(
        zebra.count_of("Everything stored about you has been deleted."),
        1
    );
}

#[tokio::test]
async fn a_deletion_takes_along_what_was_on_its_way_and_what_was_answered_with_it() {
    static NOW: AtomicI64 = AtomicI64::new(START);
    fn now() -> i64 {
        NOW.load(Ordering::SeqCst)
    }
    let mut harness = TestBot::under(Policy::default(), now).await;
    let zebra = zebra(&harness);
    zebra.comes_in().await;
    zebra.marks(&["None of these"]).await;
    let card = zebra.is_asked("Where is the focus?").await;
    zebra.says("/delete_my_data");
    let ask = zebra.is_asked("Delete everything stored about you").await;
    harness.calm().await;
    harness.stop_bot().await;
    // All of these wait for the bot, which handles them as one batch.
    zebra
        .client
        .tap_data(card.id, &User::data(&card, "Midportion"));
    zebra.says("/sources");
    let press = User::data(&ask, "Delete everything of mine");
    zebra.client.tap_data(ask.id, &press);
    zebra.says("/start");
    harness.start_bot_under(Policy::default(), now).await;
    zebra
        .sees("Everything stored about you has been deleted.")
        .await;
    zebra.is_asked("Which best describes you?").await;
    harness.calm().await;
    assert_eq!(zebra.count_of("What the content rests on"), 0);
    harness.stop_bot().await;
    assert!(!harness.keeps(CANARY));
    assert_eq!(
        where_kept(&harness, ZEBRA),
        [""; 0],
        "and /start keeps nothing"
    );
}

#[tokio::test]
async fn what_is_owed_to_the_private_chat_is_deleted_from_a_group_too() {
    let mut harness = TestBot::with_binary().await;
    let zebra = zebra(&harness);
    zebra.comes_in().await;
    let person = zebra.person();
    harness.telegram.group(CLINIC, "Clinic", &[&person]);
    let there = harness.user(&person, person.in_group(CLINIC), None);
    harness
        .telegram
        .fail_in(ZEBRA, "sendMessage", 1000, Fault::server_error());
    let troubled = harness.telegram.troubled();
    zebra.says("/sources");
    let met = || (harness.telegram.troubled() > troubled).then_some(());
    zebra.until("a try to send it", met).await;
    deletes_everything(&there).await;
    harness.kill_and_restart();
    there.says("/cases");
    there.sees("No cases in this chat yet.").await;
    // Only now: a try of the killed process may have been under way.
    harness.telegram.heal();
    harness.calm().await;
    harness.kill_and_restart();
    there.says("/cases");
    there.sees_times(2, "No cases in this chat yet.").await;
    harness.calm().await;
    assert_eq!(zebra.count_of("What the content rests on"), 0);
}

#[tokio::test]
async fn nothing_is_deleted_without_a_yes() {
    let harness = TestBot::open().await;
    let (ada, ben) = (harness.ada(), harness.ben());
    ada.comes_in().await;
    ada.says("/delete_my_data");
    let ask = ada.is_asked("Delete everything stored about you").await;
    let press = User::data(&ask, "Delete everything of mine");
    ada.taps("Keep it").await;
    ada.sees("Nothing was deleted.").await;
    // Somebody else's button, as a forged press.
    ben.says("/help");
    let help = ben.sees("/new begins a case").await;
    let toast = ben.presses(help.id, &press).await;
    assert!(toast.starts_with("These buttons belong"), "{toast}");
    let file = exported(&harness, &ada).await;
    assert_eq!(file["kept"]["cases"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn who_is_not_let_in_any_more_can_still_take_along_and_delete_their_data() {
    static NOW: AtomicI64 = AtomicI64::new(START);
    fn now() -> i64 {
        NOW.load(Ordering::SeqCst)
    }
    let mut harness = TestBot::under(Policy::default(), now).await;
    let (ada, ben) = (harness.ada(), harness.ben());
    ada.comes_in().await;
    harness.stop_bot().await;
    let policy = Policy {
        access: achilles_bot::policy::Access::Invite,
        admins: [UserId::new(900)].into(),
        ..Policy::default()
    };
    harness.start_bot_under(policy, now).await;
    ada.says("/new");
    ada.sees("open to invited clinicians only").await;
    let file = exported(&harness, &ada).await;
    assert_eq!(file["kept"]["cases"].as_array().unwrap().len(), 1);
    deletes_everything(&ada).await;
    ada.sees("You will need a new invitation.").await;
    ben.says("/export_my_data");
    ben.sees("open to invited clinicians only").await;
    harness.stop_bot().await;
    // A role of hers, as a case or a person has it; what the content calls its roles is nobody's.
    assert!(!harness.keeps(r#""asker":"clinician_patient""#));
}

#[tokio::test]
async fn the_trail_says_what_was_shown_and_from_which_content() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.says("/trail");
    ada.sees("Nothing has been shown to you yet.").await;
    let (_, plan) = ada.gets_a_plan(&Answers::painful()).await;
    ada.taps_on(plan.last(), "Evidence").await;
    let evidence = ada.is_asked(" · Evidence").await;
    ada.says("does shockwave work at the insertion?");
    ada.sees("In this case: Shockwave not advised").await;
    ada.says("how many mg of naproxen");
    ada.sees("Doses, brands and durations").await;
    ada.says("/trail");
    let trail = ada.sees("What was shown to you last").await;
    let rows: Vec<&str> = trail.text.lines().skip(1).collect();
    assert_eq!(rows.len(), 3, "{}", trail.text);
    for (row, words) in rows.iter().zip([": no answer, ", ": answer, ", ": plan, "]) {
        assert!(row.contains(words), "no {words:?} in {row}");
        assert!(row.contains("Case 1"), "{row}");
    }
    let version = evidence.text.split("Content ").nth(1).unwrap();
    let version = version.split_whitespace().next().unwrap();
    assert!(rows[2].contains(version), "{version}: {}", rows[2]);
}

#[tokio::test]
async fn a_text_that_names_somebody_is_taken_out_of_the_chat() {
    let mut harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    for (number, text) in (1..).zip([
        "Mrs Quillfeather, born 03/11/1962: heel lift?",
        "is Doreen Quillfeather fit to run?",
        "/new Mrs Quillfeather",
    ]) {
        let typed = ada.says(text);
        ada.sees_times(number, "It was not stored.").await;
        let gone = || ada.message(typed).deleted.then_some(());
        ada.until("the message to go", gone).await;
        let answer = ada.sees("It was not stored.").await;
        assert_eq!(answer.reply_to, None, "{text}");
    }
    harness.calm().await;
    harness.stop_bot().await;
    assert!(!harness.keeps("Quillfeather"));
}

#[tokio::test]
async fn in_a_group_a_text_that_names_somebody_goes_where_the_bot_may_delete() {
    let harness = TestBot::open().await;
    let ada = harness.person(5, "Ada");
    harness.telegram.group(CLINIC, "Clinic", &[&ada]);
    let there = harness.user(&ada, ada.in_group(CLINIC), None);
    there.comes_in().await;
    let card = there.card();
    let typed = there.replies_to(card.id, "Mrs Quillfeather").await;
    let answer = there.sees("It was not stored.").await;
    assert_eq!(answer.reply_to, Some(typed), "it says which message");
    assert!(!there.message(typed).deleted);
    harness.telegram.set_bot_admin(CLINIC, true);
    let typed = there.replies_to(card.id, "Mrs Quillfeather").await;
    there.sees_times(2, "It was not stored.").await;
    assert!(there.message(typed).deleted);
}

#[tokio::test]
async fn the_privacy_note_says_how_long_and_how_to_end_it() {
    let harness = TestBot::under(
        Policy {
            keep_days: Some(90),
            ..Policy::default()
        },
        || START,
    )
    .await;
    let ada = harness.ada();
    ada.says("/privacy");
    let note = ada.sees("Not kept: names, message texts").await;
    for words in [
        "for 90 days is deleted",
        "/export_my_data",
        "/delete_my_data",
        "/trail",
        "not end-to-end encrypted",
    ] {
        assert!(note.text.contains(words), "no {words:?} in {}", note.text);
    }
}

#[tokio::test]
async fn the_privacy_note_names_whatever_is_kept_of_a_person() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.says("/privacy");
    let note = ada.sees("Not kept: names, message texts").await;
    for table in care_store::PERSONAL_DATA {
        let words: &[&str] = match table.table {
            "people" => &[
                "your role",
                "local service",
                "accepted the terms",
                "your last question",
            ],
            "cases" => &[
                "its chat and topic",
                "when it was begun",
                "the answers you gave",
                "what was told of it",
            ],
            "plans" => &[
                "the plans made from them, as they were sent",
                "with its time",
                "the numbers of its lines",
            ],
            "messages" => &["the numbers of my messages"],
            "audit_log" => &["you were shown"],
            "feedback" => &["you found helpful"],
            "members" => &["administer a group"],
            "admissions" => &["who let you in"],
            "outbox" => &["still to be sent"],
            "case_numbers" => &["how many cases a chat has had"],
            other => panic!("/privacy does not say that {other} is kept"),
        };
        for words in words {
            assert!(note.text.contains(words), "{}: {words}", table.table);
        }
    }
}

#[tokio::test]
async fn after_a_deletion_a_question_is_answered_as_that_of_somebody_new() {
    let harness = TestBot::open().await;
    let (ada, ben) = (harness.ada(), harness.ben());
    let (_, plan) = ada.gets_a_plan(&Answers::painful()).await;
    deletes_everything(&ada).await;
    // Typed, and as a reply to what is left in the chat of the plan that is gone.
    let question = "does shockwave work at the insertion?";
    ben.says(question);
    let general = ben.sees("General answer (not linked to a case).").await;
    let role = ben.is_asked("Which best describes you?").await;
    for reply in [false, true] {
        let before = ada.card();
        match reply {
            true => ada.replies_to(plan.last().id, question).await,
            false => ada.says(question),
        };
        let asked = ada
            .until_new_card(&before, "Which best describes you?")
            .await;
        assert_eq!((&asked.text, asked.labels()), (&role.text, role.labels()));
        let answer = ada.sees("General answer (not linked to a case).").await;
        assert_eq!(answer.text, general.text);
    }
    // A fact of a patient waits until it is known who reads.
    ada.says("54M, insertional, 14 mm, pain 5/10 on loading, on apixaban");
    harness.calm().await;
    assert!(!ada.card().text.contains("I read:"), "{}", ada.card().text);
    ada.taps("Primary care clinician").await;
    ada.sees("I read:").await;
}

#[tokio::test]
async fn a_case_untouched_for_the_whole_period_goes_with_all_that_belongs_to_it() {
    static NOW: AtomicI64 = AtomicI64::new(START);
    fn now() -> i64 {
        NOW.load(Ordering::SeqCst)
    }
    let policy = Policy {
        keep_days: Some(365),
        ..Policy::default()
    };
    let mut harness = TestBot::under(policy.clone(), now).await;
    if !harness.has_file() {
        // What is searched here is the file.
        return;
    }
    let (ada, ben) = (harness.ada(), harness.ben());
    let answers = Answers::painful().and("Site", &["Midportion"]);
    ada.gets_a_plan(&answers).await;
    ben.comes_in().await;
    harness.calm().await;
    harness.stop_bot().await;

    NOW.store(START + YEAR - DAY, Ordering::SeqCst);
    harness.start_bot_under(policy.clone(), now).await;
    ben.taps("Infection").await;
    harness.calm().await;
    harness.stop_bot().await;
    assert!(harness.keeps(CANARY), "a day too early");

    NOW.store(START + YEAR + DAY, Ordering::SeqCst);
    let store = harness.store().await;
    let purged = delete_expired(&store, Some(365), now).await.unwrap();
    assert_eq!((purged.cases, purged.people), (1, 1), "Ada's, not Ben's");
    assert!(!harness.keeps(CANARY), "at once, also from the log");
    store.close().await;
    harness.start_bot_under(policy, now).await;
    ada.says("/trail");
    ada.sees("Nothing has been shown to you yet.").await;
    ada.says("/start");
    ada.is_asked("Which best describes you?").await;
    let card = ben.card();
    assert!(card.labels().contains(&"☑ Infection"));
    ben.taps("Done").await;
    ben.reads_plan(1).await;
}

#[tokio::test]
async fn a_service_lets_old_cases_go_when_it_starts() {
    static NOW: AtomicI64 = AtomicI64::new(START);
    fn now() -> i64 {
        NOW.load(Ordering::SeqCst)
    }
    let policy = Policy {
        keep_days: Some(30),
        ..Policy::default()
    };
    let mut harness = TestBot::under(policy.clone(), now).await;
    let (ada, ben) = (harness.ada(), harness.ben());
    ada.comes_in().await;
    harness.calm().await;
    // Somebody has used the bot lately, so that its clock can be believed.
    NOW.store(START + 29 * DAY, Ordering::SeqCst);
    ben.comes_in().await;
    harness.calm().await;
    harness.stop_bot().await;
    NOW.store(START + 31 * DAY, Ordering::SeqCst);
    harness.start_bot_under(policy, now).await;
    let card = ada.card();
    let gone = async {
        // The purge is on its way while the first taps are taken, so it is tapped until it is over.
        loop {
            let toast = ada.presses(card.id, "a:1:nothing").await;
            if toast.starts_with("That case is no longer here.") {
                return;
            }
        }
    };
    tokio::time::timeout(crate::harness::PATIENCE, gone)
        .await
        .expect("the case is let go");
}

#[tokio::test]
async fn a_clock_that_is_far_ahead_at_the_start_deletes_nothing() {
    static NOW: AtomicI64 = AtomicI64::new(START);
    fn now() -> i64 {
        NOW.load(Ordering::SeqCst)
    }
    let policy = Policy {
        keep_days: Some(365),
        ..Policy::default()
    };
    let mut harness = TestBot::under(policy.clone(), now).await;
    let ada = harness.ada();
    ada.comes_in().await;
    harness.calm().await;
    harness.stop_bot().await;
    NOW.store(START + 400 * DAY, Ordering::SeqCst);
    let store = harness.store().await;
    let expired = delete_expired(&store, Some(365), now).await.unwrap();
    assert_eq!(expired, Default::default());
    store.close().await;
    harness.start_bot_under(policy, now).await;
    ada.says("/resume");
    ada.is_asked("Red flags").await;
}

#[tokio::test]
async fn of_somebody_who_only_reads_what_is_said_of_privacy_nothing_is_kept() {
    let harness = TestBot::open().await;
    if !harness.has_file() {
        return;
    }
    let ada = harness.ada();
    ada.says("/start");
    ada.is_asked("Which best describes you?").await;
    ada.taps("Privacy").await;
    ada.sees("your numeric Telegram id").await;
    harness.calm().await;
    let file = rusqlite::Connection::open(harness.database()).unwrap();
    let people = "select count(*) from people";
    let people: i64 = file.query_row(people, [], |row| row.get(0)).unwrap();
    assert_eq!(people, 0);
}
