//! The statements, written once. Many rows go to the database as one JSON text, so that a batch of any
//! size is a handful of statements; how JSON becomes rows is one of the few things in which the two
//! databases differ.

use std::sync::Arc;

use super::door::DoorSql;
use super::outbox::AT_ONCE;
use super::personal::PersonalSql;
use super::retention::RetentionSql;
use super::scripts::Scripts;
use super::trail::TrailSql;

/// Which database is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
}

/// What a column of rows handed in as JSON holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Holds {
    Number,
    Text,
}
use Holds::{Number, Text};

/// A statement.
pub(super) type Statement = Arc<str>;

/// All statements of one dialect.
#[derive(Debug)]
pub(super) struct Sql {
    pub dialect: Dialect,
    pub lock_chats: Option<Statement>,
    pub claim_updates: Statement,
    pub forget_updates: Statement,
    pub read_people: Statement,
    pub write_people: Statement,
    pub read_cases: Statement,
    pub read_cases_of: Statement,
    pub write_cases: Statement,
    pub next_case: Statement,
    pub owe: Statement,
    pub read_owed: Statement,
    pub tried: Statement,
    pub not_tried: Statement,
    pub settle: Statement,
    pub set_cards: Statement,
    pub move_cases: Statement,
    pub move_owed: Statement,
    pub read_plans_of: Statement,
    pub read_plan: Statement,
    pub write_plans: Statement,
    pub write_judgements: Statement,
    pub read_member: Statement,
    pub write_members: Statement,
    pub read_case_of_topic: Statement,
    pub set_topic: Statement,
    pub lose_topic: Statement,
    /// Only where replicas share the store.
    pub lanes: Option<Lanes>,
    /// Only for a file.
    pub scripts: Option<Scripts>,
    pub door: DoorSql,
    pub trail: TrailSql,
    pub personal: PersonalSql,
    pub retention: RetentionSql,
}

/// The statements about lanes: which replica makes the calls of a chat. Times are the database's own,
/// so that replicas whose clocks differ agree.
#[derive(Debug)]
pub(super) struct Lanes {
    pub take: Statement,
    /// $1 chats, $2 the first of some new calls: told are the chats that owe an earlier one.
    pub earlier: Statement,
    pub elsewhere: Statement,
    pub renew: Statement,
    pub claim: Statement,
    pub adopt: Statement,
    pub mine: Statement,
    pub held: Statement,
    /// $1 calls about to be tried for the first time, $2 the replica: told are those it may try.
    pub tried: Statement,
    pub release: Statement,
    pub forget: Statement,
    pub forget_answers: Statement,
}

/// How long a lane is held without a sign of life: as long as a chat waits when a replica dies.
const LEASE: &str = "clock_timestamp() + interval '4 seconds'";

/// The columns of a plan, as they are read without its messages.
const GIVEN: &str = "number, given_at, role, pathway, content_version, answers";

/// The columns of a case, as they are read.
const CASE: &str = "id, chat_id, thread_id, user_id, state, content_version, pathway, asking, \
                    closed, card_message_id, card_number, asked, own_topic, created_at";

impl Sql {
    pub fn new(dialect: Dialect) -> Self {
        let ids = list(dialect, Number);
        let later = match dialect {
            Dialect::Sqlite => "max",
            Dialect::Postgres => "greatest",
        };
        // PostgreSQL: what is read is going to be written, also by other replicas.
        let for_update = match dialect {
            Dialect::Sqlite => "",
            Dialect::Postgres => " order by id for update",
        };
        let mut sql = Self {
            dialect,
            scripts: None,
            lock_chats: (dialect == Dialect::Postgres).then(|| {
                // In the order of their numbers, so that two replicas never wait for each other.
                "select pg_advisory_xact_lock(chat) from (select distinct x::bigint as chat \
                 from json_array_elements_text($1::json) as x order by 1) as chats"
                    .into()
            }),
            claim_updates: statement(format!(
                "insert into updates (update_id, handled_at) select id, $2 from {} where true \
                 on conflict (update_id) do nothing returning update_id",
                match dialect {
                    Dialect::Sqlite => "(select value as id from json_each($1)) as given",
                    Dialect::Postgres => {
                        "(select x::bigint as id from json_array_elements_text($1::json) as x) \
                         as given"
                    }
                }
            )),
            forget_updates: "delete from updates where handled_at < $1".into(),
            read_people: statement(format!(
                "select user_id, accepted_at, role, access from people where user_id in {ids}"
            )),
            write_people: statement(format!(
                "insert into people (user_id, accepted_at, role, access) \
                 select user_id, accepted_at, role, access from {} where true \
                 on conflict (user_id) do update set \
                 accepted_at = coalesce(people.accepted_at, excluded.accepted_at), \
                 role = excluded.role, access = excluded.access",
                rows(
                    dialect,
                    &[
                        ("user_id", Number),
                        ("accepted_at", Number),
                        ("role", Text),
                        ("access", Text),
                    ]
                )
            )),
            read_cases: statement(format!(
                "select {CASE} from cases where id in {ids}{for_update}"
            )),
            // What was asked about counts as touched later than what was only planned in that second.
            read_cases_of: statement(format!(
                "select {CASE} from cases where chat_id = $1 and user_id = $2 \
                 order by updated_at desc, (case when asked = '[]' then 1 else 0 end), id desc limit $3"
            )),
            // The case touched last stays the last one of its conversation when the clock is set back.
            write_cases: statement(format!(
                "insert into cases ({CASE}, updated_at) select {CASE}, {later}(updated_at, \
                 coalesce((select max(other.updated_at) + 1 from cases as other \
                 where other.chat_id = given.chat_id and other.user_id = given.user_id \
                 and other.id <> given.id), 0)) from {} where true \
                 on conflict (id) do update set chat_id = excluded.chat_id, \
                 thread_id = excluded.thread_id, state = excluded.state, \
                 content_version = excluded.content_version, pathway = excluded.pathway, \
                 asking = excluded.asking, closed = excluded.closed, \
                 card_message_id = excluded.card_message_id, card_number = excluded.card_number, \
                 asked = excluded.asked, own_topic = excluded.own_topic, updated_at = excluded.updated_at",
                rows(
                    dialect,
                    &[
                        ("id", Number),
                        ("chat_id", Number),
                        ("thread_id", Number),
                        ("user_id", Number),
                        ("state", Text),
                        ("content_version", Text),
                        ("pathway", Text),
                        ("asking", Number),
                        ("closed", Number),
                        ("card_message_id", Number),
                        ("card_number", Number),
                        ("asked", Text),
                        ("own_topic", Number),
                        ("created_at", Number),
                        ("updated_at", Number),
                    ]
                )
            )),
            next_case: match dialect {
                Dialect::Sqlite => {
                    "update counters set value = value + 1 where name = 'cases' returning value"
                }
                Dialect::Postgres => "select nextval('case_numbers') as value",
            }
            .into(),
            owe: owe(dialect),
            read_owed: statement(format!("select {OWED} from outbox order by id")),
            tried: statement(format!("update outbox set tried = 1 where id in {ids}")),
            not_tried: statement(format!("update outbox set tried = 0 where id in {ids}")),
            settle: statement(format!("delete from outbox where id in {ids}")),
            set_cards: statement(format!(
                "update cases set card_message_id = noted.message from {} \
                 where cases.id = noted.card_of and cases.card_number = noted.card_number",
                named(
                    rows(
                        dialect,
                        &[
                            ("card_of", Number),
                            ("card_number", Number),
                            ("message", Number),
                        ]
                    ),
                    "noted"
                )
            )),
            move_cases: "update cases set chat_id = $1 where chat_id = $2".into(),
            move_owed: "update outbox set chat_id = $1 where chat_id = $2".into(),
            read_plans_of: statement(format!(
                "select {GIVEN} from plans where case_id = $1 order by number"
            )),
            read_plan: statement(format!(
                "select {GIVEN}, messages from plans where case_id = $1 and number = $2"
            )),
            write_plans: statement(format!(
                "insert into plans (case_id, {GIVEN}, messages) select case_id, {GIVEN}, messages \
                 from {} where true on conflict (case_id, number) do nothing",
                rows(
                    dialect,
                    &[
                        ("case_id", Number),
                        ("number", Number),
                        ("given_at", Number),
                        ("role", Text),
                        ("pathway", Text),
                        ("content_version", Text),
                        ("answers", Text),
                        ("messages", Text),
                    ]
                )
            )),
            write_judgements: statement(format!(
                "insert into judgements (user_id, code, content_version, helpful, judged_at) \
                 select user_id, code, content_version, helpful, judged_at from {} where true \
                 on conflict (user_id, code, content_version) do update set \
                 helpful = excluded.helpful, judged_at = excluded.judged_at",
                rows(
                    dialect,
                    &[
                        ("user_id", Number),
                        ("code", Text),
                        ("content_version", Text),
                        ("helpful", Number),
                        ("judged_at", Number),
                    ]
                )
            )),
            read_member: "select admin, seen_at from members where chat_id = $1 and user_id = $2"
                .into(),
            write_members: statement(format!(
                "insert into members (chat_id, user_id, admin, seen_at) \
                 select chat_id, user_id, admin, seen_at from {} where true \
                 on conflict (chat_id, user_id) do update set \
                 admin = excluded.admin, seen_at = excluded.seen_at",
                rows(
                    dialect,
                    &[
                        ("chat_id", Number),
                        ("user_id", Number),
                        ("admin", Number),
                        ("seen_at", Number),
                    ]
                )
            )),
            read_case_of_topic: statement(format!(
                "select {CASE} from cases where chat_id = $1 and thread_id = $2 and own_topic = 1 \
                 order by id desc limit 1"
            )),
            set_topic: "update cases set thread_id = $2, own_topic = 1 where id = $1".into(),
            lose_topic: "update cases set thread_id = 0, own_topic = 0 \
                         where chat_id = $1 and thread_id = $2"
                .into(),
            lanes: (dialect == Dialect::Postgres).then(|| Lanes::new(OWED)),
            door: DoorSql::new(dialect),
            trail: TrailSql::new(dialect),
            personal: PersonalSql::new(),
            retention: RetentionSql::new(dialect),
        };
        sql.scripts = (dialect == Dialect::Sqlite).then(|| Scripts::new(&sql));
        sql
    }
}

/// Writes down calls that are owed. In a file they have their numbers, a server gives them.
fn owe(dialect: Dialect) -> Statement {
    let mut columns = vec![
        ("chat_id", Number),
        ("method", Text),
        ("params", Text),
        ("card_of", Number),
        ("card_number", Number),
        ("created_at", Number),
        ("instead", Text),
        ("place", Number),
    ];
    if dialect == Dialect::Sqlite {
        columns.push(("id", Number));
    }
    let names: Vec<_> = columns.iter().map(|(name, _)| *name).collect();
    let names = names.join(", ");
    let given = rows(dialect, &columns);
    let told = match dialect {
        Dialect::Sqlite => "",
        Dialect::Postgres => " order by place returning id, place",
    };
    statement(format!(
        "insert into outbox ({names}) select {names} from {given} where true{told}"
    ))
}

impl Lanes {
    fn new(owed_columns: &str) -> Self {
        let columns = owed_columns
            .split(", ")
            .map(|column| format!("outbox.{column}"))
            .collect::<Vec<_>>()
            .join(", ");
        let ids = "(select x::bigint from json_array_elements_text($1::json) as x)";
        let at_once = format!("('{}')", AT_ONCE.join("', '"));
        Self {
            take: statement(format!(
                "insert into lanes (chat_id, replica, until) \
                 select chat, $2, {LEASE} from (select distinct x::bigint as chat \
                 from json_array_elements_text($1::json) as x order by 1) as chats \
                 on conflict (chat_id) do update set replica = excluded.replica, \
                 until = excluded.until where lanes.replica = excluded.replica \
                 or lanes.until < clock_timestamp() returning chat_id"
            )),
            earlier: statement(format!(
                "select distinct chat_id from outbox where chat_id in {ids} and id < $2 \
                 and method not in {at_once}"
            )),
            elsewhere: "select pg_notify('achilles_owed', '')".into(),
            renew: statement(format!(
                "update lanes set until = {LEASE} where chat_id in \
                 (select chat_id from lanes where replica = $1 \
                 and chat_id in (select chat_id from outbox) for update skip locked)"
            )),
            claim: statement(format!(
                "update lanes set replica = $1, until = {LEASE} where chat_id in \
                 (select chat_id from lanes where until < clock_timestamp() \
                 and chat_id in (select chat_id from outbox) for update skip locked)"
            )),
            adopt: statement(format!(
                "insert into lanes (chat_id, replica, until) \
                 select distinct chat_id, $1::bigint, {LEASE} from outbox \
                 where chat_id not in (select chat_id from lanes) on conflict do nothing"
            )),
            // An answer to a press is given at once by whoever took it; only one that was left behind
            // is picked up.
            mine: statement(format!(
                "select {columns} from outbox join lanes on lanes.chat_id = outbox.chat_id \
                 where lanes.replica = $2 and outbox.id not in {ids} \
                 and (outbox.method not in {at_once} or outbox.created_at < $3) \
                 order by outbox.id"
            )),
            held: statement(format!(
                "select chat_id from lanes where replica = $2 and chat_id in {ids}"
            )),
            // A replica that was stalled and has lost the lane gets none; neither does one that has read of
            // the call just before another noted its try.
            tried: statement(format!(
                "update outbox set tried = 1 where id in {ids} and tried = 0 and exists \
                 (select 1 from lanes where lanes.chat_id = outbox.chat_id and lanes.replica = $2) \
                 returning id"
            )),
            release: "update lanes set until = '-infinity' where replica = $1".into(),
            forget: "delete from lanes where until < clock_timestamp() - interval '1 hour' \
                     and chat_id not in (select chat_id from outbox)"
                .into(),
            forget_answers: statement(format!(
                "delete from outbox where method in {at_once} and created_at < $1"
            )),
        }
    }
}

/// The columns of an owed call, as they are read.
const OWED: &str =
    "id, chat_id, method, params, card_of, card_number, created_at, instead, tried, place";

pub(super) fn statement(text: String) -> Statement {
    text.into()
}

/// The values of the JSON list that is parameter 1, to stand behind `in`.
pub(super) fn list(dialect: Dialect, holds: Holds) -> &'static str {
    match (dialect, holds) {
        (Dialect::Sqlite, _) => "(select value from json_each($1))",
        (Dialect::Postgres, Number) => {
            "(select x::bigint from json_array_elements_text($1::json) as x)"
        }
        (Dialect::Postgres, Text) => "(select x from json_array_elements_text($1::json) as x)",
    }
}

/// The rows of the JSON list that is parameter 1, as something to select from.
pub(super) fn rows(dialect: Dialect, columns: &[(&str, Holds)]) -> String {
    let columns = columns.iter();
    match dialect {
        Dialect::Sqlite => {
            let columns: Vec<_> = columns
                .map(|(name, _)| format!("value ->> '{name}' as {name}"))
                .collect();
            format!(
                // Each row stays as it was read: written out as text it would be read again a column.
                "(select {} from jsonb_each($1)) as given",
                columns.join(", ")
            )
        }
        Dialect::Postgres => {
            let columns: Vec<_> = columns
                .map(|(name, holds)| match holds {
                    Number => format!("{name} bigint"),
                    Text => format!("{name} text"),
                })
                .collect();
            format!(
                "(select * from json_to_recordset($1::json) as given ({})) as given",
                columns.join(", ")
            )
        }
    }
}

/// The same rows under another name.
fn named(rows: String, name: &str) -> String {
    match rows.strip_suffix(" as given") {
        Some(rest) => format!("{rest} as {name}"),
        None => rows,
    }
}

/// Whether a database's code says that the data are at fault, not the database: a constraint, a type,
/// a malformed value. SQLite has numbers (the extended ones end in the plain one), PostgreSQL classes.
pub(super) fn is_code_of_data(code: &str) -> bool {
    match code.parse::<u32>() {
        // 1 error, 18 too big, 19 constraint, 20 mismatch, 25 range.
        Ok(number) if code.len() < 5 => matches!(number & 0xff, 1 | 18 | 19 | 20 | 25),
        // 22 data, 23 integrity, 42 syntax.
        _ => ["22", "23", "42"]
            .iter()
            .any(|class| code.starts_with(class)),
    }
}

#[cfg(test)]
mod tests {
    use super::is_code_of_data;

    #[test]
    fn a_full_disk_is_not_a_fault_of_the_data_and_a_constraint_is() {
        for code in [
            "13", "10", "778", "5", "8", "11", "14", "57P01", "40P01", "53100", "08006",
        ] {
            assert!(!is_code_of_data(code), "{code}");
        }
        for code in ["19", "1555", "2067", "22P05", "23505"] {
            assert!(is_code_of_data(code), "{code}");
        }
    }
}
