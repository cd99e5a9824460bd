//! New facts about the case in a message. What would close something counts for the answer at
//! once; what would open something only after a tap; until then the stricter answer stands.

use care_engine::case::{Answer, Case};
use care_engine::content::{
    Content, LineIx, OptionSet, PathwayKind, QuestionIx, RoleIx, TreatmentIx,
};
use care_engine::intake::{Override, is_risk, marked, overrides};
use care_engine::plan::{Plan, Withheld, plan};

use super::certain::{self, Coming, plan_so_far};
use crate::reading::{Reading, Why};

/// Something that a message says of the case and that its answers do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewFact {
    /// The question that the answer belongs to.
    pub question: QuestionIx,
    /// What the case has recorded.
    pub recorded: Option<Answer>,
    /// What it would be, with what was said.
    pub said: Answer,
    /// It closes something, and counts for this answer already.
    pub counts: bool,
    /// An earlier message said it.
    pub earlier: bool,
    /// How it gets among the answers.
    pub change: Change,
}

/// How something that was told gets among the answers of its case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// By a tap.
    Tap,
    /// When the open card, or the screen that a red flag waits for, is answered.
    Later,
    /// Not at all: the case does not ask it.
    Never,
}

impl NewFact {
    /// What was told of a case before and is not among its answers.
    pub fn told_before(content: &Content, case: &Case, told: &Case) -> Vec<Self> {
        let nothing = Reading::default();
        let facts = said(content, told, &nothing).into_iter();
        let new = facts.filter_map(|(question, answer, earlier)| {
            let recorded = case.answer(question);
            let said = with_recorded(content, case, question, answer);
            (recorded != Some(said)).then_some(Self {
                question,
                recorded,
                said,
                counts: true,
                earlier,
                change: Change::Tap,
            })
        });
        new.collect()
    }

    /// How it gets among the answers of a case with a plan.
    fn way_in(&self, content: &Content, case: &Case) -> Change {
        match self.changes(content, case).is_empty() {
            true => Change::Never,
            false => Change::Tap,
        }
    }

    /// The single changes that record it, as far as the case asks for them.
    pub fn changes(&self, content: &Content, case: &Case) -> Vec<Override> {
        overrides(content, case, self.question, Some(self.said))
    }
}

/// What was said, beside the marks that the case has.
pub(super) fn with_recorded(
    content: &Content,
    case: &Case,
    question: QuestionIx,
    said: Answer,
) -> Answer {
    match said {
        Answer::Several(set) => added(content, case, question, set),
        other => other,
    }
}

/// The case of a thread, with the plan that counts for the answer.
#[derive(Debug)]
pub(super) struct About<'a> {
    /// Its answers as they are recorded.
    pub case: &'a Case,
    /// The cases that it can still be: itself, or before there is a plan those that get one which treats.
    pub ways: Vec<Case>,
    /// Its plan, made stricter by what was just said; without a plan, what is certain all the same.
    pub made: Plan,
    /// What still has to be answered where there is no plan yet.
    pub missing: Vec<QuestionIx>,
    /// Treatments that every plan leaves open which can still come of it.
    pub open: Vec<TreatmentIx>,
    /// Treatments that some such plan leaves open.
    pub possible: Vec<TreatmentIx>,
}

impl<'a> About<'a> {
    fn new(content: &Content, case: &'a Case, made: Plan, role: Option<RoleIx>) -> Self {
        let mut about = Self {
            case,
            ways: vec![case.clone()],
            made,
            missing: Vec::new(),
            open: Vec::new(),
            possible: Vec::new(),
        };
        if about.made.kind == PathwayKind::NoPlan {
            let coming = Coming::of(content, case, role);
            about.missing = certain::missing(content, case);
            about.ways = coming.treated();
            about.open = coming.open(content);
            about.possible = coming.possible(content);
            about.made.lines.extend(coming.lines(content));
            about.add_withheld(coming.withheld(content));
        }
        about.add_withheld(forbidden(content, case, role));
        about
    }

    /// Whether its plan has a line.
    pub(super) fn has_line(&self, line: LineIx) -> bool {
        self.made.all_lines().any(|one| one.line == line)
    }

    /// A case that is only imagined, of which these treatments are withheld.
    pub(super) fn imagined(
        content: &Content,
        case: &'a Case,
        made: Plan,
        withheld: Vec<Withheld>,
    ) -> Self {
        let mut about = Self {
            case,
            ways: Vec::new(),
            made,
            missing: Vec::new(),
            open: Vec::new(),
            possible: content.treatment_places().collect(),
        };
        let held = |one: &TreatmentIx| withheld.iter().any(|held| held.treatment == *one);
        about.possible.retain(|one| !held(one));
        about.add_withheld(withheld);
        about
    }

    /// What was just said closes at once, and opens nothing. Says whether it closed anything.
    fn tell(&mut self, content: &Content, together: &Case, role: Option<RoleIx>) -> bool {
        let coming = Coming::of(content, together, role);
        let before = self.made.withheld.clone();
        self.add_withheld(coming.withheld(content));
        self.add_withheld(forbidden(content, together, role));
        let open = coming.open(content);
        self.open.retain(|one| open.contains(one));
        let possible = coming.possible(content);
        self.possible.retain(|one| possible.contains(one));
        self.ways = coming.treated();
        let reasons = |all: &[Withheld]| -> Vec<(TreatmentIx, Vec<String>)> {
            let reasons = all
                .iter()
                .map(|held| (held.treatment, held.reasons.clone()));
            let mut reasons: Vec<_> = reasons.collect();
            reasons.sort();
            reasons
        };
        reasons(&before) != reasons(&self.made.withheld)
    }

    /// Takes in what is withheld too, with its reasons in place of those that were known.
    fn add_withheld(&mut self, withheld: Vec<Withheld>) {
        for held in withheld {
            let known = &mut self.made.withheld;
            known.retain(|known| known.treatment != held.treatment);
            known.push(held);
        }
    }
}

/// What somebody who asks about their own body must not have, whatever is still to be answered. Their pathway gives
/// information and withholds nothing by itself; what a clinician's plan of the same case withholds is not for them.
fn forbidden(content: &Content, case: &Case, role: Option<RoleIx>) -> Vec<Withheld> {
    if content.plain_reader(case).is_none() {
        return Vec::new();
    }
    let mut of_clinician = case.clone();
    of_clinician.set(content.topic.role_question, None);
    Coming::of_some(content, &of_clinician, role).withheld(content)
}

/// What a message says of a case.
pub(super) struct Heard<'a> {
    /// The case, with the plan that counts for the answer.
    pub about: About<'a>,
    /// What its answers do not say, whether this message says it or an earlier one.
    pub facts: Vec<NewFact>,
    /// What of it counts for later answers too.
    pub told: Case,
    /// The plan without it, where anything is said.
    pub before: Option<Plan>,
}

/// What was told of a case and is not recorded, and the plan of the case without what that closes: for what is written
/// of the case where nobody can be asked.
pub fn heeding(
    content: &Content,
    case: &Case,
    told: &Case,
    role: Option<RoleIx>,
) -> (Plan, Vec<NewFact>) {
    let given = plan(content, case, role);
    let nothing = Reading::default();
    let heard = heard(content, case, &nothing, Some(told), false, role);
    // What is urgent stays so, whatever was told.
    match given.kind {
        PathwayKind::Urgent => (given, heard.facts),
        _ => (heard.about.made, heard.facts),
    }
}

/// What a message says of a case that its answers do not, and the plan that counts for the answer: the
/// case's own, without what the facts close. `before`: what was told before and is not recorded.
/// `general`: the message is a general question, in which only what closes something is heard, and which
/// tells nothing that would count for later ones.
pub(super) fn heard<'a>(
    content: &Content,
    case: &'a Case,
    reading: &Reading,
    before: Option<&Case>,
    general: bool,
    role: Option<RoleIx>,
) -> Heard<'a> {
    let mut told = before.cloned().unwrap_or_default();
    let mut made = plan_so_far(content, case, role);
    // What is told of a case that has its plan counts as it is; only what is still to be asked is left open.
    let is_open = made.kind == PathwayKind::NoPlan;
    let make = if is_open { plan_so_far } else { plan };
    let plan_of = |case: &Case| make(content, case, role);
    let screen = content.topic.red_flags;
    let pending = marks(&told, screen);
    if !pending.is_empty() {
        let told_too = answered_by(content, case, &told);
        let flagged = with(&told_too, screen, added(content, case, screen, pending));
        made = stricter(content, made, plan(content, &flagged, role));
    }
    // What is told while a card or the screen is open is kept until that is answered.
    let waits = is_open || !pending.is_empty();
    let mut facts = Vec::new();
    let mut together = case.clone();
    let mut bound = case.clone();
    for (question, answer, earlier) in said(content, &told, reading) {
        let recorded = case.answer(question);
        let said = with_recorded(content, case, question, answer);
        if recorded == Some(said) {
            // Told otherwise before, and taken back now.
            told.set(question, None);
            continue;
        }
        together.set(question, Some(said));
        // Risks bind together; anything else closes by itself.
        let so_far = match is_risk(content, question) {
            true => &bound,
            false => case,
        };
        let supposed = with(so_far, question, said);
        let (merged, counts) = with_fact(content, question, &made, plan_of(&supposed));
        if is_risk(content, question) {
            bound = supposed;
        }
        if !earlier && !general {
            told.set(question, (counts || waits).then_some(answer));
        }
        let mut fact = NewFact {
            question,
            recorded,
            said,
            counts,
            earlier,
            change: Change::Later,
        };
        if !waits {
            fact.change = fact.way_in(content, case);
        }
        if counts || !general && fact.change != Change::Never {
            facts.push(fact);
        }
        made = merged;
    }
    if facts.len() > 1 {
        made = stricter(content, made, plan_of(&together));
    }
    drop_answered(content, &mut made, (case, &together), &plan_of);
    let mut about = About::new(content, case, made, role);
    if about.made.kind != PathwayKind::NoPlan {
        // What closes something counts also for what is said of the questions still open.
        about.ways = vec![together.clone()];
    }
    let before = (!facts.is_empty()).then(|| match about.made.kind {
        PathwayKind::NoPlan => about.made.clone(),
        _ => plan(content, case, role),
    });
    if about.made.kind == PathwayKind::NoPlan && !facts.is_empty() {
        let counts = about.tell(content, &together, role);
        for fact in facts.iter_mut().filter(|_| counts) {
            fact.counts = true;
            if !general {
                told.set(fact.question, Some(fact.said));
            }
        }
    }
    Heard {
        about,
        facts,
        told,
        before,
    }
}

/// A plan with what a fact closes, and whether the fact counts at once. A risk that closes nothing may still bind what
/// is open ("only after a review"), and counts as well.
fn with_fact(content: &Content, question: QuestionIx, made: &Plan, supposed: Plan) -> (Plan, bool) {
    let binds = is_risk(content, question)
        && withholds_all_of(&supposed, made)
        && lines(&supposed) != lines(made);
    let merged = match binds {
        true => stricter(content, supposed, made.clone()),
        false => stricter(content, made.clone(), supposed),
    };
    let closes = merged.pathway != made.pathway || merged.withheld != made.withheld;
    (merged, binds || closes)
}

/// What is said of each question, by earlier messages and by this one, which counts more; whether only
/// earlier ones say it.
pub(super) fn said(
    content: &Content,
    told: &Case,
    reading: &Reading,
) -> Vec<(QuestionIx, Answer, bool)> {
    let screen = content.topic.red_flags;
    let questions = content.question_places().filter(|place| *place != screen);
    questions
        .filter_map(|place| {
            let mut now = reading.answers.iter();
            let now = now.find(|read| read.question == place);
            let now = now.map(|read| read.answer);
            let now = now.or_else(|| misspelt_risk(content, reading, place));
            match (told.answer(place), now) {
                (Some(Answer::Several(before)), Some(Answer::Several(now))) => {
                    let all = before.iter().chain(now.iter()).collect();
                    Some((place, Answer::Several(all), false))
                }
                (_, Some(now)) => Some((place, now, false)),
                (Some(before), None) => Some((place, before, true)),
                (None, None) => None,
            }
        })
        .collect()
}

/// A risk that a misspelt medicine may tell of: until it is said to be none, it counts.
fn misspelt_risk(content: &Content, reading: &Reading, place: QuestionIx) -> Option<Answer> {
    let mut uncertain = reading.uncertain.iter();
    let found = uncertain.find(|one| one.question == place && one.why == Why::LookAlike)?;
    is_risk(content, place).then_some(Answer::Several(found.candidates))
}

/// Whether a plan withholds all that another one withholds, on a pathway of the same kind.
fn withholds_all_of(plan: &Plan, other: &Plan) -> bool {
    let held = |treatment| plan.withheld.iter().any(|one| one.treatment == treatment);
    plan.kind == other.kind && other.withheld.iter().all(|one| held(one.treatment))
}

/// The case with what is told of questions that have no answer, or none that says anything; the red flags aside.
pub(super) fn answered_by(content: &Content, case: &Case, told: &Case) -> Case {
    let mut answered = case.clone();
    for place in content.question_places() {
        if certain::is_unanswered(content, case, place)
            && place != content.topic.red_flags
            && let Some(answer) = told.answer(place)
        {
            answered.set(place, Some(answer));
        }
    }
    answered
}

/// Leaves out the reasons that stood only for want of an answer which was told since, where others remain: nobody reads
/// that a pregnancy is not known beside the pregnancy that was told.
fn drop_answered(
    content: &Content,
    made: &mut Plan,
    (case, told): (&Case, &Case),
    plan_of: &dyn Fn(&Case) -> Plan,
) {
    let answered = answered_by(content, case, told);
    if *case == answered {
        return;
    }
    let (before, answered) = (plan_of(case), plan_of(&answered));
    let of = |plan: &'_ Plan, treatment: TreatmentIx| -> Vec<String> {
        let mut all = plan.withheld.iter();
        let held = all.find(|held| held.treatment == treatment);
        held.map_or_else(Vec::new, |held| held.reasons.clone())
    };
    for held in &mut made.withheld {
        let still = of(&answered, held.treatment);
        if still.is_empty() {
            continue;
        }
        let fell = of(&before, held.treatment);
        held.reasons
            .retain(|reason| still.contains(reason) || !fell.contains(reason));
    }
}

fn lines(plan: &Plan) -> Vec<LineIx> {
    plan.lines.iter().map(|line| line.line).collect()
}

/// The marks of a question that may have several.
pub(super) fn marks(case: &Case, question: QuestionIx) -> OptionSet {
    match case.answer(question) {
        Some(Answer::Several(marks)) => marks,
        _ => OptionSet::default(),
    }
}

fn with(case: &Case, question: QuestionIx, answer: Answer) -> Case {
    let mut case = case.clone();
    case.set(question, Some(answer));
    case
}

/// The marks of a question with some more.
fn added(content: &Content, case: &Case, question: QuestionIx, more: OptionSet) -> Answer {
    let asked = content.question(question);
    let marks = marks(case, question);
    Answer::Several(
        more.iter()
            .fold(marks, |marks, option| marked(asked, marks, option, true)),
    )
}

/// The stricter of two plans, without what the other withholds.
fn stricter(content: &Content, one: Plan, other: Plan) -> Plan {
    let (mut strict, loose) = match other.kind < one.kind {
        true => (other, one),
        false => (one, other),
    };
    for held in loose.withheld {
        let mut all = strict.withheld.iter_mut();
        match all.find(|known| known.treatment == held.treatment) {
            Some(known) => add_reasons(known, held),
            None => strict.withheld.push(held),
        }
    }
    let withheld: Vec<_> = strict.withheld.iter().map(|held| held.treatment).collect();
    strict.lines.retain(|line| {
        let recommends = &content.line(line.line).recommends;
        !recommends.iter().any(|one| withheld.contains(one))
    });
    strict
}

/// Takes in the further reasons for which something is withheld.
fn add_reasons(known: &mut Withheld, more: Withheld) {
    if more.reasons.iter().all(|one| known.reasons.contains(one)) {
        return;
    }
    // What was just said stands first.
    let mut reasons = more.reasons;
    reasons.retain(|reason| !known.reasons.contains(reason));
    known.reasons.splice(0..0, reasons);
    for rule in more.because {
        if !known.because.contains(&rule) {
            known.because.push(rule);
        }
    }
    for statement in more.support.statements {
        if !known.support.statements.contains(&statement) {
            known.support.statements.push(statement);
        }
    }
}
