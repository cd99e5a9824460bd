//! What one request needs of the store.

use care_ids::{CaseId, ChatId, ConversationId, MessageId, UserId};

use crate::admissions::CodeHash;

/// What a request names, and therefore needs. With a case come its person's settings and what is known of
/// its plans.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadSet {
    /// The person whose settings are needed.
    pub person: Option<UserId>,
    /// The cases of a person in a chat.
    pub conversation: Option<ConversationId>,
    /// The cases with a plan that others have in the chat of a person.
    pub colleagues: Option<ConversationId>,
    /// A case by its id.
    pub case: Option<CaseId>,
    /// Another one, where two are named.
    pub other_case: Option<CaseId>,
    /// The cases that are open in a chat, and in the topic of it, whoever's they are.
    pub open: Option<ConversationId>,
    /// The case that a message of the bot belongs to.
    pub message: Option<(ChatId, MessageId)>,
    /// The case that a topic was opened for.
    pub topic: Option<ConversationId>,
    /// One plan with its messages.
    pub plan: Option<(CaseId, u32)>,
    /// What is known of somebody in a group.
    pub member: Option<(ChatId, UserId)>,
    /// Whether these chats were let in.
    pub admissions: Vec<ChatId>,
    /// An invitation by the digest of its code.
    pub invitation: Option<CodeHash>,
    /// All that were let in and all invitations.
    pub all_admissions: bool,
    /// An id and a number for a new case in a conversation, and how many cases its person has.
    pub new_case: Option<ConversationId>,
    /// A code that nobody can guess.
    pub new_code: bool,
    /// What was shown to a person last.
    pub audit_log: Option<UserId>,
    /// Whether a topic is on its way for a case.
    pub topic_of: Option<CaseId>,
    /// The numbers that a group had before it became a supergroup, and has now.
    pub moves: Option<ChatId>,
}
