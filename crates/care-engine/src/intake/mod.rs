//! The intake of a case as a state machine: a state, an event, the next state.
//!
//! The state never holds a card that the content does not have, never forgets an accepted answer
//! unless the person is told, and always offers a way to the plan or out.

mod contradiction;
mod event;
mod marks;
mod progress;
mod prune;
mod read;
mod read_answers;
mod review;
mod risk;
mod step;
mod stored;
mod typed;
mod way;
mod what_if;

pub use event::{Event, Note, Step};
pub use progress::{
    Progress, Shared, next_question, offered_options, progress, refinements, shared_card,
};
use prune::added;
pub use prune::marked;
pub use read::screened;
pub use read_answers::{ReadAnswers, UnreadPlace};
pub use review::{Earlier, asked_at_review, kept_at_review};
pub use risk::is_risk;
pub use step::step;
pub use stored::{BadState, FORMAT, Restored};
pub use typed::{Typed, typed};
pub use what_if::{
    Override, WhatIf, can_apply, changeable, overridable, overrides, ranges, what_if,
};

use std::collections::BTreeMap;

use super::case::{Answer, Case};
use super::content::{Content, IntentIx, OptionIx, OptionSet, QuestionIx};

/// Why a question is being put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// On the way to the first plan.
    Walk,
    /// From the summary; the way leads back to it.
    Edit,
    /// After the plan; the way leads back to the list of refinements.
    Refine,
    /// From the plan itself; the way leads straight to the new plan.
    Change,
}

/// What the person has in front of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The card of a question, and why it is put.
    Ask(QuestionIx, Purpose),
    /// All answers, before the plan.
    Summary,
    /// The plan has been given.
    Planned,
    /// What else can be answered, after the plan.
    Refine,
    /// The person has closed the case.
    Cancelled,
}

/// The state of one intake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// The answers that were accepted so far.
    pub case: Case,
    /// The card in front of the person.
    pub place: Place,
    /// Marks set on a several-choice card that is not done yet.
    pub draft: OptionSet,
    /// Questions beside the card's own that are marked on it, and will be put by themselves.
    pub marked: Vec<QuestionIx>,
    /// Questions answered on the way, in order; Back walks along it.
    pub history: Vec<QuestionIx>,
    /// Questions that have to be put again because of a later answer.
    pub again: Vec<QuestionIx>,
    /// How often the red-flag screen was refused.
    pub refusals: u8,
    /// It was asked whether the red flags that are marked are really absent.
    pub clearing: bool,
    /// Goes up with every new card, so that a button of an older one can be told.
    pub turn: u32,
    /// How many routine plans this visit has been given; urgent ones do not count.
    pub plans: u32,
    /// The how many-th visit this is, from 1.
    pub visit: u32,
    /// What was measured before this visit.
    pub earlier: Earlier,
    /// The state under the last plan, as long as this visit has none: a review that was begun by mistake is left.
    pub before_review: Option<Box<Intake>>,
    /// Questions that the last text answered.
    pub read: Vec<QuestionIx>,
    /// The state before the last text, as long as nothing else was done: Undo restores it.
    pub before_read: Option<Box<Intake>>,
    /// What a text may have said, by question, until its card is answered. No plan is given before.
    pub doubts: BTreeMap<QuestionIx, OptionSet>,
    /// Answers read from a text to questions that this case does not ask so far. Each waits until its question is
    /// asked, and changes nothing before.
    pub unasked: Case,
    /// A part of some text about this case was not understood.
    pub unread: bool,
    /// Where in the last text.
    pub unread_places: Vec<UnreadPlace>,
    /// An answer was read from a text: the summary is shown once before the plan.
    pub told: bool,
    /// Questions whose answers have changed since the last plan was given.
    pub changed: Vec<QuestionIx>,
    /// What a text asked beside what it told of the case, before there was a plan: it is answered below the plan.
    pub asked: Vec<IntentIx>,
}

impl Intake {
    /// A new intake at its first question, with answers already known from the person's settings.
    pub fn new(known: Case, first: QuestionIx) -> Self {
        Self {
            case: known,
            place: Place::Ask(first, Purpose::Walk),
            draft: OptionSet::default(),
            marked: Vec::new(),
            history: Vec::new(),
            again: Vec::new(),
            refusals: 0,
            clearing: false,
            turn: 1,
            plans: 0,
            visit: 1,
            earlier: Earlier::default(),
            before_review: None,
            read: Vec::new(),
            before_read: None,
            doubts: BTreeMap::new(),
            unasked: Case::default(),
            unread: false,
            unread_places: Vec::new(),
            asked: Vec::new(),
            told: false,
            changed: Vec::new(),
        }
    }

    /// Whether a single answer can be taken over from outside a card: after the plan.
    pub fn takes_changes(&self) -> bool {
        matches!(
            self.place,
            Place::Planned | Place::Refine | Place::Ask(_, Purpose::Refine | Purpose::Change)
        )
    }

    /// The question on the card, if it is one.
    pub fn asking(&self) -> Option<QuestionIx> {
        match self.place {
            Place::Ask(question, _) => Some(question),
            _ => None,
        }
    }

    /// What is recorded of a question, also where it waits to be asked.
    pub fn recorded(&self, question: QuestionIx) -> Option<Answer> {
        let known = self.case.answer(question);
        known.or_else(|| self.unasked.answer(question))
    }

    /// Takes in what is known of the person, also of the state that Undo restores.
    pub fn know(&mut self, content: &Content, known: &Case) {
        for question in known.answered(content) {
            self.case.set(question, known.answer(question));
        }
        let before = [&mut self.before_read, &mut self.before_review];
        for before in before.into_iter().flatten() {
            before.know(content, known);
        }
    }

    /// The marks that the card of a several-choice question starts from: its answer, and what is in doubt where an
    /// unmarked option says that it is absent.
    fn marks(&self, content: &Content, question: QuestionIx) -> OptionSet {
        let answered = match self.case.answer(question) {
            Some(Answer::Several(set)) => set,
            _ => OptionSet::default(),
        };
        let doubts = self.doubts.get(&question).copied().unwrap_or_default();
        let one = |set: OptionSet| -> Option<OptionIx> {
            let mut options = set.iter();
            options.next().filter(|_| options.next().is_none())
        };
        match one(doubts).filter(|_| risk::has_to_be_shown(content, question)) {
            Some(option) => added(content, question, answered, OptionSet::only(option)),
            None => answered,
        }
    }
}
