//! One way of writing for what looks the same: digits of other scripts, wide letters, kinds of blanks,
//! dashes and apostrophes, and characters that nobody sees.

use std::ops::Range;

/// The text as it is looked at, and where in the text that was typed each of its bytes stood. Letters keep
/// their case: capitals make names.
pub(super) struct Normalized {
    pub(super) text: String,
    /// Of each byte, and of the end.
    from: Vec<usize>,
}

impl Normalized {
    pub(super) fn of(typed: &str) -> Self {
        let mut text = String::with_capacity(typed.len());
        let mut from = Vec::with_capacity(typed.len() + 1);
        for (place, character) in typed.char_indices() {
            if let Some(plain) = plain(character) {
                text.push(plain);
                from.resize(text.len(), place);
            }
        }
        from.push(typed.len());
        Self { text, from }
    }

    /// The stretch of the text that was typed.
    pub(super) fn typed(&self, stretch: &Range<usize>) -> Range<usize> {
        self.from[stretch.start]..self.from[stretch.end]
    }
}

/// The noughts of scripts with digits of their own: Arabic, Persian, those of India, Thai, Lao, Burmese,
/// Khmer. Nine more follow each.
const NOUGHTS: &[char] = &[
    '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}',
    '\u{c66}', '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ed0}', '\u{1040}', '\u{17e0}',
];

fn plain(character: char) -> Option<char> {
    let digit = || {
        NOUGHTS.iter().find_map(|nought| {
            let value = u32::from(character).checked_sub(u32::from(*nought))?;
            char::from_digit(value, 10)
        })
    };
    Some(match character {
        '\0'..='\u{7f}' if character != '\t' => character,
        // Joiners, marks of direction and soft hyphens, which could hide a number from the patterns.
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}'
        | '\u{fe0f}'
        | '\u{feff}' => return None,
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\t' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{2bc}' => '\'',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0)?,
        other => digit().unwrap_or(other),
    })
}
