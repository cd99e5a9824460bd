//! The Telegram shell: updates in, calls out.
//!
//! `poller` asks for updates and confirms a batch only after `reception` has committed all of its
//! effects; [`schema`] is the whole routing; `desk` turns a request into an event of the core and its
//! effects into calls; `sender` makes the calls that are owed.

mod api;
mod callback;
mod calls;
mod desk;
mod gate;
mod inbound;
mod policy;
mod poller;
mod reception;
mod retention;
mod schema;
mod sender;
mod serve;

pub use api::{Api, ApiProblem};
pub use callback::{Decoded, LONGEST_DATA, Owner, decode, encode, further};
pub use desk::Desk;
pub use gate::{Gate, Verdict};
pub use inbound::{Inbound, read as read_update};
pub use policy::{Access, Limits, Policy};
pub use retention::let_go;
pub use schema::{Command, Request, schema};
pub use serve::{ServeError, Served, Service, Way};
