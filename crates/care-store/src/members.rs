//! What Telegram said of groups when it was asked: who administers one, and which topics are there.

use std::sync::Arc;

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use super::unit::json_of;
use super::{CaseId, Changes, KeptCase, Missing, Room, StoreError, Unit, Wanted, column};

/// What is known of somebody in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Whether they administer it.
    pub admin: bool,
    /// When Telegram said so (Unix seconds).
    pub seen_at: i64,
}

/// What the answer to a call has told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Learnt {
    /// Who somebody is in a group.
    Member {
        /// The group.
        chat: i64,
        /// The person.
        person: i64,
        /// What they are.
        member: Member,
    },
    /// A topic was opened for a case.
    Topic {
        /// The case.
        case: CaseId,
        /// The topic.
        thread: i64,
    },
    /// A topic is no longer there.
    NoTopic {
        /// The chat.
        chat: i64,
        /// The topic.
        thread: i64,
    },
}

impl Room {
    /// What is known of somebody in a group; nothing when Telegram was never asked.
    ///
    /// # Errors
    /// When it has not been looked for yet.
    pub fn member(&self, chat: i64, person: i64) -> Result<Option<Member>, Missing> {
        let read = self.members.get(&(chat, person)).copied();
        read.ok_or(Missing(Wanted::Member { chat, person }))
    }

    /// The case that a topic was opened for.
    ///
    /// # Errors
    /// When it has not been looked for yet.
    pub fn case_of_topic(
        &self,
        changes: &Changes,
        chat: i64,
        thread: i64,
    ) -> Result<Option<KeptCase>, Missing> {
        match self.topics.get(&(chat, thread)) {
            None => Err(Missing(Wanted::CaseOfTopic { chat, thread })),
            Some(None) => Ok(None),
            Some(Some(case)) => self.case(changes, *case),
        }
    }
}

impl Unit {
    pub(super) async fn fetch_member(&mut self, chat: i64, person: i64) -> Result<(), StoreError> {
        let row = sqlx::query(AssertSqlSafe(Arc::clone(&self.sql.read_member)))
            .bind(chat)
            .bind(person)
            .fetch_optional(self.link()?)
            .await?;
        let member = match &row {
            None => None,
            Some(row) => Some(Member {
                admin: column::<i64>(row, "admin")? != 0,
                seen_at: column(row, "seen_at")?,
            }),
        };
        self.room.members.insert((chat, person), member);
        Ok(())
    }

    pub(super) async fn fetch_case_of_topic(
        &mut self,
        chat: i64,
        thread: i64,
    ) -> Result<(), StoreError> {
        let row = sqlx::query(AssertSqlSafe(Arc::clone(&self.sql.read_case_of_topic)))
            .bind(chat)
            .bind(thread)
            .fetch_optional(self.link()?)
            .await?;
        let case = row.as_ref().map(KeptCase::from_row).transpose()?;
        let id = case.as_ref().map(|case| case.id);
        self.room.topics.insert((chat, thread), id);
        if let Some(case) = case {
            self.room.add_case(case.id, Some(case));
        }
        Ok(())
    }

    /// Keeps what the answers to calls have told.
    pub(super) async fn learn(
        &mut self,
        learnt: impl Iterator<Item = Learnt>,
    ) -> Result<(), StoreError> {
        for one in learnt {
            match one {
                Learnt::Member {
                    chat,
                    person,
                    member,
                } => {
                    let row: Value = json!({
                        "chat_id": chat,
                        "user_id": person,
                        "admin": i64::from(member.admin),
                        "seen_at": member.seen_at,
                    });
                    let statement = self.sql.write_members.clone();
                    self.run(&statement, json_of(&[row])).await?;
                }
                Learnt::Topic { case, thread } => {
                    sqlx::query(AssertSqlSafe(Arc::clone(&self.sql.set_topic)))
                        .bind(case)
                        .bind(thread)
                        .execute(self.link()?)
                        .await?;
                }
                Learnt::NoTopic { chat, thread } => {
                    sqlx::query(AssertSqlSafe(Arc::clone(&self.sql.lose_topic)))
                        .bind(chat)
                        .bind(thread)
                        .execute(self.link()?)
                        .await?;
                }
            }
        }
        Ok(())
    }
}
