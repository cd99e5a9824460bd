//! The text under the looks. What one look has explained is blanked for the next ones, at the same length, so
//! that places in it hold.

use std::ops::Range;

use regex::Regex;

use super::Kind;

/// A stretch that identifies somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

/// The text, and what was found in it so far.
pub(super) struct Sheet {
    text: String,
    found: Vec<Stretch>,
}

impl Sheet {
    pub(super) fn new(text: String) -> Self {
        Self {
            text,
            found: Vec::new(),
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn into_found(self) -> Vec<Stretch> {
        self.found
    }

    /// Takes out what identifies nobody, so that no later look takes it for something else.
    pub(super) fn explain(&mut self, range: Range<usize>) {
        let blank = blank(range.len());
        self.text.replace_range(range, &blank);
    }

    /// Takes out everything of a form that identifies nobody.
    pub(super) fn explain_all(&mut self, form: &Regex) {
        let ranges: Vec<_> = form.find_iter(&self.text).map(|hit| hit.range()).collect();
        for range in ranges {
            self.explain(range);
        }
    }

    /// Notes what identifies somebody, and takes it out.
    pub(super) fn mark(&mut self, kind: Kind, range: Range<usize>) {
        self.found.push(Stretch {
            kind,
            range: range.clone(),
        });
        self.explain(range);
    }

    /// Notes all of these.
    pub(super) fn mark_each(&mut self, kind: Kind, ranges: Vec<Range<usize>>) {
        for range in ranges {
            self.mark(kind, range);
        }
    }

    /// Notes everything of a form.
    pub(super) fn mark_all(&mut self, kind: Kind, form: &Regex) {
        let ranges = form.find_iter(&self.text).map(|hit| hit.range()).collect();
        self.mark_each(kind, ranges);
    }
}

/// What stands where something was taken out: what stood on its two sides does not come together.
fn blank(length: usize) -> String {
    let mut blank = " ".repeat(length);
    if length > 2 {
        blank.replace_range(1..2, "_");
    }
    blank
}

/// The end of what stands before a place: words that say what follows are no longer. A pattern held
/// against all of it would cost the square of the text's length.
pub(super) fn just_before(text: &str, place: usize) -> &str {
    const LONGEST: usize = 40;
    let before = &text[..place];
    let from = before.char_indices().rev().nth(LONGEST - 1);
    &before[from.map_or(0, |(place, _)| place)..]
}
