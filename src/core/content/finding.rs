//! What is wrong with the content, said so that a clinician can mend it.

use std::fmt;

/// One fault in a content file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Path below the topic's folder.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}: {}\n    {}",
            self.file, self.line, self.column, self.problem, self.remedy
        )
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
    /// The whole text.
    pub text: String,
}

impl SourceFile {
    /// Line and column, both from 1, of a byte offset.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }

    /// A finding at a byte offset of this file.
    pub fn finding(
        &self,
        offset: usize,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Finding {
        let (line, column) = self.position(offset);
        Finding {
            file: self.path.clone(),
            line,
            column,
            problem: problem.into(),
            remedy: remedy.into(),
        }
    }
}
