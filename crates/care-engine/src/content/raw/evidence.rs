//! Statements, their sources, and where sources disagree.

use serde::Deserialize;

use super::Text;

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
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["guideline", "review", "trial", "study", "case_report", "label", "clinical_reference", "leaflet", "web_page", "copy", "summary"])))]
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
