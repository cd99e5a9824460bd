//! The Telegram shell: updates in, calls out.
//!
//! `poller` asks for updates and confirms a batch only after `desk` has committed all of its
//! effects; [`schema`] is the whole routing; `sender` makes the calls that are owed.

mod api;
mod callback;
mod calls;
mod desk;
mod inbound;
mod poller;
mod schema;
mod sender;
mod serve;

pub use api::{Api, ApiProblem};
pub use callback::{Decoded, LONGEST_DATA, Owner, decode, encode};
pub use desk::Desk;
pub use inbound::{Inbound, read as read_update};
pub use schema::{Command, Request, schema};
pub use serve::{ServeError, Served, serve};
