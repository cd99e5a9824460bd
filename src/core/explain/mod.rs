//! Why a line stands in a plan and what would take it out; why a treatment is withheld and what
//! would have to be different.

mod json;
mod reasons;

use std::collections::BTreeSet;

use crate::core::case::{Answer, Case};
use crate::core::content::{
    Content, LineIx, Logic, Pathway, QuestionIx, Reading, RuleIx, TreatmentIx, Truth,
};
use crate::core::plan::{Outline, Plan};
use crate::core::proof::{Proof, Space};

pub use json::to_json;

/// A plan with its reasons.
#[derive(Debug)]
pub struct Explanation {
    /// The answers behind the pathway.
    pub pathway: Vec<QuestionIx>,
    /// In the order of the plan.
    pub lines: Vec<ExplainedLine>,
    /// In the order of the plan.
    pub withheld: Vec<ExplainedWithholding>,
}

/// Why a line is there.
#[derive(Debug)]
pub struct ExplainedLine {
    /// The line.
    pub line: LineIx,
    /// The rules that show it.
    pub because: Vec<RuleIx>,
    /// The questions whose answers, or whose lack of one, made them apply.
    pub answers: Vec<QuestionIx>,
    /// The single answer whose change takes it out and else changes the plan least; none where no
    /// single one does.
    pub nearest: Option<Change>,
}

/// Why a treatment is withheld.
#[derive(Debug)]
pub struct ExplainedWithholding {
    /// The treatment.
    pub treatment: TreatmentIx,
    /// The rules that withhold it.
    pub because: Vec<RuleIx>,
    /// The questions behind that.
    pub answers: Vec<QuestionIx>,
    /// The fewest answers that would have to be different, in the same pathway; none where it is
    /// withheld in every case of the pathway.
    pub lifted: Option<Vec<Change>>,
}

/// One answer that would be different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Of which question.
    pub question: QuestionIx,
    /// As it is.
    pub from: Option<Answer>,
    /// As it would be.
    pub to: Option<Answer>,
}

/// Explains a plan that was made for a case.
pub fn explain(content: &Content, case: &Case, plan: &Plan) -> Explanation {
    let view = content.view(case, Reading::Assumed);
    let mut reasons = reasons::Reasons::new(content, &view);
    let pathway = reasons.pathway(plan.pathway);
    let single = Singles::new(content, case, plan.pathway);
    let outline = Outline::new(content, &view);
    let lines = plan
        .all_lines()
        .map(|line| {
            let mut answers = BTreeSet::new();
            for rule in &line.because {
                answers.extend(reasons.of(&content.rule(*rule).when));
                for (place, part) in content.rule(*rule).parts.iter().enumerate() {
                    if part.show.contains(&line.line) && *outline.part(*rule, place) == Truth::Yes {
                        answers.extend(reasons.of(&part.when));
                    }
                }
            }
            ExplainedLine {
                line: line.line,
                because: line.because.clone(),
                answers: answers.into_iter().collect(),
                nearest: single.without(line.line),
            }
        })
        .collect();
    let space = Space::new(content);
    let proof = Proof::new(content, &space);
    let withheld = plan
        .withheld
        .iter()
        .map(|held| {
            let mut answers = BTreeSet::new();
            for rule in &held.because {
                answers.extend(reasons.of(&content.rule(*rule).when));
                for (place, reason) in content.rule(*rule).withholds.iter().enumerate() {
                    let applies = *outline.reason(*rule, place) == Truth::Yes;
                    if reason.treatment == held.treatment && applies {
                        answers.extend(reasons.of(&reason.when));
                    }
                }
            }
            ExplainedWithholding {
                treatment: held.treatment,
                because: held.because.clone(),
                answers: answers.into_iter().collect(),
                lifted: lifted(content, &space, &proof, case, plan.pathway, held.treatment),
            }
        })
        .collect();
    Explanation {
        pathway,
        lines,
        withheld,
    }
}

/// The nearest case of the same pathway that answers at least as much and does not withhold.
fn lifted(
    content: &Content,
    space: &Space,
    proof: &Proof<'_>,
    case: &Case,
    pathway: Pathway,
    treatment: TreatmentIx,
) -> Option<Vec<Change>> {
    let logic = proof.logic();
    let answered = content
        .question_places()
        .filter(|place| case.answer(*place).is_some())
        .map(|place| logic.answered(place));
    let open = proof
        .outline()
        .goes(pathway)
        .and(&logic.all(answered))
        .and_not(proof.outline().withheld(treatment));
    let other = space.nearest(&open, case)?;
    Some(changes(content, case, &other))
}

/// The answers in which two cases differ.
pub fn changes(content: &Content, case: &Case, other: &Case) -> Vec<Change> {
    content
        .question_places()
        .filter(|place| case.answer(*place) != other.answer(*place))
        .map(|question| Change {
            question,
            from: case.answer(question),
            to: other.answer(question),
        })
        .collect()
}

/// What a plan holds, as far as it matters for comparing two.
struct Seen {
    pathway: Pathway,
    lines: BTreeSet<LineIx>,
    withheld: BTreeSet<TreatmentIx>,
}

impl Seen {
    fn of(content: &Content, case: &Case) -> Self {
        let view = content.view(case, Reading::Assumed);
        let outline = Outline::new(content, &view);
        let pathway = Pathway::ALL
            .into_iter()
            .find(|pathway| *outline.goes(*pathway) == Truth::Yes)
            .unwrap_or(Pathway::NoPlan);
        Self {
            pathway,
            lines: content
                .line_places()
                .filter(|line| *outline.shown(*line) == Truth::Yes)
                .collect(),
            withheld: content
                .treatment_places()
                .filter(|treatment| *outline.withheld(*treatment) == Truth::Yes)
                .collect(),
        }
    }

    fn distance(&self, other: &Self) -> usize {
        self.lines.symmetric_difference(&other.lines).count()
            + self.withheld.symmetric_difference(&other.withheld).count()
    }
}

/// Every change of a single answer with the plan it makes, the smallest change of the plan first.
struct Singles(Vec<(Change, Seen)>);

impl Singles {
    fn new(content: &Content, case: &Case, pathway: Pathway) -> Self {
        let here = Seen::of(content, case);
        let mut singles = Vec::new();
        for question in content.question_places() {
            let from = case.answer(question);
            for to in others(content, question, from) {
                let mut changed = case.clone();
                changed.set(question, to);
                singles.push((Change { question, from, to }, Seen::of(content, &changed)));
            }
        }
        singles.sort_by_key(|(change, seen)| {
            (
                seen.pathway != pathway,
                change.to.is_none(),
                here.distance(seen),
                change.question,
            )
        });
        Self(singles)
    }

    fn without(&self, line: LineIx) -> Option<Change> {
        let found = self.0.iter().find(|(_, seen)| !seen.lines.contains(&line));
        found.map(|(change, _)| change.clone())
    }
}

/// Every other answer to a question that is one step away: another option, one mark more or less,
/// and no answer.
fn others(content: &Content, question: QuestionIx, from: Option<Answer>) -> Vec<Option<Answer>> {
    let asked = content.question(question);
    let mut others = Vec::new();
    for option in content.option_places(question) {
        if content.takes_several(question) {
            let mut set = match from {
                Some(Answer::Several(set)) => set,
                _ => [].into_iter().collect(),
            };
            let on = !set.has(option);
            set.mark(option, on);
            if on {
                // An option that stands alone takes the others' place, and theirs takes its.
                let alone = asked.alone.has(option);
                for other in content.option_places(question) {
                    if other != option && (alone || asked.alone.has(other)) {
                        set.mark(other, false);
                    }
                }
            }
            others.push(Some(Answer::Several(set)));
        } else {
            others.push(Some(Answer::One(option)));
        }
    }
    if asked.options.is_empty() {
        others.extend([asked.min, asked.max].map(|number| Some(Answer::Number(number))));
    }
    let empty =
        |answer: &Option<Answer>| matches!(answer, Some(Answer::Several(set)) if set.is_empty());
    others.retain(|answer| *answer != from && !empty(answer));
    if from.is_some() {
        others.push(None);
    }
    others
}
