//! Another patient than the one whose case is open, and what is taken back.

use super::Ctx;
use super::access::plain_card;
use super::reading::{LEAST_FACTS, facts, to_intake};
use super::thread;
use crate::callback_data::{CaseAction, Look};
use crate::telegram::request::Sender;
use crate::view::{Button, Card, Html, answer_text};
use care_engine::case::{Answer, Case};
use care_engine::intake::{Event, Intake};
use care_language::reading::Reading;
use care_store::StoredCase;

impl Ctx<'_> {
    /// Begins a case of its own where a text tells of another patient than that of the case: nothing of the one is
    /// taken for the other. Says whether it did.
    pub(super) fn begin_for_another(
        &mut self,
        sender: Sender,
        case: &StoredCase,
        text: &str,
    ) -> bool {
        let Ok(read) = self.restored(case) else {
            return false;
        };
        if is_blank(case, &read.intake) {
            return false;
        }
        let reader = self.answers.reader();
        let reading = reader.told(self.content, text);
        let tells = facts(&reading) >= LEAST_FACTS || !reading.flags.flags.is_empty();
        let asks = reader.is_question(self.content, text);
        let says_so = reader.names_new_patient(self.content, text)
            && (!asks || tells)
            && !reader.retracts(self.content, text);
        let other = tells
            && reader.introduces_patient(text)
            && !reader.is_correction(self.content, text)
            && self.is_somebody_else(&read.intake, &reading);
        if !says_so && !other {
            return false;
        }
        let label = [("case", &*self.label_of(case))];
        let words = self.content.text_with("case.another", &label);
        self.send(
            sender.conversation,
            Some(sender.message),
            plain_card(&words),
        );
        let read = self.with_flags(to_intake(&reading, text, true), text);
        self.begin_with(sender, text, read);
        true
    }

    /// Whether an answer that tells of the patient is another one than was given.
    fn is_somebody_else(&self, intake: &Intake, reading: &Reading) -> bool {
        let mut questions = self.content.topic.patient_questions.iter();
        questions.any(|question| {
            let known = intake.recorded(*question);
            known.is_some_and(|known| reading.answer(*question).is_some_and(|told| told != known))
        })
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
        let intake = read.intake;
        if case.asking {
            self.undo_last(sender, case.clone(), &intake);
        } else {
            self.name_what_counts(sender, case, &intake.case);
        }
        true
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

/// Whether nothing is known of a case yet: it may as well be the new patient's.
fn is_blank(case: &StoredCase, intake: &Intake) -> bool {
    intake.history.is_empty()
        && intake.read.is_empty()
        && intake.draft.is_empty()
        && intake.doubts.is_empty()
        && intake.plans == 0
        && !thread::was_told(case)
}
