//! How much of what could identify a person is seen, and how much else is taken for it, on two sets
//! of our own in `tests/identifiers/`: texts with identifiers (invented ones) as clinicians would type
//! them on a phone, and texts without.
//!
//! Tuning may look at one half of each set only, told apart by a digest of the text. The table, and
//! what went wrong in that half, is printed by
//! `cargo test --test core identifiers -- --nocapture`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use achilles_bot::core::answers::{Answers, Question, Reason};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::CONTENT;

static ANSWERS: LazyLock<Answers> = LazyLock::new(|| Answers::new(&CONTENT));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    /// What stands in it; nothing in a text without identifiers.
    kind: Option<String>,
    text: String,
}

fn refused(text: &str) -> bool {
    let question = Question {
        text,
        previous: &[],
        case: None,
        role: None,
    };
    ANSWERS.answer(&CONTENT, question).reason == Reason::Identifier
}

fn untouched(text: &str) -> bool {
    Sha256::digest(text.as_bytes())[0] % 2 == 1
}

#[test]
fn table() {
    let with = include_str!("../identifiers/with.jsonl");
    let without = include_str!("../identifiers/without.jsonl");
    let mut table: BTreeMap<(bool, String), [usize; 2]> = BTreeMap::new();
    for line in with.lines().chain(without.lines()) {
        let Text { kind, text } = serde_json::from_str(line).unwrap();
        let half = untouched(&text);
        let wrong = refused(&text) != kind.is_some();
        let kind = kind.unwrap_or_else(|| "none".to_owned());
        if wrong && !half {
            println!("{kind}: {text}");
        }
        let count = table.entry((half, kind)).or_default();
        count[0] += 1;
        count[1] += usize::from(wrong);
    }
    for ((half, kind), [all, wrong]) in table {
        let half = if half { "untouched" } else { "tuning" };
        println!("{half:10} {kind:14} {all:4} {wrong:4}");
    }
}
