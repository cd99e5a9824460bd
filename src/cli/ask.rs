//! `ask`: questions from the command line.

use std::io::{self, BufRead};

use clap::Args;
use serde::Deserialize;
use serde_json::Value;

use super::{Failure, print};
use crate::view::reply_text;
use care_engine::case::Case;
use care_engine::content::Content;
use care_language::qa::{Answers, Question, to_json};

#[derive(Debug, Args)]
pub(super) struct Ask {
    /// The question. Without it, one JSON object a line from standard input:
    /// {"question": "...", "case": {...}, "previous": ["..."]}; printed is one a line.
    question: Option<String>,
}

/// A question as a line of JSON.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    question: String,
    case: Option<Value>,
    #[serde(default)]
    previous: Vec<String>,
}

pub(super) fn ask(content: &Content, arguments: &Ask) -> Result<(), Failure> {
    let answers = Answers::new(content);
    if let Some(text) = &arguments.question {
        let question = Question {
            text,
            previous: &[],
            case: None,
            role: None,
        };
        return print(&reply_text(
            content,
            &answers.answer(content, question),
            false,
        ));
    }
    for (number, line) in io::stdin().lock().lines().enumerate() {
        let line = line.map_err(|error| Failure::Input(format!("standard input: {error}")))?;
        if line.trim().is_empty() {
            continue;
        }
        let wrong = |problem: String| Failure::Input(format!("line {}: {problem}", number + 1));
        let read: Line = serde_json::from_str(&line).map_err(|error| wrong(error.to_string()))?;
        let case = read
            .case
            .as_ref()
            .map(|case| Case::from_json(content, case))
            .transpose()
            .map_err(|error| wrong(error.to_string()))?;
        let question = Question {
            text: &read.question,
            previous: &read.previous,
            case: case.as_ref(),
            role: None,
        };
        let answer = answers.answer(content, question);
        print(&format!("{}\n", to_json(content, &answer)))?;
    }
    Ok(())
}
