//! achilles-bot: from the answers about one case to a cited, conservative plan.
//!
//! [`core`] decides and does no I/O. Everything else is a shell around it; ARCHITECTURE.md has the
//! map.

pub mod cli;
pub mod content_source;
pub mod demo;
pub mod http;
pub mod meters;
pub mod render;
pub mod telegram;
