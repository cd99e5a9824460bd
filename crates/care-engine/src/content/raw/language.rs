//! What clinicians type: intents with their answers, what is not answered, red flags, synonyms.

use serde::Deserialize;

use super::Text;

/// Something that clinicians ask, and the statements that answer it.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Intent {
    /// Stable: buttons and stored cases name it.
    pub id: Text,
    /// The statements that answer it, the best first.
    pub statements: Vec<Text>,
    /// Lines of a plan that answer it in a case, the best first: those that the case's plan has are told before
    /// everything else.
    #[serde(default)]
    pub lines: Vec<Text>,
    /// Asked of a case only, in words that say nothing elsewhere: without one it is not looked for.
    #[serde(default)]
    pub of_case: bool,
    /// Treatments of which it tells facts, such as what an operation involves. They are told where a plan withholds one of
    /// these too, behind the reason for that.
    #[serde(default)]
    pub facts_of: Vec<Text>,
    /// Examples of how it is asked; the first stands on a button.
    pub examples: Vec<Text>,
    /// Offered after a plan where this condition holds; without the key, never.
    pub offer_if: Option<Text>,
}

/// What to tell a patient, put together for the case from sentences in plain words.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Script {
    pub id: Text,
    /// The `[[intent]]` that it answers.
    pub answers: Text,
    /// The role in whose wording lines are told.
    pub role: Text,
    /// The sentences, in the order in which they are said.
    pub say: Vec<Say>,
}

/// What somebody who is no clinician is told of a case where they ask about something: in plain words, and in place of
/// the lines for clinicians.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlainAnswer {
    pub id: Text,
    /// Words that ask for it: `a|b` for one of several words, `a & b` for both in the question, a trailing `*` for any
    /// ending.
    #[serde(default)]
    pub words: Vec<Text>,
    /// Phrases with which those words ask for something else.
    #[serde(default)]
    pub unless: Vec<Text>,
    /// The treatments of which it is the answer: a question that names one asks for it.
    #[serde(default)]
    pub treatments: Vec<Text>,
    /// The intents that it answers, where no words and no treatment tell what is asked.
    #[serde(default)]
    pub intents: Vec<Text>,
    /// The sentences, in the order in which they are said.
    pub say: Vec<Say>,
}

/// A sentence of a script or of a plain answer: a line, a statement in its plain wording, or one of its own, shorter than both.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Say {
    /// The line that is said.
    pub line: Option<Text>,
    /// The statement whose plain wording is said.
    pub plain_of: Option<Text>,
    /// A sentence of its own.
    pub text: Option<Text>,
    /// What that sentence rests on.
    #[serde(default)]
    pub statements: Vec<Text>,
    /// That sentence is project policy, and needs no statement: whom to ask, or that nothing is known.
    #[serde(default)]
    pub policy: bool,
    /// The cases in which it is said.
    #[serde(rename = "if")]
    pub when: Option<Text>,
}

/// A state in which one fixed reply comes before everything.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Emergency {
    /// A short name of the state.
    pub id: Text,
    /// The fixed reply, as it is shown.
    pub text: Text,
    /// Phrases that tell of it, in any language; `a & b` wants both in one clause.
    pub words: Vec<Text>,
    /// Phrases in the same clause with which they do not.
    #[serde(default)]
    pub unless: Vec<Text>,
}

/// Something said to the bot rather than asked of the content.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// A short name of what is said.
    pub id: Text,
    /// The fixed reply, as it is shown.
    pub text: Text,
    /// Messages that are nothing but this.
    #[serde(default)]
    pub whole: Vec<Text>,
    /// Phrases that make a message this, unless it names the place or the disorder.
    #[serde(default)]
    pub words: Vec<Text>,
    /// A message made of the words of `whole`, in any order, is this too.
    #[serde(default)]
    pub mixes: bool,
}

/// A language that is recognised and not read.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OtherLanguage {
    /// Its code of three letters (ISO 639-3).
    pub id: Text,
    /// What is said in it: that only English is read, and which signs need care at once.
    pub text: Text,
    /// Common words of it that English does not have, nor the shorthand of clinics: two of them tell it in a text that
    /// is too short to be told by its letters.
    #[serde(default)]
    pub words: Vec<Text>,
}

/// How things are asked: lists of words and phrases.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Asking {
    /// A text that begins with one of these leans on the question before it.
    #[serde(default)]
    pub leading: Vec<Text>,
    /// Words that point to what was asked before.
    #[serde(default)]
    pub pointing: Vec<Text>,
    /// Questions that say nothing alone.
    #[serde(default)]
    pub elliptic: Vec<Text>,
    /// Words that mean the patient of the case.
    #[serde(default)]
    pub person: Vec<Text>,
    /// A question that begins with one of these is answered by yes or no.
    #[serde(default)]
    pub yes_no: Vec<Text>,
    /// Questions about the way to go rather than about one treatment.
    #[serde(default)]
    pub way: Vec<Way>,
    /// How somebody doubts that what is urgent is urgent.
    #[serde(default)]
    pub doubting: Vec<Text>,
    /// What denies the words after it in its clause.
    #[serde(default)]
    pub negations: Vec<Text>,
    /// What ends a denial inside a clause.
    #[serde(default)]
    pub negation_ends: Vec<Text>,
    /// How people write about their own body.
    #[serde(default)]
    pub patient: Vec<Text>,
    /// Endings of medicines' names: a word with one is no misspelling of another medicine.
    #[serde(default)]
    pub medicine_endings: Vec<Text>,
}

/// How the way to go is asked for, and which section of the plan says it first.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// The section that is asked for.
    pub section: Text,
    /// How it is asked for.
    pub words: Vec<Text>,
    /// Asked in place of a treatment of that section that the question names.
    #[serde(default)]
    pub instead: bool,
}

/// Something of the matter that no reviewed statement answers.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NoAnswer {
    /// A short name of the subject.
    pub id: Text,
    /// Completes "no reviewed answer on ...".
    pub name: Text,
    /// Lines of a plan that are told beside that word, where the case's plan has them.
    #[serde(default)]
    pub lines: Vec<Text>,
    /// Examples of how it is asked.
    pub examples: Vec<Text>,
}

/// A red flag as it is told of the patient.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Alarm {
    /// The option of the red-flag question.
    pub flag: Text,
    /// Examples of how it is told.
    #[serde(rename = "as", default)]
    pub examples: Vec<Text>,
    /// Its words, which raise it beside one of `told` in `[telling]`.
    #[serde(default)]
    pub words: Vec<Text>,
    /// Phrases that raise it wherever they stand, unless they are denied, supposed or asked about in general.
    #[serde(default)]
    pub signs: Vec<Text>,
    /// Answers, as `question.option`, that raise it when they are read from a case.
    #[serde(default)]
    pub raised_by: Vec<Text>,
    /// Answers, as `question.option`, beside which those do not.
    #[serde(default)]
    pub raised_unless: Vec<Text>,
    /// Phrases for what is over, such as a repaired rupture. A sign that shares a word with one of them is none.
    #[serde(default)]
    pub past: Vec<Text>,
    /// Phrases with which its words are a general question.
    #[serde(default)]
    pub asked: Vec<Text>,
}

/// Messages that no statement answers: a dose, an image, small talk.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SmallTalk {
    /// What sort of message it is.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["chat", "dose", "image", "persuasion", "vague"])))]
    pub kind: Text,
    /// Examples of such messages.
    #[serde(default)]
    pub examples: Vec<Text>,
    /// Phrases that make a message of this kind, wherever they stand.
    #[serde(default)]
    pub words: Vec<Text>,
    /// Messages that are nothing but this.
    #[serde(default)]
    pub whole: Vec<Text>,
    /// Phrases beside which `words` do not count.
    #[serde(default)]
    pub unless: Vec<Text>,
    /// What {} stands for in `words` and `unless`.
    #[serde(default)]
    pub names: Vec<Text>,
    /// A message that has no other words than these is of this kind.
    #[serde(default)]
    pub only: Vec<Text>,
}

/// The names of one thing.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Synonyms {
    /// Named by `broader` of other sets.
    pub id: Text,
    /// The names; a trailing * stands for any ending, several words are a phrase.
    pub words: Vec<Text>,
    /// Ids of the sets that are more general.
    #[serde(default)]
    pub broader: Vec<Text>,
    /// Says nothing about what is asked.
    #[serde(default)]
    pub empty: bool,
    /// What a question that names it is about; without the key, nothing.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["here", "matter", "near", "other", "elsewhere"])))]
    pub anchor: Option<Text>,
    /// Done to the focus: an answer to such a question has to speak of it.
    #[serde(default)]
    pub effect: bool,
    /// Something that can be asked for, such as a price: an answer to a question that names it has to name it.
    #[serde(default)]
    pub wanted: bool,
    /// The treatments of the plan that it names.
    #[serde(default)]
    pub treatments: Vec<Text>,
    /// Treatments that no answer offers beside it, since nothing reviewed says whether they are safe with it: exercises for
    /// somebody who falls.
    #[serde(default)]
    pub keeps_back: Vec<Text>,
    /// Done to a patient or taken by one: where it was told of a case, a question that says nothing alone is about it.
    #[serde(default)]
    pub recalled: bool,
    /// The cases that a statement is about whose `applies_to` names it; others it answers only where the question does.
    pub only_if: Option<Text>,
}

/// What makes the words of a red flag a report about the patient, or a general question.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Telling {
    /// Phrases of a report: "since yesterday".
    #[serde(default)]
    pub told: Vec<Text>,
    /// Phrases of a general question: "what are the signs of".
    #[serde(default)]
    pub asked: Vec<Text>,
}
