//! What is kept: people's settings, cases, handled updates, and the outbox.
//!
//! One store, two databases: SQLite in a file for one process, PostgreSQL where several replicas share the
//! work. What is done within a transaction is written once, over [`tx::Tx`]; [`sqlite`] and [`postgres`] are its
//! two implementations, and one suite of tests holds both to the same promises.
//!
//! A batch of updates is one transaction ([`Store::process`]): each update is marked as handled by its number, what
//! its request names is read into a [`Session`], a pure handler makes a [`WriteSet`] of it, and that is written
//! with the calls that follow. Only what is committed has happened.
//!
//! The modules, from the bottom up; a row uses only earlier rows, and within a row a module may use another:
//!
//! | modules | what they are |
//! | --- | --- |
//! | [`error`], [`address`], [`tx`], [`call`] | errors; where a database is; what a transaction can do; the calls of the Bot API as they are kept |
//! | [`people`], [`cases`], [`plans`], [`audit_log`], [`admissions`], [`contents`] | what is kept: each type with the statements that read and write it |
//! | [`outbox`], [`read_set`], [`write_set`], [`personal_data`] | calls that are to be made; what one request needs and what it changes; the map of a person's data |
//! | [`session`] | what was read for one request |
//! | [`load`], [`chat_moves`], [`updates`] | reading a session; a group's new number; which updates were handled |
//! | [`acknowledge`], [`process`], [`retention`] | the three large pieces of work: outcomes of calls, a batch of updates, old rows |
//! | [`migrations`], [`sqlite`], [`postgres`] | the schema's steps and the two databases; leases are in `postgres/leases.rs` |
//! | [`backend`], [`store`] | which of the two it is; [`Store`], which hands it the work |

mod acknowledge;
mod address;
mod admissions;
mod audit_log;
mod backend;
mod call;
mod cases;
mod chat_moves;
mod contents;
mod error;
mod load;
mod loaded;
mod migrations;
mod outbox;
mod people;
mod personal_data;
mod plans;
mod postgres;
mod process;
mod read_set;
mod retention;
mod session;
mod sqlite;
mod store;
mod subject;
mod tx;
mod updates;
mod write_set;

pub use acknowledge::Acknowledged;
pub use admissions::{Admission, CodeHash, Invitation};
pub use audit_log::{AuditEntry, AuditSummary, Feedback, ShownKind};
pub use call::{
    Call, Chart, Document, Edit, ExportCursor, InlineAnswer, InlineButton, Message, MessageRef,
    NewTopic, Photo, Press, PressAnswer, Recipe,
};
pub use cases::{CardRef, CaseCount, StoredCase};
pub use chat_moves::moved;
pub use contents::KeptContent;
pub use error::StoreError;
#[doc(hidden)]
pub use migrations::{migrate_postgres_to, migrate_sqlite_to};
pub use outbox::{
    CaseMessage, DeliveryOutcome, MessageRole, NewEntry, OutboxEntry, ResponseEffect, Tries,
};
pub use people::{Member, Person};
pub use personal_data::{ExportPart, PERSONAL_DATA, PersonalData};
pub use plans::{PlanSummary, StoredPlan};
pub use postgres::{Claimed, LeaseListener};
pub use process::{Handler, Job, Processed};
pub use read_set::ReadSet;
pub use retention::Expired;
pub use session::Session;
pub use store::{Start, Store};
pub use subject::{AskedIn, Subject};
pub use updates::UpdateId;
pub use write_set::WriteSet;
