//! The way through the cards: what comes next, what was before, and the plan at its end.

use super::step::Walk;
use super::{Intake, Note, Place, Purpose, next_question};
use crate::content::{Content, QuestionIx, Stage, Unknowns};

impl Walk<'_> {
    pub(super) fn onward(&mut self, purpose: Purpose) {
        self.take_up_unasked();
        let change = purpose == Purpose::Change;
        // What a change makes necessary belongs to the change: the new plan comes after it.
        let next = if change {
            Purpose::Change
        } else {
            Purpose::Walk
        };
        if let Some(again) = self.intake.due_again(self.content) {
            return self.go(Place::Ask(again, next));
        }
        let view = self.content.view(&self.intake.case, Unknowns::Assumed);
        let ended = self.content.pathway_kind(&view).ends_intake();
        match next_question(self.content, &self.intake.case) {
            Some(question) => self.go(Place::Ask(question, next)),
            None if change => self.give_plan(),
            // Nothing is gained by a summary when there is nothing left to choose.
            None if ended => self.give_plan(),
            // Who has had a plan goes back to where it can be refined.
            None if self.intake.plans > 0 => self.go(Place::Refine),
            // What was tapped was shown with each tap; what was read has to be looked at.
            None if self.intake.told => self.go(Place::Summary),
            None => self.give_plan(),
        }
    }

    pub(super) fn give_plan(&mut self) {
        let view = self.content.view(&self.intake.case, Unknowns::Assumed);
        // After an urgent plan that was a slip of the finger, the first routine one has its
        // summary like any other.
        if !self.content.pathway_kind(&view).ends_intake() {
            self.intake.plans = self.intake.plans.saturating_add(1);
        }
        self.plan = true;
        self.intake.before_review = None;
        self.go(Place::Planned);
    }

    pub(super) fn show_plan(&mut self) {
        match self.intake.place {
            Place::Summary | Place::Refine => match self.unanswered() {
                Some(question) => self.go(Place::Ask(question, Purpose::Walk)),
                None => self.give_plan(),
            },
            _ => self.note(Note::NotNow),
        }
    }

    fn unanswered(&self) -> Option<QuestionIx> {
        self.intake.unanswered(self.content)
    }

    pub(super) fn back(&mut self) {
        match self.intake.place {
            Place::Ask(question, Purpose::Walk) => {
                let at = self
                    .intake
                    .history
                    .iter()
                    .position(|place| *place == question);
                let end = at.unwrap_or(self.intake.history.len());
                match self
                    .intake
                    .history
                    .get(..end)
                    .and_then(|behind| behind.last())
                    .copied()
                {
                    Some(previous) => self.go(Place::Ask(previous, Purpose::Walk)),
                    None => self.note(Note::NotNow),
                }
            }
            Place::Ask(_, Purpose::Edit) if self.unanswered().is_none() => self.go(Place::Summary),
            Place::Ask(_, Purpose::Refine) if self.unanswered().is_none() => self.go(Place::Refine),
            Place::Ask(_, Purpose::Change) if self.unanswered().is_none() => {
                self.go(Place::Planned);
            }
            Place::Ask(question, _) => {
                // A question that has to be answered stands in the way of the summary: step over
                // to the answer before it instead.
                let previous = self
                    .intake
                    .history
                    .iter()
                    .rev()
                    .find(|place| **place != question)
                    .copied();
                match previous {
                    Some(previous) => self.go(Place::Ask(previous, Purpose::Walk)),
                    None => self.note(Note::NotNow),
                }
            }
            Place::Summary => match self.intake.history.last().copied() {
                Some(last) => self.go(Place::Ask(last, Purpose::Walk)),
                None => self.note(Note::NotNow),
            },
            Place::Refine => self.go(Place::Planned),
            Place::Planned | Place::Cancelled => self.note(Note::NotNow),
        }
    }

    pub(super) fn edit(&mut self, question: QuestionIx) {
        if question.index() >= self.content.questions.len() {
            return self.note(Note::NotNow);
        }
        if self.begins_review(question) {
            return self.review();
        }
        let view = self.content.view(&self.intake.case, Unknowns::Assumed);
        let applies = view.holds(&self.content.question(question).ask_if);
        let purpose = match self.intake.place {
            Place::Summary => Purpose::Edit,
            Place::Refine => Purpose::Refine,
            Place::Planned => Purpose::Change,
            _ => return self.note(Note::NotNow),
        };
        let computed = self.content.question(question).stage == Stage::Computed;
        if !applies || computed {
            return self.note(Note::NotNow);
        }
        self.go(Place::Ask(question, purpose));
    }

    pub(super) fn start_over(&mut self) {
        let Some(first) = self.content.question_places().next() else {
            return;
        };
        let settings = self.intake.case.clone();
        let (turn, visit) = (self.intake.turn, self.intake.visit);
        let earlier = std::mem::take(&mut self.intake.earlier);
        let before_review = self.intake.before_review.take();
        self.intake = Intake {
            visit,
            earlier,
            before_review,
            ..Intake::new(Default::default(), first)
        };
        for place in self.content.question_places() {
            let question = self.content.question(place);
            if question.stage == Stage::Setting || question.of_person {
                self.intake.case.set(place, settings.answer(place));
            }
        }
        self.intake.turn = turn;
        self.moved = true;
    }

    pub(super) fn reopen(&mut self) {
        if self.intake.place != Place::Cancelled {
            // A fresh card for an open case: older buttons become stale.
            self.moved = true;
            return;
        }
        match self.unanswered() {
            Some(question) => self.go(Place::Ask(question, Purpose::Walk)),
            None if self.intake.plans > 0 => self.go(Place::Refine),
            None => self.go(Place::Summary),
        }
    }
}

impl Intake {
    /// The next question before there can be a plan: one that has to be put again, or one that was never answered.
    #[must_use]
    pub fn unanswered(&self, content: &Content) -> Option<QuestionIx> {
        let again = self.due_again(content);
        again.or_else(|| next_question(content, &self.case))
    }

    /// The first question that has to be put again and that this case asks for.
    fn due_again(&self, content: &Content) -> Option<QuestionIx> {
        let view = content.view(&self.case, Unknowns::Assumed);
        let ended = content.pathway_kind(&view).ends_intake();
        let mut again = self.again.iter().copied();
        again.find(|place| {
            let question = content.question(*place);
            // What has to be answered anyway comes in its turn, on the card that it may share; a review has an order
            // of its own.
            let in_turn = self.visit == 1
                && self.case.answer(*place).is_none()
                && question.stage == Stage::Required
                && view.holds(&question.required_if);
            !in_turn && view.holds(&question.ask_if) && (!ended || question.when_urgent)
        })
    }
}
