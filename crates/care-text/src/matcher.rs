//! A search for many words at once, whole and whatever their case.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

/// Finds any of many words or phrases, whatever their case, as whole words; a trailing `*` stands
/// for any ending.
pub struct Matcher<T> {
    search: Option<AhoCorasick>,
    words: Vec<(T, bool)>,
}

impl<T: Copy> Matcher<T> {
    /// Prepares the search for these words, each with what it stands for.
    pub fn new<'a>(words: impl Iterator<Item = (T, &'a str)>) -> Self {
        let mut patterns = Vec::new();
        let mut meanings = Vec::new();
        for (meaning, word) in words {
            let open = word.strip_suffix('*');
            patterns.push(open.unwrap_or(word));
            meanings.push((meaning, open.is_some()));
        }
        // It fails only beyond what memory could hold, and then finding nothing would be a lie.
        #[expect(
            clippy::expect_used,
            reason = "a list of words is far below its limits"
        )]
        let search = (!patterns.is_empty()).then(|| {
            AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .match_kind(MatchKind::Standard)
                .build(&patterns)
                .expect("a search for a list of words")
        });
        Self {
            search,
            words: meanings,
        }
    }

    /// Everything found, with the whole word or phrase, in the order of the text. What stands inside
    /// a longer phrase that is looked for is that phrase's: "topical NSAID" is not "NSAID".
    pub fn find(&self, text: &str) -> Vec<(T, Range<usize>)> {
        let Some(search) = &self.search else {
            return Vec::new();
        };
        let found: Vec<(T, Range<usize>)> = search
            .find_overlapping_iter(text)
            .filter_map(|found| {
                let (meaning, open) = self.words[found.pattern().as_usize()];
                let before = text[..found.start()].chars().next_back();
                let rest = text[found.end()..]
                    .find(|next: char| !next.is_alphanumeric())
                    .unwrap_or(text.len() - found.end());
                let whole = !before.is_some_and(char::is_alphanumeric) && (open || rest == 0);
                whole.then_some((meaning, found.start()..found.end() + rest))
            })
            .collect();
        let inside = |one: &Range<usize>, other: &Range<usize>| {
            other.start <= one.start && one.end <= other.end && one != other
        };
        found
            .iter()
            .filter(|(_, at)| !found.iter().any(|(_, other)| inside(at, other)))
            .cloned()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole_with_open_endings() {
        let words = [
            ('r', "rest"),
            ('s', "stretch*"),
            ('c', "can't"),
            ('n', "not rest"),
        ];
        let matcher = Matcher::new(words.into_iter());
        let text = "Rest, stretching: can't arrest unrest. Restful. Do not rest.";
        let found: Vec<_> = matcher
            .find(text)
            .into_iter()
            .map(|(meaning, at)| (meaning, &text[at]))
            .collect();
        assert_eq!(
            found,
            [
                ('r', "Rest"),
                ('s', "stretching"),
                ('c', "can't"),
                ('n', "not rest")
            ]
        );
    }
}
