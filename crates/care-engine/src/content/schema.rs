//! The format of the files as a JSON schema, from the very types that read them: editors complete and check by it.

use std::collections::BTreeMap;

use schemars::{JsonSchema, schema_for};
use serde_json::Value;

use super::raw;

/// A content file: any number of tables of any kind.
#[derive(JsonSchema)]
#[schemars(title = "A content file", deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is asked for")]
struct ContentFile {
    topic: Option<raw::Topic>,
    question: Option<Vec<raw::Question>>,
    role: Option<Vec<raw::Role>>,
    fact: Option<Vec<raw::Fact>>,
    pathway: Option<Vec<raw::Pathway>>,
    section: Option<Vec<raw::Section>>,
    panel: Option<Vec<raw::Panel>>,
    card: Option<Vec<raw::Card>>,
    at_review: Option<raw::visits::AtReview>,
    outcome: Option<Vec<raw::visits::Outcome>>,
    glance: Option<Vec<raw::Glance>>,
    note_style: Option<Vec<raw::note::NoteStyle>>,
    charted: Option<Vec<raw::note::Charted>>,
    code: Option<Vec<raw::note::Code>>,
    referral: Option<Vec<raw::note::Referral>>,
    treatment: Option<Vec<raw::Treatment>>,
    rule: Option<Vec<raw::Rule>>,
    line: Option<Vec<raw::Line>>,
    statement: Option<Vec<raw::Statement>>,
    reference: Option<Vec<raw::Reference>>,
    basis: Option<Vec<raw::Basis>>,
    conflict: Option<Vec<raw::Conflict>>,
    term: Option<Vec<raw::Fact>>,
    property: Option<Vec<raw::Property>>,
    review: Option<Vec<raw::Review>>,
    wording: Option<raw::Wording>,
    texts: Option<BTreeMap<String, raw::Text>>,
    intent: Option<Vec<raw::Intent>>,
    script: Option<Vec<raw::Script>>,
    plain_answer: Option<Vec<raw::PlainAnswer>>,
    emergency: Option<Vec<raw::Emergency>>,
    act: Option<Vec<raw::Act>>,
    other_language: Option<Vec<raw::OtherLanguage>>,
    asking: Option<raw::Asking>,
    no_answer: Option<Vec<raw::NoAnswer>>,
    alarm: Option<Vec<raw::Alarm>>,
    small_talk: Option<Vec<raw::SmallTalk>>,
    synonyms: Option<Vec<raw::Synonyms>>,
    phrase: Option<Vec<raw::reading::Phrase>>,
    cue: Option<Vec<raw::reading::Cue>>,
    measure: Option<Vec<raw::reading::Measure>>,
    combine: Option<Vec<raw::reading::Combine>>,
    class: Option<Vec<raw::reading::Class>>,
    telling: Option<raw::Telling>,
}

/// The schema of one content file.
#[must_use]
pub fn schema() -> Value {
    schema_for!(ContentFile).to_value()
}
