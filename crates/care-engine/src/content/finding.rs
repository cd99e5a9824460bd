//! What is wrong with the content, said so that a clinician can mend it.

use std::fmt;

use serde::Serialize;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The content may not be used so.
    Error,
    /// It deserves a look.
    Warning,
}

/// One fault in a content file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// Path below the topic's folder.
    pub file: String,
    /// The line in the file, counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// The line as it stands in the file.
    pub text: String,
    /// What is wrong, as a clinician would say it.
    pub problem: String,
    /// What to do about it.
    pub remedy: String,
}

impl Finding {
    /// An error about a file as a whole.
    pub fn new(file: &str, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            file: file.to_owned(),
            line: 1,
            column: 1,
            text: String::new(),
            problem: problem.into(),
            remedy: remedy.into(),
        }
    }

    /// The same, as something that only deserves a look.
    #[must_use]
    pub fn as_warning(self) -> Self {
        Self {
            severity: Severity::Warning,
            ..self
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(
            f,
            "{}:{}:{}: {severity}: {}",
            self.file, self.line, self.column, self.problem
        )?;
        if !self.text.is_empty() {
            let shown = Shown::of(&self.text, self.column);
            write!(f, "\n    | {}\n    | {:>2$}", shown.text, "^", shown.caret)?;
        }
        write!(f, "\n    = {}", self.remedy)
    }
}

/// A stretch of a line that fits a screen, and where the place lies in it, from 1.
struct Shown {
    text: String,
    caret: usize,
}

impl Shown {
    const WIDTH: usize = 100;

    fn of(line: &str, column: usize) -> Self {
        let from = if column > Self::WIDTH - 20 {
            column - 40
        } else {
            0
        };
        let mut text: String = line.chars().skip(from).take(Self::WIDTH).collect();
        if line.chars().count() > from + Self::WIDTH {
            text.push('…');
        }
        Self {
            text,
            caret: column - from,
        }
    }
}

/// The content cannot be used; every fault that was found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the content has {} fault(s):\n{}", .0.len(), .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct BadContent(pub Vec<Finding>);

/// A file as it was read, kept to turn byte offsets into lines.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path below the topic's folder.
    pub path: String,
    /// The whole text of the file.
    pub text: String,
}

/// Files below this folder hold what a topic need not write itself: its own texts stand before theirs.
pub const DEFAULTS: &str = "defaults/";

impl SourceFile {
    /// Whether the file belongs to the program and not to the topic.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.path.starts_with(DEFAULTS)
    }

    /// The file as it is read: without a byte order mark, lines ended by a line feed alone. What an editor or a
    /// checkout does to a file is no change of the content.
    #[must_use]
    pub fn normalized(mut self) -> Self {
        if let Some(rest) = self.text.strip_prefix('\u{feff}') {
            self.text = rest.to_owned();
        }
        if self.text.contains('\r') {
            self.text = self.text.replace("\r\n", "\n");
        }
        self
    }

    /// Line and column, both from 1, of a byte offset.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }

    /// An error at a byte offset of this file.
    pub fn finding(
        &self,
        offset: usize,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Finding {
        let (line, column) = self.position(offset);
        let text = self.text.lines().nth(line - 1).unwrap_or("").trim_end();
        Finding {
            line,
            column,
            text: text.to_owned(),
            ..Finding::new(&self.path, problem, remedy)
        }
    }
}
