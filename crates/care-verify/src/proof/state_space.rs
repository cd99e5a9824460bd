//! The space of all cases, and sets of cases in it.
//!
//! A set of cases is a binary decision diagram. A several-choice question takes one variable an
//! option; no mark at all is no answer. A one-choice or a number question takes as many variables
//! as its answers and "unanswered" need in binary, unanswered being nought; codes that stand for
//! nothing are cut out of the space. So every case is exactly one point, and every point one case.

use std::collections::HashMap;

use biodivine_lib_bdd::{Bdd, BddPointer, BddVariable, BddVariableSet};

use care_engine::case::{Answer, Case};
use care_engine::content::{Content, OptionIx, OptionSet, QuestionIx, QuestionKind};

/// The variables of one question.
#[derive(Debug)]
struct Coded {
    kind: QuestionKind,
    variables: Vec<BddVariable>,
    /// How many answers there are; options, or numbers of the range.
    answers: usize,
    /// The smallest number of a number question.
    min: u16,
}

/// All possible cases of one content: every combination of answers, unanswered included.
#[derive(Debug)]
pub struct StateSpace {
    variables: BddVariableSet,
    questions: Vec<Coded>,
    /// The question a variable belongs to.
    owner: Vec<QuestionIx>,
    every: Bdd,
}

impl StateSpace {
    /// The space of the content's questions.
    pub fn new(content: &Content) -> Self {
        let shapes: Vec<(QuestionKind, usize, usize, u16)> = content
            .questions
            .iter()
            .map(|question| match question.kind {
                QuestionKind::Several => {
                    let options = question.options.len();
                    (QuestionKind::Several, options, options, 0)
                }
                QuestionKind::One => {
                    let answers = question.options.len();
                    (QuestionKind::One, bits(answers), answers, 0)
                }
                QuestionKind::Number => {
                    let answers = usize::from(question.max - question.min) + 1;
                    (QuestionKind::Number, bits(answers), answers, question.min)
                }
            })
            .collect();
        let count: usize = shapes.iter().map(|(_, variables, ..)| variables).sum();
        let variables = BddVariableSet::new_anonymous(u16::try_from(count).unwrap_or(u16::MAX));
        let mut free = variables.variables().into_iter();
        let mut owner = Vec::new();
        let mut questions = Vec::new();
        for (place, (kind, count, answers, min)) in content.question_places().zip(shapes) {
            owner.extend(std::iter::repeat_n(place, count));
            questions.push(Coded {
                kind,
                variables: free.by_ref().take(count).collect(),
                answers,
                min,
            });
        }
        let mut space = Self {
            every: variables.mk_true(),
            variables,
            questions,
            owner,
        };
        for place in content.question_places() {
            let coded = &space.questions[place.index()];
            if coded.kind != QuestionKind::Several {
                let known = (0..=coded.answers).map(|code| space.code(place, code));
                let known = known.fold(space.none(), |known, code| known.or(&code));
                space.every = space.every.and(&known);
            }
        }
        space
    }

    /// The set of all possible cases.
    pub fn every(&self) -> &Bdd {
        &self.every
    }

    /// The set that holds no case.
    pub fn none(&self) -> Bdd {
        self.variables.mk_false()
    }

    /// All points, those that stand for no case included.
    pub(super) fn anything(&self) -> Bdd {
        self.variables.mk_true()
    }

    /// How many cases there are, exactly.
    pub fn size(&self) -> String {
        self.every.exact_cardinality().to_string()
    }

    /// The cases in which a question has no answer.
    pub fn unanswered(&self, question: QuestionIx) -> Bdd {
        match self.questions[question.index()].kind {
            QuestionKind::Several => {
                let variables = &self.questions[question.index()].variables;
                variables.iter().fold(self.anything(), |set, variable| {
                    set.and(&self.variables.mk_not_var(*variable))
                })
            }
            QuestionKind::One | QuestionKind::Number => self.code(question, 0),
        }
    }

    /// The cases in which the question is answered by this option, among others perhaps.
    pub fn marked(&self, question: QuestionIx, option: OptionIx) -> Bdd {
        let coded = &self.questions[question.index()];
        match coded.kind {
            QuestionKind::Several => self.variables.mk_var(coded.variables[option.index()]),
            QuestionKind::One | QuestionKind::Number => self.code(question, option.index() + 1),
        }
    }

    /// The cases in which the question is answered by a number of the range.
    pub fn between(&self, question: QuestionIx, low: u16, high: u16) -> Bdd {
        let coded = &self.questions[question.index()];
        let code = |number: u16| usize::from(number.saturating_sub(coded.min)) + 1;
        let high = code(high).min(coded.answers);
        let codes = (code(low.max(coded.min))..=high).map(|code| self.code(question, code));
        codes.fold(self.none(), |set, code| set.or(&code))
    }

    fn code(&self, question: QuestionIx, code: usize) -> Bdd {
        let variables = &self.questions[question.index()].variables;
        let set = variables.iter().enumerate().map(|(bit, variable)| {
            if code >> bit & 1 == 1 {
                self.variables.mk_var(*variable)
            } else {
                self.variables.mk_not_var(*variable)
            }
        });
        set.fold(self.anything(), |set, bit| set.and(&bit))
    }

    /// What becomes of a set when the question's answer is taken to be exactly this; the answer
    /// itself does not matter any more.
    pub fn given(&self, set: &Bdd, question: QuestionIx, answer: Option<Answer>) -> Bdd {
        let values = self.values(question, answer);
        set.restrict(&values)
    }

    /// What becomes of a set when an option of a several-choice question is marked, or not, and
    /// the other marks stay as they are.
    pub fn with_mark(&self, set: &Bdd, question: QuestionIx, option: OptionIx, on: bool) -> Bdd {
        let variable = self.questions[question.index()].variables[option.index()];
        set.restrict(&[(variable, on)])
    }

    /// Whether a set depends on the answer of a question.
    pub fn sees(&self, set: &Bdd, question: QuestionIx) -> bool {
        let variables = &self.questions[question.index()].variables;
        variables
            .iter()
            .any(|variable| set.support_set_contains(variable))
    }

    /// Every single answer the question can have, "none" included; of a several-choice question
    /// only those of one option.
    pub fn answers(&self, question: QuestionIx) -> impl Iterator<Item = Option<Answer>> + use<> {
        let coded = &self.questions[question.index()];
        let (kind, min) = (coded.kind, coded.min);
        let answers = (0..coded.answers).map(move |at| match kind {
            QuestionKind::One => Answer::One(OptionIx::new(at)),
            QuestionKind::Several => Answer::Several(OptionSet::only(OptionIx::new(at))),
            QuestionKind::Number => Answer::Number(min + u16::try_from(at).unwrap_or(0)),
        });
        std::iter::once(None).chain(answers.map(Some))
    }

    fn values(&self, question: QuestionIx, answer: Option<Answer>) -> Vec<(BddVariable, bool)> {
        let coded = &self.questions[question.index()];
        let marks = |bit: usize| match answer {
            None => false,
            Some(Answer::One(option)) => (option.index() + 1) >> bit & 1 == 1,
            Some(Answer::Several(set)) => set.has(OptionIx::new(bit)),
            Some(Answer::Number(number)) => (usize::from(number - coded.min) + 1) >> bit & 1 == 1,
        };
        let variables = coded.variables.iter().enumerate();
        variables
            .map(|(bit, variable)| (*variable, marks(bit)))
            .collect()
    }

    /// Whether a set holds this case.
    pub fn holds(&self, set: &Bdd, case: &Case) -> bool {
        let mut at = set.root_pointer();
        let mut values = vec![false; self.owner.len()];
        for place in (0..self.questions.len()).map(QuestionIx::new) {
            for (variable, on) in self.values(place, case.answer(place)) {
                values[variable.to_index()] = on;
            }
        }
        while !at.is_terminal() {
            at = if values[set.var_of(at).to_index()] {
                set.high_link_of(at)
            } else {
                set.low_link_of(at)
            };
        }
        at.is_one()
    }

    /// The case of the set that differs from another in as few answers as can be, and then in as
    /// few marks; `None` for the empty set. Nearest to the empty case is the smallest case.
    pub fn nearest(&self, set: &Bdd, from: &Case) -> Option<Case> {
        let set = set.and(&self.every);
        let mut wanted = vec![false; self.owner.len()];
        for place in (0..self.questions.len()).map(QuestionIx::new) {
            for (variable, on) in self.values(place, from.answer(place)) {
                wanted[variable.to_index()] = on;
            }
        }
        let mut search = Search {
            space: self,
            set: &set,
            wanted: &wanted,
            known: HashMap::new(),
        };
        search.cost(set.root_pointer(), None)?;
        let mut values = wanted.clone();
        let (mut at, mut changed) = (set.root_pointer(), None);
        while !at.is_terminal() {
            let variable = set.var_of(at).to_index();
            let (on, next, changed_next) = search.better(at, changed)?;
            values[variable] = on;
            (at, changed) = (next, changed_next);
        }
        Some(self.case(&values))
    }

    fn case(&self, values: &[bool]) -> Case {
        let mut case = Case::default();
        for (place, coded) in self.questions.iter().enumerate() {
            let question = QuestionIx::new(place);
            let on = |bit: usize| values[coded.variables[bit].to_index()];
            let code = (0..coded.variables.len())
                .filter(|bit| coded.kind != QuestionKind::Several && on(*bit))
                .map(|bit| 1 << bit)
                .sum::<usize>();
            let answer = match coded.kind {
                QuestionKind::Several => Some(Answer::Several(
                    (0..coded.answers)
                        .filter(|bit| on(*bit))
                        .map(OptionIx::new)
                        .collect(),
                )),
                _ if code == 0 => None,
                QuestionKind::One => Some(Answer::One(OptionIx::new(code - 1))),
                QuestionKind::Number => Some(Answer::Number(
                    coded.min + u16::try_from(code - 1).unwrap_or(0),
                )),
            };
            case.set(question, answer);
        }
        case
    }
}

/// How many binary digits hold this many answers and "unanswered".
fn bits(answers: usize) -> usize {
    (usize::BITS - answers.leading_zeros()) as usize
}

/// One changed answer costs more than all marks of a case together.
const ANSWER: u32 = 1000;

struct Search<'a> {
    space: &'a StateSpace,
    set: &'a Bdd,
    wanted: &'a [bool],
    /// What the way from a node to the end costs, given whether the answer of the node's question
    /// is already changed.
    known: HashMap<(BddPointer, bool), Option<u32>>,
}

impl Search<'_> {
    /// `changed` is the question whose answer was changed last on the way to the node.
    fn cost(&mut self, at: BddPointer, changed: Option<QuestionIx>) -> Option<u32> {
        if at.is_zero() {
            return None;
        }
        if at.is_one() {
            return Some(0);
        }
        let question = self.space.owner[self.set.var_of(at).to_index()];
        let key = (at, changed == Some(question));
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let low = self.step(at, changed, false);
        let high = self.step(at, changed, true);
        let best = match (low, high) {
            (Some((low, _)), Some((high, _))) => Some(low.min(high)),
            (one, other) => one.or(other).map(|(cost, _)| cost),
        };
        self.known.insert(key, best);
        best
    }

    /// What it costs to go on by this value, and which question is then the changed one.
    fn step(
        &mut self,
        at: BddPointer,
        changed: Option<QuestionIx>,
        on: bool,
    ) -> Option<(u32, Option<QuestionIx>)> {
        let variable = self.set.var_of(at).to_index();
        let question = self.space.owner[variable];
        let next = if on {
            self.set.high_link_of(at)
        } else {
            self.set.low_link_of(at)
        };
        if self.wanted[variable] == on {
            return Some((self.cost(next, changed)?, changed));
        }
        let first = if changed == Some(question) { 0 } else { ANSWER };
        let rest = self.cost(next, Some(question))?;
        Some((first + 1 + rest, Some(question)))
    }

    /// The better value at a node, and where it leads.
    fn better(
        &mut self,
        at: BddPointer,
        changed: Option<QuestionIx>,
    ) -> Option<(bool, BddPointer, Option<QuestionIx>)> {
        let low = self.step(at, changed, false);
        let high = self.step(at, changed, true);
        match (low, high) {
            (Some((low, changed)), Some((high, _))) if low <= high => {
                Some((false, self.set.low_link_of(at), changed))
            }
            (Some((_, changed)), None) => Some((false, self.set.low_link_of(at), changed)),
            (_, Some((_, changed))) => Some((true, self.set.high_link_of(at), changed)),
            (None, None) => None,
        }
    }
}
