//! Languages other than English: recognised, and answered in their own words that only English is read.

use care_engine::content::Content;

use super::words::Seen;

/// The fewest letters by which a language written in Latin letters is told.
const LEAST_LETTERS: usize = 12;
/// How sure the recognition has to be.
const SURE: f64 = 0.5;

/// What is said in the language of a text, if it is another one than English. A text that the content
/// or common English knows for the greater part is English, whatever its letters look like.
pub(super) fn tongue<'a>(content: &'a Content, text: &str, seen: &Seen) -> Option<&'a str> {
    // Addresses, markup and numbers are of no language.
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| is_prose(word))
        .collect();
    let text = words.join(" ");
    let unspaced = |one: char| matches!(one, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
    let latin = text
        .chars()
        .filter(|one| one.is_alphabetic())
        .all(|one| one.is_ascii() || ('\u{c0}'..='\u{24f}').contains(&one));
    if latin && (seen.rare * 5 < words.len() * 2 || text.chars().count() < LEAST_LETTERS) {
        return None;
    }
    let found = whatlang::detect(&text)?;
    let sure = !latin || found.confidence() >= SURE || seen.rare * 3 >= words.len() * 2;
    let enough = words.len() >= 3 || text.chars().any(unspaced) || !latin;
    let code = found.lang().code();
    if code == "eng" || !sure || !enough {
        return None;
    }
    let tongues = content.language.other_languages.iter();
    tongues
        .clone()
        .find(|tongue| tongue.id == code)
        .map(|tongue| tongue.text.as_str())
}

/// Whether a word holds letters and punctuation alone.
fn is_prose(word: &str) -> bool {
    let odd = |one: char| one.is_ascii_digit() || "<>&=/@#\\_{}|".contains(one);
    !word.contains(odd) && word.contains(char::is_alphabetic)
}
