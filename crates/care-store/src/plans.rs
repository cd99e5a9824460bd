//! Plans as they were given.

use care_ids::{CaseId, MessageId};

use crate::error::StoreError;
use crate::tx::{Row, SqlStatement, list, sql};

/// What is known of a plan without its messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanSummary {
    /// The how many-th of its case, from 1.
    pub number: u32,
    /// When it was given (Unix seconds).
    pub given_at: i64,
    /// Id of the role whose wording it is.
    pub role: Option<String>,
    /// Id of the pathway.
    pub pathway: String,
    /// The content that it was made from.
    pub content_version: String,
    /// The answers that it was made for: a JSON object by ids of the content.
    pub answers: String,
    /// Telegram has refused a message of it, and the person has not got it.
    pub refused: bool,
    /// The messages of its chat that it was sent as, as far as Telegram has told them.
    pub messages: Vec<MessageId>,
    /// The how many-th visit of its case it was given at, from 1.
    pub visit: u32,
    /// Ids of its lines.
    pub lines: Vec<String>,
}

/// A plan as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPlan {
    /// The case that it was made for.
    pub case: CaseId,
    /// What is known of it.
    pub summary: PlanSummary,
    /// The whole plan as messages, in order, in Telegram's HTML.
    pub messages: Vec<String>,
}

/// A message that is a plan of its case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PlanMessage {
    pub case: CaseId,
    pub number: u32,
    pub message: MessageId,
}

impl PlanMessage {
    pub(crate) fn read(row: &dyn Row) -> Result<Self, StoreError> {
        let message = i32::try_from(row.int(2)?)
            .map_err(|_| StoreError::row(2, "is no number of a message"))?;
        Ok(Self {
            case: row.int(0)?.into(),
            number: number(row, 1)?,
            message: MessageId::new(message),
        })
    }
}

fn number(row: &dyn Row, column: usize) -> Result<u32, StoreError> {
    u32::try_from(row.int(column)?).map_err(|_| StoreError::row(column, "is no number of a plan"))
}

/// The columns of a plan, in the order of [`StoredPlan::read`], before its messages.
macro_rules! plan_columns {
    () => {
        "case_id, number, given_at, role, pathway, content_version, answers, refused, visit, lines"
    };
}
pub(crate) use plan_columns;

impl StoredPlan {
    /// A plan without its messages.
    pub(crate) fn read_summary(row: &dyn Row) -> Result<Self, StoreError> {
        Ok(Self {
            case: row.int(0)?.into(),
            summary: PlanSummary {
                number: number(row, 1)?,
                given_at: row.int(2)?,
                role: row.maybe_text(3)?,
                pathway: row.text(4)?,
                content_version: row.text(5)?,
                answers: row.text(6)?,
                refused: row.flag(7)?,
                messages: Vec::new(),
                visit: u32::try_from(row.int(8)?)
                    .map_err(|_| StoreError::row(8, "is no number of a visit"))?,
                lines: row.texts(9)?,
            },
            messages: Vec::new(),
        })
    }

    pub(crate) fn read(row: &dyn Row) -> Result<Self, StoreError> {
        Ok(Self {
            messages: row.texts(10)?,
            ..Self::read_summary(row)?
        })
    }

    /// A number that another plan of the case has is refused: what is sent has to be what is kept.
    pub(crate) fn write(&self) -> SqlStatement {
        let summary = &self.summary;
        sql!(
            concat!(
                "insert into plans (",
                plan_columns!(),
                ", messages) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
            ),
            self.case,
            i64::from(summary.number),
            summary.given_at,
            &summary.role,
            &summary.pathway,
            &summary.content_version,
            &summary.answers,
            summary.refused,
            i64::from(summary.visit),
            list(&summary.lines),
            list(&self.messages),
        )
    }
}
