//! How a batch of updates begins its unit of work, and how it commits.
//!
//! On a server each step is a statement. In a file a batch is mostly a single one ([`super::scripts`]): what
//! the updates need is [standing](super::standing) there, so nothing has to be read before the commit.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::scripts::Scripts;
use super::sql::Sql;
use super::standing::Standing;
use super::unit::json_of;
use super::{
    CaseId, KeptCase, NewCall, Owed, OwedId, Person, StoreError, Unit, Visitor, Wanted, column,
};

/// What a batch of updates begins with.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    /// The numbers of its updates.
    pub updates: &'a [i64],
    /// The chats that they are about.
    pub chats: &'a [i64],
    /// What they will need, as far as it shows.
    pub wanted: &'a [Wanted],
}

/// A batch that was begun without the database, because everything it needs was there.
#[derive(Debug)]
pub(super) struct Unclaimed {
    updates: Vec<i64>,
    now: i64,
}

/// What is not in the room yet.
#[derive(Default)]
struct Lacking {
    people: Vec<i64>,
    cases: Vec<CaseId>,
    visitors: Vec<i64>,
}

impl Unit {
    /// Begins for a batch, and says which of its updates were not handled before.
    pub(super) async fn open(
        &mut self,
        batch: &Batch<'_>,
        now: i64,
    ) -> Result<HashSet<i64>, StoreError> {
        if self.sql.scripts.is_none() {
            if let Some(lock) = self.sql.lock_chats.clone() {
                self.run(&lock, json_of(batch.chats)).await?;
            }
            let fresh = self.claim_updates(batch.updates, now).await?;
            self.fetch(batch.wanted, now).await?;
            return Ok(fresh);
        }
        let mut lacking = Lacking::default();
        if let Some(standing) = self.link.take_standing() {
            self.room = standing.room;
            self.version = Some(standing.version);
            self.last_owed = Some(standing.last_owed);
            if batch.wanted.iter().all(|wanted| self.room.has(*wanted)) {
                let updates = batch.updates.to_vec();
                let fresh = updates.iter().copied().collect();
                self.unclaimed = Some(Unclaimed { updates, now });
                return Ok(fresh);
            }
        }
        for wanted in batch.wanted {
            match wanted {
                wanted if self.room.has(*wanted) => {}
                Wanted::Person(user) => lacking.people.push(*user),
                Wanted::Case(id) => lacking.cases.push(*id),
                Wanted::Visitor(user) => lacking.visitors.push(*user),
                _ => {}
            }
        }
        let fresh = self.begin_in_file(batch.updates, &lacking, now).await?;
        self.fetch(batch.wanted, now).await?;
        Ok(fresh)
    }

    /// Begins the transaction of a batch for which nothing had to be read at first.
    pub(super) async fn begin_late(&mut self) -> Result<(), StoreError> {
        let Some(Unclaimed { updates, now }) = self.unclaimed.take() else {
            return Ok(());
        };
        let version = self.version;
        let fresh = self
            .begin_in_file(&updates, &Lacking::default(), now)
            .await?;
        if fresh.len() == updates.len() && self.version == version {
            return Ok(());
        }
        self.link.take_back().await?;
        Err(StoreError::Overtaken)
    }

    /// Begins the transaction in a file, claims updates, and reads what is lacking.
    async fn begin_in_file(
        &mut self,
        updates: &[i64],
        lacking: &Lacking,
        now: i64,
    ) -> Result<HashSet<i64>, StoreError> {
        let sql = Arc::clone(&self.sql);
        let scripts = scripts(&sql)?;
        let rows = sqlx::query(AssertSqlSafe(Arc::clone(&scripts.open)))
            .bind(json_of(updates))
            .bind(now)
            .bind(json_of(&lacking.people))
            .bind(json_of(&lacking.cases))
            .bind(json_of(&lacking.visitors))
            .fetch_all(self.link.begins()?)
            .await?;
        let mut fresh = HashSet::new();
        for row in &rows {
            // Each of the script's statements has a column that the others have not; the version is told
            // first.
            if row.try_column("data_version").is_ok() {
                let version = Some(column(row, "data_version")?);
                if self.version.is_some() && self.version != version {
                    self.room.clear();
                }
                self.version = version;
            } else if row.try_column("last_owed").is_ok() {
                self.last_owed = Some(column(row, "last_owed")?);
            } else if row.try_column("update_id").is_ok() {
                fresh.insert(column(row, "update_id")?);
            } else if row.try_column("role").is_ok() {
                self.room.add_person(Person::from_row(row)?);
            } else if row.try_column("minute").is_ok() {
                self.room.door.add_visitor(Visitor::from_row(row)?);
            } else {
                let case = KeptCase::from_row(row)?;
                self.room.add_case(case.id, Some(case));
            }
        }
        let Lacking {
            people,
            cases,
            visitors,
        } = lacking;
        self.room.nothing_else(people, cases, visitors);
        Ok(fresh)
    }

    /// Writes everything and commits. Only then has any of it happened, and the calls that are owed
    /// may be made: those are handed back that are this replica's to make.
    ///
    /// # Errors
    /// When the database refuses, or has changed meanwhile; then nothing has happened.
    pub async fn commit(mut self, now: i64) -> Result<Vec<Owed>, StoreError> {
        let calls = std::mem::take(&mut self.calls);
        let sql = Arc::clone(&self.sql);
        let ids = if sql.scripts.is_some() {
            self.commit_in_file(&calls, now).await?
        } else {
            self.write(now).await?;
            if calls.is_empty() {
                Vec::new()
            } else {
                let rows = rows_of(&calls, &[], now);
                ids_by_place(&self.rows(&sql.owe, rows).await?)?
            }
        };
        let mut owed = BTreeMap::new();
        for ((call, leads), id) in calls.into_iter().zip(ids) {
            owed.insert(id, NewCall::owed(call, id, now, leads));
        }
        if sql.scripts.is_none() {
            self.leave_to_others(&mut owed).await?;
            self.link.commit().await?;
        } else {
            drop(self.link);
        }
        if self.forgetful {
            self.seal.wait_for(owed.keys().copied());
        }
        if self.forgetful || self.seal_after {
            self.seal.seal().await;
        }
        Ok(owed.into_values().collect())
    }

    /// The numbers that so many calls get in a file.
    async fn next_ids(&mut self, calls: usize) -> Result<Vec<OwedId>, StoreError> {
        if calls == 0 {
            return Ok(Vec::new());
        }
        let last = match self.last_owed {
            Some(last) => last,
            None => {
                let sql = Arc::clone(&self.sql);
                let asked = AssertSqlSafe(Arc::clone(&scripts(&sql)?.last_owed));
                let row = sqlx::query(asked).fetch_one(self.link()?).await?;
                column(&row, "last_owed")?
            }
        };
        let ids: Vec<OwedId> = (last + 1..).take(calls).collect();
        self.last_owed = ids.last().copied();
        Ok(ids)
    }

    /// Writes everything to the file, and leaves standing what is known of it. Says the numbers of the calls.
    async fn commit_in_file(
        &mut self,
        calls: &[(NewCall, bool)],
        now: i64,
    ) -> Result<Vec<OwedId>, StoreError> {
        let sql = Arc::clone(&self.sql);
        let scripts = scripts(&sql)?;
        if self.room.has_kept() {
            // A plan needs its case there before it.
            self.write(now).await?;
        }
        if self.room.has_rare() {
            self.begin_late().await?;
            self.write_door(now).await?;
            self.write_trail(now).await?;
        }
        // Not before: whoever begins the transaction reads the last number from the file.
        let ids = self.next_ids(calls.len()).await?;
        let changed = self.changed(now);
        let unclaimed = self.unclaimed.take();
        let made = self.made.take();
        let script = match unclaimed {
            Some(_) => &scripts.whole,
            None => &scripts.commit,
        };
        let none = || "[]".to_owned();
        let mut query = sqlx::query(AssertSqlSafe(Arc::clone(script)))
            .bind(changed.people.unwrap_or_else(none))
            .bind(changed.cases.unwrap_or_else(none))
            .bind(changed.visitors.unwrap_or_else(none))
            .bind(rows_of(calls, &ids, now))
            .bind(json_of(made.calls()));
        if let Some(Unclaimed { updates, now }) = &unclaimed {
            query = query.bind(json_of(updates)).bind(now).bind(self.version);
        }
        match query.execute(self.link()?).await.map_err(StoreError::from) {
            // Begun anew it shows whether it was overtaken, or is itself at fault.
            Err(error) if unclaimed.is_some() && error.is_of_data() => {
                return Err(StoreError::Overtaken);
            }
            done => done?,
        };
        self.link.is_over();
        self.seal_after |= self.seal.is_due(made.done());
        let room = std::mem::take(&mut self.room);
        let known = self.version.zip(self.last_owed);
        let standing = known.and_then(|(version, last)| Standing::after(room, version, last));
        self.link.keep_standing(standing);
        Ok(ids)
    }
}

/// Calls as rows, in a file with their numbers.
fn rows_of(calls: &[(NewCall, bool)], ids: &[OwedId], now: i64) -> String {
    let calls = calls.iter().enumerate();
    let rows = calls.map(|(place, (call, _))| call.to_row(place, ids.get(place).copied(), now));
    json_of(&rows.collect::<Vec<_>>())
}

fn scripts(sql: &Sql) -> Result<&Scripts, StoreError> {
    // Only who has looked asks for them.
    let missing = StoreError::Query(sqlx::Error::PoolClosed);
    sql.scripts.as_ref().ok_or(missing)
}

/// The numbers of calls in the order of their places.
fn ids_by_place(rows: &[AnyRow]) -> Result<Vec<OwedId>, StoreError> {
    let mut ids: BTreeMap<i64, OwedId> = BTreeMap::new();
    for row in rows {
        ids.insert(column(row, "place")?, column(row, "id")?);
    }
    Ok(ids.into_values().collect())
}
