//! What people type: identifiers that must not be taken in, and questions with their reviewed answers.
//!
//! - [`phi`]: what could identify a person.
//! - [`flags`]: red flags told of a patient.
//! - [`reading`]: what a text says about a case, as answers of the intake.
//! - [`text`]: what is typed, taken apart: words, numbers and phrases, and how far what changes them reaches.
//! - [`qa`]: what somebody asks, and what the content says to it.

pub mod flags;
pub mod phi;
pub mod qa;
pub mod reading;
pub mod text;
