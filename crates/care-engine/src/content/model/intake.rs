//! The questions of the intake, and the kinds of reader.

use crate::content::condition::Condition;
use crate::content::parse::QuestionKind;
use crate::ids::{OptionIx, OptionSet, QuestionIx};

/// When a question is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Asked on the way to the first plan.
    Required,
    /// Offered after the plan, to make it more exact.
    Optional,
    /// Once, as a setting of the person.
    Setting,
    /// Never: its answer is worked out from two visits.
    Computed,
}

/// One item of the intake.
#[derive(Debug)]
pub struct Question {
    /// Stable id, as in a case file.
    pub id: String,
    /// Its number in the evidence dossier.
    pub dossier: String,
    /// What sort of answer it takes.
    pub kind: QuestionKind,
    /// A few words, for the summary.
    pub title: String,
    /// The question as the card puts it.
    pub ask: String,
    /// A sentence of explanation.
    pub help: Option<String>,
    /// When it is put.
    pub stage: Stage,
    /// A required question only then; otherwise offered after the plan.
    pub required_if: Condition,
    /// Put, and its answer kept, only while this holds.
    pub ask_if: Condition,
    /// What an unanswered question is read as.
    pub assume: Option<OptionIx>,
    /// The sentence that says so.
    pub assumed: Option<String>,
    /// Where it belongs in the plan, beside `ask_if`.
    pub assumed_if: Condition,
    /// The option behind "Not known".
    pub unknown: Option<OptionIx>,
    /// Options that exclude all others.
    pub exclusive: OptionSet,
    /// "Not known" is taken only when it is chosen a second time.
    pub confirm_unknown: bool,
    /// Put even when the case is already urgent.
    pub when_urgent: bool,
    /// Listed in the summary even while it is only assumed.
    pub in_summary: bool,
    /// Belongs to the person more than to the case: a new start keeps it.
    pub of_person: bool,
    /// The smallest number that is taken as an answer.
    pub min: u16,
    /// The largest number that is taken as an answer.
    pub max: u16,
    /// A number that may be left out.
    pub may_skip: bool,
    /// One option is often the whole answer, and a tap on it is taken at once.
    pub quick: bool,
    /// Its mark on a shared card, and the option that no mark there means.
    pub mark: Option<(String, OptionIx)>,
    /// How it is put to a reader of plain language.
    pub plain: PlainQuestion,
    /// In the order of the buttons.
    pub options: Vec<QuestionOption>,
}

/// One option of a question, with its button.
#[derive(Debug)]
pub struct QuestionOption {
    /// Stable id, as in a case file.
    pub id: String,
    /// What it is called, at most 34 characters.
    pub label: String,
    /// What stands on its button where that is shorter.
    pub button: Option<String>,
    /// Explanation in the card's text.
    pub detail: Option<String>,
    /// What it is called for a reader of plain language.
    pub plain_label: Option<String>,
    /// Explanation for a reader of plain language.
    pub plain_detail: Option<String>,
    /// The heading of options that belong together.
    pub group: Option<String>,
    /// Offered only while this holds.
    pub offered_if: Condition,
    /// Further words taken when typed.
    pub also: Vec<String>,
    /// Typed numbers that mean this option, both ends included.
    pub range: Option<(u16, u16)>,
    /// The question that has to be put again when this is chosen.
    pub asks_again: Option<QuestionIx>,
    /// Makes the same plan as no answer, in every case.
    pub neutral: bool,
    /// The count of cards reckons with it until the question is answered.
    pub usual: bool,
}

/// A question for a reader of plain language, where it is worded otherwise.
#[derive(Debug, Default)]
pub struct PlainQuestion {
    /// A few words, for the summary.
    pub title: Option<String>,
    /// The question as the card puts it to them.
    pub ask: Option<String>,
    /// A sentence of explanation.
    pub help: Option<String>,
}

impl Question {
    /// The option that says that nothing of it is there, such as "none of these"; the one of not knowing does not.
    pub fn nothing(&self) -> Option<OptionIx> {
        let mut alone = self.exclusive.iter();
        alone.find(|option| self.unknown != Some(*option))
    }

    /// A few words for it, as its reader knows them.
    pub fn title_for(&self, plain: bool) -> &str {
        let own = self.plain.title.as_ref().filter(|_| plain);
        own.unwrap_or(&self.title)
    }

    /// The question, as its reader understands it.
    pub fn ask_for(&self, plain: bool) -> &str {
        let own = self.plain.ask.as_ref().filter(|_| plain);
        own.unwrap_or(&self.ask)
    }

    /// The explanation for its reader. What is meant for clinicians is not shown to others.
    pub fn help_for(&self, plain: bool) -> Option<&str> {
        let worded = plain && self.plain.ask.is_some();
        let help = if worded { &self.plain.help } else { &self.help };
        help.as_deref()
    }
}

impl QuestionOption {
    /// What it is called, as its reader knows it.
    pub fn label_for(&self, plain: bool) -> &str {
        let own = self.plain_label.as_ref().filter(|_| plain);
        own.unwrap_or(&self.label)
    }

    /// What stands on its button.
    pub fn button_for(&self, plain: bool) -> &str {
        match (&self.plain_label, &self.button) {
            (Some(own), _) if plain => own,
            (_, Some(button)) => button,
            _ => &self.label,
        }
    }

    /// The explanation for its reader. What is meant for clinicians is not shown to others.
    pub fn detail_for(&self, plain: bool) -> Option<&str> {
        let worded = plain && self.plain_label.is_some();
        let detail = if worded {
            &self.plain_detail
        } else {
            &self.detail
        };
        detail.as_deref()
    }
}

/// A card that asks several questions at once: the first with all its options, each other one with one mark.
#[derive(Debug)]
pub struct SharedCard {
    /// A few words for it.
    pub title: String,
    /// What the card asks, above its options and marks.
    pub ask: String,
    /// The question whose options it shows.
    pub leading: QuestionIx,
    /// The questions that have a mark on it, in order.
    pub others: Vec<QuestionIx>,
    /// The question whose options stand beside Done once something is marked.
    pub ends_with: Option<QuestionIx>,
}

/// How much a reader is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// The lines alone; evidence as numbers.
    Brief,
    /// With what stands behind the main lines.
    Standard,
    /// With the evidence behind every line.
    Explained,
    /// Sentences in plain language, for a reader of about twelve.
    Plain,
}

/// A kind of reader.
#[derive(Debug)]
pub struct Role {
    /// Stable id, by which other rows and stored cases name it.
    pub id: String,
    /// What stands on its button, at most 34 characters.
    pub label: String,
    /// What this role answers to the question who is asking: question and option.
    pub asker: (QuestionIx, OptionIx),
    /// How much is told.
    pub depth: Depth,
}
