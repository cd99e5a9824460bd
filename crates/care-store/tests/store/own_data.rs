//! What is kept of one person: taking it along, and deleting it.

use std::path::Path;

use care_ids::CaseId;
use care_store::{
    AuditEntry, DeliveryOutcome, ExportCursor, Feedback, Member, MessageRole, PERSONAL_DATA,
    Person, ReadSet, ResponseEffect, ShownKind, Store,
};

use crate::both::{
    NOW, about, acknowledge, file, handle, here, listed, message, new_case, on_both, plan, put,
    told, url,
};

/// A number that is recognised on the disk: its column reads "zebra1".
const ZEBRA: i64 = 0x7a65_6272_6131;

/// Something in every table.
async fn keep_everything(store: &Store, user: i64) -> CaseId {
    let id = new_case(store, here(user, user)).await.id;
    handle(store, ReadSet::default(), move |session| {
        session.save_person(Person {
            accepted: true,
            access: Some(vec!["eswt".into()]),
            ..Person::new(user.into())
        });
        session.save_plan(plan(id, 1));
        session.show(AuditEntry {
            user: user.into(),
            chat: user.into(),
            case: Some(id),
            kind: ShownKind::Plan,
            content_version: "CANARY".into(),
            ids: Vec::new(),
            pathway: None,
        });
        let writes = session.writes();
        writes.admitted.push((user.into(), 1.into()));
        writes.feedback.push(Feedback {
            user: user.into(),
            code: "nsaid".into(),
            content_version: "v1".into(),
            helpful: true,
        });
        writes.calls.push(message(user, "CANARY"));
    })
    .await;
    let member = Member {
        admin: true,
        seen_at: NOW,
    };
    let sent = ResponseEffect::Sent {
        chat: user.into(),
        message: 7.into(),
        about: about(id, MessageRole::Other).unwrap(),
    };
    acknowledge(store, vec![told(user, sent)]).await;
    let noted = store.note_member((-9).into(), user.into(), member).await;
    noted.unwrap();
    id
}

async fn export(store: &Store, user: i64, most: usize) -> Vec<serde_json::Value> {
    let mut parts = Vec::new();
    let mut from = ExportCursor::default();
    loop {
        let part = store.export_part(user.into(), from, most).await.unwrap();
        assert!(
            part.tables.len() < most + 64 * 1024,
            "{}",
            part.tables.len()
        );
        parts.push(serde_json::from_str(&part.tables).unwrap());
        match part.next {
            Some(next) => {
                assert_eq!(next.parts as usize, parts.len());
                from = next;
            }
            None => return parts,
        }
    }
}

fn rows(parts: &[serde_json::Value], table: &str) -> usize {
    let lists = parts.iter().filter_map(|part| part[table].as_array());
    lists.map(Vec::len).sum()
}

#[tokio::test]
async fn an_export_has_every_table_of_a_person_and_nobody_elses() {
    on_both(async |store, _| {
        keep_everything(&store, 6).await;
        keep_everything(&store, 7).await;
        let parts = export(&store, 6, 1024 * 1024).await;
        assert_eq!(parts.len(), 1);
        for data in PERSONAL_DATA {
            let expected = usize::from(data.table != "outbox");
            assert_eq!(rows(&parts, data.table), expected, "{}", data.table);
        }
        assert_eq!(parts[0]["people"][0]["access"][0], "eswt");
        assert_eq!(parts[0]["plans"][0]["answers"]["site"], "both");
        assert_eq!(parts[0]["cases"][0]["user_id"], 6);
        let nobody = export(&store, 8, 1024).await;
        assert_eq!(rows(&nobody, "people"), 0);
    })
    .await;
}

#[tokio::test]
async fn a_large_export_comes_in_parts_that_hold_everything_once() {
    on_both(async |store, _| {
        for _ in 0..4 {
            let ids: Vec<CaseId> = {
                let mut ids = Vec::new();
                for _ in 0..40 {
                    ids.push(new_case(&store, here(6, 6)).await.id);
                }
                ids
            };
            handle(&store, ReadSet::default(), move |session| {
                for id in &ids {
                    session.save_plan(plan(*id, 1));
                }
            })
            .await;
        }
        let parts = export(&store, 6, 16 * 1024).await;
        assert!(parts.len() > 3, "{}", parts.len());
        assert_eq!(rows(&parts, "cases"), 160);
        assert_eq!(rows(&parts, "plans"), 160);
        let ids = parts.iter().filter_map(|part| part["cases"].as_array());
        let mut ids: Vec<i64> = ids
            .flatten()
            .map(|case| case["id"].as_i64().unwrap())
            .collect();
        ids.dedup();
        assert_eq!(ids.len(), 160, "in order and none twice");
    })
    .await;
}

#[tokio::test]
async fn a_deletion_leaves_nothing_of_the_person_and_everything_of_others() {
    on_both(async |store, _| {
        let gone = keep_everything(&store, 6).await;
        let kept = keep_everything(&store, 7).await;
        let said = handle(&store, ReadSet::default(), |session| {
            session.writes().erased = Some(6.into());
            session.writes().calls.push(message(6, "deleted"));
        })
        .await;
        assert_eq!(said.len(), 1, "what is said of it is said");
        let parts = export(&store, 6, 1024).await;
        for data in PERSONAL_DATA {
            assert_eq!(rows(&parts, data.table), 0, "{}", data.table);
        }
        assert_eq!(crate::both::case(&store, gone).await, None);
        assert_eq!(listed(&store, here(7, 7)).await, [kept]);
        let left = store.claim(&[], &[], NOW).await.unwrap().entries;
        let chats: Vec<i64> = left.iter().map(|entry| entry.entry.chat.get()).collect();
        assert_eq!(chats, [7, 6], "what waited for them is not sent");
    })
    .await;
}

/// Every table with something of a person is in the list.
#[tokio::test]
async fn every_table_with_something_of_a_person_is_listed() {
    let (folder, _store) = file().await;
    let other = rusqlite::Connection::open(folder.path().join("bot.db")).unwrap();
    let columns = "select t.name, c.name from sqlite_schema as t, pragma_table_info(t.name) as c \
                   where t.type = 'table'";
    let columns: Vec<(String, String)> = other
        .prepare(columns)
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(columns.len() > 30);
    for (table, column) in columns {
        if matches!(column.as_str(), "user_id" | "chat_id" | "case_id") {
            let is_listed = PERSONAL_DATA.iter().any(|data| data.table == table);
            assert!(is_listed, "{table} is not listed");
        }
    }
}

fn on_disk(folder: &Path, word: &str) -> usize {
    let files = std::fs::read_dir(folder).unwrap();
    let bytes: Vec<u8> = files
        .flat_map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .collect();
    let windows = bytes.windows(word.len());
    windows.filter(|window| *window == word.as_bytes()).count()
}

/// Rows move between pages as they grow; a copy stays behind in the page that they left.
#[tokio::test]
async fn no_copy_of_what_was_deleted_stays_in_the_file() {
    let (folder, store) = file().await;
    // A course of events that leaves copies, if nothing clears them.
    let mut chance = 16_u64;
    let mut draw = move |below: u64| {
        chance = chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from((chance >> 33) % below).unwrap()
    };
    let people = [1, 2, 3, ZEBRA];
    let mut cases = Vec::new();
    for _ in 0..300 {
        if cases.len() < 150 && draw(2) == 0 || cases.is_empty() {
            let user = people[draw(4)];
            cases.push(new_case(&store, here(user, user)).await);
        }
        let place = draw(cases.len() as u64);
        let case = &mut cases[place];
        let of_zebra = case.conversation.user.get() == ZEBRA;
        let word = if of_zebra { "CANARY" } else { "other." };
        case.state = word.repeat(3 + draw(60));
        let case = case.clone();
        handle(&store, ReadSet::default(), move |session| {
            session.save_case(&case);
        })
        .await;
    }
    assert!(on_disk(folder.path(), "CANARY") > 100);
    assert!(on_disk(folder.path(), "zebra1") > 100);
    let said = handle(&store, ReadSet::default(), |session| {
        session.writes().erased = Some(ZEBRA.into());
        session.writes().calls.push(message(ZEBRA, "deleted"));
    })
    .await;
    assert_eq!(on_disk(folder.path(), "CANARY"), 0);
    // What is still said to them names them; once it is, nothing does.
    acknowledge(&store, vec![DeliveryOutcome::of(said[0].id, ZEBRA.into())]).await;
    assert_eq!(on_disk(folder.path(), "zebra1"), 0);
    assert!(on_disk(folder.path(), "other.") > 100, "others keep theirs");
}

#[tokio::test]
async fn what_a_killed_run_deleted_goes_from_the_log_at_the_next_start() {
    let (folder, store) = file().await;
    put(&store, vec![message(5, "CANARY")]).await;
    assert!(on_disk(folder.path(), "CANARY") > 0);
    let entry = store.claim(&[], &[], NOW).await.unwrap().entries[0].id;
    acknowledge(&store, vec![DeliveryOutcome::of(entry, 5.into())]).await;
    let _killed = store;
    let _store = Store::open(&url(folder.path())).await.unwrap();
    assert_eq!(on_disk(folder.path(), "CANARY"), 0);
}

#[tokio::test]
async fn what_a_reader_keeps_in_the_log_is_cleared_once_it_is_done() {
    let (folder, store) = file().await;
    keep_everything(&store, 6).await;
    let reader = rusqlite::Connection::open(folder.path().join("bot.db")).unwrap();
    reader.execute_batch("begin").unwrap();
    let cases = "select count(*) from cases";
    let _: i64 = reader.query_row(cases, [], |row| row.get(0)).unwrap();
    handle(&store, ReadSet::default(), |session| {
        session.writes().erased = Some(6.into());
    })
    .await;
    let in_the_log = || {
        let log = std::fs::read(folder.path().join("bot.db-wal")).unwrap();
        log.windows(6).any(|bytes| bytes == b"CANARY")
    };
    assert!(in_the_log(), "the reader still needs it");
    drop(reader);
    // As whenever old cases are looked for.
    store.secure_erase(true).await;
    assert!(!in_the_log());
}
