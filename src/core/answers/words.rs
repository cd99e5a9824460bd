//! Words: from what is typed to terms that can be looked for. Upper and lower case, punctuation and
//! endings fall away, slips of the thumb are mended, and what goes by several names gets one.

use std::collections::{HashMap, HashSet};

use snowball_stemmers_rs::{Algorithm, Stemmer};

use crate::core::content::{Concept, ConceptIx};

/// Words that carry no matter.
const SMALL: &[&str] = &[
    "a", "an", "the", "of", "to", "in", "on", "for", "and", "or", "is", "are", "be", "it", "this",
    "that", "with", "by", "at", "as", "his", "her", "he", "she", "they", "them", "i", "my", "me",
    "you", "your", "we", "our", "do", "does", "did", "can", "could", "should", "would", "will",
    "may", "might", "if", "there", "any", "from", "so", "just", "also", "than", "then", "has",
    "have", "had", "was", "were", "been", "am", "not", "no", "but", "up", "out", "about", "into",
];

/// What a text is looked for by.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Terms {
    /// Stems of its words, and the concepts that they name.
    pub own: Vec<String>,
    /// What those concepts are kinds of.
    pub wider: Vec<String>,
}

/// The beginning of a name, of so many words.
struct Opening {
    name: String,
    words: usize,
    concept: usize,
}

/// How many letters openings are found by; a shorter one goes by all it has.
const FIRST_LETTERS: usize = 3;

fn first_letters(text: &str) -> String {
    text.chars().take(FIRST_LETTERS).collect()
}

/// Everything that is known of words.
pub struct Lexicon {
    stemmer: Stemmer,
    small: HashSet<&'static str>,
    /// Names in plain letters, to the concepts they stand for.
    names: HashMap<String, Vec<usize>>,
    /// Beginnings of names, by their own first letters, the longest first.
    openings: HashMap<String, Vec<Opening>>,
    longest_name: usize,
    ids: Vec<String>,
    wider: Vec<Vec<usize>>,
    empty: Vec<bool>,
    /// Every word that stands anywhere, with how often: what a slip of the thumb is mended to.
    known: HashMap<String, u32>,
    by_length: Vec<Vec<String>>,
}

/// Lower-case letters and digits in words, one blank between them.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut before = ' ';
    for character in text.chars().flat_map(char::to_lowercase) {
        // "ckd4" and "8wks" are two words each.
        let number = |one: char| one.is_ascii_digit();
        if character.is_alphanumeric()
            && before.is_alphanumeric()
            && number(character) != number(before)
        {
            plain.push(' ');
        }
        match character {
            '\'' | '’' => {}
            '&' => plain.push_str(" and "),
            _ if character.is_alphanumeric() => plain.push(character),
            _ => plain.push(' '),
        }
        before = character;
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Lexicon {
    /// Takes in the names, and every word of these texts.
    pub fn new<'a>(concepts: &[Concept], texts: impl Iterator<Item = &'a str>) -> Self {
        let mut lexicon = Self {
            stemmer: Stemmer::create(Algorithm::English),
            small: SMALL.iter().copied().collect(),
            names: HashMap::new(),
            openings: HashMap::new(),
            longest_name: 1,
            ids: concepts
                .iter()
                .map(|concept| format!("#{}", concept.id))
                .collect(),
            wider: concepts
                .iter()
                .map(|concept| {
                    concept
                        .broader
                        .iter()
                        .map(|place| ConceptIx::index(*place))
                        .collect()
                })
                .collect(),
            empty: concepts.iter().map(|concept| concept.empty).collect(),
            known: HashMap::new(),
            by_length: Vec::new(),
        };
        for (place, concept) in concepts.iter().enumerate() {
            for word in &concept.words {
                let open = word.strip_suffix('*');
                let name = plain(open.unwrap_or(word));
                if name.is_empty() {
                    continue;
                }
                lexicon.longest_name = lexicon.longest_name.max(name.split(' ').count());
                lexicon.take_in(&name);
                if open.is_some() {
                    let openings = lexicon.openings.entry(first_letters(&name)).or_default();
                    openings.push(Opening {
                        words: name.split(' ').count(),
                        name,
                        concept: place,
                    });
                } else {
                    let concepts = lexicon.names.entry(name).or_default();
                    if !concepts.contains(&place) {
                        concepts.push(place);
                    }
                }
            }
        }
        for openings in lexicon.openings.values_mut() {
            openings.sort_by_key(|opening| std::cmp::Reverse(opening.name.len()));
        }
        for text in texts {
            lexicon.take_in(&plain(text));
        }
        let longest = lexicon.known.keys().map(String::len).max().unwrap_or(0);
        lexicon.by_length = vec![Vec::new(); longest + 1];
        for word in lexicon.known.keys() {
            lexicon.by_length[word.len()].push(word.clone());
        }
        // The map has no order; the mending must have one.
        lexicon.by_length.iter_mut().for_each(|words| words.sort());
        lexicon
    }

    fn take_in(&mut self, plain: &str) {
        for word in plain.split(' ') {
            *self.known.entry(word.to_owned()).or_default() += 1;
        }
    }

    /// Whether a word stands anywhere in the content.
    pub fn knows(&self, word: &str) -> bool {
        self.known.contains_key(word) || self.opened(word).next().is_some()
    }

    /// The terms of a text of the content.
    pub fn terms(&self, text: &str) -> Terms {
        let plain = plain(text);
        self.terms_of(&plain.split(' ').collect::<Vec<_>>())
    }

    /// The terms of what somebody has typed, with slips mended.
    pub fn typed(&self, text: &str) -> Terms {
        let plain = plain(text);
        let mended: Vec<&str> = plain.split(' ').map(|word| self.mended(word)).collect();
        self.terms_of(&mended)
    }

    fn terms_of(&self, words: &[&str]) -> Terms {
        let mut own = Vec::new();
        let mut wider = Vec::new();
        let push = |list: &mut Vec<String>, term: &str| {
            if !list.iter().any(|known| known == term) {
                list.push(term.to_owned());
            }
        };
        for concept in self.concepts(words) {
            if self.empty[concept] {
                continue;
            }
            push(&mut own, &self.ids[concept]);
            for broader in &self.wider[concept] {
                push(&mut wider, &self.ids[*broader]);
            }
        }
        for word in words {
            if !word.is_empty() && !self.small.contains(word) {
                push(&mut own, &self.stemmer.stem(word));
            }
        }
        wider.retain(|term| !own.contains(term));
        Terms { own, wider }
    }

    /// What the words name, the longest names first; no word belongs to two names.
    fn concepts(&self, words: &[&str]) -> Vec<usize> {
        let mut found = Vec::new();
        let mut taken = vec![false; words.len()];
        for length in (1..=self.longest_name.min(words.len())).rev() {
            for start in 0..=words.len() - length {
                let span = start..start + length;
                if taken[span.clone()].iter().any(|taken| *taken) {
                    continue;
                }
                let name = words[span.clone()].join(" ");
                let named = self.named(&name, length);
                if !named.is_empty() {
                    found.extend(named);
                    taken[span].iter_mut().for_each(|taken| *taken = true);
                }
            }
        }
        found
    }

    fn named(&self, name: &str, length: usize) -> Vec<usize> {
        if let Some(concepts) = self.names.get(name) {
            return concepts.clone();
        }
        let opened = self.opened(name).find(|opening| opening.words == length);
        opened.map(|opening| opening.concept).into_iter().collect()
    }

    /// The openings that a text begins with, the longest first.
    fn opened<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a Opening> {
        let by_letters = |letters: usize| {
            let key: String = text.chars().take(letters).collect();
            self.openings.get(&key).map_or(&[][..], Vec::as_slice)
        };
        (1..=FIRST_LETTERS)
            .rev()
            .flat_map(by_letters)
            .filter(move |opening| text.starts_with(opening.name.as_str()))
    }

    /// The known word that was most likely meant. Short words and numbers are left as they are: there
    /// one letter makes another word.
    fn mended<'a>(&'a self, word: &'a str) -> &'a str {
        if self.knows(word) || word.len() < 5 || word.bytes().any(|byte| byte.is_ascii_digit()) {
            return word;
        }
        let most = if word.len() < 8 { 1 } else { 2 };
        let lengths = word.len().saturating_sub(most).max(4)..=word.len() + most;
        let near = lengths
            .filter_map(|length| self.by_length.get(length))
            .flatten()
            .filter(|known| known.as_bytes().first() == word.as_bytes().first())
            .filter_map(|known| {
                let distance = strsim::damerau_levenshtein(word, known);
                (distance <= most).then_some((
                    distance,
                    std::cmp::Reverse(self.known[known]),
                    known,
                ))
            })
            .min();
        near.map_or(word, |(_, _, known)| known.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> Lexicon {
        let concept = |id: &str, words: &[&str], broader: &[usize]| Concept {
            id: id.to_owned(),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            broader: broader.iter().map(|place| ConceptIx::new(*place)).collect(),
            empty: id == "filler",
        };
        let concepts = [
            concept("drug", &["tablet*"], &[]),
            concept("thinner", &["blood thinner*", "eliquis"], &[0]),
            concept("filler", &["please"], &[]),
        ];
        Lexicon::new(
            &concepts,
            ["stretching the calf", "w/ swelling"].into_iter(),
        )
    }

    #[test]
    fn names_stems_and_slips_become_terms() {
        let lexicon = lexicon();
        let typed = lexicon.typed("Stretchng on Eliquis, please?");
        assert_eq!(typed.own, ["#thinner", "stretch", "eliqui", "pleas"]);
        assert_eq!(typed.wider, ["#drug"]);
        let typed = lexicon.typed("blood-thinners & TABLETS");
        assert_eq!(
            typed.own,
            ["#thinner", "#drug", "blood", "thinner", "tablet"]
        );
        assert!(typed.wider.is_empty());
        assert_eq!(lexicon.typed("swimming").own, ["swim"]);
    }
}
