//! Another patient than the one whose case is open, and what is taken back.

use super::Ctx;
use super::access::plain_card;
use super::intake::is_waiting;
use super::reading::{LEAST_FACTS, facts};
use super::thread;
use crate::callback_data::{CaseAction, Look};
use crate::telegram::request::Sender;
use crate::view::{Button, Card, Html, answer_text};
use care_engine::case::{Answer, Case};
use care_engine::content::OptionSet;
use care_engine::intake::{Event, Intake};
use care_language::qa::{Reason, Reply, Turn};
use care_language::reading::{Reading, Whose};
use care_store::StoredCase;

impl Ctx<'_> {
    /// A text of several patients, of one who is only remembered, or a question about one who has no case: no case is
    /// meant by it, and none begins. Says whether it was so.
    pub(super) fn is_of_no_case(&mut self, sender: Sender, text: &str) -> bool {
        let reader = self.answers.reader();
        match reader.whose(self.content, text) {
            Whose::Several => {
                self.name_flags(sender, self.answers.flags_in(self.content, text));
                self.reply_text(sender, self.content.text("whose.several").to_owned());
            }
            Whose::New if self.asks_of_another(text) && !self.tells(text) => {
                self.question_without_case(sender, text);
            }
            // "Plantar fasciitis in another patient, 50F, 6 months": no case of ours begins with it.
            Whose::New if self.is_of_another_matter(text) => self.reply_about(sender, text, None),
            Whose::Remembered => self.reply_about(sender, text, None),
            _ => return false,
        }
        let person = self.person(sender.conversation.user);
        if let Some(card) = self.onboarding_card(&person) {
            self.send(sender.conversation, None, card);
        }
        true
    }

    /// Whether a text asks something about another patient: "different patient - can someone on lithium have an NSAID".
    fn asks_of_another(&self, text: &str) -> bool {
        let reader = self.answers.reader();
        let asked = reader.without_new_patient(self.content, text);
        self.asks_plainly(text) || self.answers.asks_in_general(&asked)
    }

    /// Whether a text is about another part of the body, and tells no danger.
    fn is_of_another_matter(&self, text: &str) -> bool {
        self.answers.is_of_another_part(text) && !self.answers.tells_flag(self.content, text)
    }

    /// Whether a text tells of a patient: so many things, or a danger.
    pub(super) fn tells(&self, text: &str) -> bool {
        let reading = self.answers.reader().told(self.content, text);
        facts(&reading) >= LEAST_FACTS || self.answers.tells_flag(self.content, text)
    }

    /// A question about a patient who has no case: in general, or, where only a case makes it this bot's matter, about
    /// one of which nothing else is known.
    fn question_without_case(&mut self, sender: Sender, text: &str) {
        let conversation = sender.conversation;
        let reader = self.answers.reader();
        let asked = reader.without_new_patient(self.content, text);
        let mut reply = self.reply_to(conversation, &asked, None, None);
        let declined = matches!(
            reply.reason(),
            Reason::OutOfScope | Reason::NoReviewedAnswer(_)
        );
        if declined {
            let person = self.person(conversation.user);
            let nothing = self.known(&person);
            let turn = Turn {
                case: Some(&nothing),
                role: self.role(&person),
                now: self.now,
                ..Turn::of(text)
            };
            let supposed = self.answers.reply(self.content, &turn);
            if supposed.reason() == Reason::Answered {
                reply = Reply {
                    new_facts: Vec::new(),
                    told: Case::default(),
                    ..supposed
                };
            }
        }
        self.send_reply(conversation, Some(sender.message), None, &reply)
    }

    /// Red flags of which it is not known whose they are: they are named, with what is urgent.
    pub(super) fn name_flags(&mut self, sender: Sender, flags: OptionSet) {
        if flags.is_empty() {
            return;
        }
        let role = self.role(&self.person(sender.conversation.user));
        let reply = self.answers.flags_told(self.content, None, flags, role);
        self.send_reply(sender.conversation, Some(sender.message), None, &reply)
    }

    /// Begins a case of its own for another patient: nothing of the one is taken for the other.
    pub(super) fn begin_for_another(
        &mut self,
        sender: Sender,
        case: &StoredCase,
        text: &str,
        reading: &Reading,
    ) {
        let label = [("case", &*self.label_of(case))];
        let words = self.content.text_with("case.another", &label);
        self.send(
            sender.conversation,
            Some(sender.message),
            plain_card(&words),
        );
        let read = self.read_with_flags(reading, text);
        self.begin_with(sender, text, read);
    }

    /// What was told is taken back without what is right. Before the plan the last text is undone; after it, what was
    /// told and still counts is named, each with the tap that changes it. A red flag goes by the screen alone. Says
    /// whether the text takes anything back.
    pub(super) fn take_back(&mut self, sender: Sender, case: &StoredCase, text: &str) -> bool {
        let reader = self.answers.reader();
        if !reader.retracts(self.content, text)
            || reader.is_question(self.content, text)
            || self.answers.tells_flag(self.content, text)
        {
            return false;
        }
        let Ok(read) = self.restored(case) else {
            return false;
        };
        let wrong_patient = reader.names_wrong_patient(self.content, text);
        let intake = read.intake;
        if is_waiting(case) {
            self.take_back_waiting(sender, case, text);
        } else if case.asking {
            self.undo_last(sender, case.clone(), &intake);
        } else {
            self.name_what_counts(sender, case, &intake.case);
        }
        if wrong_patient {
            let mut cases = self.open_cases(sender.conversation);
            cases.retain(|open| open.id != case.id);
            self.offer_cases(sender, &cases, "whose.send_again");
        }
        true
    }

    /// What waits and is taken back is gone with its case, but for a red flag.
    fn take_back_waiting(&mut self, sender: Sender, case: &StoredCase, text: &str) {
        if !thread::told_flags(self.content, case).is_empty() {
            return self.typed_while_waiting(sender, text, case.clone());
        }
        self.session.delete_case(case.id);
        self.reply_text(sender, self.content.text("back.gone").to_owned());
        let person = self.person(sender.conversation.user);
        if let Some(card) = self.onboarding_card(&person) {
            self.send(sender.conversation, None, card);
        }
    }

    fn undo_last(&mut self, sender: Sender, mut case: StoredCase, intake: &Intake) {
        let undone = intake.before_read.is_some();
        let flagged = !self.pending_flags(&case, &intake.case).is_empty();
        let key = match (undone, flagged) {
            (_, true) => "back.flag",
            (true, false) => "back.undone",
            (false, false) => "back.nothing",
        };
        let card = plain_card(self.content.text(key));
        self.send(sender.conversation, Some(sender.message), card);
        if !undone {
            return self.show_again(sender.conversation, case, intake.clone());
        }
        let after = self.step(&mut case, intake, &Event::UndoRead);
        self.show_typed(sender, &mut case, after);
    }

    fn name_what_counts(&mut self, sender: Sender, case: &StoredCase, recorded: &Case) {
        let screen = self.content.topic.red_flags;
        let told = thread::Thread::of_case(self.content, case).told;
        let mut html = Html::default();
        html.bold(&self.label_of(case)).gap();
        let mut keyboard = Vec::new();
        let mut named = Vec::new();
        let flags = matches!(recorded.answer(screen), Some(Answer::Several(flags))
            if !flags.meets(self.content.question(screen).exclusive));
        let places = told.answered(self.content).into_iter();
        for place in places.chain(flags.then_some(screen)) {
            if keyboard.iter().any(|(known, _)| *known == place) {
                continue;
            }
            let source = if told.answer(place).is_some() {
                &told
            } else {
                recorded
            };
            let title = &self.content.question(place).title;
            named.push(format!(
                "{title}: {}",
                answer_text(self.content, source, place)
            ));
            let label = self.content.text_with("button.edit", &[("title", title)]);
            let row = vec![Button::case(label, case.id, CaseAction::Edit(place))];
            keyboard.push((place, row));
        }
        let mut rows: Vec<Vec<Button>> = keyboard.into_iter().map(|(_, row)| row).collect();
        if named.is_empty() {
            html.text(self.content.text("back.nothing"));
            let label = self.content.text("button.change");
            let look = Look::Answers(0);
            rows.push(vec![Button::open(label, case.id, look)]);
        } else {
            let told = [("told", &*named.join("; "))];
            html.text(&self.content.text_with("back.counts", &told));
        }
        let card = Card {
            html: html.into_string(),
            keyboard: rows,
        };
        self.send_about(
            sender.conversation,
            Some(sender.message),
            card,
            Some(case.id),
        );
    }
}
