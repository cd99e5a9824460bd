//! What must hold for every possible case, as the content states it.

use crate::content::condition::Condition;
use crate::ids::{LineIx, OptionSet, PathwayIx, QuestionIx, SectionIx, StatementIx, TreatmentIx};

/// One property of the rule base. It is written over answers and over what a plan contains, never
/// over the facts of the rules, so that a wrong fact cannot hide behind itself.
#[derive(Debug)]
pub struct Property {
    /// Stable id, as in the evidence dossier where it has one.
    pub id: String,
    /// The property in one sentence.
    pub description: String,
    /// What asks for it: an invariant, a rule, a conflict of sources, or a decision.
    pub source: String,
    /// The cases it speaks of.
    pub when: Condition,
    /// Only where the case goes one of these pathways; empty for all.
    pub pathways: Vec<PathwayIx>,
    /// What has to hold in each of them.
    pub demands: Vec<Demand>,
}

/// What a property asks of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    /// The case goes one of these pathways.
    Goes(Vec<PathwayIx>),
    /// No line offers any of these.
    NeverRecommends(Vec<TreatmentIx>),
    /// No line speaks of any of these at all.
    NeverNames(Vec<TreatmentIx>),
    /// No line stands in any of these sections.
    NeverIn(Vec<SectionIx>),
    /// No line rests on any of these.
    NeverCites(Vec<StatementIx>),
    /// None of these lines is there.
    NeverLines(Vec<LineIx>),
    /// All of these are withheld.
    Withholds(Vec<TreatmentIx>),
    /// None of these is withheld.
    NeverWithholds(Vec<TreatmentIx>),
    /// Each of these sections has a line.
    AlwaysIn(Vec<SectionIx>),
    /// Each of these stands behind a line, or behind a reason to withhold.
    Cites(Vec<StatementIx>),
    /// At least one of these does.
    CitesOneOf(Vec<StatementIx>),
    /// All of these lines are there.
    Lines(Vec<LineIx>),
    /// At least one of these lines is there.
    OneOfLines(Vec<LineIx>),
    /// In a case which answers the question otherwise, adding any of the options never brings an
    /// offer of the treatments that was not there before.
    NeverAdds {
        /// What is added to.
        question: QuestionIx,
        /// The options of which one is added.
        options: OptionSet,
        /// What it must not bring.
        treatments: Vec<TreatmentIx>,
    },
    /// What is offered while the question is unanswered would be offered with every answer to it.
    NeverBetter {
        /// The safety question that is left unanswered.
        unanswered: QuestionIx,
        /// What is looked at.
        treatments: Vec<TreatmentIx>,
    },
}
