//! The answers given about one case.

use serde_json::{Map, Value};

use super::content::{Content, Kind, OptionIx, OptionSet, QuestionIx};

/// The answer to one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Of a one-choice question.
    One(OptionIx),
    /// Of a several-choice question; never empty.
    Several(OptionSet),
    /// Of a number question, within its range.
    Number(u16),
}

/// What has been answered so far. A question without an answer was not asked, or not answered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Case {
    answers: Vec<Option<Answer>>,
}

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
    /// The answer to a question.
    pub fn answer(&self, question: QuestionIx) -> Option<Answer> {
        self.answers.get(question.index()).copied().flatten()
    }

    /// Sets or, with `None`, takes back an answer. An empty choice is no answer.
    pub fn set(&mut self, question: QuestionIx, answer: Option<Answer>) {
        if self.answers.len() <= question.index() {
            self.answers.resize(question.index() + 1, None);
        }
        self.answers[question.index()] = match answer {
            Some(Answer::Several(set)) if set.is_empty() => None,
            other => other,
        };
    }

    /// Whether nothing is answered.
    pub fn is_empty(&self) -> bool {
        self.answers.iter().all(Option::is_none)
    }

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

    /// Reads a case file.
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
        (Kind::One, Value::Array(_)) => Err("takes one option id, not a list".into()),
        (Kind::One, value) => option(value).map(Answer::One),
        (Kind::Several, Value::Array(values)) => values
            .iter()
            .map(option)
            .collect::<Result<OptionSet, _>>()
            .map(Answer::Several),
        (Kind::Several, _) => Err("takes a list of option ids, as in [\"none\"]".into()),
        (Kind::Number, value) => value
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
