//! Who may change the answers of a case, and a case that was begun under older content.

use crate::handlers::Ctx;
use crate::handlers::callback::Callback;
use crate::handlers::intake::CardTarget;
use crate::telegram::calls::Call;
use care_engine::intake::{Intake, Note, Step};
use care_store::{CaseId, KeptCase, Missing, Seat};

/// How long it is believed what Telegram said of somebody in a group.
const MEMBER_CACHE_SECONDS: i64 = 3600;

impl Ctx<'_> {
    /// The case of a button that changes it, if it is there and whoever pressed may. Otherwise the
    /// press is answered.
    pub(in crate::handlers) fn changeable_case(
        &mut self,
        callback: &Callback,
        id: CaseId,
    ) -> Result<Option<KeptCase>, Missing> {
        let Some(case) = self.case_here(callback, id)? else {
            return Ok(None);
        };
        let seat = callback.seat;
        if case.seat.person == seat.person {
            return Ok(Some(case));
        }
        let key = match self.is_group_admin(seat)? {
            Some(true) => return Ok(Some(case)),
            Some(false) => "toast.foreign",
            None => {
                self.calls.push(Call::GetChatMember { seat });
                "toast.looking_up"
            }
        };
        self.answer_callback_with(callback.clone(), key);
        Ok(None)
    }

    /// Whether somebody is_group_admin the group they press in; nothing where that has to be asked.
    fn is_group_admin(&self, seat: Seat) -> Result<Option<bool>, Missing> {
        // Groups have negative numbers.
        if seat.chat > 0 {
            return Ok(Some(false));
        }
        let member = self.session.member(seat.chat, seat.person)?;
        let fresh = member.filter(|member| self.now - member.seen_at <= MEMBER_CACHE_SECONDS);
        Ok(fresh.map(|member| member.admin))
    }

    /// A case of older content, of which an answer or the card is gone: a word why and the present
    /// card. Nothing else comes of the press.
    pub(in crate::handlers) fn show_outdated(
        &mut self,
        callback: Callback,
        mut case: KeptCase,
        intake: Intake,
    ) -> Result<(), Missing> {
        let on = match callback.message {
            Some(message) if case.card == Some(message) => CardTarget::Existing(message),
            _ => CardTarget::New,
        };
        let seat = callback.seat;
        self.answer_callback_with(callback, "toast.content_changed");
        self.present_card(seat, &mut case, intake, on)
    }

    /// The present card with the word that the content was brought up to date.
    pub(in crate::handlers) fn present_card(
        &mut self,
        seat: Seat,
        case: &mut KeptCase,
        mut intake: Intake,
        on: CardTarget,
    ) -> Result<(), Missing> {
        intake.turn = intake.turn.wrapping_add(1);
        if !matches!(on, CardTarget::Existing(_)) {
            let old = case.card.take();
            self.remove_buttons(seat, old);
        }
        self.save_intake(case, &intake, false);
        let present = Step {
            intake,
            notes: vec![Note::ContentChanged],
            plan: false,
        };
        self.show(seat, case, &present, on, None)
    }
}
