//! A local fake of the Telegram Bot API, with people who use the bot.
//!
//! It is as strict as the real server where a bot can go wrong (markup, lengths, buttons, offsets,
//! answered queries), can be told to fail in scripted ways, and lets a test act as a person: write,
//! reply, press a button by its label, and wait for what the bot shows. It never leaves this
//! machine.

mod body;
mod chat_client;
mod cut;
mod faults;
mod guard;
pub mod html;
mod json;
mod methods;
mod options;
mod params;
mod person;
mod print;
mod queue;
mod server;
mod state;
#[cfg(test)]
mod tests;
mod view;
mod webhook;

use std::{
    fmt, io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::Router;
use serde_json::Value;
use tokio::{
    net::TcpListener,
    sync::{mpsc, watch},
    task::JoinHandle,
    time::Instant,
};

pub use chat_client::ChatClient;
pub use faults::Fault;
pub use options::{Options, RateLimits};
pub use person::{ImpossibleAction, TestPerson};
pub use state::{BOT_ID, Chat, News, RecordedCall, State};
pub use view::{ShownButton, ShownMessage, Toast, Waiting};

/// How long somebody who waits goes without a look where nothing changes.
const LONGEST_GLANCE: Duration = Duration::from_secs(1);

/// The state and the news of its changes.
pub(crate) struct Shared {
    state: Mutex<State>,
    changes: watch::Sender<u64>,
    /// Whether updates go to a webhook.
    hooked: watch::Sender<bool>,
    closed: watch::Sender<bool>,
}

impl Shared {
    pub(crate) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        // A panic in a test's closure must not take every later look with it.
        look(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn change<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let (done, hooked) = self.quietly(|state| (act(state), state.queue.webhook.is_some()));
        self.changes.send_modify(|count| *count += 1);
        self.hooked
            .send_if_modified(|was| std::mem::replace(was, hooked) != hooked);
        done
    }

    /// A change nobody waits for.
    pub(crate) fn quietly<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Waits until there is a webhook: without one its deliverer has no business with any change.
    pub(crate) async fn hooked(&self) {
        let _ = self.hooked.subscribe().wait_for(|hooked| *hooked).await;
    }

    pub(crate) fn is_closed(&self) -> bool {
        *self.closed.borrow()
    }

    pub(crate) async fn closed(&self) {
        let _ = self.closed.subscribe().wait_for(|closed| *closed).await;
    }

    /// Waits, but not longer than the fake Bot API is there.
    pub(crate) async fn pause(&self, time: Duration) {
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            () = self.closed() => {}
        }
    }
}

/// A running fake Bot API; clones share it, and it stops when the last handle outside its own tasks
/// is gone.
#[derive(Clone)]
pub struct FakeTelegram {
    pub(crate) shared: Arc<Shared>,
    running: Arc<Running>,
}

struct Running {
    shared: Arc<Shared>,
    addr: SocketAddr,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shared.closed.send_replace(true);
        self.shared.changes.send_modify(|count| *count += 1);
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        for task in tasks.drain(..) {
            task.abort();
        }
    }
}

/// A wait that was not rewarded; it prints what was there instead.
pub struct Timeout(String);

impl fmt::Display for Timeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Timeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Tests unwrap it, and the transcript is unreadable with escaped line ends.
        f.write_str(&self.0)
    }
}

impl std::error::Error for Timeout {}

impl FakeTelegram {
    /// Listens on `addr` (port 0 for any free one).
    pub async fn start(addr: SocketAddr, options: Options) -> io::Result<Self> {
        Self::start_with(addr, options, |_| Router::new()).await
    }

    /// As `start`, with further routes on the same listener. Routes that keep a clone of the
    /// fake Bot API keep it running until the runtime ends.
    pub async fn start_with(
        addr: SocketAddr,
        options: Options,
        routes: impl FnOnce(&Self) -> Router,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(addr).await?;
        let shared = Arc::new(Shared {
            state: Mutex::new(State::new(options)),
            changes: watch::Sender::new(0),
            hooked: watch::Sender::new(false),
            closed: watch::Sender::new(false),
        });
        let running = Arc::new(Running {
            shared: shared.clone(),
            addr: listener.local_addr()?,
            tasks: Mutex::new(Vec::new()),
        });
        let telegram = Self { shared, running };
        let mut router = server::router(telegram.shared.clone()).merge(routes(&telegram));
        if telegram.look(|state| state.options.guarded) {
            router = guard::guarded(router, telegram.running.addr.port());
        }
        let service = router.into_make_service_with_connect_info::<cut::Switch>();
        let serving = tokio::spawn(async move {
            // Only ever ends by being aborted.
            let _ = axum::serve(cut::CuttableListener(listener), service).await;
        });
        let delivering = tokio::spawn(webhook::deliver(telegram.shared.clone()));
        telegram
            .running
            .tasks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend([serving, delivering]);
        Ok(telegram)
    }

    /// The address to give to a bot as its API server, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.running.addr)
    }

    /// Adds a person; a known id is renamed.
    pub fn person(&self, id: i64, name: &str) -> TestPerson {
        self.shared.change(|state| state.add_person(id, name));
        TestPerson {
            telegram: self.clone(),
            id,
        }
    }

    /// A person added before.
    pub fn known_person(&self, id: i64) -> Option<TestPerson> {
        self.look(|state| state.people.contains_key(&id))
            .then(|| TestPerson {
                telegram: self.clone(),
                id,
            })
    }

    /// Whether a person is in a chat.
    pub fn is_member(&self, chat: i64, person: i64) -> bool {
        self.look(|state| {
            let chat = state.chats.get(&chat);
            chat.is_some_and(|chat| chat.members.contains(&person))
        })
    }

    /// Counts changes of the state; for those who show it.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.shared.changes()
    }

    /// Every message the bot sends or changes from now on, one by one: what a crowd of people needs
    /// where looking at the whole state after each change would cost too much.
    pub fn news(&self) -> mpsc::UnboundedReceiver<News> {
        let (listener, news) = mpsc::unbounded_channel();
        self.shared.quietly(|state| state.listeners.push(listener));
        news
    }

    /// Adds a supergroup the bot is a plain member of; `id` should be negative, as real ones are.
    /// The first member (by id) is its creator.
    pub fn group(&self, id: i64, title: &str, members: &[&TestPerson]) -> i64 {
        let members: Vec<_> = members.iter().map(|person| person.id).collect();
        self.shared
            .change(|state| state.add_group(id, title, false, &members));
        id
    }

    /// As `group`, with topics.
    pub fn forum(&self, id: i64, title: &str, members: &[&TestPerson]) -> i64 {
        let members: Vec<_> = members.iter().map(|person| person.id).collect();
        self.shared
            .change(|state| state.add_group(id, title, true, &members));
        id
    }

    /// Opens a topic in the name of a person and returns its thread id.
    pub fn topic(&self, chat: i64, name: &str, by: &TestPerson) -> i64 {
        self.shared
            .change(|state| state.add_topic(chat, name, state::Author::Person(by.id)))
            .unwrap_or(0)
    }

    /// Removes a topic with its messages, as an administrator can; bots are not told.
    pub fn remove_topic(&self, chat: i64, thread: i64) {
        self.shared.change(|state| {
            if let Some(chat) = state.chats.get_mut(&chat) {
                chat.topics.remove(&thread);
                chat.messages
                    .retain(|_, message| message.thread != Some(thread));
            }
        });
    }

    /// Makes the bot an administrator of a group, or a plain member again. An administrator sees
    /// every message and may pin, delete and open topics.
    pub fn set_bot_admin(&self, chat: i64, admin: bool) {
        self.shared.change(|state| {
            if let Some(chat) = state.chats.get_mut(&chat) {
                chat.bot_is_admin = admin;
            }
        });
    }

    /// Gives the bot another username, as its owner can at any time; bots are not told.
    pub fn rename_bot(&self, username: &str) {
        self.shared
            .change(|state| username.clone_into(&mut state.bot.username));
    }

    /// Sends any JSON as an update; `update_id` is put in unless given. Returns the id.
    pub fn push_raw_update(&self, update: Value) -> i64 {
        self.shared.change(|state| state.queue.push_raw(update))
    }

    /// Delivers the newest update again, with its old id; false if there was none.
    pub fn duplicate_last_update(&self) -> bool {
        self.shared.change(|state| state.queue.repeat_last())
    }

    /// From now on every update is delivered twice, or once again.
    pub fn deliver_twice(&self, on: bool) {
        self.shared.change(|state| state.queue.twice = on);
    }

    /// The next `times` calls of `method` (`*`: any) meet this trouble.
    pub fn fail(&self, method: &str, times: u32, fault: Fault) {
        self.shared
            .change(|state| state.faults.add(method, None, times, fault));
    }

    /// As `fail`, for calls about one chat only.
    pub fn fail_in(&self, chat: i64, method: &str, times: u32, fault: Fault) {
        self.shared
            .change(|state| state.faults.add(method, Some(chat), times, fault));
    }

    /// Ends all scripted trouble.
    pub fn heal(&self) {
        self.shared.change(|state| state.faults.clear());
    }

    /// How many calls have met scripted trouble so far.
    pub fn troubled(&self) -> u64 {
        self.look(|state| state.faults.met())
    }

    /// Looks at the state.
    pub fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        self.shared.read(look)
    }

    /// All messages of a chat, deleted ones included.
    pub fn transcript(&self, chat: i64) -> Vec<ShownMessage> {
        self.look(|state| state.transcript(chat))
    }

    /// Numbers whatever comes from here on from this number: a bot with a database remembers the updates and the
    /// messages of an earlier run.
    pub fn number_from(&self, first: i64) {
        self.shared.quietly(|state| state.number_from(first));
    }

    /// The calls of the bot so far, getUpdates apart.
    pub fn calls(&self) -> Vec<RecordedCall> {
        self.look(|state| state.calls().to_vec())
    }

    /// Forgets the calls so far.
    pub fn forget_calls(&self) {
        self.shared.quietly(|state| state.calls.clear());
    }

    /// Waits until `look` finds something; it is asked again after every change.
    pub async fn wait_until<T>(
        &self,
        mut look: impl FnMut(&State) -> Option<T>,
        patience: Duration,
    ) -> Result<T, Timeout> {
        let end = Instant::now() + patience;
        let mut changes = self.shared.changes();
        loop {
            changes.borrow_and_update();
            if let Some(found) = self.look(&mut look) {
                return Ok(found);
            }
            // Some things come with time alone: a press becomes too old to be answered.
            let again = end.min(Instant::now() + LONGEST_GLANCE);
            let changed = tokio::time::timeout_at(again, changes.changed()).await;
            if changed.is_err() && Instant::now() >= end {
                let shown = self.look(State::print);
                return Err(Timeout(format!("nothing within {patience:?}\n{shown}")));
            }
        }
    }

    /// Waits until every update is confirmed, no call is being worked on and every press is
    /// answered. A bot that confirms first and works later may still have things to say: see
    /// `quiet`.
    pub async fn idle(&self, patience: Duration) -> Result<(), Timeout> {
        self.wait_until(|state| state.is_idle().then_some(()), patience)
            .await
    }

    /// Waits until the state is idle and nothing has changed for `calm`.
    pub async fn quiet(&self, calm: Duration, patience: Duration) -> Result<(), Timeout> {
        let end = Instant::now() + patience;
        let mut changes = self.shared.changes();
        loop {
            self.idle(end.saturating_duration_since(Instant::now()))
                .await?;
            changes.borrow_and_update();
            if tokio::time::timeout(calm, changes.changed()).await.is_err()
                && self.look(State::is_idle)
            {
                return Ok(());
            }
        }
    }
}
