//! What has been read, by whom, and how it was found.

use std::collections::BTreeMap;

use crate::ids::{LineIx, RuleIx, StatementIx};

/// Something that is reviewed by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// A sentence of evidence with its sources.
    Statement(StatementIx),
    /// A sentence of a plan with what it rests on and when it is shown.
    Line(LineIx),
    /// A rule with its condition and what it withholds.
    Rule(RuleIx),
}

/// The statuses of the items that somebody has decided about; all others are under review.
pub(in crate::content) type Statuses = BTreeMap<Item, ReviewStatus>;

/// How far an item has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReviewStatus {
    /// Written, and handed in to be read.
    Submitted,
    /// Being read. Everything is, until somebody says otherwise.
    UnderReview,
    /// A real person signed exactly this wording off.
    Approved,
}

impl ReviewStatus {
    /// All of them, the lowest first.
    pub const ALL: [Self; 3] = [Self::Submitted, Self::UnderReview, Self::Approved];

    /// As it stands in the file.
    pub fn id(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::UnderReview => "under_review",
            Self::Approved => "approved",
        }
    }
}

/// One decision of a reviewer about one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewRecord {
    /// `statement:EXE-11`, `line:exercise.floor_level` or `rule:R-25`.
    pub item: String,
    /// What the reviewer decided about the item.
    pub status: ReviewStatus,
    /// The name of the person who decided.
    pub reviewer: String,
    /// The profession in which the reviewer decided.
    pub role: String,
    /// The day of the decision, as year-month-day.
    pub date: String,
    /// The digest of exactly what was read; the decision lapses when it changes.
    pub digest: String,
}
