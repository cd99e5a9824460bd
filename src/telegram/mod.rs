//! What the bot knows of Telegram: updates as they arrive, what they ask for, and the calls
//! of the Bot API.
//!
//! [`routing`] is the one dptree schema; `long_poll` asks for updates and confirms a batch only after its
//! effects are committed; `webhook_queue` takes updates that Telegram posts.

pub(crate) mod api;
pub(crate) mod calls;
mod client;
pub(crate) mod errors;
pub(crate) mod group_admins;
pub(crate) mod identity;
pub(crate) mod long_poll;
mod mention;
mod message;
pub(crate) mod params;
pub(crate) mod request;
pub(crate) mod routing;
mod update;
pub(crate) mod webhook_queue;

pub use api::Api;
pub use client::{ClientError, client};
pub use errors::{ApiError, Refusal};
pub use group_admins::GroupAdmins;
pub use identity::{CurrentIdentity, Identity};
pub use message::IncomingMessage;
pub use request::{Command, Request};
pub use routing::routes;
pub use update::{Incoming, IncomingUpdate, read as read_update};
pub use webhook_queue::{Ack, WebhookQueue};
