//! What is owed to chats.

use super::{CardOf, Connection, KeptCase, Store, StoreError, column};

/// The number of an owed call; calls of one chat are sent in this order.
pub type OwedId = i64;

/// A call to the Bot API that has to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// Its number.
    pub id: OwedId,
    /// The lane: one chat's calls wait for each other and for nobody else.
    pub chat: i64,
    /// Name of the method.
    pub method: String,
    /// Parameters, as JSON.
    pub params: String,
    /// The case whose card the sent message becomes.
    pub card_of: Option<CardOf>,
    /// Unix seconds.
    pub created_at: i64,
}

impl Owed {
    /// Writes down that this is owed, and gives it its number.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn write(&mut self, tx: &mut Connection) -> Result<(), StoreError> {
        let row = sqlx::query(
            "insert into outbox (chat_id, method, params, card_of, card_number, created_at) \
             values ($1, $2, $3, $4, $5, $6) returning id",
        )
        .bind(self.chat)
        .bind(&self.method)
        .bind(&self.params)
        .bind(self.card_of.map(|card| card.case))
        .bind(self.card_of.map(|card| card.number))
        .bind(self.created_at)
        .fetch_one(&mut *tx)
        .await?;
        self.id = column(&row, "id")?;
        Ok(())
    }

    /// Everything still owed, in order: what an earlier run left.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn all(store: &Store) -> Result<Vec<Self>, StoreError> {
        let mut tx = store.begin().await?;
        let rows = sqlx::query(
            "select id, chat_id, method, params, card_of, card_number, created_at from outbox order by id",
        )
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        rows.iter()
            .map(|row| {
                Ok(Self {
                    id: column(row, "id")?,
                    chat: column(row, "chat_id")?,
                    method: column(row, "method")?,
                    params: column(row, "params")?,
                    card_of: column::<Option<i64>>(row, "card_of")?
                        .zip(column(row, "card_number")?)
                        .map(|(case, number)| CardOf { case, number }),
                    created_at: column(row, "created_at")?,
                })
            })
            .collect()
    }

    /// Settles calls that were made or can never be: each with the message it became, if any.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn settle(
        store: &Store,
        done: &[(OwedId, Option<(CardOf, i32)>)],
    ) -> Result<(), StoreError> {
        let mut tx = store.begin().await?;
        for (id, card) in done {
            sqlx::query("delete from outbox where id = $1")
                .bind(id)
                .execute(&mut *tx)
                .await?;
            if let Some((card, message)) = card {
                KeptCase::set_card(&mut tx, *card, *message).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }
}
