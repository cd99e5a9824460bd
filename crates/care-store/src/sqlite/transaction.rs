//! A transaction in the file. Nothing in it ever waits, so every future is ready at once.

use std::collections::HashSet;

use care_ids::{CaseId, EntryId};
use rusqlite::Connection;

use super::row::SqliteRow;
use crate::error::StoreError;
use crate::tx::{Decode, SqlStatement, Tx, sql};

/// A transaction in the file.
pub(super) struct SqliteTx<'c> {
    pub connection: &'c mut Connection,
    /// Something of a person was deleted, and these entries name them.
    pub erased: Option<Vec<EntryId>>,
    pub acknowledged: Vec<EntryId>,
}

impl SqliteTx<'_> {
    fn read<T>(
        &mut self,
        statement: &SqlStatement,
        decode: Decode<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut prepared = self.connection.prepare_cached(statement.sql)?;
        bind(&mut prepared, statement)?;
        let mut rows = prepared.raw_query();
        let mut read = Vec::new();
        while let Some(row) = rows.next()? {
            read.push(decode(&SqliteRow(row))?);
        }
        Ok(read)
    }

    fn change(&mut self, statement: &SqlStatement) -> Result<u64, StoreError> {
        let mut prepared = self.connection.prepare_cached(statement.sql)?;
        bind(&mut prepared, statement)?;
        Ok(prepared.raw_execute()? as u64)
    }
}

fn bind(
    prepared: &mut rusqlite::CachedStatement<'_>,
    statement: &SqlStatement,
) -> Result<(), StoreError> {
    for (place, param) in (1..).zip(&statement.params) {
        // SQLite counts parameters in the order in which they first appear.
        debug_assert_eq!(
            prepared.parameter_name(place),
            Some(format!("${place}").as_str()),
            "the parameters of `{}` do not appear in their order",
            statement.sql
        );
        prepared.raw_bind_parameter(place, param)?;
    }
    Ok(())
}

impl Tx for SqliteTx<'_> {
    async fn rows<T: Send>(
        &mut self,
        statement: SqlStatement,
        decode: Decode<T>,
    ) -> Result<Vec<T>, StoreError> {
        self.read(&statement, decode)
    }

    async fn load<T: Send>(
        &mut self,
        statements: Vec<(SqlStatement, Decode<T>)>,
    ) -> Result<Vec<T>, StoreError> {
        let mut all = Vec::new();
        for (statement, decode) in &statements {
            all.extend(self.read(statement, *decode)?);
        }
        Ok(all)
    }

    async fn run(&mut self, statements: Vec<SqlStatement>) -> Result<Vec<u64>, StoreError> {
        statements.iter().map(|one| self.change(one)).collect()
    }

    async fn new_case_id(&mut self) -> Result<CaseId, StoreError> {
        // SQLite's own note of the last one outlives the case.
        let last = sql!("select seq from sqlite_sequence where name = 'cases'");
        let last = self.read(&last, |row| row.int(0))?;
        Ok((last.first().copied().unwrap_or(0) + 1).into())
    }

    async fn begin_tries(
        &mut self,
        entries: &[(EntryId, u32)],
    ) -> Result<HashSet<EntryId>, StoreError> {
        let mut granted = HashSet::new();
        for (entry, _) in entries {
            let begun = sql!("update outbox set tries = tries + 1 where id = $1", *entry);
            if self.change(&begun)? == 1 {
                granted.insert(*entry);
            }
        }
        Ok(granted)
    }

    fn note_erasure(&mut self, named_by: &[EntryId]) {
        let erased = self.erased.get_or_insert_default();
        erased.extend(named_by);
    }

    fn note_acknowledged(&mut self, entries: &[EntryId]) {
        self.acknowledged.extend(entries);
    }
}
