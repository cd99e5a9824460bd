//! Notes: lines of a case's plan, and its reasons against a treatment, as they are read before statements.

use care_engine::case::{Answer, Case};
use care_engine::content::{Content, OptionSet, RoleIx, SectionIx, StatementIx};
use care_engine::plan::{Plan, PlanLine, Withheld, plan};

/// Something to be read before the statements, as the plan has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseNote {
    /// The id of the line of the plan, or of the treatment that the plan withholds.
    pub id: String,
    /// The line as the plan shows it.
    pub text: String,
    /// What it rests on.
    pub statements: Vec<StatementIx>,
}

/// Most notes of an answer.
pub(super) const MOST_NOTES: usize = 4;
/// Most lines of the section that is asked for, and of each other one that is told beside it.
const MOST_ASKED_FOR: usize = 2;
const MOST_OF_SECTION: usize = 1;
/// Most of what a new fact closes that is told.
const MOST_CLOSED: usize = 5;
/// Most urgent lines told with red flags, where these and what is done about each first take no more.
const MOST_URGENT: usize = 8;

/// A line of the plan.
pub(super) fn of_line(content: &Content, line: &PlanLine) -> CaseNote {
    CaseNote {
        id: content.line(line.line).id.clone(),
        text: line.text.clone(),
        statements: line.support.statements.clone(),
    }
}

/// Why the plan withholds something.
pub(super) fn of_withheld(content: &Content, held: &Withheld) -> CaseNote {
    CaseNote {
        id: content.treatment(held.treatment).id.clone(),
        text: held.text(content),
        statements: held.support.statements.clone(),
    }
}

/// The way to go: the bottom line, what comes first and next, and the review; what is asked for stands
/// before all of them.
pub(super) fn way(content: &Content, made: &Plan, asked_for: Option<SectionIx>) -> Vec<CaseNote> {
    let of_section = |wanted: SectionIx, most: usize| {
        let mut lines: Vec<&PlanLine> = made
            .all_lines()
            .filter(|line| line.section == wanted && !line.detail)
            .collect();
        lines.truncate(most);
        lines
    };
    let named = |id: &str| {
        let mut sections = content.sections.iter();
        let place = sections.position(|section| section.id == id)?;
        Some(SectionIx::new(place))
    };
    let mut lines = match asked_for {
        Some(section) => of_section(section, MOST_ASKED_FOR),
        None => Vec::new(),
    };
    lines.extend(&made.bottom_line);
    for section in ["first", "follow_up"].into_iter().filter_map(named) {
        lines.extend(of_section(section, MOST_OF_SECTION));
    }
    lines.extend(&made.review);
    once(lines.into_iter().map(|line| of_line(content, line)))
}

/// What is urgent, and what is done about it first.
pub(super) fn urgent(content: &Content, made: &Plan) -> Vec<CaseNote> {
    let first = first_lines(content, made);
    let lines = made.bottom_line.iter().chain(first).chain(&made.review);
    once(lines.map(|line| of_line(content, line)))
}

/// What is urgent where these red flags are told: each is named, then what the plan says of them, first things first.
pub(super) fn of_flags(
    content: &Content,
    case: Option<&Case>,
    flags: OptionSet,
    role: Option<RoleIx>,
) -> Vec<CaseNote> {
    let Some(made) = flagged(content, case, flags, role) else {
        return Vec::new();
    };
    let acts = first_actions(content, &made);
    let least = made.banners().count() + made.bottom_line.iter().count() + acts.len();
    let lines = made.banners().chain(&made.bottom_line).chain(acts);
    let lines = lines.chain(first_lines(content, &made));
    let mut notes = once(lines.map(|line| of_line(content, line)));
    notes.truncate(MOST_URGENT.max(least));
    notes
}

/// What is urgent where these red flags wait for the screen, in short: what they are, and what is done first.
pub(super) fn reminder(
    content: &Content,
    case: Option<&Case>,
    flags: OptionSet,
    role: Option<RoleIx>,
) -> Vec<CaseNote> {
    let Some(made) = flagged(content, case, flags, role) else {
        return Vec::new();
    };
    let first = first_lines(content, &made).take(1);
    let lines = made.banners().chain(first);
    lines.map(|line| of_line(content, line)).collect()
}

/// The plan of a case in which these red flags are present.
fn flagged(
    content: &Content,
    case: Option<&Case>,
    flags: OptionSet,
    role: Option<RoleIx>,
) -> Option<Plan> {
    if flags.is_empty() {
        return None;
    }
    let mut flagged = case.cloned().unwrap_or_default();
    flagged.set(content.topic.red_flags, Some(Answer::Several(flags)));
    Some(plan(content, &flagged, role))
}

/// What is done first about each red flag that a plan names.
fn first_actions<'a>(content: &Content, made: &'a Plan) -> Vec<&'a PlanLine> {
    let first_of = |banner: &PlanLine| {
        let is_first = |line: &&PlanLine| {
            content
                .line(line.line)
                .first_action_of
                .contains(&banner.line)
        };
        made.lines.iter().find(is_first)
    };
    made.banners().filter_map(first_of).collect()
}

/// What a plan has done first.
fn first_lines<'a>(content: &'a Content, made: &'a Plan) -> impl Iterator<Item = &'a PlanLine> {
    let lines = made.lines.iter().filter(|line| !line.detail);
    lines.filter(|line| content.section(line.section).id == "first")
}

/// What a plan that new facts made stricter says and the one before did not: the way to go where the pathway
/// is another, and what is withheld now or for a further reason.
pub(super) fn closed_by(content: &Content, before: &Plan, made: &Plan) -> Vec<CaseNote> {
    let mut notes = match made.kind < before.kind {
        true => way(content, made, None),
        false => Vec::new(),
    };
    let said_before = |held: &Withheld| {
        let mut known = before.withheld.iter();
        known.any(|known| {
            let mut reasons = held.reasons.iter();
            known.treatment == held.treatment
                && reasons.all(|reason| known.reasons.contains(reason))
        })
    };
    let new = made.withheld.iter().filter(|held| !said_before(held));
    notes.extend(new.map(|held| of_withheld(content, held)));
    notes.truncate(MOST_CLOSED);
    notes
}

/// Each note once, where it first stands.
pub(super) fn once(notes: impl Iterator<Item = CaseNote>) -> Vec<CaseNote> {
    let mut told: Vec<CaseNote> = Vec::new();
    for note in notes {
        if !told.iter().any(|known| known.id == note.id) {
            told.push(note);
        }
    }
    told
}

/// What a note rests on, what answers best first.
pub(super) fn by_fit(note: CaseNote, fits: &dyn Fn(StatementIx) -> f32) -> CaseNote {
    let mut statements = note.statements;
    statements.sort_by(|a, b| fits(*b).total_cmp(&fits(*a)));
    CaseNote { statements, ..note }
}
