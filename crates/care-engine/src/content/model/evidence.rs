//! What everything rests on: statements, their sources, and where sources disagree.

use crate::ids::{BasisIx, ReferenceIx, StatementIx};

/// Where evidence comes from: the condition itself, or another one that it is borrowed from.
#[derive(Debug)]
pub struct Basis {
    /// Stable id, as statements name it.
    pub id: String,
    /// In a sentence: "Borrowed from ...".
    pub description: String,
    /// Set where the evidence is borrowed from another condition.
    pub borrowed: Option<Borrowed>,
}

/// What has to be said where evidence is borrowed.
#[derive(Debug)]
pub struct Borrowed {
    /// The letter beside each sentence that rests on it.
    pub mark: String,
    /// The sentence under a plan that holds such a mark.
    pub note: String,
    /// The same in a few words, for the plan at a glance.
    pub short: String,
}

/// How the source was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// At least one source was read itself.
    Verified,
    /// Only as reported by another page.
    SecondHand,
    /// Only in the source article.
    SeedOnly,
}

/// One sentence of evidence.
#[derive(Debug)]
pub struct Statement {
    /// Stable id of the evidence dossier.
    pub id: String,
    /// The sentence as it is shown.
    pub text: String,
    /// The same for a reader of about twelve years.
    pub plain: Option<String>,
    /// Sources that may be shown; unverified ones are left out (INV-15).
    pub references: Vec<ReferenceIx>,
    /// Kind and size of the evidence.
    pub strength: String,
    /// Whom it was studied in.
    pub applies_to: String,
    /// Where it comes from.
    pub basis: BasisIx,
    /// How it was read.
    pub support: Support,
    /// Cited by rules, or kept for answers.
    pub in_plans: bool,
    /// Conflicts of sources it is part of.
    pub conflicts: Vec<String>,
    /// A note for the reviewer; nobody else is shown it.
    pub note: Option<String>,
}

/// A source that statements cite.
#[derive(Debug)]
pub struct Reference {
    /// Stable id, by which other rows and stored cases name it.
    pub id: String,
    /// In a list of sources.
    pub short: String,
    /// guideline, review, trial, study, case_report, label, clinical_reference, leaflet, web_page, copy,
    /// summary.
    pub kind: String,
    /// As the evidence dossier words its kind.
    pub described: String,
    /// The citation in full, with its identifiers.
    pub citation: String,
    /// Where to read it.
    pub url: String,
    /// Whether it may be shown: read itself or through another page.
    pub citable: bool,
    /// How it was read.
    pub how: String,
}

/// Where sources disagree, and how that is worded.
#[derive(Debug)]
pub struct Conflict {
    /// Stable id, C-01 to C-24.
    pub id: String,
    /// What they disagree about.
    pub issue: String,
    /// What the one side holds, with its statements.
    pub one_side: Side,
    /// What the other side holds, with its statements.
    pub other_side: Side,
    /// The rule for whoever words a plan.
    pub wording: String,
    /// Both sides in a sentence or two.
    pub told: String,
}

/// One side of a conflict.
#[derive(Debug)]
pub struct Side {
    /// What this side holds, in one sentence.
    pub description: String,
    /// What it rests on.
    pub statements: Vec<StatementIx>,
}
