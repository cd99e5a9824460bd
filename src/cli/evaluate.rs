//! `evaluate`: how good the answers are, on questions that were written without sight of the index.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Failure, print};
use crate::core::answers::{Answers, Question, Reason};
use crate::core::case::Case;
use crate::core::content::Content;

#[derive(Debug, Args)]
pub struct Evaluate {
    /// Folder of questions, one JSON object a line in files named *.jsonl.
    #[arg(value_name = "DIR", default_value = "tests/questions")]
    folder: PathBuf,
    /// Print what went wrong in the half that tuning may look at.
    #[arg(long)]
    wrong: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    question: String,
    case: Option<Value>,
    #[serde(default)]
    previous: Vec<String>,
    /// The reason of the right answer; `chat` for talk.
    expect: String,
    /// Any of these is right.
    #[serde(default)]
    statements: Vec<String>,
}

/// What happened to the questions of one half.
#[derive(Debug, Default)]
struct Table {
    asked: usize,
    first: usize,
    third: usize,
    declined: usize,
    /// By what was expected: how many, how many with that very reason, how many answered.
    others: BTreeMap<String, [usize; 3]>,
}

pub fn evaluate(content: &Content, arguments: &Evaluate) -> Result<(), Failure> {
    let answers = Answers::new(content);
    let mut tables = [Table::default(), Table::default()];
    let mut wrong = String::new();
    for asked in read(&arguments.folder)? {
        let half = usize::from(untouched(&asked.question));
        let table = &mut tables[half];
        let case = asked
            .case
            .as_ref()
            .map(|case| Case::from_json(content, case))
            .transpose()
            .map_err(|error| Failure::Input(format!("`{}`: {error}", asked.question)))?;
        let answer = answers.answer(
            content,
            Question {
                text: &asked.question,
                previous: &asked.previous,
                case: case.as_ref(),
                role: None,
            },
        );
        let found: Vec<&str> = answer
            .statements
            .iter()
            .map(|found| content.statement(found.statement).id.as_str())
            .collect();
        let right = |id: &&str| asked.statements.iter().any(|known| known == id);
        let got = match answer.reason {
            Reason::Talk(_) => "chat",
            other => other.id(),
        };
        let good = if asked.expect == "answered" {
            table.asked += 1;
            table.declined += usize::from(answer.reason != Reason::Answered);
            table.first += usize::from(found.first().is_some_and(right));
            table.third += usize::from(found.iter().take(3).any(right));
            found.first().is_some_and(right)
        } else {
            let counts = table.others.entry(asked.expect.clone()).or_default();
            counts[0] += 1;
            counts[1] += usize::from(got == asked.expect);
            counts[2] += usize::from(answer.reason == Reason::Answered);
            got == asked.expect
        };
        if !good && half == 0 {
            wrong += &format!(
                "{} -> {got} {found:?}, not {:?}: {} {:?} ({:.2})\n",
                asked.expect, asked.statements, asked.question, asked.previous, answer.understood
            );
        }
    }
    let mut text = String::new();
    if arguments.wrong {
        text += &wrong;
    }
    for (name, table) in ["tuning half", "untouched half"].into_iter().zip(&tables) {
        text += &table.text(name);
    }
    print(&text)
}

impl Table {
    fn text(&self, name: &str) -> String {
        let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        let mut text = format!(
            "{name}\n  in scope          {:4} questions: right statement first {:.1} %, among the first three {:.1} %, declined {:.1} %\n",
            self.asked,
            share(self.first, self.asked),
            share(self.third, self.asked),
            share(self.declined, self.asked),
        );
        for (kind, [all, right, answered]) in &self.others {
            text += &format!(
                "  {kind:<18}{all:4} questions: that reason {:.1} %, answered {:.1} %\n",
                share(*right, *all),
                share(*answered, *all),
            );
        }
        text
    }
}

/// Which half a question belongs to, by its own words: tuning may not look at the other.
fn untouched(question: &str) -> bool {
    Sha256::digest(question.as_bytes())[0] % 2 == 1
}

fn read(folder: &Path) -> Result<Vec<Asked>, Failure> {
    let problem = |path: &Path, error: &dyn std::fmt::Display| {
        Failure::Input(format!("{}: {error}", path.display()))
    };
    let entries = std::fs::read_dir(folder).map_err(|error| problem(folder, &error))?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "jsonl"));
    paths.sort();
    let mut asked = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).map_err(|error| problem(&path, &error))?;
        for (number, line) in text.lines().enumerate() {
            let read = serde_json::from_str(line);
            let place = format!("line {}", number + 1);
            asked.push(read.map_err(|error| problem(&path, &format!("{place}: {error}")))?);
        }
    }
    Ok(asked)
}
