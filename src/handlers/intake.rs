//! Cases in a conversation: beginning, continuing, answering.

use super::Ctx;
use super::access::plain_card;
use crate::telegram::calls::{Call, NewMessage};
use crate::telegram::request::Sender;
use crate::view::{Card, Reader, card, menu_card};
use care_engine::case::{Answer, Case};
use care_engine::day::Day;
use care_engine::intake::{Event, Intake, Note, Place, Purpose, Step, step};
use care_ids::{ConversationId, MessageId};
use care_store::{CaseCount, Person, StoredCase};

/// Most cases of a person that may be open.
const MOST_OPEN: i64 = 500;
/// Most cases of a person that are kept.
const MOST_KEPT: i64 = 5_000;

/// Where a card is shown.
#[derive(Debug, Clone, Copy)]
pub(super) enum CardTarget {
    /// On a message that is there.
    Existing(MessageId),
    /// On a new one, below what was typed.
    Reply(MessageId),
    /// On a new one.
    New,
}

impl CardTarget {
    fn reply_to(self) -> Option<MessageId> {
        match self {
            Self::Reply(message) => Some(message),
            Self::Existing(_) | Self::New => None,
        }
    }
}

impl From<Option<MessageId>> for CardTarget {
    fn from(message: Option<MessageId>) -> Self {
        message.map_or(Self::New, Self::Existing)
    }
}

impl Ctx<'_> {
    /// Begins a case, on a message that is already there or on a new one.
    pub(super) fn begin_case(
        &mut self,
        conversation: ConversationId,
        message: Option<MessageId>,
        person: &Person,
    ) {
        let Some(first) = self.content.question_places().next() else {
            return;
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
        if !self.has_room(conversation) {
            return;
        }
        let topic = &self.content.topic.id;
        let Some(mut case) = self.session.new_case(conversation, topic, self.now) else {
            return;
        };
        case.card = message;
        self.save_intake(&mut case, &intake, false);
        let after = Step {
            intake,
            notes: Vec::new(),
            plan: false,
        };
        self.show(conversation, &mut case, &after, message.into(), None)
    }

    /// Whether the person may begin one more case. Where it is not so it is said, and a word comes before it.
    fn has_room(&mut self, conversation: ConversationId) -> bool {
        let CaseCount { open, kept } = self.session.case_count();
        let full = if open >= MOST_OPEN {
            Some(("quota.full_open", open))
        } else if kept >= MOST_KEPT {
            Some(("quota.full_kept", kept))
        } else {
            None
        };
        if let Some((key, count)) = full {
            let words = self
                .content
                .text_with(key, &[("count", &count.to_string())]);
            let card = menu_card(self.content, conversation.user, &words, None);
            self.send(conversation, None, card);
            return false;
        }
        let near = [(open + 1, MOST_OPEN), (kept + 1, MOST_KEPT)];
        // Said at nine tenths, and then with every twentieth of what is left.
        let near = near.into_iter().find(|(count, most)| {
            let first = most - most / 10;
            *count >= first && (count - first) % (most / 50) == 0
        });
        if let Some((count, most)) = near {
            let numbers = [("count", &*count.to_string()), ("most", &*most.to_string())];
            let words = self.content.text_with("quota.near", &numbers);
            self.send(conversation, None, plain_card(&words));
        }
        true
    }

    /// A typed answer to the open question.
    pub(super) fn answer_typed(&mut self, sender: Sender, mut case: StoredCase, text: String) {
        let Ok(read) = self.restored(&case) else {
            return self.reply_text(sender, self.content.text("toast.unreadable").to_owned());
        };
        if self.is_outdated(&case, &read) {
            let on = CardTarget::Reply(sender.message);
            return self.present_card(sender.conversation, &mut case, read.intake, on);
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
            self.save_intake(&mut case, &after.intake, after.plan);
            let on = case.card.into();
            let change = matches!(before.place, Place::Ask(_, Purpose::Change));
            let under = change.then_some(sender.message);
            return self.show(sender.conversation, &mut case, &after, on, under);
        }
        // The buttons again, below what was typed, and no longer above it.
        after.intake.turn = after.intake.turn.wrapping_add(1);
        let old = case.card.take();
        self.save_intake(&mut case, &after.intake, false);
        self.remove_buttons(sender.conversation, old);
        let on = CardTarget::Reply(sender.message);
        self.show(sender.conversation, &mut case, &after, on, None)
    }

    /// Keeps the state of a case.
    pub(super) fn save_intake(&mut self, case: &mut StoredCase, intake: &Intake, planned: bool) {
        case.state = intake.to_stored(self.content);
        case.content_version = self.content.version.clone();
        case.asking = !matches!(intake.place, Place::Planned | Place::Cancelled);
        case.closed = intake.place == Place::Cancelled;
        if planned {
            let view = self
                .content
                .view(&intake.case, care_engine::content::Reading::Assumed);
            case.pathway = Some(
                self.content
                    .pathway(self.content.pathway_of(&view))
                    .id
                    .clone(),
            );
        }
        self.session.save_case(case);
    }

    /// Shows the present card; then the plan, if due, as an answer to a message where there is one.
    pub(super) fn show(
        &mut self,
        conversation: ConversationId,
        case: &mut StoredCase,
        after: &Step,
        on: CardTarget,
        under: Option<MessageId>,
    ) {
        let card = self.intake_card(case, after);
        if let CardTarget::Existing(message) = on {
            self.edit(conversation, message, card, Some(case.present_card()));
        } else {
            let about = Some(case.next_card().into());
            self.session.save_case(case);
            self.calls.push(Call::SendMessage(NewMessage {
                conversation,
                reply_to: on.reply_to(),
                card,
                about,
                fallback: None,
                if_refused: None,
            }));
        }
        if after.plan {
            self.give_plan(conversation, case, &after.intake, under);
        }
    }

    fn intake_card(&mut self, case: &StoredCase, after: &Step) -> Card {
        let person = self.person(case.conversation.user);
        let label = self.label(case, &after.intake.case);
        let reader = Reader {
            user: case.conversation.user,
            case: case.id,
            role: self.role(&person),
            label: &label,
            today: Day::at(self.now),
        };
        card(self.content, &after.intake, reader, &after.notes)
    }

    /// Shows the present card on its message once more. Should an edit have been lost, this brings it
    /// back; otherwise it changes nothing.
    pub(super) fn show_present(
        &mut self,
        conversation: ConversationId,
        mut case: StoredCase,
        message: Option<MessageId>,
    ) {
        let Ok(read) = self.restored(&case) else {
            return;
        };
        let present = Step {
            intake: read.intake,
            notes: Vec::new(),
            plan: false,
        };
        self.show(conversation, &mut case, &present, message.into(), None)
    }

    /// Sends the present card as a new message; older ones lose their buttons and their force.
    pub(super) fn show_again(
        &mut self,
        conversation: ConversationId,
        mut case: StoredCase,
        intake: Intake,
    ) {
        let after = step(self.content, &intake, &Event::Reopen);
        let old = case.card.take();
        self.save_intake(&mut case, &after.intake, false);
        self.remove_buttons(conversation, old);
        self.show(conversation, &mut case, &after, CardTarget::New, None)
    }

    /// The same, and the plan below it where the case has one.
    pub(super) fn show_with_plan(
        &mut self,
        conversation: ConversationId,
        case: StoredCase,
        intake: Intake,
    ) {
        let planned = intake.place == Place::Planned && self.is_complete(&intake);
        let id = case.id;
        self.show_again(conversation, case, intake.clone());
        if let (true, Some(case)) = (planned, self.case(id)) {
            self.give_plan(conversation, &case, &intake, None);
        }
    }

    pub(super) fn remove_buttons(
        &mut self,
        conversation: ConversationId,
        message: Option<MessageId>,
    ) {
        if let Some(message) = message {
            self.calls.push(Call::RemoveButtons {
                conversation,
                message,
            });
        }
    }
}
