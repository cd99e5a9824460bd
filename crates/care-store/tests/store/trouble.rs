//! Databases that cannot be used, and files that others must not read.

use care_store::Store;

use crate::both::{NOW, file, here, new_case, url};
use crate::databases::new_postgres;

async fn refusal(address: &str) -> String {
    match Store::open(address).await {
        Ok(_) => panic!("{address} can be opened"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn an_address_with_options_makes_no_file_of_that_name() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("{}?mode=rwc", url(folder.path()));
    assert!(refusal(&address).await.contains("is not understood"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_said_to_be_none_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bot.db");
    std::fs::write(&path, "something else entirely".repeat(100)).unwrap();
    let words = refusal(&url(folder.path())).await;
    assert!(words.contains("cannot be used as a database"), "{words}");
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("some"));
    let missing = folder.path().join("nowhere");
    let words = refusal(&url(&missing)).await;
    assert!(words.contains("its folder exists"), "{words}");
}

#[tokio::test]
async fn the_database_of_another_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let other = rusqlite::Connection::open(folder.path().join("bot.db")).unwrap();
    other
        .execute_batch("create table people (name text); insert into people values ('A')")
        .unwrap();
    drop(other);
    let words = refusal(&url(folder.path())).await;
    assert!(words.contains("a database of its own"), "{words}");
    let other = rusqlite::Connection::open(folder.path().join("bot.db")).unwrap();
    let tables = "select count(*) from sqlite_schema where name = 'cases'";
    let cases: i64 = other.query_row(tables, [], |row| row.get(0)).unwrap();
    assert_eq!(cases, 0);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_without_a_password() {
    // The name cannot be looked up, and nobody waits for it.
    let words = refusal("postgres://bot:hunter2@127.0.0.1:1/bot?connect_timeout=x").await;
    assert!(!words.contains("hunter2"), "{words}");
}

#[tokio::test]
async fn an_unknown_database_of_a_server_is_said_at_once() {
    let Some(url) = new_postgres().await else {
        return;
    };
    let words = refusal(&format!("{url}_of_nobody")).await;
    assert!(words.contains("does not exist"), "{words}");
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_user_of_the_bot_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, store) = file().await;
    new_case(&store, here(5, 5)).await;
    let modes = || -> Vec<u32> {
        let files = std::fs::read_dir(folder.path()).unwrap();
        files
            .map(|file| file.unwrap().metadata().unwrap().permissions().mode() & 0o777)
            .collect()
    };
    assert!(modes().len() > 1, "with what stands beside it");
    assert!(modes().iter().all(|mode| *mode == 0o600), "{:?}", modes());
    store.close().await;
    let path = folder.path().join("bot.db");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let _store = Store::open(&url(folder.path())).await.unwrap();
    assert!(modes().iter().all(|mode| *mode == 0o600), "{:?}", modes());
}

#[tokio::test]
async fn a_file_that_can_only_be_read_is_not_ready() {
    let (folder, store) = file().await;
    store.check_writable().await.unwrap();
    let other = rusqlite::Connection::open(folder.path().join("bot.db")).unwrap();
    other
        .execute("delete from meta where name = 'ready'", [])
        .unwrap();
    assert!(store.check_writable().await.is_err());
    store.close().await;
    assert!(store.check_writable().await.is_err(), "it was closed");
}

#[tokio::test]
async fn a_server_that_can_only_be_read_is_not_ready() {
    let Some(url) = new_postgres().await else {
        return;
    };
    let store = Store::open(&url).await.unwrap();
    store.check_writable().await.unwrap();
    store.close().await;
    let name = url.rsplit('/').next().unwrap();
    let read_only = format!("alter database {name} set default_transaction_read_only = on");
    crate::databases::run_on(&url, &read_only).await;
    assert!(Store::open(&url).await.is_err());
}

#[tokio::test]
async fn a_commit_that_returned_has_reached_the_disk() {
    let (_folder, store) = file().await;
    assert_eq!(
        store.durability().await.unwrap(),
        "journal_mode=wal, synchronous=2"
    );
}

#[tokio::test]
async fn a_server_that_answers_before_the_disk_has_it_is_told_not_to() {
    let Some(url) = new_postgres().await else {
        return;
    };
    let name = url.rsplit('/').next().unwrap();
    let hasty = format!("alter database {name} set synchronous_commit = off");
    crate::databases::run_on(&url, &hasty).await;
    let store = Store::open(&url).await.unwrap();
    let durability = store.durability().await.unwrap();
    assert!(
        durability.ends_with("synchronous_commit=on"),
        "{durability}"
    );
    store.close().await;
}

#[tokio::test]
async fn a_handler_that_panics_leaves_the_store_at_work() {
    let (_folder, store) = file().await;
    let broken = crate::both::handle_at(&store, 1, care_store::ReadSet::default(), NOW, |_| {
        panic!("as a test")
    });
    assert!(broken.await.unwrap_err().is_of_data());
    new_case(&store, here(5, 5)).await;
}
