//! What is certain before there is a plan. A case may lack an answer without which no plan is made; what every
//! plan advises against that can still come of it, whatever that answer is, is said all the same.

use super::lines::offers;
use care_engine::case::{Answer, Case};
use care_engine::content::{
    Content, OptionIx, OptionSet, PathwayKind, QuestionIx, QuestionKind, RoleIx, Stage,
    TreatmentIx, Unknowns,
};
use care_engine::intake::{marked, screened};
use care_engine::plan::{Grounds, Plan, PlanLine, Withheld, plan};

/// Most ways to answer what is missing that are looked at: beyond them nothing is taken as certain.
const MOST_WAYS: usize = 240;

/// Most cases of them that are told apart by what is still to be asked.
const MOST_TREATED: usize = 8;

/// The plans that a case without one can still get.
pub(super) struct Coming {
    /// The case with what each of them supposes.
    ways: Vec<Case>,
    /// All of them; none where there are too many to look at.
    plans: Vec<Plan>,
    /// Those that treat, or where none does, those that watch.
    caring: Vec<usize>,
}

impl Coming {
    /// Supposes every answer to what is missing.
    pub(super) fn of(content: &Content, case: &Case, role: Option<RoleIx>) -> Self {
        Self::by(content, ways(content, case).unwrap_or_default(), role)
    }

    /// Supposes some answers to what is missing, as unlike as they come, where there are too many to look at all of
    /// them: enough to forbid something, not to allow it.
    pub(super) fn of_some(content: &Content, case: &Case, role: Option<RoleIx>) -> Self {
        let ways = ways(content, case);
        let ways = ways.unwrap_or_else(|| unlike_ways(content, case));
        Self::by(content, ways, role)
    }

    fn by(content: &Content, ways: Vec<Case>, role: Option<RoleIx>) -> Self {
        let plans: Vec<Plan> = ways.iter().map(|way| plan(content, way, role)).collect();
        let of_kinds = |kinds: &[PathwayKind]| -> Vec<usize> {
            let places = plans.iter().enumerate();
            let places = places.filter(|(_, made)| kinds.contains(&made.kind));
            places.map(|(place, _)| place).collect()
        };
        let mut caring = of_kinds(&[PathwayKind::Active, PathwayKind::Specialist]);
        if caring.is_empty() {
            caring = of_kinds(&[PathwayKind::Observe]);
        }
        Self {
            ways,
            plans,
            caring,
        }
    }

    /// Some of the cases of the plans that treat, as unlike as they come.
    pub(super) fn treated(&self) -> Vec<Case> {
        let apart = self.caring.len().div_ceil(MOST_TREATED).max(1);
        let places = self.caring.iter().step_by(apart);
        places.map(|place| self.ways[*place].clone()).collect()
    }

    fn caring(&self) -> impl Iterator<Item = &Plan> {
        self.caring.iter().map(|place| &self.plans[*place])
    }

    /// What every plan that treats withholds, with the reasons that all of them give, and none offers.
    pub(super) fn withheld(&self, content: &Content) -> Vec<Withheld> {
        let Some(first) = self.caring().next() else {
            return Vec::new();
        };
        let withheld = first.withheld.iter();
        withheld
            .filter_map(|held| self.always(content, held))
            .collect()
    }

    fn always(&self, content: &Content, held: &Withheld) -> Option<Withheld> {
        let of = |made: &'_ Plan| -> Option<Withheld> {
            let mut all = made.withheld.iter();
            all.find(|one| one.treatment == held.treatment).cloned()
        };
        let all: Vec<Withheld> = self.caring().map(of).collect::<Option<_>>()?;
        if self
            .plans
            .iter()
            .any(|made| offers(content, made, held.treatment))
        {
            return None;
        }
        let reasons = held.reasons.iter();
        let reasons = reasons.filter(|reason| all.iter().all(|one| one.reasons.contains(reason)));
        let reasons: Vec<String> = reasons.cloned().collect();
        let statements = held.support.statements.iter().copied();
        let statements = statements.filter(|statement| {
            let mut all = all.iter();
            all.all(|one| one.support.statements.contains(statement))
        });
        (!reasons.is_empty()).then(|| Withheld {
            reasons,
            support: Grounds {
                statements: statements.collect(),
                policy: held.support.policy,
                ..Grounds::default()
            },
            ..held.clone()
        })
    }

    /// Lines that stand in every plan; and those that only advise against something, where they stand in every
    /// plan that treats and no plan offers it.
    pub(super) fn lines(&self, content: &Content) -> Vec<PlanLine> {
        let Some(first) = self.caring().next() else {
            return Vec::new();
        };
        let has = |made: &Plan, line: &PlanLine| made.all_lines().any(|one| one.line == line.line);
        let certain = |line: &&PlanLine| {
            let told = content.line(line.line);
            let only_against = told.recommends.is_empty() && !told.advises_against.is_empty();
            let offered =
                |one: &TreatmentIx| self.plans.iter().any(|made| offers(content, made, *one));
            self.plans.iter().all(|made| has(made, line))
                || (only_against
                    && self.caring().all(|made| has(made, line))
                    && !told.advises_against.iter().any(offered))
        };
        first.lines.iter().filter(certain).cloned().collect()
    }

    /// The treatments that some plan which treats does not withhold. Where no such plan is known there are none.
    pub(super) fn possible(&self, content: &Content) -> Vec<TreatmentIx> {
        let withholds = |made: &Plan, one: TreatmentIx| {
            let mut all = made.withheld.iter();
            all.any(|held| held.treatment == one)
        };
        let all = content.treatment_places();
        all.filter(|one| self.caring().any(|made| !withholds(made, *one)))
            .collect()
    }

    /// The treatments that no plan withholds, and that every plan which does not treat offers by itself.
    pub(super) fn open(&self, content: &Content) -> Vec<TreatmentIx> {
        if self.caring.is_empty() {
            return Vec::new();
        }
        let is_open = |made: &Plan, one: TreatmentIx| {
            let treats = matches!(
                made.kind,
                PathwayKind::Active | PathwayKind::Specialist | PathwayKind::Observe
            );
            let withheld = made.withheld.iter().any(|held| held.treatment == one);
            !withheld && (treats || offers(content, made, one))
        };
        let all = content.treatment_places();
        all.filter(|one| self.plans.iter().all(|made| is_open(made, *one)))
            .collect()
    }
}

/// What still has to be answered for a plan, in the order in which it is asked.
pub(super) fn missing(content: &Content, case: &Case) -> Vec<QuestionIx> {
    let screen = content.topic.red_flags;
    let mut supposed = case.clone();
    let mut missing = Vec::new();
    if missing_in(content, case).contains(&screen) {
        missing.push(screen);
        // What comes after the screen is missing too, should nothing be found.
        supposed = screened(content, case);
    }
    let others = missing_in(content, &supposed).into_iter();
    missing.extend(others.filter(|place| *place != screen));
    missing
}

/// The case with every possible answer to what is missing; nothing where there are too many.
fn ways(content: &Content, case: &Case) -> Option<Vec<Case>> {
    let mut begun = vec![case.clone()];
    let mut ways = Vec::new();
    while let Some(case) = begun.pop() {
        let Some(question) = missing_in(content, &case).first().copied() else {
            ways.push(case);
            continue;
        };
        let unknown = content.question(question).unknown;
        let options = content.option_places(question);
        begun.extend(options.filter(|one| Some(*one) != unknown).map(|one| {
            let mut supposed = case.clone();
            supposed.set(question, Some(one_option(content, question, one)));
            supposed
        }));
        if begun.len() + ways.len() > MOST_WAYS {
            return None;
        }
    }
    Some(ways)
}

/// The case with some answers to what is missing: in each way every question takes another of its options.
fn unlike_ways(content: &Content, case: &Case) -> Vec<Case> {
    let supposed = |turn: usize| {
        let mut case = case.clone();
        while let Some(question) = missing_in(content, &case).first().copied() {
            let unknown = content.question(question).unknown;
            let options = content.option_places(question);
            let known: Vec<OptionIx> = options.filter(|one| Some(*one) != unknown).collect();
            let option = known.get(turn % known.len().max(1))?;
            case.set(question, Some(one_option(content, question, *option)));
        }
        Some(case)
    };
    (0..MOST_TREATED).filter_map(supposed).collect()
}

/// Whether a question has no answer, or one that says that it is not known.
pub(super) fn is_unanswered(content: &Content, case: &Case, place: QuestionIx) -> bool {
    match (case.answer(place), content.question(place).unknown) {
        (None, _) => true,
        (Some(Answer::One(chosen)), Some(unknown)) => chosen == unknown,
        (Some(Answer::Several(chosen)), Some(unknown)) => chosen.has(unknown),
        _ => false,
    }
}

/// The questions that have to be answered for a plan, have no answer, and in whose place nothing is taken.
fn missing_in(content: &Content, case: &Case) -> Vec<QuestionIx> {
    let view = content.view(case, Unknowns::Assumed);
    let urgent = content.pathway_kind(&view) == PathwayKind::Urgent;
    let questions = content.question_places();
    questions
        .filter(|place| {
            let question = content.question(*place);
            question.stage == Stage::Required
                && question.assumed.is_none()
                && (!urgent || question.when_urgent)
                && is_unanswered(content, case, *place)
                && view.holds(&question.ask_if)
                && view.holds(&question.required_if)
        })
        .collect()
}

/// The plan of a case. Where it is urgent only for want of an answer that was not given yet, there is none so far:
/// nothing may be said as if it were the answer.
pub(super) fn plan_so_far(content: &Content, case: &Case, role: Option<RoleIx>) -> Plan {
    let made = plan(content, case, role);
    if made.kind != PathwayKind::Urgent {
        return made;
    }
    let settled = |case: &Case| {
        let view = content.view(case, Unknowns::Assumed);
        content.pathway_kind(&view) != PathwayKind::Urgent
    };
    let settles = |question: &QuestionIx| {
        let mut answered = supposing(content, case, *question);
        answered.any(|supposed| {
            // Inflammatory disease explains pain at rest where the background has it.
            let mut others = content.question_places();
            settled(&supposed)
                || others.any(|other| {
                    other != content.topic.red_flags
                        && other != *question
                        && supposing(content, &supposed, other).any(|case| settled(&case))
                })
        })
    };
    if !missing_in(content, case).iter().any(settles) {
        return made;
    }
    Plan {
        kind: PathwayKind::NoPlan,
        banner: None,
        further_banners: Vec::new(),
        bottom_line: None,
        lines: Vec::new(),
        withheld: Vec::new(),
        review: None,
        ..made
    }
}

/// The case with each answer to an open question; of several options each beside those that are recorded.
fn supposing<'a>(
    content: &'a Content,
    case: &'a Case,
    question: QuestionIx,
) -> impl Iterator<Item = Case> + 'a {
    let recorded = case.answer(question);
    let options = content.option_places(question);
    options.filter_map(move |option| {
        let mut supposed = case.clone();
        let answer = match recorded {
            None => one_option(content, question, option),
            Some(Answer::Several(marks)) => {
                Answer::Several(marked(content.question(question), marks, option, true))
            }
            Some(Answer::One(_) | Answer::Number(_)) => return None,
        };
        supposed.set(question, Some(answer));
        Some(supposed)
    })
}

/// One option as the answer to a question.
pub(super) fn one_option(content: &Content, question: QuestionIx, option: OptionIx) -> Answer {
    match content.question(question).kind {
        QuestionKind::Several => Answer::Several(OptionSet::only(option)),
        QuestionKind::One | QuestionKind::Number => Answer::One(option),
    }
}
