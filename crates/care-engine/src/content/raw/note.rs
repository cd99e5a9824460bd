//! The tables of what leaves the chat: the chart note and the referral letter.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::Text;

/// How a line reads in a chart note, with its place in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct Chart(Spanned<Charting>);

/// The wording for a chart, or that there is none.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Charting {
    /// In these words, at most 90 characters of ASCII.
    Wording(String),
    /// `false`: it does not stand there.
    LeftOut(bool),
}

impl Chart {
    /// Where the value stands in its file, in bytes, quotation marks included.
    pub fn span(&self) -> Range<usize> {
        self.0.span()
    }

    /// What the file writes: a wording, or that there is none.
    pub fn charting(&self) -> &Charting {
        self.0.as_ref()
    }

    /// The wording, if there is one.
    pub fn wording(&self) -> Option<&str> {
        match self.charting() {
            Charting::Wording(text) => Some(text),
            Charting::LeftOut(_) => None,
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Chart {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        Charting::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Charting::json_schema(generator)
    }
}

/// The headings of a note as one country writes them.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NoteStyle {
    /// Names the style on the command line and behind a button.
    pub id: Text,
    /// The button that chooses it.
    pub button: Text,
    /// The heading above what was told.
    pub history: Text,
    /// The heading above what was found and measured.
    pub examination: Text,
    /// The heading above what it is taken for.
    pub assessment: Text,
    /// The heading above what is proposed.
    pub plan: Text,
    /// The classification whose codes it offers, as `system` has it.
    pub codes: Text,
    /// The heading above when to come back at once; without the key it stands under the plan.
    pub information: Option<Text>,
}

/// How a question and its answers read in a note.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Charted {
    pub question: Text,
    /// Under which heading its answer stands.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["history", "examination"])))]
    pub part: Text,
    /// The words that stand before the answer.
    pub title: Text,
    /// Stands in a note while this holds; otherwise always.
    #[serde(rename = "if")]
    pub when: Option<Text>,
    /// Each option by its id.
    #[serde(default)]
    pub options: BTreeMap<String, Text>,
}

/// A code that a clinician may choose for the diagnosis.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// Which classification, as "ICD-10-CM".
    pub system: Text,
    pub code: Text,
    /// What it is called there.
    pub title: Text,
    /// Why it is a candidate in this case.
    pub reason: Text,
    /// Offered while this holds.
    #[serde(rename = "if")]
    pub when: Text,
}

/// What a line that refers asks of whom.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Referral {
    /// The line of the plan that refers.
    pub line: Text,
    /// To whom, as the letter addresses them.
    pub to: Text,
    /// Why, in words for them; without the key the urgent lines of the plan say it.
    pub why: Option<Text>,
    /// What is asked of them.
    pub ask: Text,
    /// Of several the lowest goes first: that one gets the first letter.
    pub rank: u16,
    /// What lines up to this rank ask, they ask of this one too: one place for all of them.
    #[serde(default)]
    pub takes: u16,
    /// Roles that would write to themselves: they get no such letter.
    #[serde(default)]
    pub not_from: Vec<Text>,
}
