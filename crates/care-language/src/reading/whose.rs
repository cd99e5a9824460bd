//! Of whom a text tells: of the patient whose case is open, or of somebody else.

use std::ops::Range;

use care_engine::content::{Content, OptionIx, QuestionIx};
use care_engine::intake::is_risk;

use super::asked::without;
use super::{Meaning, Reader, Reading};
use crate::text::{Hit, QuantityKind, Tokens, quantities};

/// Of whom a text says by its words that it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Nothing of the kind is said.
    Unsaid,
    /// Another patient than the one before: "next lady".
    New,
    /// One of the patients before, and only the person knows which: "back to the lady", "and the dad?".
    Earlier,
    /// Somebody told of beside the patient at hand: "mine is the same but 71".
    Compared,
    /// More than one patient.
    Several,
    /// Somebody whom the person only remembers: "I had one like this".
    Remembered,
}

/// The cues of other patients.
const NEW: &str = "new_patient";
const EARLIER: &str = "earlier_patient";
const WHICH: &str = "which_patient";
const COMPARED: &str = "compared_patient";
const SEVERAL: &str = "several_patients";
const REMEMBERED: &str = "remembered_patient";
const WRONG: &str = "wrong_patient";
const SAME: &str = "same_patient";
const OWN: &str = "own_patient";
const KIN: &str = "kin";
const REPORTS: &str = "reports";

/// A presentation names its patient within so many bytes: "referral: 28m climber", "I saw a 62 year old woman".
const BEGINNING: usize = 40;
/// So many things beside who it is make a patient of somebody whose age is told.
const LEAST_OF_PATIENT: usize = 2;
/// The ages that a number behind "his dad" may be.
const AGES: std::ops::RangeInclusive<f64> = 1.0..=115.0;
/// More words than that are said of something else too.
const MOST_OF_CHOICE: usize = 6;

impl Reader {
    /// Of whom a text says that it tells.
    pub fn whose(&self, content: &Content, text: &str) -> Whose {
        let tokens = Tokens::of(text);
        let hits = self.patterns.find(&tokens);
        let says = |cue| hits.iter().any(|hit| self.is_of(content, hit, cue));
        let words = tokens.0.iter();
        let words = words.filter(|token| token.text.contains(char::is_alphanumeric));
        let words = words.count();
        // Nothing but these words, with one of courtesy at most.
        let only = |cue| {
            let mut hits = hits.iter().filter(|hit| hit.first() == 0);
            hits.any(|hit| words <= hit.tokens.len() + 1 && self.is_of(content, hit, cue))
        };
        if self.tells_of_several(content, text, &tokens, &hits) {
            Whose::Several
        } else if says(REMEMBERED) {
            Whose::Remembered
        } else if says(EARLIER) || only(WHICH) {
            Whose::Earlier
        } else if says(NEW) && !self.retracts(content, text) {
            Whose::New
        } else if says(COMPARED) {
            Whose::Compared
        } else {
            Whose::Unsaid
        }
    }

    /// Whether a text speaks of a patient of whoever writes it: "mine is on warfarin". Of a colleague's case nothing of it is
    /// told.
    pub fn speaks_of_own_patient(&self, content: &Content, text: &str) -> bool {
        self.speaks(content, text, OWN)
    }

    /// What a text says of who the patient is, if by no more than "she". Nothing of what it says in two ways.
    pub fn speaks_of(&self, content: &Content, text: &str) -> Vec<(QuestionIx, OptionIx)> {
        let who = &content.topic.patient_questions;
        let mut said: Vec<(QuestionIx, OptionIx)> = Vec::new();
        for hit in self.patterns.find(&Tokens::of(text)) {
            if let Meaning::Phrase(place) = self.meanings[hit.meaning] {
                let means = content.vocabulary.phrases[place].means.iter();
                said.extend(means.filter(|(question, _)| who.contains(question)));
            }
        }
        let is_alone = |choice: &(QuestionIx, OptionIx)| {
            let mut others = said.iter().filter(|other| other.0 == choice.0);
            others.all(|other| other == choice)
        };
        said.iter().copied().filter(is_alone).collect()
    }

    /// Whether a text begins as a patient is presented: with what tells one from another, such as age and sex.
    pub fn presents_patient(&self, content: &Content, reading: &Reading) -> bool {
        let named = |question| {
            let read = reading
                .answers
                .iter()
                .find(|read| read.question == question);
            let first = read.and_then(|read| read.places.first());
            first.is_some_and(|place| place.start < BEGINNING)
        };
        let who = &content.topic.patient_questions;
        !who.is_empty() && who.iter().all(|question| named(*question))
    }

    /// A text without the words that say it is about another patient.
    pub fn without_new_patient(&self, content: &Content, text: &str) -> String {
        let tokens = Tokens::of(text);
        let hits = self.patterns.find(&tokens).into_iter();
        let hits = hits.filter(|hit| self.is_of(content, hit, NEW));
        let words = hits.map(|hit| {
            let (first, last) = (&tokens.0[hit.first()], &tokens.0[hit.last()]);
            first.span.start..last.span.end
        });
        let left = without(text, &words.collect::<Vec<_>>());
        let is_joint = |letter: char| !letter.is_alphanumeric();
        left.trim_start_matches(is_joint).to_owned()
    }

    /// Leaves out of what a text says in the thread of a case who it is, where it names somebody else: "cough in his
    /// neighbour, smoker 60y". What a relative says of the patient stays.
    pub(crate) fn leave_out_kin(&self, content: &Content, text: &str, reading: &mut Reading) {
        let tokens = Tokens::of(text);
        let hits = self.patterns.find(&tokens);
        let speaks = |sentence: usize, cue: &str| {
            let mut hits = hits.iter();
            hits.any(|hit| {
                tokens.0[hit.first()].sentence == sentence && self.is_of(content, hit, cue)
            })
        };
        let of_kin = |place: &Range<usize>| {
            let first = tokens.0.iter().find(|token| token.span.end > place.start);
            first.is_some_and(|first| {
                speaks(first.sentence, KIN) && !speaks(first.sentence, REPORTS)
            })
        };
        // What forbids something is not left out for a relative's sake: it may be the patient's all the same.
        let kept = |question: QuestionIx| is_risk(content, question);
        reading
            .answers
            .retain(|read| kept(read.question) || !read.places.iter().all(of_kin));
        reading
            .uncertain
            .retain(|one| kept(one.question) || !of_kin(&one.place));
    }

    /// Whether a text says that what was told before was another patient's.
    pub fn names_wrong_patient(&self, content: &Content, text: &str) -> bool {
        self.speaks(content, text, WRONG)
    }

    /// Whether a text says no more than that the patient is the same one.
    pub fn names_same_patient(&self, content: &Content, text: &str) -> bool {
        let words = Tokens::of(text).0.len();
        words <= MOST_OF_CHOICE && self.speaks(content, text, SAME)
    }

    /// Whether a text says that it tells of several patients, or presents one after the other.
    fn tells_of_several(
        &self,
        content: &Content,
        text: &str,
        tokens: &Tokens,
        hits: &[Hit],
    ) -> bool {
        let is_patient = |text: &str| self.facts_of_patient(content, text) >= LEAST_OF_PATIENT;
        let starts = self.presentations(content, text, tokens, hits);
        // "49M, 13 mm, two PTs and shockwave" presents one patient.
        let of_several = |hit: &&Hit| {
            let place = tokens.0[hit.first()].span.start;
            self.is_of(content, hit, SEVERAL) && starts.first().is_none_or(|first| place < *first)
        };
        if hits.iter().any(|hit| of_several(&hit)) {
            return is_patient(text);
        }
        if starts.len() < 2 {
            return false;
        }
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        let parts = starts.iter().zip(ends);
        let parts = parts.filter_map(|(start, end)| text.get(*start..end));
        parts.filter(|part| is_patient(part)).count() > 1
    }

    /// How many things a text says of a patient, beside who it is.
    fn facts_of_patient(&self, content: &Content, text: &str) -> usize {
        let read = self.told(content, text);
        read.beside(&content.topic.patient_questions).count()
    }

    /// Where somebody is introduced by an age, in bytes: "44m", "a woman of 72", "his dad 72". An age alone may be
    /// that of the patient who was told of before, at another time.
    fn presentations(
        &self,
        content: &Content,
        text: &str,
        tokens: &Tokens,
        hits: &[Hit],
    ) -> Vec<usize> {
        let is_kins = |at: usize| {
            let mut before = hits.iter().filter(|hit| hit.last() + 1 == at);
            before.any(|hit| self.is_of(content, hit, KIN))
        };
        let quantities = quantities(tokens);
        let ages = quantities.iter().filter(|one| match one.kind {
            QuantityKind::Age => {
                is_kins(one.tokens.start) || self.names_person(content, text, tokens, &one.tokens)
            }
            QuantityKind::Bare => is_kins(one.tokens.start) && AGES.contains(&one.low),
            _ => false,
        });
        ages.map(|age| tokens.0[age.tokens.start].span.start)
            .collect()
    }

    /// Whether the words in and right beside an age say more of who it is, such as the sex.
    fn names_person(
        &self,
        content: &Content,
        text: &str,
        tokens: &Tokens,
        age: &Range<usize>,
    ) -> bool {
        let first = age.start.saturating_sub(2);
        let last = (age.end + 1).min(tokens.0.len());
        let (Some(first), Some(last)) = (tokens.0.get(first), tokens.0.get(last - 1)) else {
            return false;
        };
        let near = text.get(first.span.start..last.span.end);
        let read = self.read(content, near.unwrap_or_default());
        let who = &content.topic.patient_questions;
        who.iter().all(|question| read.answer(*question).is_some())
    }
}
