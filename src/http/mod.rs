//! What reaches the bot over HTTP: updates that Telegram brings, and questions after its health.

mod observe;
mod server;
mod webhook;

pub use observe::observe;
pub use server::serve;
pub use webhook::{Webhook, webhook};
