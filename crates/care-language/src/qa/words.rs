//! Words: from what is typed to terms that can be looked for. Upper and lower case, punctuation and
//! endings fall away, slips of the thumb are corrected, and what goes by several names gets one.

mod slip;

use std::collections::{HashMap, HashSet};

use snowball_stemmers_rs::{Algorithm, Stemmer};

use super::common::{Usual, is_common, usual};
use super::names::Names;
use care_engine::content::{Anchor, SynonymSet, SynonymSetIx};

/// Words that carry no matter.
const SMALL: &[&str] = &[
    "a", "an", "the", "of", "to", "in", "on", "for", "and", "or", "is", "are", "be", "it", "this",
    "that", "with", "by", "at", "as", "his", "her", "he", "she", "they", "them", "i", "my", "me",
    "you", "your", "we", "our", "do", "does", "did", "can", "could", "should", "would", "will",
    "may", "might", "if", "there", "any", "from", "so", "just", "also", "than", "then", "has",
    "have", "had", "was", "were", "been", "am", "not", "no", "but", "up", "out", "about", "into",
    "im", "ive", "youre", "hes", "shes", "theyre", "itll", // Behind a number: "1st".
    "st", "nd", "rd", "th",
];

/// What a text is looked for by.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Terms {
    /// Stems of its words, and the synonym sets that they name.
    pub(super) own: Vec<String>,
    /// What those synonym sets are kinds of.
    pub(super) wider: Vec<String>,
}

/// What somebody has typed, read word by word.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Seen {
    /// In plain letters, with slips corrected.
    pub(super) plain: String,
    /// What it is looked for by.
    pub(super) terms: Terms,
    /// What it names, in the order of the text.
    pub(super) synonym_sets: Vec<SynonymSetIx>,
    /// How many of its words, small ones aside, are part of no name.
    pub(super) unnamed: usize,
    /// How many of its words are common English that the content does not use.
    pub(super) common: usize,
    /// How many are neither known to the content nor common.
    pub(super) rare: usize,
    /// Its words that carry any matter, a name of several words as one.
    pub(super) units: Vec<Unit>,
}

/// A word, or a name of some words, in a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Unit {
    /// What it names; nothing where it is a word only.
    pub(super) synonym_sets: Vec<SynonymSetIx>,
    /// The stems of its words.
    pub(super) stems: Vec<String>,
    /// How usual a word is that names nothing.
    pub(super) usual: Option<Usual>,
    /// It is a number and no word.
    pub(super) number: bool,
    /// It is neither a name nor an English word, whether it stands in the content or not.
    pub(super) strange: bool,
}

/// A word that stands in the content.
struct Known {
    /// How often it does in a text or a name; never, where it only settles what a message is.
    times: u32,
    stem: String,
}

/// Everything that is known of words.
pub(super) struct Lexicon {
    stemmer: Stemmer,
    small: HashSet<&'static str>,
    names: Names,
    ids: Vec<String>,
    wider: Vec<Vec<usize>>,
    empty: Vec<bool>,
    anchors: Vec<Anchor>,
    medicine_endings: Vec<String>,
    /// Every word that stands anywhere: what a slip of the thumb is corrected to.
    known: HashMap<String, Known>,
    /// Stems of the words that stand in a text or a name.
    stems: HashSet<String>,
    /// Names of authors and trials. They are names of people, and no words of the content.
    authors: HashSet<String>,
    by_length: Vec<Vec<String>>,
}

/// Lower-case letters and digits in words, one blank between them.
pub(super) fn plain(text: &str) -> String {
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
    /// plain letters; and the endings by which medicines are told.
    pub(super) fn new<'a>(
        synonym_sets: &[SynonymSet],
        texts: impl Iterator<Item = &'a str>,
        others: &'a [String],
        medicine_endings: &[String],
        authors: HashSet<String>,
    ) -> Self {
        let mut names = Vec::new();
        for (place, synonym_set) in synonym_sets.iter().enumerate() {
            for word in &synonym_set.words {
                let open = word.strip_suffix('*');
                let name = plain(open.unwrap_or(word));
                if !name.is_empty() {
                    names.push((name, open.is_some(), place));
                }
            }
        }
        let mut times: HashMap<&str, u32> = HashMap::new();
        let texts: Vec<&str> = texts.collect();
        // The names of other parts of the body are told, and are no words of the matter.
        let ours = |(_, _, place): &&(String, bool, usize)| {
            synonym_sets[*place].anchor != Anchor::Elsewhere
        };
        let all = names.iter().filter(ours).map(|(name, ..)| name.as_str());
        for word in all.chain(texts).flat_map(|text| text.split(' ')) {
            *times.entry(word).or_default() += 1;
        }
        let parts = names
            .iter()
            .filter(|name| !ours(name))
            .map(|(name, ..)| name);
        for word in others
            .iter()
            .chain(parts)
            .flat_map(|phrase| phrase.split(' '))
        {
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
        let stems = known.values().filter(|known| known.times > 0);
        let stems = stems.map(|known| known.stem.clone()).collect();
        let longest = known.keys().map(String::len).max().unwrap_or(0);
        let mut by_length = vec![Vec::new(); longest + 1];
        for word in known.keys() {
            by_length[word.len()].push(word.clone());
        }
        // The map has no order; the mending must have one.
        by_length.iter_mut().for_each(|words| words.sort());
        let places = |list: &[SynonymSetIx]| list.iter().map(|place| place.index()).collect();
        Self {
            stemmer,
            small: SMALL.iter().copied().collect(),
            names: Names::new(&names),
            ids: synonym_sets
                .iter()
                .map(|synonym_set| term_of(&synonym_set.id))
                .collect(),
            wider: synonym_sets
                .iter()
                .map(|synonym_set| places(&synonym_set.broader))
                .collect(),
            empty: synonym_sets
                .iter()
                .map(|synonym_set| synonym_set.empty)
                .collect(),
            anchors: synonym_sets
                .iter()
                .map(|synonym_set| synonym_set.anchor)
                .collect(),
            medicine_endings: medicine_endings.to_vec(),
            known,
            stems,
            authors,
            by_length,
        }
    }

    /// Whether a word stands in a text or a name of the content.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.known.get(word).is_some_and(|known| known.times > 0) || self.names.opens(word)
    }

    /// Whether a stem is that of a word in a text or a name of the content.
    pub(super) fn has_stem(&self, stem: &str) -> bool {
        self.stems.contains(stem)
    }

    /// The term of a synonym set, and those of what it is a kind of.
    pub(super) fn terms_of(&self, synonym_set: SynonymSetIx) -> (&str, impl Iterator<Item = &str>) {
        let wider = self.wider[synonym_set.index()].iter();
        let wider = wider.map(|place| self.ids[*place].as_str());
        (&self.ids[synonym_set.index()], wider)
    }

    /// What a synonym set says about the matter.
    pub(super) fn anchor(&self, synonym_set: SynonymSetIx) -> Anchor {
        self.anchors[synonym_set.index()]
    }

    /// The terms of a text of the content, which is in plain letters.
    pub(super) fn terms(&self, plain: &str) -> Terms {
        self.read_words(&plain.split(' ').collect::<Vec<_>>()).terms
    }

    /// The synonym sets that a text of the content names, in the order of the text.
    pub(super) fn synonym_sets(&self, text: &str) -> Vec<SynonymSetIx> {
        let plain = plain(text);
        self.read_words(&plain.split(' ').collect::<Vec<_>>())
            .synonym_sets
    }

    /// What somebody has typed, with slips corrected.
    pub(super) fn read(&self, text: &str) -> Seen {
        let plain = plain(text);
        let words: Vec<&str> = plain.split(' ').collect();
        self.read_words(&self.mended(words))
    }

    fn read_words(&self, words: &[&str]) -> Seen {
        let mut seen = Seen {
            plain: words.join(" "),
            ..Seen::default()
        };
        let push = |list: &mut Vec<String>, term: &str| {
            if !list.iter().any(|known| known == term) {
                list.push(term.to_owned());
            }
        };
        let mut named = vec![false; words.len()];
        let mut fillers = vec![false; words.len()];
        let mut found = self.names.find(words);
        let stem = |word: &str| match self.known.get(word) {
            Some(known) => known.stem.clone(),
            None => self.stemmer.stem(word).into_owned(),
        };
        for (synonym_set, at) in &found {
            named[at.clone()].fill(true);
            if self.empty[*synonym_set] {
                fillers[at.clone()].fill(true);
                continue;
            }
            push(&mut seen.terms.own, &self.ids[*synonym_set]);
            for broader in &self.wider[*synonym_set] {
                push(&mut seen.terms.wider, &self.ids[*broader]);
            }
        }
        found.sort_by_key(|(_, at)| at.start);
        seen.units = self.named_units(&found, words, &stem);
        for (synonym_set, _) in found {
            let place = SynonymSetIx::new(synonym_set);
            if !self.empty[synonym_set] && !seen.synonym_sets.contains(&place) {
                seen.synonym_sets.push(place);
            }
        }
        for ((word, named), filler) in words.iter().zip(named).zip(fillers) {
            if word.is_empty() || self.small.contains(word) || filler {
                continue;
            }
            let known = self.known.get(*word);
            let stem = stem(word);
            push(&mut seen.terms.own, &stem);
            seen.unnamed += usize::from(!named);
            let short = word.chars().count() < 3;
            let number = word.bytes().all(|byte| byte.is_ascii_digit());
            if !named {
                let usual = usual(word).or_else(|| usual(&stem));
                seen.units.push(Unit {
                    synonym_sets: Vec::new(),
                    stems: vec![stem.clone()],
                    usual,
                    number,
                    strange: usual.is_none()
                        && !number
                        && !self.authors.contains(*word)
                        && word.chars().count() > 1,
                });
            }
            if named || short || number || known.is_some_and(|known| known.times > 0) {
                continue;
            }
            if self.stems.contains(&stem) || self.authors.contains(*word) {
                continue;
            }
            match is_common(word) {
                true => seen.common += 1,
                false => seen.rare += 1,
            }
        }
        let own = &seen.terms.own;
        seen.terms.wider.retain(|term| !own.contains(term));
        seen
    }

    /// The names of a text, which are sorted by where they stand; those of the same words are one.
    fn named_units(
        &self,
        found: &[(usize, std::ops::Range<usize>)],
        words: &[&str],
        stem: &dyn Fn(&str) -> String,
    ) -> Vec<Unit> {
        let mut units: Vec<Unit> = Vec::new();
        let mut last = None;
        for (synonym_set, at) in found
            .iter()
            .filter(|(synonym_set, _)| !self.empty[*synonym_set])
        {
            let place = SynonymSetIx::new(*synonym_set);
            match units.last_mut().filter(|_| last == Some(at)) {
                Some(unit) => unit.synonym_sets.push(place),
                None => {
                    let own = words[at.clone()].iter();
                    let own = own.filter(|word| !self.small.contains(*word));
                    units.push(Unit {
                        synonym_sets: vec![place],
                        stems: own.map(|word| stem(word)).collect(),
                        ..Unit::default()
                    });
                }
            }
            last = Some(at);
        }
        units
    }
}

/// The term of a synonym set: no stem begins like it.
pub(super) fn term_of(synonym_set: &str) -> String {
    format!("#{synonym_set}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> Lexicon {
        let synonym_set = |id: &str, words: &[&str], broader: &[usize]| SynonymSet {
            id: id.to_owned(),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            broader: broader
                .iter()
                .map(|place| SynonymSetIx::new(*place))
                .collect(),
            empty: id == "filler",
            anchor: Anchor::Near,
            effect: false,
            wanted: false,
            recalled: false,
            keeps_back: Vec::new(),
            treatments: Vec::new(),
            only_if: None,
        };
        let synonym_sets = [
            synonym_set("drug", &["tablet*"], &[]),
            synonym_set("thinner", &["blood thinner*", "eliquis"], &[0]),
            synonym_set("filler", &["please"], &[]),
        ];
        Lexicon::new(
            &synonym_sets,
            ["stretching the calf with ketoprofen", "w swelling"].into_iter(),
            &["plantar fasciitis".to_owned()],
            &["profen".to_owned()],
            HashSet::new(),
        )
    }

    #[test]
    fn names_stems_and_slips_become_terms() {
        let lexicon = lexicon();
        let typed = lexicon.read("Stretchng on Eliquis, please?").terms;
        assert_eq!(typed.own, ["#thinner", "stretch", "eliqui"]);
        assert_eq!(typed.wider, ["#drug"]);
        let typed = lexicon.read("blood-thinners & TABLETS").terms;
        assert_eq!(
            typed.own,
            ["#thinner", "#drug", "blood", "thinner", "tablet"]
        );
        assert!(typed.wider.is_empty());
        assert_eq!(lexicon.read("swimming").terms.own, ["swim"]);
        assert_eq!(lexicon.read("Plantar fascitis?").plain, "plantar fasciitis");
        assert!(!lexicon.knows("plantar"));
    }

    #[test]
    fn words_of_the_content_common_words_and_rare_ones_are_told_apart() {
        let seen = lexicon().read("does stretching the calf at the kitchen table help acanthosis");
        assert_eq!((seen.common, seen.rare), (3, 1));
        assert_eq!(lexicon().read("stretches, 3x").common, 0);
    }

    #[test]
    fn another_medicine_is_no_slip() {
        assert_eq!(lexicon().read("ketoprofn").plain, "ketoprofen");
        assert_eq!(
            lexicon().read("katoprofen").plain,
            "katoprofen".replace("ka", "ke")
        );
        assert_eq!(lexicon().read("fenoprofen").plain, "fenoprofen");
    }
}
