//! The questions offered under a plan.

use care_engine::case::Case;
use care_engine::content::{self, Content, IntentIx, StatementIx};
use care_engine::plan::Plan;

/// Most questions offered under a plan.
const MOST_OFFERED: usize = 3;

/// The questions offered under a plan: those of the content whose condition holds, without what the
/// plan has just said in the open.
pub fn offered(content: &Content, case: &Case, plan: &Plan) -> Vec<IntentIx> {
    let view = content.view(case, content::Unknowns::Assumed);
    let open: Vec<StatementIx> = plan
        .all_lines()
        .filter(|line| !line.detail)
        .flat_map(|line| line.support.statements.iter().copied())
        .collect();
    let asked = content.language.intents.iter().enumerate();
    asked
        .filter(|(_, asked)| asked.offer_if.as_ref().is_some_and(|when| view.holds(when)))
        .filter(|(_, asked)| {
            asked
                .statements
                .first()
                .is_some_and(|first| !open.contains(first))
        })
        .map(|(place, _)| IntentIx::new(place))
        .take(MOST_OFFERED)
        .collect()
}
