//! Facts, pathways, sections, rules and lines.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Text;
use super::note::Chart;

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
    /// Its name, as it is shown before " withheld: ".
    pub name: Text,
    /// The words by which a sentence speaks of it; a trailing * stands for any ending.
    #[serde(default)]
    pub words: Vec<Text>,
    /// The treatments that it is a name for together: a rule that withholds it withholds each of them.
    #[serde(default)]
    pub covers: Vec<Text>,
    /// Its name inside a sentence of a chart note, in ASCII.
    pub chart: Option<Text>,
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
    /// The banners whose first action it is: it stands at a glance wherever one of them does.
    #[serde(default)]
    pub first_action_of: Vec<Text>,
    /// How it reads in a chart note, or `false` where it does not stand there.
    pub chart: Option<Chart>,
    /// It is for cases that only come from files: the intake cannot bring them about.
    #[serde(default)]
    pub only_from_files: bool,
}
