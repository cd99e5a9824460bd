//! A case as a file: `{question id: option id | [option ids] | number}`.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::case::{Answer, Case};
use super::content::{Content, OptionSet, QuestionIx, QuestionKind};

/// A case file that cannot be taken, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct BadCase {
    /// The question, or "case".
    pub place: String,
    /// What is wrong and what is due.
    pub problem: String,
}

impl Case {
    /// The questions that have an answer, in order.
    pub fn answered(&self, content: &Content) -> Vec<QuestionIx> {
        content
            .question_places()
            .filter(|question| self.answer(*question).is_some())
            .collect()
    }

    /// As a case file: `{question id: option id | [option ids] | number}`.
    pub fn to_json(&self, content: &Content) -> Map<String, Value> {
        let mut map = Map::new();
        for question in content.question_places() {
            let id = |option| Value::from(content.option(question, option).id.as_str());
            let value = match self.answer(question) {
                None => continue,
                Some(Answer::One(option)) => id(option),
                Some(Answer::Several(set)) => set.iter().map(id).collect(),
                Some(Answer::Number(number)) => Value::from(number),
            };
            map.insert(content.question(question).id.clone(), value);
        }
        map
    }

    /// Reads the text of a case file. A byte order mark before it is passed over.
    ///
    /// # Errors
    /// When it is not JSON, names a question twice, or is refused by [`Case::from_json`].
    pub fn from_text(content: &Content, text: &str) -> Result<Self, BadCase> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let Once(value) = serde_json::from_str(text).map_err(|error| BadCase {
            place: "case".into(),
            problem: format!("this is not a case as JSON: {error}"),
        })?;
        Self::from_json(content, &value)
    }

    /// Reads a case file that was parsed before.
    ///
    /// # Errors
    /// Names the first place that is wrong: an unknown question or option, a wrong type, several
    /// where one is due, a number out of range.
    pub fn from_json(content: &Content, value: &Value) -> Result<Self, BadCase> {
        let Value::Object(map) = value else {
            return Err(BadCase {
                place: "case".into(),
                problem: "a case is one JSON object of answers by question id".into(),
            });
        };
        let mut case = Self::default();
        for (id, value) in map {
            let bad = |problem: String| BadCase {
                place: id.clone(),
                problem,
            };
            let Some(question) = content.find_question(id) else {
                return Err(bad(
                    "there is no such question; `intake --json` lists them".into()
                ));
            };
            let answer = answer_of(content, question, value).map_err(bad)?;
            case.set(question, Some(answer));
        }
        Ok(case)
    }

    /// Reads what was kept of a case, as far as the present content has it; and whether that is all of it. An answer
    /// that is no longer possible is as good as not given.
    pub fn from_kept(content: &Content, answers: &Map<String, Value>) -> (Self, bool) {
        let (mut case, mut whole) = (Self::default(), true);
        for (id, value) in answers {
            let question = content.find_question(id);
            let answer = question.and_then(|place| answer_of(content, place, value).ok());
            match question.zip(answer) {
                Some((question, answer)) => case.set(question, Some(answer)),
                None => whole = false,
            }
        }
        (case, whole)
    }
}

/// A JSON value of which an object has each key once: of two answers to one question none may win silently.
struct Once(Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OnceVisitor)
    }
}

struct OnceVisitor;

impl<'de> Visitor<'de> for OnceVisitor {
    type Value = Once;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one JSON object of answers by question id")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Once, A::Error> {
        let mut map = Map::new();
        while let Some((key, value)) = entries.next_entry::<String, Value>()? {
            if map.contains_key(&key) {
                let problem = format!("`{key}` is answered twice; keep one answer");
                return Err(serde::de::Error::custom(problem));
            }
            map.insert(key, value);
        }
        Ok(Once(Value::Object(map)))
    }
}

fn answer_of(content: &Content, question: QuestionIx, value: &Value) -> Result<Answer, String> {
    let asked = content.question(question);
    let option = |value: &Value| {
        let Value::String(id) = value else {
            return Err(format!(
                "{} is not an option id (a text is due)",
                shown(value)
            ));
        };
        content.find_option(question, id).ok_or_else(|| {
            let known: Vec<_> = asked
                .options
                .iter()
                .map(|option| option.id.as_str())
                .collect();
            format!(
                "there is no option {}; it has: {}",
                shown(value),
                known.join(", ")
            )
        })
    };
    match (asked.kind, value) {
        (QuestionKind::One, Value::Array(_)) => Err("takes one option id, not a list".into()),
        (QuestionKind::One, value) => option(value).map(Answer::One),
        (QuestionKind::Several, Value::Array(values)) => values
            .iter()
            .map(option)
            .collect::<Result<OptionSet, _>>()
            .map(Answer::Several),
        (QuestionKind::Several, _) => Err("takes a list of option ids, as in [\"none\"]".into()),
        (QuestionKind::Number, value) => value
            .as_u64()
            .and_then(|number| u16::try_from(number).ok())
            .filter(|number| (asked.min..=asked.max).contains(number))
            .map(Answer::Number)
            .ok_or_else(|| {
                format!(
                    "takes a whole number from {} to {}, not {}",
                    asked.min,
                    asked.max,
                    shown(value)
                )
            }),
    }
}

/// A value cut short, so that an error stays one clear line.
fn shown(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 40 {
        return text;
    }
    text.chars().take(40).chain("…".chars()).collect()
}
