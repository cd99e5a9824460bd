//! What an update asks of the bot.

use care_ids::{ChatId, ConversationId, MessageId, TopicId, UserId};

use crate::callback_data::{CallbackData, ParseError};

/// What a person asks of the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// A command, with what follows it.
    Command(Sender, Command, String),
    /// A text that is not a command, and the first line of the bot's message that it answers.
    Text(Sender, String, Option<String>),
    /// A text in a topic of a group that is not text_request to the bot. It is for the bot only where the topic
    /// was opened for a case.
    TopicText(Sender, String),
    /// A picture, voice, document or sticker.
    Media(Sender),
    /// A pressed button of an inline keyboard.
    Callback {
        /// Who, and where the button's message stands.
        conversation: ConversationId,
        /// The message it stands on, when Telegram still knows it.
        message: Option<MessageId>,
        /// The message that this one answers.
        replied: Option<MessageId>,
        /// The id under which the press is answered.
        query: String,
        /// What the button does, or why that cannot be read.
        data: Result<CallbackData, ParseError>,
        /// It stands in a group with topics.
        forum: bool,
    },
    /// Something typed after the bot's name in any chat.
    Inline {
        /// The person who typed it.
        user: UserId,
        /// The id under which the query is answered.
        query: String,
        /// The text that was typed.
        text: String,
    },
    /// The bot was added to a group.
    BotAdded {
        /// The group it was added to.
        chat: ChatId,
        /// The person who added it.
        by: UserId,
    },
    /// The bot was blocked or removed from a chat.
    BotRemoved(ChatId),
    /// A group has become a supergroup.
    ChatMigrated {
        /// The number it had as a group.
        from: ChatId,
        /// The number it has as a supergroup.
        to: ChatId,
    },
    /// Nothing to do, and why.
    Ignored(&'static str),
}

impl Request {
    /// What kind of a request it is, in a word, for counting.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Command(..) => "command",
            Self::Text(..) => "text",
            Self::TopicText(..) => "topic_text",
            Self::Inline { .. } => "inline",
            Self::Media(_) => "media",
            Self::Callback { .. } => "callback",
            Self::BotAdded { .. } => "bot_added",
            Self::BotRemoved(_) => "bot_removed",
            Self::ChatMigrated { .. } => "chat_migrated",
            Self::Ignored(_) => "ignored",
        }
    }

    /// Who makes it, and where.
    pub fn conversation(&self) -> Option<ConversationId> {
        match self {
            Self::Command(sender, ..) | Self::Text(sender, ..) | Self::Media(sender) => {
                Some(sender.conversation)
            }
            Self::Callback { conversation, .. } => Some(*conversation),
            // It is typed in some chat or other; the person counts, as in their private chat.
            Self::Inline { user, .. } => Some(ConversationId {
                chat: ChatId::from(*user),
                topic: TopicId::NONE,
                user: *user,
            }),
            // Whether it is for the bot shows only later.
            Self::TopicText(..)
            | Self::BotAdded { .. }
            | Self::BotRemoved(_)
            | Self::ChatMigrated { .. }
            | Self::Ignored(_) => None,
        }
    }

    /// The chat in which it is made.
    pub fn chat(&self) -> Option<ChatId> {
        match self {
            Self::Command(sender, ..)
            | Self::Text(sender, ..)
            | Self::TopicText(sender, ..)
            | Self::Media(sender) => Some(sender.conversation.chat),
            Self::Callback { conversation, .. } => Some(conversation.chat),
            Self::BotAdded { chat, .. }
            | Self::BotRemoved(chat)
            | Self::ChatMigrated { from: chat, .. } => Some(*chat),
            Self::Inline { .. } | Self::Ignored(_) => None,
        }
    }

    /// Whether it is made in a group with topics.
    pub fn in_forum(&self) -> bool {
        match self {
            Self::Command(sender, ..)
            | Self::Text(sender, ..)
            | Self::TopicText(sender, ..)
            | Self::Media(sender) => sender.forum,
            Self::Callback { forum, .. } => *forum,
            _ => false,
        }
    }
}

/// Who sent a message, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sender {
    /// Who sent it, and in which topic of which chat.
    pub conversation: ConversationId,
    /// The message that was sent.
    pub message: MessageId,
    /// The message it answers.
    pub reply_to: Option<MessageId>,
    /// The chat is a group with topics.
    pub forum: bool,
}

/// The commands of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// First contact, or a deep link.
    Start,
    /// Begins a new case.
    New,
    /// The list of cases.
    Cases,
    /// The present card again.
    Resume,
    /// Role and local service.
    Settings,
    /// What the content rests on.
    Sources,
    /// What this is and is not.
    About,
    /// What is stored of a person, and how long.
    Privacy,
    /// What was shown to the person last.
    AuditLog,
    /// What is stored of the person, as a file.
    Export,
    /// Deletes what is stored of the person.
    Forget,
    /// What can be done.
    Help,
    /// Closes the open case.
    Cancel,
    /// An invitation; for administrators.
    Invite,
    /// A command that there is not.
    Unknown,
}

impl Command {
    /// Those of everybody's menu, in its order.
    pub const MENU: [(Self, &'static str); 13] = [
        (Self::Start, "start"),
        (Self::New, "new"),
        (Self::Cases, "cases"),
        (Self::Resume, "resume"),
        (Self::Settings, "settings"),
        (Self::Sources, "sources"),
        (Self::About, "about"),
        (Self::Privacy, "privacy"),
        (Self::AuditLog, "trail"),
        (Self::Export, "export_my_data"),
        (Self::Forget, "delete_my_data"),
        (Self::Help, "help"),
        (Self::Cancel, "cancel"),
    ];

    /// What only the menus of administrators show.
    pub const OF_ADMINS: [(Self, &'static str); 1] = [(Self::Invite, "invite")];

    pub(super) fn named(name: &str) -> Self {
        let found = Self::MENU
            .iter()
            .chain(&Self::OF_ADMINS)
            .find(|(_, known)| known.eq_ignore_ascii_case(name));
        found.map_or(Self::Unknown, |(command, _)| *command)
    }
}
