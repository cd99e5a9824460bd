//! Secrets that come from files.

use crate::harness::{TOKEN, TestBot};
use fake_telegram::Options;

#[tokio::test]
async fn the_token_and_the_database_may_stand_in_files() {
    let options = Options {
        token: Some(TOKEN.to_owned()),
        ..Options::default()
    };
    let mut harness = TestBot::empty(options).await;
    if !harness.has_file() {
        // What is searched here is the file.
        return;
    }
    let token = harness.writes("token", &format!("{TOKEN}\n"));
    let database = harness.writes("database", &format!("  {}\n", harness.database_url()));
    harness.start_binary_with(&[
        ("TELOXIDE_TOKEN", ""),
        ("TELOXIDE_TOKEN_FILE", &token),
        ("DATABASE_URL", ""),
        ("DATABASE_URL_FILE", &database),
    ]);
    let ada = harness.ada();
    ada.comes_in().await;
    assert!(
        harness.keeps("primary_care"),
        "in the database that was named"
    );
    let secret = TOKEN.split_once(':').unwrap().1;
    assert!(!harness.logs().contains(secret), "{}", harness.logs());
}
