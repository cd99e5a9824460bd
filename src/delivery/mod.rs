//! Delivers the outbox: calls of one chat in order, chats independent of each other, each call tried again
//! until Telegram accepts it or refuses it for good.

mod ack_writer;
mod attempt;
mod chat_queue;
mod claim;
mod export;
mod in_flight;
mod letters;
mod outbox;
mod outcome;
mod picture;
mod png;
mod rate_limits;
mod shown;
mod worker;

pub use outbox::{MAX_PENDING, Outbox};
pub use outcome::ServiceTexts;
pub use worker::{DeliveryWorker, LAST_CALLS};
