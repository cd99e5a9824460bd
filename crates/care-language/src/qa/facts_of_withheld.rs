//! Facts of a treatment that the plan of a case withholds, as what an operation involves: why it is withheld is said first,
//! then what is asked.

use super::Conversation;
use super::about::About;
use super::asked::Asked;
use super::compose::listed_statements;
use super::index::Meant;
use super::notes::{self, CaseNote, once};
use super::planned::Planned;
use super::reply::{Answer, Found, Reason};
use care_engine::content::{Content, IntentIx, PathwayKind};

/// Most lines and reasons of the plan before the facts, and most facts.
const MOST_OF_PLAN: usize = 2;
const MOST_FACTS: usize = 3;

impl Conversation {
    /// The answer to what asks for facts of a treatment that the plan withholds; none where it asks for something else, or
    /// where there is no routine plan to say so first.
    pub(super) fn told_of_withheld(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        asked: &Asked<'_>,
        place: Option<IntentIx>,
        planned: &Planned,
    ) -> Option<Answer> {
        let about = about?;
        let place = place.filter(|place| asked.meant() == Some(Meant::Intent(*place)))?;
        let facts_of = &content.intent(place).facts_of;
        let has_plan = matches!(
            about.made.kind,
            PathwayKind::Specialist | PathwayKind::Observe | PathwayKind::Active
        );
        let held = about.made.withheld.iter();
        let held = held.filter(|held| has_plan && facts_of.contains(&held.treatment));
        let reasons: Vec<CaseNote> = held.map(|held| notes::of_withheld(content, held)).collect();
        if reasons.is_empty() {
            return None;
        }
        let lines = planned.notes.iter().cloned();
        let mut notes = once(reasons.into_iter().chain(lines));
        notes.truncate(MOST_OF_PLAN);
        let is_told = |found: &Found| {
            let mut notes = notes.iter();
            notes.any(|note| note.statements.contains(&found.statement))
        };
        let facts = listed_statements(content, place).filter(|found| !is_told(found));
        let mut statements = self.that_fit(content, about, asked, Some(place), facts.collect());
        statements.truncate(MOST_FACTS);
        Some(Answer {
            asked: Some(place),
            suggestions: self.readings(content, asked, &statements),
            statements,
            notes,
            missing: about.missing.clone(),
            ..Answer::declined(Reason::Answered)
        })
    }
}
