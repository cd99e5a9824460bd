//! Words and patterns found in text: what the checks of content and the reading of questions share.
//!
//! - [`matcher`]: finds many words at once, whole and whatever their case.
//! - [`pattern`]: patterns that are constants of the code.

#![warn(unreachable_pub)]

pub mod matcher;
pub mod pattern;
