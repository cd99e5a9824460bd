//! What each version of the content says, kept beside the plans that were made from it.

use crate::error::StoreError;
use crate::tx::{Row, SqlStatement, Tx, Work, sql};

/// A version of the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptContent {
    /// As plans and the audit log name it.
    pub version: String,
    /// Id of the topic.
    pub topic: String,
    /// When the program was first started with it (Unix seconds).
    pub first_seen: i64,
    /// What it says, as JSON by the ids of the content.
    pub snapshot: String,
}

impl KeptContent {
    fn read(row: &dyn Row) -> Result<Self, StoreError> {
        Ok(Self {
            version: row.text(0)?,
            topic: row.text(1)?,
            first_seen: row.int(2)?,
            snapshot: row.text(3)?,
        })
    }

    /// A version that is kept already stays as it is: another start, or another replica.
    fn write(&self) -> SqlStatement {
        sql!(
            "insert into contents (version, topic, first_seen, snapshot) values ($1, $2, $3, $4) \
             on conflict (version) do nothing",
            &self.version,
            &self.topic,
            self.first_seen,
            &self.snapshot,
        )
    }
}

/// Keeps a version of the content. Says whether it is the first start with it.
pub(crate) struct KeepContent(pub KeptContent);

impl Work for KeepContent {
    type Out = bool;

    async fn run<T: Tx>(self, tx: &mut T) -> Result<bool, StoreError> {
        Ok(tx.run(vec![self.0.write()]).await? == [1])
    }
}

/// Every version that was kept, the one seen first first.
pub(crate) struct ReadContents;

impl Work for ReadContents {
    type Out = Vec<KeptContent>;

    async fn run<T: Tx>(self, tx: &mut T) -> Result<Vec<KeptContent>, StoreError> {
        let all = sql!(
            "select version, topic, first_seen, snapshot from contents order by first_seen, version"
        );
        tx.rows(all, KeptContent::read).await
    }
}
