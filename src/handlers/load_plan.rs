//! What a request needs of the store: all of it is read before the request is handled.

use care_ids::{ConversationId, TopicId};
use care_store::{CodeHash, LoadPlan};

use super::access::code_in;
use crate::callback_data::{CallbackData, CaseAction, Look, ParseError, UserAction};
use crate::policy::{Access, Policy};
use crate::telegram::request::{Command, Request, Sender};

/// What is to be read for a request.
pub(super) fn load_plan(policy: &Policy, request: &Request) -> LoadPlan {
    let mut plan = match request {
        Request::Callback {
            conversation, data, ..
        } => of_callback(*conversation, data),
        Request::Command(sender, command, rest) => of_command(policy, sender, *command, rest),
        Request::Text(sender, _, answered) => LoadPlan {
            message: answered.map(|message| (sender.conversation.chat, message)),
            // The text of a case begins one.
            new_case: Some(sender.conversation.user),
            ..of_conversation(sender.conversation)
        },
        Request::Media { sender, .. }
        | Request::Mention(sender, _)
        | Request::Aside(sender, _)
        | Request::Edit(sender, _)
        | Request::TopicText(sender, _)
        | Request::TopicAside(sender, _) => of_conversation(sender.conversation),
        Request::Inline { .. }
        | Request::Anonymous(_)
        | Request::BotAdded { .. }
        | Request::BotRemoved(_)
        | Request::ChatMigrated { .. }
        | Request::Ignored(_) => LoadPlan::default(),
    };
    let conversation = match request {
        // What is said to nobody in particular is heard only where its chat was let in.
        Request::TopicText(sender, _)
        | Request::TopicAside(sender, _)
        | Request::Anonymous(sender) => Some(sender.conversation),
        other => other.conversation(),
    };
    if let Some(conversation) = conversation {
        of_access(policy, conversation, &mut plan);
    }
    plan
}

/// Who writes, their cases here, and the case of the topic they write in.
fn of_conversation(conversation: ConversationId) -> LoadPlan {
    LoadPlan {
        person: Some(conversation.user),
        conversation: Some(conversation),
        topic: (conversation.topic != TopicId::NONE).then_some(conversation),
        ..LoadPlan::default()
    }
}

fn of_command(policy: &Policy, sender: &Sender, command: Command, rest: &str) -> LoadPlan {
    let conversation = sender.conversation;
    let mut plan = of_conversation(conversation);
    match command {
        Command::Start | Command::New => plan.new_case = Some(conversation.user),
        Command::AuditLog => plan.audit_log = Some(conversation.user),
        Command::Invite if policy.access == Access::Invite => plan.new_code = true,
        Command::Invitations => plan.all_admissions = true,
        _ => {}
    }
    if command == Command::Start && policy.access == Access::Invite {
        plan.invitation = code_in(rest).map(CodeHash::of);
    }
    plan
}

fn of_callback(conversation: ConversationId, data: &Result<CallbackData, ParseError>) -> LoadPlan {
    let case = match data {
        Ok(data) => data.case(),
        Err(error) => error.case(),
    };
    let mut plan = LoadPlan {
        person: Some(conversation.user),
        case,
        ..LoadPlan::default()
    };
    if case.is_some() && !conversation.is_private() {
        plan.member = Some((conversation.chat, conversation.user));
    }
    match data {
        Ok(CallbackData::Look {
            case,
            look: Look::Plan(number),
            ..
        }) => plan.plan = Some((*case, *number)),
        Ok(
            CallbackData::CaseList { .. }
            | CallbackData::Delete { .. }
            | CallbackData::Case {
                action: CaseAction::Cancel,
                ..
            },
        ) => plan.conversation = Some(conversation),
        Ok(CallbackData::User { action, .. }) => {
            plan.conversation = Some(conversation);
            match action {
                UserAction::Withdraw(_) => plan.all_admissions = true,
                _ => plan.new_case = Some(conversation.user),
            }
        }
        _ => {}
    }
    plan
}

/// Whether they are let in.
fn of_access(policy: &Policy, conversation: ConversationId, plan: &mut LoadPlan) {
    if policy.access == Access::Invite {
        plan.admissions.push(conversation.chat);
        if !conversation.is_private() && plan.invitation.is_some() {
            plan.admissions.push(conversation.user.into());
        }
    }
    if !conversation.is_private() {
        // A group may have been another one before.
        plan.moves = Some(conversation.chat);
    }
}
