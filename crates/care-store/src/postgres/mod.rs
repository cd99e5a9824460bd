//! A server: PostgreSQL, where several replicas share the work.

mod leases;
mod row;
mod transaction;

use std::sync::Mutex;
use std::time::Duration;

use care_ids::{CaseId, ChatId, EntryId};
use deadpool_postgres::{
    ClientWrapper, Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime,
};
use tokio::time::{Instant, sleep, timeout};
use tokio_postgres::{Config, NoTls};

use crate::error::StoreError;
use crate::migrations;
use crate::tx::Work;
pub use leases::{Claimed, LeaseListener};
use transaction::PostgresTx;

/// Connections: one handles updates, one notes what was sent, one looks after leases, one to spare.
const CONNECTIONS: usize = 4;
/// How long a piece of work waits for a connection.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a server may take to answer at all.
const CONNECT: Duration = Duration::from_secs(5);
/// How a connection is set up. A replica that stands still within a transaction loses it, so that those that wait for
/// its locks go on before they give up; a batch takes milliseconds, and what is refused here is done once more. A
/// commit returns when it is on disk, also where the server is set to answer before.
const SETTINGS: &str = "set idle_in_transaction_session_timeout = '5s'; \
                        set lock_timeout = '10s'; set statement_timeout = '30s'; \
                        select set_config('synchronous_commit', 'on', false) \
                        where current_setting('synchronous_commit') = 'off'";
/// Steps of the schema take as long as they need, and wait for the replica that takes them.
const NO_LIMITS: &str = "set lock_timeout = 0; set statement_timeout = 0";
/// Pause between two looks for a server that is not there at the start.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// A server with a database of this bot.
pub(crate) struct Postgres {
    pool: Pool,
    config: Config,
    replica: i64,
    /// Numbers that were drawn for cases which nobody began: people see them, so few are left out.
    spare_case_ids: Mutex<Vec<CaseId>>,
}

impl Postgres {
    /// Connects, and brings the schema up to date.
    pub(crate) async fn open(url: &str, address: &str) -> Result<Self, StoreError> {
        let refused = |reason: String| StoreError::Server {
            address: address.to_owned(),
            reason,
        };
        let mut config: Config = url.parse().map_err(|_| {
            // The parser's words may hold a part of the address.
            refused("DATABASE_URL is not an address of PostgreSQL".to_owned())
        })?;
        config.connect_timeout(CONNECT);
        config.tcp_user_timeout(PATIENCE);
        wait_for_server(&config, address).await.map_err(refused)?;
        let manager = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let pool = Pool::builder(Manager::from_config(config.clone(), NoTls, manager))
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(CONNECT))
            .post_create(Hook::async_fn(|client: &mut ClientWrapper, _| {
                Box::pin(async move {
                    let set = client.batch_execute(SETTINGS).await;
                    set.map_err(HookError::Backend)
                })
            }))
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
            client.batch_execute(NO_LIMITS).await?;
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
            client.batch_execute(SETTINGS).await?;
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
    pub(crate) async fn transact<W: Work>(&self, work: W) -> Result<W::Out, StoreError> {
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
    pub(crate) async fn durability(&self) -> Result<String, StoreError> {
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
    pub(crate) async fn claim(
        &self,
        known: &[EntryId],
        busy: &[ChatId],
        now: i64,
    ) -> Result<Claimed, StoreError> {
        let mut client = self.pool.get().await?;
        let tx = client.transaction().await?;
        leases::renew_and_take_over(&tx, self.replica, now).await?;
        let claimed = Claimed {
            entries: leases::read_own_entries(&tx, self.replica, known, now).await?,
            lost: leases::lost(&tx, self.replica, busy).await?,
        };
        tx.commit().await?;
        Ok(claimed)
    }

    /// Renews the leases that this replica holds on these chats.
    pub(crate) async fn renew_leases(&self, chats: &[ChatId]) -> Result<(), StoreError> {
        leases::renew(&self.pool.get().await?, self.replica, chats).await
    }

    /// Gives up all leases, so that another replica can go on at once.
    pub(crate) async fn release_leases(&self) -> Result<(), StoreError> {
        leases::release(&self.pool.get().await?, self.replica).await
    }

    /// Listens for entries that other replicas leave to this one.
    pub(crate) async fn listen(&self) -> Result<LeaseListener, StoreError> {
        leases::listen(&self.config).await
    }

    /// Ends the connections; work that still waits for one is refused.
    pub(crate) fn close(&self) {
        self.pool.close();
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
