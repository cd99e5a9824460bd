//! Applies the rules.

use std::collections::{BTreeMap, BTreeSet};

use super::{Grounds, Plan, PlanLine, Withheld};
use crate::core::case::Case;
use crate::core::content::{
    Basis, Content, LineIx, QuestionIx, Reading, ReferenceIx, RoleIx, RuleIx, SectionKind,
    StatementIx, Support, TreatmentIx, View,
};

/// Lines of this rank and more are folded away on a phone.
const DETAIL_RANK: u16 = 100;

/// Makes the plan of a case, in the wording of a role.
pub fn plan(content: &Content, case: &Case, role: Option<RoleIx>) -> Plan {
    let view = content.view(case, Reading::Assumed);
    let pathway = content.pathway(&view);
    let fired: Vec<RuleIx> = content
        .rule_places()
        .filter(|rule| {
            let rule = content.rule(*rule);
            rule.pathways.contains(&pathway) && view.holds(&rule.when)
        })
        .collect();

    let mut sources = Sources::default();
    let withheld_raw = withholdings(content, &view, &fired);
    let lines = shown_lines(content, &view, &fired, &withheld_raw);

    // Sources are numbered in reading order, so the lines are laid out before anything is cited.
    let mut plan = Plan {
        pathway,
        role,
        banner: None,
        bottom_line: None,
        lines: Vec::new(),
        withheld: Vec::new(),
        review: None,
        safety_net: Vec::new(),
        assumed: assumed(content, case, &view),
        sources: Vec::new(),
    };
    let mut reviews = Vec::new();
    let mut nets = Vec::new();
    for (line, because) in lines {
        let section = content.line(line).section;
        let mut cite = || plan_line(content, &mut sources, line, &because, role);
        match content.section(section).kind {
            SectionKind::Banner if plan.banner.is_none() => plan.banner = Some(cite()),
            SectionKind::BottomLine if plan.bottom_line.is_none() => {
                plan.bottom_line = Some(cite());
            }
            SectionKind::Banner | SectionKind::BottomLine => {}
            SectionKind::Body => plan.lines.push(cite()),
            SectionKind::Review => reviews.push((line, because)),
            SectionKind::SafetyNet => nets.push((line, because)),
        }
    }
    plan.withheld = withheld_raw
        .into_iter()
        .map(|(treatment, raw)| Withheld {
            treatment,
            reasons: raw.reasons,
            support: sources.grounds(content, &raw.statements, raw.policy),
            because: raw.because.into_iter().collect(),
        })
        .collect();
    plan.review = reviews
        .first()
        .map(|(line, because)| plan_line(content, &mut sources, *line, because, role));
    plan.safety_net = nets
        .iter()
        .map(|(line, because)| plan_line(content, &mut sources, *line, because, role))
        .collect();
    plan.sources = sources.0;
    plan
}

#[derive(Default)]
struct RawWithheld {
    reasons: Vec<String>,
    statements: Vec<StatementIx>,
    policy: bool,
    because: BTreeSet<RuleIx>,
}

fn withholdings(
    content: &Content,
    view: &View<'_>,
    fired: &[RuleIx],
) -> BTreeMap<TreatmentIx, RawWithheld> {
    let mut withheld: BTreeMap<TreatmentIx, RawWithheld> = BTreeMap::new();
    for rule in fired {
        for part in &content.rule(*rule).withholds {
            if !view.holds(&part.when) {
                continue;
            }
            let entry = withheld.entry(part.treatment).or_default();
            if !entry.reasons.contains(&part.reason) {
                entry.reasons.push(part.reason.clone());
            }
            for statement in &part.statements {
                if !entry.statements.contains(statement) {
                    entry.statements.push(*statement);
                }
            }
            entry.policy |= part.policy;
            entry.because.insert(*rule);
        }
    }
    withheld
}

/// The lines of the plan with the rules behind them, in reading order.
fn shown_lines(
    content: &Content,
    view: &View<'_>,
    fired: &[RuleIx],
    withheld: &BTreeMap<TreatmentIx, RawWithheld>,
) -> Vec<(LineIx, Vec<RuleIx>)> {
    let mut shown: BTreeMap<LineIx, Vec<RuleIx>> = BTreeMap::new();
    let mut held: BTreeSet<LineIx> = BTreeSet::new();
    for rule in fired {
        for part in content
            .rule(*rule)
            .parts
            .iter()
            .filter(|part| view.holds(&part.when))
        {
            held.extend(part.hold.iter().copied());
            for line in &part.show {
                let because = shown.entry(*line).or_default();
                if because.last() != Some(rule) {
                    because.push(*rule);
                }
            }
        }
    }
    let mut lines: Vec<_> = shown
        .into_iter()
        .filter(|(line, _)| !held.contains(line))
        .filter(|(line, _)| {
            let treatment = content.line(*line).treatment;
            treatment.is_none_or(|treatment| !withheld.contains_key(&treatment))
        })
        .collect();
    lines.sort_by_key(|(place, _)| {
        let line = content.line(*place);
        (line.section, line.rank, *place)
    });
    lines
}

fn plan_line(
    content: &Content,
    sources: &mut Sources,
    place: LineIx,
    because: &[RuleIx],
    role: Option<RoleIx>,
) -> PlanLine {
    let line = content.line(place);
    let worded = role.and_then(|role| line.roles.get(&role));
    PlanLine {
        line: place,
        section: line.section,
        detail: line.rank >= DETAIL_RANK,
        text: worded.unwrap_or(&line.text).clone(),
        support: sources.grounds(content, &line.statements, line.policy),
        because: because.to_vec(),
    }
}

/// The questions whose answer would still be asked for in this case, but for which something had
/// to be taken.
fn assumed(content: &Content, case: &Case, view: &View<'_>) -> Vec<QuestionIx> {
    content
        .question_places()
        .filter(|place| {
            let question = content.question(*place);
            case.answer(*place).is_none()
                && question.assumed.is_some()
                && view.holds(&question.ask_if)
        })
        .collect()
}

/// The numbered list of sources as it grows.
#[derive(Default)]
struct Sources(Vec<ReferenceIx>);

impl Sources {
    fn number(&mut self, reference: ReferenceIx) -> usize {
        self.0
            .iter()
            .position(|known| *known == reference)
            .unwrap_or_else(|| {
                self.0.push(reference);
                self.0.len() - 1
            })
    }

    fn grounds(&mut self, content: &Content, statements: &[StatementIx], policy: bool) -> Grounds {
        let mut grounds = Grounds {
            policy,
            ..Grounds::default()
        };
        for place in statements {
            let statement = content.statement(*place);
            if statement.references.is_empty() {
                continue;
            }
            grounds.statements.push(*place);
            for reference in &statement.references {
                let number = self.number(*reference);
                if !grounds.sources.contains(&number) {
                    grounds.sources.push(number);
                }
            }
            grounds.tendinopathy |= statement.basis == Basis::Tendinopathy;
            grounds.other_sites |= statement.basis == Basis::OtherSites;
            grounds.second_hand |= statement.support == Support::SecondHand;
            grounds.seed_only |= statement.support == Support::SeedOnly;
        }
        grounds.sources.sort_unstable();
        grounds
    }
}
