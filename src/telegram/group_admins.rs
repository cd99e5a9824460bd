//! Who administers a group. Before somebody presses a button that changes the case of somebody else, Telegram is asked;
//! so the press is answered once, with what is true.

use std::collections::BTreeSet;
use std::time::Duration;

use care_ids::{CaseId, ChatId, ConversationId, UserId};
use care_store::{Member, Store};
use futures::future::join_all;
use serde::Deserialize;
use serde_json::json;

use super::api::Api;
use super::errors::Refusal;
use super::request::Request;
use crate::callback_data::{CallbackData, Look};

/// How long it is believed what Telegram said of somebody in a group.
pub(crate) const BELIEVED_SECONDS: i64 = 60;
/// Longest wait for Telegram's word. Without one the press is asked for again.
const PATIENCE: Duration = Duration::from_secs(3);

/// Looks up who administers a group.
pub struct GroupAdmins {
    api: Api,
    store: Store,
}

impl GroupAdmins {
    /// Asks Telegram, and keeps its word in the store.
    pub fn new(api: Api, store: Store) -> Self {
        Self { api, store }
    }

    /// Looks up everybody who presses, within a batch, on a case of somebody else and of whom Telegram has not said
    /// anything lately. What cannot be learnt is left to the handling of the press.
    pub(crate) async fn look_up(&self, requests: impl Iterator<Item = &Request>, now: i64) {
        let mut unknown: BTreeSet<(ChatId, UserId)> = BTreeSet::new();
        for (case, presser) in requests.filter_map(changes_a_case) {
            let who = (presser.chat, presser.user);
            if unknown.contains(&who) {
                continue;
            }
            let since = now - BELIEVED_SECONDS;
            match self.store.is_unknown_member(case, who, since).await {
                Ok(true) => drop(unknown.insert(who)),
                Ok(false) => {}
                Err(error) => tracing::debug!(%error, "whose case it is could not be read"),
            }
        }
        join_all(unknown.into_iter().map(|who| self.ask(who, now))).await;
    }

    async fn ask(&self, (chat, user): (ChatId, UserId), now: i64) {
        let params = json!({ "chat_id": chat, "user_id": user }).to_string();
        let told = self.api.call_within("getChatMember", params, PATIENCE);
        let admin = match told.await {
            Ok(told) => is_administrator(&told),
            // Of whom Telegram tells nothing has no say.
            Err(error) if error.refusal() == Some(Refusal::Other) => false,
            Err(error) => {
                tracing::debug!(%error, "who administers a group could not be asked");
                return;
            }
        };
        let seen_at = now;
        let member = Member { admin, seen_at };
        if let Err(error) = self.store.note_member(chat, user, member).await {
            tracing::debug!(%error, "who administers a group could not be kept");
        }
    }
}

/// The case of a group that a press may change, and who presses.
fn changes_a_case(request: &Request) -> Option<(CaseId, ConversationId)> {
    let Request::Callback {
        conversation, data, ..
    } = request
    else {
        return None;
    };
    let changes = matches!(
        data,
        Ok(CallbackData::Card { .. }
            | CallbackData::Case { .. }
            | CallbackData::Apply { .. }
            | CallbackData::Join { .. }
            // The list of what can be changed.
            | CallbackData::Look {
                look: Look::Answers(_),
                ..
            }
            | CallbackData::CreateTopic { .. })
    );
    let case = data.as_ref().ok().and_then(CallbackData::case)?;
    (changes && !conversation.is_private()).then_some((case, *conversation))
}

/// Whether Telegram's answer says that somebody administers the group.
fn is_administrator(told: &str) -> bool {
    #[derive(Deserialize)]
    struct Told {
        status: String,
    }
    let told: Option<Told> = serde_json::from_str(told).ok();
    told.is_some_and(|told| matches!(told.status.as_str(), "creator" | "administrator"))
}
