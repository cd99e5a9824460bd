//! What is kept of one person, all of it: to hand it out, to delete it, and to let old cases go.
//!
//! Every table with something of a person stands in [`KEPT`]; a test holds the list against the
//! schema, so that a new table can be forgotten neither by the export nor by the deletion.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value, json};
use sqlx::any::AnyRow;
use sqlx::{AnyPool, AssertSqlSafe, Column, Executor, Row, TypeInfo, ValueRef};

use super::sql::Holds::Number;
use super::sql::{Dialect, Statement, list, statement};
use super::{CaseId, Missing, OwedId, Room, Store, StoreError, Unit, Wanted, column};

/// How the rows of a person are found in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// By `user_id`.
    Person,
    /// By `chat_id`: a private chat has the number of its person.
    PrivateChat,
    /// By `case_id`, through the person's cases.
    Case,
}

/// A table with something of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Its name.
    pub table: &'static str,
    /// How a person's rows are found.
    pub whose: Whose,
    /// Its rows go with the case in their column `case_id`.
    pub of_case: bool,
    /// What it holds is handed out. Not so what is on its way to the person anyhow.
    pub exported: bool,
}

const fn kept(table: &'static str, whose: Whose) -> Kept {
    Kept {
        table,
        whose,
        of_case: false,
        exported: true,
    }
}

/// Every table with something of a person, in the order in which a deletion takes them: cases last,
/// because other tables are found through them.
pub const KEPT: &[Kept] = &[
    kept("people", Whose::Person),
    Kept {
        of_case: true,
        ..kept("trail", Whose::Person)
    },
    kept("visitors", Whose::Person),
    kept("admissions", Whose::PrivateChat),
    Kept {
        exported: false,
        ..kept("outbox", Whose::PrivateChat)
    },
    kept("cases", Whose::Person),
];

/// Most cases that are looked through in one transaction when old ones are let go: others wait for it.
const CHUNK: i64 = 500;
/// How long it is remembered when somebody came, or was turned away.
const VISITORS_SECONDS: i64 = 24 * 60 * 60;

/// How much an old case's going has taken with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Purged {
    /// Cases.
    pub cases: u64,
    /// Entries of trails that went by their own age.
    pub entries: u64,
    /// People without any case, who had not been seen since.
    pub people: u64,
}

impl Room {
    /// Everything that is kept of a person: rows by table.
    ///
    /// # Errors
    /// When it has not been read yet.
    pub fn everything(&self, person: i64) -> Result<&Value, Missing> {
        let everything = self.everything.get(&person);
        everything.ok_or(Missing(Wanted::Everything(person)))
    }
}

/// The statements about all that is kept of a person.
#[derive(Debug)]
pub(super) struct PersonalSql {
    forget: Vec<Statement>,
    export: Vec<(&'static str, Statement)>,
    chunk_end: Statement,
    old_cases: Statement,
    let_go: Vec<Statement>,
    old_trail: Statement,
    old_people: Statement,
}

impl PersonalSql {
    pub(super) fn new(dialect: Dialect) -> Self {
        let found = |kept: &Kept| match kept.whose {
            Whose::Person => "user_id = $1",
            Whose::PrivateChat => "chat_id = $1",
            Whose::Case => "case_id in (select id from cases where user_id = $1)",
        };
        let ids = list(dialect, Number);
        let of_cases = KEPT.iter().filter(|kept| kept.of_case);
        // A case that another replica is at work on is not an old one.
        let skip = match dialect {
            Dialect::Sqlite => "",
            Dialect::Postgres => " for update skip locked",
        };
        Self {
            forget: KEPT
                .iter()
                .map(|kept| statement(format!("delete from {} where {}", kept.table, found(kept))))
                .collect(),
            export: KEPT
                .iter()
                .filter(|kept| kept.exported)
                .map(|kept| {
                    let select = format!("select * from {} where {}", kept.table, found(kept));
                    (kept.table, statement(select))
                })
                .collect(),
            chunk_end: "select max(id) as last from \
                        (select id from cases where id > $1 order by id limit $2) as chunk"
                .into(),
            old_cases: statement(format!(
                "select id from cases where id > $1 and id <= $2 and updated_at < $3{skip}"
            )),
            let_go: of_cases
                .map(|kept| format!("delete from {} where case_id in {ids}", kept.table))
                .chain([format!("delete from cases where id in {ids}")])
                .map(statement)
                .collect(),
            old_trail: "delete from trail where at < $1 and id in \
                        (select id from trail order by id limit $2)"
                .into(),
            old_people: "delete from people where user_id in \
                         (select user_id from people where accepted_at < $1 \
                          and not exists (select 1 from cases where cases.user_id = people.user_id) \
                          and not exists (select 1 from trail where trail.user_id = people.user_id) \
                          limit $2)"
                .into(),
        }
    }
}

impl Unit {
    /// Deletes everything that is kept of a person.
    pub(super) async fn forget(&mut self, person: i64) -> Result<(), StoreError> {
        let sql = Arc::clone(&self.sql);
        for forget in &sql.personal.forget {
            sqlx::query(AssertSqlSafe(Arc::clone(forget)))
                .bind(person)
                .execute(&mut *self.tx)
                .await?;
        }
        Ok(())
    }

    /// Reads everything that is kept of a person into the room. What was changed has been written.
    pub(super) async fn fetch_everything(&mut self, person: i64) -> Result<(), StoreError> {
        let sql = Arc::clone(&self.sql);
        let mut tables = Map::new();
        for (table, export) in &sql.personal.export {
            let rows = sqlx::query(AssertSqlSafe(Arc::clone(export)))
                .bind(person)
                .fetch_all(&mut *self.tx)
                .await?;
            let rows = rows.iter().map(as_json).collect::<Result<_, _>>()?;
            tables.insert((*table).to_owned(), Value::Array(rows));
        }
        self.room.everything.insert(person, Value::Object(tables));
        Ok(())
    }

    /// The next chunk of cases: those untouched since `before` go. Says where it ended.
    async fn let_cases_go(
        &mut self,
        after: CaseId,
        before: i64,
    ) -> Result<Option<(CaseId, u64)>, StoreError> {
        let sql = Arc::clone(&self.sql);
        let row = sqlx::query(AssertSqlSafe(Arc::clone(&sql.personal.chunk_end)))
            .bind(after)
            .bind(CHUNK)
            .fetch_one(&mut *self.tx)
            .await?;
        let Some(last) = column::<Option<CaseId>>(&row, "last")? else {
            return Ok(None);
        };
        let rows = sqlx::query(AssertSqlSafe(Arc::clone(&sql.personal.old_cases)))
            .bind(after)
            .bind(last)
            .bind(before)
            .fetch_all(&mut *self.tx)
            .await?;
        let ids: Vec<CaseId> = rows
            .iter()
            .map(|row| column(row, "id"))
            .collect::<Result<_, _>>()?;
        if !ids.is_empty() {
            for let_go in &sql.personal.let_go {
                self.run(let_go, json!(ids).to_string()).await?;
            }
        }
        Ok(Some((last, ids.len() as u64)))
    }

    async fn drop_before(&mut self, statement: &Statement, before: i64) -> Result<u64, StoreError> {
        let done = sqlx::query(AssertSqlSafe(Arc::clone(statement)))
            .bind(before)
            .bind(CHUNK)
            .execute(&mut *self.tx)
            .await?;
        Ok(done.rows_affected())
    }
}

impl Store {
    /// Lets go what was not touched since `before` (Unix seconds): cases with all that belongs to
    /// them, entries of trails, and the settings of people of whom nothing else is left. A few hundred
    /// rows a transaction, so that nobody waits for it.
    ///
    /// # Errors
    /// When the database refuses; what was let go until then is gone.
    pub async fn purge(&self, before: i64) -> Result<Purged, StoreError> {
        let mut purged = Purged::default();
        let mut after = 0;
        loop {
            let mut unit = self.begin().await?;
            let chunk = unit.let_cases_go(after, before).await?;
            unit.finish().await?;
            let Some((last, gone)) = chunk else { break };
            purged.cases += gone;
            after = last;
        }
        let personal = &self.sql.personal;
        for (statement, gone) in [
            (&personal.old_trail, &mut purged.entries),
            (&personal.old_people, &mut purged.people),
        ] {
            loop {
                let mut unit = self.begin().await?;
                let some = unit.drop_before(statement, before).await?;
                unit.finish().await?;
                if some == 0 {
                    break;
                }
                *gone += some;
            }
        }
        if purged != Purged::default() {
            self.seal.seal().await;
        }
        Ok(purged)
    }

    /// Forgets who came long ago, and invitations that have expired.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn tidy_door(&self, now: i64) -> Result<(), StoreError> {
        let mut unit = self.begin().await?;
        for (statement, before) in [
            (&self.sql.door.forget_visitors, now - VISITORS_SECONDS),
            (&self.sql.door.forget_invitations, now),
        ] {
            sqlx::query(AssertSqlSafe(Arc::clone(statement)))
                .bind(before)
                .execute(&mut *unit.tx)
                .await?;
        }
        unit.finish().await
    }
}

/// Makes what was deleted gone from the disk as well: pages of the file are overwritten when the
/// write-ahead log is copied into it, and the log itself is cut to nothing.
#[derive(Debug, Clone)]
pub(super) struct Seal {
    pool: AnyPool,
    dialect: Dialect,
    /// What is still owed because of deletions. It names the person, so once it is settled the log
    /// is cut again.
    pending: Arc<Mutex<HashSet<OwedId>>>,
}

impl Seal {
    pub(super) fn new(pool: AnyPool, dialect: Dialect) -> Self {
        Self {
            pool,
            dialect,
            pending: Arc::default(),
        }
    }

    /// Cuts the log. What was deleted is deleted without it too, so a failure is only told.
    pub(super) async fn seal(&self) {
        if self.dialect == Dialect::Postgres {
            // The server's own vacuum overwrites what was deleted there.
            return;
        }
        if let Err(error) = self.pool.execute("pragma wal_checkpoint(truncate)").await {
            tracing::warn!(%error, "the database's log was not cut; the next stop does it");
        }
    }

    pub(super) fn wait_for(&self, calls: impl IntoIterator<Item = OwedId>) {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        pending.extend(calls);
    }

    /// Strikes out calls that were made, and says whether the last one of a deletion is among them.
    pub(super) fn is_due(&self, settled: impl IntoIterator<Item = OwedId>) -> bool {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        if pending.is_empty() {
            return false;
        }
        for call in settled {
            pending.remove(&call);
        }
        pending.is_empty()
    }
}

/// A row as it is handed out. What is kept as JSON is handed out as such.
fn as_json(row: &AnyRow) -> Result<Value, StoreError> {
    let mut object = Map::new();
    for column in row.columns() {
        let place = column.ordinal();
        let raw = row.try_get_raw(place)?;
        let value = if raw.is_null() {
            Value::Null
        } else if raw.type_info().name() == "TEXT" {
            let text: String = row.try_get(place)?;
            match serde_json::from_str(&text) {
                Ok(inner @ (Value::Array(_) | Value::Object(_))) => inner,
                _ => text.into(),
            }
        } else {
            row.try_get::<i64, _>(place)?.into()
        };
        object.insert(column.name().to_owned(), value);
    }
    Ok(Value::Object(object))
}
