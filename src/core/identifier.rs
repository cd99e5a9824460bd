//! Text that looks as if it names a person. Such text is not taken in: not stored, not repeated.
//!
//! Patterns of several countries' titles, dates, registers and addresses. Clinical shorthand ("3x15",
//! "12/52", "VISA-A 62") has to pass.

use std::sync::LazyLock;

use regex::Regex;

use super::pattern::{MONTH, pattern};

/// What names a person, or could lead to one. Case matters where capitals make a name.
static SIGNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let street = "(?:street|st|road|rd|close|lane|ln|avenue|ave|row|drive|dr|way|court|ct|place|\
                  terrace|crescent|gardens|square|boulevard|blvd|stra(?:ss|ß)e|rue)";
    [
        // A title and a name.
        r"\b(?i:mr|mrs|ms|miss|mx|dr|prof|herr|frau|sra|sr|mme|dhr|mevr)\b\.? +\p{Lu}\p{L}+".to_owned(),
        // A mail address.
        r"[^\s@]+@[^\s@]+\.\p{L}{2,}".to_owned(),
        // A day: 03/11/1962, 1962-11-03, 3 March 1968, March 3rd, 1968.
        r"\b\d{1,2}(?:/\d{1,2}/|-\d{1,2}-|\.\d{1,2}\.)\d{2,4}\b|\b\d{4}(?:/\d{1,2}/|-\d{1,2}-)\d{1,2}\b".to_owned(),
        format!(r"(?i)\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}\.?,? \d{{2,4}}\b"),
        format!(r"(?i)\b{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}\b"),
        // A number that is one of a register.
        r"(?i)\b(?:mrn|nhs|dob|ssn|chi|hospital|record|case|patient|policy|insurance|medicare|medicaid|unit|file|account|passport|id|nino|pesel|bsn|cpf|ahv)\b[ .:#]*(?:(?:no|nr|number|num|id)\b)?[ .:#]*[\p{L}\d/-]*\d{3,}".to_owned(),
        r"(?i)\bdob\b|\bdate of birth\b|\bborn on\b".to_owned(),
        // An address.
        format!(r"(?i)\b\d+[\p{{L}}]?(?:[/-]\d+)?,? (?:\p{{L}}+ ){{1,3}}{street}\b"),
        r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b".to_owned(),
    ]
    .iter()
    .map(|sign| pattern(sign))
    .collect()
});

/// The number of a paper, which may be as long as one of a person.
static PAPER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:pmid|pmc|doi|isrctn|nct)[: ]*\S*\d+"));

/// Two words with capitals, side by side.
static NAMED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(\p{Lu}\p{Ll}+)[ -]+(\p{Lu}\p{Ll}+)\b"));

/// Whether the text seems to hold a name with a title, an e-mail address, a telephone or record
/// number, a postal address, or a date of a calendar.
pub fn suspected(text: &str) -> bool {
    let text = &PAPER.replace_all(text, "");
    longest_number(text) >= 7 || SIGNS.iter().any(|sign| sign.is_match(text))
}

/// Whether the text names somebody without a title: two words with capitals, neither of them known.
pub fn names_somebody(text: &str, known: impl Fn(&str) -> bool) -> bool {
    NAMED.captures_iter(text).any(|found| {
        let word = |place: usize| found.get(place).map_or("", |word| word.as_str());
        !known(word(1)) && !known(word(2))
    })
}

/// Digits in a row, where blanks and dashes between digits do not count.
fn longest_number(text: &str) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for character in text.chars() {
        if character.is_ascii_digit() {
            run += 1;
            longest = longest.max(run);
        } else if !matches!(character, ' ' | '-' | '(' | ')' | '.') {
            run = 0;
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::{names_somebody, suspected};

    #[test]
    fn identifiers_are_seen() {
        for text in [
            "Mr Jones, 54",
            "Mrs. Adams",
            "born 03/11/1962",
            "1962-11-03",
            "ada@example.org",
            "+44 20 7946 0958",
            "record 4857773456",
            "born 3 March 1968, takes ramipril",
            "seen on March 3rd, 1968",
            "lives at 18 Larch Close",
            "NE99 1AA",
            "case no 2024/ACH/00317",
            "MRN 00482",
            "Dr Who asks",
        ] {
            assert!(suspected(text), "{text}");
        }
    }

    #[test]
    fn clinical_shorthand_passes() {
        for text in [
            "3x15",
            "12/52",
            "VISA-A 62",
            "C5/C6",
            "since 2019",
            "insertional",
            "7",
            "6-7",
            "eGFR 30-59",
            "none",
            "3 sets of 15, 12 weeks",
            "XR Jan 23 2cm, XR Jun 24 2.1cm",
            "case 3 of 5",
            "seen in May",
            "6-8/52 then refer?",
            "PMID 34187784 is that the guideline",
            "patient 54, Achilles pain",
            "5/10 at 12/52, 3/7 later",
            "ICD M76.61 or M61.57?",
            "Alfredson or Silbernagel?",
        ] {
            assert!(!suspected(text), "{text}");
        }
    }

    #[test]
    fn a_name_without_a_title_is_seen_unless_its_words_are_known() {
        let known = |word: &str| ["Achilles", "Tendon", "Kager"].contains(&word);
        assert!(names_somebody("advice for Kevin Brandt, 54", known));
        assert!(names_somebody("name is Ada Byron", known));
        assert!(!names_somebody("exercise for Achilles Tendon", known));
        assert!(!names_somebody("exercise for Kager Triangle", known));
        assert!(!names_somebody("for Tuesday", known));
    }
}
