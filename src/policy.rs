//! The host's decisions: who may use the bot, how often, and how long cases are stored.

use std::collections::BTreeSet;

use care_ids::{ChatId, UserId};

/// Who may use the bot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Access {
    /// Anybody on Telegram may.
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

impl Access {
    /// As the setting names it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Invite => "invite",
            Self::Allowlist { .. } => "allowlist",
        }
    }
}

/// How many updates a person may send in a minute; nothing is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// Updates of any kind.
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

/// The decisions of the host.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// Who may use the bot.
    pub access: Access,
    /// Administrators. They are always in, and they invite.
    pub admins: BTreeSet<UserId>,
    /// How many updates a person may send in a minute.
    pub limits: Limits,
    /// Cases untouched for so many days are deleted; `None` keeps them for ever.
    pub keep_days: Option<u32>,
}
