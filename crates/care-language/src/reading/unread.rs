//! Where in a text something was not understood, told without its words.

use std::ops::Range;

use care_engine::intake::UnreadPlace;

use super::Reading;
use crate::text::{Kind, Token, Tokens};

/// Of so many words one that was not understood makes a stretch say something of its own.
const SHARE: usize = 3;

impl Reading {
    /// Whether most of a text was understood.
    pub(crate) fn is_most_of(&self, text: &str) -> bool {
        let tokens = Tokens::of(text);
        self.is_most(&tokens.0)
    }

    /// The parts of a text of which most was understood and that are no questions, in bytes.
    pub(crate) fn plain_parts(&self, text: &str) -> Vec<Range<usize>> {
        let tokens = Tokens::of(text);
        let parts = tokens.0.chunk_by(|one, next| one.part == next.part);
        let plain = parts.filter_map(|part| {
            let (first, last) = (part.first()?, part.last()?);
            let is_plain = !last.is("?") && self.is_most(part);
            is_plain.then_some(first.span.start..last.span.end)
        });
        plain.collect()
    }

    fn is_most(&self, tokens: &[Token]) -> bool {
        let words = tokens
            .iter()
            .filter(|token| !matches!(token.kind, Kind::Mark(_)));
        let is_unread = |token: &&Token| {
            let mut unread = self.unread.iter();
            unread.any(|stretch| stretch.start <= token.span.start && token.span.end <= stretch.end)
        };
        words.clone().filter(is_unread).count() * SHARE < words.count()
    }

    /// Where in the text something was not understood, each place once: the sentence, or where there is only one, its
    /// part.
    pub fn unread_places(&self, text: &str) -> Vec<UnreadPlace> {
        let tokens = Tokens::of(text);
        let mut sentences: Vec<usize> = tokens.0.iter().map(|token| token.sentence).collect();
        sentences.dedup();
        let of_stretch = |stretch: &Range<usize>| {
            let first = tokens
                .0
                .iter()
                .position(|token| token.span.end > stretch.start)?;
            let sentence = tokens.0[first].sentence;
            if sentences.len() > 1 {
                let number = sentences.iter().position(|known| *known == sentence)?;
                return Some(UnreadPlace::Sentence(number + 1));
            }
            let inside = |token: &&crate::text::Token| token.span.start < stretch.end;
            let last = first + tokens.0[first..].iter().take_while(inside).count().max(1) - 1;
            // The middle of the stretch, in words: the whole text has `tokens.0.len()`.
            Some(match (first + last + 1) * 3 / (2 * tokens.0.len()) {
                0 => UnreadPlace::First,
                1 => UnreadPlace::Middle,
                _ => UnreadPlace::Last,
            })
        };
        let mut places: Vec<UnreadPlace> = Vec::new();
        for place in self.unread.iter().filter_map(of_stretch) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the words in square brackets stand, in a text that has no such brackets.
    fn places(marked: &str) -> Vec<UnreadPlace> {
        let mut text = String::new();
        let mut unread = Vec::new();
        let mut start = 0;
        for character in marked.chars() {
            match character {
                '[' => start = text.len(),
                ']' => unread.push(start..text.len()),
                _ => text.push(character),
            }
        }
        let reading = Reading {
            unread,
            ..Reading::default()
        };
        reading.unread_places(&text)
    }

    #[test]
    fn a_single_sentence_is_told_by_its_part() {
        assert_eq!(
            places("[zorb quux] 54M insertional 14 mm pain 5"),
            [UnreadPlace::First]
        );
        assert_eq!(
            places("54M insertional [zorb quux] 14 mm pain 5"),
            [UnreadPlace::Middle]
        );
        assert_eq!(
            places("54M insertional 14 mm pain 5 [zorb quux]"),
            [UnreadPlace::Last]
        );
        assert_eq!(
            places("[zorb] 54M insertional 14 mm pain 5 [quux]"),
            [UnreadPlace::First, UnreadPlace::Last]
        );
    }

    #[test]
    fn several_sentences_are_told_by_their_number() {
        assert_eq!(
            places("54M insertional. [Zorb] on [quux] days. Pain 5. [Grault] too."),
            [UnreadPlace::Sentence(2), UnreadPlace::Sentence(4)]
        );
    }

    #[test]
    fn a_text_that_was_read_has_none() {
        assert_eq!(places("54M insertional 14 mm"), []);
        assert_eq!(places(""), []);
    }
}
