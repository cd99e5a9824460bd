//! "What if": a case with one answer otherwise, that nobody keeps.

use std::collections::BTreeSet;

use super::progress::refinements;
use super::prune::{marked, prune};
use crate::case::{Answer, Case};
use crate::content::{
    Condition, Content, OptionIx, OptionSet, QuestionIx, QuestionKind, Stage, Unknowns,
};

/// An answer that is changed. A mark says what it shall be, so that supposing it twice is
/// supposing it once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Override {
    /// Another option of a one-choice question.
    Choose(QuestionIx, OptionIx),
    /// One mark of a several-choice question, set or cleared.
    Mark(QuestionIx, OptionIx, bool),
    /// All marks of a several-choice question.
    Several(QuestionIx, OptionSet),
    /// Another number of a number question.
    Number(QuestionIx, u16),
}

/// The case that a change makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf {
    /// The answers of the case as it would be.
    pub case: Case,
    /// Answers of the present case that would no longer apply.
    pub dropped: Vec<QuestionIx>,
    /// The question that the answer would have put again before there is a plan.
    pub asks_again: Option<QuestionIx>,
}

impl Override {
    /// The question it answers.
    pub fn question(self) -> QuestionIx {
        match self {
            Self::Choose(question, _)
            | Self::Mark(question, ..)
            | Self::Several(question, _)
            | Self::Number(question, _) => question,
        }
    }

    /// The answer it comes to in a case; `None` where a card of the question could not give it.
    pub fn answer(self, content: &Content, case: &Case) -> Option<Answer> {
        let asked = content.questions.get(self.question().index())?;
        let there = |option: OptionIx| option.index() < asked.options.len();
        match (self, asked.kind) {
            (Self::Choose(_, option), QuestionKind::One) if there(option) => {
                Some(Answer::One(option))
            }
            (Self::Mark(question, option, on), QuestionKind::Several) if there(option) => {
                let marks = match case.answer(question) {
                    Some(Answer::Several(marks)) => marks,
                    _ => OptionSet::default(),
                };
                let marks = marked(asked, marks, option, on);
                // No mark is no answer, and that is not what a card takes.
                (!marks.is_empty()).then_some(Answer::Several(marks))
            }
            (Self::Several(_, marks), QuestionKind::Several) => {
                let alone = marks.meets(asked.exclusive) && marks.iter().count() > 1;
                let known = !marks.is_empty() && marks.iter().all(there);
                (known && !alone).then_some(Answer::Several(marks))
            }
            (Self::Number(_, number), QuestionKind::Number) => (asked.min..=asked.max)
                .contains(&number)
                .then_some(Answer::Number(number)),
            _ => None,
        }
    }
}

/// The case as it would be. `None` where the question is not put in this case, or the answer is the
/// present one or none that a card could give.
pub fn what_if(content: &Content, case: &Case, change: Override) -> Option<WhatIf> {
    let question = change.question();
    let answer = change.answer(content, case)?;
    if !can_apply(content, case, change) || !can_suppose(content, question) {
        return None;
    }
    let mut changed = case.clone();
    changed.set(question, Some(answer));
    let dropped = prune(content, &mut changed);
    let view = content.view(&changed, Unknowns::Assumed);
    // What the changed case does not ask is not asked again either.
    let asks_again = |option| {
        let again = content.option(question, option).asks_again?;
        let asked = view.holds(&content.question(again).ask_if);
        (again != question && asked).then_some(again)
    };
    let asks_again = match answer {
        Answer::One(option) => asks_again(option),
        Answer::Several(marks) => marks.iter().find_map(asks_again),
        Answer::Number(_) => None,
    };
    Some(WhatIf {
        case: changed,
        dropped,
        asks_again,
    })
}

/// Whether a change would give a question of this case another answer.
pub fn can_apply(content: &Content, case: &Case, change: Override) -> bool {
    let question = change.question();
    let Some(answer) = change.answer(content, case) else {
        return false;
    };
    let view = content.view(case, Unknowns::Assumed);
    let asked = content.question(question);
    case.answer(question) != Some(answer)
        && asked.stage != Stage::Computed
        && view.holds(&asked.ask_if)
}

/// The single changes that make an answer of a case another one, as far as the case takes them.
pub fn overrides(
    content: &Content,
    case: &Case,
    question: QuestionIx,
    new: Option<Answer>,
) -> Vec<Override> {
    let set = |answer| match answer {
        Some(Answer::Several(set)) => set,
        _ => OptionSet::default(),
    };
    let mut changes = match new {
        Some(Answer::One(option)) => vec![Override::Choose(question, option)],
        Some(Answer::Number(number)) => vec![Override::Number(question, number)],
        Some(Answer::Several(_)) | None => {
            let (old, new) = (set(case.answer(question)), set(new));
            let added = new.iter().filter(|option| !old.has(*option));
            let gone = old.iter().filter(|option| !new.has(*option));
            let added = added.map(|option| Override::Mark(question, option, true));
            let gone = gone.map(|option| Override::Mark(question, option, false));
            added.chain(gone).collect()
        }
    };
    changes.retain(|change| can_apply(content, case, *change));
    changes
}

/// Whether one answer alone can be supposed: not how the course is, which a review asks with everything that goes with
/// it, and no number that is held against earlier visits.
fn can_suppose(content: &Content, question: QuestionIx) -> bool {
    let course = content.at_review.as_ref().map(|at_review| at_review.course);
    let compared = content
        .outcomes
        .iter()
        .any(|outcome| outcome.question == question && outcome.important.is_some());
    course != Some(question) && !compared
}

/// The questions whose answer can be changed under a plan: those that are answered, those that a
/// plan says it assumed, and those that could still be added.
pub fn changeable(content: &Content, case: &Case) -> Vec<QuestionIx> {
    let view = content.view(case, Unknowns::Assumed);
    let added = refinements(content, case);
    content
        .question_places()
        .filter(|place| {
            let question = content.question(*place);
            let given = case.answer(*place).is_some() || question.in_summary;
            question.stage != Stage::Computed
                && view.holds(&question.ask_if)
                && (given || added.contains(place))
        })
        .collect()
}

/// Those of them that have another answer on a button.
pub fn overridable(content: &Content, case: &Case) -> Vec<QuestionIx> {
    let mut places = changeable(content, case);
    places.retain(|place| {
        let number = content.question(*place).kind == QuestionKind::Number;
        can_suppose(content, *place)
            && (!number || case.answer(*place).is_none() || ranges(content, *place).len() > 1)
    });
    places
}

/// The ranges of a number within which no condition of the rules tells one from another, both ends
/// included.
pub fn ranges(content: &Content, question: QuestionIx) -> Vec<(u16, u16)> {
    let mut starts = BTreeSet::new();
    let asked = content.question(question);
    if asked.kind != QuestionKind::Number {
        return Vec::new();
    }
    let facts = content.facts.iter().map(|fact| &fact.when);
    let pathways = content.pathways.iter().map(|pathway| &pathway.when);
    let rules = content.rules.iter().flat_map(|rule| {
        let parts = rule.parts.iter().map(|part| &part.when);
        let withholds = rule.withholds.iter().map(|reason| &reason.when);
        std::iter::once(&rule.when).chain(parts).chain(withholds)
    });
    for condition in facts.chain(pathways).chain(rules) {
        gather(condition, question, &mut starts);
    }
    starts.insert(asked.min);
    let starts: Vec<u16> = starts
        .into_iter()
        .filter(|start| (asked.min..=asked.max).contains(start))
        .collect();
    let ends = starts.iter().skip(1).map(|next| next - 1);
    let ends: Vec<u16> = ends.chain([asked.max]).collect();
    starts.into_iter().zip(ends).collect()
}

/// Where the truth of a condition can change along the numbers.
fn gather(condition: &Condition, of: QuestionIx, starts: &mut BTreeSet<u16>) {
    match condition {
        Condition::Between(question, low, high) if *question == of => {
            starts.insert(*low);
            starts.insert(high.saturating_add(1));
        }
        Condition::Not(inner) => gather(inner, of, starts),
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| gather(part, of, starts));
        }
        _ => {}
    }
}
