//! From the answers of a case to its plan: pathway, lines, what is withheld, sources.

mod build;
mod difference;
mod json;
mod outline;

pub use build::{Sources, plan};
pub use difference::{Changed, Difference};
pub use json::to_json;
pub use outline::{PlanOutline, shown_where, withheld_where};

use std::collections::BTreeSet;

use super::content::{
    BasisIx, LineIx, PathwayIx, PathwayKind, QuestionIx, ReferenceIx, ReviewStatus, RoleIx, RuleIx,
    SectionIx, StatementIx, TreatmentIx,
};

/// The plan for one case. Made from answers and content alone: the same answers and content give
/// the same plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Where the case goes.
    pub pathway: PathwayIx,
    /// What kind of pathway that is.
    pub kind: PathwayKind,
    /// Whose wording it is.
    pub role: Option<RoleIx>,
    /// What must be read before anything else: the most pressing of what makes a case urgent.
    pub banner: Option<PlanLine>,
    /// What else makes the case urgent, the most pressing first; each keeps its own lines.
    pub further_banners: Vec<PlanLine>,
    /// The plan in one sentence.
    pub bottom_line: Option<PlanLine>,
    /// What to do, in the order of the sections and of rank.
    pub lines: Vec<PlanLine>,
    /// What is not recommended in this case, and why.
    pub withheld: Vec<Withheld>,
    /// When to look again.
    pub review: Option<PlanLine>,
    /// When to come back at once.
    pub safety_net: Vec<PlanLine>,
    /// Questions without an answer that this plan had to assume something for.
    pub assumed: Vec<QuestionIx>,
    /// The lowest review status of what it is made from.
    pub status: ReviewStatus,
    /// Every source, in the order in which it is first cited; the number shown is position + 1.
    pub sources: Vec<ReferenceIx>,
}

/// A line as it stands in a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanLine {
    /// Its place in the content.
    pub line: LineIx,
    /// The section of the plan in which it stands.
    pub section: SectionIx,
    /// Folded away on a phone.
    pub detail: bool,
    /// The sentence, in the reader's wording.
    pub text: String,
    /// The same in at most 90 characters where the content has it, for the plan at a glance.
    pub short: Option<String>,
    /// What it rests on.
    pub support: Grounds,
    /// The rules that put it there.
    pub because: Vec<RuleIx>,
}

/// What a sentence rests on and what has to be said about that.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grounds {
    /// The statements behind it.
    pub statements: Vec<StatementIx>,
    /// Their sources, as positions in [`Plan::sources`].
    pub sources: Vec<usize>,
    /// It is the project's own policy, without a source.
    pub policy: bool,
    /// The other conditions that something in it is taken over from (R-83, INV-14).
    pub borrowed: BTreeSet<BasisIx>,
    /// Something in it was read only in another source.
    pub second_hand: bool,
    /// Something in it stands on the seed article alone.
    pub seed_only: bool,
}

/// A treatment that is not recommended in this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// Its place in the content.
    pub treatment: TreatmentIx,
    /// Why, each reason once.
    pub reasons: Vec<String>,
    /// The reasons in a few words, the weightiest first; some have none. A glance shows the first, a note all.
    pub shorts: Vec<String>,
    /// Stands under "Avoid" at a glance, whoever reads.
    pub avoid: bool,
    /// What the reasons rest on.
    pub support: Grounds,
    /// The rules that withhold it.
    pub because: Vec<RuleIx>,
}

impl Plan {
    /// Every line of the plan in reading order, withheld treatments apart.
    pub fn all_lines(&self) -> impl Iterator<Item = &PlanLine> {
        self.banner
            .iter()
            .chain(&self.further_banners)
            .chain(&self.bottom_line)
            .chain(&self.lines)
            .chain(&self.review)
            .chain(&self.safety_net)
    }

    /// Everything that is urgent, the most pressing first.
    pub fn banners(&self) -> impl Iterator<Item = &PlanLine> {
        self.banner.iter().chain(&self.further_banners)
    }

    /// The other conditions that anything shown is taken over from.
    pub fn borrowed(&self) -> BTreeSet<BasisIx> {
        let lines = self.all_lines().map(|line| &line.support);
        let withheld = self.withheld.iter().map(|withheld| &withheld.support);
        let grounds = lines.chain(withheld);
        grounds
            .flat_map(|grounds| grounds.borrowed.iter().copied())
            .collect()
    }
}
