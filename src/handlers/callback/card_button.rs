//! The buttons of a card: each is a step of the intake, and only on the card that is in front of the person.

use super::Callback;
use crate::callback_data::CaseAction;
use crate::handlers::Ctx;
use crate::view::{marks_of_card, menu_of_card, notes};
use care_engine::intake::{Event, Intake, Place, Purpose};
use care_store::StoredCase;

impl Ctx<'_> {
    /// A button of a card, with the card's turn; nothing where its question is no longer in the content.
    pub(super) fn on_card_button(
        &mut self,
        callback: Callback,
        case: StoredCase,
        button: Option<(u32, CaseAction)>,
    ) {
        let Ok(read) = self.restored(&case) else {
            self.answer_callback_with(callback, "toast.unreadable");
            return;
        };
        if self.is_outdated(&case, &read) {
            return self.show_outdated(callback, case, read.intake);
        }
        let before = read.intake;
        let fresh = button.filter(|(turn, _)| *turn == before.turn);
        if let Some((_, action @ (CaseAction::Menu | CaseAction::Marks(_)))) = fresh {
            return self.show_other_side(callback, case, &before, action);
        }
        let Some(event) = fresh.and_then(|(_, action)| event(action)) else {
            return self.stale(callback, case, before);
        };
        let mut case = case;
        let mut after = self.step(&mut case, &before, &event);
        let (conversation, replied) = (callback.conversation, callback.replied);
        let message = callback.message.or(case.card);
        let notes = notes(self.content, &after.intake, &after.notes);
        self.answer_callback(callback, notes);
        let same = after.intake == before && !after.plan;
        case.card = message;
        if event == Event::StartOver {
            case.pathway = None;
        }
        self.save_intake(&mut case, &after.intake, after.plan);
        if event == Event::LeaveReview {
            self.keep_of_left_review(&mut case, &before, &mut after);
        }
        self.keep_access(case.conversation.user, &after.intake.case);
        if same {
            // This message may be a copy, sent when nobody knew that the first one had arrived, and
            // older than what was tapped on that one; otherwise this changes nothing.
            return self.show_present(conversation, case, message);
        }
        // A card that was opened under a plan answers it, and so does the plan that comes of it.
        let change = matches!(before.place, Place::Ask(_, Purpose::Change));
        let under = replied.filter(|_| change);
        self.show(conversation, &mut case, &after, message.into(), under)
    }

    /// The card with other buttons: its way out, or marks. The case stays as it is.
    fn show_other_side(
        &mut self,
        callback: Callback,
        mut case: StoredCase,
        intake: &Intake,
        action: CaseAction,
    ) {
        let (conversation, message) = (callback.conversation, callback.message.or(case.card));
        self.answer_callback(callback, None);
        let Some(message) = message else {
            return;
        };
        case.card = Some(message);
        self.session.save_case(&case);
        let label = self.label(&case, &intake.case);
        let reader = self.reader(&case, &label);
        let card = match action {
            CaseAction::Marks(_) => marks_of_card(self.content, intake, reader),
            _ => menu_of_card(self.content, intake, reader),
        };
        self.edit(conversation, message, card, Some(case.present_card()));
    }

    /// A button of an older card: a word, the old buttons away, and the present card.
    fn stale(&mut self, callback: Callback, case: StoredCase, intake: Intake) {
        let (conversation, message) = (callback.conversation, callback.message);
        if intake.place == Place::Planned && self.is_plan_refused(&case) {
            self.answer_callback(callback, None);
            return self.give_refused_plan(conversation, case, &intake);
        }
        if message.is_some() && message == case.card {
            // The second of two quick taps: the card has moved on under the finger.
            let key = if intake.place == Place::Planned {
                "toast.planned"
            } else {
                "toast.taken"
            };
            self.answer_callback_with(callback, key);
            return self.show_present(conversation, case, message);
        }
        self.answer_callback_with(callback, "toast.stale");
        self.remove_buttons(conversation, message);
        self.show_again(conversation, case, intake)
    }
}

/// What a button of a card does to the intake.
fn event(action: CaseAction) -> Option<Event> {
    Some(match action {
        CaseAction::Choose(question, option) => Event::Choose(question, option),
        CaseAction::Mark(question, option, on) => Event::Mark(question, option, on),
        CaseAction::Done(question) => Event::Done(question),
        CaseAction::Skip(question) => Event::Skip(question),
        CaseAction::Back => Event::Back,
        CaseAction::Edit(question) => Event::Edit(question),
        CaseAction::ShowPlan => Event::ShowPlan,
        CaseAction::Refine => Event::Refine,
        CaseAction::StartOver => Event::StartOver,
        CaseAction::Undo => Event::UndoRead,
        CaseAction::Review => Event::Review,
        CaseAction::Kept => Event::Kept,
        CaseAction::LeaveReview => Event::LeaveReview,
        CaseAction::Cancel => Event::Cancel,
        CaseAction::Continue => Event::Reopen,
        // These only look.
        CaseAction::Menu | CaseAction::Marks(_) => return None,
    })
}
