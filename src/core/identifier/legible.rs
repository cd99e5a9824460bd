//! One way of writing for what looks the same: digits of other scripts, wide letters, kinds of blanks,
//! dashes and apostrophes, and characters that nobody sees.

use std::borrow::Cow;
use std::ops::Range;

use regex::Regex;

/// The text as it is looked at. Letters keep their case: capitals make names.
pub fn legible(text: &str) -> String {
    text.chars().filter_map(plain).collect()
}

fn plain(character: char) -> Option<char> {
    let digit = |zero: char| {
        let value = u32::from(character).checked_sub(u32::from(zero))?;
        char::from_digit(value, 10)
    };
    Some(match character {
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
        '\u{660}'..='\u{669}' => digit('\u{660}')?,
        '\u{6f0}'..='\u{6f9}' => digit('\u{6f0}')?,
        '\u{966}'..='\u{96f}' => digit('\u{966}')?,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0)?,
        other => other,
    })
}

/// What stands where something was taken out.
const BLANK: &str = " _ ";

/// Takes a stretch out of the text, so that no later look takes it for something else; what stood on
/// its two sides does not come together.
pub fn blank(text: &mut String, stretch: Range<usize>) {
    text.replace_range(stretch, BLANK);
}

/// Takes out everything of a form, and says whether there was any.
pub fn blank_all(text: &mut String, form: &Regex) -> bool {
    match form.replace_all(text, BLANK) {
        Cow::Borrowed(_) => false,
        Cow::Owned(rest) => {
            *text = rest;
            true
        }
    }
}
