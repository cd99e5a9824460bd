//! Phrases: very many of them, each with what it stands for, found whole in a text of a few words.
//! Made for being read in quickly: an automaton over them takes longer to build than all the rest.

use std::collections::HashMap;
use std::ops::Range;

/// Words and phrases in plain letters; those with a trailing `*` may have any ending.
pub(super) struct Phrases<T> {
    whole: HashMap<String, Vec<T>>,
    /// The most words of a whole phrase, by its first word.
    longest: HashMap<String, usize>,
    /// Phrases with an open end, by their first letters.
    open: HashMap<String, Vec<(String, T)>>,
}

/// How many letters open phrases are found by; a shorter one goes by all it has.
const FIRST_LETTERS: usize = 3;

impl<T: Copy> Phrases<T> {
    /// Takes phrases in, each with what it stands for.
    pub(super) fn new(phrases: impl Iterator<Item = (T, String)>) -> Self {
        let mut read = Self {
            whole: HashMap::new(),
            longest: HashMap::new(),
            open: HashMap::new(),
        };
        for (meaning, phrase) in phrases {
            if let Some(opening) = phrase.strip_suffix('*') {
                let key = opening.chars().take(FIRST_LETTERS).collect();
                let open = read.open.entry(key).or_default();
                open.push((opening.to_owned(), meaning));
                continue;
            }
            let words = phrase.split(' ').count();
            let first = phrase.split(' ').next().unwrap_or_default();
            match read.longest.get_mut(first) {
                Some(longest) => *longest = words.max(*longest),
                None => drop(read.longest.insert(first.to_owned(), words)),
            }
            read.whole.entry(phrase).or_default().push(meaning);
        }
        read
    }

    /// What all the phrases stand for that a text in plain letters holds.
    pub(super) fn find(&self, text: &str) -> Vec<T> {
        let found = self.find_at(text).into_iter();
        found.map(|(meaning, _)| meaning).collect()
    }

    /// The same with the words that each phrase takes, by position.
    pub(super) fn find_at(&self, text: &str) -> Vec<(T, Range<usize>)> {
        let starts: Vec<usize> = std::iter::once(0)
            .chain(text.match_indices(' ').map(|(blank, _)| blank + 1))
            .collect();
        let mut found = Vec::new();
        for (number, start) in starts.iter().enumerate() {
            let rest = &text[*start..];
            let first = rest.split(' ').next().unwrap_or_default();
            let longest = self.longest.get(first).copied().unwrap_or(0);
            for words in 1..=longest.min(starts.len() - number) {
                // Up to the blank before the next word, or to the end.
                let end = starts
                    .get(number + words)
                    .map_or(text.len(), |next| next - 1);
                if let Some(meanings) = self.whole.get(&text[*start..end]) {
                    let meanings = meanings.iter();
                    found.extend(meanings.map(|meaning| (*meaning, number..number + words)));
                }
            }
            for letters in 1..=FIRST_LETTERS {
                let Some((end, last)) = rest.char_indices().nth(letters - 1) else {
                    break;
                };
                let open = self.open.get(&rest[..end + last.len_utf8()]);
                let open = open.into_iter().flatten();
                found.extend(
                    open.filter(|(opening, _)| rest.starts_with(opening.as_str()))
                        .map(|(opening, meaning)| {
                            (*meaning, number..number + opening.split(' ').count())
                        }),
                );
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_whole_with_open_endings() {
        let phrases = [
            (1, "hip"),
            (2, "hip replacement"),
            (3, "replac*"),
            (4, "pe"),
            (5, "{} #"),
            (6, "go*"),
        ];
        let phrases = phrases.map(|(meaning, phrase)| (meaning, phrase.to_owned()));
        let phrases = Phrases::new(phrases.into_iter());
        let mut found = phrases.find("the hip replacement of a hippo is {} # going");
        found.sort_unstable();
        assert_eq!(found, [1, 2, 3, 5, 6]);
        assert!(phrases.find("").is_empty());
        assert_eq!(phrases.find("pe"), [4]);
    }
}
