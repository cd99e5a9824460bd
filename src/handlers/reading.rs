//! Texts that say something about a case: read into answers, shown to be corrected, never stored.

use super::Ctx;
use super::correcting::corrected;
use super::intake::{CardTarget, is_waiting};
use super::thread;
use crate::telegram::request::Sender;
use care_engine::case::Answer;
use care_engine::content::OptionSet;
use care_engine::intake::{Event, Intake, Note, ReadAnswers, Step, Typed, is_risk, typed};
use care_language::qa::Reason;
use care_language::reading::Reading;
use care_store::StoredCase;

/// A text that says so many things about a patient tells a case.
pub(super) const LEAST_FACTS: usize = 3;

/// A text that says so many things is a list: what of it was not read is told.
const LEAST_LIST: usize = 2;

/// What a reading gives to the intake. Its places stay behind: nothing of the text is kept.
pub(super) fn to_intake(reading: &Reading, text: &str, uncertain: bool) -> ReadAnswers {
    let doubts = reading.uncertain.iter().filter(|_| uncertain);
    ReadAnswers {
        answers: reading
            .answers
            .iter()
            .map(|read| (read.question, read.answer))
            .collect(),
        corrects: false,
        denied: reading.denied.clone(),
        retracted: Vec::new(),
        uncertain: doubts.map(|one| (one.question, one.candidates)).collect(),
        flags: reading.flags.flags,
        unread: reading.unread_places(text),
        asked: Vec::new(),
    }
}

/// How many things a text says about a patient.
pub(super) fn facts(reading: &Reading) -> usize {
    let count = |answer: &Answer| match answer {
        Answer::Several(set) => set.iter().count(),
        Answer::One(_) | Answer::Number(_) => 1,
    };
    reading.answers.iter().map(|read| count(&read.answer)).sum()
}

impl Ctx<'_> {
    /// Begins a case with what a text says, if it tells one. Says whether it did.
    pub(super) fn begin_from_text(&mut self, sender: Sender, text: &str) -> bool {
        let reader = self.answers.reader();
        let reading = reader.told(self.content, text);
        let read = self.read_with_flags(&reading, text);
        let told = !read.flags.is_empty();
        if !told && !self.tells_enough(&reading, text) {
            return false;
        }
        // Beside a case that has its plan only a text of another patient begins a new one; anything else
        // belongs to that case.
        let is_new = self.is_new_patient(&reading) || told && reader.introduces_patient(text);
        if !self.planned(sender.conversation).is_empty() && !is_new {
            return false;
        }
        self.begin_with(sender, text, read);
        true
    }

    /// Whether so much was read of a text that a case begins with it. A pregnancy or a blood thinner that was told must not be
    /// lost, where nothing or little more is asked of who told it.
    fn tells_enough(&self, reading: &Reading, text: &str) -> bool {
        let told = facts(reading);
        let tells =
            || self.answers.tells_of_own_body(self.content, text) || self.tells_risk(reading, text);
        told >= LEAST_FACTS || told > 0 && tells()
    }

    /// Whether a text names the matter, tells a risk, and asks nothing.
    fn tells_risk(&self, reading: &Reading, text: &str) -> bool {
        let mut answers = reading.answers.iter();
        answers.any(|read| is_risk(self.content, read.question))
            && self.answers.names_matter(text)
            && !self.answers.reader().is_question(self.content, text)
    }

    /// Begins a case with what was read of a text.
    pub(super) fn begin_with(&mut self, sender: Sender, text: &str, mut read: ReadAnswers) {
        read.asked = self.answers.asked_beside(self.content, text);
        if !read.flags.is_empty() {
            // The danger first, by its name and with its lines. It is nobody's whose case is there.
            self.reply_about(sender, text, None);
        }
        let person = self.person(sender.conversation.user);
        if self.onboarding_card(&person).is_some() {
            // The case waits until it is known who reads; what was read stays with it.
            if let Some((mut case, _)) = self.keep_case(sender.conversation, &person, &read) {
                self.recall(&mut case, text);
                self.session.save_case(&case);
            }
            return self.ask_role_first(sender);
        }
        let asks = read.flags.is_empty() && self.asks_plainly(text);
        if let Some((mut case, after)) = self.keep_case(sender.conversation, &person, &read) {
            self.recall(&mut case, text);
            if asks {
                self.question(sender, text, Some(case.clone()));
                // With what the answer has left in its thread.
                case = self.session.case(case.id).unwrap_or(case);
            }
            let on = CardTarget::Reply(sender.message);
            self.show(sender.conversation, &mut case, &after, on, None);
        }
    }

    /// Keeps what a text tells of beside the answers that were read of it.
    fn recall(&self, case: &mut StoredCase, text: &str) {
        let told = self.answers.topic_told(self.content, text, self.now);
        thread::recall(case, self.content, told.as_ref());
    }

    /// Whether a text asks something beside what it tells: it ends as a question does, or asks for a treatment.
    pub(super) fn asks_plainly(&self, text: &str) -> bool {
        text.trim_end().ends_with('?') || self.answers.asks_of_treatment(self.content, text)
    }

    /// What was read of a text, what may be meant among it, and the red flags that it tells.
    pub(super) fn read_with_flags(&self, reading: &Reading, text: &str) -> ReadAnswers {
        self.with_flags(to_intake(reading, text, true), text)
    }

    /// What was read of a text, with the red flags that it tells: in whatever words a flag is told, it is marked.
    pub(super) fn with_flags(&self, mut read: ReadAnswers, text: &str) -> ReadAnswers {
        let told = self.answers.flags_in(self.content, text);
        read.flags = read.flags.iter().chain(told.iter()).collect();
        read
    }

    /// Whether a text tells so much of somebody that it is a new patient: what tells cases apart, and more.
    fn is_new_patient(&self, reading: &Reading) -> bool {
        let labels = &self.content.topic.label_questions;
        let labelled = labels
            .iter()
            .any(|question| reading.answer(*question).is_some());
        labelled && facts(reading) > LEAST_FACTS + 1
    }

    /// Puts the screen with flags marked, in the open case or in a new one. In the topic of a case its plan waits
    /// for the screen; a case that cannot be read is left as it is, and the flags are named.
    pub(super) fn mark_flags(&mut self, sender: Sender, read: ReadAnswers) {
        let latest = self.latest(sender.conversation).filter(|case| case.asking);
        let (mut case, after) = match (latest, self.session.case_of_topic()) {
            (None, Some(case)) => return self.flags_told_of(sender, case, read.flags),
            (Some(mut case), _) => {
                let Ok(open) = self.restored(&case) else {
                    return self.flags_told_of(sender, case, read.flags);
                };
                let after = self.step(&mut case, &open.intake, &Event::Read(read));
                if is_waiting(&case) {
                    return self.save_intake(&mut case, &after.intake, false);
                }
                (case, after)
            }
            (None, None) => {
                let person = self.person(sender.conversation.user);
                if let Some(card) = self.onboarding_card(&person) {
                    self.keep_case(sender.conversation, &person, &read);
                    self.send(sender.conversation, None, card);
                    return;
                }
                match self.keep_case(sender.conversation, &person, &read) {
                    Some(begun) => begun,
                    None => return,
                }
            }
        };
        self.show_typed(sender, &mut case, after)
    }

    /// What is typed while a card is open: an answer to it, to others, a correction, or a question.
    pub(super) fn answer_typed(&mut self, sender: Sender, mut case: StoredCase, text: &str) {
        let Ok(read) = self.restored(&case) else {
            if self.answers.tells_flag(self.content, text) {
                self.reply_about(sender, text, None);
            }
            return self.reply_text(sender, self.content.text("toast.unreadable").to_owned());
        };
        if self.is_outdated(&case, &read) {
            return self.question(sender, text, Some(case));
        }
        let before = read.intake;
        // Of a language that is not read no word is an answer: "joggen" tells no sport.
        if self.answers.is_other_language(self.content, text)
            && !self.answers.tells_flag(self.content, text)
        {
            self.question(sender, text, Some(case.clone()));
            return self.show_again(sender.conversation, case, before);
        }
        // An option's own words do what its button does, whatever else they might tell.
        let is_option = |question| matches!(typed(self.content, question, text), Typed::Answer(_));
        if before.asking().is_some_and(is_option) {
            let after = self.step(&mut case, &before, &Event::Type(text.to_owned()));
            return self.show_typed(sender, &mut case, after);
        }
        let (read, asks) = self.read_at(&before, text);
        let read = self.with_flags(read, text);
        let new_flags: OptionSet = read
            .flags
            .iter()
            .filter(|flag| !before.draft.has(*flag))
            .collect();
        // "Actually he's on apixaban, ok for shockwave?" tells something and asks: both are heard.
        let asks_too = asks || self.answers.asks_of_treatment(self.content, text);
        let asks_too = asks_too && !read.is_empty();
        if asks_too || !new_flags.is_empty() && self.answers.tells_flag(self.content, text) {
            self.question(sender, text, Some(case.clone()));
        } else if !new_flags.is_empty() {
            self.tell_flags(sender, &case, new_flags);
        }
        let after = if read.is_empty() {
            // While a red flag waits, whatever is said is answered with what is urgent.
            let waits = !self.pending_flags(&case, &before.case).is_empty();
            let asks = self.answers.reader().is_question(self.content, text);
            if asks || waits || self.asks_or_talks(sender, &case, text) {
                self.question(sender, text, Some(case.clone()));
                return self.show_again(sender.conversation, case, before);
            }
            self.step(&mut case, &before, &Event::Type(text.to_owned()))
        } else {
            self.recall(&mut case, text);
            self.step(&mut case, &before, &Event::Read(read))
        };
        self.show_typed(sender, &mut case, after)
    }

    /// What a text tells of the patient of a case that waits, with the answers so far; and whether it asks something.
    pub(super) fn read_of_waiting(
        &self,
        case: &StoredCase,
        text: &str,
    ) -> (Option<(Intake, ReadAnswers)>, bool) {
        let reader = self.answers.reader();
        let read = to_intake(&reader.told(self.content, text), text, true);
        let read = self.with_flags(read, text);
        let asks = reader.is_question(self.content, text) && read.flags.is_empty();
        let before = self.restored(case).ok().map(|read| read.intake);
        (before.zip((!read.is_empty()).then_some(read)), asks)
    }

    /// Whether a text that answers no card is something else that has its answer: said to the bot, as thanks are, or
    /// asked in words that no question mark ends.
    pub(super) fn asks_or_talks(&mut self, sender: Sender, case: &StoredCase, text: &str) -> bool {
        // A number alone answers a card, well or badly.
        if !text.contains(char::is_alphabetic) {
            return false;
        }
        let reply = self.reply_to(sender.conversation, text, None, Some(case));
        match reply.reason() {
            Reason::Act(_) | Reason::Dose | Reason::NoReviewedAnswer(Some(_)) => true,
            Reason::Answered | Reason::Confirm => {
                let asks_the_way = self.answers.asks_the_way(text);
                asks_the_way || self.answers.names_matter(text)
            }
            _ => reply.other_language.is_some(),
        }
    }

    /// What a text says where a card, or the summary, stands open, and whether it asks something instead. Of a
    /// question only the risks are kept that it names.
    fn read_at(&self, intake: &Intake, text: &str) -> (ReadAnswers, bool) {
        let reader = self.answers.reader();
        // A red flag beside a correction goes before it; what else the text says is read as any other text is.
        let correcting = reader.is_correction(self.content, text)
            && !self.answers.tells_flag(self.content, text);
        let Some(question) = intake.asking() else {
            let correction = reader.correction(self.content, &intake.case, text);
            if correcting && !correction.is_empty() {
                return (corrected(&correction), false);
            }
            return (
                to_intake(&reader.told(self.content, text), text, true),
                false,
            );
        };
        let reply = reader.answer_for(self.content, question, text);
        // What tells of a flag in other words than the screen's own is marked.
        if question == self.content.topic.red_flags && reply.reading.answer(question).is_some() {
            let read = ReadAnswers {
                answers: to_intake(&reply.reading, text, false)
                    .answers
                    .into_iter()
                    .filter(|(other, _)| *other != question)
                    .collect(),
                flags: reply.reading.flags.flags,
                ..ReadAnswers::default()
            };
            return (read, false);
        }
        if correcting && reply.reading.answer(question).is_none() {
            let correction = reader.correction(self.content, &intake.case, text);
            if !correction.is_empty() {
                return (corrected(&correction), false);
            }
        }
        // A pain score is no question, but "does he need an MRI first?" is no answer either.
        let asks = reply.reading.answer(question).is_none()
            && reply.reading.flags.flags.is_empty()
            && reader.is_question(self.content, text)
            && facts(&reply.reading) < LEAST_FACTS;
        let mut read = to_intake(&reply.reading, text, false);
        // What is in doubt is asked; a question of one answer is on the card already.
        let doubts = reply.reading.uncertain.iter();
        let doubts = doubts.map(|one| (one.question, one.candidates));
        read.uncertain.extend(
            doubts.filter(|(other, _)| *other != question || self.content.takes_several(question)),
        );
        // What was not understood matters in a list of things, not in a short answer.
        if facts(&reply.reading) + reply.reading.uncertain.len() < LEAST_LIST {
            read.unread.clear();
        }
        if asks {
            read.answers
                .retain(|(other, _)| is_risk(self.content, *other));
            read.uncertain
                .retain(|(other, _)| is_risk(self.content, *other));
            read.denied.clear();
        }
        (read, asks)
    }

    /// Shows the next card below what was typed; the old one loses its buttons.
    pub(super) fn show_typed(&mut self, sender: Sender, case: &mut StoredCase, mut after: Step) {
        let refused = after.notes.iter().any(|note| {
            matches!(
                note,
                Note::NotUnderstood | Note::OutOfRange { .. } | Note::Contradicts(_) | Note::NotNow
            )
        });
        if refused {
            after.intake.turn = after.intake.turn.wrapping_add(1);
        }
        let old = case.card.take();
        self.save_intake(case, &after.intake, after.plan && !refused);
        self.remove_buttons(sender.conversation, old);
        let on = CardTarget::Reply(sender.message);
        self.show(sender.conversation, case, &after, on, None)
    }
}
