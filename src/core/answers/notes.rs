//! What a case changes about an answer: what its plan withholds comes first, with the reason.

use std::collections::HashSet;

use super::Question;
use crate::core::content::{AskedIx, Content, Pathway, StatementIx, TreatmentIx};
use crate::core::matcher::Matcher;
use crate::core::plan::plan;

/// Something to be read before the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseNote {
    /// What it says.
    pub text: String,
    /// What it rests on.
    pub statements: Vec<StatementIx>,
}

/// The words by which treatments are spoken of.
pub struct Treatments {
    words: Matcher<TreatmentIx>,
}

impl Treatments {
    pub fn new(content: &Content) -> Self {
        let words = content.treatment_places().flat_map(|place| {
            let words = &content.treatment(place).words;
            words.iter().map(move |word| (place, word.as_str()))
        });
        Self {
            words: Matcher::new(words),
        }
    }

    /// What the plan of the case says of the treatments that the question is about.
    pub fn notes(
        &self,
        content: &Content,
        question: Question<'_>,
        intents: &[(AskedIx, f32)],
    ) -> Vec<CaseNote> {
        let Some(case) = question.case else {
            return Vec::new();
        };
        let made = plan(content, case, question.role);
        let mut notes = Vec::new();
        if matches!(
            made.pathway,
            Pathway::Urgent | Pathway::NoPlan | Pathway::Education
        ) && let Some(line) = &made.bottom_line
        {
            notes.push(CaseNote {
                text: line.text.clone(),
                statements: line.support.statements.clone(),
            });
        }
        let mut about = self.spoken_of(question.text);
        if let Some((best, _)) = intents.first() {
            for way in &content.asked(*best).ways {
                about.extend(self.spoken_of(way));
            }
        }
        for held in &made.withheld {
            if about.contains(&held.treatment) {
                notes.push(CaseNote {
                    text: held.text(content),
                    statements: held.support.statements.clone(),
                });
            }
        }
        notes
    }

    /// What the rules keep out of the plan of this case, and so out of an answer about it: what
    /// stands behind an offer that is withheld, and behind nothing that the plan says.
    pub fn kept_out(content: &Content, question: Question<'_>) -> HashSet<StatementIx> {
        let Some(case) = question.case else {
            return HashSet::new();
        };
        let made = plan(content, case, question.role);
        let closed = matches!(
            made.pathway,
            Pathway::Urgent | Pathway::NoPlan | Pathway::Education
        );
        let withheld: Vec<TreatmentIx> = made.withheld.iter().map(|held| held.treatment).collect();
        let lines = made.all_lines().map(|line| &line.support);
        let held = made.withheld.iter().map(|held| &held.support);
        let said: HashSet<StatementIx> = lines
            .chain(held)
            .flat_map(|support| support.statements.iter().copied())
            .collect();
        let offered = content.line_places().map(|place| content.line(place));
        let refused = offered.filter(|line| {
            let any = |treatment: &TreatmentIx| closed || withheld.contains(treatment);
            line.offers.iter().any(any)
        });
        refused
            .flat_map(|line| line.statements.iter().copied())
            .filter(|statement| !said.contains(statement))
            .collect()
    }

    fn spoken_of(&self, text: &str) -> Vec<TreatmentIx> {
        self.words
            .find(text)
            .into_iter()
            .map(|(place, _)| place)
            .collect()
    }
}
