//! Red flags that were told or marked in a case and that the screen has neither confirmed nor cleared. While there
//! are any, they stand in front of everything of the case, and no plan nor any part of one is shown.

use super::Ctx;
use super::thread;
use crate::callback_data::CaseAction;
use crate::telegram::request::Sender;
use crate::view::{Button, Card, Html, Keyboard, change_buttons, menu_card, reply_html, told_text};
use care_engine::case::{Answer, Case};
use care_engine::content::OptionSet;
use care_engine::intake::{Event, Intake, Place, Step, step};
use care_ids::{CaseId, ConversationId};
use care_language::qa::NewFact;
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

    /// Keeps red flags beside those that were told of a case before, and shows them all.
    pub(super) fn flags_told_of(&mut self, sender: Sender, mut kept: StoredCase, told: OptionSet) {
        let flags = thread::add_flags(self.content, &mut kept, told);
        self.session.save_case(&kept);
        let read = self.restored(&kept).ok();
        let answers = read.map(|read| read.intake.case).unwrap_or_default();
        let card = self.flags_card(&kept, &answers, flags);
        let answered = Some(sender.message);
        self.send_about(sender.conversation, answered, card, Some(kept.id));
    }

    /// What was told of a case and is not among its answers stands below its plan, which does not know of it: each
    /// with the tap that records it. At a card that is still open it waits. Says whether there is any.
    pub(super) fn remind_told(
        &mut self,
        conversation: ConversationId,
        kept: &StoredCase,
        intake: &Intake,
    ) -> bool {
        let told = thread::Thread::of_case(self.content, kept).told;
        let mut facts = NewFact::told_before(self.content, &intake.case, &told);
        if !kept.asking {
            facts.retain(|fact| !fact.changes(self.content, &intake.case).is_empty());
        }
        if facts.is_empty() {
            return false;
        }
        let key = match kept.asking {
            true => "told.kept",
            false => "told.unrecorded",
        };
        let mut html = Html::default();
        html.bold(&self.label(kept, &intake.case)).gap();
        html.text(self.content.text(key));
        for fact in &facts {
            html.text("\n\u{2022} ")
                .text(&told_text(self.content, fact));
        }
        let card = Card {
            html: html.into_string(),
            keyboard: change_buttons(self.content, kept.id, intake, &facts),
        };
        self.send_about(conversation, None, card, Some(kept.id));
        true
    }

    /// The button that opens the screen with what was told marked on it.
    pub(super) fn to_the_screen(&self, case: CaseId) -> Keyboard {
        vec![vec![Button::case(
            self.content.text("button.rescreen"),
            case,
            CaseAction::Edit(self.content.topic.red_flags),
        )]]
    }

    /// A text that says that a recorded red flag is absent: the screen is offered, which alone takes it away. Says
    /// whether it was so.
    pub(super) fn offer_screen(&mut self, sender: Sender, kept: &StoredCase, text: &str) -> bool {
        let screen = self.content.topic.red_flags;
        let recorded = self.restored(kept).ok();
        let recorded = recorded.and_then(|read| read.intake.case.answer(screen));
        let Some(Answer::Several(recorded)) = recorded else {
            return false;
        };
        let told = self.answers.reader().read(self.content, text).flags;
        let denied: Vec<&str> = told
            .denied
            .iter()
            .filter(|flag| recorded.has(*flag))
            .map(|flag| self.content.option(screen, flag).label.as_str())
            .collect();
        if denied.is_empty() || !told.flags.is_empty() {
            return false;
        }
        let mut html = Html::default();
        html.bold(&self.label_of(kept)).gap();
        html.text(
            &self
                .content
                .text_with("flags.denied", &[("flags", &denied.join(", "))]),
        );
        let title = &self.content.question(screen).title;
        let label = self.content.text_with("button.edit", &[("title", title)]);
        let card = Card {
            html: html.into_string(),
            keyboard: vec![vec![Button::case(label, kept.id, CaseAction::Edit(screen))]],
        };
        self.send_about(
            sender.conversation,
            Some(sender.message),
            card,
            Some(kept.id),
        );
        true
    }

    /// The screens of the cases that are open here, for a flag of which it is not known whose it is.
    pub(super) fn to_the_screens(&self, conversation: ConversationId) -> Keyboard {
        let screen = self.content.topic.red_flags;
        let cases = self.planned(conversation);
        let rows = cases.iter().map(|case| {
            let label = [("case", &*self.label_of(case))];
            let label = self.content.text_with("button.rescreen_case", &label);
            vec![Button::case(label, case.id, CaseAction::Edit(screen))]
        });
        let mut keyboard: Keyboard = rows.collect();
        keyboard.extend(menu_card(self.content, conversation.user, "", None).keyboard);
        keyboard
    }

    /// One step of the intake of a case. The screen opens with what was told marked on it, whichever way leads there,
    /// and a plan is not due while a flag waits.
    pub(super) fn step(&self, kept: &mut StoredCase, before: &Intake, event: &Event) -> Step {
        let told = thread::told_flags(self.content, kept);
        let screen = self.content.topic.red_flags;
        // Told by a colleague since the open screen was shown: it is marked before anything on that card counts.
        let answers = matches!(
            event,
            Event::Choose(..) | Event::Mark(..) | Event::Done(_) | Event::Skip(_) | Event::Type(_)
        );
        let unseen = answers
            && before.asking() == Some(screen)
            && told.iter().any(|flag| !before.draft.has(flag));
        if unseen {
            return step(self.content, before, &Event::Tell(told));
        }
        let mut after = step(self.content, before, event);
        thread::forget_answered(self.content, kept, (before, event, &after.intake));
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

    /// What a review that is left had recorded of red flags and risks is not lost with it: it stands as told. A plan is
    /// not due while a flag waits.
    pub(super) fn keep_of_left_review(
        &mut self,
        kept: &mut StoredCase,
        before: &Intake,
        after: &mut Step,
    ) {
        thread::keep_of_review(self.content, kept, &before.case, &after.intake.case);
        self.session.save_case(kept);
        after.plan &= self.pending_flags(kept, &after.intake.case).is_empty();
    }

    /// Keeps what is marked on the open screen, so that it outlives the card.
    pub(super) fn keep_marks(&self, kept: &mut StoredCase, intake: &Intake) {
        let screen = self.content.topic.red_flags;
        if intake.asking() == Some(screen) {
            let exclusive = self.content.question(screen).exclusive;
            thread::keep_flags(self.content, kept, intake.draft.without(exclusive));
        }
    }
}
