//! A review: a later visit of the same case. What is asked again has no answer until it is given; the rest is kept.

use super::step::Walk;
use super::{Intake, Note, Place, Purpose};
use crate::case::{Answer, Case};
use crate::content::{Content, OptionSet, PathwayKind, QuestionIx, Stage, Unknowns};
use crate::outcome::{compare, measured};

/// What was measured before this visit. Empty at the first one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Earlier {
    /// The outcomes of the first visit.
    pub first: Case,
    /// The outcomes of the visit before this one.
    pub previous: Case,
}

/// The questions that a review of this case asks again, in their order.
#[must_use]
pub fn asked_at_review(content: &Content, case: &Case) -> Vec<QuestionIx> {
    let Some(at_review) = &content.at_review else {
        return Vec::new();
    };
    let mut asked = at_review.again.clone();
    for (question, option) in &at_review.again_where {
        let given = match case.answer(*question) {
            Some(Answer::One(one)) => one == *option,
            Some(Answer::Several(set)) => set.has(*option),
            Some(Answer::Number(_)) | None => false,
        };
        if given && !asked.contains(question) {
            asked.push(*question);
        }
    }
    asked
}

/// The answers that a review has kept from earlier visits: what was not answered at this one.
#[must_use]
pub fn kept_at_review(content: &Content, intake: &Intake) -> Vec<QuestionIx> {
    let known = intake.case.answered(content).into_iter();
    known
        .filter(|place| {
            let question = content.question(*place);
            let settled = matches!(question.stage, Stage::Computed | Stage::Setting);
            let asked = intake.history.contains(place) || intake.again.contains(place);
            !settled && !question.of_person && !asked
        })
        .collect()
}

impl Intake {
    /// Whether the case is on its way through a review that has no plan yet.
    #[must_use]
    pub fn is_in_review(&self) -> bool {
        self.visit > 1 && self.plans == 0 && matches!(self.place, Place::Ask(_, Purpose::Walk))
    }
}

impl Walk<'_> {
    /// Begins the next visit. An answer of weeks ago is never read as today's: the red flags above all.
    pub(super) fn review(&mut self) {
        let Some(at_review) = &self.content.at_review else {
            return self.note(Note::NotNow);
        };
        let Some(first) = at_review.again.first().copied() else {
            return self.note(Note::NotNow);
        };
        if !self.intake.takes_changes() {
            return self.note(Note::NotNow);
        }
        let values = measured(self.content, &self.intake.case);
        let mut case = self.intake.case.clone();
        let mut asked = asked_at_review(self.content, &case);
        // What time itself changes stays until it is answered: a pregnancy of weeks ago is still one to reckon with.
        for question in &at_review.again {
            case.set(*question, None);
        }
        if let Some((question, option)) = at_review.after_urgent {
            let view = self.content.view(&self.intake.case, Unknowns::Assumed);
            let urgent = self.content.pathway_kind(&view) == PathwayKind::Urgent;
            case.set(question, urgent.then_some(Answer::One(option)));
            if urgent {
                asked.insert(1.min(asked.len()), question);
            }
        }
        let before = self.intake.clone();
        self.intake = Intake {
            before_review: Some(Box::new(Intake {
                place: Place::Planned,
                draft: OptionSet::default(),
                marked: Vec::new(),
                before_read: None,
                before_review: None,
                ..before.clone()
            })),
            turn: before.turn,
            visit: before.visit.saturating_add(1),
            earlier: Earlier {
                first: if before.visit == 1 {
                    values.clone()
                } else {
                    before.earlier.first
                },
                previous: values,
            },
            again: asked,
            ..Intake::new(case, first)
        };
        self.go(Place::Ask(first, Purpose::Walk));
    }

    /// Leaves a review that has no plan yet: the plan before it stands, with its answers. What was answered since
    /// then is given up.
    pub(super) fn leave_review(&mut self) {
        let Some(before) = self.intake.before_review.take() else {
            return self.note(Note::NotNow);
        };
        let turn = self.intake.turn;
        self.intake = Intake { turn, ..*before };
        self.plan = true;
        self.go(Place::Planned);
    }

    /// Whether a question asks how the course is.
    pub(super) fn is_course(&self, question: QuestionIx) -> bool {
        let at_review = self.content.at_review.as_ref();
        at_review.is_some_and(|at_review| at_review.course == question)
    }

    /// Whether an answer says how the course is under a first plan: that begins a review instead.
    pub(super) fn begins_review(&self, question: QuestionIx) -> bool {
        self.is_course(question) && self.intake.visit == 1 && self.intake.takes_changes()
    }

    /// Shows the answers that were kept, each to be changed.
    pub(super) fn show_kept(&mut self) {
        if self.intake.is_in_review() {
            // A look at the answers on the way is not the look before the plan.
            let told = self.intake.told;
            self.go(Place::Summary);
            self.intake.told = told;
        } else {
            self.note(Note::NotNow);
        }
    }

    /// Marks of what is new since the last visit: each puts its question again.
    pub(super) fn ask_again_for(&mut self, question: QuestionIx, marks: OptionSet) {
        for option in marks.iter() {
            self.ask_again(question, Some(Answer::One(option)));
        }
    }

    /// A larger size than at the visit before means growth: that answer is entered, and a tap on its card confirms it or
    /// says otherwise.
    pub(super) fn notice_growth(&mut self, question: QuestionIx, answer: Option<Answer>) {
        let at_review = self.content.at_review.as_ref();
        let Some((size, (means, growing))) = at_review.and_then(|at_review| at_review.growth)
        else {
            return;
        };
        let unknown = self.content.question(size).unknown;
        let known = |answer: Option<Answer>| match answer {
            Some(Answer::One(option)) if unknown != Some(option) => Some(option.index()),
            _ => None,
        };
        let before = known(self.intake.earlier.previous.answer(size));
        let grown = before
            .zip(known(answer))
            .is_some_and(|(before, now)| now > before);
        if question == size && grown {
            self.intake.case.set(means, Some(Answer::One(growing)));
            if !self.intake.again.contains(&means) {
                self.intake.again.push(means);
            }
            self.note_asked_again(means);
        }
    }

    /// Works out the classes of the outcomes of this visit.
    pub(super) fn compare(&mut self) {
        let Earlier { first, previous } = self.intake.earlier.clone();
        let case = &mut self.intake.case;
        compare(self.content, &first, &previous, case);
    }
}
