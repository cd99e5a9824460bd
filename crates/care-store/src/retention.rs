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
    /// Entries of trails, judgements of answers and what was known of members of groups, by their own age.
    pub entries: u64,
    /// People without any case, who had not been seen since.
    pub people: u64,
}

/// The statements about what is old.
#[derive(Debug)]
pub(super) struct RetentionSql {
    /// Where the next chunk of cases ends.
    cases_end: Statement,
    old_cases: Statement,
    pub(super) let_go: Vec<Statement>,
    old_trail: Statement,
    /// Tables that stay small.
    old_rest: [Statement; 2],
    /// Where the next chunk of people ends.
    people_end: Statement,
    old_people: Statement,
}

impl RetentionSql {
    pub(super) fn new(dialect: Dialect) -> Self {
        let ids = list(dialect, Number);
        let of_cases = KEPT.iter().filter(|kept| kept.of_case);
        // In the order of their numbers, as units of work lock them, so that nobody waits in a circle.
        let locked = match dialect {
            Dialect::Sqlite => "",
            Dialect::Postgres => " order by id for update",
        };
        Self {
            cases_end: "select max(id) as last from \
                        (select id from cases where id > $1 order by id limit $2) as chunk"
                .into(),
            old_cases: statement(format!(
                "select id from cases where id > $1 and id <= $2 and updated_at < $3{locked}"
            )),
            let_go: of_cases
                .map(|kept| format!("delete from {} where case_id in {ids}", kept.table))
                .chain([format!("delete from cases where id in {ids}")])
                .map(statement)
                .collect(),
            old_trail: "delete from trail where at < $1 and id in \
                        (select id from trail order by id limit $2)"
                .into(),
            old_rest: [
                "delete from judgements where judged_at < $1".into(),
                "delete from members where seen_at < $1".into(),
            ],
            people_end: "select max(user_id) as last from (select user_id from people \
                         where user_id > $1 order by user_id limit $2) as chunk"
                .into(),
            old_people: "delete from people where user_id > $1 and user_id <= $2 \
                         and accepted_at < $3 \
                         and not exists (select 1 from cases where cases.user_id = people.user_id) \
                         and not exists (select 1 from trail where trail.user_id = people.user_id)"
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
        let Some(last) = self.chunk_end(&sql.retention.cases_end, after).await? else {
            return Ok(None);
        };
        let rows = sqlx::query(AssertSqlSafe(Arc::clone(&sql.retention.old_cases)))
            .bind(after)
            .bind(last)
            .bind(before)
            .fetch_all(self.link()?)
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

    /// The next chunk of people: those of whom nothing but old settings is left go.
    async fn let_people_go(
        &mut self,
        after: i64,
        before: i64,
    ) -> Result<Option<(i64, u64)>, StoreError> {
        let sql = Arc::clone(&self.sql);
        let Some(last) = self.chunk_end(&sql.retention.people_end, after).await? else {
            return Ok(None);
        };
        let done = sqlx::query(AssertSqlSafe(Arc::clone(&sql.retention.old_people)))
            .bind(after)
            .bind(last)
            .bind(before)
            .execute(self.link()?)
            .await?;
        Ok(Some((last, done.rows_affected())))
    }

    async fn chunk_end(
        &mut self,
        statement: &Statement,
        after: i64,
    ) -> Result<Option<i64>, StoreError> {
        let row = sqlx::query(AssertSqlSafe(Arc::clone(statement)))
            .bind(after)
            .bind(CHUNK)
            .fetch_one(self.link()?)
            .await?;
        column(&row, "last")
    }

    /// The oldest entries of trails, so many at a time.
    async fn let_entries_go(&mut self, before: i64) -> Result<u64, StoreError> {
        let sql = Arc::clone(&self.sql);
        let done = sqlx::query(AssertSqlSafe(Arc::clone(&sql.retention.old_trail)))
            .bind(before)
            .bind(CHUNK)
            .execute(self.link()?)
            .await?;
        Ok(done.rows_affected())
    }

    /// Old judgements, and what was known of members of groups.
    async fn let_rest_go(&mut self, before: i64) -> Result<u64, StoreError> {
        let sql = Arc::clone(&self.sql);
        let mut gone = 0;
        for statement in &sql.retention.old_rest {
            let done = sqlx::query(AssertSqlSafe(Arc::clone(statement)))
                .bind(before)
                .execute(self.link()?)
                .await?;
            gone += done.rows_affected();
        }
        Ok(gone)
    }
}

impl Store {
    /// Lets go what was not touched since `before` (Unix seconds): cases with all that belongs to
    /// them, entries of trails, judgements, what was known of members, and the settings of people of whom nothing else is left. A few hundred
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
        loop {
            let mut unit = self.begin().await?;
            let gone = unit.let_entries_go(before).await?;
            unit.finish().await?;
            if gone == 0 {
                break;
            }
            purged.entries += gone;
        }
        let mut unit = self.begin().await?;
        purged.entries += unit.let_rest_go(before).await?;
        unit.finish().await?;
        let mut after = 0;
        loop {
            let mut unit = self.begin().await?;
            let chunk = unit.let_people_go(after, before).await?;
            unit.finish().await?;
            let Some((last, gone)) = chunk else { break };
            purged.people += gone;
            after = last;
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
                .execute(unit.link()?)
                .await?;
        }
        unit.finish().await
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{Changes, KeptCase, Person, Seat, Shown, ShownKind};

    async fn keep(store: &Store, person: i64, cases: impl Iterator<Item = CaseId>, now: i64) {
        let mut changes = Changes::default();
        let seat = Seat {
            chat: person,
            thread: 0,
            person,
        };
        changes.save_person(Person {
            accepted: true,
            ..Person::new(person)
        });
        for id in cases {
            changes.save_case(&KeptCase::new(id, seat, now));
            changes.shown(Shown {
                person,
                chat: person,
                case: Some(id),
                kind: ShownKind::Plan,
                content_version: String::new(),
                ids: Vec::new(),
                pathway: None,
            });
        }
        let mut unit = store.begin().await.unwrap();
        unit.take(changes, now).await.unwrap();
        unit.commit(now).await.unwrap();
    }

    #[tokio::test]
    async fn what_is_old_goes_over_any_number_of_transactions_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("bot.db").display());
        let store = Store::open(&url).await.unwrap();
        // Old and new cases side by side, more than one transaction takes.
        keep(&store, 1, (1..=1201).step_by(2), 100).await;
        keep(&store, 2, (2..=1200).step_by(2), 200).await;
        keep(&store, 3, [1300].into_iter(), 100).await;
        keep(&store, 3, [1301].into_iter(), 200).await;
        let purged = store.purge(200).await.unwrap();
        let expected = Purged {
            cases: 602,
            entries: 0,
            people: 1,
        };
        assert_eq!(purged, expected, "entries go with their cases");
        let mut unit = store.begin().await.unwrap();
        for person in [1, 2, 3] {
            unit.fetch_everything(person).await.unwrap();
        }
        let left = |person, table: &str| {
            let everything = unit.room().everything(person).unwrap();
            everything[table].as_array().unwrap().len()
        };
        for (person, people, cases) in [(1, 0, 0), (2, 1, 600), (3, 1, 1)] {
            assert_eq!(left(person, "people"), people);
            assert_eq!(left(person, "cases"), cases);
            assert_eq!(left(person, "trail"), cases);
        }
        drop(unit);
        assert_eq!(store.purge(200).await.unwrap(), Purged::default());
    }
}
