//! One complete read of what a request names.

use care_ids::{CaseId, ChatId, ConversationId, UserId};

use crate::admissions::{Admission, Invitation, hex};
use crate::audit_log::AuditSummary;
use crate::cases::{CaseCount, StoredCase, case_columns};
use crate::error::StoreError;
use crate::loaded::Loaded;
use crate::people::{Member, Person};
use crate::plans::{PlanMessage, StoredPlan, plan_columns};
use crate::read_set::ReadSet;
use crate::session::{MOST_LISTED, MOST_OPEN_HERE, MOST_SHOWN, Session};
use crate::tx::{Decode, Row, SqlStatement, Tx, sql};

/// Bytes of chance in the code of an invitation: too many to guess.
const CODE_BYTES: usize = 16;

type Read = (SqlStatement, Decode<Loaded>);

/// Reads what a request needs.
pub(crate) async fn load<T: Tx>(tx: &mut T, read_set: ReadSet) -> Result<Session, StoreError> {
    let reads = named(&read_set);
    let (new_case, new_code) = (read_set.new_case, read_set.new_code);
    let mut session = Session::of(read_set);
    for loaded in tx.load(reads).await? {
        session.add(loaded);
    }
    // What belongs to the cases that were found.
    let mut owners: Vec<UserId> = Vec::new();
    let mut reads = Vec::new();
    for case in session.read_cases() {
        let owner = case.conversation.user;
        if !session.knows(owner) && !owners.contains(&owner) {
            owners.push(owner);
        }
        reads.push(plans_of(case.id));
        reads.push(plan_messages(case));
    }
    reads.extend(owners.into_iter().map(person));
    reads.extend(session.moved_admission().map(admission));
    if !reads.is_empty() {
        for loaded in tx.load(reads).await? {
            session.add(loaded);
        }
    }
    if new_case.is_some() {
        session.give_new_case(tx.new_case_id().await?);
    }
    if new_code {
        let mut bytes = [0; CODE_BYTES];
        getrandom::fill(&mut bytes).map_err(|_| StoreError::NoRandomNumbers)?;
        session.give_new_code(hex(&bytes));
    }
    Ok(session)
}

/// The reads of what is named itself.
fn named(read_set: &ReadSet) -> Vec<Read> {
    let mut reads: Vec<Read> = Vec::new();
    if let Some(user) = read_set.person {
        reads.push(person(user));
    }
    reads.extend(read_set.case.map(case));
    reads.extend(read_set.other_case.map(case));
    reads.extend(cases(read_set));
    if let Some((case, number)) = read_set.plan {
        reads.push((
            sql!(
                concat!(
                    "select ",
                    plan_columns!(),
                    ", messages from plans where case_id = $1 and number = $2"
                ),
                case,
                i64::from(number)
            ),
            |row| StoredPlan::read(row).map(Loaded::WholePlan),
        ));
    }
    if let Some((chat, user)) = read_set.member {
        reads.push((
            sql!(
                "select admin, seen_at from members where chat_id = $1 and user_id = $2",
                chat,
                user
            ),
            |row| Member::read(row).map(Loaded::Member),
        ));
    }
    reads.extend(access(read_set));
    reads.extend(read_set.new_case.map(case_count));
    if let Some(case) = read_set.topic_of {
        // Struck out in the transaction that writes the topic to its case.
        let waiting =
            "select id from outbox where case_id = $1 and method = 'createForumTopic' limit 1";
        reads.push((sql!(waiting, case), |_| Ok(Loaded::OpensTopic)));
    }
    if let Some(user) = read_set.audit_log {
        reads.push((
            sql!(
                "select at, kind, (select number from cases where id = case_id), \
                 (select chat_id from cases where id = case_id), content_version, shown \
                 from audit_log where user_id = $1 order by id desc limit $2",
                user,
                MOST_SHOWN
            ),
            |row| AuditSummary::read(row).map(Loaded::Shown),
        ));
    }
    if let Some(chat) = read_set.moves {
        reads.push((
            sql!(
                "select from_chat, to_chat from chat_moves where from_chat = $1 or to_chat = $1",
                chat
            ),
            |row| {
                let (from, to) = (row.int(0)?.into(), row.int(1)?.into());
                Ok(Loaded::Move { from, to })
            },
        ));
    }
    reads
}

/// The cases that are named otherwise than by their number.
fn cases(read_set: &ReadSet) -> Vec<Read> {
    let mut reads: Vec<Read> = Vec::new();
    if let Some(conversation) = read_set.conversation {
        // What was asked about counts as touched later than what was only planned in that second.
        reads.push((
            sql!(
                concat!(
                    "select ",
                    case_columns!(),
                    " from cases where chat_id = $1 and user_id = $2 order by updated_at desc, \
                     (case when asked = '[]' then 1 else 0 end), id desc limit $3"
                ),
                conversation.chat,
                conversation.user,
                MOST_LISTED
            ),
            |row| StoredCase::read(row).map(Loaded::Listed),
        ));
    }
    reads.extend(cases_of_others(read_set));
    if let Some((chat, message)) = read_set.message {
        reads.push((
            sql!(
                concat!(
                    "select ",
                    case_columns!(),
                    // A card may stand on a message that was something else before.
                    " from cases where id = (select case_id from messages \
                     where messages.chat_id = $1 and messages.message_id = $2) \
                     or (chat_id = $1 and card_message_id = $2) order by id desc limit 1"
                ),
                chat,
                message
            ),
            |row| StoredCase::read(row).map(Loaded::OfMessage),
        ));
    }
    if let Some(conversation) = read_set.topic {
        reads.push((
            sql!(
                concat!(
                    "select ",
                    case_columns!(),
                    " from cases where chat_id = $1 and thread_id = $2 and own_topic \
                     order by id desc limit 1"
                ),
                conversation.chat,
                conversation.topic
            ),
            |row| StoredCase::read(row).map(Loaded::OfTopic),
        ));
    }
    reads
}

/// Cases of a group, whoever began them.
fn cases_of_others(read_set: &ReadSet) -> Vec<Read> {
    let mut reads: Vec<Read> = Vec::new();
    if let Some(here) = read_set.open {
        reads.push((
            sql!(
                concat!(
                    "select ",
                    case_columns!(),
                    " from cases where chat_id = $1 and thread_id = $2 and not closed \
                     order by updated_at desc, id desc limit $3"
                ),
                here.chat,
                here.topic,
                MOST_OPEN_HERE
            ),
            |row| StoredCase::read(row).map(Loaded::Open),
        ));
    }
    if let Some(conversation) = read_set.colleagues {
        reads.push((
            sql!(
                concat!(
                    "select ",
                    case_columns!(),
                    " from cases where chat_id = $1 and user_id <> $2 and not closed \
                     and pathway is not null order by updated_at desc, id desc limit $3"
                ),
                conversation.chat,
                conversation.user,
                MOST_LISTED
            ),
            |row| StoredCase::read(row).map(Loaded::OfColleague),
        ));
    }
    reads
}

/// Who was let in, and invitations.
fn access(read_set: &ReadSet) -> Vec<Read> {
    let invitation: Decode<Loaded> = |row: &dyn Row| Invitation::read(row).map(Loaded::Invitation);
    let mut reads: Vec<Read> = Vec::new();
    reads.extend(read_set.admissions.iter().copied().map(admission));
    if let Some(code) = &read_set.invitation {
        let one = "select code_hash, expires_at, made_by from invitations where code_hash = $1";
        reads.push((sql!(one, code.as_str()), invitation));
    }
    if read_set.all_admissions {
        let all = "select chat_id, admitted_at, invited_by from admissions \
                   order by admitted_at desc limit 100";
        reads.push((sql!(all), |row| Admission::read(row).map(Loaded::Admission)));
        let all = "select code_hash, expires_at, made_by from invitations \
                   order by made_at desc";
        reads.push((sql!(all), invitation));
    }
    reads
}

fn admission(chat: ChatId) -> Read {
    let one = "select chat_id, admitted_at, invited_by from admissions where chat_id = $1";
    (sql!(one, chat), |row| {
        Admission::read(row).map(Loaded::Admission)
    })
}

fn person(user: UserId) -> Read {
    (
        sql!(
            "select user_id, accepted_at, role, access, subject, subject_at, subject_chat, \
             subject_thread from people where user_id = $1",
            user
        ),
        |row| Person::read(row).map(Loaded::Person),
    )
}

/// No request changes it meanwhile: the transaction holds its chat (`Tx::lock_chats`). It may be deleted, by its person from
/// another chat or because it is old; `process.rs` says what comes of that.
fn case(id: CaseId) -> Read {
    (
        sql!(
            concat!("select ", case_columns!(), " from cases where id = $1"),
            id
        ),
        |row| StoredCase::read(row).map(Loaded::Case),
    )
}

/// Nobody begins another one in this chat meanwhile, for the same reason; how many a person has in others may have grown by
/// a few. Cases of a group that has become a supergroup are
/// counted there.
fn case_count(here: ConversationId) -> Read {
    (
        // Counts and a sum, never empty.
        sql!(
            "select (select count(*) from cases where user_id = $1 and not closed), \
             (select count(*) from cases where user_id = $1), \
             (select coalesce(max(last), 0) + 1 from (\
             select max(number) as last from cases where chat_id = $2 \
             or chat_id in (select to_chat from chat_moves where from_chat = $2) \
             union all select max(last) from case_numbers where chat_id = $2 \
             or chat_id in (select to_chat from chat_moves where from_chat = $2)) as given)",
            here.user,
            here.chat
        ),
        |row| {
            Ok(Loaded::CaseCount(CaseCount {
                open: row.int(0)?,
                kept: row.int(1)?,
                next_number: row.int(2)?,
            }))
        },
    )
}

fn plans_of(case: CaseId) -> Read {
    (
        sql!(
            concat!(
                "select ",
                plan_columns!(),
                " from plans where case_id = $1 order by number"
            ),
            case
        ),
        |row| StoredPlan::read_summary(row).map(Loaded::Plan),
    )
}

/// Of the chat that the case is in: numbers from before its group became a supergroup name nothing there.
fn plan_messages(case: &StoredCase) -> Read {
    (
        sql!(
            "select case_id, plan, message_id from messages \
             where case_id = $1 and chat_id = $2 and plan is not null order by message_id",
            case.id,
            case.conversation.chat
        ),
        |row| PlanMessage::read(row).map(Loaded::PlanMessage),
    )
}
