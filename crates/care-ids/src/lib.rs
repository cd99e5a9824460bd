//! Ids of chats, topics, people, messages, cases and outbox entries.
//!
//! All of them are whole numbers, so each has a type of its own: a person's number that is passed where a
//! chat's is wanted does not compile. `get` gives the number back at the two edges where it is needed, the
//! Bot API and the database.

use std::fmt;
use std::num::ParseIntError;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$meta:meta])* $name:ident($number:ty)) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name($number);

        impl $name {
            /// The id with this number.
            #[must_use]
            pub const fn new(number: $number) -> Self {
                Self(number)
            }

            /// The number, for the Bot API and the database.
            #[must_use]
            pub const fn get(self) -> $number {
                self.0
            }
        }

        impl From<$number> for $name {
            fn from(number: $number) -> Self {
                Self(number)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A chat, as the Bot API numbers it: positive for a private chat, negative for a group or a channel.
    ChatId(i64)
);
id!(
    /// A topic of a chat, or [`TopicId::NONE`] (Bot API, `message_thread_id`).
    TopicId(i64)
);
id!(
    /// A person or a bot (Bot API, `User.id`).
    UserId(i64)
);
id!(
    /// A message within its chat (Bot API, `Message.message_id`).
    MessageId(i32)
);
id!(
    /// A case, as the database numbers it. People see it in base 36.
    CaseId(i64)
);
id!(
    /// An entry of the outbox, as the database numbers it.
    EntryId(i64)
);

impl ChatId {
    /// Whether it is the private chat of a person with the bot.
    #[must_use]
    pub const fn is_private(self) -> bool {
        self.0 > 0
    }
}

impl From<UserId> for ChatId {
    /// The private chat of a person has the person's number.
    fn from(user: UserId) -> Self {
        Self(user.0)
    }
}

impl TopicId {
    /// Outside any topic: a private chat, a group without topics, or the topic "General".
    pub const NONE: Self = Self(0);

    /// The number to send to the Bot API; nothing outside any topic.
    #[must_use]
    pub fn known(self) -> Option<i64> {
        (self != Self::NONE).then_some(self.0)
    }
}

impl CaseId {
    /// The number in base 36, as callback data hold it.
    #[must_use]
    pub fn base36(self) -> String {
        base36(self.0)
    }

    /// Reads a number in base 36.
    ///
    /// # Errors
    /// When it is not one.
    pub fn from_base36(text: &str) -> Result<Self, ParseIntError> {
        i64::from_str_radix(text, 36).map(Self)
    }
}

/// A whole number in base 36, in small letters.
#[must_use]
pub fn base36(number: i64) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut rest = number.unsigned_abs();
    let mut digits = Vec::new();
    loop {
        // Below 36, so it is in the table.
        let digit = usize::try_from(rest % 36).unwrap_or(0);
        digits.push(char::from(DIGITS[digit]));
        rest /= 36;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        digits.push('-');
    }
    digits.iter().rev().collect()
}

/// The key of a conversation: one person in one topic of one chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ConversationId {
    /// The chat in which it takes place.
    pub chat: ChatId,
    /// The topic of that chat, or [`TopicId::NONE`].
    pub topic: TopicId,
    /// The person who writes or presses.
    pub user: UserId,
}

impl ConversationId {
    /// Whether nobody else reads it.
    #[must_use]
    pub const fn is_private(self) -> bool {
        self.chat.is_private()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_number_is_read_back_from_what_people_see() {
        for number in [0, 1, 35, 36, 260, i64::MAX] {
            let case = CaseId::new(number);
            assert_eq!(CaseId::from_base36(&case.base36()), Ok(case));
        }
        assert_eq!(CaseId::new(272).base36(), "7k");
        assert_eq!(base36(-36), "-10");
        assert_eq!(base36(i64::MIN), "-1y2p0ij32e8e8");
    }

    #[test]
    fn a_private_chat_is_told_from_a_group_by_its_sign() {
        assert!(ChatId::from(UserId::new(7)).is_private());
        assert!(!ChatId::new(-1_001).is_private());
        assert_eq!(TopicId::NONE.known(), None);
        assert_eq!(TopicId::new(4).known(), Some(4));
    }
}
