//! What somebody answers on the cards of a case, and how they came through them.

use std::collections::BTreeMap;

/// What somebody would tap on the cards of one case: by the card's title.
pub(crate) struct Answers(pub(super) BTreeMap<&'static str, Vec<&'static str>>);

impl Answers {
    /// A first visit with pain on loading, nothing else of note.
    pub(crate) fn painful() -> Self {
        Self(BTreeMap::new())
            .and("Red flags", &["None of these"])
            .and("Site", &["Insertional"])
            .and("Size", &["Under 1 cm"])
            .and("Symptoms", &["Pain with load only"])
            .and("Duration", &["4 to 6 weeks"])
            .and("Worst pain", &["4 to 5"])
            .and("Imaging so far", &["Radiograph"])
            .and("Fluoroquinolone", &["Never"])
            .and("NSAID risks", &["None of these"])
            .and("Age", &["40 to 59"])
            .and("Pregnancy", &["No"])
            .and("Drugs and risks", &["None of these"])
    }

    /// Seen by chance, without symptoms.
    pub(crate) fn incidental() -> Self {
        Self::painful().and("Symptoms", &["None, incidental"])
    }

    pub(crate) fn and(mut self, title: &'static str, labels: &[&'static str]) -> Self {
        self.0.insert(title, labels.to_vec());
        self
    }
}

/// How somebody came through an intake.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// Titles of the cards, in order.
    pub titles: Vec<String>,
    /// What the cards said: at, of about, and how many of them the last answer has added.
    pub progress: Vec<[u32; 3]>,
}

impl Walk {
    /// Screens before the plan.
    pub(crate) fn screens(&self) -> usize {
        self.titles.len()
    }

    pub(crate) fn passed(&self, title: &str) -> bool {
        self.titles.iter().any(|passed| passed == title)
    }

    /// The total is a promise: it may shrink, and grows only with a word that an answer has made it so.
    pub(crate) fn keeps_its_promise(&self) {
        let mut said = u32::MAX;
        for (step, [at, of, added]) in (1_u32..).zip(&self.progress) {
            let promised = said.saturating_add(*added);
            assert!(*of <= promised, "the total grew: {:?}", self.progress);
            said = *of;
            assert!(at <= of, "past the end: {:?}", self.progress);
            assert_eq!(*at, step, "a step was not counted: {:?}", self.progress);
        }
    }
}
