//! The list of a person's cases, and what is done from it.

use super::Sitting;
use super::press::Pressed;
use crate::render::{Card, Deletion, Known, case_list_card, delete_card};
use crate::telegram::calls::Call;
use care_engine::case::Case;
use care_engine::intake::{Event, step};
use care_store::{CaseId, KeptCase, Missing, Seat};

impl Sitting<'_> {
    /// The list as a new message.
    pub(super) fn list_cases(&mut self, seat: Seat, reply_to: Option<i32>) -> Result<(), Missing> {
        let card = self.case_list(seat, 0)?;
        self.send(seat, reply_to, card);
        Ok(())
    }

    /// Another page of it, where it stands.
    pub(super) fn turn_cases(
        &mut self,
        pressed: Pressed,
        person: i64,
        page: usize,
    ) -> Result<(), Missing> {
        if person != pressed.seat.person {
            self.toast(pressed, "toast.foreign");
            return Ok(());
        }
        self.list_again(pressed.seat, pressed.message, page)?;
        self.took(pressed, None);
        Ok(())
    }

    /// The list anew, in the place of a message.
    fn list_again(&mut self, seat: Seat, message: Option<i32>, page: usize) -> Result<(), Missing> {
        let card = self.case_list(seat, page)?;
        self.replace(seat, message, card);
        Ok(())
    }

    fn case_list(&mut self, seat: Seat, page: usize) -> Result<Card, Missing> {
        let kept = self.cases_of(seat)?;
        let read = |case: &KeptCase| self.restored(case).ok().map(|read| read.intake.case);
        let cases: Vec<Option<Case>> = kept.iter().map(read).collect();
        let known: Vec<Known<'_>> = kept
            .iter()
            .zip(&cases)
            .map(|(kept, case)| self.known(kept, case.as_ref()))
            .collect();
        Ok(case_list_card(self.content, &known, page))
    }

    /// Closes a case from the list.
    pub(super) fn close(&mut self, pressed: Pressed, mut case: KeptCase) -> Result<(), Missing> {
        let Ok(read) = self.restored(&case) else {
            self.toast(pressed, "toast.unreadable");
            return Ok(());
        };
        let after = step(self.content, &read.intake, &Event::Cancel);
        let old = case.card.take();
        self.keep(&mut case, &after.intake, false);
        self.strip(pressed.seat, old);
        self.list_again(pressed.seat, pressed.message, 0)?;
        self.toast(pressed, "toast.closed");
        Ok(())
    }

    /// Deletes a case with its plans, once that is confirmed. Only its own person may.
    pub(super) fn delete(
        &mut self,
        pressed: Pressed,
        id: CaseId,
        deletion: Deletion,
    ) -> Result<(), Missing> {
        let found = self.case(id)?;
        let Some(case) = found.filter(|case| case.seat.chat == pressed.seat.chat) else {
            self.toast(pressed, "toast.gone");
            return Ok(());
        };
        if case.seat.person != pressed.seat.person {
            self.toast(pressed, "toast.foreign");
            return Ok(());
        }
        match deletion {
            Deletion::Ask => {
                let read = self.restored(&case).ok();
                let answers = read.as_ref().map(|read| &read.intake.case);
                let card = delete_card(self.content, self.known(&case, answers));
                self.replace(pressed.seat, pressed.message, card);
                self.took(pressed, None);
            }
            Deletion::Sure => {
                self.changes.delete_case(id);
                if let Some(message) = case.card {
                    let seat = pressed.seat;
                    self.calls.push(Call::Strip { seat, message });
                }
                self.list_again(pressed.seat, pressed.message, 0)?;
                self.toast(pressed, "toast.deleted");
            }
        }
        Ok(())
    }
}
