//! The store's promises, on SQLite and on PostgreSQL alike.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod both;
mod cases;
mod chats;
#[path = "../../../../tests/support/databases.rs"]
mod databases;
mod leases;
mod meanwhile;
mod migrations;
mod outbox;
mod own_data;
mod retention;
mod trouble;
mod updates;
