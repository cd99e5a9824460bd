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
mod snapshot;
mod write;

pub use condition::{Condition, Logic, Truth, Unanswered, Unknowns, View};
pub use finding::{BadContent, DEFAULTS, Finding, Severity, SourceFile};
pub use load::{REQUIRED_TEXTS, REVIEWS};
pub use model::{
    Act, Alarm, Anchor, Asking, AtReview, Band, Basis, Borrowed, Charted, Choice, Classes,
    Combination, Conflict, Content, Cue, Demand, Depth, DiagnosisCode, Emergency, Fact, Glance,
    ImportantChange, Intent, Item, Language, Line, Measure, MeasureKind, NoAnswer, NotePart,
    NoteStyle, Notes, OtherLanguage, Outcome, Panel, Pathway, PathwayKind, Phrase, PhraseKind,
    PlainAnswer, PlainQuestion, Property, Question, QuestionOption, Reference, Referral,
    ReviewRecord, ReviewStatus, Role, Rule, RulePart, Said, Script, Section, SectionKind,
    SharedCard, Side, SmallTalk, SmallTalkKind, Stage, Statement, Support, SynonymSet, Telling,
    Topic, Treatment, Vocabulary, Withholding,
};
pub use parse::QuestionKind;
pub use review::Standing;
#[cfg(feature = "schema")]
pub use schema::schema;

pub use crate::ids::{
    ActIx, BasisIx, EmergencyIx, FactIx, IntentIx, LineIx, NoAnswerIx, OptionIx, OptionSet,
    PathwayIx, QuestionIx, ReferenceIx, RoleIx, RuleIx, SectionIx, StatementIx, SynonymSetIx,
    TreatmentIx,
};
