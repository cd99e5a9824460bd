//! A fake Bot API, a bot and people, with the words the tests are written in.

mod answers;
mod plan;
mod user;

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use achilles_bot::handlers::App;
use achilles_bot::policy::Policy;
use achilles_bot::service::{RunningBot, Service};
use care_engine::content::Content;
use care_store::Store;
use fake_telegram::{ChatClient, FakeTelegram, Options, TestPerson};
use teloxide::Bot;
use tokio::time::Instant;

use crate::databases::new_postgres;

pub(crate) use answers::Answers;
pub(crate) use plan::Plan;
pub(crate) use user::{REPLACED, User};

/// A clock of the test's own: the bot's `now`, and what sets it forward.
macro_rules! clock {
    ($now:ident, $later:ident) => {
        static NOW: std::sync::atomic::AtomicI64 = std::sync::atomic::AtomicI64::new(1_800_000_000);
        fn $now() -> i64 {
            NOW.load(std::sync::atomic::Ordering::SeqCst)
        }
        #[allow(dead_code, reason = "not every test lets time pass")]
        fn $later(seconds: i64) {
            NOW.fetch_add(seconds, std::sync::atomic::Ordering::SeqCst);
        }
    };
}
pub(crate) use clock;

/// How long a person waits before the test has failed; generous, because machines are shared.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// How long nothing has to happen before a test believes that nothing will.
pub(crate) const CALM: Duration = Duration::from_millis(150);
/// How often a process or its log is looked at.
const GLANCE: Duration = Duration::from_millis(20);
/// The token of the binary under test; it must not turn up in its logs.
pub(crate) const TOKEN: &str = "4711:secret-token-of-the-test";

pub(crate) fn content() -> Arc<Content> {
    static CONTENT: OnceLock<Arc<Content>> = OnceLock::new();
    let content = || Arc::new(care_content::content().expect("the content is good"));
    Arc::clone(CONTENT.get_or_init(content))
}

fn app() -> App {
    static APP: OnceLock<App> = OnceLock::new();
    APP.get_or_init(|| App::new(content())).clone()
}

/// The fake Bot API, the database and the bot.
pub(crate) struct TestBot {
    pub telegram: FakeTelegram,
    folder: tempfile::TempDir,
    /// A database of a server, where the tests are run on one.
    server: Option<String>,
    /// Further settings of the binary.
    settings: Vec<(&'static str, String)>,
    /// A script of bash that becomes the binary (`$0`), where its surroundings have to be special.
    script: Option<&'static str>,
    bot: Option<RunningBot>,
    binary: Option<Child>,
}

impl TestBot {
    /// With the bot inside this process.
    pub(crate) async fn open() -> Self {
        let mut harness = Self::empty(Options::default()).await;
        harness.start_bot().await;
        harness
    }

    /// Without a bot yet.
    pub(crate) async fn empty(options: Options) -> Self {
        let here = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            telegram: FakeTelegram::start(here, options).await.unwrap(),
            folder: tempfile::tempdir().unwrap(),
            server: match std::env::var("ACHILLES_TEST_STORE").as_deref() {
                Ok("postgres") => {
                    Some(new_postgres().await.expect("ACHILLES_TEST_POSTGRES is set"))
                }
                _ => None,
            },
            settings: Vec::new(),
            script: None,
            bot: None,
            binary: None,
        }
    }

    /// With the real binary, which can be killed.
    pub(crate) async fn with_binary() -> Self {
        let mut harness = Self::empty(Options::default()).await;
        harness.start_binary();
        harness
    }

    /// With a setting for the binary that is started next.
    pub(crate) fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.settings.push((name, value.into()));
    }

    pub(crate) fn forget_settings(&mut self) {
        self.settings.clear();
    }

    /// With the bot inside this process, under a policy and by a clock of the test.
    pub(crate) async fn under(policy: Policy, now: fn() -> i64) -> Self {
        let mut harness = Self::empty(Options::default()).await;
        harness.start_bot_under(policy, now).await;
        harness
    }

    pub(crate) async fn start_bot_under(&mut self, policy: Policy, now: fn() -> i64) {
        let bot = Bot::new("1:test").set_api_url(self.telegram.url().parse().unwrap());
        let store = self.store().await;
        self.bot = Some(
            Service {
                now,
                ..Service::new(bot, app().with_policy(policy), store)
            }
            .start(),
        );
    }

    /// The database, for a test that looks after it while the bot is down.
    pub(crate) async fn store(&self) -> Store {
        Store::open(&self.database_url()).await.unwrap()
    }

    /// Writes a file beside the database and returns its path.
    pub(crate) fn writes(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    /// The binary that is started next is started by this script of bash, in which it is `$0`.
    pub(crate) fn start_by(&mut self, script: &'static str) {
        self.script = Some(script);
    }

    /// Whether the bot's database is a file.
    pub(crate) fn has_file(&self) -> bool {
        self.server.is_none()
    }

    pub(crate) fn database_url(&self) -> String {
        let file = || format!("sqlite:{}", self.database().display());
        self.server.clone().unwrap_or_else(file)
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("bot.db")
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("stderr.log")
    }

    pub(crate) async fn start_bot(&mut self) {
        self.start_bot_of(app()).await;
    }

    /// The bot in this process with other content.
    pub(crate) async fn start_bot_with(&mut self, content: Content) {
        self.start_bot_of(App::new(Arc::new(content))).await;
    }

    /// The bot in this process with what it answers by.
    pub(crate) async fn start_bot_of(&mut self, app: App) {
        let store = self.store().await;
        let bot = Bot::new("1:test").set_api_url(self.telegram.url().parse().unwrap());
        self.bot = Some(Service::new(bot, app, store).start());
    }

    /// Stops the bot in this process the orderly way.
    pub(crate) async fn stop_bot(&mut self) {
        self.bot.take().unwrap().stop().await.unwrap();
    }

    pub(crate) fn start_binary(&mut self) {
        self.start_binary_with(&[]);
    }

    /// The real binary with further settings.
    pub(crate) fn start_binary_with(&mut self, settings: &[(&str, &str)]) {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.log_file())
            .unwrap();
        let binary = env!("CARGO_BIN_EXE_achilles-bot");
        let mut command = match self.script {
            Some(script) => {
                let mut bash = Command::new("bash");
                bash.args(["-c", script, binary]);
                bash
            }
            None => {
                let mut command = Command::new(binary);
                command.arg("serve");
                command
            }
        };
        let child = command
            .current_dir(self.folder.path())
            .env("TELOXIDE_TOKEN", TOKEN)
            .env("TELOXIDE_API_URL", self.telegram.url())
            .env("DATABASE_URL", self.database_url())
            // Everything that could be asked for: what must not be logged must not be then.
            .env("RUST_LOG", "trace")
            // Tests tap faster than people.
            .env("ACHILLES_UPDATES_A_MINUTE", "0")
            .env("ACHILLES_QUESTIONS_A_MINUTE", "0")
            .envs(settings.iter().copied())
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .env_remove("HTTP_PROXY")
            .env_remove("http_proxy")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        self.binary = Some(child);
    }

    /// SIGKILL: the binary gets no chance to tidy up.
    pub(crate) fn kill_binary(&mut self) {
        let mut child = self.binary.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// The process number of the binary.
    pub(crate) fn process(&self) -> u32 {
        self.binary.as_ref().unwrap().id()
    }

    /// Waits until the binary has ended by itself, and returns its exit code.
    pub(crate) async fn exit_code(&mut self) -> Option<i32> {
        let end = Instant::now() + PATIENCE;
        loop {
            let child = self.binary.as_mut().unwrap();
            if let Some(status) = child.try_wait().unwrap() {
                self.binary = None;
                return status.code();
            }
            assert!(Instant::now() < end, "still running\n{}", self.logs());
            // A process that ends tells nobody but who asks; the same goes for a log.
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// Waits until the log says so, so many times.
    pub(crate) async fn logs_say(&self, times: usize, words: &str) {
        let end = Instant::now() + PATIENCE;
        while self.logs().matches(words).count() < times {
            assert!(
                Instant::now() < end,
                "the log does not say {words:?} {times} times:\n{}",
                self.logs()
            );
            tokio::time::sleep(GLANCE).await;
        }
    }

    pub(crate) fn kill_and_restart(&mut self) {
        self.kill_binary();
        self.start_binary();
    }

    /// What the binary wrote to standard error.
    pub(crate) fn logs(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap()
    }

    /// Every byte of the database, its journal included.
    pub(crate) fn database_bytes(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        files
            .map(|entry| entry.unwrap().path())
            .filter(|path| is_database(path))
            .flat_map(|path| std::fs::read(path).unwrap())
            .collect()
    }

    pub(crate) fn keeps(&self, text: &str) -> bool {
        self.keeps_bytes(text.as_bytes())
    }

    pub(crate) fn keeps_bytes(&self, wanted: &[u8]) -> bool {
        let bytes = self.database_bytes();
        bytes.windows(wanted.len()).any(|window| window == wanted)
    }

    pub(crate) fn person(&self, id: i64, name: &str) -> TestPerson {
        self.telegram.person(id, name)
    }

    /// Ada, in her private chat.
    pub(crate) fn ada(&self) -> User {
        let ada = self.person(5, "Ada");
        self.user(&ada, ada.in_private(), None)
    }

    /// Ada, in her private chat, after the screen: she is asked where the focus is.
    pub(crate) async fn ada_at_the_site(&self) -> User {
        let ada = self.ada();
        ada.comes_in().await;
        ada.marks(&["None of these"]).await;
        ada.is_asked("Where is the focus?").await;
        ada
    }

    /// Ben, in his private chat.
    pub(crate) fn ben(&self) -> User {
        let ben = self.person(6, "Ben");
        self.user(&ben, ben.in_private(), None)
    }

    pub(crate) fn user(&self, person: &TestPerson, client: ChatClient, topic: Option<i64>) -> User {
        User {
            telegram: self.telegram.clone(),
            id: person.id(),
            client,
            topic,
        }
    }

    /// Waits until nothing happens any more; every press is answered by then.
    pub(crate) async fn calm(&self) {
        self.telegram.quiet(CALM, PATIENCE).await.unwrap();
    }
}

impl Drop for TestBot {
    fn drop(&mut self) {
        if let Some(mut child) = self.binary.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn is_database(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with("bot.db"))
}
