//! Buttons, and the rows of them under a plan.

use care_engine::content::Content;
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

/// What can be offered under a plan because there is such a thing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PlanOffers {
    /// The case had plans before.
    pub earlier_plans: bool,
    /// The chat has topics, and the case none of its own.
    pub own_topic: bool,
}

/// What stands under every plan, beside the questions offered.
pub fn plan_rows(content: &Content, case: CaseId, offers: PlanOffers) -> Keyboard {
    let look = |key, look| Button::open(content.text(key), case, look);
    let mut rows = vec![
        vec![
            look("button.why", Look::Whys(0)),
            look("button.what_if", Look::WhatIfs(0)),
        ],
        vec![look("button.change", Look::Answers(0))],
        vec![Button::case(
            content.text("button.refine"),
            case,
            CaseAction::Refine,
        )],
    ];
    let plans = offers
        .earlier_plans
        .then(|| look("button.plans", Look::Plans(0)));
    let topic = offers.own_topic.then(|| Button {
        label: content.text("button.own_topic").to_owned(),
        data: CallbackData::CreateTopic { case },
    });
    let last: Vec<Button> = plans.into_iter().chain(topic).collect();
    if !last.is_empty() {
        rows.push(last);
    }
    rows
}
