//! A unit of work: one transaction. How a batch of updates begins and commits one stands in `batch`.

use std::collections::HashSet;
use std::sync::Arc;

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe};

use super::batch::Unclaimed;
use super::judgements::last_of_each;
use super::link::Link;
use super::made::Made;
use super::room::MOST_CASES;
use super::seal::Seal;
use super::sql::{Sql, Statement};
use super::{
    Changes, KeptCase, KeptPlan, NewCall, Owed, OwedId, Person, Room, Settled, StoreError, Wanted,
    column,
};

/// Handled updates are remembered for two days; Telegram keeps undelivered ones for one.
const REMEMBERED_SECONDS: i64 = 2 * 24 * 60 * 60;

/// Tries of calls that must not come twice.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tries<'a> {
    /// About to be made: from here on one may have arrived.
    pub made: &'a [OwedId],
    /// Of these none has arrived.
    pub not_made: &'a [OwedId],
}

/// Rows to be written, as JSON.
pub(super) struct Changed {
    pub people: Option<String>,
    pub cases: Option<String>,
    pub visitors: Option<String>,
}

/// A transaction. What is not committed has not happened.
pub struct Unit {
    pub(super) link: Link,
    pub(super) sql: Arc<Sql>,
    pub(super) replica: i64,
    pub(super) room: Room,
    /// The version of the file that the room is of, where it can stand after the unit.
    pub(super) version: Option<i64>,
    /// The number of the last call that was owed in the file.
    pub(super) last_owed: Option<OwedId>,
    /// A batch of which nothing is in the database yet.
    pub(super) unclaimed: Option<Unclaimed>,
    /// With whether each is the first that somebody waits for.
    pub(super) calls: Vec<(NewCall, bool)>,
    /// Earlier calls that were made.
    pub(super) made: Made,
    pub(super) seal: Seal,
    /// Somebody's data were deleted here.
    pub(super) forgetful: bool,
    /// What is settled here was owed because of a deletion.
    pub(super) seal_after: bool,
}

impl Unit {
    pub(super) fn new(link: Link, sql: Arc<Sql>, replica: i64, made: Made, seal: Seal) -> Self {
        Self {
            link,
            sql,
            replica,
            room: Room::default(),
            version: None,
            last_owed: None,
            unclaimed: None,
            calls: Vec::new(),
            made,
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

    pub(super) fn link(&mut self) -> Result<&mut AnyConnection, StoreError> {
        Ok(self.link.connection()?)
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
        let rows = sqlx::query(AssertSqlSafe(Arc::clone(&self.sql.claim_updates)))
            .bind(json_of(updates))
            .bind(now)
            .fetch_all(self.link()?)
            .await?;
        rows.iter().map(|row| column(row, "update_id")).collect()
    }

    /// Forgets updates that Telegram cannot deliver again.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn forget_old_updates(&mut self, now: i64) -> Result<(), StoreError> {
        self.begin_late().await?;
        sqlx::query(AssertSqlSafe(Arc::clone(&self.sql.forget_updates)))
            .bind(now - REMEMBERED_SECONDS)
            .execute(self.link()?)
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
        if wanted.is_empty() {
            return Ok(());
        }
        self.begin_late().await?;
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
                        .fetch_one(self.link()?)
                        .await?;
                    self.room.add_number(column(&row, "value")?);
                }
                Wanted::PlansOf(case) => self.fetch_plans_of(case).await?,
                Wanted::Plan { case, number } => self.fetch_plan(case, number).await?,
                Wanted::Member { chat, person } => self.fetch_member(chat, person).await?,
                Wanted::CaseOfTopic { chat, thread } => {
                    self.fetch_case_of_topic(chat, thread).await?;
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
            self.room.nothing_else(&people, &[], &[]);
        }
        if !cases.is_empty() {
            let rows = self
                .rows(&self.sql.read_cases.clone(), json_of(&cases))
                .await?;
            for row in &rows {
                let case = KeptCase::from_row(row)?;
                self.room.add_case(case.id, Some(case));
            }
            self.room.nothing_else(&[], &cases, &[]);
        }
        self.fetch_door(&door).await
    }

    async fn fetch_cases_of(&mut self, chat: i64, person: i64) -> Result<(), StoreError> {
        let rows = sqlx::query(AssertSqlSafe(Arc::clone(&self.sql.read_cases_of)))
            .bind(chat)
            .bind(person)
            .bind(MOST_CASES)
            .fetch_all(self.link()?)
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
            self.version = None;
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
                    .execute(self.link()?)
                    .await?;
            }
            self.room.clear();
            self.version = None;
        }
        Ok(())
    }

    /// Writes what has been changed.
    pub(super) async fn write(&mut self, now: i64) -> Result<(), StoreError> {
        self.begin_late().await?;
        let changed = self.changed(now);
        let sql = Arc::clone(&self.sql);
        for (statement, rows) in [
            (&sql.write_people, changed.people),
            (&sql.write_cases, changed.cases),
            (&sql.door.write_visitors, changed.visitors),
        ] {
            if let Some(rows) = rows {
                self.run(statement, rows).await?;
            }
        }
        self.write_door(now).await?;
        self.write_trail(now).await?;
        self.write_kept(now).await
    }

    /// Writes what is not of every tap: plans, judgements, and which cases are deleted.
    async fn write_kept(&mut self, now: i64) -> Result<(), StoreError> {
        let sql = Arc::clone(&self.sql);
        let kept = self.room.take_kept();
        if !kept.plans.is_empty() {
            let rows: Vec<_> = kept.plans.iter().map(KeptPlan::to_row).collect();
            self.run(&sql.write_plans, json_of(&rows)).await?;
        }
        let judgements = last_of_each(kept.judgements);
        if !judgements.is_empty() {
            let rows: Vec<_> = judgements.iter().map(|one| one.to_row(now)).collect();
            self.run(&sql.write_judgements, json_of(&rows)).await?;
        }
        if !kept.deleted.is_empty() {
            // With all that belongs to them, from the disk too.
            for statement in &sql.retention.let_go {
                self.run(statement, json_of(&kept.deleted)).await?;
            }
            self.version = None;
            self.forgetful = true;
        }
        Ok(())
    }

    /// What nearly every update changes, as rows.
    pub(super) fn changed(&mut self, now: i64) -> Changed {
        let (people, cases) = self.room.changed();
        let people: Vec<_> = people.iter().map(|person| person.to_row(now)).collect();
        let cases: Vec<_> = cases.iter().map(|case| case.to_row(now)).collect();
        let rows = |none: bool, rows: String| (!none).then_some(rows);
        Changed {
            people: rows(people.is_empty(), json_of(&people)),
            cases: rows(cases.is_empty(), json_of(&cases)),
            visitors: self.room.door.changed_visitors(),
        }
    }

    /// Everything still owed, in order: what an earlier run left.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn all_owed(&mut self) -> Result<Vec<Owed>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(Arc::clone(&self.sql.read_owed)))
            .fetch_all(self.link()?)
            .await?;
        rows.iter().map(Owed::from_row).collect()
    }

    /// Notes which calls are about to be tried, and of which no try has arrived. Says which may be tried: in
    /// a shared store only those whose lane this replica holds and that nobody has tried.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn note_tries(&mut self, tries: Tries<'_>) -> Result<HashSet<OwedId>, StoreError> {
        if !tries.not_made.is_empty() {
            let statement = self.sql.not_tried.clone();
            self.run(&statement, json_of(tries.not_made)).await?;
        }
        if tries.made.is_empty() {
            return Ok(HashSet::new());
        }
        let sql = Arc::clone(&self.sql);
        let Some(lanes) = &sql.lanes else {
            self.run(&sql.tried, json_of(tries.made)).await?;
            return Ok(tries.made.iter().copied().collect());
        };
        let rows = sqlx::query(AssertSqlSafe(Arc::clone(&lanes.tried)))
            .bind(json_of(tries.made))
            .bind(self.replica)
            .fetch_all(self.link()?)
            .await?;
        rows.iter().map(|row| column(row, "id")).collect()
    }

    /// Strikes out calls that were made or never can be, and notes the messages that became cards and
    /// what else the answers have told.
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
        if let Some(cards) = cards_of(settled) {
            let statement = self.sql.set_cards.clone();
            self.run(&statement, cards).await?;
        }
        let learnt = settled.iter().filter_map(|settled| settled.learnt);
        self.learn(learnt).await
    }

    /// All of that, in a file by one statement, and the commit. Says which calls may be tried.
    ///
    /// # Errors
    /// When the database refuses; then nothing has happened.
    pub(super) async fn settle_all(
        mut self,
        tries: Tries<'_>,
        settled: &[Settled],
    ) -> Result<HashSet<OwedId>, StoreError> {
        let sql = Arc::clone(&self.sql);
        // What was learnt is rare, and not in the statement.
        let learnt = settled.iter().any(|settled| settled.learnt.is_some());
        let scripts = sql.scripts.as_ref().filter(|_| !learnt);
        let Some(scripts) = scripts else {
            self.link.begin().await?;
            let granted = self.note_tries(tries).await?;
            self.settle(settled).await?;
            self.finish().await?;
            return Ok(granted);
        };
        let made = self.made.take();
        let ids = settled.iter().map(|settled| settled.id);
        let ids: Vec<OwedId> = ids.chain(made.calls().iter().copied()).collect();
        sqlx::query(AssertSqlSafe(Arc::clone(&scripts.settle)))
            .bind(json_of(tries.made))
            .bind(json_of(&ids))
            .bind(cards_of(settled).unwrap_or_else(|| "[]".to_owned()))
            .bind(json_of(tries.not_made))
            .execute(self.link()?)
            .await?;
        made.done();
        // Their cards are other ones now.
        let mut standing = self.link.take_standing();
        if let Some(standing) = &mut standing {
            let cards = settled.iter().filter_map(|settled| settled.card);
            standing.room.forget_cases(cards.map(|(card, _)| card.case));
        }
        self.link.keep_standing(standing);
        drop(self.link);
        if self.seal.is_due(ids) {
            self.seal.seal().await;
        }
        Ok(tries.made.iter().copied().collect())
    }

    /// Commits a unit that handled no updates.
    ///
    /// # Errors
    /// When the database refuses; then nothing has happened.
    pub async fn finish(self) -> Result<(), StoreError> {
        self.link.commit().await?;
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
            .execute(self.link()?)
            .await?;
        Ok(())
    }

    pub(super) async fn rows(
        &mut self,
        statement: &Statement,
        given: String,
    ) -> Result<Vec<AnyRow>, StoreError> {
        Ok(sqlx::query(AssertSqlSafe(Arc::clone(statement)))
            .bind(given)
            .fetch_all(self.link()?)
            .await?)
    }
}

/// The messages that became cards, as rows.
fn cards_of(settled: &[Settled]) -> Option<String> {
    #[derive(serde::Serialize)]
    struct Noted {
        card_of: i64,
        card_number: i64,
        message: i32,
    }
    let cards: Vec<Noted> = settled
        .iter()
        .filter_map(|settled| settled.card)
        .map(|(card, message)| Noted {
            card_of: card.case,
            card_number: card.number,
            message,
        })
        .collect();
    (!cards.is_empty()).then(|| json_of(&cards))
}

pub(super) fn json_of<T: serde::Serialize + ?Sized>(given: &T) -> String {
    // Numbers, texts and lists of them can always be written.
    serde_json::to_string(given).unwrap_or_default()
}
