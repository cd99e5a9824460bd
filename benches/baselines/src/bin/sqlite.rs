//! teloxide with its own SQLite storage; the file is the first argument.

use achilles_bot_baselines::run;
use teloxide::dispatching::dialogue::SqliteStorage;
use teloxide::dispatching::dialogue::serializer::Json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args()
        .nth(1)
        .ok_or("the database file is missing")?;
    run(SqliteStorage::open(&file, Json).await?).await;
    Ok(())
}
