//! The content as it is used: every id resolved.

mod evidence;
mod glance;
mod intake;
mod language;
mod note;
mod plan;
mod property;
mod reading;
mod review;
mod visits;

use std::collections::BTreeMap;

use super::condition::{Logic, Truth, Unanswered, Unknowns, View};
use super::parse::QuestionKind;
use crate::case::{Answer, Case};
use crate::day::Day;
use crate::ids::{
    BasisIx, FactIx, IntentIx, LineIx, OptionIx, PathwayIx, QuestionIx, ReferenceIx, RoleIx,
    RuleIx, SectionIx, StatementIx, TreatmentIx,
};

pub use evidence::{Basis, Borrowed, Conflict, Reference, Side, Statement, Support};
pub use glance::{Glance, Panel};
pub use intake::{Depth, PlainQuestion, Question, QuestionOption, Role, SharedCard, Stage};
pub use language::{
    Act, Alarm, Anchor, Asking, Emergency, Intent, Language, NoAnswer, OtherLanguage, PlainAnswer,
    Said, Script, SmallTalk, SmallTalkKind, SynonymSet, Telling,
};
pub use note::{Charted, DiagnosisCode, NotePart, NoteStyle, Notes, Referral};
pub use plan::{
    Fact, Line, Pathway, PathwayKind, Rule, RulePart, Section, SectionKind, Treatment, Withholding,
};
pub use property::{Demand, Property};
pub use reading::{
    Band, Choice, Combination, Cue, Measure, MeasureKind, Phrase, PhraseKind, Vocabulary,
};
pub(super) use review::Statuses;
pub use review::{Item, ReviewRecord, ReviewStatus};
pub use visits::{AtReview, Classes, ImportantChange, Outcome};

/// Everything the bot can ask and say about one topic.
#[derive(Debug)]
pub struct Content {
    /// What the topic is about, how current it is, and the questions the program knows.
    pub topic: Topic,
    /// First characters of the SHA-256 digest of all files: which content a plan was made from.
    pub version: String,
    /// In the order in which they are asked.
    pub questions: Vec<Question>,
    /// Cards that ask several questions at once.
    pub cards: Vec<SharedCard>,
    /// What a review asks again; without it the topic has no reviews.
    pub at_review: Option<AtReview>,
    /// What is measured from visit to visit, in the order in which it is told.
    pub outcomes: Vec<Outcome>,
    /// Who may read: each role has its own depth and wording.
    pub roles: Vec<Role>,
    /// In an order in which each names only earlier ones.
    pub facts: Vec<Fact>,
    /// In the order of precedence; one of them is of the kind `no_plan`.
    pub pathways: Vec<Pathway>,
    /// In the order of the plan.
    pub sections: Vec<Section>,
    /// What opens below the plan at a glance, in the order of their buttons.
    pub panels: Vec<Panel>,
    /// What each role reads at a glance.
    pub glances: BTreeMap<RoleIx, Glance>,
    /// How a chart note and a referral letter are worded.
    pub notes: Notes,
    /// What can be withheld.
    pub treatments: Vec<Treatment>,
    /// In the order of their ids, in which they are applied.
    pub rules: Vec<Rule>,
    /// Every sentence a plan can hold.
    pub lines: Vec<Line>,
    /// Sentences of evidence, each with its sources.
    pub statements: Vec<Statement>,
    /// The sources that statements cite.
    pub references: Vec<Reference>,
    /// Where sources disagree, and how that is told.
    pub conflicts: Vec<Conflict>,
    /// Where evidence comes from.
    pub bases: Vec<Basis>,
    /// How typed questions are understood.
    pub language: Language,
    /// How free text is read into answers.
    pub vocabulary: Vocabulary,
    /// What must hold for every possible case.
    pub properties: Vec<Property>,
    /// What has been read, by whom, and how it was found.
    pub reviews: Vec<ReviewRecord>,
    /// Named conditions for the properties alone; their places go on after the facts.
    pub terms: Vec<Fact>,
    pub(super) texts: BTreeMap<String, String>,
    /// How each question is read when unanswered, by place.
    pub unanswered: Vec<Unanswered>,
    pub(super) statuses: Statuses,
}

/// What the content is about and how current it is.
#[derive(Debug, Clone)]
pub struct Topic {
    /// Folder name below `dialogues/`.
    pub id: String,
    /// Shown in /about and in plans.
    pub title: String,
    /// The day the evidence was gathered.
    pub evidence_date: Day,
    /// The day of this version of the content.
    pub updated: Day,
    /// The day by which it is to be looked at again.
    pub next_review: Day,
    /// The question whose options are the red flags.
    pub red_flags: QuestionIx,
    /// The question who is asking: a role answers it.
    pub role_question: QuestionIx,
    /// The question about what the local service offers, which is kept for a person, if there is one.
    pub access_question: Option<QuestionIx>,
    /// The question that a note asks for where it was not answered, if there is one.
    pub note_question: Option<QuestionIx>,
    /// The questions whose answers tell a case from another in a list.
    pub label_questions: Vec<QuestionIx>,
    /// The questions whose other answer tells of another patient.
    pub patient_questions: Vec<QuestionIx>,
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

    /// A fact, or a term, by its place.
    pub fn fact(&self, fact: FactIx) -> Option<&Fact> {
        let after = fact.index().checked_sub(self.facts.len());
        self.facts
            .get(fact.index())
            .or_else(|| self.terms.get(after?))
    }

    /// Something that clinicians ask, by its place.
    pub fn intent(&self, intent: IntentIx) -> &Intent {
        &self.language.intents[intent.index()]
    }

    /// Something that clinicians ask, by its id.
    pub fn find_intent(&self, id: &str) -> Option<IntentIx> {
        let found = self
            .language
            .intents
            .iter()
            .position(|intent| intent.id == id);
        found.map(IntentIx::new)
    }

    /// A line by its id.
    pub fn find_line(&self, id: &str) -> Option<LineIx> {
        let found = self.lines.iter().position(|line| line.id == id);
        found.map(LineIx::new)
    }

    /// A statement by its id.
    pub fn find_statement(&self, id: &str) -> Option<StatementIx> {
        let found = self.statements.iter().position(|known| known.id == id);
        found.map(StatementIx::new)
    }

    /// The statements that a plan cites: those with a source that may be shown.
    pub fn shown_statements<'a>(
        &'a self,
        statements: &'a [StatementIx],
    ) -> impl Iterator<Item = StatementIx> + 'a {
        let citable = |place: &&StatementIx| !self.statement(**place).references.is_empty();
        statements.iter().filter(citable).copied()
    }

    /// Whether a question takes several options.
    pub fn takes_several(&self, question: QuestionIx) -> bool {
        self.question(question).kind == QuestionKind::Several
    }

    /// All roles, each with its place.
    pub fn role_places(&self) -> impl Iterator<Item = (RoleIx, &Role)> {
        let roles = self.roles.iter().enumerate();
        roles.map(|(place, role)| (RoleIx::new(place), role))
    }

    /// The role that reads plain language.
    pub fn plain_role(&self) -> Option<RoleIx> {
        let mut roles = self.role_places();
        let found = roles.find(|(_, role)| role.depth == Depth::Plain);
        found.map(|(place, _)| place)
    }

    /// The role that reads plain language, where the case says that it is the one who asks.
    pub fn plain_reader(&self, case: &Case) -> Option<RoleIx> {
        let asks = |role: &Role| {
            let (question, option) = role.asker;
            role.depth == Depth::Plain && case.answer(question) == Some(Answer::One(option))
        };
        let found = self.role_places().find(|(_, role)| asks(role));
        found.map(|(place, _)| place)
    }

    /// The places of all sections, in the order of the plan.
    pub fn section_places(&self) -> impl Iterator<Item = SectionIx> + use<> {
        (0..self.sections.len()).map(SectionIx::new)
    }

    /// The places of all lines, in the order of the files.
    pub fn line_places(&self) -> impl Iterator<Item = LineIx> + use<> {
        (0..self.lines.len()).map(LineIx::new)
    }

    /// The places of all treatments, in the order of the files.
    pub fn treatment_places(&self) -> impl Iterator<Item = TreatmentIx> + use<> {
        (0..self.treatments.len()).map(TreatmentIx::new)
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

    /// What a review status is called.
    pub fn status_text(&self, status: ReviewStatus) -> &str {
        self.text(match status {
            ReviewStatus::Submitted => "status.submitted",
            ReviewStatus::UnderReview => "status.under_review",
            ReviewStatus::Approved => "status.approved",
        })
    }

    /// The conditions of this content over one case, with the terms that only properties use.
    pub fn view_with_terms<'a>(&'a self, case: &'a Case) -> View<'a> {
        View::new(
            case,
            Unknowns::Assumed,
            &self.unanswered,
            self.facts.iter().chain(&self.terms).map(|fact| &fact.when),
        )
    }

    /// The conditions of this content over one case.
    pub fn view<'a>(&'a self, case: &'a Case, unknowns: Unknowns) -> View<'a> {
        View::new(
            case,
            unknowns,
            &self.unanswered,
            self.facts.iter().map(|fact| &fact.when),
        )
    }

    /// Which pathway is taken, in the order of the content: the first whose condition holds, and the
    /// first of the kind `no_plan` where none does.
    pub fn pathway_truths<L: Logic>(&self, logic: &L) -> Vec<L::Truth> {
        let mut taken = Vec::with_capacity(self.pathways.len());
        let mut left = logic.constant(true);
        for pathway in &self.pathways {
            let when = pathway.when.meaning(logic);
            taken.push(logic.both(left.clone(), when.clone()));
            left = logic.both(left, logic.not(when));
        }
        let otherwise = self.without_pathway().index();
        if let Some(entry) = taken.get_mut(otherwise) {
            *entry = logic.either(entry.clone(), left);
        }
        taken
    }

    /// The one pathway of a case.
    pub fn pathway_of(&self, view: &View<'_>) -> PathwayIx {
        let taken = self.pathway_truths(view);
        let found = taken.iter().position(|truth| *truth == Truth::Yes);
        found.map_or_else(|| self.without_pathway(), PathwayIx::new)
    }

    /// What the program does with a case.
    pub fn pathway_kind(&self, view: &View<'_>) -> PathwayKind {
        self.pathway(self.pathway_of(view)).kind
    }

    /// Where a case goes for which no pathway's condition holds.
    fn without_pathway(&self) -> PathwayIx {
        let mut places = self.pathway_places();
        let found = places.find(|place| self.pathway(*place).kind == PathwayKind::NoPlan);
        found.unwrap_or(PathwayIx::new(0))
    }

    /// A pathway by its place.
    pub fn pathway(&self, pathway: PathwayIx) -> &Pathway {
        &self.pathways[pathway.index()]
    }

    /// A word or two for a pathway, as a heading.
    pub fn pathway_title(&self, pathway: PathwayIx) -> &str {
        &self.pathway(pathway).title
    }

    /// All pathways, in the order of precedence.
    pub fn pathway_places(&self) -> impl Iterator<Item = PathwayIx> + use<> {
        (0..self.pathways.len()).map(PathwayIx::new)
    }

    /// A pathway by its id.
    pub fn find_pathway(&self, id: &str) -> Option<PathwayIx> {
        let found = self.pathways.iter().position(|pathway| pathway.id == id);
        found.map(PathwayIx::new)
    }

    /// Where a statement's evidence comes from, by its place.
    pub fn basis(&self, basis: BasisIx) -> &Basis {
        &self.bases[basis.index()]
    }
}
