//! What the lines of a plan say of a treatment, and which statements they rest on.

use care_engine::content::{Content, StatementIx, TreatmentIx};
use care_engine::plan::{Plan, PlanLine};

/// Whether a line of a plan speaks of a treatment.
pub(super) fn speaks_of(content: &Content, line: &PlanLine, treatment: TreatmentIx) -> bool {
    let line = content.line(line.line);
    [&line.recommends, &line.advises_against, &line.mentions]
        .into_iter()
        .any(|list| list.contains(&treatment))
}

/// Whether a line of the plan offers a treatment.
pub(super) fn offers(content: &Content, made: &Plan, treatment: TreatmentIx) -> bool {
    let mut lines = made.all_lines();
    lines.any(|line| content.line(line.line).recommends.contains(&treatment))
}

/// Whether the plan says a statement, in a line or in a reason.
pub(super) fn says(made: &Plan, statement: StatementIx) -> bool {
    let lines = made.all_lines().map(|line| &line.support);
    let held = made.withheld.iter().map(|held| &held.support);
    let mut all = lines.chain(held);
    all.any(|support| support.statements.contains(&statement))
}
