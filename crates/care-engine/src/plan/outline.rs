//! What follows from the rules: which pathway, which rules fire, what is withheld, which lines
//! stand in the plan. Written once for any [`Logic`]: over the answers of one case it makes the
//! plan, over sets of cases it is what the proof reasons about.

use crate::content::{
    Content, LineIx, Logic, PathwayIx, Rule, RuleIx, SectionKind, TreatmentIx, Withholding,
};

/// The outline of a plan, in some logic.
#[derive(Debug)]
pub struct PlanOutline<T> {
    /// Where the case goes, in the order of the content.
    pathways: Vec<T>,
    /// Rule by rule: each of its parts applies.
    parts: Vec<Vec<T>>,
    /// Rule by rule: each of its reasons to withhold applies.
    reasons: Vec<Vec<T>>,
    /// Treatment by treatment: it is withheld.
    withheld: Vec<T>,
    /// Line by line: it stands in the plan.
    shown: Vec<T>,
}

impl<T: Clone> PlanOutline<T> {
    /// Applies all rules of the content, in the given logic.
    pub fn new<L: Logic<Truth = T>>(content: &Content, logic: &L) -> Self {
        let pathways = content.pathway_truths(logic);
        let mut parts = Vec::new();
        let mut reasons = Vec::new();
        let mut show = vec![logic.constant(false); content.lines.len()];
        let mut hold = show.clone();
        let mut withheld = vec![logic.constant(false); content.treatments.len()];
        for rule in &content.rules {
            let fired = fires(rule, logic, &pathways);
            let mut of_rule = Vec::new();
            for part in &rule.parts {
                let applies = logic.both(fired.clone(), part.when.meaning(logic));
                for (lines, table) in [(&part.show, &mut show), (&part.suppress, &mut hold)] {
                    for line in lines {
                        let entry = &mut table[line.index()];
                        *entry = logic.either(entry.clone(), applies.clone());
                    }
                }
                of_rule.push(applies);
            }
            parts.push(of_rule);
            let mut of_rule = Vec::new();
            for Withholding {
                treatment, when, ..
            } in &rule.withholds
            {
                let applies = logic.both(fired.clone(), when.meaning(logic));
                let entry = &mut withheld[treatment.index()];
                *entry = logic.either(entry.clone(), applies.clone());
                of_rule.push(applies);
            }
            reasons.push(of_rule);
        }
        let mut shown: Vec<T> = content
            .lines
            .iter()
            .zip(show.into_iter().zip(hold))
            .map(|(line, (show, hold))| {
                let against = line
                    .recommends
                    .iter()
                    .map(|treatment| withheld[treatment.index()].clone());
                logic.both(show, logic.not(logic.either(hold, logic.any(against))))
            })
            .collect();
        one_a_section(content, logic, &mut shown);
        Self {
            pathways,
            parts,
            reasons,
            withheld,
            shown,
        }
    }

    /// The case goes this pathway.
    pub fn goes(&self, pathway: PathwayIx) -> &T {
        &self.pathways[pathway.index()]
    }

    /// A part of a rule applies.
    pub fn part(&self, rule: RuleIx, part: usize) -> &T {
        &self.parts[rule.index()][part]
    }

    /// A rule's reason to withhold applies.
    pub fn reason(&self, rule: RuleIx, reason: usize) -> &T {
        &self.reasons[rule.index()][reason]
    }

    /// The treatment is withheld.
    pub fn withheld(&self, treatment: TreatmentIx) -> &T {
        &self.withheld[treatment.index()]
    }

    /// The line stands in the plan.
    pub fn shown(&self, line: LineIx) -> &T {
        &self.shown[line.index()]
    }
}

/// The rule applies: on one of its pathways, and its condition holds.
fn fires<L: Logic>(rule: &Rule, logic: &L, pathways: &[L::Truth]) -> L::Truth {
    let here = rule
        .pathways
        .iter()
        .map(|pathway| pathways[pathway.index()].clone());
    logic.both(logic.any(here), rule.when.meaning(logic))
}

/// Whether one treatment is withheld, without working out the rest of the outline.
pub fn withheld_where<L: Logic>(
    content: &Content,
    logic: &L,
    pathways: &[L::Truth],
    treatment: TreatmentIx,
) -> L::Truth {
    let mut withheld = logic.constant(false);
    for rule in &content.rules {
        for reason in &rule.withholds {
            if reason.treatment == treatment {
                let fired = fires(rule, logic, pathways);
                let applies = logic.both(fired, reason.when.meaning(logic));
                withheld = logic.either(withheld, applies);
            }
        }
    }
    withheld
}

/// Whether one line stands in the plan, without working out the rest of the outline.
pub fn shown_where<L: Logic>(
    content: &Content,
    logic: &L,
    pathways: &[L::Truth],
    line: LineIx,
) -> L::Truth {
    let mut shown = stands(content, logic, pathways, line);
    let section = content.line(line).section;
    if takes_one(content.section(section).kind) {
        let before = in_section(content, section.index());
        for other in before.into_iter().take_while(|other| *other != line) {
            let free = logic.not(stands(content, logic, pathways, other));
            shown = logic.both(shown, free);
        }
    }
    shown
}

/// A rule shows the line, none holds it, and nothing that it offers is withheld.
fn stands<L: Logic>(content: &Content, logic: &L, pathways: &[L::Truth], line: LineIx) -> L::Truth {
    let mut show = logic.constant(false);
    let mut out = logic.constant(false);
    for rule in &content.rules {
        for part in &rule.parts {
            let (shows, holds) = (part.show.contains(&line), part.suppress.contains(&line));
            if !shows && !holds {
                continue;
            }
            let fired = fires(rule, logic, pathways);
            let applies = logic.both(fired, part.when.meaning(logic));
            if shows {
                show = logic.either(show, applies.clone());
            }
            if holds {
                out = logic.either(out, applies);
            }
        }
    }
    for treatment in &content.line(line).recommends {
        let withheld = withheld_where(content, logic, pathways, *treatment);
        out = logic.either(out, withheld);
    }
    logic.both(show, logic.not(out))
}

/// Of these sections only the first line that applies is taken.
fn takes_one(kind: SectionKind) -> bool {
    matches!(kind, SectionKind::BottomLine | SectionKind::Review)
}

/// The lines of a section, in reading order.
fn in_section(content: &Content, section: usize) -> Vec<LineIx> {
    let lines = content.line_places();
    let mut lines: Vec<LineIx> = lines
        .filter(|line| content.line(*line).section.index() == section)
        .collect();
    lines.sort_by_key(|line| (content.line(*line).rank, *line));
    lines
}

fn one_a_section<L: Logic>(content: &Content, logic: &L, shown: &mut [L::Truth]) {
    for (place, section) in content.sections.iter().enumerate() {
        if !takes_one(section.kind) {
            continue;
        }
        let mut free = logic.constant(true);
        for line in in_section(content, place) {
            let entry = &mut shown[line.index()];
            let applies = entry.clone();
            *entry = logic.both(applies.clone(), free.clone());
            free = logic.both(free, logic.not(applies));
        }
    }
}
