//! Who may change the answers of a case, and a case that was begun under older content.

use super::Sitting;
use super::cases::On;
use super::press::Pressed;
use crate::telegram::calls::Call;
use care_engine::intake::{Intake, Note, Step};
use care_store::{CaseId, KeptCase, Missing, Seat};

/// How long it is believed what Telegram said of somebody in a group.
const BELIEVED_SECONDS: i64 = 3600;

impl Sitting<'_> {
    /// The case of a button that changes it, if it is there and whoever pressed may. Otherwise the
    /// press is answered.
    pub(super) fn changeable_case(
        &mut self,
        pressed: &Pressed,
        id: CaseId,
    ) -> Result<Option<KeptCase>, Missing> {
        let Some(case) = self.case_here(pressed, id)? else {
            return Ok(None);
        };
        let seat = pressed.seat;
        if case.seat.person == seat.person {
            return Ok(Some(case));
        }
        let key = match self.administers(seat)? {
            Some(true) => return Ok(Some(case)),
            Some(false) => "toast.foreign",
            None => {
                self.calls.push(Call::AskMember { seat });
                "toast.looking_up"
            }
        };
        self.toast(pressed.clone(), key);
        Ok(None)
    }

    /// Whether somebody administers the group they press in; nothing where that has to be asked.
    fn administers(&self, seat: Seat) -> Result<Option<bool>, Missing> {
        // Groups have negative numbers.
        if seat.chat > 0 {
            return Ok(Some(false));
        }
        let member = self.room.member(seat.chat, seat.person)?;
        let fresh = member.filter(|member| self.now - member.seen_at <= BELIEVED_SECONDS);
        Ok(fresh.map(|member| member.admin))
    }

    /// A case of older content, of which an answer or the card is gone: a word why and the present
    /// card. Nothing else comes of the press.
    pub(super) fn bring_up_to_date(
        &mut self,
        pressed: Pressed,
        mut case: KeptCase,
        intake: Intake,
    ) -> Result<(), Missing> {
        let on = match pressed.message {
            Some(message) if case.card == Some(message) => On::Message(message),
            _ => On::New,
        };
        let seat = pressed.seat;
        self.toast(pressed, "toast.content_changed");
        self.present_card(seat, &mut case, intake, on)
    }

    /// The present card with the word that the content was brought up to date.
    pub(super) fn present_card(
        &mut self,
        seat: Seat,
        case: &mut KeptCase,
        mut intake: Intake,
        on: On,
    ) -> Result<(), Missing> {
        intake.turn = intake.turn.wrapping_add(1);
        if !matches!(on, On::Message(_)) {
            let old = case.card.take();
            self.strip(seat, old);
        }
        self.keep(case, &intake, false);
        let present = Step {
            intake,
            notes: vec![Note::ContentChanged],
            plan: false,
        };
        self.show(seat, case, &present, on, None)
    }
}
