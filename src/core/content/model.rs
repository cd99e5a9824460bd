//! The content as it is used: every id resolved.

use std::collections::BTreeMap;

use super::condition::{Condition, Reading, Unanswered, View};
use super::parse::Kind;
use crate::core::case::Case;
use crate::core::ids::{
    LineIx, OptionIx, OptionSet, QuestionIx, ReferenceIx, RoleIx, RuleIx, SectionIx, StatementIx,
    TreatmentIx,
};

/// Everything the bot can ask and say about one topic.
#[derive(Debug)]
pub struct Content {
    /// Title, dates and review status.
    pub topic: Topic,
    /// First characters of the SHA-256 digest of all files: which content a plan was made from.
    pub version: String,
    /// In the order in which they are asked.
    pub questions: Vec<Question>,
    /// Kinds of reader.
    pub roles: Vec<Role>,
    /// In an order in which each names only earlier ones.
    pub facts: Vec<Fact>,
    /// In the order of precedence.
    pub pathways: Vec<PathwayRule>,
    /// In the order of the plan.
    pub sections: Vec<Section>,
    /// What can be withheld.
    pub treatments: Vec<Treatment>,
    /// In number order.
    pub rules: Vec<Rule>,
    /// Every sentence a plan can hold.
    pub lines: Vec<Line>,
    /// The evidence.
    pub statements: Vec<Statement>,
    /// The sources.
    pub references: Vec<Reference>,
    pub(super) texts: BTreeMap<String, String>,
    pub(super) unanswered: Vec<Unanswered>,
}

/// What the content is about and how current it is.
#[derive(Debug, Clone)]
pub struct Topic {
    /// Folder name below `dialogues/`.
    pub id: String,
    /// Shown in /about and in plans.
    pub title: String,
    /// The day the evidence was gathered.
    pub evidence_date: String,
    /// The day by which it is to be looked at again.
    pub next_review: String,
    /// "under review" until a real person has signed it off.
    pub status: String,
}

/// When a question is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Before the plan.
    Core,
    /// Offered after it.
    Refine,
    /// Once, as a setting of the person.
    Setting,
}

/// One item of the intake.
#[derive(Debug)]
pub struct Question {
    /// Stable id, as in a case file.
    pub id: String,
    /// Its number in the evidence dossier.
    pub dossier: String,
    /// What sort of answer it takes.
    pub kind: Kind,
    /// A few words, for the summary.
    pub title: String,
    /// The question itself.
    pub ask: String,
    /// A sentence of explanation.
    pub help: Option<String>,
    /// When it is put.
    pub stage: Stage,
    /// A core question only then; otherwise offered after the plan.
    pub core_if: Condition,
    /// Put, and its answer kept, only while this holds.
    pub ask_if: Condition,
    /// What an unanswered question is read as.
    pub assume: Option<OptionIx>,
    /// The sentence that says so.
    pub assumed: Option<String>,
    /// The option behind "Not known".
    pub unknown: Option<OptionIx>,
    /// Options that exclude all others.
    pub alone: OptionSet,
    /// "Not known" is taken only when it is chosen a second time.
    pub insist: bool,
    /// Put even when the case is already urgent.
    pub when_urgent: bool,
    /// Listed in the summary even while it is only assumed.
    pub in_summary: bool,
    /// Belongs to the person more than to the case: a new start keeps it.
    pub of_person: bool,
    /// Smallest number taken.
    pub min: u16,
    /// Largest number taken.
    pub max: u16,
    /// A number that may be left out.
    pub optional: bool,
    /// In the order of the buttons.
    pub options: Vec<QuestionOption>,
}

/// One possible answer.
#[derive(Debug)]
pub struct QuestionOption {
    /// Stable id, as in a case file.
    pub id: String,
    /// The button.
    pub label: String,
    /// Explanation in the card's text.
    pub detail: Option<String>,
    /// Further words taken when typed.
    pub also: Vec<String>,
    /// Typed numbers that mean this option, both ends included.
    pub range: Option<(u16, u16)>,
    /// The question that has to be put again when this is chosen.
    pub asks_again: Option<QuestionIx>,
}

/// How much a reader is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// The lines alone; evidence as numbers.
    Brief,
    /// With what stands behind the main lines.
    Standard,
    /// With the evidence behind every line.
    Explained,
    /// Plain language.
    Plain,
}

/// A kind of reader.
#[derive(Debug)]
pub struct Role {
    /// Stable id.
    pub id: String,
    /// The button.
    pub label: String,
    /// What this role answers to the question who is asking: question and option.
    pub asker: (QuestionIx, OptionIx),
    /// How much is told.
    pub depth: Depth,
}

/// A named condition.
#[derive(Debug)]
pub struct Fact {
    /// Stable id.
    pub id: String,
    /// What it means, in plain words.
    pub says: String,
    pub(super) when: Condition,
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

    pub(super) fn from_id(id: &str) -> Option<Self> {
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
    pub(super) when: Condition,
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
}

/// A rule of the rule base.
#[derive(Debug)]
pub struct Rule {
    ///
    pub id: String,
    /// The rule in one sentence.
    pub says: String,
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
    pub hold: Vec<LineIx>,
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
    /// Not shown where this is withheld.
    pub treatment: Option<TreatmentIx>,
    /// Other wording for some readers.
    pub roles: BTreeMap<RoleIx, String>,
}

/// Where a statement's evidence comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Seen in ossified or calcified Achilles tendons.
    Direct,
    /// Taken over from Achilles tendinopathy or heel pain.
    Tendinopathy,
    /// Taken over from ossification elsewhere.
    OtherSites,
    /// General: labels, diagnosis, referral.
    General,
}

/// How the source was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// At least one source was read itself.
    Verified,
    /// Only as reported by another page.
    SecondHand,
    /// Only in the seed article.
    SeedOnly,
}

/// One sentence of evidence.
#[derive(Debug)]
pub struct Statement {
    /// Stable id of the evidence dossier.
    pub id: String,
    /// The sentence.
    pub text: String,
    /// Sources that may be shown; unverified ones are left out (INV-15).
    pub references: Vec<ReferenceIx>,
    /// Kind and size of the evidence.
    pub strength: String,
    /// Whom it was studied in.
    pub applies_to: String,
    /// Where it comes from.
    pub basis: Basis,
    /// How it was read.
    pub support: Support,
    /// Cited by rules, or kept for answers.
    pub in_plans: bool,
    /// Conflicts of sources it is part of.
    pub conflicts: Vec<String>,
    /// For the reviewer.
    pub note: Option<String>,
}

/// A source.
#[derive(Debug)]
pub struct Reference {
    /// Stable id.
    pub id: String,
    /// In a list of sources.
    pub short: String,
    /// guideline, review, trial, study, case_report, label, clinical_reference, leaflet, summary.
    pub kind: String,
    /// As the evidence dossier words its kind.
    pub described: String,
    /// In full.
    pub citation: String,
    /// Where to read it.
    pub url: String,
    /// Whether it may be shown: read itself or through another page.
    pub citable: bool,
    /// How it was read.
    pub how: String,
}

impl Content {
    /// A question by its place.
    pub fn question(&self, question: QuestionIx) -> &Question {
        &self.questions[question.index()]
    }

    /// An option by its place.
    pub fn option(&self, question: QuestionIx, option: OptionIx) -> &QuestionOption {
        &self.question(question).options[option.index()]
    }

    /// A question by its id.
    pub fn find_question(&self, id: &str) -> Option<QuestionIx> {
        self.questions
            .iter()
            .position(|question| question.id == id)
            .map(QuestionIx::new)
    }

    /// An option by its id.
    pub fn find_option(&self, question: QuestionIx, id: &str) -> Option<OptionIx> {
        let options = &self.question(question).options;
        options
            .iter()
            .position(|option| option.id == id)
            .map(OptionIx::new)
    }

    /// A role by its id.
    pub fn find_role(&self, id: &str) -> Option<RoleIx> {
        self.roles
            .iter()
            .position(|role| role.id == id)
            .map(RoleIx::new)
    }

    /// All questions, in order.
    pub fn question_places(&self) -> impl Iterator<Item = QuestionIx> + use<> {
        (0..self.questions.len()).map(QuestionIx::new)
    }

    /// All options of a question, in order.
    pub fn option_places(&self, question: QuestionIx) -> impl Iterator<Item = OptionIx> + use<> {
        (0..self.question(question).options.len()).map(OptionIx::new)
    }

    /// All rules, in order.
    pub fn rule_places(&self) -> impl Iterator<Item = RuleIx> + use<> {
        (0..self.rules.len()).map(RuleIx::new)
    }

    /// A rule by its place.
    pub fn rule(&self, rule: RuleIx) -> &Rule {
        &self.rules[rule.index()]
    }

    /// A line by its place.
    pub fn line(&self, line: LineIx) -> &Line {
        &self.lines[line.index()]
    }

    /// A section by its place.
    pub fn section(&self, section: SectionIx) -> &Section {
        &self.sections[section.index()]
    }

    /// A treatment by its place.
    pub fn treatment(&self, treatment: TreatmentIx) -> &Treatment {
        &self.treatments[treatment.index()]
    }

    /// A statement by its place.
    pub fn statement(&self, statement: StatementIx) -> &Statement {
        &self.statements[statement.index()]
    }

    /// A reference by its place.
    pub fn reference(&self, reference: ReferenceIx) -> &Reference {
        &self.references[reference.index()]
    }

    /// A role by its place.
    pub fn role(&self, role: RoleIx) -> &Role {
        &self.roles[role.index()]
    }

    /// An interface text. The loader has checked that every key of [`super::REQUIRED_TEXTS`] is there.
    pub fn text<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).map_or(key, String::as_str)
    }

    /// An interface text with its `{placeholders}` filled in.
    pub fn text_with(&self, key: &str, values: &[(&str, &str)]) -> String {
        values
            .iter()
            .fold(self.text(key).to_owned(), |text, (name, value)| {
                text.replace(&format!("{{{name}}}"), value)
            })
    }

    /// The conditions of this content over one case.
    pub fn view<'a>(&'a self, case: &'a Case, reading: Reading) -> View<'a> {
        View::new(
            case,
            reading,
            &self.unanswered,
            self.facts.iter().map(|fact| &fact.when),
        )
    }

    /// The one pathway of a case.
    pub fn pathway(&self, view: &View<'_>) -> Pathway {
        self.pathways
            .iter()
            .find(|rule| view.holds(&rule.when))
            .map_or(Pathway::NoPlan, |rule| rule.pathway)
    }

    /// A word or two for a pathway.
    pub fn pathway_title(&self, pathway: Pathway) -> &str {
        self.pathways
            .iter()
            .find(|rule| rule.pathway == pathway)
            .map_or(pathway.id(), |rule| &rule.title)
    }
}
