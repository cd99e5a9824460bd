//! Stances: for and against which treatments the statements stand, whatever the case, and which of them may be
//! shown beside a plan.

use std::collections::HashSet;

use super::about::About;
use super::certain::one_option;
use super::lines::says;
use care_engine::case::Case;
use care_engine::content::{
    Condition, Content, FactIx, LineIx, PathwayKind, QuestionIx, QuestionKind, Stage, StatementIx,
    TreatmentIx, Truth, Unanswered, Unknowns, View,
};
use care_engine::plan::{Withheld, plan};
use care_text::matcher::Matcher;

/// What the content says of treatments, whatever the case.
pub(super) struct Stances {
    /// Statement by statement: the treatments for which it speaks, by its words or by a line that
    /// offers one of them.
    favours: Vec<HashSet<TreatmentIx>>,
    /// Statement by statement: the treatments against which it stands.
    against: Vec<HashSet<TreatmentIx>>,
    /// Treatment by treatment: the questions whose answers can withhold it.
    checks: Vec<Vec<QuestionIx>>,
    /// How questions are read where what is asked before a plan, and only assumed, counts as open.
    open: Vec<Unanswered>,
}

impl Stances {
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
        let assumed = content.questions.iter().zip(&content.unanswered);
        let open = assumed.map(|(question, known)| Unanswered {
            on_the_way: question.assumed.is_some() && question.stage == Stage::Required,
            ..*known
        });
        Self {
            favours,
            against,
            checks,
            open: open.collect(),
        }
    }

    /// Whether a statement may be shown beside a plan: the plan itself says it, or it speaks for
    /// nothing that the plan withholds.
    pub(super) fn may_show(&self, about: &About<'_>, statement: StatementIx) -> bool {
        let made = &about.made;
        if says(made, statement) {
            return true;
        }
        let favours = &self.favours[statement.index()];
        let against = &self.against[statement.index()];
        let withheld = |one: &TreatmentIx| made.withheld.iter().any(|held| held.treatment == *one);
        match made.kind {
            PathwayKind::Urgent | PathwayKind::Education => favours.is_empty(),
            // Before there is a plan: what some plan that can still come of the case leaves open, as what studies
            // say below the word that there is none yet; and what every one advises against.
            PathwayKind::NoPlan => favours.iter().all(|one| {
                about.possible.contains(one) || (withheld(one) && against.contains(one))
            }),
            PathwayKind::Specialist | PathwayKind::Observe | PathwayKind::Active => {
                let mut refused = favours.iter().filter(|one| withheld(one));
                refused.all(|one| against.contains(one))
            }
        }
    }

    /// Whether a statement speaks for or against one of these treatments.
    pub(super) fn speaks_of(&self, statement: StatementIx, named: &[TreatmentIx]) -> bool {
        let sets = [&self.favours, &self.against];
        let mut sets = sets.iter().map(|all| &all[statement.index()]);
        sets.any(|treatments| named.iter().any(|one| treatments.contains(one)))
    }

    /// Whether a statement warns of one of these treatments, which no plan offers: it is told whatever the case.
    pub(super) fn warns(
        &self,
        content: &Content,
        statement: StatementIx,
        named: &[TreatmentIx],
    ) -> bool {
        let offered = |one: &TreatmentIx| {
            let mut lines = content.lines.iter();
            lines.any(|line| line.recommends.contains(one))
        };
        let against = &self.against[statement.index()];
        named
            .iter()
            .any(|one| against.contains(one) && !offered(one))
    }

    /// The questions that are put in this case, have no answer, and could withhold the treatment.
    pub(super) fn unanswered(
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

    /// The lines that this patient's risks and course put into the plan: those that it would not have, were the questions
    /// about them not answered whose answers can withhold one of these treatments.
    pub(super) fn lines_of_patient(
        &self,
        content: &Content,
        about: &About<'_>,
        treatments: &[TreatmentIx],
    ) -> Vec<LineIx> {
        let mut cleared = about.case.clone();
        for treatment in treatments {
            let questions = self.checks[treatment.index()].iter();
            for place in questions.filter(|place| **place != content.topic.red_flags) {
                let question = content.question(*place);
                if question.kind == QuestionKind::Several || question.stage == Stage::Optional {
                    cleared.set(*place, None);
                }
            }
        }
        if cleared == *about.case {
            return Vec::new();
        }
        let without = plan(content, &cleared, None);
        let lines = about.made.all_lines().map(|line| line.line);
        lines
            .filter(|line| without.all_lines().all(|other| other.line != *line))
            .collect()
    }

    /// Those of them that are asked before a plan, in any of the cases that it can still be.
    pub(super) fn unasked(
        &self,
        content: &Content,
        ways: &[Case],
        treatment: TreatmentIx,
    ) -> Vec<QuestionIx> {
        let mut unasked = Vec::new();
        for case in ways {
            for place in self.unanswered(content, case, treatment) {
                let required = content.question(place).stage == Stage::Required;
                if required && !unasked.contains(&place) {
                    unasked.push(place);
                }
            }
        }
        unasked
    }

    /// Whether a treatment is withheld only for what was not asked: every reason would fall with an answer, and
    /// some answers would leave none.
    pub(super) fn only_unasked(
        &self,
        content: &Content,
        about: &About<'_>,
        held: &Withheld,
    ) -> bool {
        let mut ways = about.ways.iter();
        !about.ways.is_empty()
            && ways.all(|case| {
                let no_plan = about.made.kind == PathwayKind::NoPlan;
                self.every_reason_may_fall(content, case, held)
                    && (no_plan || self.may_open(content, case, held))
            })
    }

    /// Whether the unanswered questions can be answered so that nothing withholds the treatment: each in turn by
    /// what leaves the fewest reasons.
    fn may_open(&self, content: &Content, case: &Case, held: &Withheld) -> bool {
        let reasons = |case: &Case| {
            let made = plan(content, case, None);
            let mut all = made.withheld.into_iter();
            let held = all.find(|one| one.treatment == held.treatment);
            held.map_or(0, |held| held.reasons.len())
        };
        let mut best = case.clone();
        for question in self.unasked(content, std::slice::from_ref(case), held.treatment) {
            let answers = content.option_places(question).map(|option| {
                let mut supposed = best.clone();
                supposed.set(question, Some(one_option(content, question, option)));
                supposed
            });
            if let Some(fewest) = answers.min_by_key(reasons) {
                best = fewest;
            }
        }
        reasons(&best) == 0
    }

    fn every_reason_may_fall(&self, content: &Content, case: &Case, held: &Withheld) -> bool {
        let facts = || content.facts.iter().map(|fact| &fact.when);
        let open = View::new(case, Unknowns::Open, &self.open, facts());
        let assumed = content.view(case, Unknowns::Assumed);
        let rules = held.because.iter().map(|place| content.rule(*place));
        let reasons = rules.flat_map(|rule| {
            let of_treatment = rule.withholds.iter();
            let of_treatment = of_treatment.filter(|one| one.treatment == held.treatment);
            of_treatment.map(move |one| [&rule.when, &one.when])
        });
        let mut applying = reasons
            .filter(|whens| whens.iter().all(|when| assumed.holds(when)))
            .peekable();
        let certain =
            |whens: [&Condition; 2]| whens.iter().all(|when| open.truth(when) == Truth::Yes);
        applying.peek().is_some() && !applying.any(certain)
    }
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
