//! Names of people. Each look says of one word whether a name begins there, and which word is its last one.
//!
//! - `title`: after a title.
//! - `given`: a given name.
//! - `pair`: two unknown words with capitals, initials and a surname.
//! - `told`: introduced, doing something, with an age, or known by what only one person is.

mod given;
mod pair;
mod title;
mod told;

use std::sync::LazyLock;

use regex::Regex;

use super::Kind;
use super::sheet::Sheet;
use super::vocabulary::{Given, Vocabulary};
use care_text::pattern::ascii_bounded as pattern;

static WORD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i:\bsig\.ra\b)|\p{L}[\p{L}\p{M}']*(?:-\p{L}[\p{L}\p{M}']*)*"));

/// An age behind a name.
static AGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^[,(]? ?\(?[1-9]\d ?-?(?:[mf]|yo|y/o|yrs?|years?|male|female|ans|lat|j)?(?:[ ,)]|$)",
    )
});

const PARTICLES: &[&str] = &[
    "van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "das", "du", "la", "le",
    "los", "las", "el", "al", "bin", "ibn", "ter", "zu", "ní", "ni", "mac", "angeles", "y", "e",
];

/// More than so many stand in no surname.
const MOST_PARTICLES: usize = 4;

fn is_particle(word: &Word<'_>) -> bool {
    PARTICLES.contains(&word.text.to_lowercase().as_str())
}

/// A word of the text, and how it stands there.
struct Word<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    /// Begins with a capital.
    capital: bool,
    shouted: bool,
    initial: bool,
    /// Whether a digit touches it, as in "T2" or "54M".
    touched: bool,
}

/// Marks names of people, by their shape and by lists of names.
pub(super) fn names(sheet: &mut Sheet, vocabulary: &Vocabulary<'_>) {
    let text = sheet.text();
    let mut found = told::roles(text, vocabulary);
    let words = words(text);
    let mut at = 0;
    while at < words.len() {
        let look = Look {
            text,
            words: &words,
            at,
            vocabulary,
        };
        match look.last_of_name() {
            Some(last) => {
                let last = look.with_rest_of_name(last);
                found.push(words[look.first_of_name()].start..words[last].end);
                at = last + 1;
            }
            None => at += 1,
        }
    }
    sheet.mark_each(Kind::Name, found);
}

fn words(text: &str) -> Vec<Word<'_>> {
    let digit = |character: Option<char>| character.is_some_and(|c| c.is_ascii_digit());
    WORD.find_iter(text)
        .map(|found| {
            let word = found.as_str();
            let letters = || word.chars().filter(|c| c.is_alphabetic());
            Word {
                text: word,
                start: found.start(),
                end: found.end(),
                capital: word.chars().next().is_some_and(char::is_uppercase),
                shouted: letters().count() > 1 && letters().all(char::is_uppercase),
                initial: letters().count() == 1,
                touched: digit(text[..found.start()].chars().next_back())
                    || digit(text[found.end()..].chars().next()),
            }
        })
        .collect()
}

/// One word with what stands around it.
struct Look<'t> {
    text: &'t str,
    words: &'t [Word<'t>],
    at: usize,
    vocabulary: &'t Vocabulary<'t>,
}

impl<'t> Look<'t> {
    fn word(&self) -> &Word<'t> {
        &self.words[self.at]
    }

    /// The word after another one, and what stands between the two.
    fn after(&self, at: usize) -> Option<(&Word<'t>, &'t str)> {
        let next = self.words.get(at + 1)?;
        Some((next, &self.text[self.words[at].end..next.start]))
    }

    fn is_unknown(&self, word: &Word<'_>) -> bool {
        !word.touched && self.vocabulary.is_unknown(word.text)
    }

    /// The last word of the name that begins here, as far as the look that sees it goes.
    fn last_of_name(&self) -> Option<usize> {
        self.after_title()
            .or_else(|| self.introduced())
            .or_else(|| self.given_name())
            .or_else(|| self.with_initials())
            .or_else(|| self.pair())
            .or_else(|| self.small_pair())
            .or_else(|| self.surname_and_initial())
            .or_else(|| self.given_with_age())
            .or_else(|| self.accented_pair())
            .or_else(|| self.surname_with_age())
            .or_else(|| self.does_something())
    }

    /// What belongs to a name behind its last word so far: more names, initials, particles before a name.
    fn with_rest_of_name(&self, mut last: usize) -> usize {
        while let Some((next, between)) = self.after(last) {
            if !matches!(between, " " | "-" | "." | ". ") {
                break;
            }
            let behind_particle = is_particle(next)
                && self
                    .after(last + 1)
                    .is_some_and(|(name, between)| between == " " && self.goes_on(name));
            if !behind_particle && !self.goes_on(next) {
                break;
            }
            last += 1;
        }
        last
    }

    /// Where a name begins of which only a later word was seen: "Smith John", "J. K. Ellis".
    fn first_of_name(&self) -> usize {
        let mut first = self.at;
        while first > 0 {
            let before = &self.words[first - 1];
            let between = &self.text[before.end..self.words[first].start];
            let joined = matches!(between, " " | ", " | ". " | "." | "-");
            if !joined || !before.capital || !self.goes_on(before) {
                break;
            }
            first -= 1;
        }
        first
    }

    /// Whether a word beside a name belongs to it.
    fn goes_on(&self, word: &Word<'_>) -> bool {
        if word.touched {
            return false;
        }
        if word.initial {
            return word.capital && !["L", "R"].contains(&word.text);
        }
        let name = self.vocabulary.is_unknown(word.text);
        if word.capital {
            name || self.vocabulary.surname(word.text) || self.vocabulary.given(word.text).is_some()
        } else {
            let sure = self.vocabulary.given(word.text) == Some(Given::Sure);
            sure || (name && !self.vocabulary.english(word.text))
        }
    }
}
