//! Given names, alone and before a surname or an age.

use super::{Look, Word};
use crate::phi::vocabulary::Given;

/// What an eponym is followed by.
const EPONYM_ENDS: &[&str] = &[
    "test",
    "tests",
    "sign",
    "disease",
    "syndrome",
    "score",
    "class",
    "classification",
    "grade",
    "line",
    "lines",
    "angle",
    "osteotomy",
    "procedure",
    "brace",
    "splint",
    "protocol",
    "lesion",
    "deformity",
    "fracture",
    "method",
    "suture",
    "repair",
    "recession",
    "criteria",
    "scale",
    "programme",
    "program",
    "regime",
    "regimen",
    "study",
    "trial",
    "paper",
    "et",
    "node",
    "nodes",
];

/// Words that lead to somebody at the beginning of a note.
const LEADS: &[&str] = &[
    "pt", "patient", "re", "re:", "seeing", "saw", "about", "have", "for", "client",
];

/// Given names that are more often a month.
const MONTHS: &[&str] = &[
    "may", "june", "april", "august", "sept", "mar", "jan", "dec",
];

impl Look<'_> {
    /// "Karen has pain", "john smith 54", "Rose Tillotson".
    pub(super) fn given_name(&self) -> Option<usize> {
        let word = self.word();
        if word.touched || self.is_eponym() {
            return None;
        }
        match self.vocabulary.given(word.text)? {
            Given::Sure => Some(self.at),
            given => {
                let (next, between) = self.after(self.at)?;
                let listed =
                    self.vocabulary.surname(next.text) || self.vocabulary.eponym(next.text);
                let name = match given {
                    Given::Word => self.vocabulary.is_unknown_alone(next.text),
                    _ => self.is_unknown(next) || listed,
                };
                let written = word.capital && next.capital && !next.initial && !next.shouted;
                let small = given != Given::Word
                    && !word.capital
                    && !next.capital
                    && self.is_unknown(next)
                    && self.followed_by_age(self.at + 1);
                let named = between == " " && !next.touched && name && (written || small);
                named.then_some(self.at + 1)
            }
        }
    }

    /// "Tom, 44, runner": a given name that begins a text or a line, and an age.
    pub(super) fn given_with_age(&self) -> Option<usize> {
        let word = self.word();
        let month = self.is_month(word);
        let given = self.vocabulary.given(word.text);
        let given = given.is_some_and(|given| given != Given::Word) && !word.touched;
        let apart = self.text[word.end..].starts_with([',', ' ', '(']);
        let comma = self.text[word.end..].starts_with(',');
        let named = given
            && self.begins()
            && apart
            && (word.capital || comma)
            && (!month || comma)
            && self.followed_by_age(self.at);
        named.then_some(self.at)
    }

    /// Whether the word begins a text or a line, or stands behind a word that leads to somebody.
    pub(super) fn begins(&self) -> bool {
        let before = self.text[..self.word().start].trim_end_matches([' ', '"']);
        if before.is_empty() || before.ends_with(['\n', '.', ';']) {
            return true;
        }
        let last = before.split_whitespace().next_back().unwrap_or_default();
        LEADS.contains(&last.to_lowercase().as_str())
    }

    /// Whether a given name is more often the name of a month.
    pub(super) fn is_month(&self, word: &Word<'_>) -> bool {
        MONTHS.contains(&word.text.to_lowercase().as_str())
    }

    /// Whether the words after it make it somebody's test or disease, or it is part of a double name
    /// that is one.
    pub(super) fn is_eponym(&self) -> bool {
        let ends = |at: usize| {
            self.after(at).is_some_and(|(next, between)| {
                between.trim().is_empty()
                    && EPONYM_ENDS.contains(&next.text.to_lowercase().as_str())
            })
        };
        ends(self.at)
            || (self.at + 1 < self.words.len()
                && ends(self.at + 1)
                && self.words[self.at + 1].capital)
    }
}
