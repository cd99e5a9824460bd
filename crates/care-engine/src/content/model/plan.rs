//! What a plan is made of: facts, pathways, sections, treatments, rules, lines.

use std::collections::BTreeMap;

use crate::content::condition::Condition;
use crate::ids::{LineIx, PathwayIx, RoleIx, SectionIx, StatementIx, TreatmentIx};

/// A condition with a name, which other conditions use.
#[derive(Debug)]
pub struct Fact {
    /// Stable id, by which other rows and stored cases name it.
    pub id: String,
    /// What it means, in plain words.
    pub description: String,
    /// The condition over the answers under which it holds.
    pub when: Condition,
}

/// What the program does with a case that goes a pathway. Which pathways there are, and when, is content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PathwayKind {
    /// Same-day care; nothing routine, and the intake stops.
    Urgent,
    /// Something has to be asked first.
    NoPlan,
    /// Information in plain language, and no plan of care.
    Education,
    /// A plan around a specialist's opinion.
    Specialist,
    /// Nothing to treat: watch.
    Observe,
    /// A plan of active conservative treatment.
    Active,
}

impl PathwayKind {
    /// All of them, with the word for each in the files.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("urgent", Self::Urgent),
        ("no_plan", Self::NoPlan),
        ("education", Self::Education),
        ("specialist", Self::Specialist),
        ("observe", Self::Observe),
        ("active", Self::Active),
    ];

    /// Its word in the files.
    #[must_use]
    pub fn word(self) -> &'static str {
        let mut words = Self::WORDS.into_iter();
        let found = words.find(|(_, kind)| *kind == self);
        found.map_or("", |(word, _)| word)
    }

    /// Whether the intake ends here with what has to be done first, and no question could refine it.
    #[must_use]
    pub fn ends_intake(self) -> bool {
        matches!(self, Self::Urgent | Self::NoPlan)
    }
}

/// A way that a case can go. A case goes the first one whose condition holds, and where none does, the first of
/// the kind `no_plan`.
#[derive(Debug)]
pub struct Pathway {
    /// Stable id, by which other rows and stored cases name it.
    pub id: String,
    /// What the program does with it.
    pub kind: PathwayKind,
    /// A word or two as a heading.
    pub title: String,
    /// The same inside a sentence: "insertional, active, 3 weeks ago".
    pub label: String,
    /// When it is taken, if no earlier one is.
    pub when: Condition,
}

/// What a section is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SectionKind {
    /// One line above everything.
    Banner,
    /// The plan in one sentence.
    BottomLine,
    /// Lines that say what to do.
    Body,
    /// When to look again.
    Review,
    /// When to come back at once.
    SafetyNet,
}

/// A heading of the plan.
#[derive(Debug)]
pub struct Section {
    /// Stable id, by which other rows and stored cases name it.
    pub id: String,
    /// Shown above its lines.
    pub title: String,
    /// What it is for.
    pub kind: SectionKind,
}

/// Something that can be withheld.
#[derive(Debug)]
pub struct Treatment {
    /// Stable id, by which other rows and stored cases name it.
    pub id: String,
    /// Its name, as it is shown before " withheld: ".
    pub name: String,
    /// The words by which a sentence speaks of it.
    pub words: Vec<String>,
    /// The treatments that it is a name for together, each withheld with it.
    pub covers: Vec<TreatmentIx>,
    /// Its name inside a sentence of a chart note; otherwise its name.
    pub chart: Option<String>,
}

/// A rule of the rule base.
#[derive(Debug)]
pub struct Rule {
    /// Stable id, as in the evidence dossier.
    pub id: String,
    /// The rule in one sentence.
    pub description: String,
    /// Where it is evaluated.
    pub pathways: Vec<PathwayIx>,
    /// The condition over the answers under which it applies.
    pub when: Condition,
    /// It is the project's own policy, without a source.
    pub policy: bool,
    /// What it does, each part under a further condition.
    pub parts: Vec<RulePart>,
    /// The treatments that it withholds, each with a reason.
    pub withholds: Vec<Withholding>,
}

/// One part of a rule.
#[derive(Debug)]
pub struct RulePart {
    /// The condition of this part, beside the rule's own.
    pub when: Condition,
    /// Lines put in the plan.
    pub show: Vec<LineIx>,
    /// Lines kept out of it.
    pub suppress: Vec<LineIx>,
}

/// A treatment withheld, with the reason.
#[derive(Debug, Clone)]
pub struct Withholding {
    /// The treatment that is withheld.
    pub treatment: TreatmentIx,
    /// The condition of this part, beside the rule's own.
    pub when: Condition,
    /// Why, in a few words.
    pub reason: String,
    /// The reason in a few words, for the plan at a glance.
    pub short: Option<String>,
    /// Stands under "Avoid" at a glance, whoever reads.
    pub avoid: bool,
    /// What the reason rests on.
    pub statements: Vec<StatementIx>,
    /// It is the project's own policy, without a source.
    pub policy: bool,
}

/// One sentence of a plan.
#[derive(Debug)]
pub struct Line {
    /// Stable id, by which other rows and stored cases name it.
    pub id: String,
    /// The section of the plan in which it stands.
    pub section: SectionIx,
    /// Order inside the section; 100 and more is folded away.
    pub rank: u16,
    /// The sentence as it is shown.
    pub text: String,
    /// What it rests on.
    pub statements: Vec<StatementIx>,
    /// It is the project's own policy, without a source.
    pub policy: bool,
    /// What it recommends or steers; not shown where one of these is withheld.
    pub recommends: Vec<TreatmentIx>,
    /// What it advises against.
    pub advises_against: Vec<TreatmentIx>,
    /// What else it speaks of.
    pub mentions: Vec<TreatmentIx>,
    /// The sentence in at most 90 characters, for the plan at a glance.
    pub short: Option<String>,
    /// Other short wordings for some readers.
    pub short_roles: BTreeMap<RoleIx, String>,
    /// The roles that read it at a glance; `None` leaves it to the room there is.
    pub first_for: Option<Vec<RoleIx>>,
    /// The banners whose first action it is: it stands at a glance wherever one of them does.
    pub first_action_of: Vec<LineIx>,
    /// How it reads in a chart note; `None` where it does not stand there.
    pub chart: Option<String>,
    /// Other wording for some readers.
    pub roles: BTreeMap<RoleIx, String>,
}
