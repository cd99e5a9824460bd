//! Callback buttons. Every one is answered; one that is stale, doubled or somebody else's does no
//! harm.

mod case_list;
mod look;
mod permission;
mod what_if;

use crate::handlers::Ctx;
use crate::handlers::intake::CardTarget;
use crate::telegram::callback_data::further::{self, Further};
use crate::telegram::callback_data::{Decoded, decode};
use crate::telegram::calls::Call;
use crate::view::{Action, notes};
use care_engine::content::AskedIx;
use care_engine::intake::{Event, Intake, Place, Purpose, step};
use care_store::{CaseId, KeptCase, Missing, Seat};
use look::Placement;

/// A press: by whom, on what.
#[derive(Debug, Clone)]
pub(in crate::handlers) struct Callback {
    pub seat: Seat,
    /// The message it stands on, when Telegram still knows it.
    pub message: Option<i32>,
    /// The message that this one answers.
    pub replied: Option<i32>,
    /// To be answered, once.
    pub query: String,
}

impl Ctx<'_> {
    pub(in crate::handlers) fn on_callback(
        &mut self,
        callback: Callback,
        data: &str,
    ) -> Result<(), Missing> {
        match decode(self.content, data) {
            None => match further::decode(self.content, data) {
                Some(button) => self.on_other_button(callback, button),
                None => {
                    tracing::warn!("a button that the bot never made was callback");
                    self.answer_callback_with(callback, "toast.unknown_button");
                    Ok(())
                }
            },
            Some(Decoded::Person { person, action }) if person == callback.seat.person => {
                self.on_person_button(callback.seat, callback.message, callback.query, action)
            }
            Some(Decoded::Person { .. }) => {
                self.answer_callback_with(callback, "toast.foreign");
                Ok(())
            }
            Some(Decoded::Case { case, turn, action }) => {
                match self.changeable_case(&callback, case)? {
                    Some(kept) => self.on_card_button(callback, kept, turn, action),
                    None => Ok(()),
                }
            }
            Some(Decoded::Asked { case, asked }) => self.on_question_button(callback, case, asked),
            Some(Decoded::OtherCase { case, action, here }) => {
                match self.changeable_case(&callback, case)? {
                    Some(kept) => self.on_case_button(callback, kept, action, here),
                    None => Ok(()),
                }
            }
        }
    }

    /// What stands under plans, answers and lists.
    fn on_other_button(&mut self, callback: Callback, button: Further) -> Result<(), Missing> {
        match button {
            Further::Look { case, look, anew } => {
                let placement = if anew {
                    Placement::Below
                } else {
                    Placement::InPlace
                };
                self.look(callback, case, look, placement)
            }
            Further::Save { case, supposition } => self.save(callback, case, supposition),
            Further::Delete { case, deletion } => self.delete(callback, case, deletion),
            Further::CasesFrom { person, page } => self.turn_cases(callback, person, page),
            Further::Helpful {
                judged, helpful, ..
            } => {
                self.record_feedback(callback, judged, helpful);
                Ok(())
            }
            Further::Topic { case } => self.open_topic(callback, case),
        }
    }

    /// A question of a button. Asking changes nothing, so anybody in the chat may.
    fn on_question_button(
        &mut self,
        callback: Callback,
        case: Option<CaseId>,
        asked: Option<AskedIx>,
    ) -> Result<(), Missing> {
        let about = match case {
            Some(id) => match self.case_here(&callback, id)? {
                Some(case) => Some(case),
                None => return Ok(()),
            },
            None => None,
        };
        let Some(asked) = asked else {
            self.answer_callback_with(callback, "toast.unknown_button");
            return Ok(());
        };
        if let Some(case) = &about
            && let Ok(read) = self.restored(case)
            && self.is_outdated(case, &read)
        {
            return self.show_outdated(callback, case.clone(), read.intake);
        }
        let (seat, message) = (callback.seat, callback.message);
        self.answer_callback(callback, None);
        self.question_of(seat, message, about, asked)
    }

    fn on_card_button(
        &mut self,
        callback: Callback,
        case: KeptCase,
        turn: u32,
        action: Option<Action>,
    ) -> Result<(), Missing> {
        let Ok(read) = self.restored(&case) else {
            self.answer_callback_with(callback, "toast.unreadable");
            return Ok(());
        };
        if self.is_outdated(&case, &read) {
            return self.show_outdated(callback, case, read.intake);
        }
        let before = read.intake;
        let event = action.and_then(event);
        let (Some(event), true) = (event, turn == before.turn) else {
            return self.stale(callback, case, before);
        };
        let after = step(self.content, &before, &event);
        let (seat, message, replied) = (callback.seat, callback.message, callback.replied);
        self.answer_callback(callback, notes(self.content, &after.notes));
        let same = after.intake == before && !after.plan;
        let mut case = case;
        case.card = message.or(case.card);
        if event == Event::StartOver {
            case.pathway = None;
        }
        self.save_intake(&mut case, &after.intake, after.plan);
        if same {
            // This message may be a copy, sent when nobody knew that the first one had arrived, and
            // older than what was tapped on that one; otherwise this changes nothing.
            return self.show_present(seat, case, message);
        }
        // A card that was opened under a plan answers it, and so does the plan that comes of it.
        let change = matches!(before.place, Place::Ask(_, Purpose::Change));
        let under = replied.filter(|_| change);
        self.show(seat, &mut case, &after, message.into(), under)
    }

    /// A button of an older card: a word, the old buttons away, and the present card.
    fn stale(&mut self, callback: Callback, case: KeptCase, intake: Intake) -> Result<(), Missing> {
        let (seat, message) = (callback.seat, callback.message);
        if message.is_some() && message == case.card {
            // The second of two quick taps: the card has moved on under the finger.
            let key = if intake.place == Place::Planned {
                "toast.planned"
            } else {
                "toast.taken"
            };
            self.answer_callback_with(callback, key);
            return self.show_present(seat, case, message);
        }
        self.answer_callback_with(callback, "toast.stale");
        self.remove_buttons(seat, message);
        self.show_again(seat, case, intake)
    }

    fn on_case_button(
        &mut self,
        callback: Callback,
        mut case: KeptCase,
        action: Action,
        here: bool,
    ) -> Result<(), Missing> {
        let Ok(read) = self.restored(&case) else {
            self.answer_callback_with(callback, "toast.unreadable");
            return Ok(());
        };
        if action == Action::Cancel {
            return self.close(callback, case);
        }
        if self.is_outdated(&case, &read) {
            return self.show_outdated(callback, case, read.intake);
        }
        let intake = read.intake;
        let (seat, message) = (callback.seat, callback.message);
        self.answer_callback(callback, None);
        let planned = intake.place == Place::Planned && self.is_complete(&intake);
        let wanted = match action {
            Action::ShowPlan | Action::Continue if planned => {
                return self.give_plan(seat, &case, &intake, None);
            }
            Action::StartOver => Event::StartOver,
            Action::Refine if intake.place == Place::Planned => Event::Refine,
            Action::Edit(question) if intake.place == Place::Planned => Event::Edit(question),
            _ => return self.show_again(seat, case, intake),
        };
        let after = step(self.content, &intake, &wanted);
        if wanted == Event::StartOver {
            case.pathway = None;
        }
        let old = case.card.take();
        self.remove_buttons(seat, old.filter(|old| !here || Some(*old) != message));
        let on = match (message, wanted) {
            (Some(message), _) if here => {
                case.card = Some(message);
                case.card_number += 1;
                CardTarget::Existing(message)
            }
            (Some(message), Event::Edit(_)) => CardTarget::Reply(message),
            _ => CardTarget::New,
        };
        self.save_intake(&mut case, &after.intake, false);
        self.show(seat, &mut case, &after, on, None)
    }

    /// Answers a press with one of the texts.
    pub(in crate::handlers) fn answer_callback_with(&mut self, callback: Callback, key: &str) {
        let text = self.content.text(key).to_owned();
        self.answer_callback(callback, Some(text));
    }

    /// Answers a press.
    pub(in crate::handlers) fn answer_callback(
        &mut self,
        callback: Callback,
        text: Option<String>,
    ) {
        let Callback { seat, query, .. } = callback;
        self.calls.push(Call::AnswerCallback { seat, query, text });
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
