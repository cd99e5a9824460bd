//! The tables by which free text is read into answers, as they stand in the files.

use serde::Deserialize;

use super::Text;

/// Words, and the answers that they give.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrase {
    #[serde(default)]
    pub means: Vec<Text>,
    #[serde(default)]
    pub denied: Vec<Text>,
    pub words: Vec<Text>,
    #[serde(default)]
    pub needs: Vec<Text>,
    #[serde(default)]
    pub unless: Vec<Text>,
    pub kind: Option<Text>,
    #[serde(default)]
    pub unsure: bool,
    #[serde(default)]
    pub card: bool,
    #[serde(default)]
    pub weak: bool,
}

/// Words that change how others are read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cue {
    pub id: Text,
    pub words: Vec<Text>,
}

/// How a number becomes an answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    pub question: Option<Text>,
    pub of: Text,
    #[serde(default)]
    pub near: Vec<Text>,
    #[serde(default)]
    pub also: Vec<Text>,
    #[serde(default)]
    pub band: Vec<Band>,
    #[serde(default)]
    pub largest: bool,
}

/// Numbers up to a bound, and the option that they mean. Without an option they mean nothing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    pub below: Option<f64>,
    pub upto: Option<f64>,
    pub option: Option<Text>,
    #[serde(default)]
    pub also: Vec<Text>,
}

/// What several options read for one question come to together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Combine {
    pub question: Text,
    pub of: Vec<Text>,
    pub gives: Text,
}
