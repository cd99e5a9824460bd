//! The plan answers first: what the plan of a case says of the treatments that a question names, and of the way
//! to go.

use super::about::About;
use super::asking::Form;
use super::lines::speaks_of;
use super::notes::{self, CaseNote, MOST_NOTES, by_fit};
use super::stances::Stances;
use care_engine::content::{
    Content, Line, LineIx, PathwayKind, QuestionIx, SectionKind, StatementIx, SynonymSetIx,
    TreatmentIx,
};
use care_engine::plan::{Plan, PlanLine, Withheld};

/// A line of the plan that rests on a statement which answers so well beside the best of all, and beside the
/// best that a line rests on, answers too.
const ANSWERS: f32 = 0.9;
const NEAR_BEST: f32 = 0.95;
/// Most lines of the plan that are told of one treatment.
const MOST_OF_TREATMENT: usize = 2;
/// Most lines that answer what is understood.
const MOST_LISTED: usize = 3;
/// Most questions named whose answers could still withhold a treatment.
const MOST_CHECKS: usize = 3;

/// What is answered from the plan of a case.
#[derive(Debug, Default)]
pub(super) struct Planned {
    /// How it begins where a yes or a no is asked for, or where there is no plan yet to say either.
    pub opening: Option<String>,
    /// The lines of the plan that answer, in its order.
    pub notes: Vec<CaseNote>,
    /// Nothing beside the plan is shown.
    pub only_plan: bool,
    /// A treatment that is asked about is withheld.
    pub withholds: bool,
    /// That there is no plan yet: said last, and no answer by itself.
    pub none_yet: Option<CaseNote>,
    /// What was not asked of the case, and has to be known before a treatment that is asked about can be told of.
    pub unasked: Vec<QuestionIx>,
}

impl Planned {
    /// Whether it answers anything: lines, or before there is a plan the word that a treatment cannot be told of.
    pub(super) fn answers(&self) -> bool {
        !self.notes.is_empty() || (self.none_yet.is_some() && self.opening.is_some())
    }

    /// Without the lines that offer one of these treatments.
    pub(super) fn without(mut self, content: &Content, treatments: &[TreatmentIx]) -> Self {
        let offers = |note: &CaseNote| {
            let mut lines = content.lines.iter();
            let line = lines.find(|line| line.id == note.id);
            let mut offered = line.iter().flat_map(|line| &line.recommends);
            offered.any(|one| treatments.contains(one))
        };
        if !treatments.is_empty() {
            self.notes.retain(|note| !offers(note));
        }
        self
    }

    /// The lines to be read, and that there is no plan yet.
    pub(super) fn into_notes(self) -> Vec<CaseNote> {
        let mut notes = self.notes;
        if let Some(none) = self.none_yet {
            notes.truncate(MOST_NOTES - 1);
            notes.push(none);
        }
        notes::once(notes.into_iter())
    }
}

/// What is asked of a plan.
pub(super) struct Asks<'a> {
    /// The treatments that the question names, or that it is understood to be about.
    pub named: &'a [TreatmentIx],
    /// How the question asks: yes or no, a dose, an effect, the way.
    pub form: Form,
    /// It asks in general, and tells of nobody.
    pub general: bool,
    /// The lines that answer what it is understood to ask, the best first.
    pub lines: &'a [LineIx],
    /// Lines that name nothing of it may answer too.
    pub further: bool,
    /// Whether a line has anything of it in its own words.
    pub has_of: &'a dyn Fn(LineIx) -> bool,
    /// How well a statement answers it.
    pub fits: &'a dyn Fn(StatementIx) -> f32,
}

/// What the plan says to a question.
pub(super) fn planned(
    content: &Content,
    stances: &Stances,
    about: &About<'_>,
    asks: &Asks<'_>,
) -> Planned {
    match about.made.kind {
        PathwayKind::Urgent => urgent(content, &about.made, asks),
        PathwayKind::Education => education(content, &about.made, asks),
        _ => of_case(content, stances, about, asks),
    }
}

/// To somebody who asks about their own body: what they must not have of what they name, then what their plan says.
fn education(content: &Content, made: &Plan, asks: &Asks<'_>) -> Planned {
    let held = held(made, asks);
    let withheld = held
        .iter()
        .map(|held| notes::of_withheld_in_short(content, held));
    let way = notes::way(content, made, asks.form.way, asks.fits);
    let mut told = notes::once(withheld.chain(way));
    told.truncate(MOST_NOTES);
    Planned {
        notes: told,
        only_plan: true,
        withholds: !held.is_empty(),
        ..Planned::default()
    }
}

/// What is urgent stands before everything: to a question of its own only its first line, with the lines that
/// answer; all of it to who doubts it, and where nothing else answers.
fn urgent(content: &Content, made: &Plan, asks: &Asks<'_>) -> Planned {
    let first = notes::urgent(content, made);
    let held = held(made, asks);
    let withheld = held.iter().map(|held| notes::of_withheld(content, held));
    let mut lines = listed_lines(made, asks.lines);
    lines.extend(lines_that_answer(content, made, asks, asks.named, &[]));
    let lines = lines.iter().map(|line| notes::of_line(content, line));
    let answer: Vec<CaseNote> = withheld.chain(lines).collect();
    let way = asks.form.way.filter(|_| asks.named.is_empty());
    let told: Vec<CaseNote> = match way {
        Some(section) => notes::way(content, made, Some(section), asks.fits),
        None if asks.form.doubts || answer.is_empty() => first,
        None => first.into_iter().take(1).chain(answer).collect(),
    };
    let mut told = notes::once(told.into_iter());
    told.truncate(MOST_NOTES);
    let form = asks.form;
    let of_patient = form.doubts || form.of_case || form.yes_no || form.way.is_some();
    Planned {
        notes: told,
        // Who asks of this patient gets nothing that could be read as an all-clear.
        only_plan: of_patient || !asks.general || !asks.named.is_empty(),
        withholds: !held.is_empty(),
        ..Planned::default()
    }
}

/// What the plan of a case says; where there is none yet, what is certain, and then that there is none.
fn of_case(content: &Content, stances: &Stances, about: &About<'_>, asks: &Asks<'_>) -> Planned {
    let made = &about.made;
    let mut planned = Planned::default();
    let held = held(made, asks);
    for held in &held {
        let mut note = by_fit(notes::of_withheld(content, held), asks.fits);
        // That it is withheld for want of an answer is no answer to whether it may be used.
        if stances.only_unasked(content, about, held) {
            let unasked = stances.unasked(content, &about.ways, held.treatment);
            // A reason that rests on something holds until it is known better.
            let has_reason = !held.support.statements.is_empty();
            if asks.form.yes_no && has_reason && made.kind != PathwayKind::NoPlan {
                let titles = titles_of(content, &unasked);
                let texts = [("held", &*note.text), ("questions", &titles)];
                note.text = content.text_with("answer.opening.so_far", &texts);
            } else if asks.form.yes_no {
                note.text = opening(content, "answer.opening.unknown", held.treatment, &unasked);
                // Its reason is not said, so what studies say of it is still to be told.
                note.statements.clear();
            }
            planned.unasked.extend(unasked);
        }
        planned.notes.push(note);
    }
    planned.withholds = !held.is_empty();
    let open: Vec<TreatmentIx> = (asks.named.iter().copied())
        .filter(|one| !held.iter().any(|held| held.treatment == *one))
        .collect();
    // With a reason why not, only what is said of the other treatments stands beside it.
    let asks_on = Asks {
        further: asks.further && held.is_empty(),
        ..*asks
    };
    let of_patient = stances.lines_of_patient(content, about, &open);
    let listed = listed_lines(made, asks.lines);
    let mut told = listed.clone();
    let more = lines_that_answer(content, made, &asks_on, &open, &of_patient);
    told.extend(more.into_iter().filter(|line| !listed.contains(line)));
    let lines = told.iter().map(|line| notes::of_line(content, line));
    planned
        .notes
        .extend(lines.map(|note| by_fit(note, asks.fits)));
    let instead = asks.form.instead;
    // Of two that are named one is wanted in place of the other.
    let instead = instead.filter(|section| match asks.named {
        [one] => notes::is_offered_in(content, *section, *one),
        _ => false,
    });
    if let Some(section) = instead {
        planned.notes = notes::instead_of(content, made, section, asks.named);
        planned.notes.truncate(MOST_NOTES);
        return planned;
    }
    // A name for several treatments, "drugs", is none of them.
    let whole = |one: &TreatmentIx| !content.treatment(*one).covers.is_empty();
    if asks.named.iter().all(whole)
        && let Some(section) = asks.form.way
    {
        let listed = listed.iter().map(|line| notes::of_line(content, line));
        let way = notes::way(content, made, Some(section), asks.fits);
        planned.notes = notes::once(listed.chain(way));
    }
    if held.is_empty()
        && listed.is_empty()
        && let Some(first) = asks.named.iter().find(|one| !whole(one))
    {
        planned.opening = begins(content, stances, about, (*first, asks.form), &told);
        let is_offered = told
            .iter()
            .any(|line| content.line(line.line).recommends.contains(first));
        if planned.opening.is_some() && is_offered {
            planned
                .unasked
                .extend(stances.unanswered(content, about.case, *first));
        }
    }
    if made.kind == PathwayKind::NoPlan {
        let none = made.bottom_line.as_ref();
        planned.none_yet = none.map(|line| notes::of_line(content, line));
    }
    planned.notes.truncate(MOST_NOTES);
    planned
}

/// How an answer begins on a treatment that is not withheld, by the lines that are shown: never with yes or no.
fn begins(
    content: &Content,
    stances: &Stances,
    about: &About<'_>,
    (treatment, form): (TreatmentIx, Form),
    told: &[&PlanLine],
) -> Option<String> {
    let no_plan = about.made.kind == PathwayKind::NoPlan;
    let says = |list: fn(&Line) -> &Vec<TreatmentIx>| {
        let mut lines = told.iter().map(|line| content.line(line.line));
        lines.any(|line| list(line).contains(&treatment))
    };
    let advised_against = says(|line| &line.advises_against);
    if advised_against || (!form.yes_no && !no_plan) {
        return None;
    }
    let offered = says(|line| &line.recommends);
    let is_spoken_of = told.iter().any(|line| speaks_of(content, line, treatment));
    let unanswered = stances.unanswered(content, about.case, treatment);
    let (key, questions) = match (no_plan, offered, unanswered.is_empty()) {
        (true, ..) if about.open.contains(&treatment) => return None,
        (true, ..) => ("answer.opening.unknown", about.missing.as_slice()),
        // What no line offers is never said to be open; and what a line speaks of is not said to be left out.
        (false, false, _) if is_spoken_of => return None,
        (false, false, _) => ("answer.opening.silent", [].as_slice()),
        (false, true, false) => ("answer.opening.check", unanswered.as_slice()),
        (false, true, true) => ("answer.opening.open", [].as_slice()),
    };
    Some(opening(content, key, treatment, questions))
}

fn opening(content: &Content, key: &str, treatment: TreatmentIx, places: &[QuestionIx]) -> String {
    let titles = titles_of(content, places);
    let name = &content.treatment(treatment).name;
    content.text_with(key, &[("treatment", name), ("questions", &titles)])
}

/// The first of these questions by their titles.
fn titles_of(content: &Content, places: &[QuestionIx]) -> String {
    let titles = places.iter().take(MOST_CHECKS);
    let titles = titles.map(|place| content.question(*place).title.as_str());
    titles.collect::<Vec<_>>().join(", ")
}

/// The named treatments that the plan withholds; first what is meant best.
fn held<'a>(made: &'a Plan, asks: &Asks<'_>) -> Vec<&'a Withheld> {
    let of = |one: &TreatmentIx| made.withheld.iter().find(|held| held.treatment == *one);
    let mut held: Vec<&Withheld> = asks.named.iter().filter_map(of).collect();
    let fit = |held: &Withheld| {
        let fits = held.support.statements.iter();
        fits.map(|place| (asks.fits)(*place))
            .fold(0.0_f32, f32::max)
    };
    held.sort_by(|a, b| fit(b).total_cmp(&fit(a)));
    held
}

/// Those of these lines that the plan has, in their order.
fn listed_lines<'a>(made: &'a Plan, lines: &[LineIx]) -> Vec<&'a PlanLine> {
    let of = |wanted: &LineIx| made.all_lines().find(|line| line.line == *wanted);
    lines.iter().filter_map(of).take(MOST_LISTED).collect()
}

/// The lines of the plan that answer: those on what is named, and those that rest on what answers best. What is said
/// because of this patient's risks comes first, then the nearest, so that no line stands before a better one only because
/// it names the same thing.
fn lines_that_answer<'a>(
    content: &Content,
    made: &'a Plan,
    asks: &Asks<'_>,
    named: &[TreatmentIx],
    of_patient: &[LineIx],
) -> Vec<&'a PlanLine> {
    let fit = |line: &PlanLine| {
        let fits = line.support.statements.iter();
        fits.map(|place| (asks.fits)(*place))
            .fold(0.0_f32, f32::max)
    };
    // The safety net tells of what is not the case, and the review of much in passing.
    let aside = |line: &PlanLine| {
        let kind = content.section(line.section).kind;
        kind == SectionKind::SafetyNet
            || (kind == SectionKind::Review && content.line(line.line).recommends.is_empty())
    };
    let speaks =
        |line: &&PlanLine| !aside(line) && named.iter().any(|one| speaks_of(content, line, *one));
    let best = made.all_lines().map(fit).fold(0.0_f32, f32::max);
    let least = ANSWERS.max(best * NEAR_BEST);
    let answers = |line: &&PlanLine| {
        let kind = content.section(line.section).kind;
        let answers = fit(line) >= least && (asks.has_of)(line.line);
        asks.further && kind != SectionKind::SafetyNet && answers
    };
    let lines = made.all_lines();
    let mut lines: Vec<&PlanLine> = lines.filter(|line| speaks(line) || answers(line)).collect();
    // What is advised against is never left out behind what merely mentions it.
    let against = |line: &PlanLine| {
        let mut against = content.line(line.line).advises_against.iter();
        against.any(|one| named.contains(one))
    };
    let is_of_patient = |line: &&PlanLine| of_patient.contains(&line.line) && speaks(line);
    lines.sort_by(|a, b| {
        (against(b).cmp(&against(a)))
            .then(is_of_patient(b).cmp(&is_of_patient(a)))
            .then(fit(b).total_cmp(&fit(a)))
    });
    let most = match lines.iter().any(is_of_patient) {
        true => MOST_OF_TREATMENT + 1,
        false => MOST_OF_TREATMENT,
    };
    lines.truncate(most);
    lines
}

/// The treatments of the plan that a text names, in the order of the text.
pub(super) fn named(content: &Content, names: &[SynonymSetIx]) -> Vec<TreatmentIx> {
    let mut named = Vec::new();
    for place in names {
        for treatment in &content.language.synonyms[place.index()].treatments {
            if !named.contains(treatment) {
                named.push(*treatment);
            }
        }
    }
    named
}
