//! Names of people: after a title, after words that introduce somebody, a given name, initials and a
//! surname, two unknown words with capitals.

use std::sync::LazyLock;

use regex::Regex;

use super::normalize::just_before;
use super::vocabulary::{Given, Vocabulary};
use care_text::pattern::ascii_bounded as pattern;

static WORD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i:\bsig\.ra\b)|\p{L}[\p{L}\p{M}']*(?:-\p{L}[\p{L}\p{M}']*)*"));

/// Titles that are nothing else in any case, in lower-case letters.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "prof",
    "professor",
    "herr",
    "frau",
    "hr",
    "fru",
    "mme",
    "mlle",
    "monsieur",
    "madame",
    "señor",
    "señora",
    "senor",
    "senora",
    "doña",
    "dona",
    "signor",
    "signora",
    "sig",
    "sig.ra",
    "dhr",
    "mevr",
    "mevrouw",
    "meneer",
    "pani",
    "smt",
    "shri",
    "sgt",
    "cllr",
    "dr",
    "dra",
    "ms",
    "sra",
    "dott",
    "rev",
];

/// Titles after which any word is a name that does not go on with the sentence.
const UNMISTAKABLE: &[&str] = &[
    "mrs", "herr", "frau", "mme", "mlle", "monsieur", "madame", "señor", "señora", "senora",
    "doña", "signora", "sig.ra", "mevr", "mevrouw", "pani", "smt",
];

/// Titles that are also words: only with a capital, before a capital.
const WORDY_TITLES: &[&str] = &[
    "miss", "mx", "sir", "lady", "lord", "sister", "father", "pan", "sri", "seu", "don", "sr",
    "capt", "captain", "major", "sergeant", "judge", "rabbi", "imam", "uncle", "auntie", "aunt",
    "nurse", "doctor", "m",
];

/// Everything that introduces a name, whatever its case.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:(?:pts?|patient'?s?|her|his|their|my|full|first|last|given|family|sur|nick|sir)[ -]?)?names? ?(?:is|are|was|:|=)+ *$|\bsurname ?(?:is|:|=)? *$|\b(?:pt|patient|he|she|man|woman|lady|guy|someone|somebody|bloke|chap) (?:is )?(?:called|named) *$|^name *$",
    )
});

/// What introduces one that has a capital.
static INTRODUCED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\b(?:my|her|his|our|the|a) (?:husband|wife|mum|mom|mother|dad|father|son|daughter|brother|sister|uncle|aunt|nan|gran|grandad|partner|friend|colleague|boss|neighbour|patient|pt|client|physio|surgeon|gp|doctor|nurse|consultant|podiatrist)(?: is| called| named|,)?|\b(?:called|named|asked by|seen by|under|surgeon|consultant|physio|physician|podiatrist|gp)(?: is)?|\b(?:regards|thanks|cheers|best wishes|yours|thx|many thanks)[, ]*|\b(?:pt|patient|hm pt) ?(?:=|is|:)|\bre ?:|\b(?:hi|hello)[,!]? (?:i'?m|this is|it'?s)|\bi'?m|\bdear) *$",
    )
});

static AGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^[,(]? ?\(?[1-9]\d ?-?(?:[mf]|yo|y/o|yrs?|years?|male|female|ans|lat|j)?(?:[ ,)]|$)",
    )
});

/// What an eponym is followed by.
const EPONYM_ENDS: &[&str] = &[
    "test",
    "tests",
    "sign",
    "disease",
    "syndrome",
    "score",
    "class",
    "classification",
    "grade",
    "line",
    "lines",
    "angle",
    "osteotomy",
    "procedure",
    "brace",
    "splint",
    "protocol",
    "lesion",
    "deformity",
    "fracture",
    "method",
    "suture",
    "repair",
    "recession",
    "criteria",
    "scale",
    "programme",
    "program",
    "regime",
    "regimen",
    "study",
    "trial",
    "paper",
    "et",
    "node",
    "nodes",
];

const PARTICLES: &[&str] = &[
    "van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "das", "du", "la", "le",
    "los", "las", "el", "al", "bin", "ibn", "ter", "zu", "ní", "ni", "mac", "angeles", "y", "e",
];

/// More than so many stand in no surname.
const MOST_PARTICLES: usize = 4;

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

/// Whether somebody is named.
pub(super) fn names(text: &str, vocabulary: &Vocabulary<'_>) -> bool {
    let words = words(text);
    (0..words.len()).any(|at| {
        let look = Look {
            text,
            words: &words,
            at,
            vocabulary,
        };
        look.after_title()
            || look.introduced()
            || look.given_name()
            || look.with_initials()
            || look.pair()
            || look.small_pair()
            || look.surname_and_initial()
            || look.alone_with_age()
            || look.accented_pair()
    })
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

    /// "Mr Jones", "mrs jones", but not "MR shows" or "Dr advised".
    fn after_title(&self) -> bool {
        let word = self.word();
        let Some((next, between)) = self.after(self.at) else {
            return false;
        };
        if !matches!(between, " " | ". " | "." | ".  " | "  ") || word.touched || next.touched {
            return false;
        }
        let lower = word.text.to_lowercase();
        let wordy = WORDY_TITLES.contains(&lower.as_str());
        if !wordy && !TITLES.contains(&lower.as_str()) {
            return false;
        }
        if next.initial {
            // "Mr P.", "mrs d whitlock", "miss a. khan", but not "MR T".
            let surname = self.after(self.at + 1).is_some_and(|(name, _)| {
                self.is_unknown(name) || self.vocabulary.surname(name.text)
            });
            let small = wordy
                && surname
                && lower != "m"
                && matches!(
                    lower.as_str(),
                    "miss" | "mx" | "sir" | "lady" | "sister" | "nurse"
                );
            return small || !wordy && !word.shouted && (word.capital && next.capital || surname);
        }
        if UNMISTAKABLE.contains(&lower.as_str()) && !next.touched {
            return !self.vocabulary.follows_a_title(next.text);
        }
        let dotted_only = lower == "m" && !between.starts_with('.');
        // "MR Achilles" is a picture of one, "Mr Bauer" a man.
        let unknown = if word.shouted {
            !self.vocabulary.ordinary(next.text)
        } else {
            !self.vocabulary.of_the_language(next.text)
        };
        if next.capital {
            return unknown && word.capital && !dotted_only || unknown && !wordy;
        }
        // A title in small letters before a name in small letters; an abbreviation in capitals is none.
        !wordy && !word.shouted && unknown && self.vocabulary.tells_unknown()
    }

    /// "name is karen", "my dad Colin".
    fn introduced(&self) -> bool {
        let word = self.word();
        let before = just_before(self.text, word.start);
        let may_be = self.is_unknown(word) || self.vocabulary.given(word.text).is_some();
        (may_be && NAMED.is_match(before))
            || (may_be && word.capital && !word.shouted && INTRODUCED.is_match(before))
    }

    /// "Karen has pain", "john smith 54", "Rose Tillotson".
    fn given_name(&self) -> bool {
        let word = self.word();
        if word.touched || self.is_eponym() {
            return false;
        }
        match self.vocabulary.given(word.text) {
            Some(Given::Sure) => true,
            Some(Given::Doubtful) => {
                let named = |(next, between): (&Word<'_>, &str)| {
                    let name = self.vocabulary.surname(next.text)
                        || self.is_unknown(next)
                        || self.vocabulary.eponym(next.text);
                    let written = word.capital && next.capital && !next.initial && !next.shouted;
                    let small = !word.capital
                        && !next.capital
                        && self.is_unknown(next)
                        && self.followed_by_age(self.at + 1);
                    between == " " && !next.touched && name && (written || small)
                };
                self.after(self.at).is_some_and(named)
            }
            None => false,
        }
    }

    /// "Thompson D, 45M", "D Thompson 45": a surname that is also somebody's test, with an initial and an age.
    fn surname_and_initial(&self) -> bool {
        let word = self.word();
        let surname = |word: &Word<'_>| {
            word.capital
                && !word.shouted
                && !word.touched
                && (self.vocabulary.eponym(word.text) || self.vocabulary.surname(word.text))
        };
        let initial = |word: &Word<'_>| word.initial && word.capital && !word.touched;
        let Some((next, between)) = self.after(self.at) else {
            return false;
        };
        let joined = matches!(between, " " | ". " | ", " | ".");
        let named = surname(word) && initial(next) || initial(word) && surname(next);
        named && joined && !self.is_eponym() && self.followed_by_age(self.at + 1)
    }

    /// "Tom, 44, runner": a given name that begins a text or a line, and an age.
    fn alone_with_age(&self) -> bool {
        let word = self.word();
        let before = self.text[..word.start].trim_end_matches([' ', '"']);
        let begins = before.is_empty() || before.ends_with(['\n', '.', ';']) || {
            let before = before.to_lowercase();
            [
                "pt", "patient", "re", "re:", "seeing", "saw", "about", "have", "for", "client",
            ]
            .iter()
            .any(|lead| before == *lead || before.ends_with(&format!(" {lead}")))
        };
        let month = [
            "may", "june", "april", "august", "sept", "mar", "jan", "dec",
        ]
        .contains(&word.text.to_lowercase().as_str());
        let given = self.vocabulary.given(word.text).is_some() && !word.touched;
        let apart = self.text[word.end..].starts_with([',', ' ', '(']);
        let comma = self.text[word.end..].starts_with(',');
        given
            && begins
            && apart
            && (word.capital || comma)
            && (!month || comma)
            && self.followed_by_age(self.at)
    }

    /// "seán ó néill, 44": words with accents in any case, which English hardly has, where an age follows or
    /// the text begins with them.
    fn accented_pair(&self) -> bool {
        let word = self.word();
        let accented = |word: &Word<'_>| !word.text.is_ascii() && self.is_unknown(word);
        let may_be = |word: &Word<'_>| self.is_unknown(word) && word.text.chars().count() > 2;
        if word.touched || !may_be(word) {
            return false;
        }
        let mut at = self.at;
        let mut marked = accented(word);
        for _ in 0..=MOST_PARTICLES {
            let Some((next, between)) = self.after(at) else {
                return false;
            };
            if !matches!(between, " " | "-" | "'") || next.touched {
                return false;
            }
            let particle = PARTICLES.contains(&next.text.to_lowercase().as_str())
                || matches!(next.text.to_lowercase().as_str(), "ó" | "o" | "í");
            marked |= !next.text.is_ascii();
            if particle {
                at += 1;
                continue;
            }
            let rest = self.text[next.end..].trim_start_matches(' ');
            let apart = rest.is_empty() || rest.starts_with([',', ';', '.', '\n']);
            let begins = self.text[..word.start].trim().is_empty() && apart;
            return marked && may_be(next) && (begins || self.followed_by_age(at + 1));
        }
        false
    }

    /// Whether the words after it make it somebody's test or disease, or it is part of a double name
    /// that is one.
    fn is_eponym(&self) -> bool {
        let ends = |at: usize| {
            self.after(at).is_some_and(|(next, between)| {
                between.trim().is_empty()
                    && EPONYM_ENDS.contains(&next.text.to_lowercase().as_str())
            })
        };
        ends(self.at)
            || (self.at + 1 < self.words.len()
                && ends(self.at + 1)
                && self.words[self.at + 1].capital)
    }

    /// "K. Ellerby", "D.K. Ramsbury", "Ellerby K,"; not "Maffulli N et al".
    fn with_initials(&self) -> bool {
        let word = self.word();
        if !word.capital || word.touched {
            return false;
        }
        let Some((next, between)) = self.after(self.at) else {
            return false;
        };
        if word.initial {
            let joined = matches!(between, ". " | "." | " ");
            let name =
                next.capital && !next.initial && !next.shouted && next.text.chars().count() > 2;
            return joined && name && self.is_unknown(next) && !self.ends_as_paper(self.at + 1);
        }
        let side_or_sex = ["L", "R", "M", "F"].contains(&next.text);
        let initial = next.initial && next.capital && !next.touched && !side_or_sex;
        let joined = matches!(between, " " | ", ");
        !word.shouted
            && initial
            && joined
            && self.is_unknown(word)
            && !self.ends_as_paper(self.at + 1)
    }

    /// Whether "et al" or a year follows, as after an author.
    fn ends_as_paper(&self, at: usize) -> bool {
        let rest = self.text[self.words[at].end..].trim_start_matches([' ', ',', '.', '(']);
        let year = rest.get(..4).is_some_and(|year| {
            (year.starts_with("19") || year.starts_with("20"))
                && year.chars().all(|c| c.is_ascii_digit())
        });
        year || rest.starts_with("et al")
    }

    /// Two unknown words with capitals, particles between them or not: "Ngozi Umeadi", "Maria de los
    /// Angeles Pizarro", "WHITLOCK DOREEN".
    fn pair(&self) -> bool {
        let word = self.word();
        let long = |word: &Word<'_>| word.text.chars().count() >= 5;
        if !word.capital || !self.is_unknown(word) || (word.shouted && !long(word)) {
            return false;
        }
        let mut at = self.at;
        while let Some((next, between)) = self.after(at) {
            if !matches!(between, " " | "-" | "  " | ", ") || next.touched {
                return false;
            }
            let particle = PARTICLES.contains(&next.text.to_lowercase().as_str());
            if particle && between != ", " && at - self.at < MOST_PARTICLES {
                at += 1;
                continue;
            }
            let same = next.shouted == word.shouted && (!next.shouted || long(next));
            let surname_first = between == ", " && word.shouted && !next.shouted;
            let joined = between != ", " && same;
            let name = self.is_unknown(next) || (joined && self.vocabulary.surname(next.text));
            return next.capital
                && !next.initial
                && name
                && (joined || surname_first)
                && !self.ends_as_paper(at + 1);
        }
        false
    }

    /// The same in small letters, where an age follows or "pt" stands before it: "damian brandwell 54m".
    /// Two slips of the thumb side by side look just so; there they seldom stand.
    fn small_pair(&self) -> bool {
        let word = self.word();
        let may_be = |word: &Word<'_>| {
            !word.capital && self.is_unknown(word) && word.text.chars().count() > 2
        };
        if !may_be(word) {
            return false;
        }
        let Some((next, between)) = self.after(self.at) else {
            return false;
        };
        let name =
            may_be(next) || (!next.capital && !next.touched && self.vocabulary.surname(next.text));
        let before = just_before(self.text, word.start).trim_end().to_lowercase();
        let told = [
            "pt", "patient", "re", "re:", "seeing", "name", "for mr", "client",
        ]
        .iter()
        .any(|word| before == *word || before.ends_with(&format!(" {word}")));
        between == " " && name && (told || self.followed_by_age(self.at + 1))
    }

    fn followed_by_age(&self, at: usize) -> bool {
        AGE.is_match(&self.text[self.words[at].end..])
    }
}
