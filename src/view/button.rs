//! Buttons, and the rows of them under a plan.

use care_ids::{CaseId, UserId};

use crate::callback_data::{CallbackData, CaseAction, Look, Placement, UserAction};

/// A button of an inline keyboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// The text on it.
    pub label: String,
    /// What a press does.
    pub press: Press,
}

/// What a press on a button does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// The bot is told.
    Callback(CallbackData),
    /// The text is copied on the phone, and the bot is told nothing.
    Copy(String),
}

/// Rows of buttons, as the Bot API has them.
pub type Keyboard = Vec<Vec<Button>>;

impl Button {
    /// A button of which the bot is told.
    pub fn new(label: impl Into<String>, data: CallbackData) -> Self {
        Self {
            label: label.into(),
            press: Press::Callback(data),
        }
    }

    /// A button that copies a text; Telegram takes 1 to 256 characters.
    pub fn copy(label: impl Into<String>, text: String) -> Self {
        Self {
            label: label.into(),
            press: Press::Copy(text),
        }
    }

    /// What the bot is told by a press.
    pub fn data(&self) -> Option<&CallbackData> {
        match &self.press {
            Press::Callback(data) => Some(data),
            Press::Copy(_) => None,
        }
    }

    /// A button about a case whose card comes in a new message.
    pub fn case(label: impl Into<String>, case: CaseId, action: CaseAction) -> Self {
        let placement = Placement::NewMessage;
        let data = CallbackData::Case {
            case,
            action,
            placement,
        };
        Self::new(label, data)
    }

    /// A button that belongs to a person.
    pub fn user(label: impl Into<String>, user: UserId, action: UserAction) -> Self {
        Self::new(label, CallbackData::User { user, action })
    }

    /// A button that shows something of a case in a new message.
    pub fn open(label: impl Into<String>, case: CaseId, look: Look) -> Self {
        let placement = Placement::NewMessage;
        let data = CallbackData::Look {
            case,
            look,
            placement,
        };
        Self::new(label, data)
    }

    /// A button that shows something of a case in place of the message it stands on.
    pub fn look(label: impl Into<String>, case: CaseId, look: Look) -> Self {
        Self::new(label, look_in_place(case, look))
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
