//! The demo: the fake Bot API with two clinicians, and a page that looks and works like a phone chat.

mod page;
mod snapshot;

use std::{
    io,
    net::SocketAddr,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::Router;

use fake_telegram::{FakeTelegram, Options};

/// Dr Ada's user id and private chat.
pub const ADA: i64 = 501;
/// Dr Ben's user id and private chat.
pub const BEN: i64 = 502;
/// The group "Foot and ankle team", a forum.
pub const TEAM: i64 = -1_002_001;

/// A running demo: the fake Bot API and the page on one address.
#[derive(Clone)]
pub struct Demo {
    telegram: FakeTelegram,
    token: String,
    topic: i64,
}

impl Demo {
    /// Starts the fake Bot API and the page on one address and fills the state.
    pub async fn start(addr: SocketAddr) -> io::Result<Self> {
        let token = random_token()?;
        let options = Options {
            token: Some(token.clone()),
            guarded: true,
            // A demo may be left open for days.
            keep_messages: Some(200),
            keep_calls: false,
            ..Options::default()
        };
        let telegram = FakeTelegram::start_with(addr, options, routes).await?;
        let topic = seed(&telegram);
        telegram.number_from(run_number());
        Ok(Self {
            telegram,
            token,
            topic,
        })
    }

    /// The address of the page, and of the Bot API for the bot.
    pub fn url(&self) -> String {
        self.telegram.url()
    }

    /// The token that the fake Bot API accepts: another one at every start.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The fake Bot API behind the page.
    pub fn telegram(&self) -> &FakeTelegram {
        &self.telegram
    }

    /// The thread id of the topic "Heel clinic" in the group.
    pub fn topic(&self) -> i64 {
        self.topic
    }
}

/// A number that is larger at every start, by more than a run gives numbers: the seconds since 2025.
fn run_number() -> i64 {
    let since = UNIX_EPOCH + Duration::from_secs(1_735_689_600);
    let passed = SystemTime::now().duration_since(since).unwrap_or_default();
    i64::try_from(passed.as_secs()).unwrap_or_default()
}

/// A token that no page on the web can guess.
fn random_token() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    let secret: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("1:{secret}"))
}

/// The page's routes, to be merged with other routes on any listener.
pub fn routes(telegram: &FakeTelegram) -> Router {
    page::routes(telegram.clone())
}

/// Puts the people and the group into the state; returns the thread id of the topic.
pub fn seed(telegram: &FakeTelegram) -> i64 {
    let ada = telegram.person(ADA, "Dr Ada");
    let ben = telegram.person(BEN, "Dr Ben");
    telegram.forum(TEAM, "Foot and ankle team", &[&ada, &ben]);
    telegram.set_bot_admin(TEAM, true);
    telegram.topic(TEAM, "Heel clinic", &ada)
}
