//! Where in a text something identifies a person, and what is left without it. The words themselves are never
//! told.

use super::{Kinds, found};

/// Where a word stands in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// In the first words.
    AtTheStart,
    /// Between other words of the text.
    InTheMiddle,
    /// In the last words.
    AtTheEnd,
    /// Behind a word that names a kind of number or date, and nobody.
    After(&'static str),
}

/// What was seen in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// All kinds of identifiers that were found.
    pub kinds: Kinds,
    /// Each stretch in which something was seen; empty where only the whole text tells.
    pub places: Vec<(Kinds, Stands)>,
    /// The text with blanks in place of those stretches, at the same length in bytes, so that places in it
    /// hold; nothing where what identifies somebody could not be taken out.
    pub rest: Option<String>,
}

/// Words behind which a number or a date is named. None of them is a name.
const LABELS: &[(&str, &str)] = &[
    ("mrn", "MRN"),
    ("nhs", "NHS"),
    ("chi", "CHI"),
    ("dob", "DOB"),
    ("d.o.b", "DOB"),
    ("date of birth", "date of birth"),
    ("born", "born"),
    ("hospital", "hospital"),
    ("tel", "tel"),
    ("phone", "phone"),
    ("mobile", "mobile"),
    ("mob", "mob"),
    ("ring", "ring"),
    ("call", "call"),
    ("name", "name"),
    ("patient", "patient"),
    ("pt", "pt"),
    ("address", "address"),
    ("lives", "lives"),
];

/// What in a text could identify a person, and where it stands.
pub fn seen(text: &str, known: impl Fn(&str) -> bool) -> Seen {
    let kinds = found(text, &known);
    let mut places = Vec::new();
    let mut rest = text.to_owned();
    if kinds.is_empty() {
        return Seen {
            kinds,
            places,
            rest: Some(rest),
        };
    }
    for part in parts(text) {
        let own = found(&text[part.clone()], &known);
        if own.is_empty() {
            continue;
        }
        let label = label(&text[part.clone()]);
        let stands = match label {
            Some(label) => Stands::After(label),
            None if text[..part.start].trim().is_empty() => Stands::AtTheStart,
            None if text[part.end..]
                .trim_matches([' ', '.', ',', ';', '\n'])
                .is_empty() =>
            {
                Stands::AtTheEnd
            }
            None => Stands::InTheMiddle,
        };
        places.push((own, stands));
        rest.replace_range(part.clone(), &" ".repeat(part.len()));
    }
    let clean = found(&rest, &known).is_empty() && rest.chars().any(char::is_alphabetic);
    Seen {
        kinds,
        places,
        rest: clean.then_some(rest),
    }
}

/// The parts of a text between its commas, stops and lines.
fn parts(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, character) in text.char_indices() {
        let ends = match character {
            ',' | ';' | '\n' | '(' | ')' | '،' | '、' => true,
            // A stop inside a number or an abbreviation ends nothing.
            '.' | '?' | '!' => text[at + 1..].starts_with(char::is_whitespace) && at - from > 3,
            _ => false,
        };
        if ends {
            parts.push(from..at);
            from = at + character.len_utf8();
        }
    }
    parts.push(from..text.len());
    parts.retain(|part| !text[part.clone()].trim().is_empty());
    parts
}

fn label(part: &str) -> Option<&'static str> {
    let lower = part.to_lowercase();
    let has = |word: &str| {
        lower.match_indices(word).any(|(at, _)| {
            let before = lower[..at].chars().next_back();
            let after = lower[at + word.len()..].chars().next();
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        })
    };
    LABELS
        .iter()
        .find(|(word, _)| has(word))
        .map(|(_, label)| *label)
}
