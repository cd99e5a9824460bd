//! The bot as people meet it: over HTTP, through the fake Bot API.
//!
//! Every test starts a fake Bot API and a database of its own. What is asserted is what a person would
//! notice: texts, buttons, toasts, how many messages there are.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod access;
mod bad_input;
mod beside_text;
mod cards;
mod case_list;
mod changes;
mod clinic;
mod content;
mod conversations;
#[path = "../support/databases.rs"]
mod databases;
#[cfg(feature = "demo")]
mod demo;
mod faults;
mod groups;
mod harness;
mod inline;
mod limits;
mod manners;
mod new_topic;
mod note;
mod others;
mod pathways;
mod privacy;
mod proxies;
mod questions;
mod rate;
mod reading;
mod refusals;
mod restart;
mod reviews;
mod secrets;
mod strangers;
mod teams;
mod told_flags;
mod topics;
mod trouble;
mod twice;
mod webhook;
mod welcome;
mod whose;
mod why;
