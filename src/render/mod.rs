//! From states and plans to what a person sees: Telegram's HTML, buttons, plain text. Knows nothing
//! of chats, updates or the network.

mod action;
mod card;
mod explain;
mod html;
mod menu;
mod plain;
mod plan;
mod reply;
mod review;

pub use action::{Action, Button, Keyboard, PersonAction, Press};
pub use card::{Reader, answer_text, base36, card, case_label, notes};
pub use explain::explanation_text;
pub use html::{Html, LONGEST_MESSAGE, visible_length};
pub use menu::{
    CaseRow, access_card, cases_card, disclaimer_card, menu_card, role_card, settings_card,
};
pub use plain::plan_text;
pub use plan::{PlanMessages, plan_messages};
pub use reply::{reply_html, reply_text};
pub use review::item_text;

/// Something to show: a text with buttons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Telegram's HTML.
    pub html: String,
    /// Rows of buttons.
    pub keyboard: Keyboard,
}
