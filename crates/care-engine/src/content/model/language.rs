//! What clinicians type, and what they mean by it.

use crate::content::condition::Condition;
use crate::ids::{
    IntentIx, LineIx, OptionIx, RoleIx, SectionIx, StatementIx, SynonymSetIx, TreatmentIx,
};

/// One thing that clinicians ask, in the many ways they ask it.
#[derive(Debug)]
pub struct Intent {
    /// Its stable id, by which buttons, stored cases and findings name it.
    pub id: String,
    /// What answers it, the best first.
    pub statements: Vec<StatementIx>,
    /// The lines of a plan that answer it in a case, the best first.
    pub lines: Vec<LineIx>,
    /// It is asked of a case only, in words that say nothing elsewhere.
    pub of_case: bool,
    /// Treatments of which it tells facts: they are told where a plan withholds one of these too, behind the reason.
    pub facts_of: Vec<TreatmentIx>,
    /// How it is asked; the first is shown on a button.
    pub examples: Vec<String>,
    /// The cases after whose plan it is offered.
    pub offer_if: Option<Condition>,
}

/// What to tell a patient: sentences in plain words, put together for the case.
#[derive(Debug)]
pub struct Script {
    /// Its id, which stays the same when its wording changes.
    pub id: String,
    /// The intent whose question it answers.
    pub answers: IntentIx,
    /// In whose wording lines are told.
    pub role: RoleIx,
    /// The sentences, in the order in which they are said, each with the cases in which it is.
    pub say: Vec<(Said, Condition)>,
}

/// What somebody who is no clinician is told of a case where they ask about something.
#[derive(Debug)]
pub struct PlainAnswer {
    /// Its id, which stays the same when its wording changes.
    pub id: String,
    /// Words that ask for it; `a & b` wants both in the question.
    pub words: Vec<String>,
    /// Phrases with which those words ask for something else.
    pub unless: Vec<String>,
    /// The treatments of which it is the answer.
    pub treatments: Vec<TreatmentIx>,
    /// The intents that it answers.
    pub intents: Vec<IntentIx>,
    /// The sentences, in the order in which they are said, each with the cases in which it is.
    pub say: Vec<(Said, Condition)>,
}

/// A sentence of a script or of a plain answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// A line, in the wording of the script's role.
    Line(LineIx),
    /// A statement, in its plain wording.
    Plain(StatementIx),
    /// A sentence of its own, and what it rests on.
    Own(String, Vec<StatementIx>),
}

/// A state in which one fixed reply comes before everything: an emergency outside the matter, somebody
/// in distress, an overdose.
#[derive(Debug)]
pub struct Emergency {
    /// Its stable id, by which buttons, stored cases and findings name it.
    pub id: String,
    /// The fixed reply, as it is shown.
    pub text: String,
    /// Phrases that tell of it, in any language; `a & b` wants both in one clause.
    pub words: Vec<String>,
    /// Phrases in the same clause with which they do not.
    pub unless: Vec<String>,
}

/// Something said to the bot: thanks, "start over", a request for what it can or cannot do.
#[derive(Debug)]
pub struct Act {
    /// Its stable id, by which buttons, stored cases and findings name it.
    pub id: String,
    /// The fixed reply, as it is shown.
    pub text: String,
    /// Messages that are nothing but this.
    pub whole: Vec<String>,
    /// Phrases that make a message this, wherever they stand in it.
    pub words: Vec<String>,
    /// A message made of the words of `whole`, in any order, is this too: "ok great ta very much".
    pub mixes: bool,
}

/// A language that is recognised and not read.
#[derive(Debug)]
pub struct OtherLanguage {
    /// Its code of three letters (ISO 639-3).
    pub id: String,
    /// What is said in it.
    pub text: String,
    /// Common words of it that English does not have.
    pub words: Vec<String>,
}

/// Words that tell how something is asked.
#[derive(Debug, Default)]
pub struct Asking {
    /// A text that begins with one of these leans on the question before it: "and", "what about".
    pub leading: Vec<String>,
    /// Words that point to what was asked before: "it", "those".
    pub pointing: Vec<String>,
    /// Words that mean the patient of the case: "she", "his".
    pub person: Vec<String>,
    /// Questions that say nothing alone: "how long", "why not".
    pub elliptic: Vec<String>,
    /// A question that begins with one of these is answered by yes or no.
    pub yes_no: Vec<String>,
    /// Questions about the way to go rather than about one treatment: "what now", each with the section of
    /// the plan that says it first.
    pub way: Vec<(SectionIx, String)>,
    /// How something else is asked for in place of a treatment that the question names, "swap", each with the section
    /// of the plan that has it.
    pub instead: Vec<(SectionIx, String)>,
    /// How somebody doubts that what is urgent is urgent: "probably just".
    pub doubting: Vec<String>,
    /// What denies the words after it in its clause.
    pub negations: Vec<String>,
    /// What ends a denial inside a clause: "but", "on".
    pub negation_ends: Vec<String>,
    /// How somebody writes about their own body.
    pub patient: Vec<String>,
    /// Endings of medicines' names: a word with one is not a misspelling of another medicine.
    pub medicine_endings: Vec<String>,
}

/// Something of the matter that no reviewed statement answers.
#[derive(Debug)]
pub struct NoAnswer {
    /// Its stable id, by which buttons, stored cases and findings name it.
    pub id: String,
    /// Completes "no reviewed answer on ...".
    pub name: String,
    /// The lines of a plan that are told beside that word in a case.
    pub lines: Vec<LineIx>,
    /// How it is asked.
    pub examples: Vec<String>,
}

/// A red flag as it is told in a message.
#[derive(Debug)]
pub struct Alarm {
    /// The mark of the red-flag screen.
    pub flag: OptionIx,
    /// How it is told.
    pub examples: Vec<String>,
    /// Its words, which make an alarm beside one of [`Telling::told`].
    pub words: Vec<String>,
    /// Phrases that are told of a patient wherever they stand, unless they are denied or asked about in
    /// general; written as the phrases of [`super::Vocabulary`].
    pub signs: Vec<String>,
    /// Answers read from the text of a case that raise it.
    pub raised_by: Vec<super::Choice>,
    /// Answers beside which those do not.
    pub raised_unless: Vec<super::Choice>,
    /// Phrases for what is over: a sign that shares a word with one of them is none.
    pub past: Vec<String>,
    /// Phrases with which its words are a general question.
    pub asked: Vec<String>,
}

/// What makes the words of a red flag a report about the patient, or a general question.
#[derive(Debug, Default)]
pub struct Telling {
    /// "since yesterday", "has developed".
    pub told: Vec<String>,
    /// "what are the signs of".
    pub asked: Vec<String>,
}

/// What is typed beside questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SmallTalkKind {
    /// A dose or a prescription is asked for.
    Dose,
    /// An image is to be looked at.
    Image,
    /// A greeting, thanks, a word about the bot.
    Chat,
    /// An attempt to talk the bot out of its rules.
    Persuasion,
    /// Too little to answer.
    Vague,
}

/// Messages of one kind.
#[derive(Debug)]
pub struct SmallTalk {
    /// What sort of message it is.
    pub kind: SmallTalkKind,
    /// Examples of such messages, as they are typed.
    pub examples: Vec<String>,
    /// Phrases that make it of this kind, wherever they stand.
    pub words: Vec<String>,
    /// Messages that are nothing but this.
    pub whole: Vec<String>,
    /// Phrases beside which `words` do not count.
    pub unless: Vec<String>,
    /// What `{}` stands for in `words` and `unless`; `#` stands for any number.
    pub names: Vec<String>,
    /// A message is of this kind that has no other words than these.
    pub only: Vec<String>,
}

/// What goes by several names.
#[derive(Debug)]
pub struct SynonymSet {
    /// Its stable id, by which buttons, stored cases and findings name it.
    pub id: String,
    /// Its names; a trailing * stands for any ending.
    pub words: Vec<String>,
    /// What it is a kind of.
    pub broader: Vec<SynonymSetIx>,
    /// Says nothing about what is asked.
    pub empty: bool,
    /// What it says about the matter of a question that names it.
    pub anchor: Anchor,
    /// What something does to the focus: an answer to such a question has to speak of it.
    pub effect: bool,
    /// What can be asked for, such as a price: an answer to a question that names it has to name it too.
    pub wanted: bool,
    /// The treatments of the plan that it names.
    pub treatments: Vec<TreatmentIx>,
    /// Treatments that no answer offers beside it.
    pub keeps_back: Vec<TreatmentIx>,
    /// Done to a patient or taken by one: where it was told of a case, a question that says nothing alone is about it.
    pub recalled: bool,
    /// The cases that a statement is about whose `applies_to` names it; others it answers only where the question does.
    pub only_if: Option<Condition>,
}

/// What a synonym set says about the matter of a question that names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Nothing: time, evidence, "better".
    Loose,
    /// The place of the disorder.
    Here,
    /// The disorder, wherever it is: ossification, tendinopathy.
    Matter,
    /// What is done about it, and about other things: a drug, an image, surgery.
    Near,
    /// A subject of its own: another disease, a state of the patient.
    Other,
    /// Another part of the body.
    Elsewhere,
}

/// Everything by which a typed text is told apart and answered.
#[derive(Debug, Default)]
pub struct Language {
    /// What clinicians ask, with the statements that answer it.
    pub intents: Vec<Intent>,
    /// What is told to patients.
    pub scripts: Vec<Script>,
    /// What people who are no clinicians are told.
    pub plain_answers: Vec<PlainAnswer>,
    /// What comes before everything.
    pub emergencies: Vec<Emergency>,
    /// What is said to the bot.
    pub acts: Vec<Act>,
    /// Languages that are recognised.
    pub other_languages: Vec<OtherLanguage>,
    /// How things are asked.
    pub asking: Asking,
    /// What no statement answers.
    pub no_answers: Vec<NoAnswer>,
    /// Red flags, as they are told.
    pub alarms: Vec<Alarm>,
    /// What makes a report of them.
    pub telling: Telling,
    /// Everything else that is typed.
    pub small_talk: Vec<SmallTalk>,
    /// The sets of names by which one thing is called.
    pub synonyms: Vec<SynonymSet>,
}
