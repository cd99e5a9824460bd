//! What a text says about a case, as answers of the intake.
//!
//! The words are content (`language/lexicon/`: phrases, cues, measures); here stands only how they are put
//! together. Nothing is guessed: what contradicts itself, is over, is only thought of or is somebody
//! else's is [`Uncertain`] and has to be asked; what is not understood is told by its place.
//!
//! - `asked`: which sentences only ask.
//! - `gather`: everything that the words of a text name, with what reaches it.
//! - `look`: what each phrase says where it stands.
//! - `measure`: which question a number answers.
//! - `owner`: whose a time is.
//! - `resolve`: one answer a question, or none.
//! - `card`: what is typed where a question was put.
//! - `correction`: what is said to be otherwise.
//! - `unread`: where something was not understood.
//! - `whose`: of whom a text tells.

mod asked;
mod card;
mod correction;
mod gather;
mod gathered;
mod json;
mod look;
mod measure;
mod owner;
mod resolve;
mod unread;
mod whose;

use std::collections::HashSet;
use std::ops::Range;

use care_engine::case::Answer;
use care_engine::content::{
    Choice, Content, MeasureKind, OptionIx, OptionSet, PhraseKind, QuestionIx,
};

use care_engine::intake::is_risk;

use crate::flags::{Flags, Told, words_of_cue};
use crate::text::{Hit, Patterns, QuantityKind, Sign, Spelling, Tokens, quantities};

pub use card::Reply;
pub use correction::{Change, Correction};
pub use json::{correction_to_json, to_json};
pub use whose::Whose;

/// An answer that was read from a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// The question that it answers.
    pub question: QuestionIx,
    /// The answer itself, as an option or a number.
    pub answer: Answer,
    /// Where it stands, in bytes of the text.
    pub places: Vec<Range<usize>>,
    /// Only words say it that say it by the way: "she".
    pub by_the_way: bool,
}

/// Why something has to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The text says two things.
    Contradiction,
    /// It may mean several things, or lacks its unit.
    Ambiguous,
    /// It was taken once.
    Past,
    /// It is only thought of.
    WhatIf,
    /// It is somebody else's.
    Kin,
    /// It looks like the name of a medicine and is none.
    LookAlike,
}

/// Something that may have been said.
#[derive(Debug, Clone, PartialEq)]
pub struct Uncertain {
    /// Which question has to be asked.
    pub question: QuestionIx,
    /// What may be meant.
    pub candidates: OptionSet,
    /// Where it stands, in bytes of the text.
    pub place: Range<usize>,
    /// Why it is asked.
    pub why: Why,
}

/// What a text says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// One for each question that was answered.
    pub answers: Vec<Read>,
    /// What has to be asked.
    pub uncertain: Vec<Uncertain>,
    /// What was said to be absent, where that is no answer of its own.
    pub denied: Vec<(QuestionIx, OptionIx)>,
    /// What was not understood, in bytes of the text.
    pub unread: Vec<Range<usize>>,
    /// The red flags that the text tells of the patient.
    pub flags: Told,
    /// It says that something was told wrongly before.
    pub corrects: bool,
}

impl Reading {
    /// What was read for a question.
    pub fn answer(&self, question: QuestionIx) -> Option<Answer> {
        let read = self.answers.iter().find(|read| read.question == question);
        read.map(|read| read.answer)
    }

    /// The answers beside those to some questions, without what the same words say by the way: "man" says also that
    /// nobody is pregnant.
    pub fn beside<'a>(&'a self, who: &'a [QuestionIx]) -> impl Iterator<Item = &'a Read> {
        let of_who = self
            .answers
            .iter()
            .filter(|read| who.contains(&read.question));
        let places: Vec<&Range<usize>> = of_who.flat_map(|read| &read.places).collect();
        self.answers.iter().filter(move |read| {
            let said_by_the_way = read.places.iter().all(|place| places.contains(&place));
            !who.contains(&read.question) && !said_by_the_way
        })
    }

    /// Whether an option is among what was read.
    pub(crate) fn says(&self, (question, option): Choice) -> bool {
        match self.answer(question) {
            Some(Answer::One(one)) => one == option,
            Some(Answer::Several(set)) => set.has(option),
            _ => false,
        }
    }

    /// Whether nothing at all was understood.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
            && self.uncertain.is_empty()
            && self.denied.is_empty()
            && self.flags.flags.is_empty()
    }
}

/// The cue of words with which news of a patient is told.
const TOLD: &str = "told";

/// The cue of words that ask for a dose, whatever is told beside it.
const ASKS_DOSE: &str = "asks_dose";
/// The cue of words that ask what of the plan is changed by what was told.
const ASKS_CHANGE: &str = "asks_change";

/// What ends a clause.
const CLAUSE_END: &[char] = &[',', ';', '.', '(', '\n'];

/// What a phrase that is looked for belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// A phrase of the vocabulary.
    Phrase(usize),
    /// A cue of the vocabulary.
    Cue(usize),
    /// Words that bind a number to a measure.
    Near(usize),
}

/// Reads texts about a case into answers.
pub struct Reader {
    patterns: Patterns,
    meanings: Vec<Meaning>,
    /// The sign of each cue, if it has one.
    signs: Vec<Option<Sign>>,
    spelling: Spelling,
    /// Single names of medicines, each with what it means.
    medicines: Vec<(String, Vec<Choice>)>,
    /// Names of trades.
    trades: HashSet<String>,
    flags: Flags,
    red_flags: Option<QuestionIx>,
    /// What a time answers that nothing binds: how long there were symptoms.
    since: Option<QuestionIx>,
}

impl Reader {
    /// Prepares the search for the words of a content.
    pub fn new(content: &Content) -> Self {
        let vocabulary = &content.vocabulary;
        let mut meanings = Vec::new();
        let mut lists: Vec<(Meaning, &[String])> = Vec::new();
        for (place, phrase) in vocabulary.phrases.iter().enumerate() {
            lists.push((Meaning::Phrase(place), &phrase.words));
        }
        for (place, cue) in vocabulary.cues.iter().enumerate() {
            lists.push((Meaning::Cue(place), &cue.words));
        }
        for (place, measure) in vocabulary.measures.iter().enumerate() {
            lists.push((Meaning::Near(place), &measure.near));
        }
        let mut phrases = Vec::new();
        for (meaning, words) in lists {
            phrases.extend(words.iter().map(|word| (meanings.len(), word.as_str())));
            meanings.push(meaning);
        }
        let is_medicine = |kind: PhraseKind| kind == PhraseKind::Medicine;
        let words = |medicine: bool| {
            let phrases = vocabulary.phrases.iter();
            let phrases = phrases.filter(move |phrase| is_medicine(phrase.kind) == medicine);
            phrases.flat_map(|phrase| phrase.words.iter().map(String::as_str))
        };
        let others = vocabulary.cues.iter().flat_map(|cue| &cue.words);
        let near = vocabulary.measures.iter().flat_map(|measure| &measure.near);
        let corrected = words(false).chain(others.chain(near).map(String::as_str));
        let single = |phrase: &&String| phrase.chars().all(char::is_alphabetic);
        let medicines = vocabulary.phrases.iter();
        let medicines = medicines.filter(|phrase| is_medicine(phrase.kind));
        Self {
            patterns: Patterns::new(phrases.into_iter()),
            meanings,
            signs: vocabulary
                .cues
                .iter()
                .map(|cue| Sign::of(&cue.id))
                .collect(),
            spelling: Spelling::new(corrected, words(true)),
            medicines: medicines
                .flat_map(|phrase| {
                    let names = phrase.words.iter().filter(single);
                    names.map(|name| (name.to_lowercase(), phrase.means.clone()))
                })
                .collect(),
            trades: words_of_cue(content, gather::TRADE),
            flags: Flags::new(content),
            red_flags: Some(content.topic.red_flags),
            since: (vocabulary.measures.iter())
                .find(|measure| measure.kind == MeasureKind::Time && measure.near.is_empty())
                .and_then(|measure| measure.question),
        }
    }

    /// What a text says about a case.
    pub fn read(&self, content: &Content, text: &str) -> Reading {
        self.read_as(content, text, gather::Typed::Case)
    }

    /// What a text in the thread of a case says about it. "Back in 3 weeks" is no word on how long there was pain, so
    /// a time counts only where words beside it say what it is.
    /// And what is only asked ("test for gout?") is not told; a risk counts in a question that tells of the patient, or
    /// that asks for a treatment (`of_treatment`: "NSAID with CKD 4?").
    pub fn read_in_thread(&self, content: &Content, text: &str, of_treatment: bool) -> Reading {
        let mut reading = self.read_as(content, text, gather::Typed::Thread);
        reading.corrects = self.is_correction(content, text);
        let asked = self.asked(content, text);
        reading.leave_out(&asked, |question| !is_risk(content, question));
        let bare = self.bare_questions(content, text);
        reading.leave_out(&bare, |question| {
            !of_treatment || !is_risk(content, question)
        });
        reading
    }

    fn read_as(&self, content: &Content, text: &str, place: gather::Typed) -> Reading {
        let gathered = self.gather(content, text, place);
        let mut reading = gathered.resolved(content);
        self.flag(content, text, &mut reading);
        reading
    }

    /// Takes in the red flags that a text tells, and those that its answers raise together.
    fn flag(&self, content: &Content, text: &str, reading: &mut Reading) {
        reading.flags = self.flags.told(text);
        let said = |choice: &Choice| reading.says(*choice);
        let alarms = content.language.alarms.iter();
        let raised = alarms.filter(|alarm| {
            alarm.raised_by.iter().any(said) && !alarm.raised_unless.iter().any(said)
        });
        for flag in raised.map(|alarm| alarm.flag).collect::<Vec<_>>() {
            reading.flags.flags.mark(flag, true);
        }
        let flags = &reading.flags.places;
        // "Calf swelling since yesterday": when a danger began is no word on how long there was pain.
        let of_flag = |place: &Range<usize>| {
            let mut flags = flags.iter().map(|(_, flag)| flag);
            flags.any(|flag| {
                let between = flag.end.min(place.end)..flag.start.max(place.start);
                !text
                    .get(between)
                    .is_some_and(|text| text.contains(CLAUSE_END))
            })
        };
        let since = self.since;
        reading
            .answers
            .retain(|read| Some(read.question) != since || !read.places.iter().all(of_flag));
        reading.unread.retain(|stretch| {
            !flags
                .iter()
                .any(|(_, flag)| flag.start < stretch.end && stretch.start < flag.end)
        });
    }

    /// Whether a text asks something, as far as its words tell.
    pub fn is_question(&self, content: &Content, text: &str) -> bool {
        text.contains(['?', '\u{61f}', '\u{ff1f}'])
            || self.asks(content, text)
            || !self.asked(content, text).is_empty()
    }

    /// Whether a text takes back what was told before, without what is right.
    pub fn retracts(&self, content: &Content, text: &str) -> bool {
        self.speaks(content, text, "retract") || self.names_wrong_patient(content, text)
    }

    /// Whether a text introduces a patient: it says how old somebody is.
    pub fn introduces_patient(&self, text: &str) -> bool {
        let quantities = quantities(&Tokens::of(text));
        quantities.iter().any(|one| one.kind == QuantityKind::Age)
    }

    /// Whether a text says that something is taken or done: "on", "started".
    pub(crate) fn tells_use(&self, content: &Content, text: &str) -> bool {
        [Sign::Done, Sign::Lasts]
            .into_iter()
            .any(|sign| self.speaks(content, text, sign.id()))
    }

    /// Whether a text tells of a medicine since when it is taken, or that it is over, and asks for no dose: "now on pred
    /// 15 mg".
    pub(crate) fn tells_course(&self, content: &Content, text: &str) -> bool {
        let speaks = |cue: &str| self.speaks(content, text, cue);
        let signs = [Sign::Past, Sign::PastBefore, Sign::PastBehind];
        let is_told = signs.map(Sign::id).into_iter().chain([TOLD]).any(speaks);
        let of_patient = || {
            [Sign::Patient, Sign::Done]
                .map(Sign::id)
                .into_iter()
                .all(speaks)
        };
        (is_told || of_patient()) && !speaks(ASKS_DOSE)
    }

    /// Whether a text tells news of the patient: something done, taken, over, found or measured.
    pub(crate) fn tells_news(&self, content: &Content, text: &str) -> bool {
        self.tells_use(content, text) || self.tells_course(content, text)
    }

    /// Whether words stand in a text with which news of a patient are told: "now", "turned out".
    pub(crate) fn speaks_of_news(&self, content: &Content, text: &str) -> bool {
        self.speaks(content, text, TOLD)
    }

    /// Whether a text asks what it changes that something was told.
    pub(crate) fn asks_what_changes(&self, content: &Content, text: &str) -> bool {
        self.speaks(content, text, ASKS_CHANGE)
    }

    /// Whether something is denied in a text.
    pub(crate) fn denies(&self, content: &Content, text: &str) -> bool {
        [Sign::Deny, Sign::DenyList]
            .into_iter()
            .any(|sign| self.speaks(content, text, sign.id()))
    }

    /// Whether words that ask stand in a text; one that only joins a clause does not: "dents when pressed".
    fn asks(&self, content: &Content, text: &str) -> bool {
        let tokens = Tokens::of(text);
        let hits = self.patterns.find(&tokens);
        let joins = |hit: &Hit| {
            let at = hit.first();
            let before = at.checked_sub(1).map(|before| &tokens.0[before]);
            let is_behind =
                before.is_some_and(|before| before.part == tokens.0[at].part && !before.is(","));
            hit.tokens.len() == 1 && is_behind && matches!(&*tokens.0[at].text, "when" | "who")
        };
        let mut asking = hits
            .iter()
            .filter(|hit| self.is_of(content, hit, Sign::Ask.id()));
        asking.any(|hit| !joins(hit))
    }

    /// Whether the words of a cue stand in a text.
    fn speaks(&self, content: &Content, text: &str, cue: &str) -> bool {
        let hits = self.patterns.find(&Tokens::of(text));
        hits.iter().any(|hit| self.is_of(content, hit, cue))
    }

    /// Whether a phrase that was found is one of a cue.
    fn is_of(&self, content: &Content, hit: &Hit, cue: &str) -> bool {
        matches!(self.meanings[hit.meaning],
            Meaning::Cue(place) if content.vocabulary.cues[place].id == cue)
    }

    /// The red flags that a text tells.
    pub fn flags(&self, text: &str) -> Told {
        self.flags.told(text)
    }
}
