//! A group that has become a supergroup: everything that is kept of it goes to its new number.
//!
//! The numbers of its old messages mean nothing there. Cards are sent again as new messages; who answers an old
//! message is still understood, because `messages` keeps the old numbers.

use care_ids::ChatId;

use crate::call::Call;
use crate::error::StoreError;
use crate::outbox::{NewEntry, OutboxEntry, entry_columns, read_entry};
use crate::tx::{SqlStatement, Tx, sql};

/// The last number that a case of a chat was given.
macro_rules! last_number {
    ($chat:literal) => {
        concat!(
            "(select coalesce(max(last), 0) from (select max(number) as last from cases where chat_id = ",
            $chat,
            " union all select last from case_numbers where chat_id = ",
            $chat,
            ") as given)"
        )
    };
}

/// Everything of a group that has become a supergroup. The numbers of its old messages mean nothing
/// there: cards are sent anew, and who answers an old message is still understood. Cases that were begun there before
/// keep their numbers, and those that come count on from them.
pub(crate) fn move_chat(from: ChatId, to: ChatId) -> Vec<SqlStatement> {
    vec![
        // What the last case is called once those of both chats are together.
        sql!(
            concat!(
                "insert into case_numbers (chat_id, last) select cast($1 as bigint), ",
                last_number!("$1"),
                " + ",
                last_number!("$2"),
                " where true on conflict (chat_id) do update set last = excluded.last"
            ),
            to,
            from
        ),
        sql!(
            concat!(
                "update cases set chat_id = $1, card_message_id = null, number = number + \
                 (select last from case_numbers where chat_id = $1) - ",
                last_number!("$2"),
                " where chat_id = $2"
            ),
            to,
            from
        ),
        sql!("delete from case_numbers where chat_id = $1", from),
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

/// What waits for a group that has become a supergroup. What cannot be read stays as it is.
pub(crate) async fn move_entries<T: Tx>(
    tx: &mut T,
    from: ChatId,
    to: ChatId,
) -> Result<(), StoreError> {
    let waiting = sql!(
        concat!(
            "select ",
            entry_columns!(),
            " from outbox where chat_id = $1 order by id"
        ),
        from
    );
    let waiting = tx.rows(waiting, read_entry).await?;
    let mut statements = Vec::new();
    for entry in waiting.into_iter().filter_map(Result::ok) {
        let id = entry.id;
        statements.push(match moved(entry, to) {
            Some(entry) => sql!(
                "update outbox set chat_id = $1, method = $2, call = $3, fallback = $4, \
                 if_refused = $5 where id = $6",
                to,
                entry.entry.call.method(),
                entry.entry.call.to_stored(),
                entry.entry.fallback.as_ref().map(Call::to_line),
                entry.entry.if_refused.as_ref().map(Call::to_line),
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

pub(crate) fn in_new_chat(entries: Vec<OutboxEntry>, from: ChatId, to: ChatId) -> Vec<OutboxEntry> {
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
