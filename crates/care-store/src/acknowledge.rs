//! What became of calls: entries are struck out, and what Telegram's answers have told is kept.

use std::collections::HashSet;

use care_ids::{EntryId, TopicId};

use crate::call::{Call, MessageRef};
use crate::chat_moves::{move_chat, move_entries};
use crate::error::StoreError;
use crate::outbox::{
    DeliveryOutcome, MessageRole, NewEntry, OutboxEntry, ResponseEffect, Tries, add_entries,
    take_leases_and_keep_own,
};
use crate::tx::{SqlStatement, Tx, Work, sql};

/// What has come of noting outcomes.
#[derive(Debug, Default)]
pub struct Acknowledged {
    /// The entries that may be tried now; of another one another replica has or had charge.
    pub granted: HashSet<EntryId>,
    /// Calls that follow, and that this replica has to make.
    pub entries: Vec<OutboxEntry>,
}

pub(crate) struct Acknowledge {
    pub tries: Tries,
    pub outcomes: Vec<DeliveryOutcome>,
    pub now: i64,
}

impl Work for Acknowledge {
    type Out = Acknowledged;

    async fn run<T: Tx>(self, tx: &mut T) -> Result<Acknowledged, StoreError> {
        let chats = self.outcomes.iter().map(|outcome| outcome.chat);
        tx.lock_chats(chats.collect()).await?;
        let undone = self.tries.undone.iter().map(|entry| {
            let undo = "update outbox set tries = tries - 1 where id = $1 and tries > 0";
            sql!(undo, *entry)
        });
        let undone: Vec<SqlStatement> = undone.collect();
        if !undone.is_empty() {
            tx.run(undone).await?;
        }
        let mut entries = acknowledge(tx, &self.outcomes, self.now).await?;
        take_leases_and_keep_own(tx, &mut entries).await?;
        let granted = match self.tries.begun.as_slice() {
            [] => HashSet::new(),
            begun => tx.begin_tries(begun).await?,
        };
        Ok(Acknowledged { granted, entries })
    }
}

/// Strikes out entries and keeps the effects of responses. Hands back the calls that follow.
async fn acknowledge<T: Tx>(
    tx: &mut T,
    outcomes: &[DeliveryOutcome],
    now: i64,
) -> Result<Vec<OutboxEntry>, StoreError> {
    let mut follow_ups = Vec::new();
    if outcomes.is_empty() {
        return Ok(follow_ups);
    }
    let delete = "delete from outbox where id = $1";
    let deletions = outcomes.iter().map(|outcome| sql!(delete, outcome.entry));
    let deleted = tx.run(deletions.collect()).await?;
    let mut statements: Vec<SqlStatement> = Vec::new();
    let mut next: Vec<NewEntry> = Vec::new();
    let mut moves = Vec::new();
    // Cards, each with the place of the statement that notes it.
    let mut cards: Vec<(usize, NewEntry)> = Vec::new();
    for (outcome, deleted) in outcomes.iter().zip(deleted) {
        for effect in &outcome.effects {
            statements.extend(keep(effect));
            cards.extend(without_buttons(effect).map(|call| (statements.len() - 1, call)));
            if let ResponseEffect::Moved { from, to } = effect {
                moves.push((*from, *to));
            }
        }
        // What follows comes once, also when it was noted before and the database's answer was lost, and not at
        // all when its person has had everything deleted.
        if deleted > 0 {
            next.extend(outcome.next.iter().cloned());
        }
    }
    let changed = tx.run(statements).await?;
    let is_late = |place: &usize| changed.get(*place) == Some(&0);
    next.extend(
        cards
            .into_iter()
            .filter_map(|(place, call)| is_late(&place).then_some(call)),
    );
    for (from, to) in moves {
        move_entries(tx, from, to).await?;
    }
    add_entries(tx, next, now, &mut follow_ups).await?;
    let ids: Vec<EntryId> = outcomes.iter().map(|outcome| outcome.entry).collect();
    tx.note_acknowledged(&ids);
    Ok(follow_ups)
}

/// Takes the buttons off a card. Due where there was a later card before it was known which message this one is:
/// whoever sent that one could not do it.
fn without_buttons(effect: &ResponseEffect) -> Option<NewEntry> {
    let ResponseEffect::Sent {
        chat,
        message,
        about,
    } = *effect
    else {
        return None;
    };
    let buttons = Call::EditMessageReplyMarkup(MessageRef {
        chat_id: chat,
        message_id: message,
    });
    matches!(about.role, MessageRole::Card(_)).then(|| NewEntry::of(chat, buttons))
}

/// What is written of an effect; for a card the statement that notes it comes last.
fn keep(effect: &ResponseEffect) -> Vec<SqlStatement> {
    match *effect {
        ResponseEffect::Sent {
            chat,
            message,
            about,
        } => {
            let plan = match about.role {
                MessageRole::Plan(number) => Some(i64::from(number)),
                MessageRole::Card(_) | MessageRole::Other => None,
            };
            // Only of a case that is still there.
            let mut statements = vec![sql!(
                "insert into messages (chat_id, message_id, case_id, plan) \
                 select cast($1 as bigint), cast($2 as bigint), id, cast($3 as bigint) \
                 from cases where id = $4 on conflict (chat_id, message_id) \
                 do update set case_id = excluded.case_id, plan = excluded.plan",
                chat,
                message,
                plan,
                about.case
            )];
            if let MessageRole::Card(number) = about.role {
                statements.push(sql!(
                    "update cases set card_message_id = $1 where id = $2 and card_number = $3",
                    message,
                    about.case,
                    number
                ));
            }
            statements
        }
        ResponseEffect::PlanRefused { case, plan } => vec![sql!(
            "update plans set refused = $1 where case_id = $2 and number = $3",
            true,
            case,
            i64::from(plan)
        )],
        ResponseEffect::TopicOpened { case, topic } => vec![sql!(
            "update cases set thread_id = $1, own_topic = $2 where id = $3",
            topic,
            true,
            case
        )],
        ResponseEffect::TopicLost { chat, topic } => vec![sql!(
            "update cases set thread_id = $1, own_topic = $2 where chat_id = $3 and thread_id = $4",
            TopicId::NONE,
            false,
            chat,
            topic
        )],
        ResponseEffect::Moved { from, to } => move_chat(from, to),
    }
}
