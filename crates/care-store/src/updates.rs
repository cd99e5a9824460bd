//! Which updates were handled, and which one brings the program down.
//!
//! An update is marked as handled by its number in the transaction that handles it, so one that is delivered again
//! has no effect.
//!
//! An update that brings the program down again and again is found without a write at a normal tap. A start counts
//! until a batch of updates was handled, or the program ends in good order. Who finds such a count at the start comes
//! after an unclean end, and handles the first updates one by one, each noted before. An update that was noted three
//! times and never ended is set aside.
//!
//! Replicas share the count and the notes. One that starts while another has not handled anything yet is careful too,
//! and the first batch of any of them since its start forgets the notes of all, so that among replicas an update may
//! bring the program down more than three times before it is set aside.

use crate::error::StoreError;
use crate::outbox::{NewEntry, OutboxEntry, add_entries, take_leases_and_keep_own};
use crate::tx::{Tx, Work, sql};

/// Telegram's number of an update.
pub type UpdateId = i64;

/// Times that an update may be begun without an end. They have to be noted ones: what a run died of before
/// anything was noted may have been another update, or a kill from outside.
const MOST_TIMES: i64 = 3;

/// Notes an update as handled. Says whether it was not handled before.
pub(crate) async fn mark_handled<T: Tx>(
    tx: &mut T,
    update: UpdateId,
    now: i64,
) -> Result<bool, StoreError> {
    let claim = sql!(
        "insert into updates (update_id, handled_at) values ($1, $2) \
         on conflict (update_id) do nothing",
        update,
        now
    );
    Ok(tx.run(vec![claim]).await? == [1])
}

/// Counts a start. Says how many there were before it without a handled batch.
pub(crate) struct CountStart;

impl Work for CountStart {
    type Out = i64;

    async fn run<T: Tx>(self, tx: &mut T) -> Result<i64, StoreError> {
        let starts = sql!("select value from meta where name = 'starts'");
        let starts = tx.rows(starts, |row| row.int(0)).await?;
        tx.run(vec![sql!(
            "update meta set value = value + 1 where name = 'starts'"
        )])
        .await?;
        Ok(starts.first().copied().unwrap_or(0))
    }
}

/// A batch was handled, or the program ends in good order.
pub(crate) struct ForgetStarts;

impl Work for ForgetStarts {
    type Out = ();

    async fn run<T: Tx>(self, tx: &mut T) -> Result<(), StoreError> {
        tx.run(vec![
            sql!("update meta set value = 0 where name = 'starts'"),
            sql!("delete from attempts"),
        ])
        .await?;
        Ok(())
    }
}

/// Notes that an update is going to be handled, unless it was already. Says whether it may be.
pub(crate) struct NoteAttempt {
    pub update: UpdateId,
}

impl Work for NoteAttempt {
    type Out = bool;

    async fn run<T: Tx>(self, tx: &mut T) -> Result<bool, StoreError> {
        let times = sql!(
            "select case when exists (select 1 from updates where update_id = $1) then -1 else \
             coalesce((select times from attempts where update_id = $1), 0) end",
            self.update
        );
        let times = tx.rows(times, |row| row.int(0)).await?;
        let times = times.first().copied().unwrap_or(0);
        if times < 0 {
            // It is passed over, which brings nobody down.
            return Ok(true);
        }
        if times >= MOST_TIMES {
            return Ok(false);
        }
        tx.run(vec![sql!(
            "insert into attempts (update_id, times) values ($1, 1) \
             on conflict (update_id) do update set times = attempts.times + 1",
            self.update
        )])
        .await?;
        Ok(true)
    }
}

/// Notes an update as handled without an effect, but a word to its person.
pub(crate) struct SetAside {
    pub update: UpdateId,
    pub words: Vec<NewEntry>,
    pub now: i64,
}

impl Work for SetAside {
    type Out = Vec<OutboxEntry>;

    async fn run<T: Tx>(self, tx: &mut T) -> Result<Vec<OutboxEntry>, StoreError> {
        let mut entries = Vec::new();
        if mark_handled(tx, self.update, self.now).await? {
            add_entries(tx, self.words, self.now, &mut entries).await?;
            take_leases_and_keep_own(tx, &mut entries).await?;
        }
        Ok(entries)
    }
}

/// Notes that the database can be written to.
pub(crate) struct NoteReady;

impl Work for NoteReady {
    type Out = ();

    async fn run<T: Tx>(self, tx: &mut T) -> Result<(), StoreError> {
        let noted = sql!("update meta set value = value + 1 where name = 'ready'");
        match tx.run(vec![noted]).await?.as_slice() {
            [1] => Ok(()),
            _ => Err(StoreError::Row("meta has no row ready".to_owned())),
        }
    }
}
