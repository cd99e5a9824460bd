//! Leases: which replica makes the calls of a chat.
//!
//! The calls of a chat keep their order only if one process makes them. The replica that commits a call
//! also [takes](take) the chat's lease, for a few seconds, unless another one holds it: then that one is told
//! that there is something, and claims it. A lease is [renewed](renew_and_take_over) while something waits, by a replica
//! that stops only [for what it still sends](renew), and [given up](release) when it ends; a replica that dies lets its
//! leases run out, and another one takes over what it left.

use std::collections::HashSet;

use care_ids::{ChatId, EntryId};
use deadpool_postgres::{Client, Transaction};
use tokio::sync::mpsc;
use tokio_postgres::{AsyncMessage, Config, NoTls};

use super::row::PostgresRow;
use crate::error::StoreError;
use crate::outbox::{OutboxEntry, entry_columns, read_entry};

/// How long a lease lasts without a sign of life: as long as a chat waits when a replica dies.
macro_rules! lease_end {
    () => {
        "clock_timestamp() + interval '4 seconds'"
    };
}
/// The methods of calls that keep no order.
macro_rules! at_once {
    () => {
        "('answerCallbackQuery', 'answerInlineQuery')"
    };
}
/// An answer to a press that is older than this was probably left behind by whoever took it: it is made once more, which
/// harms nobody.
const LEFT_BEHIND_SECONDS: i64 = 3;
/// An answer to a press that is older than this is taken out: the worker makes none that is half as old.
const USELESS_SECONDS: i64 = 60;

/// What a replica has claimed.
#[derive(Debug, Default)]
pub struct Claimed {
    /// Entries that are now its to deliver, in order.
    pub entries: Vec<OutboxEntry>,
    /// Of the chats that it was busy with, those whose leases it has lost.
    pub lost: Vec<ChatId>,
}

/// Tells all replicas that there is something to claim.
const TELL: &str = "select pg_notify('achilles_outbox', '')";

/// Hears that a replica has left entries to another one.
pub struct LeaseListener(pub(crate) Option<(tokio_postgres::Client, mpsc::Receiver<()>)>);

impl LeaseListener {
    /// Returns when there may be something to claim; never, where the store is not shared.
    ///
    /// # Errors
    /// When the connection is lost.
    pub async fn heard(&mut self) -> Result<(), StoreError> {
        match &mut self.0 {
            Some((_, heard)) => heard.recv().await.ok_or_else(StoreError::closed),
            None => std::future::pending().await,
        }
    }
}

/// Takes the leases of chats for new entries, of which `first` has the lowest number. Says in which of the chats
/// they may be handed over at once: not where another replica holds the lease, nor where an earlier call waits,
/// of whichever replica, one of our own included. There [`read_own_entries`] brings all of them in order.
pub(super) async fn take(
    tx: &Transaction<'_>,
    replica: i64,
    chats: Vec<ChatId>,
    first: EntryId,
) -> Result<HashSet<ChatId>, StoreError> {
    let chats = in_turn(chats);
    if chats.is_empty() {
        return Ok(HashSet::new());
    }
    let take = concat!(
        "insert into chat_leases (chat_id, replica, until) select chat, $2, ",
        lease_end!(),
        " from unnest($1::bigint[]) as chat on conflict (chat_id) do update set \
             replica = excluded.replica, until = excluded.until \
             where chat_leases.replica = excluded.replica \
             or chat_leases.until < clock_timestamp() returning chat_id"
    );
    let take = tx.prepare_cached(take).await?;
    let rows = tx.query(&take, &[&chats, &replica]).await?;
    let mut to_hand_over = chats_of(&rows)?;
    // What waits earlier may be another replica's, one's that is dead, or our own that was not handed over yet:
    // handed over at once, these might be made first.
    let earlier = concat!(
        "select distinct chat_id from outbox where chat_id = any($1) and id < $2 \
             and method not in ",
        at_once!()
    );
    let earlier = tx.prepare_cached(earlier).await?;
    let rows = tx.query(&earlier, &[&chats, &first.get()]).await?;
    for chat in chats_of(&rows)? {
        to_hand_over.remove(&chat);
    }
    if to_hand_over.len() < chats.len() {
        tx.batch_execute(TELL).await?;
    }
    Ok(to_hand_over)
}

/// Notes that entries are about to be tried, for the first time or once more. Says which of them may be.
pub(super) async fn begin_tries(
    tx: &Transaction<'_>,
    replica: i64,
    entries: &[(EntryId, u32)],
) -> Result<HashSet<EntryId>, StoreError> {
    // A replica gets one while it holds the lease, or let it run out without anyone taking it. One that was
    // stalled and has lost the lease gets none; neither does one that has read of the entry just before another
    // one noted its try.
    let begin = "update outbox set tries = tries + 1 where id = $1 and tries = $2 and exists \
                     (select 1 from chat_leases where chat_leases.chat_id = outbox.chat_id \
                     and chat_leases.replica = $3)";
    let begin = tx.prepare_cached(begin).await?;
    let mut granted = HashSet::new();
    for (entry, known) in entries {
        let known = i64::from(*known);
        let begun = tx
            .execute(&begin, &[&entry.get(), &known, &replica])
            .await?;
        if begun == 1 {
            granted.insert(*entry);
        }
    }
    Ok(granted)
}

/// Renews the leases of chats with entries, takes over those that have run out, and takes those of chats that
/// nobody has one of. Leases of chats without entries and answers that are of no use any more go.
pub(super) async fn renew_and_take_over(
    tx: &Transaction<'_>,
    replica: i64,
    now: i64,
) -> Result<(), StoreError> {
    for statement in [
        concat!(
            "update chat_leases set until = ",
            lease_end!(),
            " where chat_id in (select chat_id from chat_leases where replica = $1 \
                 and chat_id in (select chat_id from outbox) for update skip locked)"
        ),
        concat!(
            "update chat_leases set replica = $1, until = ",
            lease_end!(),
            " where chat_id in (select chat_id from chat_leases where until < clock_timestamp() \
                 and chat_id in (select chat_id from outbox) for update skip locked)"
        ),
        concat!(
            "insert into chat_leases (chat_id, replica, until) \
                 select distinct chat_id, $1::bigint, ",
            lease_end!(),
            " from outbox where chat_id not in (select chat_id from chat_leases) \
                 order by chat_id on conflict do nothing"
        ),
    ] {
        let statement = tx.prepare_cached(statement).await?;
        tx.execute(&statement, &[&replica]).await?;
    }
    tx.execute(
        "delete from chat_leases where until < clock_timestamp() - interval '1 hour' \
             and chat_id not in (select chat_id from outbox)",
        &[],
    )
    .await?;
    let useless = concat!(
        "delete from outbox where method in ",
        at_once!(),
        " and created_at < $1"
    );
    tx.execute(useless, &[&(now - USELESS_SECONDS)]).await?;
    Ok(())
}

/// The entries of this replica's chats beside those that it knows, in order.
pub(super) async fn read_own_entries(
    tx: &Transaction<'_>,
    replica: i64,
    known: &[EntryId],
    now: i64,
) -> Result<Vec<OutboxEntry>, StoreError> {
    // An answer to a press is given at once by whoever took it; only one that was left behind is
    // claimed.
    let mine = concat!(
        "select ",
        entry_columns!(),
        " from outbox join chat_leases on chat_leases.chat_id = outbox.chat_id \
             where chat_leases.replica = $1 and not (outbox.id = any($2)) and (outbox.method not in ",
        at_once!(),
        " or outbox.created_at < $3) order by outbox.id"
    );
    let mine = tx.prepare_cached(mine).await?;
    let left_behind = now - LEFT_BEHIND_SECONDS;
    let known: Vec<i64> = known.iter().map(|entry| entry.get()).collect();
    let rows = tx.query(&mine, &[&replica, &known, &left_behind]).await?;
    let mut entries = Vec::new();
    for row in rows {
        entries.extend(read_entry(&PostgresRow(&row))?.ok());
    }
    Ok(entries)
}

/// Of these chats, those whose leases this replica does not hold.
pub(super) async fn lost(
    tx: &Transaction<'_>,
    replica: i64,
    busy: &[ChatId],
) -> Result<Vec<ChatId>, StoreError> {
    let held = "select chat_id from chat_leases where replica = $1 and chat_id = any($2)";
    let chats: Vec<i64> = busy.iter().map(|chat| chat.get()).collect();
    let held = tx.query(held, &[&replica, &chats]).await?;
    let held = chats_of(&held)?;
    let lost = busy.iter().filter(|chat| !held.contains(chat));
    Ok(lost.copied().collect())
}

/// Renews the leases of these chats that a replica holds, or that ran out without anyone taking them.
pub(super) async fn renew(
    client: &Client,
    replica: i64,
    chats: &[ChatId],
) -> Result<(), StoreError> {
    let renew = concat!(
        "update chat_leases set until = ",
        lease_end!(),
        " where chat_id in (select chat_id from chat_leases where replica = $1 \
             and chat_id = any($2) order by chat_id for update skip locked)"
    );
    let chats = in_turn(chats.to_vec());
    client.execute(renew, &[&replica, &chats]).await?;
    Ok(())
}

/// Gives up all leases of a replica.
pub(super) async fn release(client: &Client, replica: i64) -> Result<(), StoreError> {
    let release = "update chat_leases set until = '-infinity' where replica = $1";
    client.execute(release, &[&replica]).await?;
    client.batch_execute(TELL).await?;
    Ok(())
}

/// Listens for entries that other replicas leave to this one.
pub(super) async fn listen(config: &Config) -> Result<LeaseListener, StoreError> {
    let (client, mut connection) = config.connect(NoTls).await?;
    let (tell, heard) = mpsc::channel(1);
    tokio::spawn(async move {
        let mut messages = futures::stream::poll_fn(move |cx| connection.poll_message(cx));
        while let Some(Ok(message)) = futures::StreamExt::next(&mut messages).await {
            if matches!(message, AsyncMessage::Notification(_)) {
                // One that waits says as much as two.
                let _ = tell.try_send(());
            }
        }
    });
    client.batch_execute("listen achilles_outbox").await?;
    Ok(LeaseListener(Some((client, heard))))
}

/// Chats in the order of their numbers, so that two replicas never wait for each other.
pub(super) fn in_turn(chats: Vec<ChatId>) -> Vec<i64> {
    let mut chats: Vec<i64> = chats.into_iter().map(ChatId::get).collect();
    chats.sort_unstable();
    chats.dedup();
    chats
}

fn chats_of(rows: &[tokio_postgres::Row]) -> Result<HashSet<ChatId>, StoreError> {
    let chats = rows.iter().map(|row| Ok(ChatId::new(row.try_get(0)?)));
    chats.collect()
}
