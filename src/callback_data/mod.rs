//! Callback data: what a button does, as one enum, and the codec between it and the at most 64 bytes that
//! Telegram keeps behind a button.
//!
//! A button may be pressed late, twice, or by somebody else, so its data name whose it is: a card with its
//! turn, a case, or a person. [`CallbackData::parse`] reads a press once, where the update is routed;
//! handlers only see the enum.

mod encode;
mod marks;
mod parse;
#[cfg(test)]
mod tests;

use care_engine::content::{IntentIx, LineIx, OptionIx, OptionSet, QuestionIx, TreatmentIx};
use care_engine::intake::Override;
use care_ids::{CaseId, ChatId, UserId};
use care_language::qa::FeedbackSubject;

pub use parse::{GoneButton, ParseError};

/// Most bytes of callback data (Bot API, InlineKeyboardButton).
pub const LONGEST_DATA: usize = 64;

/// What a button does, and to what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallbackData {
    /// A button of the card of a case.
    Card {
        /// The case of the card.
        case: CaseId,
        /// The turn of the card: it goes up with every new card, so an older card is known to be stale.
        turn: u32,
        /// What happens to the intake.
        action: CaseAction,
    },
    /// A button about a case elsewhere: in a list, under a plan, in a topic.
    Case {
        /// The case that is opened or changed.
        case: CaseId,
        /// What happens to it.
        action: CaseAction,
        /// Where its card is shown.
        placement: Placement,
    },
    /// Asks a question of the content.
    Ask {
        /// The case that the question is about, if any.
        case: Option<CaseId>,
        /// The question that is asked.
        asked: IntentIx,
    },
    /// Shows something of a case and changes nothing, so anybody in its chat may press it.
    Look {
        /// The case that is looked at.
        case: CaseId,
        /// What is shown of it.
        look: Look,
        /// Where it is shown.
        placement: Placement,
    },
    /// Takes over an answer that was only tried out.
    Apply {
        /// The case whose answer changes.
        case: CaseId,
        /// The answer that is taken over.
        change: Override,
    },
    /// Deletes a case, after a confirmation.
    Delete {
        /// The case to delete.
        case: CaseId,
        /// Whether it was confirmed.
        deletion: Deletion,
    },
    /// Says that what waits in a case of its own is about the patient of another one.
    Join {
        /// The case in which it waits.
        waiting: CaseId,
        /// The case whose patient it is about.
        case: CaseId,
    },
    /// Opens a topic for a case.
    CreateTopic {
        /// The case that gets the topic.
        case: CaseId,
    },
    /// Turns the list of a person's cases.
    CaseList {
        /// Whose list it is.
        user: UserId,
        /// The page, counted from 0.
        page: usize,
    },
    /// Rates an answer as helpful or not.
    Feedback {
        /// The case that the answer was about, if any.
        case: Option<CaseId>,
        /// The answer that is rated.
        subject: FeedbackSubject,
        /// Whether the person found it helpful.
        helpful: bool,
    },
    /// A button that belongs to a person and to no case.
    User {
        /// Whose button it is.
        user: UserId,
        /// What the button does.
        action: UserAction,
    },
}

/// Where the result of a press is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// In place of the message that was pressed on.
    InPlace,
    /// In a new message; the one that was pressed on stays.
    NewMessage,
}

/// What a button does to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseAction {
    /// Answers a one-choice question.
    Choose(QuestionIx, OptionIx),
    /// Sets or clears a mark. It says which, so a press that arrives twice does nothing twice.
    Mark(QuestionIx, OptionIx, bool),
    /// Ends a several-choice question.
    Done(QuestionIx),
    /// Leaves a question out.
    Skip(QuestionIx),
    /// Goes one card back.
    Back,
    /// Opens an answer to change it.
    Edit(QuestionIx),
    /// Gives the plan of the case.
    ShowPlan,
    /// Lists what else can be answered.
    Refine,
    /// Begins the case again.
    StartOver,
    /// Takes back what was read last.
    Undo,
    /// Begins the next visit.
    Review,
    /// Shows the answers that a review has kept.
    Kept,
    /// Leaves a review that was begun by mistake.
    LeaveReview,
    /// Closes the case without deleting it.
    Cancel,
    /// Shows the present card again.
    Continue,
    /// Shows the way out of the card; changes nothing.
    Menu,
    /// Shows the card with marks for several options; changes nothing.
    Marks(QuestionIx),
}

/// What an administrator withdraws.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Withdrawal {
    /// That a person's private chat, or a group, was let in.
    Admission(ChatId),
    /// An invitation that was not used yet, by the beginning of its digest.
    Invitation(String),
}

/// What a button that belongs to a person does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserAction {
    /// Accepts the disclaimer for good.
    Accept,
    /// Chooses a role by its id.
    Role(String),
    /// Opens the choice of a role.
    ChooseRole,
    /// Opens the choice of what the local service can offer.
    ChooseAccess,
    /// Sets or clears one thing that the local service can offer, by its id.
    Access(String, bool),
    /// Ends the choice of what the local service can offer.
    AccessDone,
    /// Begins a new case.
    NewCase,
    /// Lists the person's cases.
    Cases,
    /// Shows the privacy note.
    Privacy,
    /// Shows the whole disclaimer.
    Terms,
    /// Withdraws that a chat was let in, or an invitation.
    Withdraw(Withdrawal),
    /// Says that an emergency that was told is dealt with.
    EmergencyOver,
    /// Deletes everything that is stored of the person.
    Forget,
    /// Keeps it after all.
    DoNotForget,
}

/// What can be looked at of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// One part of the plan, by its position in the content's panels.
    Panel(usize),
    /// What is not advised, with every reason.
    WhyNot,
    /// What the plan rests on.
    Evidence,
    /// The note for the chart, by the position of its style in the content's notes.
    Note(usize),
    /// The letter of the most pressing referral.
    Letter,
    /// The letter to those whom a line refers to.
    LetterTo(LineIx),
    /// The lines of the plan that no part of it holds, each to ask why it is there.
    Why,
    /// Why a line is in the plan.
    WhyLine(LineIx),
    /// Why a treatment is withheld.
    WhyWithheld(TreatmentIx),
    /// A page of the answers, each to be changed.
    Answers(usize),
    /// A page of the answers, each to be tried out otherwise.
    WhatIfs(usize),
    /// The other answers that could be tried out for one question.
    WhatIfChoices(QuestionIx),
    /// The same where several can be marked, with the marks that were set so far.
    WhatIfMarks(QuestionIx, OptionSet),
    /// The plan that would follow from another answer.
    WhatIf(Override),
    /// A picture of the course.
    Picture,
    /// A page of the plans so far.
    Plans(usize),
    /// One of the plans, by its number.
    Plan(u32),
    /// A page of everything that is different in one of the plans from the one before it.
    Changes(u32, usize),
    /// A page of everything that another answer would make different.
    WhatIfChanges(Override, usize),
}

/// How far the deletion of a case has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    /// The bot asks for confirmation.
    Ask,
    /// The person has confirmed.
    Sure,
}

impl UserAction {
    /// Whether it changes a setting or opens the choice of one, on the message that was pressed on.
    pub fn is_setting(&self) -> bool {
        !matches!(
            self,
            Self::NewCase | Self::Cases | Self::Privacy | Self::Terms | Self::EmergencyOver
        )
    }
}

impl CallbackData {
    /// The case that a press names, to load it.
    pub fn case(&self) -> Option<CaseId> {
        match self {
            Self::Card { case, .. }
            | Self::Case { case, .. }
            | Self::Look { case, .. }
            | Self::Apply { case, .. }
            | Self::Delete { case, .. }
            | Self::CreateTopic { case } => Some(*case),
            Self::Ask { case, .. } => *case,
            Self::Join { waiting, .. } => Some(*waiting),
            Self::CaseList { .. } | Self::Feedback { .. } | Self::User { .. } => None,
        }
    }
}
