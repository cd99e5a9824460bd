//! What one request changes in the store.

use care_ids::{CaseId, ChatId, UserId};

use crate::admissions::{CodeHash, Invitation};
use crate::audit_log::{AuditEntry, Feedback};
use crate::cases::StoredCase;
use crate::outbox::NewEntry;
use crate::people::Person;
use crate::plans::StoredPlan;

/// What one request changes, and the calls that follow from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WriteSet {
    /// Settings of people, each as they stand at the end.
    pub people: Vec<Person>,
    /// People who asked something about no case, each with the last of it.
    pub asked: Vec<Person>,
    /// Cases, each as it stands at the end.
    pub cases: Vec<StoredCase>,
    /// Plans that are given.
    pub plans: Vec<StoredPlan>,
    /// Plans that are given once more: they count as not refused.
    pub plans_given_again: Vec<(CaseId, u32)>,
    /// Cases that are deleted, with all that belongs to them.
    pub deleted_cases: Vec<CaseId>,
    /// What was shown, for the audit log.
    pub shown: Vec<AuditEntry>,
    /// What was found helpful or not.
    pub feedback: Vec<Feedback>,
    /// Chats that are let in.
    pub admitted: Vec<(ChatId, UserId)>,
    /// Chats that are let in no longer.
    pub dismissed: Vec<ChatId>,
    /// Invitations that are made.
    pub invited: Vec<Invitation>,
    /// Invitations that are used or withdrawn.
    pub redeemed: Vec<CodeHash>,
    /// A person of whom nothing shall be kept, in any chat.
    pub erased: Option<UserId>,
    /// A group that has become a supergroup: from, to.
    pub moved: Option<(ChatId, ChatId)>,
    /// Calls for the outbox, in the order in which they are made.
    pub calls: Vec<NewEntry>,
}
