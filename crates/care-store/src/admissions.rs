//! Who is let in: chats that were, and invitations that can still be used.

use care_ids::{ChatId, UserId};
use sha2::{Digest, Sha256};

use crate::error::StoreError;
use crate::tx::{Row, SqlStatement, sql};

/// A chat that was let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admission {
    /// A private chat goes by its person's number.
    pub chat: ChatId,
    /// When it was let in (Unix seconds).
    pub admitted_at: i64,
    /// The administrator whose invitation it was, or who added the bot to the group.
    pub invited_by: Option<UserId>,
}

impl Admission {
    pub(crate) fn read(row: &dyn Row) -> Result<Self, StoreError> {
        Ok(Self {
            chat: row.int(0)?.into(),
            admitted_at: row.int(1)?,
            invited_by: row.maybe_int(2)?.map(UserId::new),
        })
    }
}

/// The digest of an invitation's code. The code itself is known only to who was given it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CodeHash(String);

impl CodeHash {
    /// The digest of a code that was typed or pressed.
    #[must_use]
    pub fn of(code: &str) -> Self {
        Self(hex(&Sha256::digest(code.as_bytes())))
    }

    /// One that was shown, such as behind a button, by its first letters.
    #[must_use]
    pub fn short(&self) -> &str {
        self.0.get(..16).unwrap_or(&self.0)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// An invitation that was not used yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The digest of its code.
    pub code: CodeHash,
    /// Until when it can be used (Unix seconds).
    pub expires_at: i64,
    /// The administrator who made it.
    pub made_by: UserId,
}

impl Invitation {
    pub(crate) fn read(row: &dyn Row) -> Result<Self, StoreError> {
        Ok(Self {
            code: CodeHash(row.text(0)?),
            expires_at: row.int(1)?,
            made_by: row.int(2)?.into(),
        })
    }
}

impl Admission {
    /// Lets a chat in, unless it is in already.
    pub(crate) fn write(chat: ChatId, by: UserId, now: i64) -> SqlStatement {
        sql!(
            "insert into admissions (chat_id, admitted_at, invited_by) values ($1, $2, $3) \
             on conflict (chat_id) do nothing",
            chat,
            now,
            by
        )
    }

    /// Lets a chat in no longer.
    pub(crate) fn delete(chat: ChatId) -> SqlStatement {
        sql!("delete from admissions where chat_id = $1", chat)
    }
}

impl Invitation {
    pub(crate) fn write(&self, now: i64) -> SqlStatement {
        sql!(
            "insert into invitations (code_hash, expires_at, made_by, made_at) \
             values ($1, $2, $3, $4)",
            self.code.as_str(),
            self.expires_at,
            self.made_by,
            now
        )
    }

    /// It is used, or withdrawn.
    pub(crate) fn delete(code: &CodeHash) -> SqlStatement {
        sql!(
            "delete from invitations where code_hash = $1",
            code.as_str()
        )
    }
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
