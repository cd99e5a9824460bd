//! Two unknown words side by side, and initials beside a surname.

use super::{AGE, Look, MOST_PARTICLES, Word, is_particle};
use crate::phi::sheet::just_before;

impl Look<'_> {
    /// "K. Ellerby", "D.K. Ramsbury", "Ellerby K,"; not "Maffulli N et al".
    pub(super) fn with_initials(&self) -> Option<usize> {
        let word = self.word();
        if !word.capital || word.touched {
            return None;
        }
        let (next, between) = self.after(self.at)?;
        let named = if word.initial {
            let joined = matches!(between, ". " | "." | " ");
            let long = next.text.chars().count() > 2;
            let name = next.capital && !next.initial && !next.shouted && long;
            joined && name && self.is_unknown(next)
        } else {
            let side_or_sex = ["L", "R", "M", "F"].contains(&next.text);
            let initial = next.initial && next.capital && !next.touched && !side_or_sex;
            let joined = matches!(between, " " | ", ");
            !word.shouted && initial && joined && self.is_unknown(word)
        };
        (named && !self.ends_as_paper(self.at + 1)).then_some(self.at + 1)
    }

    /// "Thompson D, 45M", "D Thompson 45": a surname that is also somebody's test, with an initial and an age;
    /// "j.smith 54m", where the surname is nothing else.
    pub(super) fn surname_and_initial(&self) -> Option<usize> {
        let word = self.word();
        let (next, between) = self.after(self.at)?;
        let named = |word: &Word<'_>| {
            let known = self.vocabulary.eponym(word.text) || self.vocabulary.surname(word.text);
            let written = word.capital && !word.shouted && known;
            !word.touched && (written || self.vocabulary.only_surname(word.text))
        };
        let initial =
            |word: &Word<'_>, name: &Word<'_>| word.initial && (word.capital || !name.capital);
        let pair = named(word) && initial(next, word) && !next.touched
            || initial(word, next) && named(next) && !word.touched;
        let joined = matches!(between, " " | ". " | ", " | ".");
        // "j.smith": nothing else is written so.
        let dotted = word.initial && between == "." && self.vocabulary.surname(next.text);
        let found =
            (pair || dotted) && joined && !self.is_eponym() && self.followed_by_age(self.at + 1);
        found.then_some(self.at + 1)
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
    pub(super) fn pair(&self) -> Option<usize> {
        let word = self.word();
        let long = |word: &Word<'_>| word.text.chars().count() >= 5;
        if !word.capital || !self.is_unknown(word) || (word.shouted && !long(word)) {
            return None;
        }
        let mut at = self.at;
        loop {
            let (next, between) = self.after(at)?;
            if !matches!(between, " " | "-" | "  " | ", ") || next.touched {
                return None;
            }
            if is_particle(next) && between != ", " && at - self.at < MOST_PARTICLES {
                at += 1;
                continue;
            }
            let same = next.shouted == word.shouted && (!next.shouted || long(next));
            let surname_first = between == ", " && word.shouted && !next.shouted;
            let joined = between != ", " && same;
            let name = self.is_unknown(next) || (joined && self.vocabulary.surname(next.text));
            let named = next.capital
                && !next.initial
                && name
                && (joined || surname_first)
                && !self.ends_as_paper(at + 1);
            return named.then_some(at + 1);
        }
    }

    /// The same in small letters, where an age follows or "pt" stands before it: "damian brandwell 54m".
    /// Two slips of the thumb side by side look just so; there they seldom stand.
    pub(super) fn small_pair(&self) -> Option<usize> {
        let word = self.word();
        let may_be = |word: &Word<'_>| {
            !word.capital && self.is_unknown(word) && word.text.chars().count() > 2
        };
        if !may_be(word) {
            return None;
        }
        let (next, between) = self.after(self.at)?;
        let name =
            may_be(next) || (!next.capital && !next.touched && self.vocabulary.surname(next.text));
        let before = just_before(self.text, word.start).trim_end().to_lowercase();
        let told = [
            "pt", "patient", "re", "re:", "seeing", "name", "for mr", "client",
        ]
        .iter()
        .any(|word| before == *word || before.ends_with(&format!(" {word}")));
        let named = between == " " && name && (told || self.followed_by_age(self.at + 1));
        let is_slip = |word: &Word<'_>| self.vocabulary.is_slip(word.text);
        (named && !is_slip(word) && !is_slip(next)).then_some(self.at + 1)
    }

    /// "seán ó néill, 44": words with accents in any case, which English hardly has, where an age follows or
    /// the text begins with them.
    pub(super) fn accented_pair(&self) -> Option<usize> {
        let word = self.word();
        let may_be = |word: &Word<'_>| self.is_unknown(word) && word.text.chars().count() > 2;
        if !may_be(word) {
            return None;
        }
        let mut at = self.at;
        let mut marked = !word.text.is_ascii();
        for _ in 0..=MOST_PARTICLES {
            let (next, between) = self.after(at)?;
            if !matches!(between, " " | "-" | "'") || next.touched {
                return None;
            }
            marked |= !next.text.is_ascii();
            if is_particle(next) || matches!(next.text.to_lowercase().as_str(), "ó" | "o" | "í") {
                at += 1;
                continue;
            }
            let rest = self.text[next.end..].trim_start_matches(' ');
            let apart = rest.is_empty() || rest.starts_with([',', ';', '.', '\n']);
            let begins = self.text[..word.start].trim().is_empty() && apart;
            let named = marked && may_be(next) && (begins || self.followed_by_age(at + 1));
            return named.then_some(at + 1);
        }
        None
    }

    pub(super) fn followed_by_age(&self, at: usize) -> bool {
        AGE.is_match(&self.text[self.words[at].end..])
    }
}
