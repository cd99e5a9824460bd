//! What a plan is made of: facts, pathways, sections, treatments, rules, lines.

use std::collections::BTreeMap;

use crate::content::condition::Condition;
use crate::ids::{LineIx, RoleIx, SectionIx, StatementIx, TreatmentIx};

/// A named condition.
#[derive(Debug)]
pub struct Fact {
    /// Stable id.
    pub id: String,
    /// What it means, in plain words.
    pub description: String,
    pub when: Condition,
}

/// Where a case goes; exactly one holds for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pathway {
    /// Same-day care; nothing routine.
    Urgent,
    /// Something has to be asked first.
    NoPlan,
    /// Plain-language education.
    Education,
    /// A plan around a specialist's opinion.
    Specialist,
    /// Symptom-free: watch.
    Observe,
    /// Active conservative treatment.
    Active,
}

impl Pathway {
    /// All of them, in the order of precedence.
    pub const ALL: [Self; 6] = [
        Self::Urgent,
        Self::NoPlan,
        Self::Education,
        Self::Specialist,
        Self::Observe,
        Self::Active,
    ];

    /// The stable id.
    pub fn id(self) -> &'static str {
        match self {
            Self::Urgent => "urgent",
            Self::NoPlan => "no_plan",
            Self::Education => "education",
            Self::Specialist => "specialist",
            Self::Observe => "observe",
            Self::Active => "active",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pathway| pathway.id() == id)
    }
}

/// When a pathway is taken.
#[derive(Debug)]
pub struct PathwayRule {
    /// Which one.
    pub pathway: Pathway,
    /// A word or two for labels.
    pub title: String,
    pub when: Condition,
}

/// What a section is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SectionKind {
    /// One line above everything.
    Banner,
    /// The plan in one sentence.
    BottomLine,
    /// What to do.
    Body,
    /// When to look again.
    Review,
    /// When to come back at once.
    SafetyNet,
}

/// A heading of the plan.
#[derive(Debug)]
pub struct Section {
    /// Stable id.
    pub id: String,
    /// Shown above its lines.
    pub title: String,
    /// What it is for.
    pub kind: SectionKind,
}

/// Something that can be withheld.
#[derive(Debug)]
pub struct Treatment {
    /// Stable id.
    pub id: String,
    /// Shown before " withheld: ".
    pub name: String,
    /// The words by which a sentence speaks of it.
    pub words: Vec<String>,
}

/// A rule of the rule base.
#[derive(Debug)]
pub struct Rule {
    ///
    pub id: String,
    /// The rule in one sentence.
    pub description: String,
    /// Where it is evaluated.
    pub pathways: Vec<Pathway>,
    /// When it applies.
    pub when: Condition,
    /// Project policy.
    pub policy: bool,
    /// What it does, each part under a further condition.
    pub parts: Vec<RulePart>,
    /// What it withholds.
    pub withholds: Vec<Withholding>,
}

/// One part of a rule.
#[derive(Debug)]
pub struct RulePart {
    /// The further condition.
    pub when: Condition,
    /// Lines put in the plan.
    pub show: Vec<LineIx>,
    /// Lines kept out of it.
    pub suppress: Vec<LineIx>,
}

/// A treatment withheld, with the reason.
#[derive(Debug)]
pub struct Withholding {
    /// What.
    pub treatment: TreatmentIx,
    /// The further condition.
    pub when: Condition,
    /// Why, in a few words.
    pub reason: String,
    /// The reason in a few words, for the plan at a glance.
    pub short: Option<String>,
    /// Stands under "Avoid" at a glance, whoever reads.
    pub avoid: bool,
    /// What the reason rests on.
    pub statements: Vec<StatementIx>,
    /// Project policy.
    pub policy: bool,
}

/// One sentence of a plan.
#[derive(Debug)]
pub struct Line {
    /// Stable id.
    pub id: String,
    /// Where it stands.
    pub section: SectionIx,
    /// Order inside the section; 100 and more is folded away.
    pub rank: u16,
    /// The sentence.
    pub text: String,
    /// What it rests on.
    pub statements: Vec<StatementIx>,
    /// Project policy.
    pub policy: bool,
    /// What it recommends or steers; not shown where one of these is withheld.
    pub recommends: Vec<TreatmentIx>,
    /// What it advises against.
    pub advises_against: Vec<TreatmentIx>,
    /// What else it speaks of.
    pub mentions: Vec<TreatmentIx>,
    /// The sentence in at most 90 characters, for the plan at a glance.
    pub short: Option<String>,
    /// The roles that read it at a glance; `None` leaves it to the room there is.
    pub first_for: Option<Vec<RoleIx>>,
    /// Other wording for some readers.
    pub roles: BTreeMap<RoleIx, String>,
}
