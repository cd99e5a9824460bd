//! Patterns that are constants of the code.

use regex::Regex;

/// A month of the calendar, written out or short.
pub const MONTH: &str = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|\
                         aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

/// Prepares a pattern that is a constant of the code.
///
/// # Panics
/// When it is not a pattern; the tests of each user would have seen that.
#[expect(
    clippy::expect_used,
    reason = "the patterns are constants, and each is tested"
)]
pub fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a valid pattern")
}

/// The same for patterns over what people type: word boundaries and digits are those of ASCII. With
/// the boundaries of all scripts one letter beyond ASCII turns the search from a table's into a slow
/// one, so that a long message in another language would hold everybody up.
///
/// # Panics
/// As [`pattern`].
pub fn ascii_bounded(text: &str) -> Regex {
    pattern(&text.replace(r"\b", r"(?-u:\b)").replace(r"\d", "[0-9]"))
}
