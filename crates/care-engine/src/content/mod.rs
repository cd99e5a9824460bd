//! The dialogue content of one topic: loaded whole or refused whole.

mod condition;
mod finding;
pub mod load;
mod model;
mod parse;
pub mod raw;
mod review;
#[cfg(feature = "schema")]
mod schema;
mod write;

pub use condition::{Condition, Logic, Reading, Truth, Unanswered, View};
pub use finding::{BadContent, DEFAULTS, Finding, Severity, SourceFile};
pub use load::{REQUIRED_TEXTS, REVIEWS};
pub use model::{
    Act, Alarm, Anchor, Asked, Asking, Band, Basis, Borrowed, Choice, Combination, Concept,
    Conflict, Content, Cue, Demand, Depth, Emergency, Fact, Gap, Glance, Item, Language, Line,
    Measure, MeasureKind, Panel, Pathway, PathwayKind, Phrase, PhraseKind, Property, Question,
    QuestionOption, Reference, ReviewRecord, ReviewStatus, Role, Rule, RulePart, Section,
    SectionKind, Side, Stage, Statement, Support, Talk, TalkKind, Telling, Tongue, Topic,
    Treatment, Vocabulary, Withholding,
};
pub use parse::Kind;
pub use review::Standing;
#[cfg(feature = "schema")]
pub use schema::schema;

pub use crate::ids::{
    ActIx, AskedIx, BasisIx, ConceptIx, EmergencyIx, FactIx, GapIx, LineIx, OptionIx, OptionSet,
    PathwayIx, QuestionIx, ReferenceIx, RoleIx, RuleIx, SectionIx, StatementIx, TreatmentIx,
};
