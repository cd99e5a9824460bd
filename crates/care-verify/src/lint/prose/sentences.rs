//! The sentences of a text.

use std::ops::Range;

/// The sentences of a text: up to a full stop, question or exclamation mark, semicolon or line end
/// that a blank or the end follows.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let end = at + character.len_utf8();
        let last = characters
            .peek()
            .is_none_or(|(_, next)| next.is_whitespace());
        if character == '\n' || (matches!(character, '.' | '?' | '!' | ';') && last) {
            found.push(start..end);
            start = end;
        }
    }
    found.push(start..text.len());
    found.retain(|range| text[range.clone()].chars().any(char::is_alphanumeric));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_do_not_end_a_sentence() {
        let text = "Grow by 2.5 mm. Then look;  wait!\nGo";
        let found: Vec<_> = sentences(text)
            .into_iter()
            .map(|at| text[at].trim())
            .collect();
        assert_eq!(found, ["Grow by 2.5 mm.", "Then look;", "wait!", "Go"]);
    }
}
