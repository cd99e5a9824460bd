//! New facts about the case in a message. What would close something counts for the answer at
//! once; what would open something only after a tap; until then the stricter answer stands. What may be meant counts like
//! what is said.

use care_engine::case::{Answer, Case};
use care_engine::content::{Choice, Content, OptionIx, OptionSet, PathwayKind, QuestionIx, RoleIx};
use care_engine::intake::is_risk;
use care_engine::plan::{Plan, plan};

use super::about::About;
use super::certain::{one_option, plan_so_far};
use super::facts::{Change, How, NewFact, added, answered_by, marks, said, with, with_recorded};
use super::stricter::{drop_answered, stricter, with_fact};
use crate::reading::{Reading, Why};

/// So many answers in a message describe a case, whose cards ask what is left in doubt.
const LEAST_CASE: usize = 4;
/// Most things of which one tap says which is meant; of more the card is asked for in words.
const MOST_MEANT: usize = 5;

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
    /// Its plan only observes, and with it the case would be treated, or observed for another reason: the bone has grown.
    pub outgrows: bool,
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
    content: &'a Content,
    case: &'a Case,
    reading: &Reading,
    before: Option<&Case>,
    general: bool,
    role: Option<RoleIx>,
) -> Heard<'a> {
    let mut hearing = Hearing::new(content, case, before, general, role);
    for (question, answer, earlier) in said(content, &hearing.told, reading) {
        hearing.fact(question, answer, earlier);
    }
    if !general {
        hearing.doubts(reading);
        hearing.denials(reading);
    }
    hearing.heard()
}

/// The facts of a message, taken in one after the other.
struct Hearing<'a> {
    content: &'a Content,
    case: &'a Case,
    role: Option<RoleIx>,
    general: bool,
    /// The case has no plan yet: what is still to be asked is left open.
    is_open: bool,
    /// A card or the screen is open: what is told is kept until that is answered.
    waits: bool,
    told: Case,
    /// The plan that counts so far.
    made: Plan,
    facts: Vec<NewFact>,
    /// The case with all that is said.
    together: Case,
    /// The case with the risks that are said, which bind together.
    bound: Case,
}

impl<'a> Hearing<'a> {
    fn new(
        content: &'a Content,
        case: &'a Case,
        before: Option<&Case>,
        general: bool,
        role: Option<RoleIx>,
    ) -> Self {
        let told = before.cloned().unwrap_or_default();
        let made = plan_so_far(content, case, role);
        // What is told of a case that has its plan counts as it is; only what is still to be asked is left open.
        let is_open = made.kind == PathwayKind::NoPlan;
        let screen = content.topic.red_flags;
        let pending = marks(&told, screen);
        let made = match pending.is_empty() {
            true => made,
            false => {
                let told_too = answered_by(content, case, &told);
                let flagged = with(&told_too, screen, added(content, case, screen, pending));
                stricter(content, made, plan(content, &flagged, role))
            }
        };
        Self {
            content,
            case,
            role,
            general,
            is_open,
            waits: is_open || !pending.is_empty(),
            told,
            made,
            facts: Vec::new(),
            together: case.clone(),
            bound: case.clone(),
        }
    }

    fn plan_of(&self, case: &Case) -> Plan {
        let make = if self.is_open { plan_so_far } else { plan };
        make(self.content, case, self.role)
    }

    /// Supposes one answer. Says what the plan would be with it, and whether it counts at once.
    fn supposing(&self, question: QuestionIx, said: Answer) -> (Case, Plan, bool) {
        // Risks bind together; anything else closes by itself.
        let so_far = match is_risk(self.content, question) {
            true => &self.bound,
            false => self.case,
        };
        let supposed = with(so_far, question, said);
        let plan = self.plan_of(&supposed);
        let (merged, counts) = with_fact(self.content, question, &self.made, plan);
        (supposed, merged, counts)
    }

    /// Something that is said outright.
    fn fact(&mut self, question: QuestionIx, answer: Answer, earlier: bool) {
        let recorded = self.case.answer(question);
        let said = with_recorded(self.content, self.case, question, answer);
        if recorded == Some(said) {
            // Told otherwise before, and taken back now.
            self.told.set(question, None);
            return;
        }
        self.together.set(question, Some(said));
        let (supposed, merged, counts) = self.supposing(question, said);
        if is_risk(self.content, question) {
            self.bound = supposed;
        }
        if !earlier && !self.general {
            let kept = (counts || self.waits).then_some(answer);
            self.told.set(question, kept);
        }
        let fact = self.new_fact(question, said, How::Plainly, counts, earlier);
        let who = &self.content.topic.patient_questions;
        // That she is a woman is said by the way.
        let is_news = fact.change != Change::Never || !who.contains(&question);
        if counts || !self.general && is_news {
            self.facts.push(fact);
        }
        self.made = merged;
    }

    fn new_fact(
        &self,
        question: QuestionIx,
        said: Answer,
        how: How,
        counts: bool,
        earlier: bool,
    ) -> NewFact {
        let mut fact = NewFact {
            question,
            recorded: self.case.answer(question),
            said,
            how,
            counts,
            earlier,
            change: Change::Later,
        };
        if !self.waits {
            fact.change = fact.way_in(self.content, self.case);
        }
        fact
    }

    /// What may be meant is asked, and until it is answered, that counts which closes most.
    fn doubts(&mut self, reading: &Reading) {
        if self.is_open || reading.answers.len() >= LEAST_CASE {
            return;
        }
        for doubt in &reading.uncertain {
            let question = doubt.question;
            let is_told = !matches!(doubt.why, Why::Past | Why::WhatIf | Why::Kin);
            let is_heard = self.facts.iter().any(|fact| fact.question == question);
            let several = self.content.takes_several(question);
            let exclusive = self.content.question(question).exclusive;
            let may_be = doubt.candidates.iter().filter(|option| {
                let is_denied = reading.denied.contains(&(question, *option));
                !(is_denied || several && exclusive.has(*option))
            });
            // What is recorded among them is what is meant, unless it is said that it was told wrongly.
            let is_other = doubt.why == Why::Contradiction
                || reading.corrects && is_risk(self.content, question);
            if is_told && !is_heard && question != self.content.topic.red_flags {
                self.doubt(question, may_be.collect(), is_other);
            }
        }
    }

    fn doubt(&mut self, question: QuestionIx, candidates: OptionSet, is_other: bool) {
        let recorded = self.case.answer(question);
        let is_recorded = |option: OptionIx| match recorded {
            Some(Answer::One(one)) => one == option,
            Some(Answer::Several(marks)) => marks.has(option),
            Some(Answer::Number(_)) => false,
            // What is taken where nothing is said.
            None => self.content.question(question).assume == Some(option),
        };
        if candidates.iter().any(is_recorded) && !is_other {
            return;
        }
        let candidates: OptionSet = candidates.iter().filter(|one| !is_recorded(*one)).collect();
        if !(1..=MOST_MEANT).contains(&candidates.iter().count()) {
            return;
        }
        let strictest = self.strictest(question, candidates);
        let how = How::Doubtfully(candidates);
        let Some((answer, said, merged)) = strictest else {
            let Some(first) = candidates.iter().next() else {
                return;
            };
            let said = one_option(self.content, question, first);
            let fact = self.new_fact(question, said, how, false, false);
            if fact.change == Change::Tap {
                self.facts.push(fact);
            }
            return;
        };
        let fact = self.new_fact(question, said, how, true, false);
        if fact.change == Change::Never {
            return;
        }
        self.together.set(question, Some(said));
        if is_risk(self.content, question) {
            self.bound = with(&self.bound, question, said);
        }
        self.told.set(question, Some(answer));
        self.facts.push(fact);
        self.made = merged;
    }

    /// Of what may be meant, that which closes most: the answer, beside what is recorded, and the plan with it. What is
    /// urgent is told by its own words, so that it counts here only where nothing else is meant.
    fn strictest(
        &self,
        question: QuestionIx,
        candidates: OptionSet,
    ) -> Option<(Answer, Answer, Plan)> {
        let supposed = candidates.iter().filter_map(|option| {
            let answer = one_option(self.content, question, option);
            let said = with_recorded(self.content, self.case, question, answer);
            let (_, merged, counts) = self.supposing(question, said);
            counts.then_some((answer, said, merged))
        });
        let mut supposed: Vec<_> = supposed.collect();
        let is_urgent = |plan: &Plan| plan.kind == PathwayKind::Urgent;
        let each_counts = supposed.len() == candidates.iter().count();
        let all_urgent = each_counts && supposed.iter().all(|(.., plan)| is_urgent(plan));
        if !all_urgent && !is_urgent(&self.made) {
            supposed.retain(|(.., plan)| !is_urgent(plan));
        }
        supposed
            .into_iter()
            .min_by_key(|(_, _, plan)| (plan.kind, std::cmp::Reverse(plan.withheld.len())))
    }

    /// What is denied or said to be over. What is recorded may be taken out by a tap; what is not, stays so.
    fn denials(&mut self, reading: &Reading) {
        let over = reading.uncertain.iter();
        let over = over.filter(|one| one.why == Why::Past);
        let over = over.flat_map(|one| one.candidates.iter().map(|option| (one.question, option)));
        let denied = reading.denied.iter().copied().chain(over);
        // "TBI, not a spinal injury" says of one thing that it is and is not.
        let is_said = |(question, option): &Choice| {
            let mut doubts = reading.uncertain.iter();
            doubts.any(|one| {
                let is_own = one.question == *question && one.candidates.has(*option);
                is_own && one.why == Why::Contradiction
            })
        };
        let denied: Vec<Choice> = denied.filter(|choice| !is_said(choice)).collect();
        let several = self.content.question_places();
        let several = several.filter(|one| self.content.takes_several(*one));
        let several = several.filter(|one| *one != self.content.topic.red_flags);
        for question in several.collect::<Vec<_>>() {
            let own = denied.iter().filter(|(one, _)| *one == question);
            let own: OptionSet = own.map(|(_, option)| *option).collect();
            let is_heard = self.facts.iter().any(|fact| fact.question == question);
            if !own.is_empty() && !is_heard {
                self.denial(question, own);
            }
        }
    }

    fn denial(&mut self, question: QuestionIx, denied: OptionSet) {
        let known = marks(self.case, question);
        let gone: OptionSet = denied.iter().filter(|one| known.has(*one)).collect();
        let (how, said) = match gone.is_empty() {
            true => (How::Known(denied), known),
            false => (How::Denied(gone), self.left(question, known.without(gone))),
        };
        let told = marks(&self.told, question).without(denied);
        let told = (!told.is_empty()).then_some(Answer::Several(told));
        self.told.set(question, told);
        let fact = self.new_fact(question, Answer::Several(said), how, false, false);
        if fact.change != Change::Never || matches!(how, How::Known(_)) {
            self.facts.push(fact);
        }
    }

    /// The marks that are left; where none is and the rest of the list need not be asked, that none is known.
    fn left(&self, question: QuestionIx, left: OptionSet) -> OptionSet {
        let mut alone = self.content.question(question).exclusive.iter();
        match (left.is_empty(), alone.next(), alone.next()) {
            (true, Some(none), None) if !is_risk(self.content, question) => OptionSet::only(none),
            _ => left,
        }
    }

    /// Whether the plan that only observes would be another one, were all so that may be meant.
    fn outgrows(&self, made: &Plan) -> bool {
        let mut as_told = self.case.clone();
        for fact in &self.facts {
            as_told.set(fact.question, Some(fact.said));
        }
        let as_told = plan(self.content, &as_told, self.role);
        let bottom = |made: &Plan| made.bottom_line.as_ref().map(|line| line.line);
        as_told.kind != PathwayKind::Observe || bottom(&as_told) != bottom(made)
    }

    /// All of it, with the plan that counts for the answer.
    fn heard(mut self) -> Heard<'a> {
        let content = self.content;
        let closing = self.facts.iter().filter(|fact| fact.closes());
        if closing.count() > 1 {
            let all = self.plan_of(&self.together);
            self.made = stricter(content, self.made, all);
        }
        let answered = answered_by(content, self.case, &self.together);
        let mut made = self.made.clone();
        drop_answered(&mut made, (self.case, &answered), &|case| {
            self.plan_of(case)
        });
        let mut about = About::new(content, self.case, made, self.role);
        if about.made.kind != PathwayKind::NoPlan {
            // What closes something counts also for what is said of the questions still open.
            about.ways = vec![self.together.clone()];
        }
        let before = (!self.facts.is_empty()).then(|| match about.made.kind {
            PathwayKind::NoPlan => about.made.clone(),
            _ => plan(content, self.case, self.role),
        });
        let says = self.facts.iter().any(NewFact::closes);
        if about.made.kind == PathwayKind::NoPlan && says {
            let counts = about.tell(content, &self.together, self.role);
            for fact in self.facts.iter_mut().filter(|fact| counts && fact.closes()) {
                fact.counts = true;
                if !self.general {
                    self.told.set(fact.question, Some(fact.said));
                }
            }
        }
        let observes = about.made.kind == PathwayKind::Observe && !self.facts.is_empty();
        let outgrows = observes && self.outgrows(&about.made);
        Heard {
            about,
            outgrows,
            facts: self.facts,
            told: self.told,
            before,
        }
    }
}
