//! Secrets that come from files.

use crate::house::{House, TOKEN};
use fake_telegram::Options;

#[tokio::test]
async fn the_token_and_the_database_may_stand_in_files() {
    let options = Options {
        token: Some(TOKEN.to_owned()),
        ..Options::default()
    };
    let mut house = House::empty(options).await;
    if !house.has_file() {
        // What is searched here is the file.
        return;
    }
    let token = house.writes("token", &format!("{TOKEN}\n"));
    let database = house.writes("database", &format!("  {}\n", house.database_url()));
    house.start_binary_with(&[
        ("TELOXIDE_TOKEN", ""),
        ("TELOXIDE_TOKEN_FILE", &token),
        ("DATABASE_URL", ""),
        ("DATABASE_URL_FILE", &database),
    ]);
    let ada = house.ada();
    ada.comes_in().await;
    assert!(
        house.keeps("primary_care"),
        "in the database that was named"
    );
    let secret = TOKEN.split_once(':').unwrap().1;
    assert!(!house.logs().contains(secret), "{}", house.logs());
}
