//! The store's promises, on SQLite and on PostgreSQL alike.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod both;
#[path = "../support/databases.rs"]
mod databases;
mod kept;
mod lanes;
mod migrations;
mod standing;
mod units;
