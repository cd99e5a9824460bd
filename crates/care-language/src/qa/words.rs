//! Words: from what is typed to terms that can be looked for. Upper and lower case, punctuation and
//! endings fall away, slips of the thumb are mended, and what goes by several names gets one.

use std::collections::{HashMap, HashSet};

use snowball_stemmers_rs::{Algorithm, Stemmer};

use super::names::Names;
use care_engine::content::{Concept, ConceptIx};

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
    /// Whether they name what this bot is about.
    pub ours: bool,
}

/// A word that stands in the content.
struct Known {
    /// How often it does in a text or a name; never, where it only settles what a message is.
    times: u32,
    stem: String,
}

/// Everything that is known of words.
pub struct Lexicon {
    stemmer: Stemmer,
    small: HashSet<&'static str>,
    names: Names,
    ids: Vec<String>,
    wider: Vec<Vec<usize>>,
    empty: Vec<bool>,
    ours: Vec<bool>,
    /// Every word that stands anywhere: what a slip of the thumb is mended to.
    known: HashMap<String, Known>,
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
    /// Takes in the names, and every word of these texts and of these other phrases, all of them in
    /// plain letters.
    pub fn new<'a>(
        concepts: &[Concept],
        texts: impl Iterator<Item = &'a str>,
        others: &'a [String],
    ) -> Self {
        let mut names = Vec::new();
        for (place, concept) in concepts.iter().enumerate() {
            for word in &concept.words {
                let open = word.strip_suffix('*');
                let name = plain(open.unwrap_or(word));
                if !name.is_empty() {
                    names.push((name, open.is_some(), place));
                }
            }
        }
        let mut times: HashMap<&str, u32> = HashMap::new();
        let texts: Vec<&str> = texts.collect();
        let all = names.iter().map(|(name, ..)| name.as_str());
        for word in all.chain(texts).flat_map(|text| text.split(' ')) {
            *times.entry(word).or_default() += 1;
        }
        for word in others.iter().flat_map(|phrase| phrase.split(' ')) {
            times.entry(word).or_default();
        }
        // Stemming is dear, and most words stand in many texts: each is stemmed once.
        let stemmer = Stemmer::create(Algorithm::English);
        let known: HashMap<String, Known> = times
            .into_iter()
            .map(|(word, times)| {
                let stem = stemmer.stem(word).into_owned();
                (word.to_owned(), Known { times, stem })
            })
            .collect();
        let longest = known.keys().map(String::len).max().unwrap_or(0);
        let mut by_length = vec![Vec::new(); longest + 1];
        for word in known.keys() {
            by_length[word.len()].push(word.clone());
        }
        // The map has no order; the mending must have one.
        by_length.iter_mut().for_each(|words| words.sort());
        Self {
            stemmer,
            small: SMALL.iter().copied().collect(),
            names: Names::new(&names),
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
            ours: concepts.iter().map(|concept| concept.ours).collect(),
            known,
            by_length,
        }
    }

    /// Whether a word stands in a text or a name of the content.
    pub fn knows(&self, word: &str) -> bool {
        self.known.get(word).is_some_and(|known| known.times > 0) || self.names.opens(word)
    }

    /// What somebody has typed in plain letters, with slips mended.
    pub fn plainly(&self, text: &str) -> String {
        let plain = plain(text);
        let mended: Vec<&str> = plain.split(' ').map(|word| self.mended(word)).collect();
        mended.join(" ")
    }

    /// The terms of a text of the content, which is in plain letters.
    pub fn terms(&self, plain: &str) -> Terms {
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
        let mut ours = false;
        let push = |list: &mut Vec<String>, term: &str| {
            if !list.iter().any(|known| known == term) {
                list.push(term.to_owned());
            }
        };
        for concept in self.names.find(words) {
            if self.empty[concept] {
                continue;
            }
            ours |= self.ours[concept];
            push(&mut own, &self.ids[concept]);
            for broader in &self.wider[concept] {
                push(&mut wider, &self.ids[*broader]);
            }
        }
        for word in words {
            if !word.is_empty() && !self.small.contains(word) {
                match self.known.get(*word) {
                    Some(known) => push(&mut own, &known.stem),
                    None => push(&mut own, &self.stemmer.stem(word)),
                }
            }
        }
        wider.retain(|term| !own.contains(term));
        Terms { own, wider, ours }
    }

    /// The known word that was most likely meant. Short words and numbers are left as they are: there
    /// one letter makes another word.
    fn mended<'a>(&'a self, word: &'a str) -> &'a str {
        let known = self.known.contains_key(word) || self.names.opens(word);
        if known || word.len() < 5 || word.bytes().any(|byte| byte.is_ascii_digit()) {
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
                    std::cmp::Reverse(self.known[known].times),
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
            ours: id == "drug",
        };
        let concepts = [
            concept("drug", &["tablet*"], &[]),
            concept("thinner", &["blood thinner*", "eliquis"], &[0]),
            concept("filler", &["please"], &[]),
        ];
        Lexicon::new(
            &concepts,
            ["stretching the calf", "w swelling"].into_iter(),
            &["plantar fasciitis".to_owned()],
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
        assert!(typed.ours);
        assert_eq!(lexicon.typed("swimming").own, ["swim"]);
        assert_eq!(lexicon.plainly("Plantar fascitis?"), "plantar fasciitis");
        assert!(!lexicon.knows("plantar"));
    }
}
