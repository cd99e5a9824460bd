//! Why a line stands in a plan and what would take it out; why a treatment is withheld and what
//! would have to be different.

mod json;
mod reasons;

use std::collections::BTreeSet;

use crate::proof::{Cases, Proof, StateSpace, Symbolic};
use care_engine::case::{Answer, Case};
use care_engine::content::{
    Content, LineIx, Logic, PathwayIx, QuestionIx, RuleIx, TreatmentIx, Truth, Unknowns, View,
};
use care_engine::intake::marked;
use care_engine::plan::{Plan, PlanLine, PlanOutline, Withheld, shown_where, withheld_where};

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
#[derive(Debug, PartialEq, Eq)]
pub struct ExplainedLine {
    /// The line that is explained.
    pub line: LineIx,
    /// The rules that show it.
    pub because: Vec<RuleIx>,
    /// The questions whose answers, or whose lack of one, made them apply.
    pub answers: Vec<QuestionIx>,
    /// The single answer whose change takes it out and else changes the plan least; none where no
    /// single one does.
    pub nearest: Option<AnswerChange>,
}

/// Why a treatment is withheld.
#[derive(Debug, PartialEq, Eq)]
pub struct ExplainedWithholding {
    /// The treatment that is explained.
    pub treatment: TreatmentIx,
    /// The rules that withhold it.
    pub because: Vec<RuleIx>,
    /// The questions behind that.
    pub answers: Vec<QuestionIx>,
    /// The fewest answers that would have to be different, in the same pathway; none where it is
    /// withheld in every case of the pathway.
    pub lifted: Option<Vec<AnswerChange>>,
}

/// One answer that would be different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerChange {
    /// The question whose answer would be different.
    pub question: QuestionIx,
    /// What it is in the present case or plan.
    pub from: Option<Answer>,
    /// As it would be.
    pub to: Option<Answer>,
}

/// Explains a plan that was made for a case.
pub fn explain(content: &Content, case: &Case, plan: &Plan) -> Explanation {
    let view = content.view(case, Unknowns::Assumed);
    let mut told = Told::new(content, &view);
    let single = Singles::new(content, case, plan.pathway);
    let lines = plan
        .all_lines()
        .map(|line| ExplainedLine {
            line: line.line,
            because: line.because.clone(),
            answers: told.line(line),
            nearest: single.without(line.line),
        })
        .collect();
    let space = StateSpace::new(content);
    let proof = Proof::new(content, &space);
    let withheld = plan
        .withheld
        .iter()
        .map(|held| {
            let everywhere = (
                proof.outline().goes(plan.pathway),
                proof.outline().withheld(held.treatment),
            );
            ExplainedWithholding {
                treatment: held.treatment,
                because: held.because.clone(),
                answers: told.withheld(held),
                lifted: lifted(content, &space, proof.logic(), case, everywhere),
            }
        })
        .collect();
    Explanation {
        pathway: told.reasons.pathway(plan.pathway),
        lines,
        withheld,
    }
}

/// Explains one line of a plan that was made for a case; `None` where it does not stand in it.
pub fn explain_line(
    content: &Content,
    case: &Case,
    plan: &Plan,
    line: LineIx,
) -> Option<ExplainedLine> {
    let shown = plan.all_lines().find(|shown| shown.line == line)?;
    let view = content.view(case, Unknowns::Assumed);
    Some(ExplainedLine {
        line,
        because: shown.because.clone(),
        answers: Told::new(content, &view).line(shown),
        nearest: nearest_without(content, case, plan.pathway, line),
    })
}

/// Explains one treatment that a plan withholds; `None` where it does not. Of all cases only what
/// concerns this treatment is worked out.
pub fn explain_withheld(
    content: &Content,
    case: &Case,
    plan: &Plan,
    treatment: TreatmentIx,
) -> Option<ExplainedWithholding> {
    let mut withheld = plan.withheld.iter();
    let held = withheld.find(|held| held.treatment == treatment)?;
    let view = content.view(case, Unknowns::Assumed);
    let space = StateSpace::new(content);
    let logic = Symbolic::new(content, &space);
    let pathways = content.pathway_truths(&logic);
    let everywhere = (
        &pathways[plan.pathway.index()],
        &withheld_where(content, &logic, &pathways, treatment),
    );
    Some(ExplainedWithholding {
        treatment,
        because: held.because.clone(),
        answers: Told::new(content, &view).withheld(held),
        lifted: lifted(content, &space, &logic, case, everywhere),
    })
}

/// The answers behind what a plan says.
struct Told<'a> {
    content: &'a Content,
    outline: PlanOutline<Truth>,
    reasons: reasons::Reasons<'a>,
}

impl<'a> Told<'a> {
    fn new(content: &'a Content, view: &'a View<'a>) -> Self {
        Self {
            content,
            outline: PlanOutline::new(content, view),
            reasons: reasons::Reasons::new(content, view),
        }
    }

    fn line(&mut self, line: &PlanLine) -> Vec<QuestionIx> {
        let mut answers = BTreeSet::new();
        for place in &line.because {
            let rule = self.content.rule(*place);
            answers.extend(self.reasons.of(&rule.when));
            for (at, part) in rule.parts.iter().enumerate() {
                let applies = *self.outline.part(*place, at) == Truth::Yes;
                if applies && part.show.contains(&line.line) {
                    answers.extend(self.reasons.of(&part.when));
                }
            }
        }
        answers.into_iter().collect()
    }

    fn withheld(&mut self, held: &Withheld) -> Vec<QuestionIx> {
        let mut answers = BTreeSet::new();
        for place in &held.because {
            let rule = self.content.rule(*place);
            answers.extend(self.reasons.of(&rule.when));
            for (at, reason) in rule.withholds.iter().enumerate() {
                let applies = *self.outline.reason(*place, at) == Truth::Yes;
                if applies && reason.treatment == held.treatment {
                    answers.extend(self.reasons.of(&reason.when));
                }
            }
        }
        answers.into_iter().collect()
    }
}

/// The nearest case of the same pathway that answers at least as much and does not withhold.
fn lifted(
    content: &Content,
    space: &StateSpace,
    logic: &Symbolic<'_>,
    case: &Case,
    (goes, withheld): (&Cases, &Cases),
) -> Option<Vec<AnswerChange>> {
    let answered = content
        .question_places()
        .filter(|place| case.answer(*place).is_some())
        .map(|place| logic.answered(place));
    let open = goes.and(&logic.all(answered)).and_not(withheld);
    let other = space.nearest(&open, case)?;
    Some(changes(content, case, &other))
}

/// The answers in which two cases differ.
pub fn changes(content: &Content, case: &Case, other: &Case) -> Vec<AnswerChange> {
    content
        .question_places()
        .filter(|place| case.answer(*place) != other.answer(*place))
        .map(|question| AnswerChange {
            question,
            from: case.answer(question),
            to: other.answer(question),
        })
        .collect()
}

/// What a plan holds, as far as it matters for comparing two.
struct Seen {
    pathway: PathwayIx,
    lines: BTreeSet<LineIx>,
    withheld: BTreeSet<TreatmentIx>,
}

impl Seen {
    fn of(content: &Content, case: &Case) -> Self {
        let view = content.view(case, Unknowns::Assumed);
        let outline = PlanOutline::new(content, &view);
        Self {
            pathway: content.pathway_of(&view),
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

/// Every change of a single answer, with the case that it makes.
fn singles(content: &Content, case: &Case) -> Vec<(AnswerChange, Case)> {
    let mut singles = Vec::new();
    for question in content.question_places() {
        let from = case.answer(question);
        for to in others(content, question, from) {
            let mut changed = case.clone();
            changed.set(question, to);
            singles.push((AnswerChange { question, from, to }, changed));
        }
    }
    singles
}

/// What makes a change a near one before anything else: the case stays on its way, and an answer is
/// another one rather than none.
fn remote(change: &AnswerChange, pathway: PathwayIx, here: PathwayIx) -> (bool, bool) {
    (pathway != here, change.to.is_none())
}

/// The same change that [`Singles`] finds, for one line: only the changes that take it out and are
/// not remoter than others need their whole plan.
fn nearest_without(
    content: &Content,
    case: &Case,
    pathway: PathwayIx,
    line: LineIx,
) -> Option<AnswerChange> {
    let mut nearest: Vec<(AnswerChange, Case)> = Vec::new();
    let mut least = (true, true);
    for (change, changed) in singles(content, case) {
        let view = content.view(&changed, Unknowns::Assumed);
        let remote = remote(&change, content.pathway_of(&view), pathway);
        if remote > least {
            continue;
        }
        let pathways = content.pathway_truths(&view);
        if shown_where(content, &view, &pathways, line) == Truth::Yes {
            continue;
        }
        if remote < least {
            least = remote;
            nearest.clear();
        }
        nearest.push((change, changed));
    }
    let here = Seen::of(content, case);
    let found = nearest.into_iter().min_by_key(|(change, changed)| {
        let distance = here.distance(&Seen::of(content, changed));
        (distance, change.question)
    });
    found.map(|(change, _)| change)
}

/// Every change of a single answer with the plan it makes, the smallest change of the plan first.
struct Singles(Vec<(AnswerChange, Seen)>);

impl Singles {
    fn new(content: &Content, case: &Case, pathway: PathwayIx) -> Self {
        let here = Seen::of(content, case);
        let singles = singles(content, case).into_iter();
        let mut singles: Vec<(AnswerChange, Seen)> = singles
            .map(|(change, changed)| (change, Seen::of(content, &changed)))
            .collect();
        singles.sort_by_key(|(change, seen)| {
            let remote = remote(change, seen.pathway, pathway);
            (remote, here.distance(seen), change.question)
        });
        Self(singles)
    }

    fn without(&self, line: LineIx) -> Option<AnswerChange> {
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
            let set = match from {
                Some(Answer::Several(set)) => set,
                _ => [].into_iter().collect(),
            };
            let set = marked(asked, set, option, !set.has(option));
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
