//! A unit of work: one transaction for a batch of updates.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde_json::Value;
use sqlx::{Any, AssertSqlSafe};

use super::room::MOST_CASES;
use super::seal::Seal;
use super::sql::{Sql, Statement};
use super::{
    Changes, KeptCase, NewCall, Owed, OwedId, Person, Room, Settled, StoreError, Wanted, column,
};

/// Handled updates are remembered for two days; Telegram keeps undelivered ones for one.
const REMEMBERED_SECONDS: i64 = 2 * 24 * 60 * 60;

/// A transaction. What is not committed has not happened.
pub struct Unit {
    pub(super) tx: sqlx::Transaction<'static, Any>,
    pub(super) sql: Arc<Sql>,
    pub(super) replica: i64,
    pub(super) room: Room,
    /// With whether each is the first that somebody waits for.
    calls: Vec<(NewCall, bool)>,
    seal: Seal,
    /// Somebody's data were deleted here.
    forgetful: bool,
    /// What is settled here was owed because of a deletion.
    seal_after: bool,
}

impl Unit {
    pub(super) fn new(
        tx: sqlx::Transaction<'static, Any>,
        sql: Arc<Sql>,
        replica: i64,
        seal: Seal,
    ) -> Self {
        Self {
            tx,
            sql,
            replica,
            room: Room::default(),
            calls: Vec::new(),
            seal,
            forgetful: false,
            seal_after: false,
        }
    }

    /// What has been read so far.
    #[must_use]
    pub fn room(&self) -> &Room {
        &self.room
    }

    /// Waits until no other replica is at work on these chats, and keeps the others waiting until
    /// this unit ends.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn lock_chats(&mut self, chats: &[i64]) -> Result<(), StoreError> {
        if let Some(lock) = self.sql.lock_chats.clone() {
            self.run(&lock, json_of(chats)).await?;
        }
        Ok(())
    }

    /// Notes that updates are being handled, and says which of them were not handled before.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn claim_updates(
        &mut self,
        updates: &[i64],
        now: i64,
    ) -> Result<HashSet<i64>, StoreError> {
        let rows: Vec<Value> = updates
            .iter()
            .map(|id| serde_json::json!({ "id": id }))
            .collect();
        let rows = sqlx::query(AssertSqlSafe(Arc::clone(&self.sql.claim_updates)))
            .bind(json_of(&rows))
            .bind(now)
            .fetch_all(&mut *self.tx)
            .await?;
        rows.iter().map(|row| column(row, "update_id")).collect()
    }

    /// Forgets updates that Telegram cannot deliver again.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn forget_old_updates(&mut self, now: i64) -> Result<(), StoreError> {
        sqlx::query(AssertSqlSafe(Arc::clone(&self.sql.forget_updates)))
            .bind(now - REMEMBERED_SECONDS)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// Reads what updates will need into the room, as far as it is not there.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn fetch(&mut self, wanted: &[Wanted], now: i64) -> Result<(), StoreError> {
        let wanted: HashSet<Wanted> = wanted
            .iter()
            .copied()
            .filter(|wanted| !self.room.has(*wanted))
            .collect();
        let mut people = Vec::new();
        let mut cases = Vec::new();
        let mut door = Vec::new();
        for wanted in wanted {
            match wanted {
                Wanted::Person(user) => people.push(user),
                Wanted::Case(id) => cases.push(id),
                Wanted::CasesOf { chat, person } => self.fetch_cases_of(chat, person).await?,
                Wanted::Number => {
                    let row = sqlx::query(AssertSqlSafe(Arc::clone(&self.sql.next_case)))
                        .fetch_one(&mut *self.tx)
                        .await?;
                    self.room.add_number(column(&row, "value")?);
                }
                Wanted::Visitor(_)
                | Wanted::Admission(_)
                | Wanted::Invitation(_)
                | Wanted::Code => door.push(wanted),
                Wanted::Trail(person) => {
                    self.write(now).await?;
                    self.fetch_trail(person).await?;
                }
                Wanted::Everything(person) => {
                    self.write(now).await?;
                    self.fetch_everything(person).await?;
                }
            }
        }
        if !people.is_empty() {
            let rows = self
                .rows(&self.sql.read_people.clone(), json_of(&people))
                .await?;
            for row in &rows {
                self.room.add_person(Person::from_row(row)?);
            }
            for user in people {
                if !self.room.has(Wanted::Person(user)) {
                    self.room.add_person(Person::new(user));
                }
            }
        }
        if !cases.is_empty() {
            let rows = self
                .rows(&self.sql.read_cases.clone(), json_of(&cases))
                .await?;
            for row in &rows {
                let case = KeptCase::from_row(row)?;
                self.room.add_case(case.id, Some(case));
            }
            for id in cases {
                self.room.add_case(id, None);
            }
        }
        self.fetch_door(&door).await
    }

    async fn fetch_cases_of(&mut self, chat: i64, person: i64) -> Result<(), StoreError> {
        let rows = sqlx::query(AssertSqlSafe(Arc::clone(&self.sql.read_cases_of)))
            .bind(chat)
            .bind(person)
            .bind(MOST_CASES)
            .fetch_all(&mut *self.tx)
            .await?;
        let cases = rows
            .iter()
            .map(KeptCase::from_row)
            .collect::<Result<_, _>>()?;
        self.room.add_list(chat, person, cases);
        Ok(())
    }

    /// Takes what one update has changed, and what is owed because of it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn take(&mut self, mut changes: Changes, now: i64) -> Result<(), StoreError> {
        let moved = changes.moved.take();
        let forgotten = changes.forgotten.take();
        let calls = self.room.take(changes);
        if let Some(person) = forgotten {
            // Behind the room's back, as below: what was changed is written first, so that it is deleted
            // with the rest. What was going to be said in the private chat is not said any more, but
            // every press has to be answered.
            self.write(now).await?;
            self.forget(person).await?;
            self.calls
                .retain(|(call, _)| call.chat != person || !call.keeps_its_place());
            self.room.clear();
            self.forgetful = true;
        }
        let mut leads = true;
        for call in calls {
            let first = leads && call.keeps_its_place();
            leads &= !first;
            self.calls.push((call, first));
        }
        if let Some((from, to)) = moved {
            // Behind the room's back: what was changed goes first, what was read is read again.
            self.write(now).await?;
            for (call, _) in &mut self.calls {
                if call.chat == from {
                    call.chat = to;
                }
            }
            for statement in [
                self.sql.move_cases.clone(),
                self.sql.move_owed.clone(),
                self.sql.door.move_admission.clone(),
                self.sql.trail.move_trail.clone(),
            ] {
                sqlx::query(AssertSqlSafe(statement))
                    .bind(to)
                    .bind(from)
                    .execute(&mut *self.tx)
                    .await?;
            }
            self.room.clear();
        }
        Ok(())
    }

    /// Writes what has been changed.
    async fn write(&mut self, now: i64) -> Result<(), StoreError> {
        let (people, cases) = self.room.changed();
        let people: Vec<Value> = people.iter().map(|person| person.to_row(now)).collect();
        let cases: Vec<Value> = cases.iter().map(|case| case.to_row(now)).collect();
        if !people.is_empty() {
            let statement = self.sql.write_people.clone();
            self.run(&statement, json_of(&people)).await?;
        }
        if !cases.is_empty() {
            let statement = self.sql.write_cases.clone();
            self.run(&statement, json_of(&cases)).await?;
        }
        self.write_door(now).await?;
        self.write_trail(now).await
    }

    /// Writes everything and commits. Only then has any of it happened, and the calls that are owed
    /// may be made: those are handed back that are this replica's to make.
    ///
    /// # Errors
    /// When the database refuses; then nothing has happened.
    pub async fn commit(mut self, now: i64) -> Result<Vec<Owed>, StoreError> {
        self.write(now).await?;
        let calls = std::mem::take(&mut self.calls);
        let mut owed = BTreeMap::new();
        if !calls.is_empty() {
            let given: Vec<Value> = calls
                .iter()
                .enumerate()
                .map(|(place, (call, _))| call.to_row(place, now))
                .collect();
            let rows = self.rows(&self.sql.owe.clone(), json_of(&given)).await?;
            let mut ids: BTreeMap<i64, OwedId> = BTreeMap::new();
            for row in &rows {
                ids.insert(column(row, "place")?, column(row, "id")?);
            }
            for ((call, leads), id) in calls.into_iter().zip(ids.into_values()) {
                owed.insert(id, call.owed(id, now, leads));
            }
            self.leave_to_others(&mut owed).await?;
        }
        self.tx.commit().await?;
        if self.forgetful {
            self.seal.wait_for(owed.keys().copied());
            self.seal.seal().await;
        }
        Ok(owed.into_values().collect())
    }

    /// Everything still owed, in order: what an earlier run left.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn all_owed(&mut self) -> Result<Vec<Owed>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(Arc::clone(&self.sql.read_owed)))
            .fetch_all(&mut *self.tx)
            .await?;
        rows.iter().map(Owed::from_row).collect()
    }

    /// Notes that a first try of these calls is about to be made.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn note_tries(&mut self, calls: &[OwedId]) -> Result<(), StoreError> {
        let statement = self.sql.tried.clone();
        self.run(&statement, json_of(calls)).await
    }

    /// Strikes out calls that were made or never can be, and notes the messages that became cards.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn settle(&mut self, settled: &[Settled]) -> Result<(), StoreError> {
        if settled.is_empty() {
            return Ok(());
        }
        let ids: Vec<OwedId> = settled.iter().map(|settled| settled.id).collect();
        self.seal_after |= self.seal.is_due(ids.iter().copied());
        let statement = self.sql.settle.clone();
        self.run(&statement, json_of(&ids)).await?;
        let cards: Vec<Value> = settled
            .iter()
            .filter_map(|settled| settled.card)
            .map(|(card, message)| {
                serde_json::json!({
                    "card_of": card.case, "card_number": card.number, "message": message,
                })
            })
            .collect();
        if !cards.is_empty() {
            let statement = self.sql.set_cards.clone();
            self.run(&statement, json_of(&cards)).await?;
        }
        Ok(())
    }

    /// Commits a unit that handled no updates.
    ///
    /// # Errors
    /// When the database refuses; then nothing has happened.
    pub async fn finish(self) -> Result<(), StoreError> {
        self.tx.commit().await?;
        if self.seal_after {
            self.seal.seal().await;
        }
        Ok(())
    }

    pub(super) async fn run(
        &mut self,
        statement: &Statement,
        given: String,
    ) -> Result<(), StoreError> {
        sqlx::query(AssertSqlSafe(Arc::clone(statement)))
            .bind(given)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    pub(super) async fn rows(
        &mut self,
        statement: &Statement,
        given: String,
    ) -> Result<Vec<sqlx::any::AnyRow>, StoreError> {
        Ok(sqlx::query(AssertSqlSafe(Arc::clone(statement)))
            .bind(given)
            .fetch_all(&mut *self.tx)
            .await?)
    }
}

pub(super) fn json_of<T: serde::Serialize + ?Sized>(given: &T) -> String {
    // Numbers, texts and lists of them can always be written.
    serde_json::to_string(given).unwrap_or_default()
}
