//! Names after a title.

use super::Look;

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

impl Look<'_> {
    /// "Mr Jones", "mrs jones", but not "MR shows" or "Dr advised".
    pub(super) fn after_title(&self) -> Option<usize> {
        let word = self.word();
        let (next, between) = self.after(self.at)?;
        if !matches!(between, " " | ". " | "." | ".  " | "  ") || word.touched || next.touched {
            return None;
        }
        let lower = word.text.to_lowercase();
        let wordy = WORDY_TITLES.contains(&lower.as_str());
        if !wordy && !TITLES.contains(&lower.as_str()) {
            return None;
        }
        if next.initial {
            return self.title_before_initial(&lower).then_some(self.at + 1);
        }
        if UNMISTAKABLE.contains(&lower.as_str()) {
            return (!self.vocabulary.follows_a_title(next.text)).then_some(self.at + 1);
        }
        let dotted_only = lower == "m" && !between.starts_with('.');
        // "MR Achilles" is a picture of one, "Mr Bauer" a man.
        let unknown = if word.shouted {
            !self.vocabulary.ordinary(next.text)
        } else {
            !self.vocabulary.of_the_language(next.text)
        };
        // A title in small letters before a name in small letters; an abbreviation in capitals is none.
        let named = if next.capital {
            unknown && word.capital && !dotted_only || unknown && !wordy
        } else {
            !wordy && !word.shouted && unknown
        };
        named.then_some(self.at + 1)
    }

    /// "Mr P.", "mrs d whitlock", "miss a. khan", but not "MR T".
    fn title_before_initial(&self, title: &str) -> bool {
        let word = self.word();
        let initial_is_capital = self.after(self.at).is_some_and(|(next, _)| next.capital);
        let surname = self
            .after(self.at + 1)
            .is_some_and(|(name, _)| self.is_unknown(name) || self.vocabulary.surname(name.text));
        if matches!(title, "miss" | "mx" | "sir" | "lady" | "sister" | "nurse") {
            return surname;
        }
        let wordy = WORDY_TITLES.contains(&title);
        !wordy && !word.shouted && (word.capital && initial_is_capital || surname)
    }
}
