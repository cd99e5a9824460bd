//! A batch of updates: each is claimed, what it names is read, it is handled, and what it changes is
//! written, all within one transaction. An update sees what those before it have written.

use std::sync::Arc;

use care_ids::{CaseId, ChatId, EntryId, UserId};

use crate::error::StoreError;
use crate::load::load;
use crate::model::UpdateId;
use crate::outbox::{NewEntry, OutboxEntry, Outcome};
use crate::personal_data;
use crate::session::{LoadPlan, Session, WriteSet};
use crate::settle;
use crate::tx::{Row, Statement, Tx, Work, sql};

/// An update that is to be handled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub update: UpdateId,
    /// The chat that it is about.
    pub chat: Option<ChatId>,
    /// What it needs.
    pub plan: LoadPlan,
}

/// Handles the update at this place of the batch: what was read for it in, what it changes out. The same
/// session always gives the same.
pub type Handler = Arc<dyn Fn(usize, Session) -> WriteSet + Send + Sync>;

/// What has come of a batch.
#[derive(Debug, Default)]
pub struct Processed {
    /// Which of the updates were handled before, by their places.
    pub repeated: Vec<usize>,
    /// The calls that this replica has to make, in order.
    pub entries: Vec<OutboxEntry>,
}

pub(crate) struct Process {
    pub jobs: Vec<Job>,
    pub handler: Handler,
    /// Outcomes of earlier calls, which are noted along with it.
    pub settled: Vec<Outcome>,
    pub now: i64,
    /// When a case counts as touched; not before what is kept already.
    pub touched_at: i64,
}

impl Work for Process {
    type Out = Processed;

    async fn run<T: Tx>(self, tx: &mut T) -> Result<Processed, StoreError> {
        let chats = self.jobs.iter().filter_map(|job| job.chat);
        let settled = self.settled.iter().map(|outcome| outcome.chat);
        tx.lock_chats(chats.chain(settled).collect()).await?;
        let mut done = Processed::default();
        let follow_ups = settle::settle(tx, &self.settled, self.now).await?;
        done.entries.extend(follow_ups);
        for (place, job) in self.jobs.into_iter().enumerate() {
            if !claim(tx, job.update, self.now).await? {
                done.repeated.push(place);
                continue;
            }
            let session = load(tx, job.plan).await?;
            let offered = session.new_case_id();
            let writes = (self.handler)(place, session);
            let is_unused = |id: &CaseId| writes.cases.iter().all(|case| case.id != *id);
            if let Some(id) = offered.filter(is_unused) {
                tx.give_back_case_id(id);
            }
            let times = Times {
                now: self.now,
                touched_at: self.touched_at,
            };
            write(tx, writes, times, &mut done.entries).await?;
        }
        tx.take_leases(&mut done.entries).await?;
        Ok(done)
    }
}

/// Notes an update as handled. Says whether it was not handled before.
pub(crate) async fn claim<T: Tx>(
    tx: &mut T,
    update: UpdateId,
    now: i64,
) -> Result<bool, StoreError> {
    let claim = sql!(
        "insert into updates (update_id, handled_at) values ($1, $2) \
         on conflict (update_id) do nothing",
        update,
        now
    );
    Ok(tx.run(vec![claim]).await? == [1])
}

#[derive(Clone, Copy)]
struct Times {
    now: i64,
    touched_at: i64,
}

/// Writes what a request has changed, and adds its calls to the entries.
async fn write<T: Tx>(
    tx: &mut T,
    writes: WriteSet,
    Times { now, touched_at }: Times,
    entries: &mut Vec<OutboxEntry>,
) -> Result<(), StoreError> {
    let mut statements: Vec<Statement> = Vec::new();
    statements.extend(writes.people.iter().map(|person| person.write(now)));
    statements.extend(writes.cases.iter().map(|case| case.write(touched_at)));
    statements.extend(writes.plans.iter().map(|plan| plan.write()));
    statements.extend(writes.plans_given_again.iter().map(|(case, number)| {
        sql!(
            "update plans set refused = $1 where case_id = $2 and number = $3",
            false,
            *case,
            i64::from(*number)
        )
    }));
    statements.extend(writes.shown.iter().map(|shown| shown.write(now)));
    statements.extend(writes.feedback.iter().map(|feedback| feedback.write(now)));
    statements.extend(write_access(&writes, now));
    for case in &writes.deleted_cases {
        statements.extend(personal_data::delete_case(*case));
    }
    if let Some((from, to)) = writes.moved {
        statements.extend(move_chat(from, to));
    }
    if !statements.is_empty() {
        tx.run(statements).await?;
    }
    if let Some((from, to)) = writes.moved {
        move_entries(tx, from, to).await?;
        // What was going to be said there in this batch is said in the new chat.
        *entries = in_new_chat(std::mem::take(entries), from, to);
    }
    if let Some(user) = writes.erased {
        erase(tx, user, entries).await?;
    }
    let first = entries.len();
    add_entries(tx, writes.calls, now, entries).await?;
    if writes.erased.is_some() || !writes.deleted_cases.is_empty() {
        let named_by = entries.get(first..).unwrap_or_default();
        let named_by: Vec<EntryId> = named_by.iter().map(|entry| entry.id).collect();
        tx.note_erasure(&named_by);
    }
    Ok(())
}

/// Puts calls into the outbox.
pub(crate) async fn add_entries<T: Tx>(
    tx: &mut T,
    calls: Vec<NewEntry>,
    now: i64,
    entries: &mut Vec<OutboxEntry>,
) -> Result<(), StoreError> {
    if calls.is_empty() {
        return Ok(());
    }
    let id = |row: &dyn Row| row.int(0).map(EntryId::new);
    let inserts = calls.iter().map(|call| (call.write(now), id as _));
    let ids = tx.load(inserts.collect()).await?;
    let mut is_first = true;
    for (entry, id) in calls.into_iter().zip(ids) {
        let is_first_reply = is_first && entry.call.keeps_order();
        is_first &= !is_first_reply;
        entries.push(OutboxEntry {
            id,
            entry,
            tries: 0,
            created_at: now,
            is_first_reply,
        });
    }
    Ok(())
}

fn write_access(writes: &WriteSet, now: i64) -> Vec<Statement> {
    let admitted = writes.admitted.iter().map(|(chat, by)| {
        sql!(
            "insert into admissions (chat_id, admitted_at, invited_by) values ($1, $2, $3) \
             on conflict (chat_id) do nothing",
            *chat,
            now,
            *by
        )
    });
    let dismissed = writes
        .dismissed
        .iter()
        .map(|chat| sql!("delete from admissions where chat_id = $1", *chat));
    let invited = writes.invited.iter().map(|invitation| {
        sql!(
            "insert into invitations (code_hash, expires_at, made_by, made_at) \
             values ($1, $2, $3, $4)",
            invitation.code.as_str(),
            invitation.expires_at,
            invitation.made_by,
            now
        )
    });
    let redeemed = writes.redeemed.iter().map(|code| {
        sql!(
            "delete from invitations where code_hash = $1",
            code.as_str()
        )
    });
    redeemed
        .chain(admitted)
        .chain(dismissed)
        .chain(invited)
        .collect()
}

/// Everything of a group that has become a supergroup. The numbers of its old messages mean nothing
/// there: cards are sent anew, and who answers an old message is still understood.
pub(crate) fn move_chat(from: ChatId, to: ChatId) -> Vec<Statement> {
    vec![
        sql!(
            "update cases set chat_id = $1, card_message_id = null where chat_id = $2",
            to,
            from
        ),
        sql!(
            "update audit_log set chat_id = $1 where chat_id = $2",
            to,
            from
        ),
        sql!(
            "insert into admissions (chat_id, admitted_at, invited_by) \
             select cast($1 as bigint), admitted_at, invited_by from admissions where chat_id = $2 \
             on conflict (chat_id) do nothing",
            to,
            from
        ),
        sql!("delete from admissions where chat_id = $1", from),
        sql!("delete from members where chat_id = $1", from),
        sql!(
            "insert into chat_moves (from_chat, to_chat) values ($1, $2) \
             on conflict (from_chat) do update set to_chat = excluded.to_chat",
            from,
            to
        ),
    ]
}

/// What waits for a group that has become a supergroup.
pub(crate) async fn move_entries<T: Tx>(
    tx: &mut T,
    from: ChatId,
    to: ChatId,
) -> Result<(), StoreError> {
    let waiting = sql!(
        concat!(
            "select ",
            crate::outbox::entry_columns!(),
            " from outbox where chat_id = $1 order by id"
        ),
        from
    );
    let waiting = tx.rows(waiting, OutboxEntry::read).await?;
    let mut statements = Vec::new();
    for entry in waiting {
        let id = entry.id;
        statements.push(match moved(entry, to) {
            Some(entry) => sql!(
                "update outbox set chat_id = $1, method = $2, call = $3, fallback = $4, \
                 if_refused = $5 where id = $6",
                to,
                entry.entry.call.method(),
                entry.entry.call.to_stored(),
                entry
                    .entry
                    .fallback
                    .as_ref()
                    .map(crate::call::Call::to_line),
                entry
                    .entry
                    .if_refused
                    .as_ref()
                    .map(crate::call::Call::to_line),
                id,
            ),
            None => sql!("delete from outbox where id = $1", id),
        });
    }
    if !statements.is_empty() {
        tx.run(statements).await?;
    }
    Ok(())
}

fn in_new_chat(entries: Vec<OutboxEntry>, from: ChatId, to: ChatId) -> Vec<OutboxEntry> {
    let moving = entries.into_iter().filter_map(|entry| {
        if entry.entry.chat == from {
            moved(entry, to)
        } else {
            Some(entry)
        }
    });
    moving.collect()
}

/// An entry for the supergroup that its group has become, if it has a meaning there.
#[must_use]
pub fn moved(mut entry: OutboxEntry, to: ChatId) -> Option<OutboxEntry> {
    let new = NewEntry {
        chat: to,
        call: entry.entry.call.moved_to(to)?,
        fallback: entry.entry.fallback.and_then(|call| call.moved_to(to)),
        if_refused: entry.entry.if_refused.and_then(|call| call.moved_to(to)),
        about: entry.entry.about,
    };
    entry.entry = new;
    Some(entry)
}

/// Deletes everything of a person. What was going to be said in the private chat is not said any more,
/// but every press has to be answered.
async fn erase<T: Tx>(
    tx: &mut T,
    user: UserId,
    entries: &mut Vec<OutboxEntry>,
) -> Result<(), StoreError> {
    tx.run(personal_data::erase(user)).await?;
    entries
        .retain(|entry| entry.entry.chat != ChatId::from(user) || !entry.entry.call.keeps_order());
    Ok(())
}
