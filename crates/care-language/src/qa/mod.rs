//! From what somebody types to the reviewed answer. An answer is found, never written: what the plan of the
//! case says, one to four statements of the content, or a plain word that there is none.
//!
//! [`Conversation::reply`], in [`reply_to`], takes a message through these steps, each in a file of its own:
//!
//! 0. [`emergency`]: an emergency, distress, an overdose: a fixed reply before everything.
//! 1. [`crate::phi`]: what could identify a person.
//! 2. [`told_flags`]: a red flag told of this patient.
//! 3. [`acts`], [`tongues`]: what is said to the bot, and other languages.
//! 4. [`facts`]: what it tells of the case.
//! 5. [`several`]: the questions of the message, each of which is answered in turn, in [`find`]:
//!    [`asking`] tells how it asks, [`ask_plan`] and [`planned`] what the plan of the case says, [`scope`] whether it is
//!    this bot's matter, [`meant`] which lines of that plan answer it, [`ranking`] what answers it; what words do not
//!    settle is read once more by [`embedded`], in [`second`]; what neither settles is answered by what it is [`nearest`] to.
//! 6. [`compose`]: the answer put together, of what [`effect`], [`fitting`] and [`stances`] leave; or [`decline`].
//!
//! A question leans on the one before it only where it says nothing alone ([`context`]).

mod about;
mod acts;
mod ask_plan;
mod asked;
mod asked_beside;
mod asking;
mod certain;
mod common;
mod compose;
mod context;
mod decline;
mod effect;
mod embedded;
mod emergency;
mod facts;
mod facts_of_withheld;
mod feedback;
mod find;
mod fitting;
mod heard;
mod heeded;
mod imagined;
mod index;
mod json;
mod lines;
mod matches;
mod meant;
mod naive_bayes;
mod names;
mod nearest;
mod notes;
mod offered;
mod parted;
mod phrases;
mod plain_answers;
mod planned;
mod ranking;
mod reply;
mod reply_to;
mod scope;
mod screen;
mod script;
mod second;
mod several;
mod stances;
mod stricter;
mod told_flags;
mod tongues;
mod topic;
mod turn;
mod words;

use crate::phi;
use crate::reading::Reader;
use care_engine::content::{self, Anchor, Content, IntentIx, SmallTalkKind};
use words::Seen;

pub use embedded::{EmbeddedWays, ways_to_embed};
pub use facts::{Change, How, NewFact};
pub use feedback::FeedbackSubject;
pub use heard::heeding;
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
    plain_answers: plain_answers::PlainAnswers,
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
            plain_answers: plain_answers::PlainAnswers::new(content),
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

    /// Whether a text names another part of the body, and not the tendon.
    pub fn is_of_another_part(&self, text: &str) -> bool {
        self.is_out_of_domain(&self.index.read(text))
    }

    fn is_named(&self, seen: &Seen) -> bool {
        self.names_of(seen, &[Anchor::Here, Anchor::Matter, Anchor::Near])
    }

    /// Whether a text names a thing of one of these kinds.
    fn names_of(&self, seen: &Seen, anchors: &[Anchor]) -> bool {
        let mut named = seen.synonym_sets.iter();
        named.any(|place| anchors.contains(&self.index.anchor(*place)))
    }

    /// Whether a text names the tendon or the disorder.
    fn is_anchored(&self, seen: &Seen) -> bool {
        self.names_of(seen, &[Anchor::Here, Anchor::Matter])
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

    /// How a text asks.
    fn form_of(&self, text: &str, seen: &Seen) -> asking::Form {
        let anchor = |place: usize| self.index.anchor(content::SynonymSetIx::new(place));
        self.asking.form(text, seen, anchor)
    }

    /// Whether somebody writes about their own body.
    fn is_of_own_body(&self, text: &str) -> bool {
        self.form_of(text, &self.index.read(text)).patient
    }

    /// Whether somebody tells, and does not ask, of their own tendon.
    pub fn tells_of_own_body(&self, content: &Content, text: &str) -> bool {
        self.is_of_own_body(text)
            && !self.is_of_another_part(text)
            && !self.reader.is_question(content, text)
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

/// Answers as JSON, for `ask`.
pub use json::to_json;
