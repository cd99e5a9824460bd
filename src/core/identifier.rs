//! Text that looks as if it names a person. Such text is not taken in: not stored, not repeated.
//!
//! This is the coarse net of the intake, where a free text is never due. Clinical shorthand
//! ("3x15", "12/52", "VISA-A 62") has to pass.

/// Whether the text seems to hold a name with a title, an e-mail address, a telephone or record
/// number, or a date.
pub fn suspected(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.iter().any(|word| is_email(word) || is_date(word))
        || longest_number(text) >= 7
        || words
            .windows(2)
            .any(|pair| is_title(pair[0]) && starts_with_capital(pair[1]))
}

fn is_email(word: &str) -> bool {
    word.split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

/// Three numbers joined by the same separator, one of them a year or all of them short: 03/11/1962.
fn is_date(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    ['/', '-', '.'].iter().any(|separator| {
        let parts: Vec<&str> = word.split(*separator).collect();
        parts.len() == 3
            && parts.iter().all(|part| {
                (1..=4).contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit())
            })
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

fn is_title(word: &str) -> bool {
    let word = word.trim_end_matches('.').to_lowercase();
    [
        "mr", "mrs", "ms", "miss", "herr", "frau", "sra", "sr", "mme", "dhr", "mevr",
    ]
    .contains(&word.as_str())
}

fn starts_with_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::suspected;

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
        ] {
            assert!(!suspected(text), "{text}");
        }
    }
}
