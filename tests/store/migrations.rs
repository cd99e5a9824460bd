//! Databases of earlier versions.

use care_store::{Changes, Seat, Store, Wanted};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

/// A file as each earlier version left it: its migrations, in order, and what it wrote.
async fn file_of_version(version: usize, path: &std::path::Path) {
    let url = format!("sqlite:{}?mode=rwc", path.display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    let all = sqlx::migrate!("crates/care-store/migrations/sqlite");
    let mut earlier = sqlx::migrate::Migrator::DEFAULT;
    earlier.migrations = all.migrations.iter().take(version).cloned().collect();
    earlier.run(&mut connection).await.unwrap();
    for sql in [
        "insert into people (user_id, accepted_at, role, access) values (6, 1, 'trainee', '[]')",
        "insert into cases (chat_id, thread_id, user_id, state, content_version, pathway, asking, \
         created_at, updated_at) values (5, 0, 6, '{}', 'old', 'active', 0, 1, 2)",
        "insert into updates (update_id, handled_at) values (40, 1800000000)",
        "insert into outbox (chat_id, method, params, created_at) \
         values (5, 'sendMessage', '{}', 3)",
    ] {
        sqlx::query(AssertSqlSafe(sql.to_owned()))
            .execute(&mut connection)
            .await
            .unwrap();
    }
    // From the third on, numbers of cases are given out by a counter.
    if version >= 3 {
        sqlx::query("update counters set value = 1 where name = 'cases'")
            .execute(&mut connection)
            .await
            .unwrap();
    }
    connection.close().await.unwrap();
}

#[tokio::test]
async fn a_file_of_every_earlier_version_is_brought_up_to_date_with_all_that_is_in_it() {
    let versions = sqlx::migrate!("crates/care-store/migrations/sqlite")
        .migrations
        .len();
    for version in 1..=versions {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bot.db");
        file_of_version(version, &path).await;
        let store = Store::open(&format!("sqlite:{}", path.display()))
            .await
            .unwrap();
        let mut unit = store.begin().await.unwrap();
        unit.fetch(&[Wanted::Case(1), Wanted::Person(6), Wanted::Number], 9)
            .await
            .unwrap();
        let mut changes = Changes::default();
        let case = unit.room().case(&changes, 1).unwrap().unwrap();
        assert_eq!(case.content_version, "old", "version {version}");
        assert!(case.asked.is_empty());
        assert!(unit.room().person(&changes, 6).unwrap().accepted);
        let seat = Seat {
            chat: 5,
            thread: 0,
            person: 6,
        };
        let new = unit.room().new_case(&mut changes, seat, 9).unwrap();
        assert!(new.id > 1, "the number of a kept case is given out again");
        assert_eq!(unit.claim_updates(&[40], 9).await.unwrap().len(), 0);
        let owed = unit.all_owed().await.unwrap();
        assert_eq!(owed.len(), 1);
        assert!(!owed[0].tried && owed[0].instead.is_none());
    }
}
