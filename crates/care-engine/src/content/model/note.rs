//! What leaves the chat: the chart note and the referral letter.

use std::collections::BTreeMap;

use crate::content::condition::Condition;
use crate::ids::{LineIx, OptionIx, QuestionIx, RoleIx};

/// The headings of a note as one country writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteStyle {
    /// Names the style on the command line and behind a button.
    pub id: String,
    /// The button that chooses it.
    pub button: String,
    /// The heading above what was told.
    pub history: String,
    /// The heading above what was found and measured.
    pub examination: String,
    /// The heading above what it is taken for.
    pub assessment: String,
    /// The heading above what is proposed.
    pub plan: String,
    /// The classification whose codes it offers.
    pub codes: String,
    /// The heading above when to come back at once; without one it stands under the plan.
    pub information: Option<String>,
}

/// Under which heading an answer stands in a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotePart {
    /// What was told of the case before it was examined.
    History,
    /// What was found and measured.
    Examination,
}

impl NotePart {
    /// Both, with the word for each in the files.
    pub const WORDS: [(&'static str, Self); 2] = [
        ("history", Self::History),
        ("examination", Self::Examination),
    ];
}

/// How a question and its answers read in a note.
#[derive(Debug)]
pub struct Charted {
    /// The question whose answer is written here.
    pub question: QuestionIx,
    /// Where its answer stands.
    pub part: NotePart,
    /// The words that stand before the answer.
    pub title: String,
    /// The condition over the answers under which it stands in a note.
    pub when: Condition,
    /// The words for each option; an option without words is left out of a note.
    pub options: BTreeMap<OptionIx, String>,
}

/// A code that a clinician may choose for the diagnosis. The note never chooses one.
#[derive(Debug)]
pub struct DiagnosisCode {
    /// Which classification, as "ICD-10-CM".
    pub system: String,
    /// The code itself, as the classification writes it.
    pub code: String,
    /// What it is called there.
    pub title: String,
    /// Why it is a candidate.
    pub reason: String,
    /// The condition over the answers under which it is one.
    pub when: Condition,
}

/// What a line that refers asks of whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// The line of the plan that refers.
    pub line: LineIx,
    /// To whom, as the letter addresses them.
    pub to: String,
    /// Why, in words for them; where nothing is written the urgent lines of the plan say it.
    pub why: Option<String>,
    /// What is asked of them.
    pub ask: String,
    /// Of several the lowest goes first.
    pub rank: u16,
    /// Who gets the letter takes what is asked up to this rank.
    pub takes: u16,
    /// Readers who would write to themselves: they get no such letter.
    pub not_from: Vec<RoleIx>,
}

/// Everything that words a note and a letter.
#[derive(Debug, Default)]
pub struct Notes {
    /// How notes are headed, the usual style first; without one the topic has no notes.
    pub styles: Vec<NoteStyle>,
    /// In the order in which the answers stand.
    pub charted: Vec<Charted>,
    /// Candidates for the diagnosis.
    pub codes: Vec<DiagnosisCode>,
    /// Lines that refer, the most pressing first.
    pub referrals: Vec<Referral>,
}
