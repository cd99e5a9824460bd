//! Databases of earlier versions.

use care_store::{ReadSet, Store};

use crate::both::{NOW, case, look, url};
use crate::databases::{new_postgres, run_on};

/// The rows that each version left, written when that version was the latest. A new step brings a file of
/// its own, and the files of earlier ones stay as they are.
const LEFT: &[(i64, &str)] = &[
    (1, include_str!("left/v1.sql")),
    (2, include_str!("left/v2.sql")),
    (3, include_str!("left/v3.sql")),
    (4, include_str!("left/v4.sql")),
    (5, include_str!("left/v5.sql")),
    (6, include_str!("left/v6.sql")),
    (7, include_str!("left/v7.sql")),
];

async fn all_is_there(store: &Store, version: i64) {
    let kept = case(store, 1.into()).await.unwrap();
    assert_eq!(kept.content_version, "old", "version {version}");
    assert_eq!(kept.asked, ["what_is_it"]);
    assert_eq!(kept.number, 1, "version {version}");
    let told: serde_json::Value = serde_json::from_str(&kept.told).unwrap();
    let flags = match version {
        1 => serde_json::json!({}),
        _ => serde_json::json!({"red_flags": ["rf_dvt"]}),
    };
    assert_eq!(told, flags, "version {version}: a red flag that was told");
    let reads = ReadSet {
        person: Some(6.into()),
        case: Some(1.into()),
        new_case: Some(crate::both::here(5, 6)),
        message: Some((5.into(), 70.into())),
        ..ReadSet::default()
    };
    look(store, reads, move |session| {
        assert!(session.person(6.into()).accepted);
        let plans = session.plans_of(1.into());
        assert_eq!(plans.len(), 1);
        let (visit, lines) = match version {
            1..=4 => (1, &[][..]),
            _ => (2, &["line".to_owned()][..]),
        };
        assert_eq!((plans[0].visit, &plans[0].lines[..]), (visit, lines));
        assert_eq!(session.case_of_message().unwrap().id.get(), 1);
    })
    .await;
    let contents = store.contents().await.unwrap();
    let versions: Vec<&str> = contents.iter().map(|one| &*one.version).collect();
    let kept: &[&str] = if version < 6 { &[] } else { &["old"] };
    assert_eq!(versions, kept, "version {version}");
    let entries = store.claim(&[], &[], NOW).await.unwrap().entries;
    assert_eq!(entries.len(), 1);
    let again = store.set_aside(40, Vec::new(), NOW).await.unwrap();
    assert!(again.is_empty());
    let new = crate::both::new_case(store, crate::both::here(5, 6)).await;
    assert!(new.id.get() > 1, "the id of a kept case is given out again");
    // Case 1 is kept; of Case 2 and Case 3, which were deleted, only the numbers.
    assert_eq!(new.number, if version < 7 { 2 } else { 4 });
}

#[tokio::test]
async fn what_every_earlier_version_left_is_there() {
    for (version, rows) in LEFT {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bot.db");
        let mut file = rusqlite::Connection::open(&path).unwrap();
        care_store::migrate_sqlite_to(&mut file, *version).unwrap();
        let rows_of_file = rows.replace(" true", " 1").replace(" false", " 0");
        file.execute_batch(&rows_of_file).unwrap();
        drop(file);
        let store = Store::open(&url(folder.path())).await.unwrap();
        all_is_there(&store, *version).await;

        let Some(url) = new_postgres().await else {
            continue;
        };
        care_store::migrate_postgres_to(&url, *version)
            .await
            .unwrap();
        let numbers = "select setval('case_ids', 1)";
        run_on(&url, &format!("{rows}; {numbers}")).await;
        let store = Store::open(&url).await.unwrap();
        all_is_there(&store, *version).await;
    }
}

#[tokio::test]
async fn a_file_of_a_later_version_asks_for_the_later_program_and_stays_as_it_is() {
    let (folder, store) = crate::both::file().await;
    store.close().await;
    let path = folder.path().join("bot.db");
    let later = |oldest: i64| {
        let file = rusqlite::Connection::open(&path).unwrap();
        let step = "insert or replace into refinery_schema_history values \
                    (99, 'later', '2030-01-01T00:00:00Z', '1')";
        file.execute(step, []).unwrap();
        let oldest_program = "update meta set value = ?1 where name = 'oldest_program'";
        file.execute(oldest_program, [oldest]).unwrap();
    };
    later(99);
    let error = Store::open(&url(folder.path())).await.unwrap_err();
    assert!(
        error.to_string().contains("start the later version"),
        "{error}"
    );
    // A step that this program can live with does not keep it out, as during a rolling update.
    later(1);
    let store = Store::open(&url(folder.path())).await.unwrap();
    store.check_writable().await.unwrap();
}
