//! The stricter of two plans: what was told closes at once, and opens nothing.

use care_engine::case::Case;
use care_engine::content::{Content, LineIx, QuestionIx, TreatmentIx};
use care_engine::intake::is_risk;
use care_engine::plan::{Plan, Withheld};

/// A plan with what a fact closes, and whether the fact counts at once. A risk that closes nothing may still bind what
/// is open ("only after a review"), and counts as well.
pub(super) fn with_fact(
    content: &Content,
    question: QuestionIx,
    made: &Plan,
    supposed: Plan,
) -> (Plan, bool) {
    let binds = is_risk(content, question)
        && withholds_all_of(&supposed, made)
        && lines(&supposed) != lines(made);
    let merged = match binds {
        true => stricter(content, supposed, made.clone()),
        false => stricter(content, made.clone(), supposed),
    };
    let closes = merged.pathway != made.pathway || merged.withheld != made.withheld;
    (merged, binds || closes)
}

/// Leaves out the reasons that stood only for want of an answer which was told since, where others remain: nobody reads
/// that a pregnancy is not known beside the pregnancy that was told.
pub(super) fn drop_answered(
    made: &mut Plan,
    (case, answered): (&Case, &Case),
    plan_of: &dyn Fn(&Case) -> Plan,
) {
    if case == answered {
        return;
    }
    let (before, answered) = (plan_of(case), plan_of(answered));
    let of = |plan: &'_ Plan, treatment: TreatmentIx| -> Vec<String> {
        let mut all = plan.withheld.iter();
        let held = all.find(|held| held.treatment == treatment);
        held.map_or_else(Vec::new, |held| held.reasons.clone())
    };
    for held in &mut made.withheld {
        let still = of(&answered, held.treatment);
        if still.is_empty() {
            continue;
        }
        let fell = of(&before, held.treatment);
        held.reasons
            .retain(|reason| still.contains(reason) || !fell.contains(reason));
    }
}

/// The stricter of two plans, without what the other withholds.
pub(super) fn stricter(content: &Content, one: Plan, other: Plan) -> Plan {
    let (mut strict, loose) = match other.kind < one.kind {
        true => (other, one),
        false => (one, other),
    };
    for held in loose.withheld {
        let mut all = strict.withheld.iter_mut();
        match all.find(|known| known.treatment == held.treatment) {
            Some(known) => add_reasons(known, held),
            None => strict.withheld.push(held),
        }
    }
    let withheld: Vec<_> = strict.withheld.iter().map(|held| held.treatment).collect();
    strict.lines.retain(|line| {
        let recommends = &content.line(line.line).recommends;
        !recommends.iter().any(|one| withheld.contains(one))
    });
    strict
}

/// Takes in the further reasons for which something is withheld.
fn add_reasons(known: &mut Withheld, more: Withheld) {
    if more.reasons.iter().all(|one| known.reasons.contains(one)) {
        return;
    }
    // What was just said stands first.
    let mut reasons = more.reasons;
    reasons.retain(|reason| !known.reasons.contains(reason));
    known.reasons.splice(0..0, reasons);
    for rule in more.because {
        if !known.because.contains(&rule) {
            known.because.push(rule);
        }
    }
    for statement in more.support.statements {
        if !known.support.statements.contains(&statement) {
            known.support.statements.push(statement);
        }
    }
}

/// Whether a plan withholds all that another one withholds, on a pathway of the same kind.
fn withholds_all_of(plan: &Plan, other: &Plan) -> bool {
    let held = |treatment| plan.withheld.iter().any(|one| one.treatment == treatment);
    plan.kind == other.kind && other.withheld.iter().all(|one| held(one.treatment))
}

fn lines(plan: &Plan) -> Vec<LineIx> {
    plan.lines.iter().map(|line| line.line).collect()
}
