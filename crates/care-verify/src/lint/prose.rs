//! What can be said of a text without knowing what it is about: its notation, promises, dates,
//! doses, and how hard it is to read. The words to look for are content (`wording.toml`).

mod dose;
mod notation;
mod reading;
mod sentences;
mod slip;

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use care_engine::content::raw::Wording;
use care_text::matcher::Matcher;
use care_text::pattern::{MONTH, pattern};
use dose::Doses;
use sentences::sentences;
pub use slip::Slip;

/// The checks of texts, with the words that the content names for them.
pub struct Prose {
    promises: Matcher<usize>,
    negations: Matcher<usize>,
    attests: Matcher<usize>,
    misspelt: Matcher<usize>,
    /// What is written in place of each of them.
    spelt: Vec<String>,
    doses: Doses,
    easy: HashSet<String>,
}

/// A day of a calendar: a month with a day or a year, or three numbers that make a date. A year
/// alone dates a source, not a case.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let date = format!(
        r"(?i)\b(?:\d{{1,2}}(?:st|nd|rd|th)? {MONTH}\b|{MONTH} \d{{1,4}}\b|\d{{4}}-\d{{2}}-\d{{2}}\b|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}\b)"
    );
    pattern(&date)
});

impl Prose {
    /// Prepares the checks with the words that the content lists.
    pub fn new(wording: &Wording) -> Self {
        let numbered =
            |words: &[String]| Matcher::new(words.iter().map(String::as_str).enumerate());
        Self {
            promises: numbered(&wording.promises),
            negations: numbered(&wording.negations),
            attests: numbered(&wording.attests),
            misspelt: Matcher::new(wording.spelling.keys().map(String::as_str).enumerate()),
            spelt: wording.spelling.values().cloned().collect(),
            doses: Doses::new(&wording.drugs),
            easy: wording
                .easy
                .iter()
                .map(|word| word.to_lowercase())
                .collect(),
        }
    }

    /// Markdown, HTML, loose quotation marks and brackets, and blanks that should not be there.
    pub fn notation(&self, text: &str) -> Vec<Slip> {
        notation::slips(text)
    }

    /// Phrases that promise a result, unless the sentence turns them round ("no source shows that
    /// it dissolves").
    pub fn promises(&self, text: &str) -> Vec<Slip> {
        let mut slips = Vec::new();
        for sentence in sentences(text) {
            let part = &text[sentence.clone()];
            let turned = |at: usize| {
                let before = self.negations.find(&part[..at]);
                !before.is_empty()
            };
            for (_, at) in self.promises.find(part) {
                let inside = self.negations.find(&part[at.clone()]);
                if inside.is_empty() && turned(at.start) {
                    continue;
                }
                slips.push(Slip::new(
                    sentence.start + at.start..sentence.start + at.end,
                    format!("`{}` promises a result", &part[at]),
                    "say what was seen, in whom, and how sure it is (INV-19)",
                ));
            }
        }
        slips
    }

    /// Words that say that something was done, which a chart note may not.
    pub fn attests(&self, text: &str) -> Vec<Slip> {
        let found = self.attests.find(text).into_iter();
        found
            .map(|(_, at)| {
                let problem = format!("`{}` says that something was done", &text[at.clone()]);
                Slip::new(at, problem, "say what is proposed or recorded")
            })
            .collect()
    }

    /// Words in a spelling that is not the one used here.
    pub fn spelling(&self, text: &str) -> Vec<Slip> {
        let found = self.misspelt.find(text).into_iter();
        found
            .map(|(place, at)| {
                let problem = format!("`{}` is not how it is spelt here", &text[at.clone()]);
                Slip::new(
                    at,
                    problem,
                    format!("write it as in `{}`", self.spelt[place]),
                )
            })
            .collect()
    }

    /// Calendar dates, which no text may hold (INV-16).
    pub fn dates(&self, text: &str) -> Vec<Slip> {
        DATE.find_iter(text)
            .map(|found| {
                Slip::new(
                    found.range(),
                    format!("`{}` is a calendar date", found.as_str()),
                    "speak of weeks or months, or of a year",
                )
            })
            .collect()
    }

    /// An amount, a frequency or a duration of taking in a sentence that names a drug (R-45).
    pub fn doses(&self, text: &str) -> Vec<Slip> {
        self.doses.slips(text)
    }

    /// Plain language above a Flesch-Kincaid grade.
    pub fn hard_to_read(&self, text: &str, highest: f64) -> Vec<Slip> {
        let grade = self.reading_grade(text);
        if grade <= highest {
            return Vec::new();
        }
        vec![Slip::new(
            0..text.len(),
            format!("plain language of Flesch-Kincaid grade {grade:.1}"),
            format!("use shorter sentences and words, down to grade {highest:.1}"),
        )]
    }

    /// The Flesch-Kincaid grade level (Kincaid 1975): 0.39 words per sentence + 11.8 syllables per
    /// word - 15.59. The words that plain language about the matter cannot avoid count as two
    /// syllables at most.
    pub fn reading_grade(&self, text: &str) -> f64 {
        reading::grade(text, &self.easy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prose() -> Prose {
        Prose::new(&Wording {
            drugs: vec!["aspirin".into(), "steroid*".into()],
            promises: vec!["will heal".into(), "dissolve*".into(), "no risk".into()],
            negations: vec!["no".into(), "not".into(), "whether".into()],
            easy: vec!["ossification".into()],
            attests: vec!["advised".into()],
            study_regimens: Vec::new(),
            official: Vec::new(),
            spelling: [("tumor*".to_owned(), "tumour".to_owned())].into(),
        })
    }

    fn marked(text: &str, slips: &[Slip]) -> Vec<String> {
        slips
            .iter()
            .map(|slip| text[slip.at.clone()].into())
            .collect()
    }

    #[test]
    fn a_promise_is_found_and_its_denial_is_not() {
        let found = |text: &str| marked(text, &prose().promises(text));
        assert_eq!(found("Rest and it Will Heal."), ["Will Heal"]);
        assert_eq!(found("Warmth dissolves bone."), ["dissolves"]);
        assert_eq!(found("No source shows that it dissolves bone."), [""; 0]);
        assert_eq!(found("Not proven. Yet it will heal."), ["will heal"]);
        assert_eq!(found("There is no risk."), ["no risk"]);
    }

    #[test]
    fn another_spelling_is_found_with_the_one_to_write() {
        let slips = prose().spelling("Tumors are tumours.");
        assert_eq!(marked("Tumors are tumours.", &slips), ["Tumors"]);
        assert!(slips[0].remedy.contains("tumour"), "{slips:?}");
    }

    #[test]
    fn a_date_is_found_and_shorthand_is_not() {
        let found = |text: &str| marked(text, &prose().dates(text));
        assert_eq!(
            found("Seen on 12 March, again 2026-04-01."),
            ["12 March", "2026-04-01"]
        );
        assert_eq!(
            found("Born 3/11/1962, seen May 2024."),
            ["3/11/1962", "May 2024"]
        );
        assert_eq!(
            found("3x15 for 12/52, a 2023 guideline; pain may go up to 5/10."),
            [""; 0]
        );
    }

    #[test]
    fn hard_words_are_told_with_their_grade() {
        assert!(
            prose()
                .hard_to_read("Keep moving. Stop if it hurts more.", 8.0)
                .is_empty()
        );
        let hard =
            "Maintain asymptomatic participation notwithstanding intermittent deterioration.";
        let slips = prose().hard_to_read(hard, 8.0);
        assert_eq!(slips.len(), 1);
        assert!(slips[0].problem.contains("grade 3"), "{slips:?}");
    }
}
