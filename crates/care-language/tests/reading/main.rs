//! Free text read into answers, over the real content.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failing test may panic"
)]

mod belongs;
mod cards;
mod composed;
mod corrections;
mod hazards;
mod lay_words;
mod others;
mod red_flags;
mod said_otherwise;
mod sentences;
mod thread;
mod told_exactly;
mod told_plainly;
mod ways;

use std::sync::LazyLock;

use care_engine::case::Case;
use care_engine::content::Content;
use care_language::reading::{Reader, Reading, correction_to_json, to_json};
use serde_json::{Value, json};

pub static CONTENT: LazyLock<Content> = LazyLock::new(|| care_content::content().unwrap());
pub static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new(&CONTENT));

/// What a text says, as the command line prints it.
pub fn read(text: &str) -> Value {
    shown(text, &READER.read(&CONTENT, text))
}

/// What a text in the thread of a case says; `of_treatment`: it names one.
pub fn in_thread(text: &str, of_treatment: bool) -> Value {
    shown(text, &READER.read_in_thread(&CONTENT, text, of_treatment))
}

/// What a text typed at a card says.
pub fn at_card(question: &str, text: &str) -> Value {
    let place = CONTENT.find_question(question).unwrap();
    shown(text, &READER.answer_for(&CONTENT, place, text).reading)
}

/// What a text corrects in a case.
pub fn corrected(case: &Value, text: &str) -> Value {
    let case = Case::from_json(&CONTENT, case).unwrap();
    correction_to_json(&CONTENT, &READER.correction(&CONTENT, &case, text))
}

/// Several options of one question in the order of their ids: the order of the buttons is the card's matter.
fn shown(text: &str, reading: &Reading) -> Value {
    let mut shown = to_json(&CONTENT, text, reading, false);
    let answers = shown["answers"].as_object_mut().into_iter().flatten();
    for (_, answer) in answers {
        if let Value::Array(options) = answer {
            options.sort_by_key(Value::to_string);
        }
    }
    shown
}

/// The answer read for a question; null where there is none.
pub fn answer(read: &Value, question: &str) -> Value {
    read["answers"][question].clone()
}

/// Whether a question has to be asked because of a text.
pub fn is_asked(read: &Value, question: &str) -> bool {
    let uncertain = read["uncertain"].as_array().unwrap();
    uncertain.iter().any(|one| one["question"] == question)
}

/// Whether an option was read, alone or among several.
pub fn has(read: &Value, question: &str, option: &str) -> bool {
    match &read["answers"][question] {
        Value::Array(options) => options.contains(&json!(option)),
        one => *one == json!(option),
    }
}

/// A small generator with a fixed seed, so that a failure comes again.
pub struct Dice(pub u64);

impl Dice {
    /// A number below another one.
    pub fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    /// A list in any order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}
