//! The tables as they stand in the files, before any id is resolved. The format is described in
//! ARCHITECTURE.md; unknown keys are refused, so that a slip of the pen is not silently ignored.

pub mod reading;

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

pub type Text = Spanned<String>;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    pub id: String,
    pub title: String,
    pub evidence_date: Text,
    pub updated: Text,
    pub next_review: Text,
    pub red_flags: Text,
    pub role_question: Text,
    pub access_question: Option<Text>,
    #[serde(default)]
    pub label_questions: Vec<Text>,
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
    #[serde(default)]
    pub neutral: bool,
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
    pub says: Text,
    #[serde(rename = "if")]
    pub when: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pathway {
    pub id: Text,
    pub kind: Text,
    pub title: Text,
    pub label: Text,
    #[serde(rename = "if")]
    pub when: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub id: Text,
    pub title: Text,
    /// Its lines are in plain language.
    #[serde(default)]
    pub plain: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Panel {
    pub id: Text,
    /// The button under the plan.
    pub button: Text,
    /// The sections that it opens.
    pub sections: Vec<Text>,
}

#[derive(Debug, Deserialize)]
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
#[serde(deny_unknown_fields)]
pub struct Treatment {
    pub id: Text,
    pub name: Text,
    #[serde(default)]
    pub words: Vec<Text>,
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
    #[serde(default)]
    pub hold_sections: Vec<Text>,
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
    #[serde(default)]
    pub hold_sections: Vec<Text>,
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
    /// The reason in a few words, for the plan at a glance.
    pub short: Option<Text>,
    /// Stands under "Avoid" at a glance, whoever reads.
    #[serde(default)]
    pub avoid: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub id: Text,
    pub section: Text,
    pub rank: u16,
    pub text: Option<Text>,
    pub plain_of: Option<Text>,
    #[serde(default)]
    pub statements: Vec<Text>,
    #[serde(default)]
    pub policy: bool,
    #[serde(default)]
    pub offers: Vec<Text>,
    #[serde(default)]
    pub against: Vec<Text>,
    #[serde(default)]
    pub about: Vec<Text>,
    #[serde(default)]
    pub roles: BTreeMap<String, Text>,
    /// The sentence in at most 90 characters, for the plan at a glance.
    pub short: Option<Text>,
    /// The roles that read it at a glance; without the key, everybody for whom there is room.
    pub first_for: Option<Vec<Text>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    pub id: Text,
    pub text: Text,
    pub plain: Option<Text>,
    pub references: Vec<Text>,
    pub strength: String,
    pub applies_to: String,
    pub basis: Text,
    pub support: Text,
    #[serde(rename = "use")]
    pub purpose: Text,
    #[serde(default)]
    pub conflicts: Vec<Text>,
    pub note: Option<Text>,
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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    pub id: Text,
    pub issue: Text,
    pub one_side: Side,
    pub other_side: Side,
    pub wording: Text,
    pub told: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Side {
    pub says: Text,
    #[serde(default)]
    pub statements: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    pub id: Text,
    pub description: Text,
    pub mark: Option<Text>,
    pub note: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Property {
    pub id: Text,
    pub says: Text,
    pub source: Text,
    #[serde(rename = "if")]
    pub when: Option<Text>,
    #[serde(default)]
    pub pathways: Vec<Text>,
    #[serde(default)]
    pub always_pathway: Vec<Text>,
    #[serde(default)]
    pub never_offers: Vec<Text>,
    #[serde(default)]
    pub never_names: Vec<Text>,
    #[serde(default)]
    pub never_in: Vec<Text>,
    #[serde(default)]
    pub never_cites: Vec<Text>,
    #[serde(default)]
    pub never_lines: Vec<Text>,
    #[serde(default)]
    pub always_withholds: Vec<Text>,
    #[serde(default)]
    pub never_withholds: Vec<Text>,
    #[serde(default)]
    pub always_in: Vec<Text>,
    #[serde(default)]
    pub always_cites: Vec<Text>,
    #[serde(default)]
    pub cites_one_of: Vec<Text>,
    #[serde(default)]
    pub always_lines: Vec<Text>,
    #[serde(default)]
    pub one_of_lines: Vec<Text>,
    pub adding: Option<Text>,
    #[serde(default)]
    pub never_adds: Vec<Text>,
    pub unanswered: Option<Text>,
    #[serde(default)]
    pub never_better_for: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    pub item: Text,
    pub status: Text,
    pub reviewer: Text,
    pub role: Text,
    pub date: Text,
    pub digest: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    pub id: Text,
    pub statements: Vec<Text>,
    #[serde(rename = "as")]
    pub ways: Vec<Text>,
    pub offer_if: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Elsewhere {
    pub id: Text,
    pub name: Text,
    #[serde(rename = "as", default)]
    pub ways: Vec<Text>,
    #[serde(default)]
    pub words: Vec<Text>,
    #[serde(default)]
    pub inside: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    pub id: Text,
    pub name: Text,
    #[serde(rename = "as")]
    pub ways: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alarm {
    pub flag: Text,
    #[serde(rename = "as", default)]
    pub ways: Vec<Text>,
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
pub struct Talk {
    pub kind: Text,
    #[serde(rename = "as", default)]
    pub ways: Vec<Text>,
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
pub struct Concept {
    pub id: Text,
    pub words: Vec<Text>,
    #[serde(default)]
    pub broader: Vec<Text>,
    #[serde(default)]
    pub empty: bool,
    #[serde(default)]
    pub ours: bool,
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
#[serde(deny_unknown_fields)]
pub struct Wording {
    #[serde(default)]
    pub drugs: Vec<String>,
    #[serde(default)]
    pub promises: Vec<String>,
    #[serde(default)]
    pub negations: Vec<String>,
    #[serde(default)]
    pub easy: Vec<String>,
    #[serde(default)]
    pub study_regimens: Vec<Text>,
}
