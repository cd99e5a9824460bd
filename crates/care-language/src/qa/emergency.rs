//! An emergency outside the matter, somebody in distress, an overdose. Looked for in the whole
//! text, before anything else and in any language.

use super::phrases::Phrases;
use super::words::plain;
use care_engine::content::{Content, EmergencyIx};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// One part of a phrase: which emergency, which of its phrases, which part.
    Part(usize, usize, usize),
    /// A phrase with which it is none.
    Unless(usize),
}

/// The phrases that tell of an emergency.
pub(super) struct Emergencies {
    marks: Phrases<Mark>,
    /// How many parts each phrase has, by emergency.
    parts: Vec<Vec<usize>>,
    /// Phrases of letters that put no blanks between words, by emergency.
    unspaced: Vec<(usize, String)>,
}

impl Emergencies {
    /// Takes the phrases from the content.
    pub(super) fn new(content: &Content) -> Self {
        let mut marks = Vec::new();
        let mut parts = Vec::new();
        let mut unspaced = Vec::new();
        for (place, emergency) in content.language.emergencies.iter().enumerate() {
            let mut of_emergency = Vec::new();
            for (phrase, text) in emergency.words.iter().enumerate() {
                if text.chars().any(is_unspaced) {
                    unspaced.push((place, text.clone()));
                }
                let pieces: Vec<&str> = text.split(" & ").collect();
                of_emergency.push(pieces.len());
                for (part, piece) in pieces.into_iter().enumerate() {
                    marks.push((Mark::Part(place, phrase, part), ended_phrase(piece)));
                }
            }
            parts.push(of_emergency);
            let unless = emergency.unless.iter();
            marks.extend(unless.map(|text| (Mark::Unless(place), open_phrase(text))));
        }
        Self {
            marks: Phrases::new(marks.into_iter()),
            parts,
            unspaced,
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
            let found = self.marks.find(&format!("{} {END}", plain(clause)));
            for (place, phrases) in self.parts.iter().enumerate() {
                if found.contains(&Mark::Unless(place)) {
                    continue;
                }
                let whole = phrases.iter().enumerate().any(|(phrase, parts)| {
                    (0..*parts).all(|part| found.contains(&Mark::Part(place, phrase, part)))
                });
                if whole {
                    take(place);
                }
            }
        }
        for (place, phrase) in &self.unspaced {
            if text.contains(phrase.as_str()) {
                take(*place);
            }
        }
        first.map(EmergencyIx::new)
    }
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
