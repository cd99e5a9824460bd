//! Cases.

use super::{Connection, Seat, StoreError, column};

/// The number of a case.
pub type CaseId = i64;

/// A message that becomes the card of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardOf {
    /// The case.
    pub case: CaseId,
    /// Which of its cards, counted from 1.
    pub number: i64,
}

/// A case as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCase {
    /// Its number.
    pub id: CaseId,
    /// Whose, and where.
    pub seat: Seat,
    /// The intake, as the core writes it.
    pub state: String,
    /// Under which content it was last touched.
    pub content_version: String,
    /// Pathway of the last plan.
    pub pathway: Option<String>,
    /// A question is in front of the person.
    pub asking: bool,
    /// Closed by the person.
    pub closed: bool,
    /// The message that is edited in place.
    pub card: Option<i32>,
    /// How many messages have been its card.
    pub card_number: i64,
    /// What was asked after the plan, by ids of the content, the last one last.
    pub asked: Vec<String>,
    /// Unix seconds.
    pub created_at: i64,
}

const COLUMNS: &str = "id, chat_id, thread_id, user_id, state, content_version, pathway, asking, \
                       closed, card_message_id, card_number, asked, created_at";

impl KeptCase {
    fn from_row(row: &sqlx::sqlite::SqliteRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: column(row, "id")?,
            seat: Seat {
                chat: column(row, "chat_id")?,
                thread: column(row, "thread_id")?,
                person: column(row, "user_id")?,
            },
            state: column(row, "state")?,
            content_version: column(row, "content_version")?,
            pathway: column(row, "pathway")?,
            asking: column::<i64>(row, "asking")? != 0,
            closed: column::<i64>(row, "closed")? != 0,
            card: column(row, "card_message_id")?,
            card_number: column(row, "card_number")?,
            asked: serde_json::from_str(&column::<String>(row, "asked")?).unwrap_or_default(),
            created_at: column(row, "created_at")?,
        })
    }

    /// Makes a new case.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn create(
        tx: &mut Connection,
        seat: Seat,
        state: &str,
        content_version: &str,
        now: i64,
    ) -> Result<Self, StoreError> {
        let row = sqlx::query(
            "insert into cases (chat_id, thread_id, user_id, state, content_version, asking, \
             created_at, updated_at) values ($1, $2, $3, $4, $5, 1, $6, $6) returning id",
        )
        .bind(seat.chat)
        .bind(seat.thread)
        .bind(seat.person)
        .bind(state)
        .bind(content_version)
        .bind(now)
        .fetch_one(&mut *tx)
        .await?;
        Ok(Self {
            id: column(&row, "id")?,
            seat,
            state: state.to_owned(),
            content_version: content_version.to_owned(),
            pathway: None,
            asking: true,
            closed: false,
            card: None,
            card_number: 0,
            asked: Vec::new(),
            created_at: now,
        })
    }

    /// A case by its number.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn load(tx: &mut Connection, id: CaseId) -> Result<Option<Self>, StoreError> {
        let sql = sqlx::AssertSqlSafe(format!("select {COLUMNS} from cases where id = $1"));
        let row = sqlx::query(sql).bind(id).fetch_optional(&mut *tx).await?;
        row.as_ref().map(Self::from_row).transpose()
    }

    /// The case of a conversation that was touched last and is not closed.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn latest(tx: &mut Connection, seat: Seat) -> Result<Option<Self>, StoreError> {
        let sql = sqlx::AssertSqlSafe(format!(
            "select {COLUMNS} from cases where chat_id = $1 and user_id = $2 and thread_id = $3 \
             and closed = 0 order by updated_at desc, id desc limit 1"
        ));
        let row = sqlx::query(sql)
            .bind(seat.chat)
            .bind(seat.person)
            .bind(seat.thread)
            .fetch_optional(&mut *tx)
            .await?;
        row.as_ref().map(Self::from_row).transpose()
    }

    /// A person's cases in a chat, the one touched last first.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of_person(
        tx: &mut Connection,
        seat: Seat,
        most: i64,
    ) -> Result<Vec<Self>, StoreError> {
        let sql = sqlx::AssertSqlSafe(format!(
            "select {COLUMNS} from cases where chat_id = $1 and user_id = $2 \
             order by updated_at desc, asked = '[]', id desc limit $3"
        ));
        let rows = sqlx::query(sql)
            .bind(seat.chat)
            .bind(seat.person)
            .bind(most)
            .fetch_all(&mut *tx)
            .await?;
        rows.iter().map(Self::from_row).collect()
    }

    /// Keeps the present state.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn save(&self, tx: &mut Connection, now: i64) -> Result<(), StoreError> {
        sqlx::query(
            "update cases set state = $2, content_version = $3, pathway = $4, asking = $5, \
             closed = $6, card_message_id = $7, updated_at = $8, asked = $9 where id = $1",
        )
        .bind(self.id)
        .bind(&self.state)
        .bind(&self.content_version)
        .bind(&self.pathway)
        .bind(i64::from(self.asking))
        .bind(i64::from(self.closed))
        .bind(self.card)
        .bind(now)
        .bind(serde_json::to_string(&self.asked).unwrap_or_default())
        .execute(&mut *tx)
        .await?;
        Ok(())
    }

    /// Counts a new message as the case's card, and says which one it is.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn next_card(tx: &mut Connection, case: CaseId) -> Result<CardOf, StoreError> {
        let row = sqlx::query(
            "update cases set card_number = card_number + 1, card_message_id = null \
             where id = $1 returning card_number",
        )
        .bind(case)
        .fetch_one(&mut *tx)
        .await?;
        Ok(CardOf {
            case,
            number: column(&row, "card_number")?,
        })
    }

    /// Notes which message has become the case's card, unless a later one was already owed: what
    /// is noted late must not bring an older card back.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn set_card(
        tx: &mut Connection,
        card: CardOf,
        message: i32,
    ) -> Result<(), StoreError> {
        sqlx::query("update cases set card_message_id = $3 where id = $1 and card_number = $2")
            .bind(card.case)
            .bind(card.number)
            .bind(message)
            .execute(&mut *tx)
            .await?;
        Ok(())
    }
}
