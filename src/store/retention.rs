//! Old cases go, with all that belongs to them.

use std::sync::Arc;

use serde_json::json;
use sqlx::AssertSqlSafe;

use super::personal::KEPT;
use super::sql::Holds::Number;
use super::sql::{Dialect, Statement, list, statement};
use super::{CaseId, Store, StoreError, Unit, column};

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

/// The statements about what is old.
#[derive(Debug)]
pub(super) struct RetentionSql {
    chunk_end: Statement,
    old_cases: Statement,
    let_go: Vec<Statement>,
    old_trail: Statement,
    old_people: Statement,
}

impl RetentionSql {
    pub(super) fn new(dialect: Dialect) -> Self {
        let ids = list(dialect, Number);
        let of_cases = KEPT.iter().filter(|kept| kept.of_case);
        // A case that another replica is at work on is not an old one.
        let skip = match dialect {
            Dialect::Sqlite => "",
            Dialect::Postgres => " for update skip locked",
        };
        Self {
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
    /// The next chunk of cases: those untouched since `before` go. Says where it ended.
    async fn let_cases_go(
        &mut self,
        after: CaseId,
        before: i64,
    ) -> Result<Option<(CaseId, u64)>, StoreError> {
        let sql = Arc::clone(&self.sql);
        let row = sqlx::query(AssertSqlSafe(Arc::clone(&sql.retention.chunk_end)))
            .bind(after)
            .bind(CHUNK)
            .fetch_one(&mut *self.tx)
            .await?;
        let Some(last) = column::<Option<CaseId>>(&row, "last")? else {
            return Ok(None);
        };
        let rows = sqlx::query(AssertSqlSafe(Arc::clone(&sql.retention.old_cases)))
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
            for let_go in &sql.retention.let_go {
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
        let retention = &self.sql.retention;
        for (statement, gone) in [
            (&retention.old_trail, &mut purged.entries),
            (&retention.old_people, &mut purged.people),
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
