//! What changes from one plan of a case to the next, or to one that is only supposed.

use std::collections::HashMap;

use super::{Plan, PlanLine, Withheld};
use crate::content::{LineIx, PathwayIx, TreatmentIx};

/// Something that was so, and is otherwise now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed<T> {
    /// What it was before the change.
    pub from: T,
    /// What it is in the present case or plan.
    pub to: T,
}

/// The difference of two plans of the same content, in the reading order of the plan that each part
/// stands in. What is only cited by another number, or shown by another rule, is no difference to
/// the reader. Bottom line and review are sentences that a plan has one of; every other line is
/// compared by its id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// The case goes another way.
    pub pathway: Option<Changed<PathwayIx>>,
    /// The plan in one sentence is another one, or worded otherwise.
    pub bottom_line: Option<Changed<Option<PlanLine>>>,
    /// The same for when to look again.
    pub review: Option<Changed<Option<PlanLine>>>,
    /// Lines of the new plan that the old one does not have.
    pub added: Vec<PlanLine>,
    /// Lines of the old plan that the new one does not have.
    pub removed: Vec<PlanLine>,
    /// Lines of both that say it in other words, or stand in another place.
    pub reworded: Vec<Changed<PlanLine>>,
    /// Treatments withheld only now.
    pub withheld: Vec<Withheld>,
    /// Treatments withheld no longer.
    pub lifted: Vec<Withheld>,
    /// Treatments withheld for other reasons.
    pub reasons: Vec<Changed<Withheld>>,
}

impl Difference {
    /// What is different in the second of two plans of one content.
    pub fn between(before: &Plan, after: &Plan) -> Self {
        let mut difference = Self {
            pathway: (before.pathway != after.pathway).then_some(Changed {
                from: before.pathway,
                to: after.pathway,
            }),
            bottom_line: single(&before.bottom_line, &after.bottom_line),
            review: single(&before.review, &after.review),
            ..Self::default()
        };
        let old: HashMap<LineIx, &PlanLine> = lines(before).map(|line| (line.line, line)).collect();
        let new: HashMap<LineIx, &PlanLine> = lines(after).map(|line| (line.line, line)).collect();
        for line in lines(after) {
            match old.get(&line.line) {
                None => difference.added.push(line.clone()),
                Some(was) if !reads_alike(was, line) => difference.reworded.push(Changed {
                    from: (*was).clone(),
                    to: line.clone(),
                }),
                Some(_) => {}
            }
        }
        let gone = lines(before).filter(|line| !new.contains_key(&line.line));
        difference.removed.extend(gone.cloned());

        let held = |plan: &Plan, treatment: TreatmentIx| {
            let mut withheld = plan.withheld.iter();
            withheld.find(|held| held.treatment == treatment).cloned()
        };
        for now in &after.withheld {
            match held(before, now.treatment) {
                None => difference.withheld.push(now.clone()),
                Some(was) if was.reasons != now.reasons => difference.reasons.push(Changed {
                    from: was,
                    to: now.clone(),
                }),
                Some(_) => {}
            }
        }
        let lifted = before.withheld.iter();
        let lifted = lifted.filter(|was| held(after, was.treatment).is_none());
        difference.lifted.extend(lifted.cloned());
        difference
    }

    /// Whether both plans say the same.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The lines of which a plan has any number.
fn lines(plan: &Plan) -> impl Iterator<Item = &PlanLine> {
    plan.banner
        .iter()
        .chain(&plan.further_banners)
        .chain(&plan.lines)
        .chain(&plan.safety_net)
}

fn single(
    before: &Option<PlanLine>,
    after: &Option<PlanLine>,
) -> Option<Changed<Option<PlanLine>>> {
    let same = match (before, after) {
        (Some(before), Some(after)) => before.line == after.line && reads_alike(before, after),
        (before, after) => before.is_none() && after.is_none(),
    };
    (!same).then(|| Changed {
        from: before.clone(),
        to: after.clone(),
    })
}

fn reads_alike(one: &PlanLine, other: &PlanLine) -> bool {
    one.text == other.text && one.section == other.section && one.detail == other.detail
}
