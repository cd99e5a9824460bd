//! What clinicians type, and what they mean by it.

use crate::content::condition::Condition;
use crate::ids::{ConceptIx, OptionIx, StatementIx};

/// One thing that clinicians ask, in the many ways they ask it.
#[derive(Debug)]
pub struct Asked {
    /// Stable id.
    pub id: String,
    /// What answers it, the best first.
    pub statements: Vec<StatementIx>,
    /// How it is asked; the first is shown on a button.
    pub ways: Vec<String>,
    /// The cases after whose plan it is offered.
    pub offer_if: Option<Condition>,
}

/// Something that is not this bot's matter: another site, disease or sense of a word.
#[derive(Debug)]
pub struct Elsewhere {
    /// Stable id.
    pub id: String,
    /// Completes "this is about ...".
    pub name: String,
    /// How it is asked.
    pub ways: Vec<String>,
    /// Words that only belong there.
    pub words: Vec<String>,
    /// Words that make it this bot's matter all the same.
    pub inside: Vec<String>,
}

/// Something of the matter that no reviewed statement answers.
#[derive(Debug)]
pub struct Gap {
    /// Stable id.
    pub id: String,
    /// Completes "no reviewed answer on ...".
    pub name: String,
    /// How it is asked.
    pub ways: Vec<String>,
}

/// A red flag as it is told in a message.
#[derive(Debug)]
pub struct Alarm {
    /// The mark of the red-flag screen.
    pub flag: OptionIx,
    /// How it is told.
    pub ways: Vec<String>,
    /// Its words, which make an alarm beside one of [`Telling::told`].
    pub words: Vec<String>,
    /// Phrases that are told of a patient wherever they stand, unless they are denied or asked about in
    /// general; written as the phrases of [`super::Vocabulary`].
    pub signs: Vec<String>,
    /// Answers read from the text of a case that raise it.
    pub raised_by: Vec<super::Choice>,
    /// Answers beside which those do not.
    pub raised_unless: Vec<super::Choice>,
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
pub enum TalkKind {
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
pub struct Talk {
    /// Which.
    pub kind: TalkKind,
    /// Examples.
    pub ways: Vec<String>,
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
pub struct Concept {
    /// Stable id.
    pub id: String,
    /// Its names; a trailing * stands for any ending.
    pub words: Vec<String>,
    /// What it is a kind of.
    pub broader: Vec<ConceptIx>,
    /// Says nothing about what is asked.
    pub empty: bool,
    /// What this bot is about: a question that names it is hardly about another matter.
    pub ours: bool,
}

/// All of it.
#[derive(Debug, Default)]
pub struct Language {
    /// What is asked.
    pub asked: Vec<Asked>,
    /// What is not this bot's matter.
    pub elsewhere: Vec<Elsewhere>,
    /// What no statement answers.
    pub gaps: Vec<Gap>,
    /// Red flags, as they are told.
    pub alarms: Vec<Alarm>,
    /// What makes a report of them.
    pub telling: Telling,
    /// Everything else that is typed.
    pub talk: Vec<Talk>,
    /// Names.
    pub concepts: Vec<Concept>,
}
