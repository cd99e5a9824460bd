//! Phrases of several parts, "swelling & breath*", for one of several things; and phrases with which it is none of it.

use super::phrases::Phrases;

/// What a phrase is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// One part of a phrase: of which thing, which of its phrases, which part.
    Part(usize, usize, usize),
    /// A phrase with which it is not that thing.
    Unless(usize),
}

/// The phrases of several things.
pub(super) struct Parted {
    pub(super) marks: Phrases<Mark>,
    /// How many parts each phrase has, by thing.
    pub(super) parts: Vec<Vec<usize>>,
}

impl Parted {
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
