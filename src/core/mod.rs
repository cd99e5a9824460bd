//! What the bot knows and decides, as pure functions: no network, no files, no database, no clock.
//!
//! - [`answers`]: what somebody asks, and what the content says to it.
//! - [`check`]: the content's compiler.
//! - [`content`]: the dialogue files, checked and resolved.
//! - [`day`]: days of the calendar, for evidence and reviews.
//! - [`ids`]: places in the content.
//! - [`case`]: the answers given about one case; [`case_file`] reads and writes them.
//! - [`intake`]: the state machine that collects them.
//! - [`plan`]: from answers to the cited plan.
//! - [`proof`]: what the rules do in every possible case.
//! - [`explain`]: why a plan is as it is, and what would change it.
//! - `matcher`: finds many words at once; `pattern`: patterns that are constants.
//! - [`identifier`]: what must not be taken in from a person's text.

pub mod answers;
pub mod case;
pub mod case_file;
pub mod check;
pub mod content;
pub mod day;
pub mod explain;
pub mod identifier;
pub mod ids;
pub mod intake;
pub(crate) mod matcher;
pub(crate) mod pattern;
pub mod plan;
pub mod proof;
