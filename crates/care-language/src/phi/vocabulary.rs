//! Which words may be a name. English cannot be told from names by spelling, so what is no name is
//! listed: the words of the content, and those of two small files beside this one.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Given names, and those that are also words or eponyms.
struct Names {
    sure: HashSet<&'static str>,
    doubtful: HashSet<&'static str>,
}

static GIVEN: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names {
        sure: HashSet::new(),
        doubtful: HashSet::new(),
    };
    for line in include_str!("given-names.txt").lines() {
        match line.strip_prefix('?') {
            Some(doubtful) => names.doubtful.extend(doubtful.split_whitespace()),
            None if line.starts_with('#') => {}
            None => names.sure.extend(line.split_whitespace()),
        }
    }
    names.sure.retain(|name| !names.doubtful.contains(name));
    names
});

static SURNAMES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| words(include_str!("surnames.txt"), |line| !line.starts_with('#')));

/// Words that are no names.
static ORDINARY: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    words(include_str!("ordinary-words.txt"), |line| {
        !line.starts_with(['#', '!'])
    })
});

/// Names that stand for tests, diseases, brands and places.
static EPONYMS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    words(include_str!("ordinary-words.txt"), |line| {
        line.starts_with('!')
    })
});

fn words(file: &'static str, of: fn(&str) -> bool) -> HashSet<&'static str> {
    let lines = file.lines().filter(|line| of(line));
    lines.flat_map(str::split_whitespace).collect()
}

/// Endings of English, which a listed word may have.
const ENDINGS: &[&str] = &[
    "'s", "s", "es", "ed", "d", "ing", "ly", "er", "ers", "ful", "less", "al", "ally",
];

/// How sure a given name is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// Nothing else is called so.
    Sure,
    /// It is also a word.
    Doubtful,
}

/// The words against which a text is held.
pub(super) struct Vocabulary<'k> {
    known: Option<&'k dyn Fn(&str) -> bool>,
}

impl<'k> Vocabulary<'k> {
    /// With the words of the content.
    pub(super) fn with(known: &'k dyn Fn(&str) -> bool) -> Self {
        Self { known: Some(known) }
    }

    /// With those of the files alone: too few to call other words unknown.
    pub(super) fn alone() -> Self {
        Self { known: None }
    }

    /// Whether a word surely is no name.
    pub(super) fn ordinary(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        let known = |word: &str| self.known.is_some_and(|known| known(word));
        listed_of(&word, |word| {
            ORDINARY.contains(word) || EPONYMS.contains(word) || known(word)
        })
    }

    /// Whether a word is of the language: ordinary, and not the name of somebody for whom something is
    /// called. After "Mr", Bauer is a person.
    pub(super) fn of_the_language(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        let known = |word: &str| self.known.is_some_and(|known| known(word));
        let named = |word: &str| EPONYMS.contains(word) || SURNAMES.contains(word);
        let listed = |word: &str| ORDINARY.contains(word) || (known(word) && !named(word));
        // "Mayer" is no ending of "may".
        listed(&word) || (!named(&word) && listed_of(&word, listed))
    }

    /// Whether a word is a frequent surname.
    pub(super) fn surname(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        SURNAMES.contains(word.strip_suffix("'s").unwrap_or(&word))
    }

    /// Whether something is called after a word.
    pub(super) fn eponym(&self, word: &str) -> bool {
        EPONYMS.contains(word.to_lowercase().as_str())
    }

    /// Whether a word may be a name, where the words of the content are at hand to tell.
    pub(super) fn is_unknown(&self, word: &str) -> bool {
        self.known.is_some() && word.chars().count() > 1 && !self.ordinary(word)
    }

    /// Whether there are words enough to call others unknown.
    pub(super) fn tells_unknown(&self) -> bool {
        self.known.is_some()
    }

    /// Whether a word goes on with the sentence after a title that stands for a person.
    pub(super) fn follows_a_title(&self, word: &str) -> bool {
        [
            "is", "was", "has", "had", "and", "or", "who", "with", "asks", "says", "wants", "pt",
            "cannot", "cant", "can", "will", "in", "on", "at",
        ]
        .contains(&word.to_lowercase().as_str())
    }

    /// Whether a word only holds others together, or counts.
    pub(super) fn joins(&self, word: &str) -> bool {
        [
            "a", "an", "the", "on", "in", "of", "per", "to", "for", "at", "and", "or", "x", "mm",
            "cm", "m", "km", "kg", "mg", "min", "mins", "wk", "wks", "week", "weeks", "day",
            "days", "month", "months", "year", "years", "mile", "miles", "reps", "sets", "hard",
            "flat", "same", "each", "every", "all", "one", "no", "is", "any", "other", "first",
            "last",
        ]
        .contains(&word.to_lowercase().as_str())
    }

    /// Whether a word is a given name.
    pub(super) fn given(&self, word: &str) -> Option<Given> {
        let word = word.to_lowercase();
        let word = word.strip_suffix("'s").unwrap_or(&word);
        if GIVEN.sure.contains(word) {
            // What the content calls something by is not a name of a patient when it stands alone.
            let listed = ORDINARY.contains(word)
                || EPONYMS.contains(word)
                || self.known.is_some_and(|known| known(word));
            return Some(if listed { Given::Doubtful } else { Given::Sure });
        }
        GIVEN.doubtful.contains(word).then_some(Given::Doubtful)
    }
}

/// Whether a word, without an ending of the language, or a part of a joined word is on a list.
fn listed_of(word: &str, listed: impl Fn(&str) -> bool) -> bool {
    let one = |word: &str| {
        listed(word)
            || ENDINGS
                .iter()
                .filter_map(|ending| word.strip_suffix(ending))
                .any(|stem| stem.chars().count() >= 3 && listed(stem))
    };
    one(word) || word.contains('-') && word.split('-').any(|part| part.len() > 2 && one(part))
}
