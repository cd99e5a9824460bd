//! From what somebody types to the reviewed answer. An answer is found, never written: what the plan of the
//! case says, one to four statements of the content, or a plain word that there is none.
//!
//! [`Conversation::reply`] takes a message through these steps, each in a file of its own:
//!
//! 0. [`emergency`]: an emergency, distress, an overdose: a fixed reply before everything.
//! 1. [`crate::phi`]: what could identify a person.
//! 2. [`told_flags`]: a red flag told of this patient.
//! 3. [`acts`], [`tongues`]: what is said to the bot, and other languages.
//! 4. [`several`]: the questions of the message, each of which is answered in turn:
//!    [`asking`] tells how it asks, [`planned`] what the plan of the case says, [`scope`] whether it is
//!    this bot's matter, [`meant`] which lines of that plan answer it, [`effect`], [`fitting`] and [`ranking`] what
//!    answers it; what words do not settle is read once more by [`embedded`], in [`second`].
//!
//! A question leans on the one before it only where it says nothing alone ([`context`]).

mod acts;
mod asking;
mod certain;
mod common;
mod context;
mod decline;
mod effect;
mod embedded;
mod emergency;
mod facts;
mod feedback;
mod find;
mod fitting;
mod heeded;
mod imagined;
mod index;
mod json;
mod lines;
mod meant;
mod naive_bayes;
mod names;
mod notes;
mod offered;
mod phrases;
mod planned;
mod ranking;
mod reply;
mod scope;
mod screen;
mod script;
mod second;
mod several;
mod stances;
mod told_flags;
mod tongues;
mod topic;
mod turn;
mod words;

use crate::phi;
use crate::reading::{Reader, Reading};
use care_engine::case::Case;
use care_engine::content::{self, Anchor, Content, IntentIx, SmallTalkKind, SynonymSetIx};
use common::Usual;
use words::Seen;

pub use embedded::{EmbeddedWays, ways_to_embed};
pub use facts::{Change, NewFact, heeding};
pub use feedback::FeedbackSubject;
pub use notes::CaseNote;
pub use offered::offered;
pub use reply::{Answer, Found, Reason, Reply};
pub use topic::Topic;
pub use turn::Turn;

/// Everything that is looked up for an answer.
pub struct Conversation {
    index: index::Index,
    emergencies: emergency::Emergencies,
    screen: screen::Screen,
    acts: acts::Acts,
    asking: asking::Asking,
    stances: stances::Stances,
    effects: effect::Effects,
    fitting: fitting::Fitting,
    untold: imagined::Untold,
    tongues: tongues::Tongues,
    reader: Reader,
    second_reader: Option<EmbeddedWays>,
}

impl Conversation {
    /// Prepares the search over a content.
    pub fn new(content: &Content) -> Self {
        let index = index::Index::new(content);
        Self {
            emergencies: emergency::Emergencies::new(content),
            screen: screen::Screen::new(content),
            acts: acts::Acts::new(content),
            asking: asking::Asking::new(content),
            stances: stances::Stances::new(content),
            effects: effect::Effects::new(content, &index),
            fitting: fitting::Fitting::new(content, &index),
            untold: imagined::Untold::new(content),
            tongues: tongues::Tongues::new(content),
            reader: Reader::new(content),
            second_reader: None,
            index,
        }
    }

    /// With a second reader for what words do not settle.
    #[must_use]
    pub fn with_second_reader(self, ways: EmbeddedWays) -> Self {
        Self {
            second_reader: Some(ways),
            ..self
        }
    }

    /// Whether a word stands in the content, and so is no name.
    pub fn knows(&self, word: &str) -> bool {
        self.index.knows(word)
    }

    /// What reads a text into the answers of a case.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Whether a text tells of an emergency, of distress or of an overdose.
    pub fn is_emergency(&self, text: &str) -> bool {
        self.emergencies.told(text).is_some()
    }

    /// What in a text could identify a person.
    pub fn identifiers(&self, text: &str) -> phi::Kinds {
        phi::found(text, |word| self.index.knows(word))
    }

    /// What in a part of a message could identify a person, and what of it is read all the same: the rest, where
    /// it says or asks something.
    pub fn without_identifiers(&self, content: &Content, part: phi::Part, text: &str) -> phi::Seen {
        let mut seen = phi::seen(part, text, |word| self.index.knows(word));
        if !seen.kinds.is_empty() {
            seen.rest = seen.rest.filter(|rest| self.says_something(content, rest));
        }
        seen
    }

    /// Whether a text names something that this matter is about or that is done about it.
    pub fn names_matter(&self, text: &str) -> bool {
        self.is_named(&self.index.read(text))
    }

    fn is_named(&self, seen: &Seen) -> bool {
        let is_matter = |anchor| matches!(anchor, Anchor::Here | Anchor::Matter | Anchor::Near);
        let mut named = seen.synonym_sets.iter();
        named.any(|place| is_matter(self.index.anchor(*place)))
    }

    /// Whether a text names the tendon or the disorder.
    fn is_anchored(&self, seen: &Seen) -> bool {
        let ours = |anchor| matches!(anchor, Anchor::Here | Anchor::Matter);
        let mut named = seen.synonym_sets.iter();
        named.any(|place| ours(self.index.anchor(*place)))
    }

    /// Whether a text is written in a language that is recognised and not read.
    pub fn is_other_language(&self, content: &Content, text: &str) -> bool {
        let seen = self.index.read(text);
        self.tongues.tongue(content, text, &seen).is_some()
    }

    /// Whether the last clause of a text asks about a treatment, whatever is told before it.
    pub fn asks_of_treatment(&self, content: &Content, text: &str) -> bool {
        let mut clauses = text.rsplit([',', '.', ';', '\n']);
        let last = clauses.find(|clause| clause.contains(char::is_alphanumeric));
        let last = last.unwrap_or_default();
        self.reader.is_question(content, last)
            && !planned::named(content, &self.index.read(last).synonym_sets).is_empty()
    }

    /// Whether a text asks in general, by its first word or by a phrase that asks, and tells of nobody.
    pub fn asks_in_general(&self, text: &str) -> bool {
        self.screen.is_general(text)
    }

    /// Whether a text asks for the way to go: "the plan", "what now".
    pub fn asks_the_way(&self, text: &str) -> bool {
        self.form_of(text, &self.index.read(text)).way.is_some()
    }

    /// Whether something of a case stands in a text, or it asks something.
    pub fn says_something(&self, content: &Content, text: &str) -> bool {
        !self.reader.read(content, text).is_empty() || self.reader.is_question(content, text)
    }

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
        if turn.case.is_none() || reading.answers.is_empty() && reading.uncertain.is_empty() {
            return self.reply_with(content, turn, reading);
        }
        let unheeded = self.reply_with(content, turn, &Reading::default());
        let heeded = self.heeded(content, turn.text, reading, &unheeded);
        match heeded.answers.is_empty() && heeded.uncertain.is_empty() {
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
        let mut before = None;
        // Where red flags wait that were told of nobody's case, they are answered for as in a case.
        let nobody = Case::default();
        let flagged = (!turn.flags(content).is_empty()).then_some(&nobody);
        let about = turn.case.or(flagged).map(|case| {
            let heard = facts::heard(content, case, reading, turn.told, general, turn.role);
            if turn.case.is_some() {
                reply.new_facts = heard.facts;
            }
            reply.told = heard.told;
            before = heard.before;
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
        if self.tells_of_doses(content, turn.text, &reply) {
            reply.answers = vec![Answer::declined(Reason::Answered)];
        }
        // Who offers a picture tells nothing of the case by it.
        let offers_image = reply.answers.iter().any(|one| one.reason == Reason::Image);
        if let (Some(before), Some(about)) = (before, &about)
            && reply.new_facts.iter().any(|fact| !fact.earlier)
            && !offers_image
            && !asks
            && !self.is_of_nobody(content, turn.text, reading, &reply)
        {
            reply.tell_closed(notes::closed_by(content, &before, &about.made));
        }
        if let Some(case) = turn.case.filter(|_| !asks) {
            reply.tell_recorded(case, reading);
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
        let is_near = |place: &SynonymSetIx| self.index.anchor(*place) == Anchor::Near;
        let of_its_own = |unit: &words::Unit| {
            unit.synonym_sets.is_empty() && !unit.number && unit.usual != Some(Usual::Everyday)
        };
        reply.answers.iter().all(unanswered)
            && (says_more
                || reply.reason() == Reason::Dose
                || seen.synonym_sets.iter().any(is_near)
                || seen.units.iter().any(of_its_own))
            && !self.reader.tells_use(content, text)
            && !self.form_of(text, &seen).of_case
    }

    /// Whether a text that reads like a question for a dose tells what is taken: "pred 5 mg daily, and she had a clot".
    fn tells_of_doses(&self, content: &Content, text: &str, reply: &Reply) -> bool {
        let is_new = reply.new_facts.iter().any(|fact| !fact.earlier);
        let is_dose = |answer: &Answer| answer.reason == Reason::Dose;
        is_new
            && reply.answers.iter().all(is_dose)
            && self.reader.tells_of_patient(content, text)
            && !self.reader.is_question(content, text)
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
            facts::heard(content, case, &nothing, turn.told, true, turn.role).about
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

    /// The statements nearest to a question about no case, the best first, for somebody who chooses
    /// among them; or why there are none.
    ///
    /// # Errors
    /// With the reason for which the question would not be answered in a chat either.
    pub fn best_matches(
        &self,
        content: &Content,
        text: &str,
        most: usize,
    ) -> Result<Vec<Found>, Reason> {
        let turn = Turn::of(text);
        let reply = self.reply(content, &turn);
        if !reply.identifiers.is_empty() {
            return Err(Reason::Identifier);
        }
        let answer = reply.answers.into_iter().next();
        let reason = answer.as_ref().map_or(Reason::Clarify, |one| one.reason);
        // One word asks nothing, but names what statements are about: those of the question next to it.
        let is_word = !text.trim().contains(char::is_whitespace);
        let next = answer.filter(|_| is_word);
        let next = next.and_then(|answer| answer.suggestions.first().copied());
        let example = next.and_then(|next| content.intent(next).examples.first());
        let names_treatment =
            || !planned::named(content, &self.index.read(text).synonym_sets).is_empty();
        let text = match (reason, example) {
            (Reason::Answered, _) => text,
            (Reason::Clarify, _) if is_word && names_treatment() => text,
            (Reason::NoReviewedAnswer(_) | Reason::Confirm, Some(example)) => example,
            (reason, _) => return Err(reason),
        };
        let mut found = self
            .ranked(content, &self.index.read(text), &[], false)
            .statements;
        let best = found.first().map_or(0.0, |found| found.score);
        found.retain(|found| {
            let cited = !content.statement(found.statement).references.is_empty();
            cited && found.score >= best * find::NEAR_LISTED
        });
        found.truncate(most);
        if found.is_empty() {
            return Err(reason);
        }
        Ok(found)
    }

    /// How a text asks.
    fn form_of(&self, text: &str, seen: &Seen) -> asking::Form {
        let anchor = |place: usize| self.index.anchor(content::SynonymSetIx::new(place));
        self.asking.form(text, seen, anchor)
    }

    /// Whether somebody writes about their own body.
    fn is_of_own_body(&self, text: &str) -> bool {
        self.form_of(text, &self.index.read(text)).patient
    }

    /// Whether a text says nothing alone, and is understood from the question before it.
    pub fn leans(&self, text: &str) -> bool {
        self.form_of(text, &self.index.read(text)).leans
    }

    /// What a text that tells of a case leaves to be leaned on: what was done to the patient, or is taken.
    pub fn topic_told(&self, content: &Content, text: &str, now: i64) -> Option<Topic> {
        Topic::told(content, &self.index, text, now)
    }

    /// The topic of something that was answered.
    pub fn topic_of(&self, content: &Content, asked: IntentIx, now: i64) -> Option<Topic> {
        let way = content.intent(asked).examples.first()?;
        Topic::about(&self.index, way, now)
    }

    /// What words alone settle of a question that tells no red flag.
    fn settled(&self, text: &str, corrected: &str, leans: bool) -> Option<SmallTalkKind> {
        self.screen.settled(text, corrected, leans)
    }
}

/// Whether a text is not answered, whether it is known why or not.
fn is_not_answered(reason: Reason) -> bool {
    reason.is_not_understood() || matches!(reason, Reason::NoReviewedAnswer(_))
}

/// Most statements to each of several questions of a message: all of it is one message.
const MOST_OF_SEVERAL: usize = 2;

/// Answers as JSON, for `ask`.
pub use json::to_json;
