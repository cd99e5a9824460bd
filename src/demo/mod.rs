//! The demo: the stand-in with two clinicians, and a page that looks and works like a phone chat.

mod page;
mod snapshot;

use std::{io, net::SocketAddr};

use axum::Router;

use fake_telegram::{Options, Standin};

/// Dr Ada's user id and private chat.
pub const ADA: i64 = 501;
/// Dr Ben's user id and private chat.
pub const BEN: i64 = 502;
/// The group "Foot and ankle team", a forum.
pub const TEAM: i64 = -1_002_001;

/// A running demo.
#[derive(Clone)]
pub struct Demo {
    standin: Standin,
    topic: i64,
}

impl Demo {
    /// Starts the stand-in and the page on one address and fills the world.
    pub async fn start(addr: SocketAddr) -> io::Result<Self> {
        let options = Options {
            // A demo may be left open for days.
            keep_messages: Some(200),
            keep_calls: false,
            ..Options::default()
        };
        let standin = Standin::start_with(addr, options, routes).await?;
        let topic = seed(&standin);
        Ok(Self { standin, topic })
    }

    /// The address of the page, and of the Bot API for the bot.
    pub fn url(&self) -> String {
        self.standin.url()
    }

    /// The stand-in behind the page.
    pub fn standin(&self) -> &Standin {
        &self.standin
    }

    /// The thread id of the topic "Achilles" in the group.
    pub fn topic(&self) -> i64 {
        self.topic
    }
}

/// The page's routes, to be merged with other routes on any listener.
pub fn routes(standin: &Standin) -> Router {
    page::routes(standin.clone())
}

/// Puts the people and the group into the world; returns the thread id of the topic.
pub fn seed(standin: &Standin) -> i64 {
    let ada = standin.person(ADA, "Dr Ada");
    let ben = standin.person(BEN, "Dr Ben");
    standin.forum(TEAM, "Foot and ankle team", &[&ada, &ben]);
    standin.topic(TEAM, "Achilles", &ada)
}
