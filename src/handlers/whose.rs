//! A text that is not plainly about the patient of the case at hand: whose it is, is asked. Until that is answered, what
//! was read of it waits in a case of its own, so that nothing is lost and no case is a mixture.

use super::Ctx;
use super::access::plain_card;
use super::callback::Callback;
use super::case_label::name_of;
use super::intake::{CardTarget, is_waiting};
use super::reading::{LEAST_FACTS, facts};
use super::thread;
use crate::callback_data::{CallbackData, CaseAction, Look, UserAction};
use crate::telegram::request::Sender;
use crate::view::{Button, Card, Keyboard, case_label, menu_card};
use care_engine::case::Answer;
use care_engine::content::Depth;
use care_engine::intake::{Event, Intake, ReadAnswers};
use care_ids::{CaseId, ConversationId};
use care_language::reading::{Reading, Whose};
use care_store::StoredCase;

/// Most cases that are offered where it is asked which one is meant.
const MOST_OFFERED: usize = 5;

impl Ctx<'_> {
    /// Answers a text that is another patient's than that of the case, or may be: a case of its own begins where the
    /// text says so, and otherwise it is asked. Says whether it did.
    pub(super) fn is_of_somebody_else(
        &mut self,
        sender: Sender,
        case: &StoredCase,
        text: &str,
    ) -> bool {
        let Ok(read) = self.restored(case) else {
            return false;
        };
        let reader = self.answers.reader();
        let whose = reader.whose(self.content, text);
        let reading = reader.told(self.content, text);
        let known = !is_blank(case, &read.intake);
        let person = self.person(sender.conversation.user);
        let of_another = match whose {
            Whose::Earlier => true,
            // At the question whose a text is, the words alone are the answer to it.
            Whose::New => known && (!is_waiting(case) || self.tells(text)),
            // Who asks about their own body has no other patient.
            Whose::Compared => known && facts(&reading) > 0 && !self.reads_plainly(sender),
            _ => known && self.is_presented_anew(&read.intake, &reading, text),
        };
        // "Back to her: can she have naproxen?" in the case of a man, and another case is open.
        let of_other_sex = !of_another
            && whose == Whose::Unsaid
            && self.is_against(&read.intake, text)
            && self.open_cases(sender.conversation).len() > 1;
        if !of_another && !of_other_sex {
            return false;
        }
        if let Some(of_topic) = self.session.case_of_topic() {
            self.keep_out_of_topic(sender, &of_topic, text);
            return true;
        }
        match whose {
            _ if of_other_sex => return self.ask_which_patient(sender, text, &reading),
            Whose::Earlier => return self.ask_which_patient(sender, text, &reading),
            Whose::New => self.begin_for_another(sender, case, text, &reading),
            // Whose message waits until it is known who reads can be asked nothing else.
            _ if self.onboarding_card(&person).is_some() => {
                self.begin_for_another(sender, case, text, &reading);
            }
            _ => {
                let read = self.read_with_flags(&reading, text);
                self.ask_whose(sender, &read, std::slice::from_ref(case));
            }
        }
        true
    }

    fn reads_plainly(&self, sender: Sender) -> bool {
        let role = self.role(&self.person(sender.conversation.user));
        role.is_some_and(|role| self.content.role(role).depth == Depth::Plain)
    }

    /// Whether a text speaks of somebody, if only by "she", who cannot be the patient of the case.
    fn is_against(&self, intake: &Intake, text: &str) -> bool {
        let said = self.answers.reader().speaks_of(self.content, text);
        let is_other = |(question, option)| {
            let known = intake.recorded(question);
            known.is_some_and(|known| known != Answer::One(option))
        };
        said.into_iter().any(is_other)
    }

    /// Whether a text presents a patient where the case has one: in the way in which patients are presented, or of
    /// another age or sex than is recorded, and with more than that.
    fn is_presented_anew(&self, intake: &Intake, reading: &Reading, text: &str) -> bool {
        let reader = self.answers.reader();
        if reader.retracts(self.content, text) || reader.is_correction(self.content, text) {
            return false;
        }
        let who = &self.content.topic.patient_questions;
        let told = who.iter().filter_map(|question| {
            let told = reading.answer(*question)?;
            Some((intake.recorded(*question), told))
        });
        let told: Vec<_> = told.collect();
        let is_against =
            |(known, told): &&(Option<Answer>, Answer)| known.is_some_and(|one| one != *told);
        let against = told.iter().filter(is_against).count();
        let has_own = who
            .iter()
            .any(|question| intake.recorded(*question).is_some());
        let further = reading.beside(who).count();
        let presents = reader.presents_patient(self.content, reading);
        against > 1
            || against > 0 && further > 0
            || has_own && presents && further + 1 >= LEAST_FACTS
    }

    /// In the topic of a case nothing of another patient is read. A danger told there is that case's until its screen
    /// is answered.
    fn keep_out_of_topic(&mut self, sender: Sender, of_topic: &StoredCase, text: &str) {
        let flags = self.answers.flags_in(self.content, text);
        if !flags.is_empty() {
            self.flags_told_of(sender, of_topic.clone(), flags);
        }
        let label = [("case", &*self.label_of(of_topic))];
        let words = self.content.text_with("whose.topic", &label);
        let answers = self.content.text("button.change");
        let card = Card {
            keyboard: vec![vec![Button::open(answers, of_topic.id, Look::Answers(0))]],
            ..plain_card(&words)
        };
        self.send_about(
            sender.conversation,
            Some(sender.message),
            card,
            Some(of_topic.id),
        );
    }

    /// Keeps what was read in a case of its own that waits, and asks whether it is the patient of one of these cases.
    pub(super) fn ask_whose(&mut self, sender: Sender, read: &ReadAnswers, cases: &[StoredCase]) {
        self.name_flags(sender, read.flags);
        let conversation = sender.conversation;
        let person = self.person(conversation.user);
        if let Some((waiting, _)) = self.keep_case(conversation, &person, read) {
            self.put_whose(sender, &waiting, cases);
        }
    }

    /// The question whose a text is that waits.
    fn put_whose(&mut self, sender: Sender, waiting: &StoredCase, cases: &[StoredCase]) {
        let words = match cases {
            [one] => {
                let label = [("case", &*self.label_of(one))];
                self.content.text_with("whose.one", &label)
            }
            _ => self.content.text("whose.which").to_owned(),
        };
        let another = self.content.text("button.another_patient");
        let mut keyboard = vec![vec![Button::case(
            another,
            waiting.id,
            CaseAction::Continue,
        )]];
        keyboard.extend(cases.iter().take(MOST_OFFERED).map(|case| {
            let label = match cases {
                [one] => {
                    let label = [("case", &*case_label(self.content, name_of(one)))];
                    self.content.text_with("button.same_patient", &label)
                }
                _ => self.label_of(case),
            };
            let data = CallbackData::Join {
                waiting: waiting.id,
                case: case.id,
            };
            vec![Button::new(label, data)]
        }));
        let card = Card {
            keyboard,
            ..plain_card(&words)
        };
        self.send_about(
            sender.conversation,
            Some(sender.message),
            card,
            Some(waiting.id),
        );
    }

    /// The cases that are open here and have been begun: in a group everybody's, the one touched last first.
    pub(super) fn open_cases(&self, conversation: ConversationId) -> Vec<StoredCase> {
        let mut cases = match conversation.is_private() {
            true => self.cases_of(conversation),
            false => self.session.open_here(),
        };
        cases.retain(|case| {
            !case.closed && !is_waiting(case) && case.conversation.topic == conversation.topic
        });
        cases
    }

    /// The only one of some cases whose patient can be the one of whom a text tells.
    pub(super) fn only_fitting<'c>(
        &self,
        cases: &'c [StoredCase],
        reading: &Reading,
    ) -> Option<&'c StoredCase> {
        let who = &self.content.topic.patient_questions;
        let fits = |case: &&StoredCase| {
            let Ok(read) = self.restored(case) else {
                return false;
            };
            let told = who.iter().filter_map(|question| {
                let told = reading.answer(*question)?;
                Some(read.intake.recorded(*question)? == told)
            });
            let told: Vec<bool> = told.collect();
            !told.is_empty() && told.into_iter().all(|same| same)
        };
        let mut fitting = cases.iter().filter(fits);
        fitting.next().filter(|_| fitting.next().is_none())
    }

    /// One of the patients before is meant: which one, is asked. Only where a single case is open and its patient fits
    /// there is nothing to ask. Says whether it was asked.
    fn ask_which_patient(&mut self, sender: Sender, text: &str, reading: &Reading) -> bool {
        let cases = self.open_cases(sender.conversation);
        let fitting = self.only_fitting(&cases, reading).cloned();
        if cases.len() == 1 && fitting.is_some() {
            return false;
        }
        let mut read = self.read_with_flags(reading, text);
        if let Some(case) = fitting
            && !read.flags.is_empty()
        {
            self.flags_told_of(sender, case, std::mem::take(&mut read.flags));
        }
        // As they are called now.
        let cases: Vec<StoredCase> = cases.iter().filter_map(|case| self.case(case.id)).collect();
        let who = &self.content.topic.patient_questions;
        let says_more = reading.beside(who).next().is_some() || !read.uncertain.is_empty();
        if says_more || !read.flags.is_empty() {
            self.ask_whose(sender, &read, &cases);
        } else {
            self.offer_cases(sender, &cases, "whose.go_on");
        }
        true
    }

    /// The cases that are open here, each to go on with, and a new one.
    pub(super) fn offer_cases(&mut self, sender: Sender, cases: &[StoredCase], key: &str) {
        let user = sender.conversation.user;
        let own = cases.iter().filter(|case| case.conversation.user == user);
        let rows = own.take(MOST_OFFERED).map(|case| {
            let label = self.label_of(case);
            vec![Button::case(label, case.id, CaseAction::Continue)]
        });
        let mut keyboard: Keyboard = rows.collect();
        let new = self.content.text("button.new_case");
        keyboard.push(vec![Button::user(new, user, UserAction::NewCase)]);
        let card = Card {
            keyboard,
            ..plain_card(self.content.text(key))
        };
        self.send(sender.conversation, Some(sender.message), card);
    }

    /// A text while it is asked whose the one before it was: what it tells joins that one, and a question is answered
    /// about no case. Words do what the buttons do.
    pub(super) fn typed_while_asked(&mut self, sender: Sender, text: &str, mut case: StoredCase) {
        let reader = self.answers.reader();
        let cases = self.open_cases(sender.conversation);
        let told = self.tells(text);
        if cases.is_empty() || !told && reader.whose(self.content, text) == Whose::New {
            return self.show_waiting(sender.conversation, case);
        }
        if let ([same], true) = (&*cases, reader.names_same_patient(self.content, text)) {
            return self.join_cases(sender.conversation, &case, same.clone());
        }
        let (read, asks) = self.read_of_waiting(&case, text);
        let is_told = read.is_some();
        if let Some((before, read)) = read {
            self.name_flags(sender, read.flags);
            let after = self.step(&mut case, &before, &Event::Read(read));
            self.save_intake(&mut case, &after.intake, false);
        }
        if asks || !is_told {
            self.reply_about(sender, text, None);
        }
        self.put_whose(sender, &case, &cases);
    }

    /// What waits is the patient's of this case.
    pub(in crate::handlers) fn join(&mut self, callback: Callback, waiting: CaseId, case: CaseId) {
        let Some(waiting) = self.changeable_case(&callback, waiting) else {
            return;
        };
        let Some(case) = self.case_here(&callback, case) else {
            return;
        };
        if !is_waiting(&waiting) {
            return self.answer_callback_with(callback, "toast.taken");
        }
        let Ok(read) = self.restored(&case) else {
            return self.answer_callback_with(callback, "toast.unreadable");
        };
        if self.is_outdated(&case, &read) {
            return self.show_outdated(callback, case, read.intake);
        }
        let (conversation, message) = (callback.conversation, callback.message);
        self.answer_callback(callback, None);
        self.remove_buttons(conversation, message);
        self.join_cases(conversation, &waiting, case);
    }

    /// Puts what waits into a case: at its open card as a text would, below its plan as what was told and is recorded by
    /// a tap. Into the case of somebody else nothing is put but what was told.
    fn join_cases(
        &mut self,
        conversation: ConversationId,
        waiting: &StoredCase,
        mut case: StoredCase,
    ) {
        let (Ok(told), Ok(kept)) = (self.restored(waiting), self.restored(&case)) else {
            return;
        };
        let mut read = told.intake.told_so_far(self.content);
        let flags = thread::told_flags(self.content, waiting);
        read.flags = read.flags.iter().chain(flags.iter()).collect();
        self.session.delete_case(waiting.id);
        if case.asking && case.conversation.user == conversation.user {
            let after = self.step(&mut case, &kept.intake, &Event::Read(read));
            let old = case.card.take();
            self.save_intake(&mut case, &after.intake, after.plan);
            self.remove_buttons(conversation, old);
            return self.show(conversation, &mut case, &after, CardTarget::New, None);
        }
        let recorded = &kept.intake.case;
        thread::tell(self.content, &mut case, &read, recorded);
        self.session.save_case(&case);
        let pending = self.pending_flags(&case, recorded);
        if !pending.is_empty() {
            let card = self.flags_card(&case, recorded, pending);
            return self.send_about(conversation, None, card, Some(case.id));
        }
        if !self.remind_told(conversation, &case, &kept.intake) {
            let label = [("case", &*self.label_of(&case))];
            let words = self.content.text_with("whose.known", &label);
            let card = menu_card(self.content, conversation.user, &words, None);
            self.send_about(conversation, None, card, Some(case.id));
        }
    }
}

/// Whether nothing is known of a case yet: it may as well be the new patient's.
fn is_blank(case: &StoredCase, intake: &Intake) -> bool {
    intake.history.is_empty()
        && intake.read.is_empty()
        && intake.draft.is_empty()
        && intake.doubts.is_empty()
        && intake.plans == 0
        && !thread::was_told(case)
}
