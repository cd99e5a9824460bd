//! What must hold for every possible case.

use serde::Deserialize;

use super::Text;

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
