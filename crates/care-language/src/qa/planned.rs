//! The plan answers first. What the plan of a case says of the treatments that a question
//! names, of the way to go, and which statements may be shown beside that plan.

use std::collections::HashSet;

use super::asking::Form;
use super::words::Seen;
use care_engine::case::{Answer, Case};
use care_engine::content::{
    Condition, Content, FactIx, OptionSet, PathwayKind, QuestionIx, RoleIx, StatementIx,
    TreatmentIx, Unknowns,
};
use care_engine::plan::{Plan, PlanLine, Withheld, plan};
use care_text::matcher::Matcher;

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

/// A line of the plan that rests on a statement which answers so well beside the best of all, and beside the
/// best that a line rests on, answers too.
const ANSWERS: f32 = 0.9;
const NEAR_BEST: f32 = 0.95;
/// Most lines of the plan that are told of one treatment, of the way to go, and in all.
const MOST_OF_TREATMENT: usize = 2;
const MOST_OF_SECTION: usize = 2;
const MOST_NOTES: usize = 4;
/// Most of what a new fact closes that is told.
const MOST_CLOSED: usize = 5;
/// Most urgent lines told with a red flag.
const MOST_URGENT: usize = 8;
/// Most questions named whose answers could still withhold a treatment.
const MOST_CHECKS: usize = 3;

/// What the content says of treatments, whatever the case.
pub(super) struct Treatments {
    /// Statement by statement: the treatments for which it speaks, by its words or by a line that
    /// offers one of them.
    favours: Vec<HashSet<TreatmentIx>>,
    /// Statement by statement: the treatments against which it stands.
    against: Vec<HashSet<TreatmentIx>>,
    /// Treatment by treatment: the questions whose answers can withhold it.
    checks: Vec<Vec<QuestionIx>>,
}

/// What is answered from the plan of a case.
#[derive(Debug, Default)]
pub(super) struct Planned {
    /// "Not in this case", where a yes or a no is asked for.
    pub opening: Option<String>,
    /// The lines of the plan that answer, in its order.
    pub notes: Vec<CaseNote>,
    /// Nothing beside the plan is shown.
    pub only_plan: bool,
    /// A treatment that is asked about is withheld.
    pub withholds: bool,
}

impl Treatments {
    /// Reads the statements, lines and rules.
    pub(super) fn new(content: &Content) -> Self {
        let words = content.treatment_places().flat_map(|place| {
            let words = &content.treatment(place).words;
            words.iter().map(move |word| (place, word.as_str()))
        });
        let words = Matcher::new(words);
        let spoken = content.statements.iter().map(|statement| {
            let found = words.find(&statement.text).into_iter();
            found.map(|(place, _)| place).collect()
        });
        let mut favours: Vec<HashSet<TreatmentIx>> = spoken.collect();
        let mut against = vec![HashSet::new(); content.statements.len()];
        for line in &content.lines {
            for statement in &line.statements {
                favours[statement.index()].extend(&line.recommends);
                against[statement.index()].extend(&line.advises_against);
            }
        }
        let mut checks: Vec<Vec<QuestionIx>> = vec![Vec::new(); content.treatments.len()];
        for rule in &content.rules {
            for held in &rule.withholds {
                for statement in &held.statements {
                    against[statement.index()].insert(held.treatment);
                }
                let of_treatment = &mut checks[held.treatment.index()];
                for when in [&rule.when, &held.when] {
                    questions_of(content, when, of_treatment);
                }
            }
        }
        Self {
            favours,
            against,
            checks,
        }
    }

    /// Whether a statement may be shown beside a plan: the plan itself says it, or it speaks for
    /// nothing that the plan withholds.
    pub(super) fn may_show(&self, made: &Plan, statement: StatementIx) -> bool {
        if said(made).any(|known| known == statement) {
            return true;
        }
        if made.kind == PathwayKind::Urgent {
            return false;
        }
        let refused = |treatment: &TreatmentIx| {
            closed(made)
                || made
                    .withheld
                    .iter()
                    .any(|held| held.treatment == *treatment)
        };
        let against = &self.against[statement.index()];
        let mut refused_ones = self.favours[statement.index()]
            .iter()
            .filter(|one| refused(one));
        refused_ones.all(|one| !closed(made) && against.contains(one))
    }

    /// What the plan says to a question that names these treatments. `fits` tells how well a
    /// statement answers the question.
    pub(super) fn planned(
        &self,
        content: &Content,
        case: &Case,
        made: &Plan,
        named: &[TreatmentIx],
        form: Form,
        (further, fits): (bool, &dyn Fn(StatementIx) -> f32),
    ) -> Planned {
        let mut planned = Planned::default();
        if closed(made) {
            planned.notes = way(content, made);
            planned.only_plan = made.kind != PathwayKind::NoPlan;
            return planned;
        }
        let held: Vec<&Withheld> = named
            .iter()
            .filter_map(|one| made.withheld.iter().find(|held| held.treatment == *one))
            .collect();
        for held in &held {
            planned.notes.push(CaseNote {
                id: content.treatment(held.treatment).id.clone(),
                text: held.text(content),
                statements: by_fit(&held.support.statements, fits),
            });
        }
        planned.withholds = !held.is_empty();
        let open: Vec<TreatmentIx> = named
            .iter()
            .copied()
            .filter(|one| !held.iter().any(|held| held.treatment == *one))
            .collect();
        // With a reason why not, only what is said of the other treatments stands beside it.
        let told = lines_that_answer(content, made, &open, further && held.is_empty(), fits);
        planned.notes.extend(told.iter().map(|line| CaseNote {
            statements: by_fit(&line.support.statements, fits),
            ..note(content, line)
        }));
        if named.is_empty() && form.way {
            planned.notes = way(content, made);
        }
        planned.notes.truncate(MOST_NOTES);
        if form.yes_no {
            planned.opening = self.opening(content, case, made, named, &held);
        }
        planned
    }

    /// How an answer begins where a yes or a no about a treatment is asked for: never with either.
    fn opening(
        &self,
        content: &Content,
        case: &Case,
        made: &Plan,
        named: &[TreatmentIx],
        held: &[&Withheld],
    ) -> Option<String> {
        let treatment = held
            .first()
            .map(|held| held.treatment)
            .or(named.first().copied())?;
        let name = &content.treatment(treatment).name;
        let unanswered = self.unanswered(content, case, treatment);
        let titles = |places: &[QuestionIx]| {
            let titles = places.iter().take(MOST_CHECKS);
            let titles = titles.map(|place| content.question(*place).title.as_str());
            titles.collect::<Vec<_>>().join(", ")
        };
        let key = match (held.is_empty(), unanswered.is_empty()) {
            // The plan's own line says first that it is withheld.
            (false, _) if !assumed_only(made, &unanswered) => return None,
            (false, _) => "answer.opening.unknown",
            (true, false) => "answer.opening.check",
            (true, true) => "answer.opening.open",
        };
        let list = titles(&unanswered);
        Some(content.text_with(key, &[("treatment", name), ("questions", &list)]))
    }

    /// The questions that are put in this case, have no answer, and could withhold the treatment.
    fn unanswered(
        &self,
        content: &Content,
        case: &Case,
        treatment: TreatmentIx,
    ) -> Vec<QuestionIx> {
        let view = content.view(case, Unknowns::Assumed);
        let of_treatment = self.checks[treatment.index()].iter().copied();
        of_treatment
            .filter(|place| case.answer(*place).is_none())
            .filter(|place| view.holds(&content.question(*place).ask_if))
            .filter(|place| content.question(*place).assumed.is_some())
            .collect()
    }
}

/// The lines of the plan that answer: those on what is named, and those that rest on what answers best. The
/// nearest come first, so that no line stands before a better one only because it names the same thing.
/// `further`: lines that name nothing of it may answer too.
fn lines_that_answer<'a>(
    content: &Content,
    made: &'a Plan,
    named: &[TreatmentIx],
    further: bool,
    fits: &dyn Fn(StatementIx) -> f32,
) -> Vec<&'a PlanLine> {
    let fit = |line: &PlanLine| {
        let fits = line.support.statements.iter().map(|place| fits(*place));
        fits.fold(0.0_f32, f32::max)
    };
    let speaks = |line: &&PlanLine| named.iter().any(|one| speaks_of(content, line, *one));
    let best = made.all_lines().map(fit).fold(0.0_f32, f32::max);
    let least = ANSWERS.max(best * NEAR_BEST);
    let answers = |line: &&PlanLine| further && fit(line) >= least;
    let lines = made.all_lines();
    let mut lines: Vec<&PlanLine> = lines.filter(|line| speaks(line) || answers(line)).collect();
    lines.sort_by(|a, b| fit(b).total_cmp(&fit(a)));
    lines.truncate(MOST_OF_TREATMENT);
    lines
}

/// Whether the plan took something for one of these questions.
fn assumed_only(made: &Plan, unanswered: &[QuestionIx]) -> bool {
    unanswered.iter().any(|place| made.assumed.contains(place))
}

/// The bottom line, what comes first and next, and the review.
fn way(content: &Content, made: &Plan) -> Vec<CaseNote> {
    let of_section = |id: &'static str| {
        made.lines
            .iter()
            .filter(move |line| !line.detail && content.section(line.section).id == id)
            .take(MOST_OF_SECTION)
    };
    let lines = (made.bottom_line.iter().take(1))
        .chain(of_section("first"))
        .chain(of_section("follow_up").take(1))
        .chain(made.review.iter().take(1));
    lines.map(|line| note(content, line)).collect()
}

/// What a plan that new facts made stricter says and the one before did not: the way to go where the pathway
/// is another, and what is withheld now.
pub(super) fn closed_by(content: &Content, before: &Plan, made: &Plan) -> Vec<CaseNote> {
    let mut notes = match made.kind < before.kind {
        true => way(content, made),
        false => Vec::new(),
    };
    let withheld_before = |held: &Withheld| {
        let mut known = before.withheld.iter();
        known.any(|known| known.treatment == held.treatment)
    };
    let new = made.withheld.iter().filter(|held| !withheld_before(held));
    notes.extend(new.map(|held| held_note(content, held)));
    notes.truncate(MOST_CLOSED);
    notes
}

fn held_note(content: &Content, held: &Withheld) -> CaseNote {
    CaseNote {
        id: content.treatment(held.treatment).id.clone(),
        text: held.text(content),
        statements: held.support.statements.clone(),
    }
}

fn note(content: &Content, line: &PlanLine) -> CaseNote {
    CaseNote {
        id: content.line(line.line).id.clone(),
        text: line.text.clone(),
        statements: line.support.statements.clone(),
    }
}

/// What is urgent where these red flags are told: what the plan says of them, first things first.
pub(super) fn of_flags(
    content: &Content,
    case: Option<&Case>,
    flags: OptionSet,
    role: Option<RoleIx>,
) -> Vec<CaseNote> {
    if flags.is_empty() {
        return Vec::new();
    }
    let question = content.topic.red_flags;
    let mut flagged = case.cloned().unwrap_or_default();
    flagged.set(question, Some(Answer::Several(flags)));
    let made = plan(content, &flagged, role);
    let first = made.lines.iter().filter(|line| !line.detail);
    let first = first.filter(|line| content.section(line.section).id == "first");
    let lines = (made.banner.iter()).chain(&made.bottom_line).chain(first);
    lines
        .take(MOST_URGENT)
        .map(|line| note(content, line))
        .collect()
}

fn by_fit(statements: &[StatementIx], fits: &dyn Fn(StatementIx) -> f32) -> Vec<StatementIx> {
    let mut sorted = statements.to_vec();
    sorted.sort_by(|a, b| fits(*b).total_cmp(&fits(*a)));
    sorted
}

fn speaks_of(content: &Content, line: &PlanLine, treatment: TreatmentIx) -> bool {
    let line = content.line(line.line);
    [&line.recommends, &line.advises_against, &line.mentions]
        .into_iter()
        .any(|list| list.contains(&treatment))
}

/// Every statement that the plan says, in a line or in a reason.
fn said(made: &Plan) -> impl Iterator<Item = StatementIx> + '_ {
    let lines = made.all_lines().map(|line| &line.support);
    let held = made.withheld.iter().map(|held| &held.support);
    lines
        .chain(held)
        .flat_map(|support| support.statements.iter().copied())
}

/// Whether the plan gives no care of its own.
fn closed(made: &Plan) -> bool {
    matches!(
        made.kind,
        PathwayKind::Urgent | PathwayKind::NoPlan | PathwayKind::Education
    )
}

/// The questions that a condition reads, through its facts.
fn questions_of(content: &Content, condition: &Condition, found: &mut Vec<QuestionIx>) {
    let mut take = |place: QuestionIx| {
        if !found.contains(&place) {
            found.push(place);
        }
    };
    match condition {
        Condition::Constant(_) => {}
        Condition::Chosen(place, _)
        | Condition::Between(place, ..)
        | Condition::Answered(place) => {
            take(*place);
        }
        Condition::Fact(fact) => {
            if let Some(when) = fact_of(content, *fact) {
                questions_of(content, when, found);
            }
        }
        Condition::Not(inner) => questions_of(content, inner, found),
        Condition::All(parts) | Condition::Any(parts) => {
            for part in parts {
                questions_of(content, part, found);
            }
        }
    }
}

fn fact_of(content: &Content, fact: FactIx) -> Option<&Condition> {
    content.fact(fact).map(|fact| &fact.when)
}

/// The treatments of the plan that a text names, in the order of the text.
pub(super) fn named(content: &Content, seen: &Seen) -> Vec<TreatmentIx> {
    let mut named = Vec::new();
    for place in &seen.concepts {
        for treatment in &content.language.synonyms[place.index()].treatments {
            if !named.contains(treatment) {
                named.push(*treatment);
            }
        }
    }
    named
}
