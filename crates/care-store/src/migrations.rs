//! The steps of the schema, one file each, of both databases.
//!
//! A step that older programs can live with leaves `oldest_program` in the table meta as it is; one that
//! they cannot sets it to its own number. So an older replica comes back during a rolling update, and a
//! program that is too old says which one is needed.

use std::error::Error as _;

use crate::error::StoreError;

pub(crate) mod sqlite {
    refinery::embed_migrations!("migrations/sqlite");
}

pub(crate) mod postgres {
    refinery::embed_migrations!("migrations/postgres");
}

/// The latest step that this program knows. A test holds it against the files.
pub(crate) const LATEST: i64 = 7;

/// The latest step that a database has; an error where it has none.
pub(crate) const VERSION: &str = "select cast(max(version) as bigint) from refinery_schema_history";

/// The oldest program that can work with a database, by the latest step that it knows.
pub(crate) const OLDEST_PROGRAM: &str = "select value from meta where name = 'oldest_program'";

/// Whether steps are due for a database of this version, on which programs from `oldest` on can work.
pub(crate) fn is_due(place: &str, version: Option<i64>, oldest: i64) -> Result<bool, StoreError> {
    match version {
        Some(found) if found > LATEST && oldest > LATEST => Err(StoreError::Newer {
            place: place.to_owned(),
            found,
            known: LATEST,
        }),
        Some(found) if found > LATEST => {
            tracing::info!(found, known = LATEST, "the database is of a later version");
            Ok(false)
        }
        _ => Ok(true),
    }
}

/// What the database said of a step, without the words of the library around it.
pub(crate) fn reason(error: &refinery::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

/// Brings a file up to an earlier step, for tests of what that version left.
///
/// # Errors
/// When a step fails.
pub fn migrate_sqlite_to(
    connection: &mut rusqlite::Connection,
    version: i64,
) -> Result<(), refinery::Error> {
    let runner = sqlite::migrations::runner().set_target(target(version));
    runner.run(connection).map(drop)
}

/// The same for a database of a server.
///
/// # Errors
/// When the server cannot be reached, or a step fails.
pub async fn migrate_postgres_to(
    url: &str,
    version: i64,
) -> Result<(), Box<dyn std::error::Error>> {
    let (mut client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    let runner = postgres::migrations::runner().set_target(target(version));
    runner.run_async(&mut client).await?;
    Ok(())
}

fn target(version: i64) -> refinery::Target {
    refinery::Target::Version(version.try_into().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{LATEST, is_due, postgres, sqlite};

    #[test]
    fn the_latest_step_is_that_of_the_files_on_both_databases() {
        let latest = |migrations: &[refinery::Migration]| {
            migrations.iter().map(|one| i64::from(one.version())).max()
        };
        for files in [
            latest(sqlite::migrations::runner().get_migrations()),
            latest(postgres::migrations::runner().get_migrations()),
        ] {
            assert_eq!(files, Some(LATEST));
        }
    }

    /// The checksums of the steps, as the databases have them written down. A file whose step was edited is
    /// refused at the next start: a change is a new step, and a line here.
    const WRITTEN_DOWN: &[(u64, u64)] = &[
        (12_415_744_223_686_800_664, 16_623_483_061_268_584_451),
        (14_993_758_331_786_327_110, 4_650_272_906_786_170_754),
        (16_734_744_141_242_547_910, 17_040_644_796_380_920_052),
        (12_344_952_405_812_536_336, 13_937_055_689_614_714_798),
        (6_212_954_864_752_797_043, 9_997_319_768_002_990_505),
        (14_657_581_511_995_643_219, 2_109_699_787_569_250_656),
        (9_765_222_789_820_147_546, 1_761_491_852_624_444_363),
    ];

    #[test]
    fn a_step_that_databases_have_taken_is_never_edited() {
        let sums = |migrations: &[refinery::Migration]| {
            let mut sorted = migrations.to_vec();
            sorted.sort_by_key(refinery::Migration::version);
            let sums = sorted.iter().map(refinery::Migration::checksum);
            sums.collect::<Vec<u64>>()
        };
        let (files, servers): (Vec<u64>, Vec<u64>) = WRITTEN_DOWN.iter().copied().unzip();
        assert_eq!(sums(sqlite::migrations::runner().get_migrations()), files);
        assert_eq!(
            sums(postgres::migrations::runner().get_migrations()),
            servers
        );
    }

    #[test]
    fn a_program_that_is_too_old_says_so_and_one_that_is_old_enough_goes_on() {
        assert!(is_due("bot.db", None, 1).is_ok_and(|due| due));
        assert!(is_due("bot.db", Some(LATEST), LATEST).is_ok_and(|due| due));
        assert!(is_due("bot.db", Some(LATEST + 1), LATEST).is_ok_and(|due| !due));
        let refused = is_due("bot.db", Some(LATEST + 2), LATEST + 2);
        let words = refused.map_or_else(|error| error.to_string(), |_| String::new());
        assert!(words.contains("start the later version"), "{words}");
    }
}
