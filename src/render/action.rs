//! What a button does.

use crate::core::content::{AskedIx, OptionIx, QuestionIx};

/// What a button of a case does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Answers a one-choice question.
    Choose(QuestionIx, OptionIx),
    /// Sets or clears a mark.
    Mark(QuestionIx, OptionIx, bool),
    /// Ends a several-choice question.
    Done(QuestionIx),
    /// Leaves a question out.
    Skip(QuestionIx),
    /// One card back.
    Back,
    /// Opens an answer.
    Edit(QuestionIx),
    /// Gives the plan.
    ShowPlan,
    /// Lists what else can be answered.
    Refine,
    /// Begins again.
    StartOver,
    /// Closes the case.
    Cancel,
    /// Shows the present card again, here.
    Continue,
}

/// What a button outside a case does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonAction {
    /// The disclaimer is read.
    Accept,
    /// Chooses a role by its id.
    Role(String),
    /// Opens the choice of a role.
    ChooseRole,
    /// Opens the choice of what the local service can offer.
    ChooseAccess,
    /// Sets or clears one thing that the local service can offer.
    Access(String, bool),
    /// Is done with that.
    AccessDone,
    /// Begins a case.
    NewCase,
    /// Lists the cases.
    Cases,
    /// Shows the privacy note.
    Privacy,
    /// Deletes everything that is kept of the person.
    Forget,
    /// Leaves it.
    DoNotForget,
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What it says.
    pub label: String,
    /// What it does.
    pub press: Press,
}

/// What a button belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// The case of the card it stands on.
    Case(Action),
    /// Another case, by its number: from a list of cases.
    OtherCase(i64, Action),
    /// A question about a case, by its number, or about none.
    Asked(Option<i64>, AskedIx),
    /// The person.
    Person(PersonAction),
}

/// Rows of buttons.
pub type Keyboard = Vec<Vec<Button>>;

impl Button {
    /// A button of the card's case.
    pub fn case(label: impl Into<String>, action: Action) -> Self {
        Self {
            label: label.into(),
            press: Press::Case(action),
        }
    }

    /// A button of the person.
    pub fn person(label: impl Into<String>, action: PersonAction) -> Self {
        Self {
            label: label.into(),
            press: Press::Person(action),
        }
    }
}
