//! Which question comes next, and how many there may be.

use std::collections::BTreeSet;

use super::{Intake, Place, Purpose};
use crate::case::{Answer, Case};
use crate::content::{
    Content, OptionIx, PathwayKind, QuestionIx, SharedCard, Stage, Truth, Unknowns, View,
};

/// "4 of about 11".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The card's number, from 1.
    pub at: usize,
    /// What there can be, given what is known; it grows by one at the most.
    pub of: usize,
}

/// The next required question of a case, or `None` when the plan is ready. Questions that share a card come with the
/// first of them.
pub fn next_question(content: &Content, case: &Case) -> Option<QuestionIx> {
    let due = Due::of(content, case);
    let first = content.question_places().find(|place| due.has(*place))?;
    let shared = content
        .cards
        .iter()
        .find(|card| card.others.contains(&first));
    let leading = shared.map(|card| card.leading);
    Some(leading.filter(|place| due.has(*place)).unwrap_or(first))
}

/// What a case has to be asked before its plan.
struct Due<'a> {
    content: &'a Content,
    case: &'a Case,
    view: View<'a>,
    urgent: bool,
}

impl<'a> Due<'a> {
    fn of(content: &'a Content, case: &'a Case) -> Self {
        let view = content.view(case, Unknowns::Assumed);
        let urgent = content.pathway_kind(&view) == PathwayKind::Urgent;
        Self {
            content,
            case,
            view,
            urgent,
        }
    }

    fn has(&self, place: QuestionIx) -> bool {
        let question = self.content.question(place);
        question.stage == Stage::Required
            && self.case.answer(place).is_none()
            && self.view.holds(&question.ask_if)
            && self.view.holds(&question.required_if)
            && (!self.urgent || question.when_urgent)
    }
}

/// A card that asks several questions now.
#[derive(Debug, Clone)]
pub struct Shared<'a> {
    /// The card that its questions share.
    pub card: &'a SharedCard,
    /// The questions that stand on it with a mark.
    pub others: Vec<QuestionIx>,
    /// The question whose options stand beside Done.
    pub ends_with: Option<QuestionIx>,
}

/// The card of an intake, where it asks more than its own question: on the way to the plan, while they are due.
pub fn shared_card<'a>(content: &'a Content, intake: &Intake) -> Option<Shared<'a>> {
    let Place::Ask(question, Purpose::Walk) = intake.place else {
        return None;
    };
    let card = content.cards.iter().find(|card| card.leading == question)?;
    let due = Due::of(content, &intake.case);
    let others: Vec<QuestionIx> = card
        .others
        .iter()
        .copied()
        .filter(|place| due.has(*place))
        .collect();
    let ends_with = card.ends_with.filter(|place| due.has(*place));
    (!others.is_empty()).then_some(Shared {
        card,
        others,
        ends_with,
    })
}

/// The options that can be offered without contradicting the case; what is answered already stays.
pub fn offered_options(content: &Content, intake: &Intake, question: QuestionIx) -> Vec<OptionIx> {
    let case = &intake.case;
    let view = content.view(case, Unknowns::Assumed);
    let at_review = content.at_review.as_ref().filter(|_| intake.visit > 1);
    let not_offered = at_review.map_or(&[][..], |at_review| &at_review.not_offered);
    let chosen = |option| match case.answer(question) {
        Some(Answer::One(one)) => one == option,
        Some(Answer::Several(set)) => set.has(option),
        _ => false,
    };
    content
        .option_places(question)
        .filter(|place| {
            let offered = view.holds(&content.option(question, *place).offered_if)
                && !not_offered.contains(&(question, *place));
            chosen(*place) || offered
        })
        .collect()
}

/// The questions that can still change this plan and were not on the way to it. Under an urgent plan
/// these are only the ones that are put in an urgent case too.
pub fn refinements(content: &Content, case: &Case) -> Vec<QuestionIx> {
    let view = content.view(case, Unknowns::Assumed);
    let kind = content.pathway_kind(&view);
    content
        .question_places()
        .filter(|place| {
            let question = content.question(*place);
            let urgent = kind == PathwayKind::Urgent && question.when_urgent;
            (urgent || !kind.ends_intake())
                // A setting is offered only where it is not known yet.
                && question.stage != Stage::Computed
                && (question.stage != Stage::Setting || case.answer(*place).is_none())
                && view.holds(&question.ask_if)
                && !(question.stage == Stage::Required
                    && view.holds(&question.required_if)
                    && case.answer(*place).is_some())
        })
        .collect()
}

/// Where the intake stands on its way to the first plan; nothing for other cards.
pub fn progress(content: &Content, intake: &Intake) -> Option<Progress> {
    let Place::Ask(asking, Purpose::Walk) = intake.place else {
        return None;
    };
    // A question counts while it may still come: unanswered ones are open, not assumed.
    let view = content.view(&intake.case, Unknowns::Open);
    let may_come = |place: &QuestionIx| {
        let question = content.question(*place);
        // One that belongs to an urgent case is rare enough to be counted only once it is sure.
        let asked = view.truth(&question.ask_if);
        let in_review = intake.visit > 1 && intake.again.contains(place);
        let due = match in_review {
            true => asked,
            false => asked.min(view.truth(&question.required_if)),
        };
        let open = question.stage == Stage::Required && intake.case.answer(*place).is_none();
        (in_review || open)
            && *place != asking
            && (due == Truth::Yes || due == Truth::Open && !question.when_urgent)
    };
    // Questions that share a card are one card.
    let card_of = |place: QuestionIx| {
        let shared = content.cards.iter();
        let mut shared = shared.filter(|card| card.others.contains(&place));
        shared.next().map_or(place, |card| card.leading)
    };
    let answered = intake.history.iter().copied();
    let behind: BTreeSet<QuestionIx> = answered
        .map(card_of)
        .filter(|place| *place != card_of(asking))
        .collect();
    let ahead: BTreeSet<QuestionIx> = content
        .question_places()
        .filter(may_come)
        .map(card_of)
        .filter(|place| *place != card_of(asking) && !behind.contains(place))
        .collect();
    Some(Progress {
        at: behind.len() + 1,
        of: behind.len() + 1 + ahead.len(),
    })
}
