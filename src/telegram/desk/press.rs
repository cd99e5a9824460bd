//! Pressed buttons. Every one is answered; one that is stale, doubled or somebody else's does no
//! harm.

use super::Sitting;
use super::cases::On;
use crate::core::content::AskedIx;
use crate::core::intake::{Event, Place, step};
use crate::render::{Action, case_label, notes};
use crate::store::{CaseId, KeptCase, Missing, Seat};
use crate::telegram::callback::{Decoded, decode};
use crate::telegram::calls::Call;

impl Sitting<'_> {
    pub(super) fn press(
        &mut self,
        seat: Seat,
        message: Option<i32>,
        query: String,
        data: &str,
    ) -> Result<(), Missing> {
        match decode(self.content, data) {
            None => {
                tracing::warn!("a button that the bot never made was pressed");
                self.toast(seat, query, "toast.unknown_button");
                Ok(())
            }
            Some(Decoded::Person { person, action }) if person == seat.person => {
                self.press_person(seat, message, query, action)
            }
            Some(Decoded::Person { .. }) => {
                self.toast(seat, query, "toast.foreign");
                Ok(())
            }
            Some(Decoded::Case { case, turn, action }) => {
                match self.own_case(seat, case, &query)? {
                    Some(kept) => self.press_card(seat, message, query, kept, turn, action),
                    None => Ok(()),
                }
            }
            Some(Decoded::Asked { case, asked }) => {
                self.press_question(seat, message, query, case, asked)
            }
            Some(Decoded::OtherCase { case, action }) => {
                match self.own_case(seat, case, &query)? {
                    Some(kept) => self.press_other(seat, query, kept, action),
                    None => Ok(()),
                }
            }
        }
    }

    /// A question of a button. Asking changes nothing, so anybody in the chat may.
    fn press_question(
        &mut self,
        seat: Seat,
        message: Option<i32>,
        query: String,
        case: Option<CaseId>,
        asked: Option<AskedIx>,
    ) -> Result<(), Missing> {
        let about = match case {
            Some(id) => self.case(id)?,
            None => None,
        };
        let about = about.filter(|about| about.seat.chat == seat.chat);
        if case.is_some() && about.is_none() {
            self.toast(seat, query, "toast.gone");
            return Ok(());
        }
        let Some(asked) = asked else {
            self.toast(seat, query, "toast.unknown_button");
            return Ok(());
        };
        self.calls.push(Call::Answer {
            seat,
            query,
            text: None,
        });
        self.question_of(seat, message, about, asked)
    }

    /// The case of a button, if it is there and the person's own. Otherwise the press is answered.
    fn own_case(
        &mut self,
        seat: Seat,
        id: CaseId,
        query: &str,
    ) -> Result<Option<KeptCase>, Missing> {
        let found = self.case(id)?;
        let key = match &found {
            None => "toast.gone",
            Some(case) if case.seat.person != seat.person => "toast.foreign",
            Some(case) if case.seat.chat != seat.chat => "toast.gone",
            Some(_) => return Ok(found),
        };
        self.toast(seat, query.to_owned(), key);
        Ok(None)
    }

    fn press_card(
        &mut self,
        seat: Seat,
        message: Option<i32>,
        query: String,
        case: KeptCase,
        turn: u32,
        action: Option<Action>,
    ) -> Result<(), Missing> {
        let before = match self.intake(&case) {
            Ok(intake) => intake,
            Err(_) => {
                self.toast(seat, query, "toast.unreadable");
                return Ok(());
            }
        };
        let event = action.and_then(event);
        let (Some(event), true) = (event, turn == before.turn) else {
            return self.stale(seat, message, query, case, before);
        };
        let after = step(self.content, &before, &event);
        let toast = notes(self.content, &after.notes);
        self.calls.push(Call::Answer {
            seat,
            query,
            text: toast,
        });
        let same = after.intake == before && !after.plan;
        let mut case = case;
        case.card = message.or(case.card);
        self.keep(&mut case, &after.intake, after.plan)?;
        if same {
            // This message may be a copy, sent when nobody knew that the first one had arrived, and
            // older than what was tapped on that one; otherwise this changes nothing.
            return self.show_present(seat, case, message);
        }
        self.show(seat, &mut case, &after, message.into())
    }

    /// A button of an older card: a word, the old buttons away, and the present card.
    fn stale(
        &mut self,
        seat: Seat,
        message: Option<i32>,
        query: String,
        case: KeptCase,
        intake: crate::core::intake::Intake,
    ) -> Result<(), Missing> {
        if message.is_some() && message == case.card {
            // The second of two quick taps: the card has moved on under the finger.
            let key = if intake.place == Place::Planned {
                "toast.planned"
            } else {
                "toast.taken"
            };
            self.toast(seat, query, key);
            return self.show_present(seat, case, message);
        }
        self.toast(seat, query, "toast.stale");
        if let Some(message) = message {
            self.calls.push(Call::Strip { seat, message });
        }
        self.show_again(seat, case, intake)
    }

    fn press_other(
        &mut self,
        seat: Seat,
        query: String,
        mut case: KeptCase,
        action: Action,
    ) -> Result<(), Missing> {
        let Ok(intake) = self.intake(&case) else {
            self.toast(seat, query, "toast.unreadable");
            return Ok(());
        };
        self.calls.push(Call::Answer {
            seat,
            query,
            text: None,
        });
        let wanted = match action {
            Action::ShowPlan if intake.place == Place::Planned => {
                let label = case_label(self.content, case.id);
                return self.give_plan(seat, &case, &intake, &label);
            }
            Action::StartOver => Event::StartOver,
            Action::Refine if intake.place == Place::Planned => Event::Refine,
            Action::Edit(question) if intake.place == Place::Planned => Event::Edit(question),
            _ => return self.show_again(seat, case, intake),
        };
        let after = step(self.content, &intake, &wanted);
        let old = case.card.take();
        self.keep(&mut case, &after.intake, false)?;
        self.strip(seat, old);
        self.show(seat, &mut case, &after, On::New)
    }

    pub(super) fn toast(&mut self, seat: Seat, query: String, key: &str) {
        let text = Some(self.content.text(key).to_owned());
        self.calls.push(Call::Answer { seat, query, text });
    }
}

/// What a button of a card does to the intake.
fn event(action: Action) -> Option<Event> {
    Some(match action {
        Action::Choose(question, option) => Event::Choose(question, option),
        Action::Mark(question, option, on) => Event::Mark(question, option, on),
        Action::Done(question) => Event::Done(question),
        Action::Skip(question) => Event::Skip(question),
        Action::Back => Event::Back,
        Action::Edit(question) => Event::Edit(question),
        Action::ShowPlan => Event::ShowPlan,
        Action::Refine => Event::Refine,
        Action::StartOver => Event::StartOver,
        Action::Cancel => Event::Cancel,
        Action::Continue => Event::Reopen,
    })
}
