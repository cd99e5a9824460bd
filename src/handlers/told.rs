//! Red flags that were told or marked in a case and that the screen has neither confirmed nor cleared. While there
//! are any, they stand in front of everything of the case, and no plan nor any part of one is shown.

use super::Ctx;
use super::thread;
use crate::callback_data::CaseAction;
use crate::view::{Button, Card, Keyboard, reply_html};
use care_engine::case::{Answer, Case};
use care_engine::content::OptionSet;
use care_engine::intake::{Event, Intake, Place, Step, step};
use care_ids::CaseId;
use care_store::StoredCase;

impl Ctx<'_> {
    /// The red flags of a case that wait for the screen: told, and not among its answers.
    pub(super) fn pending_flags(&self, kept: &StoredCase, answers: &Case) -> OptionSet {
        if !thread::was_told(kept) {
            return OptionSet::default();
        }
        let recorded = match answers.answer(self.content.topic.red_flags) {
            Some(Answer::Several(flags)) => flags,
            _ => OptionSet::default(),
        };
        let told = thread::told_flags(self.content, kept);
        told.iter().filter(|flag| !recorded.has(*flag)).collect()
    }

    /// Whether the plan of a case can be shown: everything is answered, and no red flag waits for the screen.
    pub(super) fn has_plan_to_show(&self, kept: &StoredCase, intake: &Intake) -> bool {
        intake.place == Place::Planned
            && self.is_complete(intake)
            && self.pending_flags(kept, &intake.case).is_empty()
    }

    /// What is shown of a case while red flags wait for the screen: their names, what is urgent, and the one button.
    pub(super) fn flags_card(&self, kept: &StoredCase, answers: &Case, flags: OptionSet) -> Card {
        let role = self.role(&self.person(kept.conversation.user));
        let reply = self
            .answers
            .flags_told(self.content, Some(answers), flags, role);
        let label = self.label(kept, answers);
        Card {
            html: reply_html(self.content, &reply, Some(&label)),
            keyboard: self.to_the_screen(kept.id),
        }
    }

    /// The button that opens the screen with what was told marked on it.
    pub(super) fn to_the_screen(&self, case: CaseId) -> Keyboard {
        vec![vec![Button::case(
            self.content.text("button.rescreen"),
            case,
            CaseAction::Edit(self.content.topic.red_flags),
        )]]
    }

    /// One step of the intake of a case. The screen opens with what was told marked on it, whichever way leads there,
    /// and a plan is not due while a flag waits.
    pub(super) fn step(&self, kept: &mut StoredCase, before: &Intake, event: &Event) -> Step {
        let told = thread::told_flags(self.content, kept);
        let mut after = step(self.content, before, event);
        thread::settle(self.content, kept, (before, event, &after.intake));
        // Who takes a mark off by a tap has seen it.
        let is_mark = matches!(event, Event::Mark(..));
        let at_screen = after.intake.asking() == Some(self.content.topic.red_flags);
        if at_screen && !is_mark && told.iter().any(|flag| !after.intake.draft.has(flag)) {
            let marked = step(self.content, &after.intake, &Event::Tell(told));
            after.intake = marked.intake;
            after.notes.extend(marked.notes);
        }
        after.plan &= self.pending_flags(kept, &after.intake.case).is_empty();
        after
    }

    /// Keeps what is marked on the open screen, so that it outlives the card.
    pub(super) fn keep_marks(&self, kept: &mut StoredCase, intake: &Intake) {
        let screen = self.content.topic.red_flags;
        if intake.asking() == Some(screen) {
            let exclusive = self.content.question(screen).exclusive;
            let marked = intake.draft.iter();
            let flags = marked.filter(|option| !exclusive.has(*option)).collect();
            thread::keep_flags(self.content, kept, flags);
        }
    }
}
