//! An emergency outside the matter, somebody in distress, an overdose. Looked for in the whole
//! text, before anything else and in any language.

use super::parted::PartedPhrases;
use super::words::plain;
use care_engine::content::{Content, EmergencyIx};
use std::ops::Range;

/// The phrases that tell of an emergency.
pub(super) struct Emergencies {
    /// Each wanted in one clause.
    phrases: PartedPhrases,
    /// Those whose parts may stand in any clauses of the text.
    over_clauses: PartedPhrases,
    /// Phrases of letters that put no blanks between words, by emergency.
    unspaced: Vec<(usize, String)>,
}

impl Emergencies {
    /// Takes the phrases from the content.
    pub(super) fn new(content: &Content) -> Self {
        let emergencies = &content.language.emergencies;
        let unspaced = emergencies.iter().enumerate().flat_map(|(place, one)| {
            let words = one.words.iter();
            let unspaced = words.filter(|text| text.chars().any(is_unspaced));
            unspaced.map(move |text| (place, text.clone()))
        });
        let wide = |one: &&String| one.contains(OVER_CLAUSES);
        let in_clause: Vec<Vec<String>> = emergencies
            .iter()
            .map(|one| one.words.iter().filter(|one| !wide(one)).cloned().collect())
            .collect();
        let over_clauses: Vec<Vec<String>> = emergencies
            .iter()
            .map(|one| one.words.iter().filter(wide))
            .map(|words| words.map(|one| one.replace(OVER_CLAUSES, " & ")).collect())
            .collect();
        let phrases = |words: &[Vec<String>]| {
            let unless = emergencies.iter().map(|one| one.unless.as_slice());
            let things = words.iter().map(Vec::as_slice).zip(unless);
            PartedPhrases::new(things, ended_phrase, open_phrase)
        };
        Self {
            phrases: phrases(&in_clause),
            over_clauses: phrases(&over_clauses),
            unspaced: unspaced.collect(),
        }
    }

    /// The emergency that a text tells of, the first of the content's order.
    pub(super) fn told(&self, text: &str) -> Option<EmergencyIx> {
        let mut first = None;
        let mut take = |place: usize| {
            if first.is_none_or(|known| place < known) {
                first = Some(place);
            }
        };
        for clause in clauses(text) {
            told_in(&self.phrases, clause)
                .into_iter()
                .for_each(&mut take);
        }
        told_in(&self.over_clauses, text)
            .into_iter()
            .for_each(&mut take);
        for (place, phrase) in &self.unspaced {
            if text.contains(phrase.as_str()) {
                take(*place);
            }
        }
        first.map(EmergencyIx::new)
    }
}

/// The emergencies, by their places, of which every part of a phrase stands in this part of a text.
fn told_in(phrases: &PartedPhrases, part: &str) -> Vec<usize> {
    let words = format!("{} {END}", plain(part));
    let found = phrases.find(&words);
    let words: Vec<&str> = words.split(' ').collect();
    let is_told = |place: &usize| {
        let unless = found.unless(*place);
        let counts = |at: &Range<usize>| !unless.iter().any(|one| is_beside(&words, at, one));
        !found.whole(*place, counts).is_empty()
    };
    found.things().filter(is_told).collect()
}

/// Between the parts of a phrase that may stand in any clauses.
const OVER_CLAUSES: &str = " && ";

/// Words that make an emergency none stand so near to it: "a 65 year old vomiting blood" has no old bleed.
const UNLESS_REACH: usize = 3;
/// What is told behind this word is told of today, whatever was before it.
const TODAY: &str = "now";

/// Whether words that make an emergency none stand beside those that tell it.
fn is_beside(words: &[&str], told: &Range<usize>, unless: &Range<usize>) -> bool {
    let between = told.end.min(unless.end)..told.start.max(unless.start);
    let between = words.get(between).unwrap_or_default();
    between.len() <= UNLESS_REACH && !between.contains(&TODAY)
}

/// Letters of Chinese, Japanese and Korean, where a word has no blank around it.
fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// What stands between marks of punctuation.
fn clauses(text: &str) -> impl Iterator<Item = &str> {
    text.split([
        '.', ',', ';', ':', '?', '!', '\n', '(', ')', '。', '、', '，',
    ])
}

/// Stands for the end of a clause: what ends there says more than the same words with others behind them.
const END: &str = "$";

/// A phrase of an emergency in plain letters, which may want the end of its clause.
fn ended_phrase(text: &str) -> String {
    match text.strip_suffix(END) {
        Some(ended) => format!("{} {END}", plain(ended)),
        None => open_phrase(text),
    }
}

/// A phrase of the content in plain letters, with its open end.
pub(super) fn open_phrase(text: &str) -> String {
    match text.strip_suffix('*') {
        Some(open) => format!("{}*", plain(open)),
        None => plain(text),
    }
}
