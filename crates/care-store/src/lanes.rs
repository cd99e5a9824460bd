//! Lanes: which replica makes the calls of a chat.
//!
//! The calls of a chat keep their order only if one process makes them. Where replicas share the
//! store, the one that commits a call also takes the chat's lane, for a few seconds, unless another
//! holds it: then that one is told that something is owed and picks it up. A lane is renewed while
//! something is owed; a replica that dies lets its lanes run out, and another picks up what it left.
//! In a file there is one process and every lane is its own.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use sqlx::AssertSqlSafe;
use sqlx::postgres::PgListener;

use super::unit::json_of;
use super::{Owed, OwedId, Store, StoreError, Unit, column};

/// An answer to a press that is older than this was left behind by whoever took it.
const LEFT_BEHIND_SECONDS: i64 = 3;
/// An answer to a press that is older than this is of no use to anybody.
const USELESS_SECONDS: i64 = 60;

/// What a replica has picked up.
#[derive(Debug, Default)]
pub struct PickedUp {
    /// Calls that are now its to make, in order.
    pub calls: Vec<Owed>,
    /// Of the chats that it was busy with, those whose lanes it has lost.
    pub lost: Vec<i64>,
}

/// Hears that a replica has owed something in a lane that it does not hold.
pub struct Elsewhere(Option<PgListener>);

impl Elsewhere {
    /// Returns when there may be something to pick up; never, where the store is not shared.
    ///
    /// # Errors
    /// When the connection is lost.
    pub async fn heard(&mut self) -> Result<(), StoreError> {
        match &mut self.0 {
            Some(listener) => {
                listener.recv().await?;
                Ok(())
            }
            None => std::future::pending().await,
        }
    }
}

impl Store {
    /// Begins to listen for what other replicas owe.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn elsewhere(&self) -> Result<Elsewhere, StoreError> {
        if !self.is_shared() {
            return Ok(Elsewhere(None));
        }
        let mut listener = PgListener::connect(&self.url).await?;
        listener.listen("achilles_owed").await?;
        Ok(Elsewhere(Some(listener)))
    }

    /// Renews the lanes that this replica is busy with, takes over those that have run out, and reads
    /// what is owed in its lanes beside what it knows of. `busy` are the chats it has calls for.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn pick_up(
        &self,
        known: &[OwedId],
        busy: &[i64],
        now: i64,
    ) -> Result<PickedUp, StoreError> {
        let mut unit = self.begin().await?;
        let picked = if self.is_shared() {
            unit.pick_up(known, busy, now).await?
        } else {
            let known: HashSet<OwedId> = known.iter().copied().collect();
            let mut calls = unit.all_owed().await?;
            calls.retain(|call| !known.contains(&call.id));
            PickedUp {
                calls,
                lost: Vec::new(),
            }
        };
        unit.finish().await?;
        Ok(picked)
    }

    /// Lets go of all lanes, so that another replica can go on at once.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn release_lanes(&self) -> Result<(), StoreError> {
        let Some(lanes) = &self.sql.lanes else {
            return Ok(());
        };
        let mut turn = self.base.turn().await?;
        sqlx::query(AssertSqlSafe(Arc::clone(&lanes.release)))
            .bind(self.replica)
            .execute(turn.connection()?)
            .await?;
        sqlx::query(AssertSqlSafe(Arc::clone(&lanes.elsewhere)))
            .execute(turn.connection()?)
            .await?;
        Ok(())
    }
}

impl Unit {
    /// Takes the lanes of what is owed. What belongs in a lane that another replica holds, or behind
    /// something earlier, is taken out, and whoever holds the lane is told at the commit. Answers to
    /// presses wait for nobody.
    pub(super) async fn leave_to_others(
        &mut self,
        owed: &mut BTreeMap<OwedId, Owed>,
    ) -> Result<(), StoreError> {
        let sql = Arc::clone(&self.sql);
        let Some(lanes) = &sql.lanes else {
            return Ok(());
        };
        let in_lane = Owed::keeps_its_place;
        let chats: HashSet<i64> = owed
            .values()
            .filter(|call| in_lane(call))
            .map(|call| call.chat)
            .collect();
        if chats.is_empty() {
            return Ok(());
        }
        let rows = sqlx::query(AssertSqlSafe(Arc::clone(&lanes.take)))
            .bind(json_of(&chats))
            .bind(self.replica)
            .fetch_all(self.link()?)
            .await?;
        let mut taken: HashSet<i64> = rows
            .iter()
            .map(|row| column(row, "chat_id"))
            .collect::<Result<_, _>>()?;
        // Where something earlier is owed, by another replica or one that is dead, all of it is picked up
        // in order: handed over at once, these would be made first.
        let first = owed.keys().next().copied();
        let rows = sqlx::query(AssertSqlSafe(Arc::clone(&lanes.earlier)))
            .bind(json_of(&chats))
            .bind(first)
            .fetch_all(self.link()?)
            .await?;
        for row in &rows {
            taken.remove(&column(row, "chat_id")?);
        }
        if taken.len() < chats.len() {
            owed.retain(|_, call| !in_lane(call) || taken.contains(&call.chat));
            sqlx::query(AssertSqlSafe(Arc::clone(&lanes.elsewhere)))
                .execute(self.link()?)
                .await?;
        }
        Ok(())
    }

    async fn pick_up(
        &mut self,
        known: &[OwedId],
        busy: &[i64],
        now: i64,
    ) -> Result<PickedUp, StoreError> {
        let sql = Arc::clone(&self.sql);
        let Some(lanes) = &sql.lanes else {
            return Ok(PickedUp::default());
        };
        for statement in [&lanes.renew, &lanes.claim, &lanes.adopt] {
            sqlx::query(AssertSqlSafe(Arc::clone(statement)))
                .bind(self.replica)
                .execute(self.link()?)
                .await?;
        }
        sqlx::query(AssertSqlSafe(Arc::clone(&lanes.forget)))
            .execute(self.link()?)
            .await?;
        sqlx::query(AssertSqlSafe(Arc::clone(&lanes.forget_answers)))
            .bind(now - USELESS_SECONDS)
            .execute(self.link()?)
            .await?;
        let rows = sqlx::query(AssertSqlSafe(Arc::clone(&lanes.mine)))
            .bind(json_of(known))
            .bind(self.replica)
            .bind(now - LEFT_BEHIND_SECONDS)
            .fetch_all(self.link()?)
            .await?;
        let calls = rows.iter().map(Owed::from_row).collect::<Result<_, _>>()?;
        let mut lost = busy.to_vec();
        if !busy.is_empty() {
            let rows = sqlx::query(AssertSqlSafe(Arc::clone(&lanes.held)))
                .bind(json_of(busy))
                .bind(self.replica)
                .fetch_all(self.link()?)
                .await?;
            let held: HashSet<i64> = rows
                .iter()
                .map(|row| column(row, "chat_id"))
                .collect::<Result<_, _>>()?;
            lost.retain(|chat| !held.contains(chat));
        }
        Ok(PickedUp { calls, lost })
    }
}
