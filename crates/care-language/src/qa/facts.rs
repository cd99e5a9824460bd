//! What a message says of a case and its answers do not, and how it gets among them.

use care_engine::case::{Answer, Case};
use care_engine::content::{Content, OptionSet, QuestionIx};
use care_engine::intake::{Override, is_risk, marked, overrides};

use super::certain;
use crate::reading::{Reading, Why};

/// Something that a message says of the case and that its answers do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewFact {
    /// The question that the answer belongs to.
    pub question: QuestionIx,
    /// What the case has recorded.
    pub recorded: Option<Answer>,
    /// What it would be, with what was said; where it is not certain what was, what is reckoned with.
    pub said: Answer,
    /// How it is said.
    pub how: How,
    /// It closes something, and counts for this answer already.
    pub counts: bool,
    /// An earlier message said it.
    pub earlier: bool,
    /// How it gets among the answers.
    pub change: Change,
}

/// How something is said of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// As it stands.
    Plainly,
    /// Any of these may be meant.
    Doubtfully(OptionSet),
    /// These are over, or were never so, and are recorded.
    Denied(OptionSet),
    /// These are denied, and not recorded: nothing changes.
    Known(OptionSet),
}

/// How something that was told gets among the answers of its case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// By a tap.
    Tap,
    /// When the open card, or the screen that a red flag waits for, is answered.
    Later,
    /// Not at all: the case does not ask it.
    Never,
}

impl NewFact {
    /// What was told of a case before and is not among its answers.
    pub fn told_before(content: &Content, case: &Case, told: &Case) -> Vec<Self> {
        let nothing = Reading::default();
        let facts = said(content, told, &nothing).into_iter();
        let new = facts.filter_map(|(question, answer, earlier)| {
            let recorded = case.answer(question);
            let said = with_recorded(content, case, question, answer);
            (recorded != Some(said)).then_some(Self {
                question,
                recorded,
                said,
                how: How::Plainly,
                counts: true,
                earlier,
                change: Change::Tap,
            })
        });
        new.collect()
    }

    /// How it gets among the answers of a case with a plan.
    pub(super) fn way_in(&self, content: &Content, case: &Case) -> Change {
        match self.changes(content, case).is_empty() && !self.opens_card(content) {
            true => Change::Never,
            false => Change::Tap,
        }
    }

    /// The single changes that record it, as far as the case asks for them: of what is said doubtfully, one for each thing
    /// that may be meant.
    pub fn changes(&self, content: &Content, case: &Case) -> Vec<Override> {
        let of = |answer| overrides(content, case, self.question, Some(answer));
        match self.how {
            How::Plainly => of(self.said),
            How::Doubtfully(candidates) => {
                let one = |option| certain::one_option(content, self.question, option);
                let one = |option| with_recorded(content, case, self.question, one(option));
                candidates
                    .iter()
                    .flat_map(|option| of(one(option)))
                    .collect()
            }
            How::Denied(_) if self.opens_card(content) => Vec::new(),
            How::Denied(_) => of(self.said),
            How::Known(_) => Vec::new(),
        }
    }

    /// Whether it may close something: what is denied closes nothing.
    pub(super) fn closes(&self) -> bool {
        matches!(self.how, How::Plainly | How::Doubtfully(_))
    }

    /// Whether only the card of its question can take it: the last mark is denied of a list in which no mark says that
    /// everything in it is absent, or some of a list are denied that nobody was asked.
    pub fn opens_card(&self, content: &Content) -> bool {
        match (self.how, self.said) {
            (How::Denied(_), Answer::Several(left)) => left.is_empty(),
            (How::Known(_), _) => self.recorded.is_none() && is_risk(content, self.question),
            _ => false,
        }
    }
}

/// What was said, beside the marks that the case has.
pub(super) fn with_recorded(
    content: &Content,
    case: &Case,
    question: QuestionIx,
    said: Answer,
) -> Answer {
    match said {
        Answer::Several(set) => added(content, case, question, set),
        other => other,
    }
}

/// What is said of each question, by earlier messages and by this one, which counts more; whether only
/// earlier ones say it.
pub(super) fn said(
    content: &Content,
    told: &Case,
    reading: &Reading,
) -> Vec<(QuestionIx, Answer, bool)> {
    let screen = content.topic.red_flags;
    let questions = content.question_places().filter(|place| *place != screen);
    questions
        .filter_map(|place| {
            let mut now = reading.answers.iter();
            // "She" says by the way that she is a woman, and is no news.
            let now = now.find(|read| read.question == place && !read.by_the_way);
            let now = now.map(|read| read.answer);
            let now = now.or_else(|| misspelt_risk(content, reading, place));
            match (told.answer(place), now) {
                (Some(Answer::Several(before)), Some(Answer::Several(now))) => {
                    let all = before.iter().chain(now.iter()).collect();
                    Some((place, Answer::Several(all), false))
                }
                (_, Some(now)) => Some((place, now, false)),
                (Some(before), None) => Some((place, before, true)),
                (None, None) => None,
            }
        })
        .collect()
}

/// A risk that a misspelt medicine may tell of: until it is said to be none, it counts.
fn misspelt_risk(content: &Content, reading: &Reading, place: QuestionIx) -> Option<Answer> {
    let mut uncertain = reading.uncertain.iter();
    let found = uncertain.find(|one| one.question == place && one.why == Why::LookAlike)?;
    is_risk(content, place).then_some(Answer::Several(found.candidates))
}

/// The case with what is told of questions that have no answer, or none that says anything; the red flags aside.
pub(super) fn answered_by(content: &Content, case: &Case, told: &Case) -> Case {
    let mut answered = case.clone();
    for place in content.question_places() {
        if certain::is_unanswered(content, case, place)
            && place != content.topic.red_flags
            && let Some(answer) = told.answer(place)
        {
            answered.set(place, Some(answer));
        }
    }
    answered
}

/// The marks of a question that may have several.
pub(super) fn marks(case: &Case, question: QuestionIx) -> OptionSet {
    match case.answer(question) {
        Some(Answer::Several(marks)) => marks,
        _ => OptionSet::default(),
    }
}

pub(super) fn with(case: &Case, question: QuestionIx, answer: Answer) -> Case {
    let mut case = case.clone();
    case.set(question, Some(answer));
    case
}

/// The marks of a question with some more.
pub(super) fn added(
    content: &Content,
    case: &Case,
    question: QuestionIx,
    more: OptionSet,
) -> Answer {
    let asked = content.question(question);
    let marks = marks(case, question);
    Answer::Several(
        more.iter()
            .fold(marks, |marks, option| marked(asked, marks, option, true)),
    )
}
