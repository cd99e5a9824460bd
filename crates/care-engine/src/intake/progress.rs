//! Which question comes next, and how many there may be.

use super::{Intake, Place, Purpose};
use crate::case::Case;
use crate::content::{Content, PathwayKind, QuestionIx, Reading, Stage, Truth};

/// "4 of about 11".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The card's number, from 1.
    pub at: usize,
    /// What there can be, given what is known; it grows by one at the most.
    pub of: usize,
}

/// The next required question of a case, or `None` when the plan is ready.
pub fn next_question(content: &Content, case: &Case) -> Option<QuestionIx> {
    let view = content.view(case, Reading::Assumed);
    let urgent = content.pathway_kind(&view) == PathwayKind::Urgent;
    content.question_places().find(|place| {
        let question = content.question(*place);
        question.stage == Stage::Required
            && case.answer(*place).is_none()
            && view.holds(&question.ask_if)
            && view.holds(&question.required_if)
            && (!urgent || question.when_urgent)
    })
}

/// The questions that can still change this plan and were not on the way to it. Under an urgent plan
/// these are only the ones that are put in an urgent case too.
pub fn refinements(content: &Content, case: &Case) -> Vec<QuestionIx> {
    let view = content.view(case, Reading::Assumed);
    let kind = content.pathway_kind(&view);
    content
        .question_places()
        .filter(|place| {
            let question = content.question(*place);
            let urgent = kind == PathwayKind::Urgent && question.when_urgent;
            (urgent || !kind.ends_intake())
                && question.stage != Stage::Setting
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
    let view = content.view(&intake.case, Reading::Open);
    let may_come = |place: &QuestionIx| {
        let question = content.question(*place);
        // One that belongs to an urgent case is rare enough to be counted only once it is sure.
        let due = view
            .truth(&question.ask_if)
            .min(view.truth(&question.required_if));
        question.stage == Stage::Required
            && intake.case.answer(*place).is_none()
            && *place != asking
            && (due == Truth::Yes || due == Truth::Open && !question.when_urgent)
    };
    let behind = intake
        .history
        .iter()
        .filter(|place| **place != asking)
        .count();
    let ahead = content.question_places().filter(may_come).count();
    Some(Progress {
        at: behind + 1,
        of: behind + 1 + ahead,
    })
}
