//! What holds for content as a whole: the proof over every possible case, the lint of its files, and the
//! explanation of one plan.
//!
//! - [`lint`]: everything that is wrong with a folder of content, with places and remedies.
//! - [`proof`]: what the rules do in every possible case.
//! - [`explain`]: why a plan is as it is, and what would change it.

#![warn(unreachable_pub)]

pub mod explain;
pub mod lint;
pub mod proof;
