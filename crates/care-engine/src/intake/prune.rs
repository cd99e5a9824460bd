//! What an answer does to the others: marks that exclude each other, answers that no longer apply.

use crate::case::Case;
use crate::content::{
    Content, OptionIx, OptionSet, PathwayKind, Question, QuestionIx, Stage, Unknowns,
};

/// Drops the answers that no longer apply, and says which.
pub(super) fn prune(content: &Content, case: &mut Case) -> Vec<QuestionIx> {
    let mut dropped = Vec::new();
    // Dropping one answer can make another one pointless, so until nothing changes.
    loop {
        let view = content.view(case, Unknowns::Assumed);
        let stray = case.answered(content).into_iter().find(|place| {
            let question = content.question(*place);
            // What is known of the person is no answer of the case.
            let of_case = question.stage != Stage::Setting && !question.of_person;
            of_case && !view.holds(&question.ask_if)
        });
        let Some(stray) = stray else { break };
        // An urgent answer stops the intake; what was said before it is kept.
        if content.pathway_kind(&view) == PathwayKind::Urgent {
            break;
        }
        case.set(stray, None);
        dropped.push(stray);
    }
    dropped
}

/// The marks with one more or less. An option that stands alone takes the others' place, and theirs
/// takes its.
pub fn marked(asked: &Question, marks: OptionSet, option: OptionIx, on: bool) -> OptionSet {
    if on && asked.exclusive.has(option) {
        return OptionSet::only(option);
    }
    let mut marks = marks;
    marks.mark(option, on);
    if on {
        for exclusive in asked.exclusive.iter() {
            marks.mark(exclusive, false);
        }
    }
    marks
}

/// Marks with others beside them. One that stands alone gives way to the others, and never takes their place: what
/// is marked was said by somebody.
pub(super) fn added(
    content: &Content,
    question: QuestionIx,
    marks: OptionSet,
    more: OptionSet,
) -> OptionSet {
    let alone = content.question(question).exclusive;
    let all: OptionSet = marks.iter().chain(more.iter()).collect();
    let others: OptionSet = all.iter().filter(|option| !alone.has(*option)).collect();
    if !others.is_empty() {
        others
    } else if more.is_empty() {
        marks
    } else {
        more
    }
}

/// What typed words make of the marks on their card: they add theirs, and one that stands alone is the whole answer,
/// as if they were tapped.
pub(super) fn typed_marks(
    content: &Content,
    question: QuestionIx,
    marks: OptionSet,
    typed: OptionSet,
) -> OptionSet {
    match typed.meets(content.question(question).exclusive) {
        true => typed,
        false => added(content, question, marks, typed),
    }
}
