//! `evaluate`: how good the answers are, on questions that were written without sight of the index.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::ask::asked_after;
use super::{Failure, print};
use crate::second_reader::{SecondReader, conversation};
use care_engine::case::Case;
use care_engine::content::Content;
use care_language::qa::{CaseNote, Reason, Reply};

#[derive(Debug, Args)]
pub(super) struct EvaluateArgs {
    /// Folder of questions, one JSON object a line in files named *.jsonl; those of files named
    /// tuning-*.jsonl are for tuning only, those of files named report-*.jsonl for reporting only, and
    /// those named frames-*.jsonl are sentences about the rest of medicine.
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
    /// Any of these words in a line of the plan is right too: not every line rests on statements.
    #[serde(default)]
    says: Vec<String>,
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
    /// Files that tuning never looks at.
    ReportFiles,
    /// Sentences about the rest of medicine, made of frames and words.
    Frames,
}

impl Set {
    const fn name(self) -> &'static str {
        match self {
            Self::TuningFiles => "tuning files",
            Self::TuningHalf => "tuning half",
            Self::UntouchedHalf => "untouched half",
            Self::ReportFiles => "report files",
            Self::Frames => "frames of general medicine",
        }
    }

    /// Whether tuning may look at it.
    const fn is_open(self) -> bool {
        matches!(self, Self::TuningFiles | Self::TuningHalf)
    }

    /// Tuning may not look at one half of the questions, told apart by their own words.
    fn of(path: &Path, question: &str) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("tuning-") {
            Self::TuningFiles
        } else if name.starts_with("report-") {
            Self::ReportFiles
        } else if name.starts_with("frames-") {
            Self::Frames
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
    /// The questions about no case that are to be answered.
    pub in_scope: Answered,
    /// The questions about a case that are to be answered.
    pub with_case: Answered,
    /// Those that are not, by what is expected.
    pub declined: BTreeMap<String, Declined>,
}

/// Questions that are to be answered.
#[derive(Debug, Clone, Copy, Default, Serialize)]
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
pub fn measure(
    content: &Content,
    folder: &Path,
    second_reader: SecondReader,
) -> Result<Measured, Failure> {
    let conversation = conversation(content, second_reader);
    let mut measured = Measured::default();
    for (set, asked) in read(folder)? {
        let case = asked
            .case
            .as_ref()
            .map(|case| Case::from_json(content, case))
            .transpose()
            .map_err(|error| Failure::Input(format!("`{}`: {error}", asked.question)))?;
        let reply = asked_after(
            &conversation,
            content,
            &asked.previous,
            &asked.question,
            case.as_ref(),
        );
        let found = shown(content, &reply);
        let table = measured.tables.entry(set).or_default();
        let with_case = case.is_some();
        if !table.count(&asked, &reply, &found, with_case) && set.is_open() {
            measured.wrong += &format!(
                "{}: {} -> {} {found:?}, not {:?}: {} {:?} ({:.2})\n",
                set.name(),
                asked.expect,
                got(&reply),
                asked.statements,
                asked.question,
                asked.previous,
                reply
                    .answers
                    .first()
                    .map_or(0.0, |answer| answer.understood)
            );
        }
    }
    Ok(measured)
}

pub(super) fn evaluate(
    content: &Content,
    arguments: &EvaluateArgs,
    second_reader: SecondReader,
) -> Result<(), Failure> {
    let measured = measure(content, &arguments.folder, second_reader)?;
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

/// The statements that a reply shows, in the order in which they are read: the plan's lines come first.
fn shown<'a>(content: &'a Content, reply: &Reply) -> Vec<&'a str> {
    let mut places = Vec::new();
    for answer in &reply.answers {
        let notes = answer.notes.iter().flat_map(|note| &note.statements);
        let found = answer.statements.iter().map(|found| &found.statement);
        for place in notes.chain(found) {
            if !places.contains(place) {
                places.push(*place);
            }
        }
    }
    let ids = places.iter();
    ids.map(|place| content.statement(*place).id.as_str())
        .collect()
}

/// The reason of a reply as sets name it: of several questions the first that is answered counts. Where somebody
/// is named that is refused, whatever of the rest is answered.
fn got(reply: &Reply) -> &'static str {
    let danger = reply.emergency().is_some() || !reply.flags().is_empty();
    if !reply.identifiers.is_empty() && !danger {
        return Reason::Identifier.id();
    }
    let mut reasons = reply.answers.iter().map(|answer| answer.reason);
    let first = reasons.next().unwrap_or(Reason::Clarify);
    let reason = reasons
        .chain([first])
        .find(|reason| *reason == Reason::Answered);
    match reason.unwrap_or(first) {
        Reason::SmallTalk(_) | Reason::Act(_) => "chat",
        other => other.id(),
    }
}

/// A share with the interval in which it lies with 95 % confidence (Wilson), in percent.
fn share(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "none asked".to_owned();
    }
    let (part, whole) = (part as f64, whole as f64);
    let z = 1.96_f64;
    let share = part / whole;
    let scale = 1.0 + z * z / whole;
    let middle = (share + z * z / (2.0 * whole)) / scale;
    let half = z / scale * (share * (1.0 - share) / whole + z * z / (4.0 * whole * whole)).sqrt();
    format!(
        "{:.1} % ({:.1} to {:.1})",
        100.0 * share,
        100.0 * (middle - half).max(0.0),
        100.0 * (middle + half).min(1.0)
    )
}

impl Table {
    /// Counts one question, and says whether all went well.
    fn count(&mut self, asked: &Asked, reply: &Reply, found: &[&str], with_case: bool) -> bool {
        let right = |id: &&str| asked.statements.iter().any(|known| known == id);
        let answered = got(reply) == Reason::Answered.id();
        if asked.expect == "answered" {
            let counts = match with_case {
                true => &mut self.with_case,
                false => &mut self.in_scope,
            };
            let said = |most: usize| {
                let mut notes = reply.answers.iter().flat_map(|answer| &answer.notes);
                let of_note =
                    |note: &CaseNote| asked.says.iter().any(|word| note.text.contains(word));
                notes.by_ref().take(most).any(of_note)
            };
            let first = found.first().is_some_and(right) || said(1);
            let among_three = found.iter().take(3).any(right) || said(3);
            counts.questions += 1;
            counts.declined += usize::from(!answered);
            counts.first += usize::from(first);
            counts.among_three += usize::from(among_three);
            among_three
        } else {
            let counts = self.declined.entry(asked.expect.clone()).or_default();
            counts.questions += 1;
            counts.right += usize::from(got(reply) == asked.expect);
            counts.answered += usize::from(answered);
            got(reply) == asked.expect
        }
    }

    fn text(&self, name: &str) -> String {
        let mut text = format!("{name}\n");
        for (kind, counts) in [
            ("without a case", self.in_scope),
            ("with a case", self.with_case),
        ] {
            text += &format!(
                "  {kind:<18}{:4} questions: a right statement first {}, among the first three {}, declined {}\n",
                counts.questions,
                share(counts.first, counts.questions),
                share(counts.among_three, counts.questions),
                share(counts.declined, counts.questions),
            );
        }
        for (kind, counts) in &self.declined {
            text += &format!(
                "  {kind:<18}{:4} questions: that reason {}, answered {}\n",
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
