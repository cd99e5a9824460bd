//! The real binary under load, killed with SIGKILL at random moments again and again, while the
//! network and Telegram misbehave: nothing that was accepted is lost, nothing happens twice.
//!
//! The short form runs with the other tests. The long form, with a release binary:
//!
//! ```text
//! ACHILLES_CRASH_KILLS=300 cargo test --release --test crash -- --nocapture
//! ```
//!
//! `ACHILLES_CRASH_SEED` repeats the choices of a run (not its timing), `ACHILLES_CRASH_PEOPLE` sets
//! how many tap, and `ACHILLES_CRASH_BINARY` tests another binary.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod balancer;
mod bots;
mod chaos;
#[path = "../support/databases.rs"]
mod databases;
mod killed;
mod person;
mod phone;
mod planted;
mod run;
mod settings;
mod stopped;
