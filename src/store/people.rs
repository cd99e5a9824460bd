//! Settings of a person.

use super::{Connection, StoreError, column};

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
    /// The person's settings; empty ones for somebody new.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn load(tx: &mut Connection, user: i64) -> Result<Self, StoreError> {
        let row = sqlx::query("select accepted_at, role, access from people where user_id = $1")
            .bind(user)
            .fetch_optional(&mut *tx)
            .await?;
        let Some(row) = row else {
            return Ok(Self {
                user,
                ..Self::default()
            });
        };
        let access: Option<String> = column(&row, "access")?;
        Ok(Self {
            user,
            accepted: column::<Option<i64>>(&row, "accepted_at")?.is_some(),
            role: column(&row, "role")?,
            access: access.and_then(|access| serde_json::from_str(&access).ok()),
        })
    }

    /// Keeps the settings.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn save(&self, tx: &mut Connection, now: i64) -> Result<(), StoreError> {
        let access = self
            .access
            .as_ref()
            .and_then(|access| serde_json::to_string(access).ok());
        sqlx::query(
            "insert into people (user_id, accepted_at, role, access) values ($1, $2, $3, $4) \
             on conflict (user_id) do update set \
             accepted_at = coalesce(people.accepted_at, excluded.accepted_at), \
             role = excluded.role, access = excluded.access",
        )
        .bind(self.user)
        .bind(self.accepted.then_some(now))
        .bind(&self.role)
        .bind(access)
        .execute(&mut *tx)
        .await?;
        Ok(())
    }
}
