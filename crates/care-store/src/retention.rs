//! Old cases go, with all that belongs to them. A clock that is wrong must not make everything old at once.

use care_ids::{CaseId, UserId};

use crate::error::StoreError;
use crate::outbox::{entry_columns, read_entry};
use crate::personal_data;
use crate::tx::{Row, Tx, Work, sql};

/// Most rows that are looked through in one transaction: others wait for it.
const CHUNK: i64 = 500;
/// Handled updates are remembered for two days; Telegram keeps undelivered ones for one.
const UPDATES_SECONDS: i64 = 2 * 24 * 60 * 60;
/// A call that cannot be read is left for so long to a later program, should one be starting; until then the calls of
/// its chat that come after it are claimed, and not handed over at once.
const UNREADABLE_SECONDS: i64 = 60 * 60;
/// A clock that is further ahead of the newest entry than this may be wrong.
pub(crate) const MOST_AHEAD_SECONDS: i64 = 7 * 24 * 60 * 60;
/// At one look at most every so many-th case goes, ...
const MOST_SHARE: i64 = 10;
/// ... or so many, where there are few.
const ALWAYS_ALLOWED: i64 = 100;

/// How much has gone because it was old.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Expired {
    /// Cases, each with its plans, its messages and its entries of the audit log.
    pub cases: u64,
    /// Entries of audit logs, feedback and what was known of members of groups, by their own age.
    pub entries: u64,
    /// People without any case, who had not been seen since.
    pub people: u64,
    /// More was old than goes at one look; the rest goes at the next ones.
    pub more: bool,
}

/// When something was last written, by the clock of then.
pub(crate) struct ReadNewest;

impl Work for ReadNewest {
    type Out = i64;

    async fn run<T: Tx>(self, tx: &mut T) -> Result<i64, StoreError> {
        let times = [
            sql!("select max(updated_at) from cases"),
            sql!("select max(at) from audit_log where id = (select max(id) from audit_log)"),
            sql!("select max(handled_at) from updates"),
        ];
        let read = |row: &dyn Row| row.maybe_int(0);
        let times = times.into_iter().map(|time| (time, read as _)).collect();
        let times = tx.load(times).await?;
        Ok(times.into_iter().flatten().max().unwrap_or(0))
    }
}

/// How many cases may go at one look.
pub(crate) struct ReadAllowance;

impl Work for ReadAllowance {
    type Out = i64;

    async fn run<T: Tx>(self, tx: &mut T) -> Result<i64, StoreError> {
        let all = tx
            .rows(sql!("select count(*) from cases"), |row| row.int(0))
            .await?;
        let all = all.first().copied().unwrap_or(0);
        Ok((all / MOST_SHARE).max(ALWAYS_ALLOWED))
    }
}

/// The next chunk of cases: those untouched since `before` go. Says where it ended, and how many went.
pub(crate) struct ExpireCases {
    pub after: CaseId,
    pub before: i64,
    pub most: i64,
}

impl Work for ExpireCases {
    type Out = Option<(CaseId, u64)>;

    async fn run<T: Tx>(self, tx: &mut T) -> Result<Self::Out, StoreError> {
        let end = "select max(id) from \
                   (select id from cases where id > $1 order by id limit $2) as chunk";
        let Some(last) = last_of(tx, end, self.after.get()).await? else {
            return Ok(None);
        };
        let old = sql!(
            "select id from cases where id > $1 and id <= $2 and updated_at < $3 order by id limit $4",
            self.after,
            last,
            self.before,
            self.most
        );
        let old = tx.rows(old, |row| row.int(0).map(CaseId::new)).await?;
        // One that is touched meanwhile stays.
        let still_old = "delete from cases where id = $1 and updated_at < $2";
        let deletions = old.iter().map(|case| sql!(still_old, *case, self.before));
        let deleted = tx.run(deletions.collect()).await?;
        let gone = old.iter().zip(deleted).filter(|(_, rows)| *rows > 0);
        let gone: Vec<CaseId> = gone.map(|(case, _)| *case).collect();
        let rest = gone
            .iter()
            .flat_map(|case| personal_data::delete_case(*case));
        tx.run(rest.collect()).await?;
        Ok(Some((last.into(), gone.len() as u64)))
    }
}

/// The oldest entries of audit logs, so many at a time, and what else has an age of its own.
pub(crate) struct ExpireEntries {
    pub before: i64,
}

impl Work for ExpireEntries {
    type Out = u64;

    async fn run<T: Tx>(self, tx: &mut T) -> Result<u64, StoreError> {
        let gone = tx
            .run(vec![
                sql!(
                    "delete from audit_log where at < $1 and id in \
                     (select id from audit_log order by id limit $2)",
                    self.before,
                    CHUNK
                ),
                sql!("delete from feedback where given_at < $1", self.before),
                sql!("delete from members where seen_at < $1", self.before),
            ])
            .await?;
        Ok(gone.into_iter().sum())
    }
}

/// The next chunk of people: those of whom nothing but old settings is left go, and with them how many cases their
/// private chats have had.
pub(crate) struct ExpirePeople {
    pub after: UserId,
    pub before: i64,
}

impl Work for ExpirePeople {
    type Out = Option<(UserId, u64)>;

    async fn run<T: Tx>(self, tx: &mut T) -> Result<Self::Out, StoreError> {
        let end = "select max(user_id) from \
                   (select user_id from people where user_id > $1 order by user_id limit $2) as chunk";
        // A private chat goes by the number of its person. Behind the last of the people there may be chats of others.
        let last = last_of(tx, end, self.after.get()).await?;
        let numbers = sql!(
            "delete from case_numbers where chat_id > $1 and chat_id <= $2 \
             and not exists (select 1 from people where people.user_id = case_numbers.chat_id) \
             and not exists (select 1 from cases where cases.chat_id = case_numbers.chat_id)",
            self.after,
            last.unwrap_or(i64::MAX)
        );
        let Some(last) = last else {
            tx.run(vec![numbers]).await?;
            return Ok(None);
        };
        let old = sql!(
            "delete from people where user_id > $1 and user_id <= $2 \
             and coalesce(accepted_at, subject_at, 0) < $3 \
             and not exists (select 1 from cases where cases.user_id = people.user_id) \
             and not exists (select 1 from audit_log where audit_log.user_id = people.user_id)",
            self.after,
            last,
            self.before
        );
        let gone = tx.run(vec![old, numbers]).await?;
        Ok(Some((last.into(), gone.first().copied().unwrap_or(0))))
    }
}

/// What is of no use any more and of no person: update numbers, invitations that have expired, calls that no program
/// at work can read.
pub(crate) struct Tidy {
    pub now: i64,
}

impl Work for Tidy {
    type Out = ();

    async fn run<T: Tx>(self, tx: &mut T) -> Result<(), StoreError> {
        let old = self.now - UPDATES_SECONDS;
        tx.run(vec![
            sql!("delete from updates where handled_at < $1", old),
            sql!("delete from invitations where expires_at < $1", self.now),
        ])
        .await?;
        let waiting = concat!(
            "select ",
            entry_columns!(),
            " from outbox where outbox.created_at < $1"
        );
        let waiting = sql!(waiting, self.now - UNREADABLE_SECONDS);
        let waiting = tx.rows(waiting, read_entry).await?;
        let unreadable = waiting.into_iter().filter_map(Result::err).map(|entry| {
            tracing::error!(%entry, "an entry of the outbox cannot be read; it is struck out");
            sql!("delete from outbox where id = $1", entry)
        });
        tx.run(unreadable.collect()).await?;
        Ok(())
    }
}

async fn last_of<T: Tx>(
    tx: &mut T,
    end: &'static str,
    after: i64,
) -> Result<Option<i64>, StoreError> {
    let ends = tx.rows(sql!(end, after, CHUNK), |row| row.maybe_int(0));
    Ok(ends.await?.into_iter().flatten().next())
}
