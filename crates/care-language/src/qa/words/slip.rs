//! Slips of the thumb: the known word that one is most likely meant to be.

use super::super::common::is_common;
use super::Lexicon;

/// Endings of the names of diseases, procedures and findings. One letter makes another of them.
const MEDICAL_ENDINGS: &[&str] = &[
    "itis", "osis", "oses", "oma", "omas", "ectomy", "otomy", "ostomy", "plasty", "scopy", "emia",
    "aemia", "pathy", "pathies", "uria", "algia", "plegia", "iasis", "genesis", "penia", "cyte",
    "cytes", "logy", "trophy", "phobia", "virus", "coccus", "graphy", "lysis", "rrhea", "rrhoea",
];

/// A word that stands so often in the content may be meant even by one two letters away.
const OFTEN: u32 = 20;

/// Most words of a text that are looked at for slips: each costs a search through all known words.
const MOST_MENDED: usize = 20;

impl Lexicon {
    /// The words of a text, slips of the thumb corrected.
    pub(super) fn mended<'a>(&'a self, mut words: Vec<&'a str>) -> Vec<&'a str> {
        let slips = words.iter_mut().filter(|word| self.may_be_a_slip(word));
        for word in slips.take(MOST_MENDED) {
            *word = self.corrected(word);
        }
        words
    }

    /// Whether a word is none that is known, and long enough to tell what was meant: in a short one,
    /// and in a number, one letter makes another word.
    fn may_be_a_slip(&self, word: &str) -> bool {
        let known =
            self.known.contains_key(word) || self.authors.contains(word) || self.names.opens(word);
        let number = word.bytes().any(|byte| byte.is_ascii_digit());
        !known && !number && word.len() >= 5 && !is_common(word)
    }

    /// The known word that was most likely meant.
    fn corrected<'a>(&'a self, word: &'a str) -> &'a str {
        let medicine = self
            .medicine_endings
            .iter()
            .find(|ending| word.ends_with(ending.as_str()));
        let medical = MEDICAL_ENDINGS.iter().any(|ending| word.ends_with(ending));
        let strict = medicine.is_some() || medical;
        let most = if word.len() < 8 || strict { 1 } else { 2 };
        let lengths = word.len().saturating_sub(most).max(4)..=word.len() + most;
        let near = lengths
            .filter_map(|length| self.by_length.get(length))
            .flatten()
            .filter(|known| known.as_bytes().first() == word.as_bytes().first())
            .filter(|known| {
                // "fluoroquinolone" mistyped ends as it should; another medicine does not become one.
                medicine.is_none_or(|ending| known.ends_with(ending.as_str()))
            })
            .filter_map(|known| {
                let distance = strsim::osa_distance(word, known);
                let times = self.known[known].times;
                let near = distance <= 1 || (distance <= most && times >= OFTEN);
                near.then_some((distance, std::cmp::Reverse(times), known))
            })
            .min();
        near.map_or(word, |(_, _, known)| known.as_str())
    }
}
