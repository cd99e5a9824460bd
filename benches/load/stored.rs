//! A database with many cases, made without tapping through each of them.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use tempfile::TempDir;

use crate::Failure;
use crate::crowd::Crowd;
use crate::subject::{self, Binaries, Kind, Subject};

/// The number of the person whose case is copied; copies go to those after, and those who tap have
/// smaller ones.
const FIRST: i64 = 5_000_000_000;
/// Cases a person has.
const CASES_A_PERSON: u64 = 4;

/// A folder with a database that holds so many cases of people who are not there.
///
/// A bot with one person makes the first case; the others are copies of its rows under other
/// people's numbers, so that this needs to know nothing of the schema but those columns.
pub async fn filled(binaries: &Binaries, cases: u64) -> Result<TempDir, Failure> {
    let folder = subject::folder()?;
    let database = Subject::database(&folder);
    let mut subject = Subject::start_on(binaries, Kind::Ours, folder).await?;
    let mut crowd = Crowd::gather(&subject, FIRST, 1).await?;
    crowd.round(&subject, Duration::from_secs(1)).await?;
    let folder = subject.stop().await?;
    let mut connection = SqliteConnectOptions::new()
        .filename(&database)
        .connect()
        .await?;
    copies(&mut connection, "people", cases / CASES_A_PERSON, 1).await?;
    copies(&mut connection, "cases", cases, CASES_A_PERSON).await?;
    // New cases are numbered after these.
    sqlx::query("update counters set value = (select max(id) from cases) where name = 'cases'")
        .execute(&mut connection)
        .await?;
    // As a bot that has run for a while would have left it.
    sqlx::query("pragma wal_checkpoint(truncate)")
        .execute(&mut connection)
        .await?;
    connection.close().await?;
    Ok(folder)
}

/// So many copies of the first row of a table, `each` of them for one person.
async fn copies(
    connection: &mut SqliteConnection,
    table: &str,
    count: u64,
    each: u64,
) -> Result<(), Failure> {
    let columns: Vec<String> = sqlx::query_scalar("select name from pragma_table_info($1)")
        .bind(table)
        .fetch_all(&mut *connection)
        .await?;
    let kept: Vec<_> = columns.iter().filter(|name| *name != "id").collect();
    let values: Vec<_> = kept
        .iter()
        .map(|name| match name.as_str() {
            "user_id" | "chat_id" => format!("{FIRST} + 1 + number / {each}"),
            other => format!("first.{other}"),
        })
        .collect();
    let names: Vec<_> = kept.iter().map(|name| name.as_str()).collect();
    // Table and columns are the schema's own names, not anybody's input.
    let sql = AssertSqlSafe(format!(
        "with recursive numbers (number) as \
         (select 0 union all select number + 1 from numbers where number + 1 < {count}) \
         insert into {table} ({}) select {} from numbers, (select * from {table} limit 1) as first",
        names.join(", "),
        values.join(", ")
    ));
    sqlx::query(sql).execute(connection).await?;
    Ok(())
}

/// Another folder with the same database.
pub fn copy(folder: &TempDir) -> Result<TempDir, Failure> {
    let other = subject::folder()?;
    std::fs::copy(Subject::database(folder), Subject::database(&other))?;
    Ok(other)
}

/// What a database and its journal take on disk.
pub fn megabytes(database: &Path) -> Result<f64, Failure> {
    let mut journal = database.as_os_str().to_owned();
    journal.push("-wal");
    let bytes = std::fs::metadata(database)?.len()
        + std::fs::metadata(journal).map_or(0, |metadata| metadata.len());
    Ok(bytes as f64 / 1024.0 / 1024.0)
}
