//! What a request needs of the store: all of it is read before the request is handled.

use care_ids::{ConversationId, TopicId};
use care_store::{CodeHash, ReadSet};

use super::access::code_in;
use crate::callback_data::{CallbackData, CaseAction, Look, ParseError, UserAction};
use crate::policy::{Access, Policy};
use crate::telegram::request::{Command, Request, Sender};

/// What is to be read for a request.
pub(super) fn read_set(policy: &Policy, request: &Request) -> ReadSet {
    let mut reads = match request {
        Request::Callback {
            conversation, data, ..
        } => of_callback(*conversation, data),
        Request::Command(sender, command, rest) => of_command(policy, sender, *command, rest),
        Request::Text(sender, _, answered) => ReadSet {
            message: answered.map(|message| (sender.conversation.chat, message)),
            // The text of a case begins one.
            new_case: Some(sender.conversation),
            open: in_group(sender.conversation),
            ..of_conversation(sender.conversation)
        },
        Request::Media {
            sender, answered, ..
        } => ReadSet {
            message: answered.map(|message| (sender.conversation.chat, message)),
            // So may its caption.
            new_case: Some(sender.conversation),
            open: in_group(sender.conversation),
            ..of_conversation(sender.conversation)
        },
        Request::Mention(sender, _) | Request::TopicText(sender, _) => ReadSet {
            // A case may be told at a mention, and in the topic of one it may be asked whose a text is.
            new_case: Some(sender.conversation),
            open: in_group(sender.conversation),
            ..of_conversation(sender.conversation)
        },
        Request::Aside(sender, _) | Request::Edit(sender, _) | Request::TopicAside(sender, _) => {
            of_conversation(sender.conversation)
        }
        Request::Inline { .. }
        | Request::Anonymous(_)
        | Request::BotAdded { .. }
        | Request::BotRemoved(_)
        | Request::ChatMigrated { .. }
        | Request::Ignored(_) => ReadSet::default(),
    };
    let conversation = match request {
        // What is said to nobody in particular is heard only where its chat was let in.
        Request::TopicText(sender, _)
        | Request::TopicAside(sender, _)
        | Request::Anonymous(sender) => Some(sender.conversation),
        other => other.conversation(),
    };
    if let Some(conversation) = conversation {
        of_access(policy, conversation, &mut reads);
    }
    reads
}

/// In a group colleagues have cases too, and somebody may mean one of theirs.
fn in_group(conversation: ConversationId) -> Option<ConversationId> {
    (!conversation.is_private()).then_some(conversation)
}

/// Who writes, their cases here, and the case of the topic they write in.
fn of_conversation(conversation: ConversationId) -> ReadSet {
    ReadSet {
        person: Some(conversation.user),
        conversation: Some(conversation),
        topic: (conversation.topic != TopicId::NONE).then_some(conversation),
        ..ReadSet::default()
    }
}

fn of_command(policy: &Policy, sender: &Sender, command: Command, rest: &str) -> ReadSet {
    let conversation = sender.conversation;
    let mut reads = of_conversation(conversation);
    match command {
        Command::Start | Command::New => reads.new_case = Some(conversation),
        Command::Cases => reads.colleagues = in_group(conversation),
        Command::AuditLog => reads.audit_log = Some(conversation.user),
        Command::Invite if policy.access == Access::Invite => reads.new_code = true,
        Command::Invitations => reads.all_admissions = true,
        _ => {}
    }
    if command == Command::Start && policy.access == Access::Invite {
        reads.invitation = code_in(rest).map(CodeHash::of);
    }
    reads
}

fn of_callback(conversation: ConversationId, data: &Result<CallbackData, ParseError>) -> ReadSet {
    let case = match data {
        Ok(data) => data.case(),
        Err(error) => error.case(),
    };
    let mut reads = ReadSet {
        person: Some(conversation.user),
        case,
        ..ReadSet::default()
    };
    if case.is_some() && !conversation.is_private() {
        reads.member = Some((conversation.chat, conversation.user));
    }
    match data {
        Ok(CallbackData::Look {
            case,
            look: Look::Plan(number),
            ..
        }) => reads.plan = Some((*case, *number)),
        Ok(CallbackData::Join { case, .. }) => reads.other_case = Some(*case),
        Ok(CallbackData::CreateTopic { case }) => reads.topic_of = Some(*case),
        Ok(
            CallbackData::CaseList { .. }
            | CallbackData::Delete { .. }
            | CallbackData::Case {
                action: CaseAction::Cancel,
                ..
            },
        ) => {
            reads.conversation = Some(conversation);
            reads.colleagues = in_group(conversation);
        }
        Ok(CallbackData::User { action, .. }) => {
            reads.conversation = Some(conversation);
            match action {
                UserAction::Cases => reads.colleagues = in_group(conversation),
                UserAction::Withdraw(_) => reads.all_admissions = true,
                _ => reads.new_case = Some(conversation),
            }
        }
        _ => {}
    }
    reads
}

/// Whether they are let in.
fn of_access(policy: &Policy, conversation: ConversationId, reads: &mut ReadSet) {
    if policy.access == Access::Invite {
        reads.admissions.push(conversation.chat);
        if !conversation.is_private() && reads.invitation.is_some() {
            reads.admissions.push(conversation.user.into());
        }
    }
    if !conversation.is_private() {
        // A group may have been another one before.
        reads.moves = Some(conversation.chat);
    }
}
