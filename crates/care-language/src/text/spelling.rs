//! Slips of the thumb: a word that nobody knows becomes the known one that is nearest to it.

use std::collections::{BTreeSet, HashSet};

use super::token::{Kind, Tokens};

/// Shorter words are left as they are: there one letter makes another word.
const SHORTEST: usize = 6;
/// From this length on two letters may be wrong.
const LONG: usize = 9;
/// More words than this are not corrected in one text.
const MOST: usize = 20;

/// The words that others are corrected to.
#[derive(Default)]
pub struct Spelling {
    known: BTreeSet<String>,
    /// Known, but nothing is corrected to them.
    exact: HashSet<String>,
}

impl Spelling {
    /// Takes the words of phrases, and those that have to be typed exactly.
    pub fn new<'a>(
        phrases: impl Iterator<Item = &'a str>,
        exact: impl Iterator<Item = &'a str>,
    ) -> Self {
        let words = |phrase: &str| -> Vec<String> {
            let pieces = phrase.split([' ', '|', '?', '+']);
            let pieces = pieces.map(|piece| piece.trim_end_matches('*').trim_start_matches('^'));
            pieces
                .flat_map(|piece| {
                    Tokens::of(piece)
                        .words()
                        .map(str::to_owned)
                        .collect::<Vec<_>>()
                })
                .collect()
        };
        let exact: HashSet<String> = exact.flat_map(words).collect();
        let known = phrases
            .flat_map(words)
            .filter(|word| word.chars().count() >= SHORTEST && !exact.contains(word))
            .collect();
        Self { known, exact }
    }

    /// Mends the words of a text that are neither known nor ordinary.
    pub fn mend(&self, tokens: &mut Tokens, is_ordinary: impl Fn(&str) -> bool) {
        let mut corrected = 0;
        for token in &mut tokens.0 {
            let word = token.text.as_str();
            if token.kind != Kind::Word
                || word.chars().count() < SHORTEST
                || self.known.contains(word)
                || self.exact.contains(word)
                || self.is_inflected(word)
                // "Millimetres" is no slip for "millimetric".
                || super::unit::is_unit(word)
                || is_ordinary(word)
            {
                continue;
            }
            if let Some(near) = self.nearest(word) {
                token.text = near;
                corrected += 1;
                if corrected == MOST {
                    return;
                }
            }
        }
    }

    /// Whether a word is a known one with an ending.
    fn is_inflected(&self, word: &str) -> bool {
        ["s", "es", "ed", "d", "ing", "ly", "al", "er"]
            .iter()
            .filter_map(|ending| word.strip_suffix(ending))
            .any(|stem| self.known.contains(stem) || self.known.contains(&format!("{stem}e")))
    }

    /// The one known word that is near enough.
    fn nearest(&self, word: &str) -> Option<String> {
        let most = if word.chars().count() >= LONG { 2 } else { 1 };
        let first = word.chars().next()?;
        let near = self
            .known
            .range(first.to_string()..)
            .take_while(|known| known.starts_with(first))
            .filter_map(|known| Some((distance_within(most, word, known)?, known)))
            .min()?;
        Some(near.1.clone())
    }
}

/// Whether two names of medicines differ so little that one may be a slip for the other.
pub fn look_alike(word: &str, name: &str) -> bool {
    let (letters, of_name) = (word.chars().count(), name.chars().count());
    let most = if of_name >= 8 { 2 } else { 1 };
    letters.min(of_name) >= SHORTEST && word != name && distance_within(most, word, name).is_some()
}

/// How many letters are wrong, left out, added or swapped between two words, where it is at most so many. The lengths
/// and the letters that occur rule nearly every pair out before the letters are compared in their order: a text of 4,096
/// characters is read in a third of the time.
fn distance_within(most: usize, word: &str, other: &str) -> Option<usize> {
    // One wrong letter takes one from the set of letters and adds one.
    let far = word.len().abs_diff(other.len()) > most
        || (letters(word) ^ letters(other)).count_ones() as usize > 2 * most;
    if far {
        return None;
    }
    Some(strsim::osa_distance(word, other)).filter(|distance| *distance <= most)
}

/// The letters from a to z that occur in a word, a bit for each; all others share one.
fn letters(word: &str) -> u32 {
    let bit = |byte: u8| match byte {
        b'a'..=b'z' => 1 << (byte - b'a'),
        _ => 1 << 26,
    };
    word.bytes().fold(0, |set, byte| set | bit(byte))
}
