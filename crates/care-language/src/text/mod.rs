//! What is typed, taken apart: words, numbers and signs with their places, phrases found among them, and
//! how far what changes them reaches.

mod pattern;
mod quantity;
mod scope;
mod sign;
mod spelling;
mod token;
pub mod unit;

pub use pattern::{Hit, Patterns};
pub use quantity::{Quantity, QuantityKind, quantities};
pub use scope::{Around, Denial, Listed, Scopes};
pub use sign::Sign;
pub use spelling::{Spelling, look_alike};
pub use token::{Kind, Token, Tokens};
