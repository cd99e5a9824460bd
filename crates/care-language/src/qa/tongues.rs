//! Languages other than English: recognised, and answered in their own words that only English is read.

use std::collections::{HashMap, HashSet};

use care_engine::content::Content;

use super::words::Seen;

/// The fewest letters by which a language written in Latin letters is told.
const LEAST_LETTERS: usize = 12;
/// How sure the recognition by letters has to be.
const SURE: f64 = 0.5;
/// So many different common words of a language tell it, however short the text is. One may be a slip or a name:
/// measured on all tuning questions and conversations, where none in English has two.
const LEAST_WORDS: usize = 2;

/// The common words of other languages, as the content lists them.
pub(super) struct Tongues {
    by_word: HashMap<String, Vec<usize>>,
}

impl Tongues {
    /// Takes the words from the content.
    pub(super) fn new(content: &Content) -> Self {
        let mut by_word: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, tongue) in content.language.other_languages.iter().enumerate() {
            for word in &tongue.words {
                by_word.entry(word.to_lowercase()).or_default().push(place);
            }
        }
        Self { by_word }
    }

    /// What is said in the language of a text, if it is another one than English.
    pub(super) fn tongue<'a>(
        &self,
        content: &'a Content,
        text: &str,
        seen: &Seen,
    ) -> Option<&'a str> {
        let tongues = &content.language.other_languages;
        if let Some(place) = self.by_words(text) {
            return Some(&tongues[place].text);
        }
        let code = by_letters(text, seen)?;
        let mut tongues = tongues.iter();
        tongues
            .find(|tongue| tongue.id == code)
            .map(|tongue| tongue.text.as_str())
    }

    /// The language of which a text has the most common words, and enough of them.
    fn by_words(&self, text: &str) -> Option<usize> {
        let text = text.to_lowercase();
        let words = text.split(|one: char| !one.is_alphabetic());
        let words: HashSet<&str> = words.collect();
        let mut found: HashMap<usize, usize> = HashMap::new();
        for place in words
            .iter()
            .filter_map(|word| self.by_word.get(*word))
            .flatten()
        {
            *found.entry(*place).or_default() += 1;
        }
        let most = found.into_iter().max_by_key(|(place, words)| {
            // Of two that have as many, the first of the content.
            (*words, std::cmp::Reverse(*place))
        })?;
        (most.1 >= LEAST_WORDS).then_some(most.0)
    }
}

/// The code of the language that the letters of a text are like, unless that is English. A text that the content
/// or common English knows for the greater part is English, whatever its letters look like.
fn by_letters(text: &str, seen: &Seen) -> Option<&'static str> {
    // Addresses, markup and numbers are of no language.
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| is_prose(word))
        .collect();
    let text = words.join(" ");
    let unspaced = |one: char| matches!(one, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
    let latin = text
        .chars()
        .filter(|one| one.is_alphabetic())
        .all(|one| one.is_ascii() || ('\u{c0}'..='\u{24f}').contains(&one));
    if latin && (seen.rare * 5 < words.len() * 2 || text.chars().count() < LEAST_LETTERS) {
        return None;
    }
    let found = whatlang::detect(&text)?;
    let sure = !latin || found.confidence() >= SURE || seen.rare * 3 >= words.len() * 2;
    let enough = words.len() >= 3 || text.chars().any(unspaced) || !latin;
    let code = found.lang().code();
    (code != "eng" && sure && enough).then_some(code)
}

/// Whether a word holds letters and punctuation alone.
fn is_prose(word: &str) -> bool {
    let odd = |one: char| one.is_ascii_digit() || "<>&=/@#\\_{}|".contains(one);
    !word.contains(odd) && word.contains(char::is_alphabetic)
}
