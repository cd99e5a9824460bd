//! What was shown to whom under which content. Ids of the content, never a text.

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use super::sql::Holds::{Number, Text};
use super::sql::{Dialect, Statement, rows, statement};
use super::{CaseId, Changes, Missing, Room, StoreError, Unit, Wanted, column};

/// Most entries of a person's trail that are read for a message; older ones are in the export.
pub const MOST_ENTRIES: i64 = 20;

/// What kind of thing was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShownKind {
    /// A plan.
    Plan,
    /// An answer to a question.
    Answer,
    /// A word that there is no answer.
    Declined,
    /// What stands behind a line of a plan.
    Why,
    /// A plan that was only tried out.
    WhatIf,
}

impl ShownKind {
    const ALL: [Self; 5] = [
        Self::Plan,
        Self::Answer,
        Self::Declined,
        Self::Why,
        Self::WhatIf,
    ];

    /// As it is kept.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Answer => "answer",
            Self::Declined => "declined",
            Self::Why => "why",
            Self::WhatIf => "what_if",
        }
    }
}

/// Something that was shown to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// To whom.
    pub person: i64,
    /// Where.
    pub chat: i64,
    /// About which case.
    pub case: Option<CaseId>,
    /// What it was.
    pub kind: ShownKind,
    /// Of which content.
    pub content_version: String,
    /// Ids of the lines of a plan, or of the statements of an answer; where an answer was declined, the
    /// id of the reason.
    pub ids: Vec<String>,
    /// The pathway of a plan.
    pub pathway: Option<String>,
}

/// An entry of a person's trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Unix seconds.
    pub at: i64,
    /// What it was; nothing when a later version of the bot wrote it.
    pub kind: Option<ShownKind>,
    /// About which case.
    pub case: Option<CaseId>,
    /// Of which content.
    pub content_version: String,
    /// How many lines or statements.
    pub count: usize,
}

impl Entry {
    fn from_row(row: &AnyRow) -> Result<Self, StoreError> {
        let kind: String = column(row, "kind")?;
        let shown: String = column(row, "shown")?;
        let ids: Vec<String> = serde_json::from_str(&shown).unwrap_or_default();
        Ok(Self {
            at: column(row, "at")?,
            kind: ShownKind::ALL.into_iter().find(|known| known.id() == kind),
            case: column(row, "case_id")?,
            content_version: column(row, "content_version")?,
            count: ids.len(),
        })
    }
}

impl Shown {
    fn to_row(&self, now: i64) -> Value {
        json!({
            "user_id": self.person,
            "chat_id": self.chat,
            "case_id": self.case,
            "at": now,
            "kind": self.kind.id(),
            "content_version": self.content_version,
            "shown": json!(self.ids).to_string(),
            "pathway": self.pathway,
        })
    }
}

impl Changes {
    /// Notes that something was shown to a person.
    pub fn shown(&mut self, shown: Shown) {
        self.shown.push(shown);
    }
}

impl Room {
    /// What was shown to a person last, the newest first.
    ///
    /// # Errors
    /// When it has not been read yet.
    pub fn trail(&self, person: i64) -> Result<&[Entry], Missing> {
        let trail = self.trails.get(&person).map(Vec::as_slice);
        trail.ok_or(Missing(Wanted::Trail(person)))
    }
}

/// The statements about the trail.
#[derive(Debug)]
pub(super) struct TrailSql {
    write: Statement,
    read: Statement,
    pub move_trail: Statement,
}

impl TrailSql {
    pub(super) fn new(dialect: Dialect) -> Self {
        let columns = "user_id, chat_id, case_id, at, kind, content_version, shown, pathway";
        let given = [
            ("user_id", Number),
            ("chat_id", Number),
            ("case_id", Number),
            ("at", Number),
            ("kind", Text),
            ("content_version", Text),
            ("shown", Text),
            ("pathway", Text),
        ];
        Self {
            write: statement(format!(
                "insert into trail ({columns}) select {columns} from {} where true",
                rows(dialect, &given)
            )),
            read: "select at, kind, case_id, content_version, shown from trail where user_id = $1 \
                   order by id desc limit $2"
                .into(),
            move_trail: "update trail set chat_id = $1 where chat_id = $2".into(),
        }
    }
}

impl Unit {
    /// Writes what was shown.
    pub(super) async fn write_trail(&mut self, now: i64) -> Result<(), StoreError> {
        let shown = std::mem::take(&mut self.room.shown);
        if shown.is_empty() {
            return Ok(());
        }
        let entries: Vec<Value> = shown.iter().map(|shown| shown.to_row(now)).collect();
        let sql = self.sql.clone();
        self.run(&sql.trail.write, json!(entries).to_string()).await
    }

    /// Reads the end of a person's trail into the room.
    pub(super) async fn fetch_trail(&mut self, person: i64) -> Result<(), StoreError> {
        let rows = sqlx::query(AssertSqlSafe(self.sql.trail.read.clone()))
            .bind(person)
            .bind(MOST_ENTRIES)
            .fetch_all(self.link()?)
            .await?;
        let entries = rows.iter().map(Entry::from_row).collect::<Result<_, _>>()?;
        self.room.trails.insert(person, entries);
        Ok(())
    }
}
