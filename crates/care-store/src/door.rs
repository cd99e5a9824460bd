//! Who was let in, with what invitation, and how often somebody comes.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::any::AnyRow;

use super::sql::Dialect;
use super::sql::Holds::{Number, Text};
use super::sql::{Statement, list, rows, statement};
use super::unit::json_of;
use super::{Changes, Missing, Room, StoreError, Unit, Wanted, column};

/// Bytes of chance in the code of an invitation: too many to guess.
const CODE_BYTES: usize = 16;

/// The digest of an invitation's code. The code itself is known only to who was given it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CodeHash([u8; 32]);

impl CodeHash {
    /// Of a code.
    #[must_use]
    pub fn of(code: &str) -> Self {
        Self(Sha256::digest(code.as_bytes()).into())
    }

    fn hex(self) -> String {
        hex(&self.0)
    }
}

/// How often somebody has come in the present minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// Telegram's number.
    pub user: i64,
    /// Unix time in minutes: the one that is counted.
    pub minute: i64,
    /// Updates in it.
    pub updates: u32,
    /// How many of them were typed texts.
    pub texts: u32,
    /// It was said in this minute that this is too fast.
    pub told: bool,
    /// When it was last said that there is no entry (Unix seconds).
    pub turned_away_at: Option<i64>,
}

impl Visitor {
    /// Somebody who has not come yet.
    #[must_use]
    pub fn new(user: i64) -> Self {
        Self {
            user,
            minute: 0,
            updates: 0,
            texts: 0,
            told: false,
            turned_away_at: None,
        }
    }

    pub(super) fn from_row(row: &AnyRow) -> Result<Self, StoreError> {
        let count = |name| -> Result<u32, StoreError> {
            Ok(u32::try_from(column::<i64>(row, name)?).unwrap_or(u32::MAX))
        };
        Ok(Self {
            user: column(row, "user_id")?,
            minute: column(row, "minute")?,
            updates: count("updates")?,
            texts: count("texts")?,
            told: column::<i64>(row, "told")? != 0,
            turned_away_at: column(row, "turned_away_at")?,
        })
    }

    fn to_row(&self) -> VisitorRow {
        VisitorRow {
            user_id: self.user,
            minute: self.minute,
            updates: self.updates,
            texts: self.texts,
            told: i64::from(self.told),
            turned_away_at: self.turned_away_at,
        }
    }
}

/// As the statement takes it.
#[derive(serde::Serialize)]
struct VisitorRow {
    user_id: i64,
    minute: i64,
    updates: u32,
    texts: u32,
    told: i64,
    turned_away_at: Option<i64>,
}

/// What has been read about entry.
#[derive(Debug, Default)]
pub(super) struct DoorRoom {
    visitors: HashMap<i64, Visitor>,
    admissions: HashMap<i64, bool>,
    /// Until when each can be used; `None` for one that there is not.
    invitations: HashMap<CodeHash, Option<i64>>,
    codes: Vec<String>,
    changed: Written,
}

/// What is to be written about entry.
#[derive(Debug, Default)]
struct Written {
    visitors: HashSet<i64>,
    admissions: HashSet<i64>,
    invitations: HashSet<CodeHash>,
}

/// What one update changes about entry.
#[derive(Debug, Default)]
pub(super) struct DoorChanges {
    visitors: HashMap<i64, Visitor>,
    admissions: HashMap<i64, bool>,
    invitations: HashMap<CodeHash, Option<i64>>,
    codes: usize,
}

impl Changes {
    /// Keeps how often somebody has come.
    pub fn save_visitor(&mut self, visitor: Visitor) {
        self.door.visitors.insert(visitor.user, visitor);
    }

    /// Lets a chat in.
    pub fn admit(&mut self, chat: i64) {
        self.door.admissions.insert(chat, true);
    }

    /// Takes back that a chat was let in.
    pub fn dismiss(&mut self, chat: i64) {
        self.door.admissions.insert(chat, false);
    }

    /// Keeps an invitation until it is used or expires.
    pub fn invite(&mut self, code: CodeHash, expires_at: i64) {
        self.door.invitations.insert(code, Some(expires_at));
    }

    /// Uses an invitation up.
    pub fn redeem(&mut self, code: CodeHash) {
        self.door.invitations.insert(code, None);
    }
}

impl Room {
    /// How often somebody has come.
    ///
    /// # Errors
    /// When it has not been read yet.
    pub fn visitor(&self, changes: &Changes, user: i64) -> Result<Visitor, Missing> {
        let kept = changes.door.visitors.get(&user);
        let kept = kept.or_else(|| self.door.visitors.get(&user));
        kept.cloned().ok_or(Missing(Wanted::Visitor(user)))
    }

    /// Whether a chat was let in.
    ///
    /// # Errors
    /// When it has not been read yet.
    pub fn is_admitted(&self, changes: &Changes, chat: i64) -> Result<bool, Missing> {
        let kept = changes.door.admissions.get(&chat);
        let kept = kept.or_else(|| self.door.admissions.get(&chat));
        kept.copied().ok_or(Missing(Wanted::Admission(chat)))
    }

    /// Until when an invitation can be used (Unix seconds), if there is such a one.
    ///
    /// # Errors
    /// When it has not been looked for yet.
    pub fn invitation(&self, changes: &Changes, code: CodeHash) -> Result<Option<i64>, Missing> {
        let kept = changes.door.invitations.get(&code);
        let kept = kept.or_else(|| self.door.invitations.get(&code));
        kept.copied().ok_or(Missing(Wanted::Invitation(code)))
    }

    /// A code that nobody can guess.
    ///
    /// # Errors
    /// When none was drawn for it yet.
    pub fn new_code(&self, changes: &mut Changes) -> Result<String, Missing> {
        let code = self.door.codes.get(changes.door.codes);
        let code = code.cloned().ok_or(Missing(Wanted::Code))?;
        changes.door.codes += 1;
        Ok(code)
    }
}

impl DoorRoom {
    pub(super) fn take(&mut self, changes: DoorChanges) {
        self.changed.visitors.extend(changes.visitors.keys());
        self.changed.admissions.extend(changes.admissions.keys());
        self.changed.invitations.extend(changes.invitations.keys());
        self.visitors.extend(changes.visitors);
        self.admissions.extend(changes.admissions);
        self.invitations.extend(changes.invitations);
        self.codes.drain(..changes.codes);
    }

    pub(super) fn add_visitor(&mut self, visitor: Visitor) {
        self.visitors.insert(visitor.user, visitor);
    }

    pub(super) fn no_other_visitors(&mut self, users: &[i64]) {
        for user in users {
            let visitors = &mut self.visitors;
            visitors.entry(*user).or_insert_with(|| Visitor::new(*user));
        }
    }

    /// The visitors that have been changed since this was last asked, as rows.
    pub(super) fn changed_visitors(&mut self) -> Option<String> {
        let changed = std::mem::take(&mut self.changed.visitors);
        let mut visitors: Vec<&Visitor> = changed
            .iter()
            .filter_map(|user| self.visitors.get(user))
            .collect();
        // In the order of their numbers, so that two replicas never wait for each other.
        visitors.sort_unstable_by_key(|visitor| visitor.user);
        let rows: Vec<_> = visitors.into_iter().map(Visitor::to_row).collect();
        (!rows.is_empty()).then(|| json_of(&rows))
    }

    /// Whether there is something to write that is not of every update.
    pub(super) fn has_rare(&self) -> bool {
        !self.changed.admissions.is_empty() || !self.changed.invitations.is_empty()
    }

    pub(super) fn visitors(&self) -> usize {
        self.visitors.len()
    }

    /// The visitors, as they stand after a commit.
    pub(super) fn settled_down(&mut self) -> Self {
        Self {
            visitors: std::mem::take(&mut self.visitors),
            ..Self::default()
        }
    }

    pub(super) fn clear(&mut self) {
        self.visitors.clear();
        self.admissions.clear();
        self.invitations.clear();
    }

    pub(super) fn has(&self, wanted: Wanted) -> bool {
        match wanted {
            Wanted::Visitor(user) => self.visitors.contains_key(&user),
            Wanted::Admission(chat) => self.admissions.contains_key(&chat),
            Wanted::Invitation(code) => self.invitations.contains_key(&code),
            _ => false,
        }
    }
}

/// The statements about entry.
#[derive(Debug)]
pub(super) struct DoorSql {
    pub read_visitors: Statement,
    pub write_visitors: Statement,
    read_admissions: Statement,
    admit: Statement,
    dismiss: Statement,
    pub move_admission: Statement,
    read_invitations: Statement,
    invite: Statement,
    redeem: Statement,
    pub forget_visitors: Statement,
    pub forget_invitations: Statement,
}

impl DoorSql {
    pub(super) fn new(dialect: Dialect) -> Self {
        let ids = list(dialect, Number);
        let codes = list(dialect, Text);
        // A second replica that was given the same code waits here, and then finds it used up.
        let for_update = match dialect {
            Dialect::Sqlite => "",
            Dialect::Postgres => " order by code_hash for update",
        };
        let visitor = "user_id, minute, updates, texts, told, turned_away_at";
        let visitors = [
            ("user_id", Number),
            ("minute", Number),
            ("updates", Number),
            ("texts", Number),
            ("told", Number),
            ("turned_away_at", Number),
        ];
        let admissions = [("chat_id", Number), ("admitted_at", Number)];
        let invitations = [("code_hash", Text), ("expires_at", Number)];
        Self {
            read_visitors: statement(format!(
                "select {visitor} from visitors where user_id in {ids}"
            )),
            write_visitors: statement(format!(
                "insert into visitors ({visitor}) select {visitor} from {} where true \
                 on conflict (user_id) do update set minute = excluded.minute, \
                 updates = excluded.updates, texts = excluded.texts, told = excluded.told, \
                 turned_away_at = excluded.turned_away_at",
                rows(dialect, &visitors)
            )),
            read_admissions: statement(format!(
                "select chat_id from admissions where chat_id in {ids}"
            )),
            admit: statement(format!(
                "insert into admissions (chat_id, admitted_at) select chat_id, admitted_at from {} \
                 where true on conflict (chat_id) do nothing",
                rows(dialect, &admissions)
            )),
            dismiss: statement(format!("delete from admissions where chat_id in {ids}")),
            move_admission: "update admissions set chat_id = $1 where chat_id = $2 and not exists \
                             (select 1 from admissions as there where there.chat_id = $1)"
                .into(),
            read_invitations: statement(format!(
                "select code_hash, expires_at from invitations where code_hash in {codes}{for_update}"
            )),
            invite: statement(format!(
                "insert into invitations (code_hash, expires_at) select code_hash, expires_at \
                 from {} where true on conflict (code_hash) do nothing",
                rows(dialect, &invitations)
            )),
            redeem: statement(format!(
                "delete from invitations where code_hash in {codes}"
            )),
            forget_visitors: "delete from visitors where minute < $1 / 60 \
                              and coalesce(turned_away_at, 0) < $1"
                .into(),
            forget_invitations: "delete from invitations where expires_at < $1".into(),
        }
    }
}

impl Unit {
    /// Reads what is wanted about entry, and draws codes.
    pub(super) async fn fetch_door(&mut self, wanted: &[Wanted]) -> Result<(), StoreError> {
        let (mut users, mut chats, mut codes) = (Vec::new(), Vec::new(), Vec::new());
        for wanted in wanted {
            match wanted {
                Wanted::Visitor(user) => users.push(*user),
                Wanted::Admission(chat) => chats.push(*chat),
                Wanted::Invitation(code) => codes.push(*code),
                Wanted::Code => self.room.door.codes.push(draw()?),
                _ => {}
            }
        }
        let sql = self.sql.clone();
        if !users.is_empty() {
            for row in &self
                .rows(&sql.door.read_visitors, json!(users).to_string())
                .await?
            {
                self.room.door.add_visitor(Visitor::from_row(row)?);
            }
            self.room.door.no_other_visitors(&users);
        }
        if !chats.is_empty() {
            let rows = self
                .rows(&sql.door.read_admissions, json!(chats).to_string())
                .await?;
            for row in &rows {
                let chat = column(row, "chat_id")?;
                self.room.door.admissions.insert(chat, true);
            }
            for chat in chats {
                self.room.door.admissions.entry(chat).or_insert(false);
            }
        }
        if !codes.is_empty() {
            let hashes: Vec<String> = codes.iter().map(|code| code.hex()).collect();
            let rows = self
                .rows(&sql.door.read_invitations, json!(hashes).to_string())
                .await?;
            let mut found: HashMap<String, i64> = HashMap::new();
            for row in &rows {
                found.insert(column(row, "code_hash")?, column(row, "expires_at")?);
            }
            for code in codes {
                let expires_at = found.get(&code.hex()).copied();
                self.room.door.invitations.insert(code, expires_at);
            }
        }
        Ok(())
    }

    /// Writes what has been changed about entry, the visitors aside.
    pub(super) async fn write_door(&mut self, now: i64) -> Result<(), StoreError> {
        let changed = std::mem::take(&mut self.room.door.changed);
        let sql = self.sql.clone();
        let door = &self.room.door;
        let (mut admitted, mut dismissed) = (Vec::new(), Vec::new());
        for chat in changed.admissions {
            match door.admissions.get(&chat) {
                Some(true) => admitted.push(json!({ "chat_id": chat, "admitted_at": now })),
                _ => dismissed.push(chat),
            }
        }
        let (mut invited, mut redeemed) = (Vec::new(), Vec::new());
        for code in changed.invitations {
            match door.invitations.get(&code).copied().flatten() {
                Some(at) => invited.push(json!({ "code_hash": code.hex(), "expires_at": at })),
                None => redeemed.push(code.hex()),
            }
        }
        for (statement, given) in [
            (&sql.door.admit, json!(admitted)),
            (&sql.door.dismiss, json!(dismissed)),
            (&sql.door.invite, json!(invited)),
            (&sql.door.redeem, json!(redeemed)),
        ] {
            if given.as_array().is_some_and(|given| !given.is_empty()) {
                self.run(statement, given.to_string()).await?;
            }
        }
        Ok(())
    }
}

/// Chance comes from the operating system. Without it there can be no invitation.
fn draw() -> Result<String, StoreError> {
    let mut bytes = [0; CODE_BYTES];
    getrandom::fill(&mut bytes).map_err(|_| StoreError::NoChance)?;
    Ok(hex(&bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
