//! achilles-bot: from the answers about one case to a cited, conservative plan.
//!
//! `care_engine` decides and does no I/O; everything here is a shell around it. [`telegram`] reads
//! updates and talks to the Bot API, [`update_processor`] handles a batch of updates as one unit of work,
//! [`handlers`] turns a request into state changes and calls, [`view`] writes cards and plans as messages,
//! [`book`] writes the content for a reviewer,
//! [`delivery`] makes the calls of the outbox, and [`service`] starts and stops all of it.

pub mod book;
pub mod callback_data;
pub mod cli;
pub mod content_source;
pub mod delivery;
#[cfg(feature = "demo")]
pub mod demo;
mod fair_turns;
pub mod handlers;
pub mod http;
pub mod metrics;
pub mod policy;
pub mod request_limits;
pub mod retention;
pub mod second_reader;
pub mod service;
pub mod telegram;
pub mod update_processor;
pub mod view;
