//! The databases that the tests run on.
#![allow(
    clippy::unwrap_used,
    reason = "a test or a measurement that cannot go on has failed"
)]

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio_postgres::NoTls;

/// A new, empty database of a server, if there is one to test with.
pub(crate) async fn new_postgres() -> Option<String> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let Ok(server) = std::env::var("ACHILLES_TEST_POSTGRES") else {
        assert!(
            std::env::var("CI").is_err(),
            "ACHILLES_TEST_POSTGRES is not set: in CI the tests on PostgreSQL have to run"
        );
        eprintln!(
            "NOT RUN on PostgreSQL: start a server (.ci/postgres prints its address) and set \
             ACHILLES_TEST_POSTGRES"
        );
        return None;
    };
    let name = format!(
        "achilles_{}_{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    run_on(&server, &format!("drop database if exists {name}")).await;
    run_on(&server, &format!("create database {name}")).await;
    let (base, _) = server.rsplit_once('/').unwrap();
    Some(format!("{base}/{name}"))
}

/// Runs statements in a database.
pub(crate) async fn run_on(url: &str, statements: &str) {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    let at_work = tokio::spawn(connection);
    client.batch_execute(statements).await.unwrap();
    drop(client);
    at_work.await.unwrap().unwrap();
}
