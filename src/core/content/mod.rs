//! The dialogue content of one topic: loaded whole or refused whole.

mod condition;
mod finding;
pub(in crate::core) mod load;
mod model;
mod parse;
pub(in crate::core) mod raw;
mod review;
mod write;

pub use condition::{Condition, Logic, Reading, Truth, Unanswered, View};
pub use finding::{BadContent, Finding, Severity, SourceFile};
pub use load::{REQUIRED_TEXTS, REVIEWS};
pub use model::{
    Basis, Conflict, Content, Demand, Depth, Fact, FollowUp, Line, Pathway, PathwayRule, Property,
    Question, QuestionOption, Reference, ReviewRecord, ReviewStatus, Role, Rule, RulePart, Section,
    SectionKind, Side, Stage, Statement, Support, Topic, Treatment, Withholding,
};
pub use parse::Kind;
pub use review::{Item, Standing};

pub use crate::core::ids::{
    FactIx, LineIx, OptionIx, OptionSet, QuestionIx, ReferenceIx, RoleIx, RuleIx, SectionIx,
    StatementIx, TreatmentIx,
};
