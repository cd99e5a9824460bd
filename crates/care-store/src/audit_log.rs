//! The audit log: what was shown to whom, as ids of the content; and which answers were found helpful.

use care_ids::{CaseId, ChatId, UserId};

use crate::error::StoreError;
use crate::tx::{Row, SqlStatement, list, sql};

/// What kind of thing was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShownKind {
    /// A plan that was given.
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
pub struct AuditEntry {
    /// The person to whom it was shown.
    pub user: UserId,
    /// The chat in which it was shown.
    pub chat: ChatId,
    /// The case that it was about; none for a question outside any case.
    pub case: Option<CaseId>,
    /// The kind of thing that was shown.
    pub kind: ShownKind,
    /// The version of the content that it was made from.
    pub content_version: String,
    /// Ids of the lines of a plan; of an answer, the lines of the plan that it begins with and its statements;
    /// where an answer was declined, first the id of the reason.
    pub ids: Vec<String>,
    /// The pathway of a plan.
    pub pathway: Option<String>,
}

impl AuditEntry {
    pub(crate) fn write(&self, now: i64) -> SqlStatement {
        sql!(
            "insert into audit_log (user_id, chat_id, case_id, at, kind, content_version, shown, \
             pathway) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            self.user,
            self.chat,
            self.case,
            now,
            self.kind.id(),
            &self.content_version,
            list(&self.ids),
            &self.pathway,
        )
    }
}

/// An entry of the audit log as it is shown to the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditSummary {
    /// When it was shown (Unix seconds).
    pub at: i64,
    /// What it was; nothing when a later version of the bot wrote it.
    pub kind: Option<ShownKind>,
    /// The number and the chat of the case that it was about.
    pub case: Option<(i64, ChatId)>,
    /// The version of the content that was shown.
    pub content_version: String,
    /// How many lines or statements.
    pub count: usize,
}

impl AuditSummary {
    pub(crate) fn read(row: &dyn Row) -> Result<Self, StoreError> {
        let kind = row.text(1)?;
        Ok(Self {
            at: row.int(0)?,
            kind: ShownKind::ALL.into_iter().find(|known| known.id() == kind),
            case: (row.maybe_int(2)?).zip(row.maybe_int(3)?.map(ChatId::new)),
            content_version: row.text(4)?,
            count: row.texts(5)?.len(),
        })
    }
}

/// Whether one person found one answer helpful; the last word counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// Who says so, so that it can be handed out and deleted with everything else of theirs.
    pub user: UserId,
    /// The id of what was asked, or the reason why there was no answer.
    pub code: String,
    /// The content that the answer came from.
    pub content_version: String,
    /// Whether it was found helpful.
    pub helpful: bool,
}

impl Feedback {
    pub(crate) fn write(&self, now: i64) -> SqlStatement {
        sql!(
            "insert into feedback (user_id, code, content_version, helpful, given_at) \
             values ($1, $2, $3, $4, $5) on conflict (user_id, code, content_version) do update set \
             helpful = excluded.helpful, given_at = excluded.given_at",
            self.user,
            &self.code,
            &self.content_version,
            self.helpful,
            now,
        )
    }
}
