//! The buttons of a case beside its cards: under its plans and in the list of cases.

use super::Callback;
use crate::callback_data::{CaseAction, Placement};
use crate::handlers::Ctx;
use crate::handlers::intake::{CardTarget, is_waiting};
use care_engine::intake::{Event, Place};
use care_ids::CaseId;
use care_store::StoredCase;

impl Ctx<'_> {
    /// Shows the plan of somebody else's case, if that is what is pressed for and there is one. Says whether it did.
    pub(super) fn shows_plan_of_another(&mut self, callback: &Callback, id: CaseId) -> bool {
        let conversation = callback.conversation;
        let case = self.case(id).filter(|case| {
            case.conversation.chat == conversation.chat
                && case.conversation.user != conversation.user
        });
        let Some(case) = case else {
            return false;
        };
        let Ok(read) = self.restored(&case) else {
            return false;
        };
        let readable = self.has_plan_to_show(&case, &read.intake)
            && !self.is_outdated(&case, &read)
            && !self.is_plan_refused(&case);
        if readable {
            self.answer_callback(callback.clone(), None);
            self.give_plan(conversation, &case, &read.intake, None);
        }
        readable
    }

    /// A button of a case's messages that is no card: it opens, continues or begins something.
    pub(super) fn on_case_button(
        &mut self,
        callback: Callback,
        mut case: StoredCase,
        action: CaseAction,
        placement: Placement,
    ) {
        if action != CaseAction::ShowPlan && self.is_on_replaced_plan(&callback, &case) {
            return;
        }
        let Ok(read) = self.restored(&case) else {
            self.answer_callback_with(callback, "toast.unreadable");
            return;
        };
        if action == CaseAction::Cancel {
            return self.close(callback, case);
        }
        if self.is_outdated(&case, &read) {
            return self.show_outdated(callback, case, read.intake);
        }
        let intake = read.intake;
        let (conversation, message) = (callback.conversation, callback.message);
        self.answer_callback(callback, None);
        if is_waiting(&case) {
            self.remove_buttons(conversation, message);
            return self.show_waiting(conversation, case);
        }
        let planned = self.has_plan_to_show(&case, &intake);
        let flags = self.pending_flags(&case, &intake.case);
        let screen = self.content.topic.red_flags;
        let wanted = match action {
            CaseAction::ShowPlan | CaseAction::Continue if planned => {
                if self.is_plan_refused(&case) {
                    return self.give_refused_plan(conversation, case, &intake);
                }
                // What was opened is what commands are about from here on.
                self.session.save_case(&case);
                return self.give_plan(conversation, &case, &intake, None);
            }
            // The plan, not the list of what could be added to it.
            CaseAction::Continue if intake.place == Place::Refine => Event::ShowPlan,
            CaseAction::StartOver => Event::StartOver,
            CaseAction::Edit(question) if question == screen && !flags.is_empty() => {
                Event::Tell(flags)
            }
            // What was told waits for the screen, at a review too.
            CaseAction::Review if !flags.is_empty() => Event::Tell(flags),
            CaseAction::Review if intake.takes_changes() => Event::Review,
            CaseAction::Refine if matches!(intake.place, Place::Planned | Place::Refine) => {
                Event::Refine
            }
            CaseAction::Edit(question)
                if matches!(intake.place, Place::Planned | Place::Refine) =>
            {
                Event::Edit(question)
            }
            _ => return self.show_again(conversation, case, intake),
        };
        let after = self.step(&mut case, &intake, &wanted);
        if wanted == Event::StartOver {
            case.pathway = None;
        }
        let here = placement == Placement::InPlace;
        let old = case.card.take();
        self.remove_buttons(
            conversation,
            old.filter(|old| !here || Some(*old) != message),
        );
        let on = match (message, wanted) {
            (Some(message), _) if here => {
                case.card = Some(message);
                case.card_number += 1;
                CardTarget::Existing(message)
            }
            (Some(message), Event::Edit(_) | Event::Tell(_) | Event::Review) => {
                CardTarget::Reply(message)
            }
            _ => CardTarget::New,
        };
        self.save_intake(&mut case, &after.intake, after.plan);
        self.show(conversation, &mut case, &after, on, None)
    }
}
