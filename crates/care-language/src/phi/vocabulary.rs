//! Which words may be a name. Names cannot be told from words by spelling, so both are listed: the words of the
//! content, of English and of notes, and frequent names. The head of each file says where it is from.

use std::cell::Cell;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Given names, those that are also eponyms or words, and words that few people are called.
struct Names {
    sure: HashSet<&'static str>,
    doubtful: HashSet<&'static str>,
    words: HashSet<&'static str>,
}

static GIVEN: LazyLock<Names> = LazyLock::new(|| {
    let listed = include_str!("given-names.txt");
    let doubtful = words(listed, |line| line.starts_with('?'));
    let mut sure = words(listed, |line| !line.starts_with(['#', '?']));
    let frequent = words(include_str!("frequent-given-names.txt"), is_listing);
    let (words, names): (HashSet<_>, HashSet<_>) =
        (frequent.into_iter()).partition(|name| ENGLISH.contains(name) && !sure.contains(name));
    sure.extend(names);
    sure.retain(|name| !doubtful.contains(name));
    Names {
        sure,
        doubtful,
        words,
    }
});

/// Frequent surnames that are names also where they are words or eponyms.
static SURNAMES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| words(include_str!("surnames.txt"), is_listing));

/// Many more of them.
static FREQUENT_SURNAMES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| words(include_str!("frequent-surnames.txt"), is_listing));

/// Words of English (SCOWL), which alone are no name.
static ENGLISH: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| words(include_str!("english-words.txt"), is_listing));

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

fn is_listing(line: &str) -> bool {
    !line.starts_with('#')
}

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
    /// It is also a word or an eponym.
    Doubtful,
    /// It is a word first, and few are called so.
    Word,
}

/// Whether a word stands on the lists of words that are no names, or has an ending of one that does.
pub(super) fn is_listed(word: &str) -> bool {
    listed_of(&word.to_lowercase(), |word| {
        ORDINARY.contains(word) || EPONYMS.contains(word)
    })
}

/// The words against which a text is held.
pub(super) struct Vocabulary<'k> {
    /// Whether a word stands in the content.
    known: &'k dyn Fn(&str) -> bool,
    slips_looked_for: Cell<u8>,
}

impl<'k> Vocabulary<'k> {
    pub(super) fn new(known: &'k dyn Fn(&str) -> bool) -> Self {
        Self {
            known,
            slips_looked_for: Cell::new(0),
        }
    }

    /// Whether a word is no name: one of notes or of the content.
    pub(super) fn ordinary(&self, word: &str) -> bool {
        listed_of(&word.to_lowercase(), |word| {
            ORDINARY.contains(word) || EPONYMS.contains(word) || (self.known)(word)
        })
    }

    /// Whether a word is of the language: ordinary, and not the name of somebody for whom something is
    /// called. After "Mr", Bauer is a person.
    pub(super) fn of_the_language(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        let named = |word: &str| EPONYMS.contains(word) || SURNAMES.contains(word);
        let listed = |word: &str| ORDINARY.contains(word) || ((self.known)(word) && !named(word));
        // "Mayer" is no ending of "may".
        listed(&word) || (!named(&word) && listed_of(&word, listed))
    }

    /// Whether a word is a frequent surname.
    pub(super) fn surname(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        let word = word.strip_suffix("'s").unwrap_or(&word);
        SURNAMES.contains(word) || (FREQUENT_SURNAMES.contains(word) && !self.ordinary(word))
    }

    /// Whether something is called after a word.
    pub(super) fn eponym(&self, word: &str) -> bool {
        EPONYMS.contains(word.to_lowercase().as_str())
    }

    /// Whether a word may be a name beside another one: it is no word of notes or of the content.
    pub(super) fn is_unknown(&self, word: &str) -> bool {
        word.chars().count() > 1 && !self.ordinary(word)
    }

    /// Whether a word may be a name by itself: it is none of English either, or a surname all the same.
    pub(super) fn is_unknown_alone(&self, word: &str) -> bool {
        self.is_unknown(word) && (!is_english(word) || self.surname(word))
    }

    /// Whether a word is one of English.
    pub(super) fn english(&self, word: &str) -> bool {
        is_english(word)
    }

    /// Whether a word is a frequent surname and nothing else.
    pub(super) fn only_surname(&self, word: &str) -> bool {
        self.surname(word) && !self.ordinary(word) && !is_english(word)
    }

    /// Whether a word is one letter away from a word of the content or of notes: a slip of the thumb. No frequent
    /// name is taken for one, and after a few none is: to look is slow.
    pub(super) fn is_slip(&self, word: &str) -> bool {
        const SHORTEST: usize = 6;
        const MOST_LOOKS: u8 = 8;
        let letters: Vec<char> = word.to_lowercase().chars().collect();
        let looks = self.slips_looked_for.get();
        let is_name = self.surname(word) || self.given(word).is_some();
        if letters.len() < SHORTEST || looks == MOST_LOOKS || is_name {
            return false;
        }
        self.slips_looked_for.set(looks + 1);
        let known = |parts: &[&[char]]| {
            let word: String = parts.concat().into_iter().collect();
            ORDINARY.contains(word.as_str()) || (self.known)(&word)
        };
        (0..=letters.len()).any(|at| {
            let (before, after) = letters.split_at(at);
            let without = after.get(1..).unwrap_or_default();
            let swapped = match after {
                [first, second, rest @ ..] => known(&[before, &[*second, *first], rest]),
                _ => false,
            };
            let other_letter =
                |letter| known(&[before, &[letter], after]) || known(&[before, &[letter], without]);
            swapped || known(&[before, without]) || ('a'..='z').any(other_letter)
        })
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

    /// Whether a word is a given name, with its accents or as it is typed without them.
    pub(super) fn given(&self, word: &str) -> Option<Given> {
        let word = word.to_lowercase();
        let word = word.strip_suffix("'s").unwrap_or(&word);
        let plain = without_accents(word).filter(|_| !is_english(word));
        let among = |names: &HashSet<&str>| {
            names.contains(word) || plain.as_deref().is_some_and(|plain| names.contains(plain))
        };
        if among(&GIVEN.sure) {
            // What the content calls something by is not a name of a patient when it stands alone.
            let listed = ORDINARY.contains(word) || EPONYMS.contains(word) || (self.known)(word);
            return Some(if listed { Given::Doubtful } else { Given::Sure });
        }
        if among(&GIVEN.doubtful) {
            return Some(Given::Doubtful);
        }
        GIVEN.words.contains(word).then_some(Given::Word)
    }
}

/// A word without the accents of the Latin letters of Europe; nothing where it has none.
fn without_accents(word: &str) -> Option<String> {
    let plain = |letter: char| match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'é' | 'è' | 'ê' | 'ë' | 'ė' | 'ę' | 'ě' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' => 's',
        'ú' | 'ù' | 'û' | 'ü' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    };
    (!word.is_ascii()).then(|| word.chars().map(plain).collect())
}

/// Whether a word is one of English, or has an ending of one.
pub(super) fn is_english(word: &str) -> bool {
    listed_of(&word.to_lowercase(), |word| ENGLISH.contains(word))
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
