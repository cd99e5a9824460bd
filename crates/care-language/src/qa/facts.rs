//! New facts about the case in a message. What would close something counts for the answer at
//! once; what would open something only after a tap; until then the stricter answer stands.

use care_engine::case::{Answer, Case};
use care_engine::content::{Content, OptionSet, QuestionIx, RoleIx};
use care_engine::intake::marked;
use care_engine::plan::{Plan, plan};

use crate::reading::Reading;

/// Something that a message says of the case and that its answers do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewFact {
    /// The question that the answer belongs to.
    pub question: QuestionIx,
    /// What the case has recorded.
    pub recorded: Option<Answer>,
    /// What it would be, with what was said.
    pub said: Answer,
    /// It closes something, and counts for this answer already.
    pub counts: bool,
}

/// The case of a thread, with the plan that counts for the answer.
#[derive(Debug)]
pub(super) struct About<'a> {
    /// Its answers as they are recorded.
    pub case: &'a Case,
    /// Its plan, made stricter by what was just said.
    pub made: Plan,
}

/// What a message says of a case that its answers do not, and the plan that counts for the answer: the
/// case's own, without what the facts close. `pending`: red flags told before, and not yet answered for.
/// `general`: the message is a general question, in which only what closes something is heard.
pub(super) fn heard<'a>(
    content: &Content,
    case: &'a Case,
    reading: &Reading,
    pending: OptionSet,
    general: bool,
    role: Option<RoleIx>,
) -> (About<'a>, Vec<NewFact>) {
    let mut made = plan(content, case, role);
    if !pending.is_empty() {
        let question = content.topic.red_flags;
        let flagged = with(case, question, added(content, case, question, pending));
        made = stricter(content, made, plan(content, &flagged, role));
    }
    let mut facts = Vec::new();
    let mut together = case.clone();
    for read in &reading.answers {
        if read.question == content.topic.red_flags {
            continue;
        }
        let recorded = case.answer(read.question);
        let said = match read.answer {
            Answer::Several(set) => added(content, case, read.question, set),
            other => other,
        };
        if recorded == Some(said) {
            continue;
        }
        together.set(read.question, Some(said));
        let supposed = plan(content, &with(case, read.question, said), role);
        let merged = stricter(content, made.clone(), supposed);
        let counts = merged.pathway != made.pathway || merged.withheld != made.withheld;
        if counts || !general {
            facts.push(NewFact {
                question: read.question,
                recorded,
                said,
                counts,
            });
        }
        made = merged;
    }
    if facts.len() > 1 {
        made = stricter(content, made, plan(content, &together, role));
    }
    (About { case, made }, facts)
}

fn with(case: &Case, question: QuestionIx, answer: Answer) -> Case {
    let mut case = case.clone();
    case.set(question, Some(answer));
    case
}

/// The marks of a question with some more.
fn added(content: &Content, case: &Case, question: QuestionIx, more: OptionSet) -> Answer {
    let marks = match case.answer(question) {
        Some(Answer::Several(marks)) => marks,
        _ => OptionSet::default(),
    };
    let asked = content.question(question);
    Answer::Several(
        more.iter()
            .fold(marks, |marks, option| marked(asked, marks, option, true)),
    )
}

/// The stricter of two plans, without what the other withholds.
fn stricter(content: &Content, one: Plan, other: Plan) -> Plan {
    let (mut strict, loose) = match other.kind < one.kind {
        true => (other, one),
        false => (one, other),
    };
    for held in loose.withheld {
        if !strict
            .withheld
            .iter()
            .any(|known| known.treatment == held.treatment)
        {
            strict.withheld.push(held);
        }
    }
    let withheld: Vec<_> = strict.withheld.iter().map(|held| held.treatment).collect();
    strict.lines.retain(|line| {
        let recommends = &content.line(line.line).recommends;
        !recommends.iter().any(|one| withheld.contains(one))
    });
    strict
}
