//! Cases in a conversation: beginning, continuing, answering, planning.

use super::{MOST_LISTED, Sitting};
use crate::core::case::{Answer, Case};
use crate::core::day::Day;
use crate::core::intake::{BadState, Event, Intake, Note, Place, Step, step};
use crate::core::plan::plan;
use crate::render::{
    Action, Button, Card, CaseRow, Press, Reader, answer_text, card, case_label, cases_card,
    menu_card, plan_messages,
};
use crate::store::{KeptCase, Missing, Person, Seat, ShownKind};
use crate::telegram::callback::Owner;
use crate::telegram::calls::Call;
use crate::telegram::schema::Sender;

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
    pub(super) fn intake(&self, case: &KeptCase) -> Result<Intake, BadState> {
        let read = Intake::from_stored(self.content, &case.state);
        if let Err(error) = &read {
            tracing::error!(case = case.id, %error, "a kept case cannot be read");
        }
        read
    }

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
        self.keep(&mut case, &intake, false)?;
        let after = Step {
            intake,
            notes: Vec::new(),
            plan: false,
        };
        self.show(seat, &mut case, &after, message.into())
    }

    pub(super) fn resume(&mut self, sender: Sender) -> Result<(), Missing> {
        match self.latest(sender.seat)? {
            Some(case) => match self.intake(&case) {
                Ok(intake) => self.show_again(sender.seat, case, intake),
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
        let Ok(intake) = self.intake(&case) else {
            return self.tell(sender, self.content.text("toast.unreadable").to_owned());
        };
        let after = step(self.content, &intake, &Event::Cancel);
        let old = case.card.take();
        self.keep(&mut case, &after.intake, false)?;
        self.strip(sender.seat, old);
        self.show(sender.seat, &mut case, &after, On::New)
    }

    pub(super) fn cases(&mut self, seat: Seat, reply_to: Option<i32>) -> Result<(), Missing> {
        let kept = self.cases_of(seat)?;
        let rows: Vec<CaseRow> = kept
            .iter()
            .take(MOST_LISTED)
            .map(|case| CaseRow {
                id: case.id,
                label: self.case_row(case),
            })
            .collect();
        let card = cases_card(self.content, &rows);
        self.send(seat, reply_to, card);
        Ok(())
    }

    /// "Case 7K: Insertional, Active, 3 weeks ago".
    pub(super) fn case_row(&self, case: &KeptCase) -> String {
        let mut parts = Vec::new();
        if let Ok(intake) = self.intake(case)
            && let Some(site) = self.content.find_question("site")
            && intake.case.answer(site).is_some()
        {
            parts.push(answer_text(self.content, &intake.case, site));
        }
        let pathway = crate::core::content::Pathway::ALL
            .into_iter()
            .find(|pathway| Some(pathway.id()) == case.pathway.as_deref());
        let state = match pathway {
            _ if case.closed => self.content.text("cases.closed"),
            Some(pathway) => self.content.pathway_title(pathway),
            None => self.content.text("cases.unfinished"),
        };
        parts.push(state.to_owned());
        parts.push(self.ago(self.now - case.created_at));
        format!(
            "{}: {}",
            case_label(self.content, case.id),
            parts.join(", ")
        )
    }

    fn ago(&self, seconds: i64) -> String {
        let days = seconds.max(0) / 86_400;
        let (key, count) = match days {
            0 => ("ago.today", 0),
            1..=13 => ("ago.days", days),
            14..=69 => ("ago.weeks", days / 7),
            _ => ("ago.months", days / 30),
        };
        self.content
            .text_with(key, &[("count", &count.to_string())])
    }

    /// A typed answer to the open question.
    pub(super) fn answer_typed(
        &mut self,
        sender: Sender,
        mut case: KeptCase,
        text: String,
    ) -> Result<(), Missing> {
        let Ok(before) = self.intake(&case) else {
            return self.tell(sender, self.content.text("toast.unreadable").to_owned());
        };
        let mut after = step(self.content, &before, &Event::Type(text));
        let refused = after.notes.iter().any(|note| {
            matches!(
                note,
                Note::NotUnderstood | Note::OutOfRange { .. } | Note::NotNow
            )
        });
        if !refused {
            self.keep(&mut case, &after.intake, after.plan)?;
            let on = case.card.into();
            return self.show(sender.seat, &mut case, &after, on);
        }
        // The buttons again, below what was typed, and no longer above it.
        after.intake.turn = after.intake.turn.wrapping_add(1);
        let old = case.card.take();
        self.keep(&mut case, &after.intake, false)?;
        self.strip(sender.seat, old);
        self.show(sender.seat, &mut case, &after, On::Reply(sender.message))
    }

    /// Keeps the state of a case.
    pub(super) fn keep(
        &mut self,
        case: &mut KeptCase,
        intake: &Intake,
        planned: bool,
    ) -> Result<(), Missing> {
        case.state = intake.to_stored(self.content);
        case.content_version = self.content.version.clone();
        case.asking = !matches!(intake.place, Place::Planned | Place::Cancelled);
        case.closed = intake.place == Place::Cancelled;
        if planned {
            let view = self
                .content
                .view(&intake.case, crate::core::content::Reading::Assumed);
            case.pathway = Some(self.content.pathway(&view).id().to_owned());
        }
        self.changes.save_case(case);
        Ok(())
    }

    /// Shows the present card; then the plan, if due.
    pub(super) fn show(
        &mut self,
        seat: Seat,
        case: &mut KeptCase,
        after: &Step,
        on: On,
    ) -> Result<(), Missing> {
        let label = case_label(self.content, case.id);
        let card = self.intake_card(case, after, &label)?;
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
            self.give_plan(seat, case, &after.intake, &label)?;
        }
        Ok(())
    }

    fn intake_card(&mut self, case: &KeptCase, after: &Step, label: &str) -> Result<Card, Missing> {
        let person = self.person(case.seat.person)?;
        let reader = Reader {
            role: self.role(&person),
            label,
            today: Day::at(self.now),
        };
        Ok(card(self.content, &after.intake, reader, &after.notes))
    }

    pub(super) fn give_plan(
        &mut self,
        seat: Seat,
        case: &KeptCase,
        intake: &Intake,
        label: &str,
    ) -> Result<(), Missing> {
        let person = self.person(case.seat.person)?;
        let reader = Reader {
            role: self.role(&person),
            label,
            today: Day::at(self.now),
        };
        let made = plan(self.content, &intake.case, reader.role);
        let lines = made.all_lines().map(|line| self.content.line(line.line));
        let ids = lines.map(|line| line.id.clone()).collect();
        let pathway = Some(made.pathway.id().to_owned());
        self.note_shown(seat, Some(case.id), ShownKind::Plan, ids, pathway);
        // A plan must not come twice. Where a try of it may have arrived, this is sent instead.
        let again = Button {
            label: self.content.text("button.plan_again").to_owned(),
            press: Press::OtherCase(case.id, Action::ShowPlan),
        };
        let words = [("case", label)];
        let words = self.content.text_with("plan.perhaps_sent", &words);
        let instead = Card {
            keyboard: vec![vec![again]],
            ..menu_card(self.content, &words, None)
        };
        let messages = plan_messages(self.content, &intake.case, &made, reader).messages;
        let last = messages.len().saturating_sub(1);
        for (number, html) in messages.into_iter().enumerate() {
            let keyboard = if number == last {
                let refine = vec![Button {
                    label: self.content.text("button.refine").to_owned(),
                    press: Press::OtherCase(case.id, Action::Refine),
                }];
                let mut rows = self.offered(case, &intake.case, &made);
                rows.push(refine);
                rows
            } else {
                Vec::new()
            };
            let owner = Owner {
                person: case.seat.person,
                case: None,
            };
            let card = Card { html, keyboard };
            self.calls.push(Call::Send {
                seat,
                reply_to: None,
                card,
                owner,
                card_of: None,
                instead: Some(instead.clone()),
            });
        }
        Ok(())
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
        self.keep(&mut case, &after.intake, false)?;
        self.strip(seat, old);
        self.show(seat, &mut case, &after, On::New)
    }

    pub(super) fn strip(&mut self, seat: Seat, message: Option<i32>) {
        if let Some(message) = message {
            self.calls.push(Call::Strip { seat, message });
        }
    }
}
