//! A transaction on the server.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use care_ids::{CaseId, ChatId, EntryId};
use deadpool_postgres::Transaction;
use futures::future::try_join_all;
use tokio_postgres::types::ToSql;

use super::leases;
use super::row::PostgresRow;
use crate::error::StoreError;
use crate::tx::{Decode, SqlStatement, Tx};

/// A transaction on the server.
pub(super) struct PostgresTx<'c> {
    pub inner: Transaction<'c>,
    pub replica: i64,
    pub spare_case_ids: &'c Mutex<Vec<CaseId>>,
}

impl PostgresTx<'_> {
    async fn query(
        &self,
        statement: &SqlStatement,
    ) -> Result<Vec<tokio_postgres::Row>, StoreError> {
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

fn given(statement: &SqlStatement) -> Vec<&(dyn ToSql + Sync)> {
    let params = statement.params.iter();
    params.map(|param| param as &(dyn ToSql + Sync)).collect()
}

impl Tx for PostgresTx<'_> {
    async fn rows<T: Send>(
        &mut self,
        statement: SqlStatement,
        decode: Decode<T>,
    ) -> Result<Vec<T>, StoreError> {
        let rows = self.query(&statement).await?;
        rows.iter().map(|row| decode(&PostgresRow(row))).collect()
    }

    async fn load<T: Send>(
        &mut self,
        statements: Vec<(SqlStatement, Decode<T>)>,
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

    async fn run(&mut self, statements: Vec<SqlStatement>) -> Result<Vec<u64>, StoreError> {
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
        if chats.is_empty() {
            return Ok(());
        }
        let chats: Vec<i64> = chats.into_iter().map(ChatId::get).collect();
        // A group that has become a supergroup goes by its new number.
        let lock = "select pg_advisory_xact_lock(chat) from (\
                    select distinct coalesce(to_chat, given) as chat from unnest($1::bigint[]) as given \
                    left join chat_moves on from_chat = given order by 1) as chats";
        let lock = self.inner.prepare_cached(lock).await?;
        self.inner.query(&lock, &[&chats]).await?;
        Ok(())
    }

    async fn take_leases(
        &mut self,
        chats: Vec<ChatId>,
        first: EntryId,
    ) -> Result<HashSet<ChatId>, StoreError> {
        leases::take(&self.inner, self.replica, chats, first).await
    }

    async fn begin_tries(
        &mut self,
        entries: &[(EntryId, u32)],
    ) -> Result<HashSet<EntryId>, StoreError> {
        leases::begin_tries(&self.inner, self.replica, entries).await
    }
}
