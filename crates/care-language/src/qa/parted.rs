//! Phrases of several parts, "swelling & breath*", for one of several things; and phrases with which it is none of it.

use super::phrases::Phrases;
use std::ops::Range;

/// What a phrase is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// One part of a phrase: of which thing, which of its phrases, which part.
    Part(usize, usize, usize),
    /// A phrase with which it is not that thing.
    Unless(usize),
}

/// The phrases of several things.
pub(super) struct PartedPhrases {
    marks: Phrases<Mark>,
    /// How many parts each phrase has, by thing.
    parts: Vec<Vec<usize>>,
}

/// What of them stands in a text, each with the words that it takes.
pub(super) struct FoundParts<'a> {
    parts: &'a [Vec<usize>],
    found: Vec<(Mark, Range<usize>)>,
}

impl PartedPhrases {
    /// Takes, thing by thing, the phrases for it and those with which it is none. `as_part` makes a part of a phrase plain,
    /// `as_unless` one of the others.
    pub(super) fn new<'a>(
        things: impl Iterator<Item = (&'a [String], &'a [String])>,
        as_part: fn(&str) -> String,
        as_unless: fn(&str) -> String,
    ) -> Self {
        let mut marks = Vec::new();
        let mut parts = Vec::new();
        for (place, (words, unless)) in things.enumerate() {
            let mut of_thing = Vec::new();
            for (phrase, text) in words.iter().enumerate() {
                let pieces: Vec<&str> = text.split(" & ").collect();
                of_thing.push(pieces.len());
                for (part, piece) in pieces.into_iter().enumerate() {
                    let mark = Mark::Part(place, phrase, part);
                    let ways = spread(piece).into_iter();
                    marks.extend(ways.map(|way| (mark, as_part(&way))));
                }
            }
            parts.push(of_thing);
            let unless = unless.iter().flat_map(|text| spread(text));
            marks.extend(unless.map(|text| (Mark::Unless(place), as_unless(&text))));
        }
        Self {
            marks: Phrases::new(marks.into_iter()),
            parts,
        }
    }

    /// What of them stands in words that are plain already.
    pub(super) fn find(&self, words: &str) -> FoundParts<'_> {
        FoundParts {
            parts: &self.parts,
            found: self.marks.find_at(words),
        }
    }
}

impl FoundParts<'_> {
    /// The things, by their places.
    pub(super) fn things(&self) -> Range<usize> {
        0..self.parts.len()
    }

    /// Where phrases stand with which it is not this thing.
    pub(super) fn unless(&self, thing: usize) -> Vec<Range<usize>> {
        self.at(Mark::Unless(thing)).cloned().collect()
    }

    /// Where the parts of those phrases for a thing stand of which every part does; of the places those that count.
    pub(super) fn whole(
        &self,
        thing: usize,
        counts: impl Fn(&Range<usize>) -> bool,
    ) -> Vec<Range<usize>> {
        let phrases = self.parts[thing].iter().enumerate();
        let whole = phrases.filter_map(|(phrase, parts)| {
            let at = |part| self.at(Mark::Part(thing, phrase, part));
            let parts = (0..*parts).map(|part| at(part).filter(|at| counts(at)).cloned());
            let parts: Vec<Vec<_>> = parts.map(Iterator::collect).collect();
            (!parts.iter().any(Vec::is_empty)).then(|| parts.concat())
        });
        whole.flatten().collect()
    }

    fn at(&self, wanted: Mark) -> impl Iterator<Item = &Range<usize>> {
        let found = self.found.iter().filter(move |(mark, _)| *mark == wanted);
        found.map(|(_, at)| at)
    }
}

/// A phrase with each of the words that stand for one another in it: "black|tarry stool|motion".
fn spread(text: &str) -> Vec<String> {
    text.split(' ').fold(vec![String::new()], |ways, word| {
        let joined = |way: &String| {
            let words = word.split('|').map(move |one| match way.is_empty() {
                true => one.to_owned(),
                false => format!("{way} {one}"),
            });
            words.collect::<Vec<_>>()
        };
        ways.iter().flat_map(joined).collect()
    })
}
