//! Makes a plan: applies the rules to the answers of a case, in the order of the content.

use std::collections::{BTreeMap, BTreeSet};

use super::outline::PlanOutline;
use super::{Grounds, Plan, PlanLine, Withheld};
use crate::case::Case;
use crate::content::{
    Content, Item, LineIx, QuestionIx, ReferenceIx, ReviewStatus, RoleIx, RuleIx, SectionKind,
    StatementIx, Support, TreatmentIx, Truth, Unknowns, View,
};

/// Lines of this rank and more are folded away on a phone.
const DETAIL_RANK: u16 = 100;

/// Makes the plan of a case, in the wording of a role; where the case says that a reader of plain
/// language asks, in theirs.
pub fn plan(content: &Content, case: &Case, role: Option<RoleIx>) -> Plan {
    let role = content.plain_reader(case).or(role);
    let view = content.view(case, Unknowns::Assumed);
    let outline = PlanOutline::new(content, &view);
    let pathway = content.pathway_of(&view);
    let mut sources = Sources::default();
    let withheld_raw = withholdings(content, &outline);
    let lines = shown_lines(content, &outline);

    // Sources are numbered in reading order, so the lines are laid out before anything is cited.
    let mut plan = Plan {
        pathway,
        kind: content.pathway(pathway).kind,
        role,
        banner: None,
        further_banners: Vec::new(),
        bottom_line: None,
        lines: Vec::new(),
        withheld: Vec::new(),
        review: None,
        safety_net: Vec::new(),
        assumed: assumed(content, case, &view),
        status: ReviewStatus::Approved,
        sources: Vec::new(),
    };
    let mut reviews = Vec::new();
    let mut nets = Vec::new();
    for (line, because) in lines {
        let section = content.line(line).section;
        let mut cite = || plan_line(content, &mut sources, line, &because, role);
        match content.section(section).kind {
            SectionKind::Banner if plan.banner.is_none() => plan.banner = Some(cite()),
            SectionKind::Banner => plan.further_banners.push(cite()),
            SectionKind::BottomLine => plan.bottom_line = Some(cite()),
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
            shorts: raw.shorts,
            avoid: raw.avoid,
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
    plan.status = status(content, &plan);
    plan
}

/// The lowest status among the lines, the statements and the rules that made the plan.
fn status(content: &Content, plan: &Plan) -> ReviewStatus {
    let lines = plan.all_lines().map(|line| Item::Line(line.line));
    let grounds = plan
        .all_lines()
        .map(|line| (&line.support, &line.because))
        .chain(
            plan.withheld
                .iter()
                .map(|held| (&held.support, &held.because)),
        );
    let behind = grounds.flat_map(|(support, because)| {
        let statements = support.statements.iter().copied().map(Item::Statement);
        statements.chain(because.iter().copied().map(Item::Rule))
    });
    let statuses = lines.chain(behind).map(|item| content.status(item));
    statuses.min().unwrap_or(ReviewStatus::UnderReview)
}

#[derive(Default)]
struct RawWithheld {
    reasons: Vec<String>,
    shorts: Vec<String>,
    avoid: bool,
    statements: Vec<StatementIx>,
    policy: bool,
    because: BTreeSet<RuleIx>,
}

fn withholdings(
    content: &Content,
    outline: &PlanOutline<Truth>,
) -> BTreeMap<TreatmentIx, RawWithheld> {
    let mut withheld: BTreeMap<TreatmentIx, RawWithheld> = BTreeMap::new();
    for rule in content.rule_places() {
        for (place, part) in content.rule(rule).withholds.iter().enumerate() {
            if *outline.reason(rule, place) != Truth::Yes {
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
            if let Some(short) = part
                .short
                .as_ref()
                .filter(|one| !entry.shorts.contains(one))
            {
                // What always stands under "Avoid" gives its reason first.
                let place = match part.avoid && !entry.avoid {
                    true => 0,
                    false => entry.shorts.len(),
                };
                entry.shorts.insert(place, short.clone());
            }
            entry.avoid |= part.avoid;
            entry.policy |= part.policy;
            entry.because.insert(rule);
        }
    }
    withheld
}

/// The lines of the plan with the rules behind them, in reading order.
fn shown_lines(content: &Content, outline: &PlanOutline<Truth>) -> Vec<(LineIx, Vec<RuleIx>)> {
    let mut because: BTreeMap<LineIx, Vec<RuleIx>> = BTreeMap::new();
    for rule in content.rule_places() {
        for (place, part) in content.rule(rule).parts.iter().enumerate() {
            if *outline.part(rule, place) != Truth::Yes {
                continue;
            }
            for line in &part.show {
                let rules = because.entry(*line).or_default();
                if rules.last() != Some(&rule) {
                    rules.push(rule);
                }
            }
        }
    }
    let mut lines: Vec<_> = because
        .into_iter()
        .filter(|(line, _)| *outline.shown(*line) == Truth::Yes)
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
        // A wording of its own for this reader is not what the short one was shortened from.
        short: role
            .and_then(|role| line.short_roles.get(&role))
            .or(line.short.as_ref().filter(|_| worded.is_none()))
            .cloned(),
        support: sources.grounds(content, &line.statements, line.policy),
        because: because.to_vec(),
    }
}

/// The questions whose answer would still be asked for in this case, but for which something had
/// to be taken that matters to this plan.
fn assumed(content: &Content, case: &Case, view: &View<'_>) -> Vec<QuestionIx> {
    content
        .question_places()
        .filter(|place| {
            let question = content.question(*place);
            case.answer(*place).is_none()
                && question.assumed.is_some()
                && view.holds(&question.ask_if)
                && view.holds(&question.assumed_if)
        })
        .collect()
}

/// The numbered list of sources as it grows.
#[derive(Debug, Default)]
pub struct Sources(Vec<ReferenceIx>);

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

    /// In the order of their numbers.
    pub fn list(&self) -> &[ReferenceIx] {
        &self.0
    }

    /// What a sentence rests on, its sources numbered.
    pub fn grounds(
        &mut self,
        content: &Content,
        statements: &[StatementIx],
        policy: bool,
    ) -> Grounds {
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
            if content.basis(statement.basis).borrowed.is_some() {
                grounds.borrowed.insert(statement.basis);
            }
            grounds.second_hand |= statement.support == Support::SecondHand;
            grounds.seed_only |= statement.support == Support::SeedOnly;
        }
        grounds.sources.sort_unstable();
        grounds
    }
}
