//! From states and plans to what a person sees: Telegram's HTML, buttons, plain text. Knows nothing
//! of chats, updates or the network.

mod button;
mod card;
mod card_words;
mod cases;
mod change;
mod chart_page;
mod charting;
mod course;
mod difference;
mod explain;
mod glance;
mod html;
mod inline;
mod letter;
mod menu;
mod note;
mod paging;
mod panel;
mod plain;
mod plan;
mod question_buttons;
mod question_card;
mod read;
mod reply;
mod review;
mod sources;
mod summary;
mod told;
mod what_if;
mod why;

pub use button::{Button, Keyboard, Press, look_in_place};
pub use card::{CaseRef, Reader, card, marks_of_card, menu_of_card, notes};
pub use card_words::{CaseName, answer_text, case_label};
pub use cases::{
    CaseStatus, CaseSummary, ago, case_list_card, case_words, delete_card, full_label, plan_label,
};
pub use change::{
    ChangedPlan, GivenPlan, LONGEST_DIFFERENCE, changes_card, renewed, replanned, supposed,
    supposed_label,
};
pub use charting::Charting;
pub use course::{
    Drawn, EarlierPlan, Visit, course, course_card, course_lines, drawn, drawn_lines, drawn_visits,
    earlier_plan_messages, measured_text, replaced_plan_card, visits,
};
pub use explain::explanation_text;
pub use glance::{FURTHER_FLAG, FirstScreen, LONGEST, LONGEST_URGENT, glance};
pub use html::{Html, LONGEST_MESSAGE, visible_length};
pub use inline::{InlineResult, MOST_RESULTS, inline_answer, inline_results};
pub use letter::{letter_card, referral_letters, refers};
pub use menu::{access_card, menu_card, role_card, settings_card, start_card};
pub use note::{chart_note, note_card};
pub use paging::shortened;
pub use panel::{
    PlanOffers, evidence_card, first_lines_card, panel_card, panels_of, plan_rows, why_not_card,
};
pub use plain::plan_text;
pub use plan::{PlanMessages, plan_messages};
pub use question_buttons::HALF_A_ROW;
pub use read::changes_html;
pub use reply::{feedback_row, owner_html, reply_html, reply_text};
pub use review::item_text;
pub use summary::{LONGEST_COPY, summary};
pub use told::{change_buttons, told_text, unasked_buttons};
pub use what_if::{
    answers_card, instead_card, marks_instead_card, supposed_rows, suppositions_card,
};
pub use why::{ExplanationReader, why_line_card, why_withheld_card};

/// Something to show: a text with buttons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The text in Telegram's HTML.
    pub html: String,
    /// Rows of buttons under the text.
    pub keyboard: Keyboard,
}
