//! Cases in a conversation: beginning, continuing, answering.

use super::Sitting;
use crate::render::{Action, Button, Card, Press, Reader, card, case_label, menu_card};
use crate::telegram::callback::Owner;
use crate::telegram::calls::Call;
use crate::telegram::schema::Sender;
use care_engine::case::{Answer, Case};
use care_engine::day::Day;
use care_engine::intake::{Event, Intake, Note, Place, Purpose, Step, step};
use care_store::{KeptCase, Missing, Person, Seat};

/// Where a card is shown.
#[derive(Debug, Clone, Copy)]
pub(super) enum On {
    /// On a message that is there.
    Message(i32),
    /// On a new one, below what was typed.
    Reply(i32),
    /// On a new one.
    New,
}

impl On {
    fn reply_to(self) -> Option<i32> {
        match self {
            Self::Reply(message) => Some(message),
            Self::Message(_) | Self::New => None,
        }
    }
}

impl From<Option<i32>> for On {
    fn from(message: Option<i32>) -> Self {
        message.map_or(Self::New, Self::Message)
    }
}

impl Sitting<'_> {
    pub(super) fn start(&mut self, sender: Sender, payload: &str) -> Result<(), Missing> {
        let person = self.person(sender.seat.person)?;
        if let Some(card) = self.due(&person) {
            self.send(sender.seat, None, card);
            return Ok(());
        }
        match payload {
            "new" => return self.begin(sender.seat, None, &person),
            "sources" => return self.tell(sender, self.sources()),
            "about" => return self.tell(sender, self.about()),
            "privacy" => {
                return self.tell(sender, self.privacy());
            }
            _ => {}
        }
        match self.latest(sender.seat)? {
            Some(case) if case.asking => {
                let label = case_label(self.content, case.id);
                let words = self.content.text_with("start.open", &[("case", &label)]);
                let mut card = menu_card(self.content, &words, Some(case.id));
                card.keyboard.insert(
                    1,
                    vec![Button {
                        label: self.content.text("button.start_over").to_owned(),
                        press: Press::OtherCase(case.id, Action::StartOver),
                    }],
                );
                self.send(sender.seat, Some(sender.message), card);
                Ok(())
            }
            _ => self.begin(sender.seat, None, &person),
        }
    }

    pub(super) fn new_case(&mut self, sender: Sender) -> Result<(), Missing> {
        let person = self.person(sender.seat.person)?;
        match self.due(&person) {
            Some(card) => {
                self.send(sender.seat, None, card);
                Ok(())
            }
            None => self.begin(sender.seat, None, &person),
        }
    }

    /// Begins a case, on a message that is already there or on a new one.
    pub(super) fn begin(
        &mut self,
        seat: Seat,
        message: Option<i32>,
        person: &Person,
    ) -> Result<(), Missing> {
        let Some(first) = self.content.question_places().next() else {
            return Ok(());
        };
        let mut known = Case::default();
        if let Some((question, option)) =
            self.role(person).map(|role| self.content.role(role).asker)
        {
            known.set(question, Some(Answer::One(option)));
        }
        if let Some((question, marks)) = self.access_marks(person) {
            known.set(question, Some(Answer::Several(marks)));
        }
        let intake = Intake::new(known, first);
        let mut case = self.room.new_case(&mut self.changes, seat, self.now)?;
        case.card = message;
        self.keep(&mut case, &intake, false);
        let after = Step {
            intake,
            notes: Vec::new(),
            plan: false,
        };
        self.show(seat, &mut case, &after, message.into(), None)
    }

    pub(super) fn resume(&mut self, sender: Sender) -> Result<(), Missing> {
        match self.latest(sender.seat)? {
            Some(case) => match self.restored(&case) {
                Ok(read) => self.show_again(sender.seat, case, read.intake),
                Err(_) => self.tell(sender, self.content.text("toast.unreadable").to_owned()),
            },
            None => self.tell(sender, self.content.text("resume.none").to_owned()),
        }
    }

    pub(super) fn cancel(&mut self, sender: Sender) -> Result<(), Missing> {
        let open = self.latest(sender.seat)?.filter(|case| case.asking);
        let Some(mut case) = open else {
            return self.tell(sender, self.content.text("cancel.none").to_owned());
        };
        let Ok(read) = self.restored(&case) else {
            return self.tell(sender, self.content.text("toast.unreadable").to_owned());
        };
        let after = step(self.content, &read.intake, &Event::Cancel);
        let old = case.card.take();
        self.keep(&mut case, &after.intake, false);
        self.strip(sender.seat, old);
        self.show(sender.seat, &mut case, &after, On::New, None)
    }

    /// A typed answer to the open question.
    pub(super) fn answer_typed(
        &mut self,
        sender: Sender,
        mut case: KeptCase,
        text: String,
    ) -> Result<(), Missing> {
        let Ok(read) = self.restored(&case) else {
            return self.tell(sender, self.content.text("toast.unreadable").to_owned());
        };
        if self.is_outdated(&case, &read) {
            let on = On::Reply(sender.message);
            return self.present_card(sender.seat, &mut case, read.intake, on);
        }
        let before = read.intake;
        let mut after = step(self.content, &before, &Event::Type(text));
        let refused = after.notes.iter().any(|note| {
            matches!(
                note,
                Note::NotUnderstood | Note::OutOfRange { .. } | Note::NotNow
            )
        });
        if !refused {
            self.keep(&mut case, &after.intake, after.plan);
            let on = case.card.into();
            let change = matches!(before.place, Place::Ask(_, Purpose::Change));
            let under = change.then_some(sender.message);
            return self.show(sender.seat, &mut case, &after, on, under);
        }
        // The buttons again, below what was typed, and no longer above it.
        after.intake.turn = after.intake.turn.wrapping_add(1);
        let old = case.card.take();
        self.keep(&mut case, &after.intake, false);
        self.strip(sender.seat, old);
        let on = On::Reply(sender.message);
        self.show(sender.seat, &mut case, &after, on, None)
    }

    /// Keeps the state of a case.
    pub(super) fn keep(&mut self, case: &mut KeptCase, intake: &Intake, planned: bool) {
        case.state = intake.to_stored(self.content);
        case.content_version = self.content.version.clone();
        case.asking = !matches!(intake.place, Place::Planned | Place::Cancelled);
        case.closed = intake.place == Place::Cancelled;
        if planned {
            let view = self
                .content
                .view(&intake.case, care_engine::content::Reading::Assumed);
            case.pathway = Some(self.content.pathway(&view).id().to_owned());
        }
        self.changes.save_case(case);
    }

    /// Shows the present card; then the plan, if due, as an answer to a message where there is one.
    pub(super) fn show(
        &mut self,
        seat: Seat,
        case: &mut KeptCase,
        after: &Step,
        on: On,
        under: Option<i32>,
    ) -> Result<(), Missing> {
        let card = self.intake_card(case, after)?;
        let owner = Owner {
            person: case.seat.person,
            case: Some((case.id, after.intake.turn)),
        };
        if let On::Message(message) = on {
            self.calls.push(Call::Edit {
                seat,
                message,
                card,
                owner,
                card_of: Some(case.present_card()),
            });
        } else {
            let card_of = Some(case.next_card());
            self.changes.save_case(case);
            self.calls.push(Call::Send {
                seat,
                reply_to: on.reply_to(),
                card,
                owner,
                card_of,
                instead: None,
            });
        }
        if after.plan {
            self.give_plan(seat, case, &after.intake, under)?;
        }
        Ok(())
    }

    fn intake_card(&mut self, case: &KeptCase, after: &Step) -> Result<Card, Missing> {
        let person = self.person(case.seat.person)?;
        let label = self.label(case, &after.intake.case);
        let reader = Reader {
            role: self.role(&person),
            label: &label,
            today: Day::at(self.now),
        };
        Ok(card(self.content, &after.intake, reader, &after.notes))
    }

    /// Shows the present card on its message once more. Should an edit have been lost, this brings it
    /// back; otherwise it changes nothing.
    pub(super) fn show_present(
        &mut self,
        seat: Seat,
        mut case: KeptCase,
        message: Option<i32>,
    ) -> Result<(), Missing> {
        let Ok(read) = self.restored(&case) else {
            return Ok(());
        };
        let present = Step {
            intake: read.intake,
            notes: Vec::new(),
            plan: false,
        };
        self.show(seat, &mut case, &present, message.into(), None)
    }

    /// Sends the present card as a new message; older ones lose their buttons and their force.
    pub(super) fn show_again(
        &mut self,
        seat: Seat,
        mut case: KeptCase,
        intake: Intake,
    ) -> Result<(), Missing> {
        let after = step(self.content, &intake, &Event::Reopen);
        let old = case.card.take();
        self.keep(&mut case, &after.intake, false);
        self.strip(seat, old);
        self.show(seat, &mut case, &after, On::New, None)
    }

    pub(super) fn strip(&mut self, seat: Seat, message: Option<i32>) {
        if let Some(message) = message {
            self.calls.push(Call::Strip { seat, message });
        }
    }
}
