//! Settings of a person.

use sqlx::any::AnyRow;

use super::{StoreError, column};

/// What belongs to a person and not to a case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// Telegram's number.
    pub user: i64,
    /// Whether the disclaimer was accepted.
    pub accepted: bool,
    /// Id of the role.
    pub role: Option<String>,
    /// Ids of what the local service can offer; `None` before it was asked.
    pub access: Option<Vec<String>>,
}

impl Person {
    /// Somebody of whom nothing is kept yet.
    #[must_use]
    pub fn new(user: i64) -> Self {
        Self {
            user,
            ..Self::default()
        }
    }

    pub(super) fn from_row(row: &AnyRow) -> Result<Self, StoreError> {
        let access: Option<String> = column(row, "access")?;
        Ok(Self {
            user: column(row, "user_id")?,
            accepted: column::<Option<i64>>(row, "accepted_at")?.is_some(),
            role: column(row, "role")?,
            access: access.and_then(|access| serde_json::from_str(&access).ok()),
        })
    }

    /// As the statement takes it; the day of acceptance is kept by the database once it is set.
    pub(super) fn to_row(&self, now: i64) -> PersonRow<'_> {
        PersonRow {
            user_id: self.user,
            accepted_at: self.accepted.then_some(now),
            role: self.role.as_deref(),
            access: self
                .access
                .as_ref()
                .and_then(|access| serde_json::to_string(access).ok()),
        }
    }
}

/// As the statement takes it.
#[derive(serde::Serialize)]
pub(super) struct PersonRow<'a> {
    user_id: i64,
    accepted_at: Option<i64>,
    role: Option<&'a str>,
    access: Option<String>,
}
