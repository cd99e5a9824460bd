//! The plan that would follow from another answer, and keeping that answer.

use crate::callback_data::Look;
use crate::handlers::Ctx;
use crate::handlers::callback::Callback;
use crate::handlers::case_label::name_of;
use crate::handlers::intake::CardTarget;
use crate::handlers::plans::AtMostOnce;
use crate::view::{
    Card, CaseRef, GivenPlan, Reader, changes_card, look_in_place, notes, supposed, supposed_label,
    supposed_rows,
};
use care_engine::day::Day;
use care_engine::intake::{Event, Intake, Note, Override, Place, what_if};
use care_engine::plan::plan;
use care_ids::CaseId;
use care_store::{MessageRole, ShownKind, StoredCase};

impl Ctx<'_> {
    /// Shows what would follow, and keeps nothing.
    pub(in crate::handlers) fn show_what_if(
        &mut self,
        callback: Callback,
        kept: &StoredCase,
        intake: &Intake,
        change: Override,
    ) {
        let Some(overridden) = what_if(self.content, &intake.case, change) else {
            self.answer_callback_with(callback, "toast.supposed_gone");
            return;
        };
        let person = self.person(kept.conversation.user);
        let label = self.label(kept, &intake.case);
        let reader = Reader {
            user: kept.conversation.user,
            case: kept.id,
            name: name_of(kept),
            role: self.role(&person),
            label: &label,
            today: Day::at(self.now),
        };
        let (before, after) = (
            plan(self.content, &intake.case, reader.role),
            plan(self.content, &overridden.case, reader.role),
        );
        let ids = self.lines_of(&after);
        let pathway = Some(self.content.pathway(after.pathway).id.clone());
        self.audit(
            callback.conversation,
            Some(kept.id),
            ShownKind::WhatIf,
            ids,
            pathway,
        );
        let given = |case, plan| GivenPlan { case, plan };
        let shown = supposed(
            self.content,
            given(&intake.case, &before),
            given(&overridden.case, &after),
            overridden.asks_again,
            reader,
        );
        let once = AtMostOnce {
            messages: vec![shown.screen.html],
            role: MessageRole::Other,
            keyboard: supposed_rows(self.content, kept.id, change, shown.differs),
            under: callback.message,
            again: look_in_place(kept.id, Look::WhatIf(change)),
        };
        self.send_once(callback.conversation, kept, once);
        self.answer_callback(callback, None);
    }

    /// A page of everything that another answer would make different. Nothing where it is none any more.
    pub(in crate::handlers) fn what_if_changes(
        &mut self,
        kept: &StoredCase,
        intake: &Intake,
        change: Override,
        page: usize,
    ) -> Option<Card> {
        let overridden = what_if(self.content, &intake.case, change)?;
        let role = self.role(&self.person(kept.conversation.user));
        let label = self.label(kept, &intake.case);
        let label = supposed_label(self.content, &label);
        let of = CaseRef {
            id: kept.id,
            label: &label,
        };
        let plan_of = |case| plan(self.content, case, role);
        Some(changes_card(
            self.content,
            of,
            GivenPlan {
                case: &intake.case,
                plan: &plan_of(&intake.case),
            },
            GivenPlan {
                case: &overridden.case,
                plan: &plan_of(&overridden.case),
            },
            (page, |to| Look::WhatIfChanges(change, to)),
        ))
    }

    /// Keeps the other answer that was supposed: the plan is given again, or what the change makes necessary is asked.
    pub(in crate::handlers) fn save(&mut self, callback: Callback, id: CaseId, change: Override) {
        let Some(mut case) = self.changeable_case(&callback, id) else {
            return;
        };
        let Ok(read) = self.restored(&case) else {
            self.answer_callback_with(callback, "toast.unreadable");
            return;
        };
        if self.is_outdated(&case, &read) {
            return self.show_outdated(callback, case, read.intake);
        }
        let after = self.step(&mut case, &read.intake, &Event::Apply(change));
        if after.notes.contains(&Note::NotNow) {
            self.answer_callback_with(callback, "toast.supposed_gone");
            return;
        }
        if after.intake == read.intake {
            self.answer_callback_with(callback, "toast.already");
            return;
        }
        // One of several risks is marked on their card, where the others are still to be looked at.
        let is_marked = after.intake.asking() == Some(change.question());
        let said = match is_marked {
            true => "toast.marked",
            false => "toast.saved",
        };
        let plan_texts = notes(self.content, &after.intake, &after.notes);
        let plan_texts = plan_texts.unwrap_or_else(|| self.content.text(said).to_owned());
        let (conversation, under) = (callback.conversation, callback.message);
        self.answer_callback(callback, Some(plan_texts));
        let on = if after.intake.place == Place::Planned {
            // The card says so already; it only gets buttons that are of this turn.
            CardTarget::from(case.card)
        } else {
            let old = case.card.take();
            self.remove_buttons(conversation, old);
            under.map_or(CardTarget::New, CardTarget::Reply)
        };
        self.save_intake(&mut case, &after.intake, after.plan);
        self.show(conversation, &mut case, &after, on, under)
    }
}
