//! A batch of updates: each is claimed, what it names is read, it is handled, and what it changes is
//! written, all within one transaction. An update sees what those before it have written.

use std::sync::Arc;

use care_ids::{CaseId, ChatId, EntryId, UserId};

use crate::admissions::{Admission, Invitation};
use crate::cases::StoredCase;
use crate::chat_moves::{in_new_chat, move_chat, move_entries};
use crate::error::StoreError;
use crate::load::load;
use crate::outbox::{OutboxEntry, add_entries, take_leases_and_keep_own};
use crate::people::Person;
use crate::personal_data;
use crate::read_set::ReadSet;
use crate::session::Session;
use crate::tx::{SqlStatement, Tx, Work, sql};
use crate::updates::{UpdateId, mark_handled};
use crate::write_set::WriteSet;

/// An update that is to be handled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Telegram's number of the update.
    pub update: UpdateId,
    /// The chat that it is about.
    pub chat: Option<ChatId>,
    /// What its request names, which is read before it is handled.
    pub reads: ReadSet,
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
    pub now: i64,
    /// When a case counts as touched; not before what is kept already.
    pub touched_at: i64,
}

impl Work for Process {
    type Out = Processed;

    async fn run<T: Tx>(self, tx: &mut T) -> Result<Processed, StoreError> {
        let chats = self.jobs.iter().filter_map(|job| job.chat);
        tx.lock_chats(chats.collect()).await?;
        let mut done = Processed::default();
        for (place, job) in self.jobs.into_iter().enumerate() {
            if !mark_handled(tx, job.update, self.now).await? {
                done.repeated.push(place);
                continue;
            }
            let session = load(tx, job.reads).await?;
            let offered = session.new_case_id();
            let writes = (self.handler)(place, session);
            let is_unused = |id: &CaseId| writes.cases.iter().all(|case| case.id != *id);
            if let Some(id) = offered.filter(is_unused) {
                tx.give_back_case_id(id);
            }
            let times = (self.now, self.touched_at);
            write(tx, writes, offered, times, &mut done.entries).await?;
        }
        take_leases_and_keep_own(tx, &mut done.entries).await?;
        Ok(done)
    }
}

/// Writes what a request has changed, and adds its calls to the entries.
///
/// The locks of chats keep most requests apart, but not all that touch the same rows: a person deletes everything from
/// their private chat, old cases go, an invitation is shown to two. A row that is gone since it was read is an error of
/// this one update, which is then handled once more with what is there.
async fn write<T: Tx>(
    tx: &mut T,
    writes: WriteSet,
    new_case: Option<CaseId>,
    (now, touched_at): (i64, i64),
    entries: &mut Vec<OutboxEntry>,
) -> Result<(), StoreError> {
    let cases = writes.cases.iter().map(|case| match new_case {
        Some(new) if new == case.id => case.insert(touched_at),
        _ => case.update(touched_at),
    });
    let mut statements: Vec<SqlStatement> = cases.collect();
    statements.extend(writes.redeemed.iter().map(Invitation::delete));
    let have_to_be_there = statements.len();
    let is_new = |case: &&StoredCase| new_case == Some(case.id);
    statements.extend(
        writes
            .cases
            .iter()
            .filter(is_new)
            .map(StoredCase::keep_number),
    );
    statements.extend(writes.people.iter().map(|person| person.write(now)));
    statements.extend(writes.asked.iter().map(Person::write_asked_in));
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
    let admitted = writes.admitted.iter();
    statements.extend(admitted.map(|(chat, by)| Admission::write(*chat, *by, now)));
    let dismissed = writes.dismissed.iter();
    statements.extend(dismissed.map(|chat| Admission::delete(*chat)));
    statements.extend(
        writes
            .invited
            .iter()
            .map(|invitation| invitation.write(now)),
    );
    for case in &writes.deleted_cases {
        statements.extend(personal_data::delete_case(*case));
    }
    if let Some((from, to)) = writes.moved {
        statements.extend(move_chat(from, to));
    }
    if !statements.is_empty() {
        let changed = tx.run(statements).await?;
        if changed.iter().take(have_to_be_there).any(|rows| *rows == 0) {
            let gone = "a case or an invitation is gone since it was read";
            return Err(StoreError::Row(gone.to_owned()));
        }
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

/// Deletes everything of a person. What this batch was going to say in the private chat is not said any more, and
/// what waits in the outbox is struck out there; but every press has to be answered. What was handed over to the
/// delivery worker before may still be sent, unless it is a call that is noted before it is tried.
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
