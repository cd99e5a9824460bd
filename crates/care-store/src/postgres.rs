//! A server: PostgreSQL, where several replicas share the work.
//!
//! The calls of a chat keep their order only if one process makes them. The replica that commits a call
//! also takes the chat's lease, for a few seconds, unless another one holds it: then that one is told that
//! there is something, and claims it. A lease is renewed while something waits; a replica that dies lets
//! its leases run out, and another one claims what it left.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use care_ids::{CaseId, ChatId, EntryId};
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime, Transaction};
use futures::future::try_join_all;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{AsyncMessage, Config, NoTls};

use crate::error::StoreError;
use crate::migrations;
use crate::outbox::{OutboxEntry, entry_columns, read_entry};
use crate::tx::{Decode, Param, Row, Statement, Tx, Work, text_as_json};

/// Connections: one handles updates, one notes what was sent, one looks after leases, one to spare.
const CONNECTIONS: usize = 4;
/// How long a piece of work waits for a connection.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a server may take to answer at all.
const CONNECT: Duration = Duration::from_secs(5);
/// Pause between two looks for a server that is not there at the start.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

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
/// An answer to a press that is older than this was left behind by whoever took it.
const LEFT_BEHIND_SECONDS: i64 = 3;
/// An answer to a press that is older than this is of no use to anybody.
const USELESS_SECONDS: i64 = 60;

/// A server with a database of this bot.
pub(crate) struct Postgres {
    pool: Pool,
    config: Config,
    replica: i64,
    /// Numbers that were drawn for cases which nobody began: people see them, so few are left out.
    spare_case_ids: Mutex<Vec<CaseId>>,
}

/// What a replica has claimed.
#[derive(Debug, Default)]
pub struct Claimed {
    /// Entries that are now its to deliver, in order.
    pub entries: Vec<OutboxEntry>,
    /// Of the chats that it was busy with, those whose leases it has lost.
    pub lost: Vec<ChatId>,
}

impl Postgres {
    /// Connects, and brings the schema up to date.
    pub async fn open(url: &str, address: &str) -> Result<Self, StoreError> {
        let refused = |reason: String| StoreError::Server {
            address: address.to_owned(),
            reason,
        };
        let mut config: Config = url.parse().map_err(|_| {
            // The parser's words may hold a part of the address.
            refused("DATABASE_URL is not an address of PostgreSQL".to_owned())
        })?;
        config.connect_timeout(CONNECT);
        wait_for_server(&config, address).await.map_err(refused)?;
        let manager = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let pool = Pool::builder(Manager::from_config(config.clone(), NoTls, manager))
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(CONNECT))
            .build()
            .map_err(|error| refused(error.to_string()))?;
        let mut client = pool.get().await?;
        let number = async |asked| {
            let row = client.query_opt(asked, &[]).await.ok().flatten()?;
            row.try_get::<_, Option<i64>>(0).ok().flatten()
        };
        let version = number(migrations::VERSION).await;
        let oldest = number(migrations::OLDEST_PROGRAM).await.unwrap_or(i64::MAX);
        if migrations::is_due(address, version, oldest)? {
            // Of replicas that start together one takes the steps, and the others wait for it.
            client
                .batch_execute("select pg_advisory_lock(4711)")
                .await?;
            let taken = migrations::postgres::migrations::runner()
                .run_async(&mut **client)
                .await;
            client
                .batch_execute("select pg_advisory_unlock(4711)")
                .await?;
            taken.map_err(|error| StoreError::Foreign {
                place: address.to_owned(),
                reason: migrations::reason(&error),
            })?;
        }
        let row = client.query_one("select nextval('replicas')", &[]).await?;
        let replica = row.try_get(0)?;
        drop(client);
        Ok(Self {
            pool,
            config,
            replica,
            spare_case_ids: Mutex::default(),
        })
    }

    /// Does a piece of work in a transaction of its own.
    pub async fn transact<W: Work>(&self, work: W) -> Result<W::Out, StoreError> {
        let mut client = self.pool.get().await?;
        let mut tx = PostgresTx {
            inner: client.transaction().await?,
            replica: self.replica,
            spare_case_ids: &self.spare_case_ids,
        };
        let done = work.run(&mut tx).await?;
        tx.inner.commit().await?;
        Ok(done)
    }

    /// How a commit reaches the disk, as the server itself says.
    pub async fn durability(&self) -> Result<String, StoreError> {
        let asked = "select 'fsync=' || current_setting('fsync') || ', synchronous_commit=' || \
                     current_setting('synchronous_commit')";
        Ok(self
            .pool
            .get()
            .await?
            .query_one(asked, &[])
            .await?
            .try_get(0)?)
    }

    /// Renews the leases of chats with entries, takes over those that have run out, and reads the entries
    /// of this replica's chats beside those that it knows.
    pub async fn claim(
        &self,
        known: &[EntryId],
        busy: &[ChatId],
        now: i64,
    ) -> Result<Claimed, StoreError> {
        let mut client = self.pool.get().await?;
        let tx = client.transaction().await?;
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
                 on conflict do nothing"
            ),
        ] {
            let statement = tx.prepare_cached(statement).await?;
            tx.execute(&statement, &[&self.replica]).await?;
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
        let rows = tx
            .query(&mine, &[&self.replica, &known, &left_behind])
            .await?;
        let mut entries = Vec::new();
        for row in rows {
            entries.extend(read_entry(&PostgresRow(&row))?.ok());
        }
        let held = "select chat_id from chat_leases where replica = $1 and chat_id = any($2)";
        let chats: Vec<i64> = busy.iter().map(|chat| chat.get()).collect();
        let held = tx.query(held, &[&self.replica, &chats]).await?;
        let held = chats_of(&held)?;
        tx.commit().await?;
        let lost = busy.iter().filter(|chat| !held.contains(chat));
        Ok(Claimed {
            entries,
            lost: lost.copied().collect(),
        })
    }

    /// Gives up all leases, so that another replica can go on at once.
    pub async fn release_leases(&self) -> Result<(), StoreError> {
        let client = self.pool.get().await?;
        let release = "update chat_leases set until = '-infinity' where replica = $1";
        client.execute(release, &[&self.replica]).await?;
        client.batch_execute(TELL).await?;
        Ok(())
    }

    /// Listens for entries that other replicas leave to this one.
    pub async fn listen(&self) -> Result<LeaseListener, StoreError> {
        let (client, mut connection) = self.config.connect(NoTls).await?;
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

    /// Ends the connections.
    pub fn close(&self) {
        self.pool.close();
    }
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

/// A server that starts together with the bot may take a while.
async fn wait_for_server(config: &Config, address: &str) -> Result<(), String> {
    let end = Instant::now() + PATIENCE;
    loop {
        let error = match timeout(CONNECT, config.connect(NoTls)).await {
            Ok(Ok(_)) => return Ok(()),
            Ok(Err(error)) if error.as_db_error().is_some() => {
                let starting = error.code().is_some_and(|code| code.code() == "57P03");
                let words = StoreError::from(error).to_string();
                if !starting {
                    return Err(words);
                }
                words
            }
            Ok(Err(error)) => StoreError::from(error).to_string(),
            Err(_) => "it does not answer".to_owned(),
        };
        if Instant::now() + LOOK_AGAIN > end {
            return Err(error);
        }
        tracing::warn!(
            address,
            error,
            "the database server is not there yet; trying again"
        );
        sleep(LOOK_AGAIN).await;
    }
}

/// A transaction on the server.
struct PostgresTx<'c> {
    inner: Transaction<'c>,
    replica: i64,
    spare_case_ids: &'c Mutex<Vec<CaseId>>,
}

impl PostgresTx<'_> {
    async fn query(&self, statement: &Statement) -> Result<Vec<tokio_postgres::Row>, StoreError> {
        let prepared = self.inner.prepare_cached(statement.sql).await?;
        Ok(self.inner.query(&prepared, &given(statement)).await?)
    }

    /// So that statements which are sent together run in their order: one that has to be prepared first
    /// would fall behind.
    async fn prepare(&self, statements: impl Iterator<Item = &str>) -> Result<(), StoreError> {
        for sql in statements {
            self.inner.prepare_cached(sql).await?;
        }
        Ok(())
    }
}

/// Chats in the order of their numbers, so that two replicas never wait for each other.
fn in_turn(chats: Vec<ChatId>) -> Vec<i64> {
    let mut chats: Vec<i64> = chats.into_iter().map(ChatId::get).collect();
    chats.sort_unstable();
    chats.dedup();
    chats
}

fn chats_of(rows: &[tokio_postgres::Row]) -> Result<HashSet<ChatId>, StoreError> {
    let chats = rows.iter().map(|row| Ok(ChatId::new(row.try_get(0)?)));
    chats.collect()
}

fn given(statement: &Statement) -> Vec<&(dyn ToSql + Sync)> {
    let params = statement.params.iter();
    params.map(|param| param as &(dyn ToSql + Sync)).collect()
}

impl Tx for PostgresTx<'_> {
    async fn rows<T: Send>(
        &mut self,
        statement: Statement,
        decode: Decode<T>,
    ) -> Result<Vec<T>, StoreError> {
        let rows = self.query(&statement).await?;
        rows.iter().map(|row| decode(&PostgresRow(row))).collect()
    }

    async fn load<T: Send>(
        &mut self,
        statements: Vec<(Statement, Decode<T>)>,
    ) -> Result<Vec<T>, StoreError> {
        let texts: Vec<&str> = statements.iter().map(|(one, _)| one.sql).collect();
        self.prepare(texts.into_iter()).await?;
        let this = &*self;
        let queries = statements.iter().map(|(one, _)| this.query(one));
        let results = try_join_all(queries).await?;
        let mut all = Vec::new();
        for ((_, decode), rows) in statements.iter().zip(&results) {
            for row in rows {
                all.push(decode(&PostgresRow(row))?);
            }
        }
        Ok(all)
    }

    async fn run(&mut self, statements: Vec<Statement>) -> Result<Vec<u64>, StoreError> {
        let texts: Vec<&str> = statements.iter().map(|one| one.sql).collect();
        self.prepare(texts.into_iter()).await?;
        let this = &*self;
        let changes = statements.iter().map(|one| async move {
            let prepared = this.inner.prepare_cached(one.sql).await?;
            Ok(this.inner.execute(&prepared, &given(one)).await?)
        });
        try_join_all(changes).await
    }

    async fn new_case_id(&mut self) -> Result<CaseId, StoreError> {
        let spare = self.spare_case_ids.lock();
        if let Some(id) = spare.unwrap_or_else(PoisonError::into_inner).pop() {
            return Ok(id);
        }
        let row = self.inner.query_one("select nextval('case_ids')", &[]);
        Ok(CaseId::new(row.await?.try_get(0)?))
    }

    fn give_back_case_id(&mut self, id: CaseId) {
        let spare = self.spare_case_ids.lock();
        spare.unwrap_or_else(PoisonError::into_inner).push(id);
    }

    async fn lock_chats(&mut self, chats: Vec<ChatId>) -> Result<(), StoreError> {
        let chats = in_turn(chats);
        if chats.is_empty() {
            return Ok(());
        }
        let lock = "select pg_advisory_xact_lock(chat) from unnest($1::bigint[]) as chat";
        let lock = self.inner.prepare_cached(lock).await?;
        self.inner.query(&lock, &[&chats]).await?;
        Ok(())
    }

    async fn take_leases(
        &mut self,
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
        let take = self.inner.prepare_cached(take).await?;
        let rows = self.inner.query(&take, &[&chats, &self.replica]).await?;
        let mut taken = chats_of(&rows)?;
        // Where something earlier waits, of another replica or of one that is dead, all of it is claimed
        // in order: handed over at once, these would be made first.
        let earlier = concat!(
            "select distinct chat_id from outbox where chat_id = any($1) and id < $2 \
             and method not in ",
            at_once!()
        );
        let earlier = self.inner.prepare_cached(earlier).await?;
        let rows = self.inner.query(&earlier, &[&chats, &first.get()]).await?;
        for chat in chats_of(&rows)? {
            taken.remove(&chat);
        }
        if taken.len() < chats.len() {
            self.inner.batch_execute(TELL).await?;
        }
        Ok(taken)
    }

    async fn begin_tries(
        &mut self,
        entries: &[(EntryId, u32)],
    ) -> Result<HashSet<EntryId>, StoreError> {
        // A replica that was stalled and has lost the lease gets none; neither does one that has read of
        // the entry just before another one noted its try.
        let begin = "update outbox set tries = tries + 1 where id = $1 and tries = $2 and exists \
                     (select 1 from chat_leases where chat_leases.chat_id = outbox.chat_id \
                     and chat_leases.replica = $3)";
        let begin = self.inner.prepare_cached(begin).await?;
        let mut granted = HashSet::new();
        for (entry, known) in entries {
            let known = i64::from(*known);
            let begun = self
                .inner
                .execute(&begin, &[&entry.get(), &known, &self.replica])
                .await?;
            if begun == 1 {
                granted.insert(*entry);
            }
        }
        Ok(granted)
    }

    // A server keeps older versions of its rows until it vacuums, and its log for as long as it was told
    // to: what is said to a person says that.
    fn note_erasure(&mut self, _named_by: &[EntryId]) {}

    fn note_settled(&mut self, _entries: &[EntryId]) {}
}

impl ToSql for Param {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Int(number) => number.to_sql_checked(ty, out),
            Self::Text(text) => text.to_sql_checked(ty, out),
            Self::Flag(flag) => flag.to_sql_checked(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        // Each value looks for itself.
        true
    }

    to_sql_checked!();
}

struct PostgresRow<'r>(&'r tokio_postgres::Row);

impl Row for PostgresRow<'_> {
    fn maybe_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        Ok(self.0.try_get(column)?)
    }

    fn maybe_text(&self, column: usize) -> Result<Option<String>, StoreError> {
        Ok(self.0.try_get(column)?)
    }

    fn flag(&self, column: usize) -> Result<bool, StoreError> {
        Ok(self.0.try_get(column)?)
    }

    fn json(&self) -> Result<String, StoreError> {
        let mut object = serde_json::Map::new();
        for (place, column) in self.0.columns().iter().enumerate() {
            let value = match *column.type_() {
                Type::BOOL => self.0.try_get::<_, Option<bool>>(place)?.into(),
                Type::INT8 => self.0.try_get::<_, Option<i64>>(place)?.into(),
                _ => match self.0.try_get::<_, Option<String>>(place)? {
                    Some(text) => text_as_json(&text),
                    None => serde_json::Value::Null,
                },
            };
            object.insert(column.name().to_owned(), value);
        }
        Ok(serde_json::Value::Object(object).to_string())
    }
}
