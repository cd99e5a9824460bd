//! The dialogue content of one topic: loaded whole or refused whole.

mod condition;
mod finding;
mod load;
mod model;
mod parse;
mod raw;

pub use condition::{Condition, Reading, Truth, View};
pub use finding::{BadContent, Finding, SourceFile};
pub use load::REQUIRED_TEXTS;
pub use model::{
    Basis, Content, Depth, Fact, Line, Pathway, PathwayRule, Question, QuestionOption, Reference,
    Role, Rule, RulePart, Section, SectionKind, Stage, Statement, Support, Topic, Treatment,
    Withholding,
};
pub use parse::Kind;

pub use crate::core::ids::{
    FactIx, LineIx, OptionIx, OptionSet, QuestionIx, ReferenceIx, RoleIx, RuleIx, SectionIx,
    StatementIx, TreatmentIx,
};
