//! People: their settings, and whether they administer a group.

use care_ids::{CaseId, ChatId, UserId};

use crate::error::StoreError;
use crate::subject::{AskedIn, Subject};
use crate::tx::{Row, SqlStatement, Tx, Work, list, sql};

/// What belongs to a person and not to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Telegram's number of the person.
    pub user: UserId,
    /// Whether the disclaimer was accepted.
    pub accepted: bool,
    /// Id of the role.
    pub role: Option<String>,
    /// Ids of what the local service can offer; `None` before it was asked.
    pub access: Option<Vec<String>>,
    /// The subject of their last answered question that was about no case.
    pub asked_in: Option<AskedIn>,
}

impl Person {
    /// Somebody of whom nothing is kept yet.
    #[must_use]
    pub fn new(user: UserId) -> Self {
        Self {
            user,
            accepted: false,
            role: None,
            access: None,
            asked_in: None,
        }
    }

    pub(crate) fn read(row: &dyn Row) -> Result<Self, StoreError> {
        Ok(Self {
            user: row.int(0)?.into(),
            accepted: row.maybe_int(1)?.is_some(),
            role: row.maybe_text(2)?,
            access: match row.maybe_text(3)? {
                Some(_) => Some(row.texts(3)?),
                None => None,
            },
            asked_in: match (Subject::read(row, 4)?, row.maybe_int(6)?, row.maybe_int(7)?) {
                (Some(subject), Some(chat), Some(topic)) => Some(AskedIn {
                    chat: chat.into(),
                    topic: topic.into(),
                    subject,
                }),
                _ => None,
            },
        })
    }

    /// Writes the settings alone: what was asked may be written by another replica at the same time. The day of
    /// acceptance stays what it was once it is set.
    pub(crate) fn write(&self, now: i64) -> SqlStatement {
        sql!(
            "insert into people (user_id, accepted_at, role, access) values ($1, $2, $3, $4) \
             on conflict (user_id) do update set \
             accepted_at = coalesce(people.accepted_at, excluded.accepted_at), \
             role = excluded.role, access = excluded.access",
            self.user,
            self.accepted.then_some(now),
            &self.role,
            self.access.as_deref().map(list),
        )
    }

    /// Writes what was asked about no case alone.
    pub(crate) fn write_asked_in(&self) -> SqlStatement {
        let asked = self.asked_in.as_ref();
        sql!(
            "insert into people (user_id, subject, subject_at, subject_chat, subject_thread) \
             values ($1, $2, $3, $4, $5) on conflict (user_id) do update set \
             subject = excluded.subject, subject_at = excluded.subject_at, \
             subject_chat = excluded.subject_chat, subject_thread = excluded.subject_thread",
            self.user,
            asked.map(|asked| list(&asked.subject.synonym_sets)),
            asked.map(|asked| asked.subject.at),
            asked.map(|asked| asked.chat),
            asked.map(|asked| asked.topic),
        )
    }
}

/// What is known of somebody in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Whether they administer it.
    pub admin: bool,
    /// When Telegram said so (Unix seconds).
    pub seen_at: i64,
}

impl Member {
    pub(crate) fn read(row: &dyn Row) -> Result<Self, StoreError> {
        Ok(Self {
            admin: row.flag(0)?,
            seen_at: row.int(1)?,
        })
    }

    pub(crate) fn write(self, chat: ChatId, user: UserId) -> SqlStatement {
        sql!(
            "insert into members (chat_id, user_id, admin, seen_at) values ($1, $2, $3, $4) \
             on conflict (chat_id, user_id) do update set \
             admin = excluded.admin, seen_at = excluded.seen_at",
            chat,
            user,
            self.admin,
            self.seen_at,
        )
    }
}

/// Whether somebody presses on a case of somebody else in a group, and nothing was said of them since then.
pub(crate) struct IsUnknownMember {
    pub case: CaseId,
    pub chat: ChatId,
    pub user: UserId,
    pub since: i64,
}

impl Work for IsUnknownMember {
    type Out = bool;

    async fn run<T: Tx>(self, tx: &mut T) -> Result<bool, StoreError> {
        let unknown = sql!(
            "select 1 from cases where id = $1 and chat_id = $2 and user_id <> $3 and not exists \
             (select 1 from members where chat_id = $2 and user_id = $3 and seen_at >= $4)",
            self.case,
            self.chat,
            self.user,
            self.since,
        );
        let unknown = tx.rows(unknown, |_| Ok(())).await?;
        Ok(!unknown.is_empty())
    }
}

/// Keeps what Telegram said of somebody in a group.
pub(crate) struct NoteMember {
    pub chat: ChatId,
    pub user: UserId,
    pub member: Member,
}

impl Work for NoteMember {
    type Out = ();

    async fn run<T: Tx>(self, tx: &mut T) -> Result<(), StoreError> {
        tx.run(vec![self.member.write(self.chat, self.user)])
            .await?;
        Ok(())
    }
}
