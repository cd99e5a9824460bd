//! Pressed buttons. Every one is answered; one that is stale, doubled or somebody else's does no
//! harm.

use super::Sitting;
use super::cases::On;
use super::why::Shown;
use crate::render::{Action, notes};
use crate::telegram::callback::further::{self, Further};
use crate::telegram::callback::{Decoded, decode};
use crate::telegram::calls::Call;
use care_engine::content::AskedIx;
use care_engine::intake::{Event, Intake, Place, Purpose, step};
use care_store::{CaseId, KeptCase, Missing, Seat};

/// A press: by whom, on what.
#[derive(Debug, Clone)]
pub(super) struct Pressed {
    pub seat: Seat,
    /// The message it stands on, when Telegram still knows it.
    pub message: Option<i32>,
    /// The message that this one answers.
    pub replied: Option<i32>,
    /// To be answered, once.
    pub query: String,
}

impl Sitting<'_> {
    pub(super) fn press(&mut self, pressed: Pressed, data: &str) -> Result<(), Missing> {
        match decode(self.content, data) {
            None => match further::decode(self.content, data) {
                Some(button) => self.press_further(pressed, button),
                None => {
                    tracing::warn!("a button that the bot never made was pressed");
                    self.toast(pressed, "toast.unknown_button");
                    Ok(())
                }
            },
            Some(Decoded::Person { person, action }) if person == pressed.seat.person => {
                self.press_person(pressed.seat, pressed.message, pressed.query, action)
            }
            Some(Decoded::Person { .. }) => {
                self.toast(pressed, "toast.foreign");
                Ok(())
            }
            Some(Decoded::Case { case, turn, action }) => {
                match self.changeable_case(&pressed, case)? {
                    Some(kept) => self.press_card(pressed, kept, turn, action),
                    None => Ok(()),
                }
            }
            Some(Decoded::Asked { case, asked }) => self.press_question(pressed, case, asked),
            Some(Decoded::OtherCase { case, action, here }) => {
                match self.changeable_case(&pressed, case)? {
                    Some(kept) => self.press_other(pressed, kept, action, here),
                    None => Ok(()),
                }
            }
        }
    }

    /// What stands under plans, answers and lists.
    fn press_further(&mut self, pressed: Pressed, button: Further) -> Result<(), Missing> {
        match button {
            Further::Look { case, look, anew } => {
                let shown = if anew { Shown::Below } else { Shown::Here };
                self.look(pressed, case, look, shown)
            }
            Further::Save { case, supposition } => self.save(pressed, case, supposition),
            Further::Delete { case, deletion } => self.delete(pressed, case, deletion),
            Further::CasesFrom { person, page } => self.turn_cases(pressed, person, page),
            Further::Helpful {
                judged, helpful, ..
            } => {
                self.judge(pressed, judged, helpful);
                Ok(())
            }
            Further::Topic { case } => self.open_topic(pressed, case),
        }
    }

    /// A question of a button. Asking changes nothing, so anybody in the chat may.
    fn press_question(
        &mut self,
        pressed: Pressed,
        case: Option<CaseId>,
        asked: Option<AskedIx>,
    ) -> Result<(), Missing> {
        let about = match case {
            Some(id) => match self.case_here(&pressed, id)? {
                Some(case) => Some(case),
                None => return Ok(()),
            },
            None => None,
        };
        let Some(asked) = asked else {
            self.toast(pressed, "toast.unknown_button");
            return Ok(());
        };
        if let Some(case) = &about
            && let Ok(read) = self.restored(case)
            && self.is_outdated(case, &read)
        {
            return self.bring_up_to_date(pressed, case.clone(), read.intake);
        }
        let (seat, message) = (pressed.seat, pressed.message);
        self.took(pressed, None);
        self.question_of(seat, message, about, asked)
    }

    fn press_card(
        &mut self,
        pressed: Pressed,
        case: KeptCase,
        turn: u32,
        action: Option<Action>,
    ) -> Result<(), Missing> {
        let Ok(read) = self.restored(&case) else {
            self.toast(pressed, "toast.unreadable");
            return Ok(());
        };
        if self.is_outdated(&case, &read) {
            return self.bring_up_to_date(pressed, case, read.intake);
        }
        let before = read.intake;
        let event = action.and_then(event);
        let (Some(event), true) = (event, turn == before.turn) else {
            return self.stale(pressed, case, before);
        };
        let after = step(self.content, &before, &event);
        let (seat, message, replied) = (pressed.seat, pressed.message, pressed.replied);
        self.took(pressed, notes(self.content, &after.notes));
        let same = after.intake == before && !after.plan;
        let mut case = case;
        case.card = message.or(case.card);
        if event == Event::StartOver {
            case.pathway = None;
        }
        self.keep(&mut case, &after.intake, after.plan);
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
    fn stale(&mut self, pressed: Pressed, case: KeptCase, intake: Intake) -> Result<(), Missing> {
        let (seat, message) = (pressed.seat, pressed.message);
        if message.is_some() && message == case.card {
            // The second of two quick taps: the card has moved on under the finger.
            let key = if intake.place == Place::Planned {
                "toast.planned"
            } else {
                "toast.taken"
            };
            self.toast(pressed, key);
            return self.show_present(seat, case, message);
        }
        self.toast(pressed, "toast.stale");
        self.strip(seat, message);
        self.show_again(seat, case, intake)
    }

    fn press_other(
        &mut self,
        pressed: Pressed,
        mut case: KeptCase,
        action: Action,
        here: bool,
    ) -> Result<(), Missing> {
        let Ok(read) = self.restored(&case) else {
            self.toast(pressed, "toast.unreadable");
            return Ok(());
        };
        if action == Action::Cancel {
            return self.close(pressed, case);
        }
        if self.is_outdated(&case, &read) {
            return self.bring_up_to_date(pressed, case, read.intake);
        }
        let intake = read.intake;
        let (seat, message) = (pressed.seat, pressed.message);
        self.took(pressed, None);
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
        self.strip(seat, old.filter(|old| !here || Some(*old) != message));
        let on = match (message, wanted) {
            (Some(message), _) if here => {
                case.card = Some(message);
                case.card_number += 1;
                On::Message(message)
            }
            (Some(message), Event::Edit(_)) => On::Reply(message),
            _ => On::New,
        };
        self.keep(&mut case, &after.intake, false);
        self.show(seat, &mut case, &after, on, None)
    }

    /// Answers a press with one of the texts.
    pub(super) fn toast(&mut self, pressed: Pressed, key: &str) {
        let text = self.content.text(key).to_owned();
        self.took(pressed, Some(text));
    }

    /// Answers a press.
    pub(super) fn took(&mut self, pressed: Pressed, text: Option<String>) {
        let Pressed { seat, query, .. } = pressed;
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
