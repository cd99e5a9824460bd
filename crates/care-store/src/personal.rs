//! What is kept of one person, all of it: to hand it out, and to delete it.
//!
//! Every table with something of a person stands in [`KEPT`]; a test holds the list against the
//! schema, so that a new table can be forgotten neither by the export nor by the deletion.

use std::sync::Arc;

use serde_json::{Map, Value};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Column, Row, TypeInfo, ValueRef};

use super::sql::{Statement, statement};
use super::{Missing, Room, StoreError, Unit, Wanted};

/// How the rows of a person are found in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// By `user_id`.
    Person,
    /// By `chat_id`: a private chat has the number of its person.
    PrivateChat,
    /// By `case_id`, through the person's cases.
    Case,
}

/// A table with something of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Its name.
    pub table: &'static str,
    /// How a person's rows are found.
    pub whose: Whose,
    /// Its rows go with the case in their column `case_id`.
    pub of_case: bool,
    /// What it holds is handed out. Not so what is on its way to the person anyhow.
    pub exported: bool,
}

const fn kept(table: &'static str, whose: Whose) -> Kept {
    Kept {
        table,
        whose,
        of_case: false,
        exported: true,
    }
}

/// Every table with something of a person, in the order in which a deletion takes them: cases last,
/// because other tables are found through them.
pub const KEPT: &[Kept] = &[
    kept("people", Whose::Person),
    Kept {
        of_case: true,
        ..kept("trail", Whose::Person)
    },
    Kept {
        of_case: true,
        ..kept("plans", Whose::Case)
    },
    kept("judgements", Whose::Person),
    kept("members", Whose::Person),
    kept("visitors", Whose::Person),
    kept("admissions", Whose::PrivateChat),
    Kept {
        exported: false,
        ..kept("outbox", Whose::PrivateChat)
    },
    kept("cases", Whose::Person),
];

impl Room {
    /// Everything that is kept of a person: rows by table.
    ///
    /// # Errors
    /// When it has not been read yet.
    pub fn everything(&self, person: i64) -> Result<&Value, Missing> {
        let everything = self.everything.get(&person);
        everything.ok_or(Missing(Wanted::Everything(person)))
    }
}

/// The statements about all that is kept of a person.
#[derive(Debug)]
pub(super) struct PersonalSql {
    forget: Vec<Statement>,
    export: Vec<(&'static str, Statement)>,
}

impl PersonalSql {
    pub(super) fn new() -> Self {
        let found = |kept: &Kept| match kept.whose {
            Whose::Person => "user_id = $1",
            Whose::PrivateChat => "chat_id = $1",
            Whose::Case => "case_id in (select id from cases where user_id = $1)",
        };
        Self {
            forget: KEPT
                .iter()
                .map(|kept| statement(format!("delete from {} where {}", kept.table, found(kept))))
                .collect(),
            export: KEPT
                .iter()
                .filter(|kept| kept.exported)
                .map(|kept| {
                    let select = format!("select * from {} where {}", kept.table, found(kept));
                    (kept.table, statement(select))
                })
                .collect(),
        }
    }
}

impl Unit {
    /// Deletes everything that is kept of a person.
    pub(super) async fn forget(&mut self, person: i64) -> Result<(), StoreError> {
        let sql = Arc::clone(&self.sql);
        for forget in &sql.personal.forget {
            sqlx::query(AssertSqlSafe(Arc::clone(forget)))
                .bind(person)
                .execute(self.link()?)
                .await?;
        }
        Ok(())
    }

    /// Reads everything that is kept of a person into the room. What was changed has been written.
    pub(super) async fn fetch_everything(&mut self, person: i64) -> Result<(), StoreError> {
        let sql = Arc::clone(&self.sql);
        let mut tables = Map::new();
        for (table, export) in &sql.personal.export {
            let rows = sqlx::query(AssertSqlSafe(Arc::clone(export)))
                .bind(person)
                .fetch_all(self.link()?)
                .await?;
            let rows = rows.iter().map(as_json).collect::<Result<_, _>>()?;
            tables.insert((*table).to_owned(), Value::Array(rows));
        }
        self.room.everything.insert(person, Value::Object(tables));
        Ok(())
    }
}

/// A row as it is handed out. What is kept as JSON is handed out as such.
fn as_json(row: &AnyRow) -> Result<Value, StoreError> {
    let mut object = Map::new();
    for column in row.columns() {
        let place = column.ordinal();
        let raw = row.try_get_raw(place)?;
        let value = if raw.is_null() {
            Value::Null
        } else if raw.type_info().name() == "TEXT" {
            let text: String = row.try_get(place)?;
            match serde_json::from_str(&text) {
                Ok(inner @ (Value::Array(_) | Value::Object(_))) => inner,
                _ => text.into(),
            }
        } else {
            row.try_get::<i64, _>(place)?.into()
        };
        object.insert(column.name().to_owned(), value);
    }
    Ok(Value::Object(object))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{Changes, KeptCase, Seat, Shown, ShownKind, Store};

    /// A number that is recognised on the disk: its column reads "zebra1".
    const ZEBRA: i64 = 0x7a65_6272_6131;

    async fn open(folder: &std::path::Path) -> Store {
        let url = format!("sqlite:{}", folder.join("bot.db").display());
        Store::open(&url).await.unwrap()
    }

    fn on_disk(folder: &std::path::Path, word: &str) -> usize {
        std::fs::read_dir(folder)
            .unwrap()
            .flat_map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
            .collect::<Vec<u8>>()
            .windows(word.len())
            .filter(|window| *window == word.as_bytes())
            .count()
    }

    #[tokio::test]
    async fn every_table_with_something_of_a_person_is_listed() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await;
        let columns = "select t.name as name, c.name as col from sqlite_schema as t, \
                       pragma_table_info(t.name) as c where t.type = 'table'";
        let rows = sqlx::query(columns)
            .fetch_all(store.base.turn().await.unwrap().connection().unwrap())
            .await
            .unwrap();
        assert!(rows.len() > 30);
        for row in rows {
            let (table, of): (String, String) = (row.get("name"), row.get("col"));
            let kept = KEPT.iter().find(|kept| kept.table == table);
            match of.as_str() {
                "user_id" => {
                    let whose = kept.map(|kept| kept.whose);
                    assert_eq!(
                        whose,
                        Some(Whose::Person),
                        "{table} is not listed by its person"
                    );
                }
                "chat_id" => assert!(kept.is_some(), "{table} is not listed"),
                "case_id" => assert!(
                    kept.is_some_and(|kept| kept.of_case),
                    "{table} does not go with its case"
                ),
                _ => {}
            }
        }
    }

    /// Rows move between pages as they grow; a copy stays behind in the page that they left.
    #[tokio::test]
    async fn no_copy_of_what_was_deleted_stays_in_the_gaps_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await;
        // A course of events that leaves copies, if nothing clears them.
        let mut chance = 16_u64;
        let mut draw = move |below: u64| {
            chance = chance
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (chance >> 33) % below
        };
        let people = [1, 2, 3, ZEBRA];
        let mut kept: Vec<KeptCase> = Vec::new();
        for now in 1..60 {
            let mut changes = Changes::default();
            for _ in 0..12 {
                let new = kept.len() < 400 && draw(2) == 0;
                if new || kept.is_empty() {
                    let person = people[usize::try_from(draw(4)).unwrap()];
                    let seat = Seat {
                        chat: person,
                        thread: 0,
                        person,
                    };
                    kept.push(KeptCase::new(kept.len() as i64 + 1, seat, now));
                }
                let which = usize::try_from(draw(kept.len() as u64)).unwrap();
                let case = &mut kept[which];
                let word = if case.seat.person == ZEBRA {
                    "CANARY"
                } else {
                    "other."
                };
                case.state = word.repeat(usize::try_from(3 + draw(60)).unwrap());
                changes.save_case(case);
            }
            changes.shown(Shown {
                person: ZEBRA,
                chat: ZEBRA,
                case: None,
                kind: ShownKind::Plan,
                content_version: "CANARY".into(),
                ids: Vec::new(),
                pathway: None,
            });
            let mut unit = store.begin().await.unwrap();
            unit.take(changes, now).await.unwrap();
            unit.commit(now).await.unwrap();
        }
        assert!(on_disk(folder.path(), "CANARY") > 100);
        assert!(on_disk(folder.path(), "zebra1") > 100);
        let mut unit = store.begin().await.unwrap();
        let mut changes = Changes::default();
        changes.forgotten = Some(ZEBRA);
        unit.take(changes, 60).await.unwrap();
        unit.commit(60).await.unwrap();
        assert_eq!(on_disk(folder.path(), "CANARY"), 0);
        assert_eq!(on_disk(folder.path(), "zebra1"), 0);
        assert!(on_disk(folder.path(), "other.") > 100, "others keep theirs");
    }
}
