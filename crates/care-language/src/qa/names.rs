//! Names: what goes by several of them is one synonym set, wherever one stands in a text.

use std::cmp::Reverse;
use std::ops::Range;

use aho_corasick::AhoCorasick;

/// One name of a synonym set.
struct Name {
    words: usize,
    letters: usize,
    /// It may have any ending.
    open: bool,
    synonym_set: usize,
}

/// The names of all synonym sets, found in one pass over a text.
pub(super) struct Names {
    search: Option<AhoCorasick>,
    names: Vec<Name>,
}

impl Names {
    /// Takes names in plain letters, each with whether it is open at its end and what it names.
    pub(super) fn new(names: &[(String, bool, usize)]) -> Self {
        // A blank on either side makes whole words of them.
        let patterns = names.iter().map(|(name, open, _)| match open {
            true => format!(" {name}"),
            false => format!(" {name} "),
        });
        // It fails only beyond what memory could hold, and then finding nothing would be a lie.
        #[expect(
            clippy::expect_used,
            reason = "a list of words is far below its limits"
        )]
        let search = (!names.is_empty())
            .then(|| AhoCorasick::new(patterns).expect("a search for a list of names"));
        let names = names.iter().map(|(name, open, synonym_set)| Name {
            words: name.split(' ').count(),
            letters: name.len(),
            open: *open,
            synonym_set: *synonym_set,
        });
        Self {
            search,
            names: names.collect(),
        }
    }

    /// What the words name, each with the words it takes, the longest names first; no word belongs to
    /// two names, and of two ways to read the same words the closer one counts.
    pub(super) fn find(&self, words: &[&str]) -> Vec<(usize, Range<usize>)> {
        let Some(search) = &self.search else {
            return Vec::new();
        };
        let mut text = String::from(" ");
        let mut starts = Vec::with_capacity(words.len());
        for word in words {
            starts.push(text.len() - 1);
            text.push_str(word);
            text.push(' ');
        }
        let mut found: Vec<_> = search
            .find_overlapping_iter(&text)
            .filter_map(|at| {
                let name = &self.names[at.pattern().as_usize()];
                let start = starts.binary_search(&at.start()).ok()?;
                Some((
                    Reverse(name.words),
                    start,
                    name.open,
                    Reverse(name.letters),
                    name.synonym_set,
                ))
            })
            .collect();
        found.sort_unstable();
        let mut taken = vec![false; words.len()];
        let mut synonym_sets = Vec::new();
        let mut last = None;
        for (Reverse(length), start, open, _, synonym_set) in found {
            let span = start..start + length;
            // A whole name may stand for several synonym sets.
            if !open && last == Some(span.clone()) {
                synonym_sets.push((synonym_set, span));
                continue;
            }
            if taken[span.clone()].contains(&true) {
                continue;
            }
            taken[span.clone()].fill(true);
            synonym_sets.push((synonym_set, span.clone()));
            last = (!open).then_some(span);
        }
        synonym_sets
    }

    /// Whether a word is an open name with some ending.
    pub(super) fn opens(&self, word: &str) -> bool {
        let Some(search) = &self.search else {
            return false;
        };
        search
            .find_overlapping_iter(&format!(" {word} "))
            .any(|at| {
                let name = &self.names[at.pattern().as_usize()];
                name.open && name.words == 1 && at.start() == 0
            })
    }
}
