//! What can happen at all: rules and lines that no case reaches, conditions that never hold,
//! questions whose answer changes nothing.

use biodivine_lib_bdd::Bdd;

use super::{Cases, Proof};
use care_engine::content::{
    Condition, Content, FactIx, LineIx, Logic, OptionIx, QuestionIx, RuleIx,
};

/// Something that makes no difference in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// A line that no case is shown.
    Line(LineIx),
    /// A rule that fires in no case of its pathways.
    Rule(RuleIx),
    /// A part of a rule that never applies though the rule does, by position.
    Part(RuleIx, usize),
    /// A reason to withhold that never applies, by position.
    Reason(RuleIx, usize),
    /// A fact that holds in no case, or in every case.
    Fact(FactIx, bool),
    /// A question that is never put.
    NeverAsked(QuestionIx),
    /// A question that is never put before the plan though it says when.
    NeverRequired(QuestionIx),
    /// A question whose answer changes no plan.
    Question(QuestionIx),
    /// An option that makes the same plan as no answer in every case, and does not say so.
    Option(QuestionIx, OptionIx),
    /// An option that says so, though it makes another plan in some case.
    NotNeutral(QuestionIx, OptionIx),
}

/// Which cases the intake can bring about: those whose answers all belong to questions that are
/// asked in them.
pub type Reach = Bdd;

impl Proof<'_> {
    /// Everything that makes no difference.
    pub fn idle(&self) -> Vec<Idle> {
        let mut idle = Vec::new();
        self.idle_conditions(&mut idle);
        self.idle_rules(&mut idle);
        for line in self.content.line_places() {
            if self.possible(self.outline.shown(line)).is_false() {
                idle.push(Idle::Line(line));
            }
        }
        let outcomes = self.outcomes();
        for question in self.content.question_places() {
            self.idle_answers(question, &outcomes, &mut idle);
        }
        idle
    }

    /// The cases that the intake can bring about.
    pub fn reach(&self) -> Reach {
        let asked = self.content.question_places().map(|place| {
            let question = self.content.question(place);
            let may = question.ask_if.meaning(&self.logic);
            self.logic
                .either(may, self.logic.not(self.logic.answered(place)))
        });
        self.possible(&self.logic.all(asked))
    }

    fn never(&self, condition: &Condition) -> bool {
        self.possible(&condition.meaning(&self.logic)).is_false()
    }

    fn always(&self, condition: &Condition) -> bool {
        self.space
            .every()
            .and_not(&condition.meaning(&self.logic))
            .is_false()
    }

    fn idle_conditions(&self, idle: &mut Vec<Idle>) {
        for (place, fact) in self
            .content
            .facts
            .iter()
            .chain(&self.content.terms)
            .enumerate()
        {
            if self.never(&fact.when) {
                idle.push(Idle::Fact(FactIx::new(place), false));
            } else if self.always(&fact.when) {
                idle.push(Idle::Fact(FactIx::new(place), true));
            }
        }
        for place in self.content.question_places() {
            let question = self.content.question(place);
            if self.never(&question.ask_if) {
                idle.push(Idle::NeverAsked(place));
            } else if self.never(&question.required_if) {
                idle.push(Idle::NeverRequired(place));
            }
        }
    }

    fn idle_rules(&self, idle: &mut Vec<Idle>) {
        for place in self.content.rule_places() {
            let rule = self.content.rule(place);
            let here = rule
                .pathways
                .iter()
                .map(|pathway| self.outline.goes(*pathway).clone());
            let fires = self
                .logic
                .both(self.logic.any(here), rule.when.meaning(&self.logic));
            if self.possible(&fires).is_false() {
                idle.push(Idle::Rule(place));
                continue;
            }
            for part in 0..rule.parts.len() {
                if self.possible(self.outline.part(place, part)).is_false() {
                    idle.push(Idle::Part(place, part));
                }
            }
            for reason in 0..rule.withholds.len() {
                if self.possible(self.outline.reason(place, reason)).is_false() {
                    idle.push(Idle::Reason(place, reason));
                }
            }
        }
    }

    /// All that a reader can see of a plan.
    fn outcomes(&self) -> Vec<Cases> {
        let content: &Content = self.content;
        let lines = content
            .line_places()
            .map(|line| self.outline.shown(line).clone());
        let reasons = content.rule_places().flat_map(|rule| {
            let count = content.rule(rule).withholds.len();
            (0..count).map(move |reason| self.outline.reason(rule, reason).clone())
        });
        lines.chain(reasons).collect()
    }

    /// Compares each answer with no answer, over every outcome that can see the question.
    fn idle_answers(&self, question: QuestionIx, outcomes: &[Cases], idle: &mut Vec<Idle>) {
        let others = self.space.given(self.space.every(), question, None);
        let seeing: Vec<&Cases> = outcomes
            .iter()
            .filter(|cases| self.space.sees(cases, question))
            .collect();
        let differs = |answer| {
            seeing.iter().any(|cases| {
                let with = self.space.given(cases, question, answer);
                let without = self.space.given(cases, question, None);
                !with.xor(&without).and(&others).is_false()
            })
        };
        if self.content.question(question).options.is_empty() {
            let mut answers = self.space.answers(question).flatten();
            if !answers.any(|answer| differs(Some(answer))) {
                idle.push(Idle::Question(question));
            }
            return;
        }
        let options = self.content.option_places(question);
        let differing: Vec<(OptionIx, bool)> = options
            .zip(self.space.answers(question).flatten())
            .map(|(option, answer)| (option, differs(Some(answer))))
            .collect();
        if differing.iter().all(|(_, differs)| !differs) {
            idle.push(Idle::Question(question));
            return;
        }
        for (option, differs) in differing {
            match (self.content.option(question, option).neutral, differs) {
                (false, false) => idle.push(Idle::Option(question, option)),
                (true, true) => idle.push(Idle::NotNeutral(question, option)),
                _ => {}
            }
        }
    }
}
