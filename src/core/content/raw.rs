//! The tables as they stand in the files, before any id is resolved. The format is described in
//! ARCHITECTURE.md; unknown keys are refused, so that a slip of the pen is not silently ignored.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

pub type Text = Spanned<String>;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub topic: Option<Spanned<Topic>>,
    pub texts: Option<BTreeMap<String, Text>>,
    #[serde(default)]
    pub question: Vec<Question>,
    #[serde(default)]
    pub role: Vec<Role>,
    #[serde(default)]
    pub fact: Vec<Fact>,
    #[serde(default)]
    pub pathway: Vec<Pathway>,
    #[serde(default)]
    pub section: Vec<Named>,
    #[serde(default)]
    pub treatment: Vec<Named>,
    #[serde(default)]
    pub rule: Vec<Rule>,
    #[serde(default)]
    pub line: Vec<Line>,
    #[serde(default)]
    pub statement: Vec<Statement>,
    #[serde(default)]
    pub reference: Vec<Reference>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    pub id: String,
    pub title: String,
    pub evidence_date: String,
    pub next_review: String,
    pub status: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub id: Text,
    pub dossier: String,
    pub kind: Text,
    pub title: Text,
    pub ask: Text,
    pub help: Option<Text>,
    pub stage: Text,
    pub core_if: Option<Text>,
    pub ask_if: Text,
    pub assume: Option<Text>,
    pub assumed: Option<Text>,
    pub unknown: Option<Text>,
    #[serde(default)]
    pub alone: Vec<Text>,
    #[serde(default)]
    pub insist: bool,
    #[serde(default)]
    pub when_urgent: bool,
    #[serde(default)]
    pub in_summary: bool,
    #[serde(default)]
    pub of_person: bool,
    pub min: Option<u16>,
    pub max: Option<u16>,
    #[serde(default)]
    pub optional: bool,
    #[serde(default)]
    pub option: Vec<QuestionOption>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionOption {
    pub id: Text,
    pub label: Text,
    pub detail: Option<Text>,
    #[serde(default)]
    pub also: Vec<String>,
    pub range: Option<[u16; 2]>,
    pub asks_again: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    pub id: Text,
    pub label: Text,
    pub asker: Text,
    pub depth: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    pub id: Text,
    pub says: String,
    #[serde(rename = "if")]
    pub when: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pathway {
    pub id: Text,
    pub title: String,
    #[serde(rename = "if")]
    pub when: Text,
}

/// A section or a treatment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    pub id: Text,
    #[serde(alias = "title")]
    pub name: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub id: Text,
    pub says: Text,
    #[serde(default)]
    pub pathways: Vec<Text>,
    #[serde(rename = "if")]
    pub when: Text,
    #[serde(default)]
    pub policy: bool,
    #[serde(default)]
    pub show: Vec<Text>,
    #[serde(default)]
    pub hold: Vec<Text>,
    #[serde(default, rename = "when")]
    pub parts: Vec<Part>,
    #[serde(default)]
    pub withhold: Vec<Withhold>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    #[serde(rename = "if")]
    pub when: Text,
    #[serde(default)]
    pub show: Vec<Text>,
    #[serde(default)]
    pub hold: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withhold {
    pub treatment: Text,
    #[serde(rename = "if")]
    pub when: Option<Text>,
    pub reason: Text,
    #[serde(default)]
    pub statements: Vec<Text>,
    #[serde(default)]
    pub policy: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub id: Text,
    pub section: Text,
    pub rank: u16,
    pub text: Text,
    #[serde(default)]
    pub statements: Vec<Text>,
    #[serde(default)]
    pub policy: bool,
    pub treatment: Option<Text>,
    #[serde(default)]
    pub roles: BTreeMap<String, Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    pub id: Text,
    pub text: Text,
    pub references: Vec<Text>,
    pub strength: String,
    pub applies_to: String,
    pub basis: Text,
    pub support: Text,
    #[serde(rename = "use")]
    pub purpose: Text,
    #[serde(default)]
    pub conflicts: Vec<String>,
    pub note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    pub id: Text,
    pub short: Text,
    pub kind: Text,
    #[serde(rename = "type")]
    pub described: String,
    pub citation: String,
    pub url: Text,
    pub seen: Text,
    pub how: String,
}
