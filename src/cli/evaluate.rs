//! `evaluate`: how good the answers are, on questions that were written without sight of the index.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Failure, print};
use care_engine::case::Case;
use care_engine::content::Content;
use care_language::qa::{Answer, Answers, Question, Reason};

#[derive(Debug, Args)]
pub(super) struct Evaluate {
    /// Folder of questions, one JSON object a line in files named *.jsonl; those of files named
    /// tuning-*.jsonl are for tuning only.
    #[arg(value_name = "DIR", default_value = "tests/questions")]
    folder: PathBuf,
    /// Print what went wrong where tuning may look.
    #[arg(long)]
    wrong: bool,
    /// Print the figures as JSON.
    #[arg(long, conflicts_with = "wrong")]
    json: bool,
}

/// A question with its right answer, as a line of a file.
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

/// A set of questions, by who may look at them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Set {
    /// Files that are for tuning only.
    TuningFiles,
    /// The half of the other files that tuning may look at.
    TuningHalf,
    /// The half that it may not: what is reported.
    UntouchedHalf,
}

impl Set {
    const fn name(self) -> &'static str {
        match self {
            Self::TuningFiles => "tuning files",
            Self::TuningHalf => "tuning half",
            Self::UntouchedHalf => "untouched half",
        }
    }

    /// Tuning may not look at one half of the questions, told apart by their own words.
    fn of(path: &Path, question: &str) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("tuning-") {
            Self::TuningFiles
        } else if Sha256::digest(question.as_bytes())[0] % 2 == 1 {
            Self::UntouchedHalf
        } else {
            Self::TuningHalf
        }
    }
}

/// What happened to the questions of one set.
#[derive(Debug, Default, Serialize)]
pub struct Table {
    /// The questions that are to be answered.
    pub in_scope: Answered,
    /// Those that are not, by what is expected.
    pub declined: BTreeMap<String, Declined>,
}

/// Questions that are to be answered.
#[derive(Debug, Default, Serialize)]
pub struct Answered {
    /// How many questions were asked.
    pub questions: usize,
    /// With a right statement first.
    pub first: usize,
    /// With a right statement among the first three.
    pub among_three: usize,
    /// Questions that were not answered.
    pub declined: usize,
}

/// Questions that are not to be answered, of one kind.
#[derive(Debug, Default, Serialize)]
pub struct Declined {
    /// How many questions there were.
    pub questions: usize,
    /// With the very reason that is expected.
    pub right: usize,
    /// Questions that were answered.
    pub answered: usize,
}

/// Every set's table, and what went wrong where tuning may look.
#[derive(Debug, Default)]
pub struct Measured {
    /// The figures of each set of questions.
    pub tables: BTreeMap<Set, Table>,
    /// A line for each question.
    pub wrong: String,
}

/// Asks every question of a folder.
///
/// # Errors
///
/// When a file cannot be read, or a line of it is no question.
pub fn measure(content: &Content, folder: &Path) -> Result<Measured, Failure> {
    let answers = Answers::new(content);
    let mut measured = Measured::default();
    for (set, asked) in read(folder)? {
        let case = asked
            .case
            .as_ref()
            .map(|case| Case::from_json(content, case))
            .transpose()
            .map_err(|error| Failure::Input(format!("`{}`: {error}", asked.question)))?;
        let question = Question {
            text: &asked.question,
            previous: &asked.previous,
            case: case.as_ref(),
            role: None,
        };
        let answer = answers.answer(content, question);
        let found: Vec<&str> = answer
            .statements
            .iter()
            .map(|found| content.statement(found.statement).id.as_str())
            .collect();
        let table = measured.tables.entry(set).or_default();
        if !table.count(&asked, &answer, &found) && set != Set::UntouchedHalf {
            measured.wrong += &format!(
                "{}: {} -> {} {found:?}, not {:?}: {} {:?} ({:.2})\n",
                set.name(),
                asked.expect,
                got(&answer),
                asked.statements,
                asked.question,
                asked.previous,
                answer.understood
            );
        }
    }
    Ok(measured)
}

pub(super) fn evaluate(content: &Content, arguments: &Evaluate) -> Result<(), Failure> {
    let measured = measure(content, &arguments.folder)?;
    if arguments.json {
        let text = serde_json::to_string_pretty(&measured.tables)
            .map_err(|error| Failure::Input(error.to_string()))?;
        return print(&format!("{text}\n"));
    }
    let mut text = String::new();
    if arguments.wrong {
        text += &measured.wrong;
    }
    for (set, table) in &measured.tables {
        text += &table.text(set.name());
    }
    print(&text)
}

fn got(answer: &Answer) -> &'static str {
    match answer.reason {
        Reason::Talk(_) => "chat",
        other => other.id(),
    }
}

impl Table {
    /// Counts one question, and says whether all went well.
    fn count(&mut self, asked: &Asked, answer: &Answer, found: &[&str]) -> bool {
        let right = |id: &&str| asked.statements.iter().any(|known| known == id);
        let answered = answer.reason == Reason::Answered;
        if asked.expect == "answered" {
            let first = found.first().is_some_and(right);
            self.in_scope.questions += 1;
            self.in_scope.declined += usize::from(!answered);
            self.in_scope.first += usize::from(first);
            self.in_scope.among_three += usize::from(found.iter().take(3).any(right));
            first
        } else {
            let counts = self.declined.entry(asked.expect.clone()).or_default();
            counts.questions += 1;
            counts.right += usize::from(got(answer) == asked.expect);
            counts.answered += usize::from(answered);
            got(answer) == asked.expect
        }
    }

    fn text(&self, name: &str) -> String {
        let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        let Answered {
            questions,
            first,
            among_three,
            declined,
        } = self.in_scope;
        let mut text = format!(
            "{name}\n  in scope          {questions:4} questions: right statement first {:.1} %, among the first three {:.1} %, declined {:.1} %\n",
            share(first, questions),
            share(among_three, questions),
            share(declined, questions),
        );
        for (kind, counts) in &self.declined {
            text += &format!(
                "  {kind:<18}{:4} questions: that reason {:.1} %, answered {:.1} %\n",
                counts.questions,
                share(counts.right, counts.questions),
                share(counts.answered, counts.questions),
            );
        }
        text
    }
}

fn read(folder: &Path) -> Result<Vec<(Set, Asked)>, Failure> {
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
            let place = format!("line {}", number + 1);
            let read: Asked = serde_json::from_str(line)
                .map_err(|error| problem(&path, &format!("{place}: {error}")))?;
            asked.push((Set::of(&path, &read.question), read));
        }
    }
    Ok(asked)
}
