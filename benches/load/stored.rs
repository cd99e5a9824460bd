//! A database with many cases, made without tapping through each of them.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
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
pub(crate) async fn filled(binaries: &Binaries, cases: u64) -> Result<TempDir, Failure> {
    let folder = subject::folder()?;
    let database = Subject::database(&folder);
    let mut subject = Subject::start_on(binaries, Kind::Ours, folder).await?;
    let mut crowd = Crowd::gather(&subject, FIRST, 1).await?;
    crowd.round(&subject, Duration::from_secs(1)).await?;
    let folder = subject.stop().await?;
    let connection = Connection::open(&database)?;
    copies(&connection, "people", cases / CASES_A_PERSON, 1)?;
    // New cases are numbered after these.
    copies(&connection, "cases", cases, CASES_A_PERSON)?;
    // As a bot that has run for a while would have left it.
    connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
    drop(connection);
    Ok(folder)
}

/// So many copies of the first row of a table, `each` of them for one person.
fn copies(connection: &Connection, table: &str, count: u64, each: u64) -> Result<(), Failure> {
    let columns: Vec<String> = connection
        .prepare("select name from pragma_table_info(?1)")?
        .query_map([table], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
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
    let sql = format!(
        "with recursive numbers (number) as \
         (select 0 union all select number + 1 from numbers where number + 1 < {count}) \
         insert into {table} ({}) select {} from numbers, (select * from {table} limit 1) as first",
        names.join(", "),
        values.join(", ")
    );
    connection.execute(&sql, [])?;
    Ok(())
}

/// Another folder with the same database.
pub(crate) fn copy(folder: &TempDir) -> Result<TempDir, Failure> {
    let other = subject::folder()?;
    std::fs::copy(Subject::database(folder), Subject::database(&other))?;
    Ok(other)
}

/// What a database and its journal take on disk.
pub(crate) fn megabytes(database: &Path) -> Result<f64, Failure> {
    let mut journal = database.as_os_str().to_owned();
    journal.push("-wal");
    let bytes = std::fs::metadata(database)?.len()
        + std::fs::metadata(journal).map_or(0, |metadata| metadata.len());
    Ok(bytes as f64 / 1024.0 / 1024.0)
}
