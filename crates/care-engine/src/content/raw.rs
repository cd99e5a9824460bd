//! The tables as they stand in the files, before any id is resolved. The format is described in
//! docs/content-format.md; unknown keys are refused, so that a slip of the pen is not silently ignored.

pub mod reading;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

/// A text with its place in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct Text(Spanned<String>);

impl Text {
    /// Where the value stands in its file, in bytes, quotation marks included.
    pub fn span(&self) -> Range<usize> {
        self.0.span()
    }

    /// The text alone, without its place.
    pub fn into_inner(self) -> String {
        self.0.into_inner()
    }
}

impl AsRef<String> for Text {
    fn as_ref(&self) -> &String {
        self.0.as_ref()
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Text {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// The folder's name: lower case words joined by hyphens.
    pub id: String,
    /// What the content is about; shown in /about and in plans.
    pub title: String,
    /// The day on which the evidence was gathered, as year-month-day.
    pub evidence_date: Text,
    /// The day of this version, as year-month-day.
    pub updated: Text,
    /// The day by which it is looked at again, as year-month-day.
    pub next_review: Text,
    /// The id of the question whose options are the red flags.
    pub red_flags: Text,
    /// The id of the question who is asking; each role answers it.
    pub role_question: Text,
    /// The id of the question what the local service offers; kept for a person.
    pub access_question: Option<Text>,
    /// Ids of the questions whose answers tell one case from another in a list.
    #[serde(default)]
    pub label_questions: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// As in a case file.
    pub id: Text,
    /// Its number in the evidence dossier.
    pub dossier: String,
    /// one option, several options, or a number.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["one", "several", "number"])))]
    pub kind: Text,
    /// A few words, for the summary.
    pub title: Text,
    /// The question as the card puts it.
    pub ask: Text,
    /// A sentence of explanation under it.
    pub help: Option<Text>,
    /// required: before the plan; optional: offered after it; setting: once for a person.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["required", "optional", "setting"])))]
    pub stage: Text,
    /// A required question only while this holds; otherwise offered after the plan.
    pub required_if: Option<Text>,
    /// Put, and its answer kept, only while this holds.
    pub ask_if: Text,
    /// The option that an unanswered question is read as.
    pub assume: Option<Text>,
    /// The sentence in the plan that says what was assumed.
    pub assumed: Option<Text>,
    /// The option behind "Not known".
    pub unknown: Option<Text>,
    /// Options that exclude all others.
    #[serde(default)]
    pub exclusive: Vec<Text>,
    /// "Not known" is taken only when it is chosen a second time.
    #[serde(default)]
    pub confirm_unknown: bool,
    /// Put even when the case is already urgent.
    #[serde(default)]
    pub when_urgent: bool,
    /// Listed in the summary even while it is only assumed.
    #[serde(default)]
    pub in_summary: bool,
    /// Belongs to the person more than to the case: a new start keeps it.
    #[serde(default)]
    pub of_person: bool,
    /// The smallest number taken.
    pub min: Option<u16>,
    /// The largest number taken.
    pub max: Option<u16>,
    /// A number that may be left out.
    #[serde(default)]
    pub may_skip: bool,
    /// The options, in the order of the buttons.
    #[serde(default)]
    pub option: Vec<QuestionOption>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QuestionOption {
    /// As in a case file.
    pub id: Text,
    /// The button, at most 34 characters.
    pub label: Text,
    /// Explanation in the text of the card.
    pub detail: Option<Text>,
    /// Further words taken when typed.
    #[serde(default)]
    pub also: Vec<String>,
    /// Typed numbers that mean this option, both ends included.
    pub range: Option<[u16; 2]>,
    /// The question that has to be put again when this is chosen.
    pub asks_again: Option<Text>,
    /// Makes the same plan as no answer, in every case; proven.
    #[serde(default)]
    pub neutral: bool,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Role {
    pub id: Text,
    /// What stands on its button, at most 34 characters.
    pub label: Text,
    /// The option of the role question that this role answers.
    pub asker: Text,
    /// How much is told.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["brief", "standard", "explained", "plain"])))]
    pub depth: Text,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Fact {
    pub id: Text,
    /// What it means, in plain words.
    pub description: Text,
    /// When it holds, over answers and other facts.
    #[serde(rename = "if")]
    pub when: Text,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Pathway {
    /// Any id; rules name it.
    pub id: Text,
    /// What the program does with a case that goes here.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["urgent", "no_plan", "education", "specialist", "observe", "active"])))]
    pub kind: Text,
    /// A word or two as a heading.
    pub title: Text,
    /// The same inside a sentence.
    pub label: Text,
    /// Taken when this holds and no earlier pathway is.
    #[serde(rename = "if")]
    pub when: Text,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// banner, bottom_line, review and safety_net have a meaning of their own.
    pub id: Text,
    /// The heading above its lines.
    pub title: Text,
    /// Its lines are in plain language.
    #[serde(default)]
    pub plain: bool,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Panel {
    pub id: Text,
    /// The button under the plan.
    pub button: Text,
    /// The sections that it opens.
    pub sections: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Glance {
    pub role: Text,
    /// The sections from which "Do" takes its lines, the most important first.
    #[serde(rename = "do")]
    pub order: Vec<Text>,
    /// The panels in the order of their buttons.
    pub panels: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Treatment {
    pub id: Text,
    /// Shown before " withheld: ".
    pub name: Text,
    /// The words by which a sentence speaks of it; a trailing * stands for any ending.
    #[serde(default)]
    pub words: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Rules are applied in the order of their ids.
    pub id: Text,
    /// The rule in one sentence.
    pub description: Text,
    /// Where it is looked at; without the key, everywhere.
    #[serde(default)]
    pub pathways: Vec<Text>,
    /// The condition over the answers under which it applies.
    #[serde(rename = "if")]
    pub when: Text,
    /// Project policy, without a source.
    #[serde(default)]
    pub policy: bool,
    /// Lines that it puts in the plan.
    #[serde(default)]
    pub show: Vec<Text>,
    /// Lines that it keeps out of it.
    #[serde(default)]
    pub suppress: Vec<Text>,
    /// Sections whose other lines it keeps out.
    #[serde(default)]
    pub suppress_sections: Vec<Text>,
    /// Further parts, each under a condition of its own.
    #[serde(default, rename = "when")]
    pub parts: Vec<Part>,
    /// Treatments that are not recommended, with the reason.
    #[serde(default)]
    pub withhold: Vec<Withhold>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The condition of this part, beside the rule's own.
    #[serde(rename = "if")]
    pub when: Text,
    /// Lines that it puts in the plan.
    #[serde(default)]
    pub show: Vec<Text>,
    /// Lines that it keeps out of it.
    #[serde(default)]
    pub suppress: Vec<Text>,
    /// Sections whose other lines it keeps out.
    #[serde(default)]
    pub suppress_sections: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Withhold {
    /// The treatment that is withheld.
    pub treatment: Text,
    /// The condition of this part, beside the rule's own.
    #[serde(rename = "if")]
    pub when: Option<Text>,
    /// Why, as a clause behind "withheld: ", at most 90 characters.
    pub reason: Text,
    /// What the reason rests on.
    #[serde(default)]
    pub statements: Vec<Text>,
    /// Project policy, without a source.
    #[serde(default)]
    pub policy: bool,
    /// The reason in a few words, for the plan at a glance.
    pub short: Option<Text>,
    /// Stands under "Avoid" at a glance, whoever reads.
    #[serde(default)]
    pub avoid: bool,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub id: Text,
    /// The heading under which it stands.
    pub section: Text,
    /// Its order there, from 1; from 100 on it is folded away.
    pub rank: u16,
    /// The sentence, at most 170 characters.
    pub text: Option<Text>,
    /// Instead of `text`: the statement whose plain wording it is.
    pub plain_of: Option<Text>,
    /// What it rests on.
    #[serde(default)]
    pub statements: Vec<Text>,
    /// Project policy, without a source.
    #[serde(default)]
    pub policy: bool,
    /// Treatments that it recommends; it is not shown where one of them is withheld.
    #[serde(default)]
    pub offers: Vec<Text>,
    /// Treatments that it advises against.
    #[serde(default)]
    pub against: Vec<Text>,
    /// Treatments that it speaks of otherwise.
    #[serde(default)]
    pub about: Vec<Text>,
    /// Other wording for a role.
    #[serde(default)]
    pub roles: BTreeMap<String, Text>,
    /// The sentence in at most 90 characters, for the plan at a glance.
    pub short: Option<Text>,
    /// The short wording for some readers.
    #[serde(default)]
    pub short_roles: BTreeMap<String, Text>,
    /// The roles that read it at a glance; without the key, everybody for whom there is room.
    pub first_for: Option<Vec<Text>>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// As in the evidence dossier.
    pub id: Text,
    /// One sentence of what the sources found.
    pub text: Text,
    /// The same for a reader of about twelve years.
    pub plain: Option<Text>,
    /// The sources that statements cite.
    pub references: Vec<Text>,
    /// Kind and size of the evidence.
    pub strength: String,
    /// Whom it was studied in.
    pub applies_to: String,
    /// Where the evidence comes from: the id of a `[[basis]]` table.
    pub basis: Text,
    /// V: a source was read itself; 2: read in another source; S: in the seed article only.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["V", "2", "S"])))]
    pub support: Text,
    /// plan: cited by lines; answer: kept for answers.
    #[serde(rename = "use")]
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["plan", "answer"])))]
    pub purpose: Text,
    /// The disagreements that it is part of.
    #[serde(default)]
    pub conflicts: Vec<Text>,
    /// A note for the reviewer; nobody else is shown it.
    pub note: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reference {
    pub id: Text,
    /// In a list of sources.
    pub short: Text,
    /// What sort of source it is.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["guideline", "review", "trial", "study", "case_report", "label", "clinical_reference", "leaflet", "summary"])))]
    pub kind: Text,
    /// The same in the words of the evidence dossier.
    #[serde(rename = "type")]
    pub described: String,
    /// In full, with the DOI.
    pub citation: String,
    /// Where to read it.
    pub url: Text,
    /// V1 read; V2 read through another page; VC record only; U not read.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["V1", "V2", "VC", "U"])))]
    pub seen: Text,
    /// How it was read.
    pub how: String,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    pub id: Text,
    /// What the sources disagree about.
    pub issue: Text,
    /// What the one side holds, with its statements.
    pub one_side: Side,
    /// What the other side holds, with its statements.
    pub other_side: Side,
    /// The rule for whoever writes lines.
    pub wording: Text,
    /// Both sides in a sentence or two.
    pub told: Text,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Side {
    /// What this side holds, in one sentence.
    pub description: Text,
    /// What it rests on.
    #[serde(default)]
    pub statements: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// As statements name it.
    pub id: Text,
    /// In a sentence: "Borrowed from ...".
    pub description: Text,
    /// The letter beside each sentence that rests on it, where it is borrowed.
    pub mark: Option<Text>,
    /// The sentence under each plan with that mark.
    pub note: Option<Text>,
    /// The note in a few words, for the plan at a glance.
    pub short: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Property {
    pub id: Text,
    /// The property in one sentence.
    pub description: Text,
    /// What asks for it: an invariant, a rule, a conflict, a decision.
    pub source: Text,
    /// The cases that it speaks of.
    #[serde(rename = "if")]
    pub when: Option<Text>,
    /// Only on these pathways.
    #[serde(default)]
    pub pathways: Vec<Text>,
    /// The case goes one of these.
    #[serde(default)]
    pub always_pathway: Vec<Text>,
    /// No line recommends any of these.
    #[serde(default)]
    pub never_offers: Vec<Text>,
    /// No line speaks of any of these.
    #[serde(default)]
    pub never_names: Vec<Text>,
    /// No line stands in any of these sections.
    #[serde(default)]
    pub never_in: Vec<Text>,
    /// No line rests on any of these statements; a trailing * stands for any ending.
    #[serde(default)]
    pub never_cites: Vec<Text>,
    /// None of these lines is there.
    #[serde(default)]
    pub never_lines: Vec<Text>,
    /// All of these are withheld.
    #[serde(default)]
    pub always_withholds: Vec<Text>,
    #[serde(default)]
    pub never_withholds: Vec<Text>,
    /// Each of these sections has a line.
    #[serde(default)]
    pub always_in: Vec<Text>,
    /// Each of these statements stands behind something.
    #[serde(default)]
    pub always_cites: Vec<Text>,
    /// At least one of these statements does.
    #[serde(default)]
    pub cites_one_of: Vec<Text>,
    /// All of these lines are there.
    #[serde(default)]
    pub always_lines: Vec<Text>,
    /// At least one of these lines is there.
    #[serde(default)]
    pub one_of_lines: Vec<Text>,
    /// Adding any of these options ...
    pub adding: Option<Text>,
    /// ... never brings a recommendation of these.
    #[serde(default)]
    pub never_adds: Vec<Text>,
    /// What is recommended while this question is unanswered ...
    pub unanswered: Option<Text>,
    /// ... would be recommended with every answer to it.
    #[serde(default)]
    pub never_better_for: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// statement:ID, line:ID or rule:ID.
    pub item: Text,
    /// What the reviewer decided about the item.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["submitted", "under_review", "approved"])))]
    pub status: Text,
    /// The name of the person who read it.
    pub reviewer: Text,
    /// The profession in which the reviewer decided.
    pub role: Text,
    /// The day of the decision, as year-month-day.
    pub date: Text,
    /// The digest of exactly what was read.
    pub digest: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intent {
    pub id: Text,
    pub statements: Vec<Text>,
    pub examples: Vec<Text>,
    pub offer_if: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Emergency {
    pub id: Text,
    pub text: Text,
    pub words: Vec<Text>,
    #[serde(default)]
    pub unless: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    pub id: Text,
    pub text: Text,
    #[serde(default)]
    pub whole: Vec<Text>,
    #[serde(default)]
    pub words: Vec<Text>,
    #[serde(default)]
    pub mixes: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherLanguage {
    pub id: Text,
    pub text: Text,
}

/// How things are asked: lists of words and phrases.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asking {
    #[serde(default)]
    pub leading: Vec<Text>,
    #[serde(default)]
    pub pointing: Vec<Text>,
    #[serde(default)]
    pub elliptic: Vec<Text>,
    #[serde(default)]
    pub yes_no: Vec<Text>,
    #[serde(default)]
    pub way: Vec<Text>,
    #[serde(default)]
    pub negations: Vec<Text>,
    #[serde(default)]
    pub negation_ends: Vec<Text>,
    #[serde(default)]
    pub patient: Vec<Text>,
    #[serde(default)]
    pub medicine_endings: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoAnswer {
    pub id: Text,
    pub name: Text,
    pub examples: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alarm {
    pub flag: Text,
    #[serde(rename = "as", default)]
    pub examples: Vec<Text>,
    #[serde(default)]
    pub words: Vec<Text>,
    #[serde(default)]
    pub signs: Vec<Text>,
    #[serde(default)]
    pub raised_by: Vec<Text>,
    #[serde(default)]
    pub raised_unless: Vec<Text>,
    #[serde(default)]
    pub asked: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmallTalk {
    pub kind: Text,
    #[serde(default)]
    pub examples: Vec<Text>,
    #[serde(default)]
    pub words: Vec<Text>,
    #[serde(default)]
    pub whole: Vec<Text>,
    #[serde(default)]
    pub unless: Vec<Text>,
    #[serde(default)]
    pub names: Vec<Text>,
    #[serde(default)]
    pub only: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Synonyms {
    pub id: Text,
    pub words: Vec<Text>,
    #[serde(default)]
    pub broader: Vec<Text>,
    #[serde(default)]
    pub empty: bool,
    pub anchor: Option<Text>,
    #[serde(default)]
    pub effect: bool,
    #[serde(default)]
    pub treatments: Vec<Text>,
}

/// What makes the words of a red flag a report about the patient, or a general question.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telling {
    #[serde(default)]
    pub told: Vec<Text>,
    #[serde(default)]
    pub asked: Vec<Text>,
}

/// Words that the checks of texts look for.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// A dose next to one of these is a fault.
    #[serde(default)]
    pub drugs: Vec<String>,
    /// Words that promise a result.
    #[serde(default)]
    pub promises: Vec<String>,
    /// Words that take a promise back.
    #[serde(default)]
    pub negations: Vec<String>,
    /// Words that count as easy in plain language.
    #[serde(default)]
    pub easy: Vec<String>,
    /// Statements that tell a study's regimen as history.
    #[serde(default)]
    pub study_regimens: Vec<Text>,
}
