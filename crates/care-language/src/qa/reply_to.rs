//! A message answered: an emergency, a name and a red flag first, then what it tells of the case and each question in it.

use super::common::Usual;
use super::reply::{Answer, Reason, Reply};
use super::topic::Topic;
use super::turn::Turn;
use super::{Conversation, asking, context, heard, notes, planned, several, words};
use crate::phi;
use crate::reading::Reading;
use care_engine::case::Case;
use care_engine::content::{Anchor, Content, IntentIx};
use care_engine::intake::is_risk;

/// Most statements to each of several questions of a message: all of it is one message.
const MOST_OF_SEVERAL: usize = 2;

impl Conversation {
    /// Answers a message: an emergency, a name and a red flag first, then each question in it.
    pub fn reply(&self, content: &Content, turn: &Turn<'_>) -> Reply {
        if let Some(emergency) = self.emergencies.told(turn.text) {
            return Reply {
                told: turn.told.cloned().unwrap_or_default(),
                topic: Some(Topic::of_emergency(emergency, turn.now)),
                ..Reply::of(Answer::declined(Reason::Emergency(emergency)))
            };
        }
        let seen = self.without_identifiers(content, phi::Part::Text, turn.text);
        let identifiers = seen.kinds;
        let reading = match turn.case {
            Some(_) => {
                let named = planned::named(content, &self.index.read(turn.text).synonym_sets);
                self.reader
                    .read_in_thread(content, turn.text, !named.is_empty())
            }
            None => self.reader.read(content, turn.text),
        };
        let flags = self.flags(content, turn.text, &reading);
        if let (true, Some(stopped)) = (flags.is_empty(), turn.stopped(content)) {
            return Reply {
                identifiers,
                ..stopped
            };
        }
        if flags.is_empty() && identifiers.is_empty() {
            return self.reply_to_clean(content, turn, &reading);
        }
        if let (true, Some(text)) = (flags.is_empty(), &seen.rest) {
            let rest = Turn { text, ..*turn };
            return Reply {
                identifiers,
                ..self.reply(content, &rest)
            };
        }
        let reason = match flags.is_empty() {
            true => Reason::Identifier,
            false => Reason::RedFlag(flags),
        };
        let patient = turn.role.is_none() && self.is_of_own_body(turn.text);
        let role = match patient {
            true => content.plain_role(),
            false => turn.role,
        };
        Reply {
            identifiers,
            patient,
            standing: turn.emergency,
            told: turn.with_flags(content, flags, &reading),
            ..Reply::of(Answer {
                notes: notes::of_flags(content, Some(&turn.as_told(&reading)), flags, role),
                ..Answer::declined(reason)
            })
        }
    }

    /// Answers a message that names nobody and tells no danger. What it is answered without what was read of it says what of
    /// that is the patient's.
    fn reply_to_clean(&self, content: &Content, turn: &Turn<'_>, reading: &Reading) -> Reply {
        let says_nothing = |reading: &Reading| {
            reading.answers.is_empty() && reading.uncertain.is_empty() && reading.denied.is_empty()
        };
        if turn.case.is_none() || says_nothing(reading) {
            return self.reply_with(content, turn, reading);
        }
        let unheeded = self.reply_with(content, turn, &Reading::default());
        let heeded = self.heeded(content, turn.text, reading, &unheeded);
        match says_nothing(&heeded) {
            true => unheeded,
            false => self.reply_with(content, turn, &heeded),
        }
    }

    /// Answers such a message with what was read of its case.
    fn reply_with(&self, content: &Content, turn: &Turn<'_>, reading: &Reading) -> Reply {
        let anchored = self.is_anchored(&self.index.read(turn.text));
        if let Some(act) = self.acts.told(turn.text, anchored) {
            return turn.acted(content, act);
        }
        let questions = several::questions(turn.text);
        let whole = self
            .index
            .read(questions.texts.first().copied().unwrap_or_default());
        if let Some(text) = self.tongues.tongue(content, turn.text, &whole) {
            return Reply {
                other_language: Some(text.to_owned()),
                told: turn.told.cloned().unwrap_or_default(),
                ..Reply::of(Answer::declined(Reason::OutOfScope))
            };
        }
        let mut reply = Reply {
            unread: questions.unread,
            ..Reply::default()
        };
        let general = self.screen.is_general(turn.text);
        let mut outgrows = false;
        let mut before = None;
        // Where red flags wait that were told of nobody's case, they are answered for as in a case.
        let nobody = Case::default();
        let flagged = (!turn.flags(content).is_empty()).then_some(&nobody);
        let about = turn.case.or(flagged).map(|case| {
            let heard = heard::heard(content, case, reading, turn.told, general, turn.role);
            if turn.case.is_some() {
                reply.new_facts = heard.facts;
            }
            reply.told = heard.told;
            before = heard.before;
            outgrows = heard.outgrows;
            heard.about
        });
        let several = questions.texts.len() > 1;
        // What tells something leans on nothing.
        let asks = self.reader.is_question(content, turn.text);
        let tells = !asks && !reading.answers.is_empty();
        let fresh = turn.topic.filter(|topic| topic.is_fresh(turn.now));
        let mut topic = fresh.filter(|_| !tells).cloned();
        for text in questions.texts {
            let (mut answer, form) = self.answer_one(content, about.as_ref(), text, topic.as_ref());
            reply.patient |= form.patient;
            if turn.case.is_none() {
                let seen = self.index.read(text);
                self.heed_told(content, reading, turn.role, &seen, &mut answer);
            }
            if several {
                answer.statements.truncate(MOST_OF_SEVERAL);
            }
            topic = context::after(content, self, turn.now, text, &answer, form, topic.as_ref());
            reply.push(answer);
        }
        // A question can lean on what was done that is told, or on what was asked before it.
        let told = self
            .topic_told(content, turn.text, turn.now)
            .filter(|_| !asks);
        reply.topic = told.or(topic.filter(|_| !tells));
        if turn.case.is_some() && self.tells_of_doses(content, turn.text, reading, &reply) {
            reply.answers = vec![Answer::declined(Reason::Clarify)];
        }
        // Who offers a picture tells nothing of the case by it.
        let offers_image = reply.answers.iter().any(|one| one.reason == Reason::Image);
        if let (Some(before), Some(about)) = (before, &about)
            && reply.new_facts.iter().any(|fact| !fact.earlier)
            && !offers_image
            && (!asks || self.reader.asks_what_changes(content, turn.text))
            && !self.is_of_nobody(content, turn.text, reading, &reply)
        {
            reply.tell_closed(notes::closed_by(content, &before, &about.made));
        }
        if let Some(case) = turn.case.filter(|_| !asks) {
            let tells = self.reader.tells_news(content, turn.text);
            reply.tell_recorded(case, reading, tells);
            self.tell_unused(content, turn.text, &mut reply);
        }
        if outgrows {
            reply.say_outgrown(content);
        }
        turn.remind(content, &mut reply);
        reply
    }

    /// Whether a text that gets no answer tells of nobody: the medicines and diseases in it are of what it asks, "apixaban
    /// dose reduction criteria", "CKD referral criteria". It speaks of no patient and of nothing that is taken, and wants
    /// a drug, a test or a dose, has a subject of its own, or says more than was read of it.
    fn is_of_nobody(
        &self,
        content: &Content,
        text: &str,
        reading: &Reading,
        reply: &Reply,
    ) -> bool {
        // Of "eGFR 41 btw" only a word of courtesy is not read.
        let words = |text: &str| text.split_whitespace().count();
        let unread = reading.unread.iter();
        let unread = unread.filter_map(|stretch| text.get(stretch.clone()));
        let says_more = unread.map(words).sum::<usize>() * 2 >= words(text);
        let seen = self.index.read(text);
        let unanswered =
            |answer: &Answer| is_not_answered(answer.reason) || answer.reason == Reason::Dose;
        let of_its_own = |unit: &words::Unit| {
            unit.synonym_sets.is_empty() && !unit.number && unit.usual != Some(Usual::Everyday)
        };
        reply.answers.iter().all(unanswered)
            && (says_more
                || reply.reason() == Reason::Dose
                || self.names_of(&seen, &[Anchor::Near])
                || seen.units.iter().any(of_its_own))
            && !reading.corrects
            && reading.denied.is_empty()
            && !self.reader.tells_news(content, text)
            && !self.form_of(text, &seen).of_case
    }

    /// Whether a text that reads like a question for a dose tells what is taken: "pred 5 mg daily, and she had a clot",
    /// "just on aspirin 75 now".
    fn tells_of_doses(
        &self,
        content: &Content,
        text: &str,
        reading: &Reading,
        reply: &Reply,
    ) -> bool {
        let is_dose = |answer: &Answer| answer.reason == Reason::Dose;
        // How old the patient is says nothing of what is taken.
        let who = &content.topic.patient_questions;
        let mut facts = reply.new_facts.iter();
        let is_new = facts.any(|fact| !fact.earlier && !who.contains(&fact.question));
        let mut read = reading.answers.iter();
        let is_known = read.any(|read| is_risk(content, read.question));
        reply.answers.iter().all(is_dose)
            && (is_new || is_known)
            && (self.reader.tells_course(content, text) || is_new && reading.is_most_of(text))
            && !self.reader.is_question(content, text)
    }

    /// A text that asks nothing, is not understood, and tells news of the patient: they are none of the answers that the
    /// plan uses, and that is said in place of a decline.
    fn tell_unused(&self, content: &Content, text: &str, reply: &mut Reply) {
        let is_new = reply.new_facts.iter().any(|fact| !fact.earlier);
        let is_unused = |answer: &Answer| answer.reason.is_not_understood();
        if !is_new
            && reply.recorded.is_empty()
            && reply.answers.iter().all(is_unused)
            && self.reader.speaks_of_news(content, text)
            && !self.is_of_another(content, text)
        {
            reply.answers = vec![Answer::declined(Reason::NotUsed)];
        }
    }

    /// Answers what stands on a button: something that is asked, about a case or none.
    pub fn answer_to(&self, content: &Content, asked: IntentIx, turn: &Turn<'_>) -> Reply {
        if let Some(stopped) = turn.stopped(content) {
            return stopped;
        }
        let text = content
            .intent(asked)
            .examples
            .first()
            .map_or("", String::as_str);
        let about = turn.case.map(|case| {
            let nothing = Reading::default();
            heard::heard(content, case, &nothing, turn.told, true, turn.role).about
        });
        let answer = self.answer_listed(content, about.as_ref(), asked, text);
        let form = asking::Form::default();
        let mut reply = Reply {
            topic: context::after(content, self, turn.now, text, &answer, form, None),
            told: turn.told.cloned().unwrap_or_default(),
            ..Reply::of(answer)
        };
        turn.remind(content, &mut reply);
        reply
    }
}

/// Whether a text is not answered, whether it is known why or not.
fn is_not_answered(reason: Reason) -> bool {
    reason.is_not_understood() || matches!(reason, Reason::NoReviewedAnswer(_))
}
