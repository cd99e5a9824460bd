//! What is said to the bot rather than asked of the content: thanks, "start over", "send me the PDF".

use std::collections::{HashMap, HashSet};

use super::emergency::open_phrase;
use super::phrases::Phrases;
use super::words::plain;
use care_engine::content::{ActIx, Content};

/// The words by which acts are told.
pub(super) struct Acts {
    whole: HashMap<String, usize>,
    words: Phrases<usize>,
    /// The words of which a message of an act that mixes may be made, by act.
    mixed: Vec<(usize, HashSet<String>)>,
    /// Whole messages of such acts: a mixed message has at least one in it.
    parts: Phrases<usize>,
}

/// Words of politeness around an act.
const POLITE: &[&str] = &[
    "please", "pls", "plz", "bot", "doc", "doctor", "mate", "then", "now",
];

/// An act is a short message: a longer one that has its words in it asks for something else too.
const MOST_WORDS: usize = 14;
/// Most words of a message that is put together from those of an act.
const MOST_MIXED: usize = 7;

impl Acts {
    /// Takes the words from the content; where two acts have the same, the first counts.
    pub(super) fn new(content: &Content) -> Self {
        let acts = content.language.acts.iter().enumerate();
        let mut whole = HashMap::new();
        let mut words = Vec::new();
        let mut mixed = Vec::new();
        let mut parts = Vec::new();
        for (place, act) in acts {
            for text in &act.whole {
                whole.entry(key(text)).or_insert(place);
            }
            words.extend(act.words.iter().map(|text| (place, open_phrase(text))));
            if act.mixes {
                let all = act.whole.iter().map(|text| plain(text));
                let all =
                    all.flat_map(|text| text.split(' ').map(str::to_owned).collect::<Vec<_>>());
                mixed.push((place, all.collect()));
                parts.extend(act.whole.iter().map(|text| (place, plain(text))));
            }
        }
        Self {
            whole,
            words: Phrases::new(words.into_iter()),
            mixed,
            parts: Phrases::new(parts.into_iter()),
        }
    }

    /// The act that a message is. `anchored`: it names something of the matter, so that a phrase in it
    /// does not make it an act.
    pub(super) fn told(&self, text: &str, anchored: bool) -> Option<ActIx> {
        if let Some(place) = self.whole.get(&key(text)) {
            return Some(ActIx::new(*place));
        }
        let plain = plain(text);
        let count = plain.split(' ').count();
        if plain.is_empty() {
            return None;
        }
        let made_of = |words: &HashSet<String>| {
            let mut all = plain.split(' ');
            all.all(|word| words.contains(word) || POLITE.contains(&word))
        };
        let parts = self.parts.find(&plain);
        let is_mixed =
            |(place, words): &&(usize, HashSet<String>)| made_of(words) && parts.contains(place);
        let mut mixed = self.mixed.iter().filter(is_mixed);
        // "No good?" asks.
        let asks = text.trim_end().ends_with('?');
        if let Some((place, _)) = mixed.next().filter(|_| count <= MOST_MIXED && !asks) {
            return Some(ActIx::new(*place));
        }
        if anchored || count > MOST_WORDS {
            return None;
        }
        let found = self.words.find(&plain).into_iter().min();
        found.map(ActIx::new)
    }
}

/// A message without the words of politeness around it. A sign such as a raised thumb has no letters
/// and stands for itself.
fn key(text: &str) -> String {
    let plain = plain(text);
    if plain.is_empty() {
        let trimmed = text.trim();
        // The tone of a hand does not matter.
        return trimmed
            .chars()
            .filter(|sign| !matches!(sign, '\u{1f3fb}'..='\u{1f3ff}' | '\u{fe0f}'))
            .take(2)
            .collect();
    }
    let words: Vec<&str> = plain.split(' ').collect();
    let kept: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| !POLITE.contains(word))
        .collect();
    match kept.is_empty() {
        true => words.join(" "),
        false => kept.join(" "),
    }
}
