//! A question that is not surely understood: what it is nearest to, each with the beginning of its own answer. Who asked
//! sees which question each part answers, and opens the whole of it by a button.

use super::Conversation;
use super::about::About;
use super::asked::Asked;
use super::index::Meant;
use super::reply::{Answer, Reason};
use care_engine::content::{Content, IntentIx, PathwayKind};

/// Most questions that are answered so.
const MOST: usize = 3;
/// Beyond so many, either reader only guesses.
const MOST_LOOKED_AT: usize = 8;
/// Two sentences that have nothing in common are so near to each other, for the second reader.
const UNLIKE: f32 = 0.4;
/// Much less near than the first, a question is not worth reading.
const NEAR_FIRST: f32 = 0.5;
/// Most statements of the nearest where there is no case; of each other one.
const MOST_OF_FIRST: usize = 2;

impl Asked<'_> {
    /// What it is nearest to, by both readers together: something that is answered, or a gap. The nearest first.
    fn nearest(&self) -> Vec<(Meant, f32)> {
        let by_words = self.ranked.meanings.iter().take(MOST_LOOKED_AT).copied();
        let again = self.second.nearer_than(UNLIKE);
        let again = again.map(|(meant, near)| (meant, (near - UNLIKE) / (1.0 - UNLIKE)));
        let both = by_words.chain(again);
        let mut nearest: Vec<(Meant, f32)> = Vec::new();
        for (meant, near) in both.filter(|(meant, _)| meant.is_asked()) {
            match nearest.iter_mut().find(|(known, _)| *known == meant) {
                Some((_, sum)) => *sum += near,
                None => nearest.push((meant, near)),
            }
        }
        nearest.sort_by(|a, b| b.1.total_cmp(&a.1));
        nearest
    }
}

impl Conversation {
    /// The beginning of the answers to what a question is nearest to, where it is not surely any of them; or what there is
    /// no answer on, where that is nearest.
    pub(super) fn answer_nearest(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        asked: &Asked<'_>,
    ) -> Option<Answer> {
        let mut answer = Answer::declined(Reason::Answered);
        let nearest = asked.nearest();
        let (first, near) = *nearest.first()?;
        if let Meant::NoAnswer(gap) = first {
            return Some(self.decline(content, asked, Reason::NoReviewedAnswer(Some(gap))));
        }
        let least = near * NEAR_FIRST;
        let near = nearest.into_iter().filter(|(_, near)| *near >= least);
        for place in near.filter_map(|(meant, _)| meant.intent()) {
            if answer.suggestions.len() == MOST {
                break;
            }
            let mut of_it = self.answer_of(content, about, place);
            of_it
                .statements
                .retain(|found| self.has_asked(&asked.seen, found));
            // Beside a plan studies answer only what is nearest.
            if about.is_some() && !answer.suggestions.is_empty() {
                of_it.statements.clear();
            }
            if add_beginning(&mut answer, of_it, place) {
                answer.suggestions.push(place);
            }
        }
        answer.asked = answer.suggestions.first().copied();
        (!answer.suggestions.is_empty()).then_some(answer)
    }

    /// What is said to something that is listed, as from its button.
    fn answer_of(&self, content: &Content, about: Option<&About<'_>>, place: IntentIx) -> Answer {
        let way = content.intent(place).examples.first();
        self.answer_listed(content, about, place, way.map_or("", String::as_str))
    }
}

/// Adds how the answer to something begins, under it: a line of the plan, or where that says nothing of it a statement.
/// What was said before is not said again.
fn add_beginning(answer: &mut Answer, of_it: Answer, place: IntentIx) -> bool {
    if of_it.reason != Reason::Answered {
        return false;
    }
    let under = Some(place);
    let new = |note: &super::CaseNote| answer.notes.iter().all(|known| known.id != note.id);
    let lines = [of_it.script, of_it.notes].concat();
    if let Some(note) = lines.into_iter().find(new) {
        answer.notes.push(super::CaseNote { under, ..note });
        return true;
    }
    let most = match answer.suggestions.is_empty() {
        true => MOST_OF_FIRST,
        false => 1,
    };
    let told = &answer.statements;
    let statements = of_it.statements.into_iter();
    let statements =
        statements.filter(|found| told.iter().all(|one| one.statement != found.statement));
    let statements: Vec<_> = statements.take(most).collect();
    let adds = !statements.is_empty();
    let statements = statements.into_iter();
    answer
        .statements
        .extend(statements.map(|found| super::Found { under, ..found }));
    adds
}

/// Whether a question is answered by what it is nearest to in such a case, or without one: what is urgent, and what is
/// said to who is no clinician, is said in its own way, and before there is a plan only what is certain.
pub(super) fn is_answered_by_nearest(about: Option<&About<'_>>) -> bool {
    about.is_none_or(|about| {
        matches!(
            about.made.kind,
            PathwayKind::Active | PathwayKind::Specialist | PathwayKind::Observe
        )
    })
}
