//! Questions, their options, and the roles.

use serde::Deserialize;

use super::Text;

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
    /// required: before the plan; optional: offered after it; setting: once for a person; computed: never, its answer is worked out.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["required", "optional", "setting", "computed"])))]
    pub stage: Text,
    /// A required question only while this holds; otherwise offered after the plan.
    pub required_if: Option<Text>,
    /// Put, and its answer kept, only while this holds.
    pub ask_if: Text,
    /// The option that an unanswered question is read as.
    pub assume: Option<Text>,
    /// The sentence in the plan that says what was assumed.
    pub assumed: Option<Text>,
    /// Where that sentence belongs in the plan; without the key wherever the question is asked.
    pub assumed_if: Option<Text>,
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
    /// Of several options one is often the whole answer: a tap on it is taken at once.
    #[serde(default)]
    pub quick: bool,
    /// Its mark on a card that it shares: marked, it is put by itself.
    pub mark: Option<Text>,
    /// The option that no mark on a shared card means.
    pub unmarked: Option<Text>,
    /// The question for a reader of plain language.
    pub plain_ask: Option<Text>,
    /// The explanation for a reader of plain language.
    pub plain_help: Option<Text>,
    /// The title for a reader of plain language.
    pub plain_title: Option<Text>,
    /// What it does without on purpose: chart (its answer stands in no chart note), phrases (no free text
    /// answers it). `check` asks for both otherwise.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(extend("items" = { "enum": ["chart", "phrases"] })))]
    pub without: Vec<Text>,
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
    /// The same where the label is too long for half of a phone's width: at most 22 characters, 20 beside a mark.
    pub button: Option<Text>,
    /// Explanation in the text of the card.
    pub detail: Option<Text>,
    /// The label for a reader of plain language.
    pub plain_label: Option<Text>,
    /// The explanation for a reader of plain language.
    pub plain_detail: Option<Text>,
    /// Options with the same heading stand together in the text of the card.
    pub group: Option<Text>,
    /// Offered only while this holds; an answer of a case file is taken all the same.
    #[serde(rename = "if")]
    pub when: Option<Text>,
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
    /// The count of cards ("2 of about 9") reckons with it until the question is answered.
    #[serde(default)]
    pub usual: bool,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// A few words, above the question.
    pub title: Text,
    /// What the card asks of all its questions together.
    pub ask: Text,
    /// The questions; the first one has several options and stands with all of them, each other one with its mark.
    pub questions: Vec<Text>,
    /// A question that one tap answers: once something is marked, its options stand beside Done, and a tap on one is both.
    pub ends_with: Option<Text>,
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
