//! Which of the two databases does the work.

use std::sync::Arc;

use care_ids::{ChatId, EntryId};

use crate::address::Address;
use crate::error::StoreError;
use crate::outbox::{OutboxEntry, ReadOutbox};
use crate::postgres::{Claimed, LeaseListener, Postgres};
use crate::sqlite::Sqlite;
use crate::tx::Work;

/// An open database: a file of this process, or a server that replicas share. Leases are the server's alone: in a file
/// every entry is this process's own.
#[derive(Clone)]
pub(crate) enum Backend {
    Sqlite(Sqlite),
    Postgres(Arc<Postgres>),
}

impl Backend {
    pub(crate) async fn open(url: &str) -> Result<Self, StoreError> {
        Ok(match Address::of(url)? {
            Address::File(path) => Self::Sqlite(Sqlite::open(path).await?),
            Address::Server { url, shown } => {
                Self::Postgres(Arc::new(Postgres::open(url, &shown).await?))
            }
        })
    }

    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }

    pub(crate) async fn transact<W: Work>(&self, work: W) -> Result<W::Out, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.transact(work).await,
            Self::Postgres(postgres) => postgres.transact(work).await,
        }
    }

    pub(crate) async fn claim(
        &self,
        known: &[EntryId],
        busy: &[ChatId],
        now: i64,
    ) -> Result<Claimed, StoreError> {
        match self {
            Self::Sqlite(sqlite) => {
                let mut claimed = Claimed {
                    entries: sqlite.transact(ReadOutbox).await?,
                    lost: Vec::new(),
                };
                let is_new = |entry: &OutboxEntry| !known.contains(&entry.id);
                claimed.entries.retain(is_new);
                Ok(claimed)
            }
            Self::Postgres(postgres) => postgres.claim(known, busy, now).await,
        }
    }

    pub(crate) async fn listen(&self) -> Result<LeaseListener, StoreError> {
        match self {
            Self::Sqlite(_) => Ok(LeaseListener(None)),
            Self::Postgres(postgres) => postgres.listen().await,
        }
    }

    pub(crate) async fn renew_leases(&self, chats: &[ChatId]) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(postgres) => postgres.renew_leases(chats).await,
        }
    }

    pub(crate) async fn release_leases(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(postgres) => postgres.release_leases().await,
        }
    }

    pub(crate) async fn secure_erase(&self, even_if_large: bool) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.secure_erase(even_if_large).await,
            Self::Postgres(_) => Ok(()),
        }
    }

    pub(crate) async fn durability(&self) -> Result<String, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.durability().await,
            Self::Postgres(postgres) => postgres.durability().await,
        }
    }

    pub(crate) fn is_shared(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(sqlite) => sqlite.close().await,
            Self::Postgres(postgres) => postgres.close(),
        }
    }
}
