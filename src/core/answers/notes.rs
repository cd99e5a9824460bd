//! What a case changes about an answer: what its plan withholds comes first, with the reason.

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

    fn spoken_of(&self, text: &str) -> Vec<TreatmentIx> {
        self.words
            .find(text)
            .into_iter()
            .map(|(place, _)| place)
            .collect()
    }
}
