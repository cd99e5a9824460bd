//! What an update asks of the bot.

use care_ids::{ChatId, ConversationId, MessageId, TopicId, UserId};
use care_language::phi::Part;

use crate::callback_data::{CallbackData, ParseError};

/// What a person asks of the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// A command, with what follows it.
    Command(Sender, Command, String),
    /// A text that is not a command, and the bot's message that it answers.
    Text(Sender, String, Option<MessageId>),
    /// A text of a group that mentions the bot, without the mention: a question.
    Mention(Sender, String),
    /// A text in a topic of a group that is not said to the bot. It is for the bot only where the topic
    /// was opened for a case.
    TopicText(Sender, String),
    /// Words in a topic of a group that are said to somebody else, or come along with a picture or a file.
    /// Where the topic was opened for a case they are screened; of them only a caption is read.
    TopicAside(Sender, Vec<Said>),
    /// Something that is no text: a picture, a voice message, a file, a poll, or of a kind that nobody knows.
    Media {
        /// Who sent it, and where.
        sender: Sender,
        /// Its caption, file name and the like.
        words: Vec<Said>,
        /// The bot's message that it answers.
        answered: Option<MessageId>,
        /// The album that it belongs to.
        album: Option<String>,
        /// It gets a reply: of an album, one does.
        gets_reply: bool,
    },
    /// Words said to somebody else, in answer to a message of the bot: they are screened, and nothing else.
    Aside(Sender, Vec<Said>),
    /// A message was edited, to these words.
    Edit(Sender, Vec<Said>),
    /// Something said to the bot in the name of a chat, by nobody whom it could tell from others.
    Anonymous(Sender),
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
        /// Telegram still shows what stands on the message, and in which topic.
        is_readable: bool,
        /// The message has that button now.
        shows_button: bool,
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
            Self::Mention(..) => "mention",
            Self::TopicAside(..) => "topic_aside",
            Self::Media { .. } => "media",
            Self::Aside(..) => "aside",
            Self::Edit(..) => "edit",
            Self::Anonymous(_) => "anonymous",
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
            Self::Callback { conversation, .. } => Some(*conversation),
            // It is typed in some chat or other; the person counts, as in their private chat.
            Self::Inline { user, .. } => Some(ConversationId {
                chat: ChatId::from(*user),
                topic: TopicId::NONE,
                user: *user,
            }),
            // Whether it is for the bot shows only later, or nobody in particular says it.
            Self::TopicText(..) | Self::TopicAside(..) | Self::Anonymous(_) => None,
            other => other.sender().map(|sender| sender.conversation),
        }
    }

    /// Whether it is a typed text, which costs more to answer than a press.
    pub fn is_text(&self) -> bool {
        match self {
            Self::Text(..) | Self::Mention(..) | Self::Edit(..) | Self::TopicText(..) => true,
            Self::Media { words, .. } | Self::TopicAside(_, words) => {
                words.iter().any(|said| said.part == Part::Caption)
            }
            _ => false,
        }
    }

    /// The person who makes it.
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::TopicText(sender, _) => Some(sender.conversation.user),
            other => other.conversation().map(|conversation| conversation.user),
        }
    }

    /// The chat in which it is made.
    pub fn chat(&self) -> Option<ChatId> {
        match self {
            Self::Callback { conversation, .. } => Some(conversation.chat),
            Self::BotAdded { chat, .. }
            | Self::BotRemoved(chat)
            | Self::ChatMigrated { from: chat, .. } => Some(*chat),
            other => other.sender().map(|sender| sender.conversation.chat),
        }
    }

    /// Who sent the message that makes it; a press and what Telegram tells by itself have none.
    fn sender(&self) -> Option<&Sender> {
        match self {
            Self::Command(sender, ..)
            | Self::Text(sender, ..)
            | Self::Mention(sender, _)
            | Self::TopicText(sender, _)
            | Self::TopicAside(sender, _)
            | Self::Media { sender, .. }
            | Self::Aside(sender, _)
            | Self::Edit(sender, _)
            | Self::Anonymous(sender) => Some(sender),
            Self::Callback { .. }
            | Self::BotAdded { .. }
            | Self::BotRemoved(_)
            | Self::ChatMigrated { .. }
            | Self::Inline { .. }
            | Self::Ignored(_) => None,
        }
    }

    /// The same for a group that has become a supergroup: a press on a message of its history. That message
    /// has another number than those of the supergroup, so what comes of the press is a new message there.
    #[must_use]
    pub fn moved_to(mut self, supergroup: ChatId) -> Self {
        if let Self::Callback {
            conversation,
            message,
            replied,
            ..
        } = &mut self
        {
            conversation.chat = supergroup;
            *message = None;
            *replied = None;
        }
        self
    }

    /// Whether it is made in a group with topics.
    pub fn in_forum(&self) -> bool {
        match self {
            Self::Callback { forum, .. } => *forum,
            // It gets no answer, and so needs no topic.
            Self::Aside(..) => false,
            other => other.sender().is_some_and(|sender| sender.forum),
        }
    }
}

/// Words of a message, and the part of it in which they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The part of the message.
    pub part: Part,
    /// What was typed, or the caption of a picture or file; never stored.
    pub text: String,
}

impl Said {
    pub(super) fn new(part: Part, text: impl Into<String>) -> Self {
        Self {
            part,
            text: text.into(),
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
    /// The people and groups that were let in, and unused invitations; for administrators.
    Invitations,
    /// A command that there is not.
    Unknown,
}

impl Command {
    /// Everybody's, in the order in which the help lists them.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::New, "new"),
        (Self::Cases, "cases"),
        (Self::Resume, "resume"),
        (Self::Cancel, "cancel"),
        (Self::Settings, "settings"),
        (Self::Privacy, "privacy"),
        (Self::AuditLog, "trail"),
        (Self::Export, "export_my_data"),
        (Self::Forget, "delete_my_data"),
        (Self::Sources, "sources"),
        (Self::About, "about"),
        (Self::Start, "start"),
        (Self::Help, "help"),
    ];

    /// The menu of private chats. A menu is short: the help lists the others.
    pub const MENU: [&'static str; 6] = ["new", "cases", "resume", "settings", "privacy", "help"];

    /// The menu of groups, where settings and personal data have no place.
    pub const MENU_OF_GROUPS: [&'static str; 4] = ["new", "cases", "resume", "help"];

    /// What the menus of administrators show beside the others.
    pub const OF_ADMINS: [(Self, &'static str); 2] =
        [(Self::Invite, "invite"), (Self::Invitations, "invitations")];

    /// Whether it needs the bot's name in a group: it may be a command of another bot.
    pub(super) fn is_silent_in_groups(self) -> bool {
        self == Self::Unknown
    }

    pub(super) fn named(name: &str) -> Self {
        let found = Self::ALL
            .iter()
            .chain(&Self::OF_ADMINS)
            .find(|(_, known)| known.eq_ignore_ascii_case(name));
        found.map_or(Self::Unknown, |(command, _)| *command)
    }
}
