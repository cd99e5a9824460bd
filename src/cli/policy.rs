//! Who may use the bot, how often, and how long cases are stored: settings of `serve`.

use std::collections::BTreeSet;
use std::str::FromStr;

use clap::{Args, ValueEnum};

use care_ids::{ChatId, UserId};

use super::Failure;
use crate::policy::{Access, Limits, Policy};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AccessMode {
    /// Anybody on Telegram may use it.
    Open,
    /// Administrators, and who used an invitation of theirs.
    Invite,
    /// Administrators, and who is listed.
    Allowlist,
}

/// Numeric ids, with commas or blanks between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Ids(BTreeSet<i64>);

impl FromStr for Ids {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let words = text.split([',', ' ']).filter(|word| !word.is_empty());
        let ids = words.map(|word| {
            word.parse()
                .map_err(|_| format!("`{word}` is not a numeric id"))
        });
        ids.collect::<Result<_, _>>().map(Self)
    }
}

#[derive(Debug, Args)]
pub(super) struct PolicySettings {
    /// Who may use the bot.
    #[arg(long, env = "ACHILLES_ACCESS", value_enum, default_value = "open")]
    access: AccessMode,
    /// Administrators by numeric id: always in, and the ones who send /invite.
    #[arg(
        long,
        env = "ACHILLES_ADMINS",
        value_name = "IDS",
        default_value = "",
        hide_default_value = true,
        hide_env_values = true
    )]
    admins: Ids,
    /// With an allowlist: who is in.
    #[arg(
        long,
        env = "ACHILLES_ALLOWED_PEOPLE",
        value_name = "IDS",
        default_value = "",
        hide_default_value = true,
        hide_env_values = true
    )]
    allowed_people: Ids,
    /// With an allowlist: which groups are in, with everybody in them.
    #[arg(
        long,
        env = "ACHILLES_ALLOWED_GROUPS",
        value_name = "IDS",
        default_value = "",
        hide_default_value = true,
        hide_env_values = true,
        allow_hyphen_values = true
    )]
    allowed_groups: Ids,
    /// Most updates of a person in a minute; 0 for no limit.
    #[arg(long, env = "ACHILLES_UPDATES_A_MINUTE", default_value_t = 60)]
    updates_a_minute: u32,
    /// Most typed texts of a person in a minute; 0 for no limit.
    #[arg(long, env = "ACHILLES_QUESTIONS_A_MINUTE", default_value_t = 20)]
    questions_a_minute: u32,
    /// Cases untouched for so many days are deleted; 0 keeps them for ever.
    #[arg(long, env = "ACHILLES_KEEP_DAYS", default_value_t = 365)]
    keep_days: u32,
}

impl PolicySettings {
    /// What they come to.
    pub(super) fn policy(&self) -> Result<Policy, Failure> {
        let wrong = |problem: &str| Err(Failure::Input(format!("serve: {problem}")));
        let Self {
            admins: Ids(admins),
            allowed_people: Ids(people),
            allowed_groups: Ids(groups),
            ..
        } = self;
        if self.access != AccessMode::Allowlist && !(people.is_empty() && groups.is_empty()) {
            return wrong(
                "ACHILLES_ALLOWED_PEOPLE and ACHILLES_ALLOWED_GROUPS have a meaning only with \
                 ACHILLES_ACCESS=allowlist; set that, or leave them out",
            );
        }
        let access = match self.access {
            AccessMode::Open => Access::Open,
            AccessMode::Invite if admins.is_empty() => {
                return wrong(
                    "with ACHILLES_ACCESS=invite nobody could ever get in: put the numeric id of an \
                     administrator into ACHILLES_ADMINS",
                );
            }
            AccessMode::Invite => Access::Invite,
            AccessMode::Allowlist
                if admins.is_empty() && people.is_empty() && groups.is_empty() =>
            {
                return wrong(
                    "with ACHILLES_ACCESS=allowlist somebody has to be listed: set \
                     ACHILLES_ALLOWED_PEOPLE, ACHILLES_ALLOWED_GROUPS or ACHILLES_ADMINS",
                );
            }
            AccessMode::Allowlist => Access::Allowlist {
                people: people.iter().copied().map(UserId::new).collect(),
                groups: groups.iter().copied().map(ChatId::new).collect(),
            },
        };
        let some = |number: u32| (number > 0).then_some(number);
        Ok(Policy {
            access,
            admins: admins.iter().copied().map(UserId::new).collect(),
            limits: Limits {
                updates: some(self.updates_a_minute),
                texts: some(self.questions_a_minute),
            },
            keep_days: some(self.keep_days),
        })
    }
}
