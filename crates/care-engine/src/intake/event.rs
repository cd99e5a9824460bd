//! What a person does, and what comes of it.

use super::Intake;
use super::read_answers::{ReadAnswers, UnreadPlace};
use super::what_if::Override;
use crate::content::{IntentIx, OptionIx, OptionSet, QuestionIx};

/// What a person does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Taps an option of a one-choice question.
    Choose(QuestionIx, OptionIx),
    /// Taps an option of a several-choice question; says what the mark shall be, so that a tap
    /// that arrives twice does not undo itself.
    Mark(QuestionIx, OptionIx, bool),
    /// Is done with a several-choice question.
    Done(QuestionIx),
    /// Leaves out a question that may be left out.
    Skip(QuestionIx),
    /// Types where a button would be.
    Type(String),
    /// Types what was read into several answers at once.
    Read(ReadAnswers),
    /// Red flags that were told before: the screen opens with them marked.
    Tell(OptionSet),
    /// Takes back what was read last.
    UndoRead,
    /// Goes one card back.
    Back,
    /// Opens an answer to change it.
    Edit(QuestionIx),
    /// Takes over an answer that was supposed under the plan.
    Apply(Override),
    /// Asks for the plan.
    ShowPlan,
    /// Asks what else can be answered.
    Refine,
    /// Throws the answers away and begins again.
    StartOver,
    /// Begins the next visit of the case.
    Review,
    /// Shows the answers that a review has kept.
    Kept,
    /// Goes back to the plan that stood before the review.
    LeaveReview,
    /// Closes the case; its answers are kept.
    Cancel,
    /// Opens a closed case again.
    Reopen,
}

/// What the person has to be told beside the next card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// These answers no longer apply and were dropped.
    Dropped(Vec<QuestionIx>),
    /// A number outside its range.
    OutOfRange {
        /// The smallest number that is taken as an answer.
        min: u16,
        /// The largest number that is taken as an answer.
        max: u16,
    },
    /// The text fits none of the options.
    NotUnderstood,
    /// A text was read into answers.
    Read,
    /// These parts of a text were not understood; none where it is no longer known which.
    Unread(Vec<UnreadPlace>),
    /// A text may mean several things; what that is about is asked before it counts.
    Doubtful(Vec<QuestionIx>),
    /// A text told of red flags; they are marked on the screen.
    FlagTold(OptionSet),
    /// The answer contradicts what was read before; a tap says what holds.
    Contradicts(Vec<QuestionIx>),
    /// These options of a question are marked, and these questions beside it, and the answer would clear them: it
    /// has to be given once more.
    WouldClear(QuestionIx, OptionSet, Vec<QuestionIx>),
    /// The red-flag screen cannot be left out; it is asked once more.
    ScreenNeeded,
    /// A several-choice question needs at least one mark.
    NothingMarked,
    /// A later answer asks for these questions again.
    AskedAgain(Vec<QuestionIx>),
    /// The event does not fit the card; nothing was changed.
    NotNow,
    /// The content was changed under the case, and not all of it could be read back.
    ContentChanged,
}

/// The result of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The state after the event.
    pub intake: Intake,
    /// What the person has to be told beside the next card.
    pub notes: Vec<Note>,
    /// The plan is due now.
    pub plan: bool,
    /// What is to be answered below it.
    pub asked: Vec<IntentIx>,
}
