//! Notes: lines of a case's plan, and its reasons against a treatment, as they are read before statements.

use care_engine::case::{Answer, Case};
use care_engine::content::{
    Content, IntentIx, OptionSet, RoleIx, SectionIx, StatementIx, TreatmentIx,
};
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
    /// The question that it answers, where that is not surely the one that was asked.
    pub under: Option<IntentIx>,
}

/// Most notes of an answer.
pub(super) const MOST_NOTES: usize = 4;
/// Most of what is withheld and most lines of the section that is asked for, where treatments are chosen among and
/// elsewhere, and most lines of each other section that is told beside it.
const MOST_WITHHELD: usize = 2;
const MOST_CHOICES: usize = 3;
const MOST_ASKED_FOR: usize = 2;
const MOST_OF_SECTION: usize = 1;
/// A line of it that rests on a statement which answers so well beside the best of all comes first.
const ANSWERS: f32 = 0.9;
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
        under: None,
    }
}

/// Why the plan withholds something.
pub(super) fn of_withheld(content: &Content, held: &Withheld) -> CaseNote {
    CaseNote {
        id: content.treatment(held.treatment).id.clone(),
        text: held.text(content),
        statements: held.support.statements.clone(),
        under: None,
    }
}

/// The same for somebody who is no clinician: in a few words, and nothing of studies.
pub(super) fn of_withheld_in_short(content: &Content, held: &Withheld) -> CaseNote {
    CaseNote {
        text: held.short_text(content),
        ..of_withheld(content, held)
    }
}

/// The way to go: the bottom line, what comes first and next, and the review. What is asked for stands before all of
/// them: the lines of its section, those that answer best first. Where treatments are chosen among, what the plan
/// withholds of them goes before, and what offers one of them goes first.
pub(super) fn way(
    content: &Content,
    made: &Plan,
    asked_for: Option<SectionIx>,
    fits: &dyn Fn(StatementIx) -> f32,
) -> Vec<CaseNote> {
    let of_section = |wanted: SectionIx| {
        let lines = made.all_lines();
        lines.filter(move |line| line.section == wanted && !line.detail)
    };
    let named = |id: &str| {
        let mut sections = content.sections.iter();
        let place = sections.position(|section| section.id == id)?;
        Some(SectionIx::new(place))
    };
    let mut told = Vec::new();
    let mut lines = Vec::new();
    if let Some(section) = asked_for {
        let mut instead = content.language.asking.instead.iter();
        let is_choice = instead.any(|(one, _)| *one == section);
        let held = made.withheld.iter();
        let held = held.filter(|held| is_choice && is_offered_in(content, section, held.treatment));
        let held = held.map(|held| of_withheld(content, held));
        told.extend(held.take(MOST_WITHHELD));
        lines = of_section(section).collect::<Vec<_>>();
        let answers = |line: &PlanLine| {
            let mut statements = line.support.statements.iter();
            statements.any(|statement| fits(*statement) >= ANSWERS)
        };
        if is_choice {
            lines.sort_by_key(|line| (!answers(line), rank_of_offer(content, line)));
            lines = each_offer_first(content, lines);
            lines.truncate(MOST_CHOICES);
        } else {
            lines.sort_by_key(|line| !answers(line));
            lines.truncate(MOST_ASKED_FOR);
            // What the bottom line proposes it says best itself.
            let recommends = |line: &PlanLine| content.line(line.line).recommends.as_slice();
            let same = |bottom: &&PlanLine| {
                let mut offered = lines.iter().flat_map(|line| recommends(line));
                offered.any(|one| recommends(bottom).contains(one))
            };
            if let Some(bottom) = made.bottom_line.as_ref().filter(same) {
                lines.insert(0, bottom);
            }
        }
    }
    lines.extend(&made.bottom_line);
    for section in ["first", "follow_up"].into_iter().filter_map(named) {
        lines.extend(of_section(section).take(MOST_OF_SECTION));
    }
    lines.extend(&made.review);
    told.extend(lines.into_iter().map(|line| of_line(content, line)));
    once(told.into_iter())
}

/// What a section has in place of the treatments named: why it withholds them and others, then the lines that offer
/// something else.
pub(super) fn instead_of(
    content: &Content,
    made: &Plan,
    section: SectionIx,
    named: &[TreatmentIx],
) -> Vec<CaseNote> {
    let held = made.withheld.iter();
    let held = held.filter(|held| is_offered_in(content, section, held.treatment));
    let mut held: Vec<_> = held.collect();
    held.sort_by_key(|held| !named.contains(&held.treatment));
    let held = held.into_iter().map(|held| of_withheld(content, held));
    let lines = made.all_lines().filter(|line| {
        let offered = &content.line(line.line).recommends;
        line.section == section
            && !line.detail
            && !offered.is_empty()
            && !offered.iter().any(|one| named.contains(one))
    });
    let mut lines: Vec<&PlanLine> = lines.collect();
    lines.sort_by_key(|line| rank_of_offer(content, line));
    let lines = each_offer_first(content, lines);
    once(held.chain(lines.into_iter().map(|line| of_line(content, line))))
}

/// Puts the first line on each thing that is offered before the second on any.
fn each_offer_first<'a>(content: &Content, lines: Vec<&'a PlanLine>) -> Vec<&'a PlanLine> {
    let mut offered: Vec<TreatmentIx> = Vec::new();
    let (mut first, again): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| {
        let recommends = &content.line(line.line).recommends;
        let is_new = recommends.is_empty() || recommends.iter().any(|one| !offered.contains(one));
        offered.extend(recommends);
        is_new
    });
    first.extend(again);
    first
}

/// What offers one thing comes before what offers it and speaks of others, and that before what offers nothing.
fn rank_of_offer(content: &Content, line: &PlanLine) -> u8 {
    let line = content.line(line.line);
    match (line.recommends.is_empty(), line.mentions.is_empty()) {
        (false, true) => 0,
        (false, false) => 1,
        (true, _) => 2,
    }
}

/// Whether a treatment belongs to a section: some line of it, in whatever plan, offers the treatment.
pub(super) fn is_offered_in(content: &Content, section: SectionIx, treatment: TreatmentIx) -> bool {
    let mut lines = content.lines.iter();
    lines.any(|line| line.section == section && line.recommends.contains(&treatment))
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
        true => way(content, made, None, &|_| 0.0),
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
