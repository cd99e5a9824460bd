//! Cases in a conversation: beginning, continuing, answering.

use super::Ctx;
use super::access::plain_card;
use super::case_label::name_of;
use super::thread;
use crate::telegram::calls::{NewMessage, OutgoingCall};
use crate::telegram::request::Sender;
use crate::view::{Card, Html, Reader, card, menu_card, notes};
use care_engine::case::{Answer, Case};
use care_engine::day::Day;
use care_engine::intake::{Event, Intake, Note, Place, ReadAnswers, Step};
use care_ids::{ConversationId, MessageId};
use care_store::{CaseCount, Person, StoredCase};

/// Most cases of a person that may be open.
const MOST_OPEN: i64 = 500;
/// Most cases of a person that are kept.
const MOST_KEPT: i64 = 5_000;

/// Whether a case was begun by a text and waits until it is known who reads, or whose the text is: no card was ever
/// shown.
pub(super) fn is_waiting(case: &StoredCase) -> bool {
    case.asking && case.card_number == 0 && case.card.is_none()
}

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
    /// Below a command: in a group as its answer, so that everybody sees whose card it is.
    pub(super) fn below(sender: Sender) -> Self {
        match sender.conversation.is_private() {
            true => Self::New,
            false => Self::Reply(sender.message),
        }
    }

    pub(super) fn reply_to(self) -> Option<MessageId> {
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
    /// Begins a case, on a message that is already there or on a new one. One that was begun by a text and
    /// waited for the person's role is shown instead.
    pub(super) fn begin_case(
        &mut self,
        conversation: ConversationId,
        on: CardTarget,
        person: &Person,
    ) {
        let waiting = self.latest(conversation).filter(is_waiting);
        let begun = match waiting {
            Some(case) => self.resume_waiting(case, person),
            None => self.keep_case(conversation, person, &ReadAnswers::default()),
        };
        let Some((mut case, after)) = begun else {
            return;
        };
        case.card = match on {
            CardTarget::Existing(message) => Some(message),
            CardTarget::Reply(_) | CardTarget::New => None,
        };
        self.session.save_case(&case);
        self.show(conversation, &mut case, &after, on, None)
    }

    /// Stores a new case with what was read, and tells its first card. Nothing is shown yet. Nothing where no
    /// case may be begun, which is said.
    pub(super) fn keep_case(
        &mut self,
        conversation: ConversationId,
        person: &Person,
        read: &ReadAnswers,
    ) -> Option<(StoredCase, Step)> {
        let first = self.content.question_places().next()?;
        let intake = Intake::new(self.known(person), first);
        if !self.has_room(conversation) {
            return None;
        }
        let topic = &self.content.topic.id;
        let mut case = self.session.new_case(conversation, topic, self.now)?;
        let after = if read.is_empty() {
            Step {
                intake,
                notes: Vec::new(),
                plan: false,
                asked: Vec::new(),
            }
        } else {
            self.step(&mut case, &intake, &Event::Read(read.clone()))
        };
        self.save_intake(&mut case, &after.intake, false);
        Some((case, after))
    }

    /// Shows the first card of a case that waits, once it is known who reads.
    pub(super) fn show_waiting(&mut self, conversation: ConversationId, case: StoredCase) {
        let person = self.person(case.conversation.user);
        if let Some(card) = self.onboarding_card(&person) {
            return self.send(conversation, None, card);
        }
        if let Some((mut case, after)) = self.resume_waiting(case, &person) {
            self.show(conversation, &mut case, &after, CardTarget::New, None);
        }
    }

    /// A case that waited: what is known of its person is taken in now. All that was told of it counts as read last.
    fn resume_waiting(
        &mut self,
        mut case: StoredCase,
        person: &Person,
    ) -> Option<(StoredCase, Step)> {
        let known = self.known(person);
        let Ok(read) = self.restored(&case) else {
            return self.keep_case(case.conversation, person, &ReadAnswers::default());
        };
        let mut intake = read.intake;
        intake.know(self.content, &known);
        let told = intake.told_so_far(self.content);
        intake.read = told.answers.iter().map(|(question, _)| *question).collect();
        let first = self.content.question_places().next()?;
        intake.before_read = Some(Box::new(Intake::new(known, first)));
        let notes = match intake.read_last().next() {
            Some(_) if intake.unread => {
                vec![Note::Read, Note::Unread(intake.unread_places.clone())]
            }
            Some(_) => vec![Note::Read],
            None => Vec::new(),
        };
        self.save_intake(&mut case, &intake, false);
        let plan = false;
        let after = Step {
            intake,
            notes,
            plan,
            asked: Vec::new(),
        };
        Some((case, after))
    }

    /// What is known of every case of a person: who asks, and what the local service can offer.
    pub(super) fn known(&self, person: &Person) -> Case {
        let mut known = Case::default();
        if let Some((question, option)) =
            self.role(person).map(|role| self.content.role(role).asker)
        {
            known.set(question, Some(Answer::One(option)));
        }
        if let Some((question, marks)) = self.access_marks(person) {
            known.set(question, Some(Answer::Several(marks)));
        }
        known
    }

    /// Whether the person may begin one more case. Where it is not so it is said, and a word comes before it.
    fn has_room(&mut self, conversation: ConversationId) -> bool {
        let CaseCount { open, kept, .. } = self.session.case_count();
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

    /// Keeps the state of a case.
    pub(super) fn save_intake(&mut self, case: &mut StoredCase, intake: &Intake, planned: bool) {
        if thread::was_told(case)
            && let Ok(before) = self.restored(case)
        {
            thread::recorded(self.content, case, &before.intake.case, &intake.case);
        }
        self.keep_marks(case, intake);
        case.state = intake.to_stored(self.content);
        case.content_version = self.content.version.clone();
        case.asking = !matches!(intake.place, Place::Planned | Place::Cancelled);
        case.closed = intake.place == Place::Cancelled;
        if planned {
            let view = self
                .content
                .view(&intake.case, care_engine::content::Unknowns::Assumed);
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
            self.calls.push(OutgoingCall::SendMessage(NewMessage {
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
            self.answer_asked(conversation, case, after);
        }
    }

    /// Answers below the first plan what was asked before there was one.
    fn answer_asked(&mut self, conversation: ConversationId, case: &StoredCase, after: &Step) {
        if self.pending_flags(case, &after.intake.case).is_empty() {
            for asked in &after.asked {
                self.question_of(conversation, None, Some(case.clone()), *asked);
            }
        }
    }

    fn intake_card(&mut self, case: &StoredCase, after: &Step) -> Card {
        let flags = self.pending_flags(case, &after.intake.case);
        let shows_case = matches!(
            after.intake.place,
            Place::Summary | Place::Planned | Place::Refine
        );
        if shows_case && !flags.is_empty() {
            let mut card = self.flags_card(case, &after.intake.case, flags);
            if let Some(told) = notes(self.content, &after.intake, &after.notes) {
                let mut more = Html::default();
                more.italic(&told);
                card.html = format!("{}\n\n{}", card.html, more.into_string());
            }
            return card;
        }
        let label = self.label(case, &after.intake.case);
        let reader = self.reader(case, &label);
        card(self.content, &after.intake, reader, &after.notes)
    }

    /// Who reads what is shown of a case.
    pub(super) fn reader<'r>(&self, case: &StoredCase, label: &'r str) -> Reader<'r> {
        let user = case.conversation.user;
        Reader {
            user,
            case: case.id,
            name: name_of(case),
            role: self.role(&self.person(user)),
            label,
            today: Day::at(self.now),
        }
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
            asked: Vec::new(),
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
        let after = self.step(&mut case, &intake, &Event::Reopen);
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
        let planned = self.has_plan_to_show(&case, &intake);
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
            self.calls.push(OutgoingCall::RemoveButtons {
                conversation,
                message,
            });
        }
    }
}
