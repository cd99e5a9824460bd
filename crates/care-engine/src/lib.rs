//! From the answers about one case to a cited plan, as pure functions: no network, no files, no database,
//! no clock, and no text that a person has typed beyond the answer to a card.
//!
//! - [`content`]: the dialogue files, checked and resolved.
//! - [`case`]: the answers given about one case; [`case_file`] reads and writes them.
//! - [`intake`]: the state machine that collects them.
//! - [`plan`]: from answers to the cited plan.
//! - [`day`]: days of the calendar, for evidence and reviews.
//! - [`ids`]: typed indices into the content.
//! - [`matcher`]: finds many words at once; [`pattern`]: patterns that are constants.

pub mod case;
pub mod case_file;
pub mod content;
pub mod day;
pub mod ids;
pub mod intake;
pub mod matcher;
pub mod pattern;
pub mod plan;
