//! What whoever runs the bot has decided: who gets in, how often, and how long cases are kept.

use std::collections::BTreeSet;

use care_ids::{ChatId, UserId};

/// Who gets in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Access {
    /// Everybody.
    #[default]
    Open,
    /// Who was invited. A group is let in by an administrator, or by an invitation that somebody who
    /// is in uses there.
    Invite,
    /// Who stands on a list.
    Allowlist {
        /// Persons, in their private chats.
        people: BTreeSet<UserId>,
        /// Groups, with everybody in them.
        groups: BTreeSet<ChatId>,
    },
}

/// How many updates a person may send in a minute; nothing is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// Of any kind.
    pub updates: Option<u32>,
    /// Typed texts, which cost most.
    pub texts: Option<u32>,
}

impl Limits {
    /// Whether there is anything to count.
    pub fn is_any(self) -> bool {
        self.updates.is_some() || self.texts.is_some()
    }
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// Who gets in.
    pub access: Access,
    /// Administrators. They are always in, and they invite.
    pub admins: BTreeSet<UserId>,
    /// How often.
    pub limits: Limits,
    /// Cases untouched for so many days are let go; nothing keeps them for ever.
    pub keep_days: Option<u32>,
}
