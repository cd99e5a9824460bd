//! A reading as the command line prints it.

use serde_json::{Map, Value, json};

use care_engine::case::Answer;
use care_engine::content::{Content, OptionSet, QuestionIx};

use super::{Correction, Reading};

/// The answers as in a case file, what has to be asked with the words that leave it open, what was said to be
/// absent, the words not read, the red flags told, and whether something identifies a person. For the terminal of the person who
/// typed the text: in a chat its words are not repeated.
#[must_use]
pub fn to_json(content: &Content, text: &str, reading: &Reading, identifier: bool) -> Value {
    let ids = |question: QuestionIx, set: OptionSet| -> Value {
        let id = |option| content.option(question, option).id.as_str();
        set.iter().map(id).collect()
    };
    let answers = reading.answers.iter().map(|read| {
        let answer = match read.answer {
            Answer::One(option) => content.option(read.question, option).id.as_str().into(),
            Answer::Several(set) => ids(read.question, set),
            Answer::Number(number) => number.into(),
        };
        (content.question(read.question).id.clone(), answer)
    });
    let uncertain = reading.uncertain.iter().map(|uncertain| {
        json!({
            "question": content.question(uncertain.question).id,
            "candidates": ids(uncertain.question, uncertain.candidates),
            "words": text.get(uncertain.place.clone()).unwrap_or_default(),
        })
    });
    let denied = reading.denied.iter().map(|(question, option)| {
        json!({
            "question": content.question(*question).id,
            "option": content.option(*question, *option).id,
        })
    });
    let unread = reading.unread.iter();
    let unread = unread.map(|place| text.get(place.clone()).unwrap_or_default());
    let flags = ids(content.topic.red_flags, reading.flags.flags);
    json!({
        "answers": answers.collect::<Map<_, _>>(),
        "uncertain": uncertain.collect::<Vec<_>>(),
        "denied": denied.collect::<Vec<_>>(),
        "unread": unread.collect::<Vec<_>>(),
        "red_flags": flags,
        "identifier": identifier,
    })
}

/// A correction, for tests and the command line: old and new answers by question, and what is open.
#[must_use]
pub fn correction_to_json(content: &Content, correction: &Correction) -> Value {
    let value = |question: QuestionIx, answer: Option<Answer>| -> Value {
        let id = |option| content.option(question, option).id.as_str();
        match answer {
            None => Value::Null,
            Some(Answer::One(option)) => id(option).into(),
            Some(Answer::Several(set)) => set.iter().map(id).collect(),
            Some(Answer::Number(number)) => number.into(),
        }
    };
    let changes = correction.changes.iter().map(|change| {
        json!({
            "question": content.question(change.question).id,
            "old": value(change.question, change.old),
            "new": value(change.question, change.new),
        })
    });
    let open = correction.open.iter().map(|(question, candidates)| {
        json!({
            "question": content.question(*question).id,
            "candidates": value(*question, Some(Answer::Several(*candidates))),
        })
    });
    json!({ "changes": changes.collect::<Vec<_>>(), "open": open.collect::<Vec<_>>() })
}
