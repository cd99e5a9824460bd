//! What one person, one row or one update must not do to the others.

use rusqlite::Connection;
use serde_json::json;

use crate::harness::{Answers, TestBot};

/// A chain of statements over the bot's file while nobody else writes.
fn in_file(harness: &TestBot, statements: &str) {
    let file = Connection::open(harness.database()).unwrap();
    file.busy_timeout(std::time::Duration::from_secs(5))
        .unwrap();
    file.execute_batch(statements).unwrap();
}

/// So many copies of the only case of a person.
fn copies(cases: u32, closed: bool) -> String {
    let closed = i32::from(closed);
    format!(
        "with recursive numbers (number) as \
         (select 1 union all select number + 1 from numbers where number < {cases}) \
         insert into cases (chat_id, thread_id, user_id, topic, state, content_version, pathway, \
         asking, closed, card_message_id, card_number, asked, told, own_topic, created_at, updated_at) \
         select chat_id, thread_id, user_id, topic, state, content_version, pathway, asking, \
         {closed}, null, 1, asked, told, 0, created_at, updated_at from numbers, \
         (select * from cases order by id limit 1)"
    )
}

#[tokio::test]
async fn a_row_that_cannot_be_read_costs_the_updates_that_need_it_and_its_person_hears_so() {
    let harness = TestBot::open().await;
    if !harness.has_file() {
        return;
    }
    let (ada, ben) = (harness.ada(), harness.ben());
    ada.comes_in().await;
    ben.comes_in().await;
    harness.calm().await;
    let card = ada.card();
    let press = crate::harness::User::data(&card, "Infection");
    in_file(
        &harness,
        "update cases set state = cast(x'7bff7d' as text) where user_id = 5",
    );
    ada.says("/cases");
    ada.is_asked("Your cases in this chat").await;
    in_file(&harness, "update people set access = '{' where user_id = 5");
    ada.says("/settings");
    ada.sees("was set aside").await;
    assert_eq!(ada.presses(card.id, &press).await, "", "it is answered");
    ada.sees_times(2, "was set aside").await;
    ben.taps("Infection").await;
    ben.taps("Done").await;
    ben.reads_plan(1).await;
}

#[tokio::test]
async fn a_person_has_so_many_cases_at_most_and_a_word_before() {
    let harness = TestBot::open().await;
    if !harness.has_file() {
        return;
    }
    let ada = harness.ada();
    ada.comes_in().await;
    harness.calm().await;
    in_file(&harness, &copies(448, false));
    ada.says("/new");
    ada.sees("You have 450 cases of at most 500.").await;
    in_file(&harness, &copies(50, false));
    ada.says("/new");
    ada.sees("You have 500 open cases, and there can be no more.")
        .await;
    in_file(&harness, "update cases set closed = 1");
    ada.says("/new");
    ada.is_asked("Red flags").await;
    in_file(&harness, &copies(4_500, true));
    ada.says("/new");
    ada.sees("of your cases are stored, and there can be no more")
        .await;
    let ben = harness.ben();
    ben.comes_in().await;
}

#[tokio::test]
async fn a_large_export_comes_in_parts_in_bounded_memory() {
    let mut harness = TestBot::empty(Default::default()).await;
    if !harness.has_file() {
        return;
    }
    harness.start_binary();
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    harness.calm().await;
    in_file(&harness, &copies(1_500, true));
    in_file(
        &harness,
        "insert into plans select cases.id, 1, given_at, role, plans.pathway, plans.content_version, \
         answers, messages, refused, visit, lines from cases, (select * from plans limit 1) as plans \
         where cases.id > 1",
    );
    let before = peak_memory(&harness);
    harness.telegram.forget_calls();
    ada.says("/export_my_data");
    let files = || {
        let calls = harness.telegram.calls();
        let sent = calls
            .iter()
            .filter(|call| call.method == "sendDocument" && call.ok);
        let parts: Vec<serde_json::Value> = sent
            .map(|call| {
                serde_json::from_str(call.params["file"]["file_text"].as_str().unwrap()).unwrap()
            })
            .collect();
        let is_whole = parts.last().is_some_and(|part| part["is_last"] == true);
        is_whole.then_some(parts)
    };
    let parts = ada.until("the last part", files).await;
    assert!(parts.len() > 1, "{}", parts.len());
    let rows = |table: &str| -> usize {
        let lists = parts
            .iter()
            .filter_map(|part| part["kept"][table].as_array());
        lists.map(Vec::len).sum()
    };
    assert_eq!((rows("cases"), rows("plans")), (1_501, 1_501));
    let megabytes = (peak_memory(&harness) - before) / 1024;
    assert!(megabytes < 100, "it took {megabytes} MB");
}

/// The most memory that the binary has held, in KB.
fn peak_memory(harness: &TestBot) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", harness.process())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let line = line.unwrap().trim().trim_end_matches(" kB");
    line.parse().unwrap()
}

#[tokio::test]
async fn an_update_that_was_begun_again_and_again_is_set_aside_and_others_are_handled() {
    let mut harness = TestBot::with_binary().await;
    let (ada, ben) = (harness.ada(), harness.ben());
    ada.comes_in().await;
    ben.comes_in().await;
    harness.calm().await;
    harness.kill_binary();
    let from = json!({"id": 5, "is_bot": false, "first_name": "Ada"});
    let chat = json!({"id": 5, "type": "private", "first_name": "Ada"});
    let update = harness.telegram.push_raw_update(json!({
        "message": {"message_id": 9_000, "date": 1, "chat": chat, "from": from, "text": "/about"}
    }));
    // As runs would have left it that ended while they handled the update, all but the first with a note.
    let store = harness.store().await;
    store.note_start().await.unwrap();
    for _ in 0..3 {
        store.note_start().await.unwrap();
        assert!(store.note_attempt(update).await.unwrap());
    }
    store.close().await;
    harness.start_binary();
    ada.sees("was set aside").await;
    ben.taps("Infection").await;
    harness.calm().await;
    assert_eq!(ada.count_of("The content is about"), 0);
    harness
        .logs_say(1, "an update brought the bot down three times")
        .await;
}

#[tokio::test]
async fn threads_go_on_when_what_a_case_is_called_is_worded_anew() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = TestBot::with_binary().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    ada.says("/new");
    ada.is_asked("Red flags").await;
    let plan = ada.reads_plan(1).await;
    harness.calm().await;
    harness.kill_binary();
    let topic = crate::content::changed(
        folder.path(),
        &[(
            "[topic]",
            "[texts]\n\"case.label\" = \"Patient {number}\"\n\n[topic]",
        )],
    );
    harness.set("ACHILLES_DIALOGUES", topic);
    harness.start_binary();
    ada.client
        .reply(plan.messages[0].id, "does shockwave work at the insertion?");
    let answer = ada.sees("Patient 1").await;
    assert!(answer.text.starts_with("Patient 1"), "{}", answer.text);
}

#[tokio::test]
async fn the_many_long_texts_of_one_person_keep_nobody_else_waiting() {
    let mut harness = TestBot::with_binary().await;
    if !harness.has_file() {
        return;
    }
    let (ada, ben) = (harness.ada(), harness.ben());
    ada.comes_in().await;
    ben.comes_in().await;
    harness.calm().await;
    harness.kill_binary();
    // All of it waits when the bot comes back, so it comes in one batch.
    let long = "qwrtzp vbnmlk ".repeat(290);
    for _ in 0..90 {
        ada.says(&long);
    }
    ben.says("/help");
    harness.start_binary();
    ben.sees("/new begins a case").await;
    // Of hers only those of the first turns were taken by then.
    let file = Connection::open(harness.database()).unwrap();
    let texts =
        "select count(*) from updates where update_id > (select max(update_id) from updates) - 91";
    let taken: i64 = file.query_row(texts, [], |row| row.get(0)).unwrap();
    assert!(taken < 60, "{taken} of 91 updates came first");
}
