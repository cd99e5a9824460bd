//! The plan that would follow from another answer, and keeping that answer.

use super::Sitting;
use super::cases::On;
use super::plans::Once;
use super::press::Pressed;
use crate::render::{Given, Look, Press, Reader, notes, supposed_messages, supposed_rows};
use care_engine::day::Day;
use care_engine::intake::{Event, Intake, Note, Place, Supposition, step, suppose};
use care_engine::plan::plan;
use care_store::{CaseId, KeptCase, Missing, ShownKind};

impl Sitting<'_> {
    /// Shows what would follow, and keeps nothing.
    pub(super) fn suppose(
        &mut self,
        pressed: Pressed,
        kept: &KeptCase,
        intake: &Intake,
        supposition: Supposition,
    ) -> Result<(), Missing> {
        let Some(supposed) = suppose(self.content, &intake.case, supposition) else {
            self.toast(pressed, "toast.supposed_gone");
            return Ok(());
        };
        let person = self.person(kept.seat.person)?;
        let label = self.label(kept, &intake.case);
        let reader = Reader {
            role: self.role(&person),
            label: &label,
            today: Day::at(self.now),
        };
        let (before, after) = (
            plan(self.content, &intake.case, reader.role),
            plan(self.content, &supposed.case, reader.role),
        );
        let ids = self.lines_of(&after);
        let pathway = Some(after.pathway.id().to_owned());
        self.note_shown(pressed.seat, Some(kept.id), ShownKind::WhatIf, ids, pathway);
        let given = |case, plan| Given { case, plan };
        let messages = supposed_messages(
            self.content,
            given(&intake.case, &before),
            given(&supposed.case, &after),
            supposed.asks_again,
            reader,
        );
        let once = Once {
            messages: messages.messages,
            keyboard: supposed_rows(self.content, kept.id, supposition),
            under: pressed.message,
            again: Press::Look(kept.id, Look::Suppose(supposition)),
        };
        self.send_once(pressed.seat, kept, once);
        self.took(pressed, None);
        Ok(())
    }

    /// Keeps what was supposed: the plan is given again, or what the change makes necessary is asked.
    pub(super) fn save(
        &mut self,
        pressed: Pressed,
        id: CaseId,
        supposition: Option<Supposition>,
    ) -> Result<(), Missing> {
        let Some(mut case) = self.changeable_case(&pressed, id)? else {
            return Ok(());
        };
        let Some(supposition) = supposition else {
            self.toast(pressed, "toast.content_gone");
            return Ok(());
        };
        let Ok(read) = self.restored(&case) else {
            self.toast(pressed, "toast.unreadable");
            return Ok(());
        };
        if self.is_outdated(&case, &read) {
            return self.bring_up_to_date(pressed, case, read.intake);
        }
        let after = step(self.content, &read.intake, &Event::Adopt(supposition));
        if after.notes.contains(&Note::NotNow) {
            self.toast(pressed, "toast.supposed_gone");
            return Ok(());
        }
        if after.intake == read.intake {
            self.toast(pressed, "toast.already");
            return Ok(());
        }
        let told = notes(self.content, &after.notes);
        let told = told.unwrap_or_else(|| self.content.text("toast.saved").to_owned());
        let (seat, under) = (pressed.seat, pressed.message);
        self.took(pressed, Some(told));
        let on = if after.intake.place == Place::Planned {
            // The card says so already; it only gets buttons that are of this turn.
            On::from(case.card)
        } else {
            let old = case.card.take();
            self.strip(seat, old);
            under.map_or(On::New, On::Reply)
        };
        self.keep(&mut case, &after.intake, after.plan);
        self.show(seat, &mut case, &after, on, under)
    }
}
