//! The tables as they stand in the files, before any id is resolved. The format is described in
//! docs/content-format.md; unknown keys are refused, so that a slip of the pen is not silently ignored.
//!
//! A row has the name of what it becomes, and is always named with its module: `raw::Line` as it is written, `Line`
//! once its ids are resolved.

mod evidence;
mod language;
pub mod note;
mod property;
mod questions;
pub mod reading;
mod rules;
pub mod visits;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

pub use evidence::{Basis, Conflict, Reference, Side, Statement};
pub use language::{
    Act, Alarm, Asking, Emergency, Intent, NoAnswer, OtherLanguage, PlainAnswer, Say, Script,
    SmallTalk, Synonyms, Telling,
};
pub use property::Property;
pub use questions::{Card, Question, QuestionOption, Role};
pub use rules::{Fact, Glance, Line, Panel, Part, Pathway, Rule, Section, Treatment, Withhold};

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
    /// The id of the question that a note asks for where it was not answered, such as the side.
    pub note_question: Option<Text>,
    /// Ids of the questions whose answers tell one case from another in a list.
    #[serde(default)]
    pub label_questions: Vec<Text>,
    /// Ids of the questions whose other answer tells of another patient, such as the age.
    #[serde(default)]
    pub patient_questions: Vec<Text>,
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
    /// Words that say that something was done; a chart note only proposes.
    #[serde(default)]
    pub attests: Vec<String>,
    /// Statements that tell a study's regimen as history.
    #[serde(default)]
    pub study_regimens: Vec<Text>,
    /// Hosts of publishers and issuing bodies, whose address finds a source that has no other identifier.
    #[serde(default)]
    pub official: Vec<String>,
    /// Spellings that are not used here, each with the one that is.
    #[serde(default)]
    pub spelling: BTreeMap<String, String>,
}
