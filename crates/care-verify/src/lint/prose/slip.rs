//! A fault in a text.

use std::ops::Range;

/// Something in a text that should not stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Where in the text, in bytes.
    pub at: Range<usize>,
    /// What is wrong, as a clinician would say it.
    pub problem: String,
    /// How to mend it.
    pub remedy: String,
}

impl Slip {
    pub(super) fn new(
        at: Range<usize>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            at,
            problem: problem.into(),
            remedy: remedy.into(),
        }
    }
}
