//! What people type: identifiers that must not be taken in, and questions with their reviewed answers.
//!
//! - [`phi`]: what could identify a person.
//! - [`qa`]: what somebody asks, and what the content says to it.

pub mod phi;
pub mod qa;
