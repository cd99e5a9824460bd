//! The tables by which free text is read into answers, as they stand in the files.

use serde::Deserialize;

use super::Text;

/// Words, and the answers that they give.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Phrase {
    /// The answers, as `question.option`; none where the words are known and say nothing that is asked for.
    #[serde(default)]
    pub means: Vec<Text>,
    /// The answers, as `question.option`, given by denying it.
    #[serde(default)]
    pub denied: Vec<Text>,
    /// Options, as `question.option`, that it says are absent: "normotensive".
    #[serde(default)]
    pub denies: Vec<Text>,
    /// How it is written: a|b for one of several words, * for any ending, ? for a word that may be missing,
    /// .. for up to three words, # for a number, ^US for capitals only, a + b for both near each other.
    pub words: Vec<Text>,
    /// Ids of cues, one of which has to stand in its sentence.
    #[serde(default)]
    pub needs: Vec<Text>,
    /// Ids of cues beside which it is asked rather than read.
    #[serde(default)]
    pub unless: Vec<Text>,
    /// What takes it away; without the key a fact, which little does.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["condition", "done", "fact", "medicine", "test"])))]
    pub kind: Option<Text>,
    /// It may mean this, and has to be asked.
    #[serde(default)]
    pub unsure: bool,
    /// Counts only as a typed answer to its own question.
    #[serde(default)]
    pub card: bool,
    /// Counts only in a text that says something else about the case.
    #[serde(default)]
    pub weak: bool,
}

/// Words for one kind of thing, which phrases, cues and measures name together: `@quinolone`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Its name, behind the `@`.
    pub id: Text,
    /// Single words, each with `*` for any ending or `^` for capitals where it has one.
    pub words: Vec<Text>,
}

/// Words that change how others are read.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cue {
    /// Some are known to the reader, others only to the phrases that name them.
    pub id: Text,
    /// How it is written, with the signs of phrases.
    pub words: Vec<Text>,
}

/// How a number becomes an answer.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// The question it answers; without the key, the number belongs to something that is not asked for.
    pub question: Option<Text>,
    /// What is measured; lengths count in mm, times in days.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["age", "length", "tenths", "time", "value"])))]
    pub of: Text,
    /// Words that bind a number to it; without any, it takes the numbers that nothing binds.
    #[serde(default)]
    pub near: Vec<Text>,
    /// Further answers, as `question.option`, given by any such number.
    #[serde(default)]
    pub also: Vec<Text>,
    /// What the numbers mean, in ascending order.
    #[serde(default)]
    pub band: Vec<Band>,
    /// Of several numbers the largest counts.
    #[serde(default)]
    pub largest: bool,
    /// A number that is a part of its own behind its words belongs to them: "operated, 12 weeks".
    #[serde(default)]
    pub over_commas: bool,
}

/// Numbers up to a bound, and the option that they mean. Without an option they mean nothing.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The bound, which is not in it itself.
    pub below: Option<f64>,
    /// The bound, which is in it itself.
    pub upto: Option<f64>,
    /// The option that such a number means.
    pub option: Option<Text>,
    /// Further answers, as `question.option`.
    #[serde(default)]
    pub also: Vec<Text>,
}

/// What several options read for one question come to together.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Combine {
    /// The question that they answer.
    pub question: Text,
    /// The options, all of which have to be read.
    pub of: Vec<Text>,
    /// The option that is read instead.
    pub gives: Text,
}
