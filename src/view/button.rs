//! Buttons, and the rows of them under a plan.

use care_ids::{CaseId, UserId};

use crate::callback_data::{CallbackData, CaseAction, Look, Placement, UserAction};

/// A button of an inline keyboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// The text on it.
    pub label: String,
    /// What a press does.
    pub data: CallbackData,
}

/// Rows of buttons, as the Bot API has them.
pub type Keyboard = Vec<Vec<Button>>;

impl Button {
    /// A button about a case whose card comes in a new message.
    pub fn case(label: impl Into<String>, case: CaseId, action: CaseAction) -> Self {
        Self {
            label: label.into(),
            data: CallbackData::Case {
                case,
                action,
                placement: Placement::NewMessage,
            },
        }
    }

    /// A button that belongs to a person.
    pub fn user(label: impl Into<String>, user: UserId, action: UserAction) -> Self {
        Self {
            label: label.into(),
            data: CallbackData::User { user, action },
        }
    }

    /// A button that shows something of a case in a new message.
    pub fn open(label: impl Into<String>, case: CaseId, look: Look) -> Self {
        Self {
            label: label.into(),
            data: CallbackData::Look {
                case,
                look,
                placement: Placement::NewMessage,
            },
        }
    }

    /// A button that shows something of a case in place of the message it stands on.
    pub fn look(label: impl Into<String>, case: CaseId, look: Look) -> Self {
        Self {
            label: label.into(),
            data: look_in_place(case, look),
        }
    }
}

/// Shows something of a case in place of the message that is pressed on.
pub fn look_in_place(case: CaseId, look: Look) -> CallbackData {
    CallbackData::Look {
        case,
        look,
        placement: Placement::InPlace,
    }
}
