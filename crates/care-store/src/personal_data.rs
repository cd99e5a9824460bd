//! What is kept of one person, all of it: to hand it out, and to delete it.
//!
//! Every table with something of a person stands in [`PERSONAL_DATA`]; a test holds the list against the
//! schema, so that a new table can be forgotten neither by the export nor by the deletion.

use care_ids::{CaseId, UserId};

use crate::call::ExportCursor;
use crate::error::StoreError;
use crate::tx::{Row, SqlStatement, Tx, Work, sql};

/// A table with something of a person.
#[derive(Debug, Clone, Copy)]
pub struct PersonalData {
    /// The name of the table, by which the export calls it too.
    pub table: &'static str,
    /// Deletes a person's rows.
    erase: &'static str,
    /// Reads a person's rows in a lasting order, so many from some place on. Nothing for what is on its
    /// way to the person anyhow.
    export: Option<&'static str>,
    /// Deletes what belongs to a case, where its rows do.
    delete_case: Option<&'static str>,
}

macro_rules! owned_by {
    (person) => {
        "user_id = $1"
    };
    (private_chat) => {
        "chat_id = $1"
    };
    (case) => {
        "case_id in (select id from cases where user_id = $1)"
    };
}

macro_rules! erase {
    ($table:literal, $owner:ident) => {
        concat!("delete from ", $table, " where ", owned_by!($owner))
    };
}

macro_rules! export {
    ($table:literal, $owner:ident, $order:literal) => {
        Some(concat!(
            "select * from ",
            $table,
            " where ",
            owned_by!($owner),
            " order by ",
            $order,
            " limit $2 offset $3"
        ))
    };
}

macro_rules! of_case {
    ($table:literal) => {
        Some(concat!("delete from ", $table, " where case_id = $1"))
    };
}

/// Every table with something of a person, in the order in which a deletion takes them: cases last, because
/// other tables are found through them.
pub const PERSONAL_DATA: &[PersonalData] = &[
    PersonalData {
        table: "people",
        erase: erase!("people", person),
        export: export!("people", person, "user_id"),
        delete_case: None,
    },
    PersonalData {
        table: "audit_log",
        erase: erase!("audit_log", person),
        export: export!("audit_log", person, "id"),
        delete_case: of_case!("audit_log"),
    },
    PersonalData {
        table: "plans",
        erase: erase!("plans", case),
        export: export!("plans", case, "case_id, number"),
        delete_case: of_case!("plans"),
    },
    PersonalData {
        table: "messages",
        erase: erase!("messages", case),
        export: export!("messages", case, "chat_id, message_id"),
        delete_case: of_case!("messages"),
    },
    PersonalData {
        table: "feedback",
        erase: erase!("feedback", person),
        export: export!("feedback", person, "code, content_version"),
        delete_case: None,
    },
    PersonalData {
        table: "members",
        erase: erase!("members", person),
        export: export!("members", person, "chat_id"),
        delete_case: None,
    },
    PersonalData {
        table: "admissions",
        erase: erase!("admissions", private_chat),
        export: export!("admissions", private_chat, "chat_id"),
        delete_case: None,
    },
    // The numbers of a group's cases are nobody's.
    PersonalData {
        table: "case_numbers",
        erase: erase!("case_numbers", private_chat),
        export: export!("case_numbers", private_chat, "chat_id"),
        delete_case: None,
    },
    PersonalData {
        table: "outbox",
        erase: erase!("outbox", private_chat),
        export: None,
        delete_case: None,
    },
    PersonalData {
        table: "cases",
        erase: erase!("cases", person),
        export: export!("cases", person, "id"),
        delete_case: Some("delete from cases where id = $1"),
    },
];

/// Deletes everything that is kept of a person.
pub(crate) fn erase(user: UserId) -> Vec<SqlStatement> {
    let own = PERSONAL_DATA.iter().map(|table| sql!(table.erase, user));
    // First the cases are held: what another replica is writing to them is there when its table's turn comes.
    let hold = sql!("update cases set closed = closed where user_id = $1", user);
    // What others have from them stays; who it came from does not.
    let others = [
        sql!("delete from invitations where made_by = $1", user),
        sql!(
            "update admissions set invited_by = null where invited_by = $1",
            user
        ),
    ];
    std::iter::once(hold).chain(own).chain(others).collect()
}

/// Deletes a case with all that belongs to it.
pub(crate) fn delete_case(case: CaseId) -> Vec<SqlStatement> {
    let tables = PERSONAL_DATA.iter();
    tables
        .filter_map(|table| Some(sql!(table.delete_case?, case)))
        .collect()
}

/// Rows that are read at once for an export.
const ROWS_AT_ONCE: i64 = 50;

/// Some rows of a person.
#[derive(Debug)]
pub(crate) struct ExportPage {
    /// The table, and its rows as JSON objects.
    pub table: &'static str,
    pub rows: Vec<String>,
    /// Where the next ones begin; nothing at the end.
    pub next: Option<ExportCursor>,
}

pub(crate) struct ReadExport {
    pub user: UserId,
    pub from: ExportCursor,
}

impl Work for ReadExport {
    type Out = ExportPage;

    async fn run<T: Tx>(self, tx: &mut T) -> Result<ExportPage, StoreError> {
        let Some(table) = PERSONAL_DATA.get(self.from.table) else {
            return Ok(ExportPage {
                table: "",
                rows: Vec::new(),
                next: None,
            });
        };
        let rows = match table.export {
            None => Vec::new(),
            Some(export) => {
                let statement = sql!(export, self.user, ROWS_AT_ONCE, self.from.row);
                tx.rows(statement, |row: &dyn Row| row.json()).await?
            }
        };
        let read = i64::try_from(rows.len()).unwrap_or(ROWS_AT_ONCE);
        let next = if read == ROWS_AT_ONCE {
            Some(ExportCursor {
                row: self.from.row + read,
                ..self.from
            })
        } else if self.from.table + 1 < PERSONAL_DATA.len() {
            Some(ExportCursor {
                table: self.from.table + 1,
                row: 0,
                ..self.from
            })
        } else {
            None
        };
        Ok(ExportPage {
            table: table.table,
            rows,
            next,
        })
    }
}

/// A part of an export, small enough to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportPart {
    /// A JSON object: tables by their names, each a list of rows.
    pub tables: String,
    /// Where the next part begins; nothing after the last one.
    pub next: Option<ExportCursor>,
}

/// Puts a part together of pages.
#[derive(Debug, Default)]
pub(crate) struct PartWriter {
    tables: String,
    table: &'static str,
}

impl PartWriter {
    pub(crate) fn add(&mut self, page: &ExportPage) {
        if page.table != self.table {
            if !self.table.is_empty() {
                self.tables.push_str("],\n");
            }
            self.tables.push_str(&format!("\"{}\": [", page.table));
            self.table = page.table;
        } else if !page.rows.is_empty() && !self.tables.ends_with('[') {
            self.tables.push(',');
        }
        for (place, row) in page.rows.iter().enumerate() {
            if place > 0 {
                self.tables.push(',');
            }
            self.tables.push('\n');
            self.tables.push_str(row);
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.tables.len()
    }

    pub(crate) fn finish(self) -> String {
        let end = if self.table.is_empty() { "" } else { "]" };
        format!("{{{}{end}}}", self.tables)
    }
}
