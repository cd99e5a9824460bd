//! What a case changes about an answer: what its plan withholds comes first, with the reason.

use std::collections::HashSet;

use care_engine::content::{AskedIx, Content, PathwayKind, StatementIx, TreatmentIx};
use care_engine::plan::Plan;
use care_text::matcher::Matcher;

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

    /// What the plan of the case says of the treatments that are asked about.
    pub fn notes(
        &self,
        content: &Content,
        text: &str,
        asked: Option<AskedIx>,
        made: &Plan,
    ) -> Vec<CaseNote> {
        let mut notes = Vec::new();
        if closed(made)
            && let Some(line) = &made.bottom_line
        {
            notes.push(CaseNote {
                text: line.text.clone(),
                statements: line.support.statements.clone(),
            });
        }
        let mut about = self.spoken_of(text);
        if let Some(asked) = asked {
            for way in &content.asked(asked).ways {
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

/// Whether the plan gives no care of its own.
fn closed(made: &Plan) -> bool {
    matches!(
        made.kind,
        PathwayKind::Urgent | PathwayKind::NoPlan | PathwayKind::Education
    )
}

/// What the rules keep out of a plan, and so out of an answer about its case: what stands behind an
/// offer that is withheld, and behind nothing that the plan says.
pub fn kept_out(content: &Content, made: &Plan) -> HashSet<StatementIx> {
    let lines = made.all_lines().map(|line| &line.support);
    let held = made.withheld.iter().map(|held| &held.support);
    let said: HashSet<StatementIx> = lines
        .chain(held)
        .flat_map(|support| support.statements.iter().copied())
        .collect();
    let withheld: Vec<TreatmentIx> = made.withheld.iter().map(|held| held.treatment).collect();
    let refused = |treatment: &TreatmentIx| closed(made) || withheld.contains(treatment);
    content
        .line_places()
        .map(|place| content.line(place))
        .filter(|line| line.recommends.iter().any(refused))
        .flat_map(|line| line.statements.iter().copied())
        .filter(|statement| !said.contains(statement))
        .collect()
}
