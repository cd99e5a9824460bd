//! One way of writing for what looks the same: digits of other scripts, wide letters, kinds of blanks,
//! dashes and apostrophes, and characters that nobody sees.

use std::borrow::Cow;
use std::ops::Range;

use regex::Regex;

/// The text as it is looked at. Letters keep their case: capitals make names.
pub(super) fn normalize(text: &str) -> String {
    text.chars().filter_map(plain).collect()
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

/// The end of what stands before a place: words that say what follows are no longer. A pattern held
/// against all of it would cost the square of the text's length.
pub(super) fn just_before(text: &str, place: usize) -> &str {
    const LONGEST: usize = 40;
    let before = &text[..place];
    let from = before.char_indices().rev().nth(LONGEST - 1);
    &before[from.map_or(0, |(place, _)| place)..]
}

/// What stands where something was taken out.
const BLANK: &str = " _ ";

/// Takes a stretch out of the text, so that no later look takes it for something else; what stood on
/// its two sides does not come together.
pub(super) fn blank(text: &mut String, stretch: Range<usize>) {
    text.replace_range(stretch, BLANK);
}

/// Takes out everything of a form, and says whether there was any.
pub(super) fn blank_all(text: &mut String, form: &Regex) -> bool {
    match form.replace_all(text, BLANK) {
        Cow::Borrowed(_) => false,
        Cow::Owned(rest) => {
            *text = rest;
            true
        }
    }
}
