//! How a file is spoken to about what is done for every tap.
//!
//! sqlx keeps SQLite on a thread of its own and hands over the end of each statement by itself. Every
//! hand-over wakes the other thread, which takes longer than most statements; so a unit of work is one
//! statement: an insert into a view that holds nothing, whose trigger writes everything. SQLite commits
//! it, or takes it back, by itself.

use super::sql::{Sql, Statement, statement};

/// What batches and settlements begin and end with.
#[derive(Debug)]
pub(super) struct Scripts {
    /// Makes the views; of a connection, so that they are no part of the file.
    pub views: Statement,
    /// Begins the transaction of a batch for which something has to be read: $1 numbers of updates,
    /// $2 now, $3 people, $4 cases, $5 visitors.
    pub open: Statement,
    /// Ends it with what was changed: $1 people, $2 cases, $3 visitors, $4 calls; $5 earlier calls that
    /// were made.
    pub commit: Statement,
    /// A batch for which nothing had to be read, from its beginning to its commit: as `commit`, with
    /// $6 the numbers of its updates, $7 now, $8 the version of the file that it goes by. When one of the
    /// updates was handled before, or the file has another version, a constraint fails.
    pub whole: Statement,
    /// The number of the last call that was ever owed.
    pub last_owed: Statement,
    /// $1 calls about to be tried, $2 calls that were made, $3 cards, $4 calls of which no try has
    /// arrived; a unit of its own.
    pub settle: Statement,
}

/// Changes whenever another connection has written to the file (SQLite, pragma data_version).
const VERSION: &str = "select data_version from pragma_data_version";

/// SQLite's own note of it, which outlives the calls.
const LAST_OWED: &str =
    "select coalesce(max(seq), 0) as last_owed from sqlite_sequence where name = 'outbox'";

impl Scripts {
    pub(super) fn new(sql: &Sql) -> Self {
        // Each of them takes its rows as its first parameter.
        let with = |statement: &Statement, given: &str| statement.replace("$1", given);
        let batch = view(
            "batch",
            &[
                "people", "cases", "visitors", "calls", "made", "updates", "now", "version",
            ],
            &[
                format!(
                    "insert into updates (update_id, handled_at) \
                     select value, case when ({VERSION}) = new.version then new.now end \
                     from json_each(new.updates)"
                ),
                with(&sql.write_people, "new.people"),
                with(&sql.write_cases, "new.cases"),
                with(&sql.door.write_visitors, "new.visitors"),
                with(&sql.settle, "new.made"),
                with(&sql.owe, "new.calls"),
            ],
        );
        let settlement = view(
            "settlement",
            &["tried", "made", "cards", "not_tried"],
            &[
                with(&sql.not_tried, "new.not_tried"),
                with(&sql.tried, "new.tried"),
                with(&sql.settle, "new.made"),
                with(&sql.set_cards, "new.cards"),
            ],
        );
        Self {
            views: statement(format!("{batch}; {settlement}")),
            open: statement(format!(
                "begin immediate; {VERSION}; {LAST_OWED}; {}; {}; {}; {}",
                sql.claim_updates,
                with(&sql.read_people, "$3"),
                with(&sql.read_cases, "$4"),
                with(&sql.door.read_visitors, "$5"),
            )),
            commit: "insert into batch (people, cases, visitors, calls, made) \
                     values ($1, $2, $3, $4, $5); commit"
                .into(),
            whole: "insert into batch values ($1, $2, $3, $4, $5, $6, $7, $8)".into(),
            last_owed: LAST_OWED.into(),
            settle: "insert into settlement values ($1, $2, $3, $4)".into(),
        }
    }
}

/// A view that holds nothing: what is inserted into it is given to these statements as `new`.
fn view(name: &str, columns: &[&str], statements: &[String]) -> String {
    let nothing = vec!["null"; columns.len()].join(", ");
    let columns = columns.join(", ");
    let statements = statements.join("; ");
    format!(
        "create temp view {name} ({columns}) as select {nothing} where false; \
         create temp trigger into_{name} instead of insert on {name} begin {statements}; end"
    )
}
