//! A fake Bot API, a bot and people, with the words the tests are written in.

use std::collections::BTreeMap;
use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use achilles_bot::handlers::App;
use achilles_bot::policy::Policy;
use achilles_bot::service::{RunningBot, Service};
use care_store::Store;
use fake_telegram::{ChatClient, FakeTelegram, Options, Person, ShownMessage, State};
use teloxide::Bot;
use tokio::time::Instant;

use crate::databases::new_postgres;

/// How long a person waits before the test has failed; generous, because machines are shared.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// How long nothing has to happen before a test believes that nothing will.
pub const CALM: Duration = Duration::from_millis(150);
/// How often a process or its log is looked at.
const GLANCE: Duration = Duration::from_millis(20);
/// The token of the binary under test; it must not turn up in its logs.
pub const TOKEN: &str = "4711:secret-token-of-the-test";

fn app() -> App {
    static APP: OnceLock<App> = OnceLock::new();
    let content = || Arc::new(care_content::content().expect("the content is good"));
    APP.get_or_init(|| App::new(content())).clone()
}

/// The fake Bot API, the database and the bot.
pub struct TestBot {
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
    pub async fn open() -> Self {
        let mut harness = Self::empty(Options::default()).await;
        harness.start_bot().await;
        harness
    }

    /// Without a bot yet.
    pub async fn empty(options: Options) -> Self {
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
    pub async fn with_binary() -> Self {
        let mut harness = Self::empty(Options::default()).await;
        harness.start_binary();
        harness
    }

    /// With a setting for the binary that is started next.
    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.settings.push((name, value.into()));
    }

    pub fn forget_settings(&mut self) {
        self.settings.clear();
    }

    /// With the bot inside this process, under a policy and by a clock of the test.
    pub async fn under(policy: Policy, now: fn() -> i64) -> Self {
        let mut harness = Self::empty(Options::default()).await;
        harness.start_bot_under(policy, now).await;
        harness
    }

    pub async fn start_bot_under(&mut self, policy: Policy, now: fn() -> i64) {
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
    pub async fn store(&self) -> Store {
        Store::open(&self.database_url()).await.unwrap()
    }

    /// Writes a file beside the database and returns its path.
    pub fn writes(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    /// The binary that is started next is started by this script of bash, in which it is `$0`.
    pub fn start_by(&mut self, script: &'static str) {
        self.script = Some(script);
    }

    /// Whether the bot's database is a file.
    pub fn has_file(&self) -> bool {
        self.server.is_none()
    }

    pub fn database_url(&self) -> String {
        let file = || format!("sqlite:{}", self.database().display());
        self.server.clone().unwrap_or_else(file)
    }

    pub fn database(&self) -> PathBuf {
        self.folder.path().join("bot.db")
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("stderr.log")
    }

    pub async fn start_bot(&mut self) {
        let store = self.store().await;
        let bot = Bot::new("1:test").set_api_url(self.telegram.url().parse().unwrap());
        self.bot = Some(Service::new(bot, app(), store).start());
    }

    /// Stops the bot in this process the orderly way.
    pub async fn stop_bot(&mut self) {
        self.bot.take().unwrap().stop().await.unwrap();
    }

    pub fn start_binary(&mut self) {
        self.start_binary_with(&[]);
    }

    /// The real binary with further settings.
    pub fn start_binary_with(&mut self, settings: &[(&str, &str)]) {
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
    pub fn kill_binary(&mut self) {
        let mut child = self.binary.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// The process number of the binary.
    pub fn process(&self) -> u32 {
        self.binary.as_ref().unwrap().id()
    }

    /// Waits until the binary has ended by itself, and returns its exit code.
    pub async fn exit_code(&mut self) -> Option<i32> {
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
    pub async fn logs_say(&self, times: usize, words: &str) {
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

    pub fn kill_and_restart(&mut self) {
        self.kill_binary();
        self.start_binary();
    }

    /// What the binary wrote to standard error.
    pub fn logs(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap()
    }

    /// Every byte of the database, its journal included.
    pub fn database_bytes(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        files
            .map(|entry| entry.unwrap().path())
            .filter(|path| is_database(path))
            .flat_map(|path| std::fs::read(path).unwrap())
            .collect()
    }

    pub fn keeps(&self, text: &str) -> bool {
        self.keeps_bytes(text.as_bytes())
    }

    pub fn keeps_bytes(&self, wanted: &[u8]) -> bool {
        let bytes = self.database_bytes();
        bytes.windows(wanted.len()).any(|window| window == wanted)
    }

    pub fn person(&self, id: i64, name: &str) -> Person {
        self.telegram.person(id, name)
    }

    /// Ada, in her private chat.
    pub fn ada(&self) -> User {
        let ada = self.person(5, "Ada");
        self.user(&ada, ada.in_private(), None)
    }

    /// Ben, in his private chat.
    pub fn ben(&self) -> User {
        let ben = self.person(6, "Ben");
        self.user(&ben, ben.in_private(), None)
    }

    pub fn user(&self, person: &Person, client: ChatClient, topic: Option<i64>) -> User {
        User {
            telegram: self.telegram.clone(),
            id: person.id(),
            client,
            topic,
        }
    }

    /// Waits until nothing happens any more; every press is answered by then.
    pub async fn calm(&self) {
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

/// What somebody would tap on the cards of one case: by the card's title.
pub struct Answers(BTreeMap<&'static str, Vec<&'static str>>);

impl Answers {
    /// A first visit with pain on loading, nothing else of note.
    pub fn painful() -> Self {
        Self(BTreeMap::new())
            .and("Red flags", &["None of these"])
            .and("Site", &["Insertional"])
            .and("Size", &["Under 1 cm"])
            .and("Symptoms", &["Pain with load only"])
            .and("Duration", &["6 weeks to 3 months"])
            .and("Worst pain", &["4 to 5"])
            .and("Fluoroquinolone", &["Never, or not known"])
            .and("NSAID risks", &["None of these"])
            .and("Age", &["40 to 59"])
            .and("Pregnancy", &["No"])
    }

    /// Seen by chance, without symptoms.
    pub fn incidental() -> Self {
        Self::painful().and("Symptoms", &["None, incidental"])
    }

    pub fn and(mut self, title: &'static str, labels: &[&'static str]) -> Self {
        self.0.insert(title, labels.to_vec());
        self
    }
}

/// How somebody came through an intake.
#[derive(Debug, Default)]
pub struct Walk {
    /// Titles of the cards, in order.
    pub titles: Vec<String>,
    /// What the cards said: at, of about.
    pub progress: Vec<(u32, u32)>,
}

impl Walk {
    /// Screens before the plan; the summary is one of them.
    pub fn screens(&self) -> usize {
        self.titles.len()
    }

    pub fn passed(&self, title: &str) -> bool {
        self.titles.iter().any(|passed| passed == title)
    }

    /// The total is a promise: it may shrink, and grow by two at most.
    pub fn keeps_its_promise(&self) {
        let mut first = None;
        for (step, (at, of)) in (1_u32..).zip(&self.progress) {
            let first = *first.get_or_insert(*of);
            assert!(*of <= first + 2, "the total grew: {:?}", self.progress);
            assert!(at <= of, "past the end: {:?}", self.progress);
            assert_eq!(*at, step, "a step was not counted: {:?}", self.progress);
        }
    }
}

/// A person in one place.
#[derive(Clone)]
pub struct User {
    pub telegram: FakeTelegram,
    id: i64,
    pub client: ChatClient,
    topic: Option<i64>,
}

impl User {
    pub fn person(&self) -> Person {
        self.telegram.known_person(self.id).unwrap()
    }

    /// The last word that a press of this person got.
    pub fn last_toast(&self) -> String {
        self.person().toasts().pop().unwrap().text
    }

    pub fn says(&self, text: &str) -> i64 {
        self.client.send(text)
    }

    /// Everything the bot has said here that is still there.
    pub fn heard(&self) -> Vec<ShownMessage> {
        let mut messages = self.client.transcript();
        messages
            .retain(|message| message.from_bot && !message.deleted && message.thread == self.topic);
        messages
    }

    /// How many messages of the bot are here.
    pub fn count(&self) -> usize {
        self.heard().len()
    }

    /// How many messages of the bot hold these words.
    pub fn count_of(&self, words: &str) -> usize {
        self.heard()
            .iter()
            .filter(|message| message.text.contains(words))
            .count()
    }

    /// The newest message with buttons.
    pub fn card(&self) -> ShownMessage {
        self.heard()
            .into_iter()
            .rfind(|message| !message.buttons.is_empty())
            .expect("there is a message with buttons")
    }

    pub fn message(&self, id: i64) -> ShownMessage {
        let found = self.client.transcript().into_iter().find(|m| m.id == id);
        found.expect("there is such a message")
    }

    /// Looks after every change until there is something to see.
    pub async fn until<T>(&self, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        let mut changes = self.telegram.changes();
        loop {
            changes.borrow_and_update();
            if let Some(found) = look() {
                return found;
            }
            if tokio::time::timeout_at(end, changes.changed())
                .await
                .is_err()
            {
                let shown = self.telegram.look(State::print);
                panic!("waited in vain for {what}:\n{shown}");
            }
        }
    }

    /// Waits for a message of the bot with these words; the newest one is returned.
    pub async fn sees(&self, words: &str) -> ShownMessage {
        let newest = || self.heard().into_iter().rfind(|m| m.text.contains(words));
        self.until(words, newest).await
    }

    /// Waits until so many messages hold these words; more are too many.
    pub async fn sees_times(&self, times: usize, words: &str) {
        let enough = || (self.count_of(words) >= times).then_some(());
        self.until(words, enough).await;
        assert_eq!(self.count_of(words), times, "{words:?} too often");
    }

    /// Waits until the newest card with buttons has these words.
    pub async fn is_asked(&self, words: &str) -> ShownMessage {
        let newest = || {
            let card = self.heard().into_iter().rfind(|m| !m.buttons.is_empty())?;
            card.text.contains(words).then_some(card)
        };
        self.until(words, newest).await
    }

    /// Waits until one message has these words.
    pub async fn until_card(&self, message: i64, words: &str) -> ShownMessage {
        let there = || {
            let card = self.message(message);
            card.text.contains(words).then_some(card)
        };
        self.until(words, there).await
    }

    /// Waits for a card with these words below an older one.
    pub async fn until_new_card(&self, older: &ShownMessage, words: &str) -> ShownMessage {
        let newer = || {
            let card = self.heard().into_iter().rfind(|m| !m.buttons.is_empty())?;
            (card.id > older.id && card.text.contains(words)).then_some(card)
        };
        self.until(words, newer).await
    }

    /// Waits until the newest card is no longer this one.
    pub async fn until_changed_card(&self, older: &ShownMessage) {
        let changed = || (self.card().id != older.id).then_some(());
        self.until("another card", changed).await;
    }

    /// What stands behind a button, its mark aside.
    pub fn data(card: &ShownMessage, label: &str) -> String {
        let button = card.buttons.iter().flatten().find(|button| {
            let bare = button.text.trim_start_matches(['☐', '☑', '●', ' ']);
            bare == label || (label == "Done" && bare.starts_with("Done ("))
        });
        match button {
            Some(button) => button.data.clone().unwrap(),
            None => panic!("no button {label:?} on {:?}\n{}", card.labels(), card.text),
        }
    }

    /// Taps a button of the newest card and waits for what comes of it.
    pub async fn taps(&self, label: &str) {
        self.taps_on(&self.card(), label).await;
    }

    /// Taps a button of a card and waits until something has changed here.
    pub async fn taps_on(&self, card: &ShownMessage, label: &str) {
        let before = self.heard();
        self.client.tap_data(card.id, &Self::data(card, label));
        let changed = || (self.heard() != before).then_some(());
        self.until(label, changed).await;
    }

    /// Presses with this data and waits for the toast.
    pub async fn presses(&self, message: i64, data: &str) -> String {
        let person = self.person();
        let before = person.toasts().len();
        self.client.tap_data(message, data);
        let toast = || person.toasts().get(before).map(|toast| toast.text.clone());
        self.until(data, toast).await
    }

    /// From the first /start to the first card of the first case.
    pub async fn comes_in(&self) {
        self.comes_in_as("Primary care clinician").await;
    }

    pub async fn comes_in_as(&self, role: &str) {
        self.says("/start");
        self.is_asked("qualified clinicians").await;
        self.taps("I have read this").await;
        self.is_asked("Which best describes you?").await;
        self.taps(role).await;
        if role != "Not a clinician" {
            self.is_asked("What can your local service offer?").await;
            self.taps("Radiograph").await;
            self.taps("Done").await;
        }
        self.is_asked("Red flags").await;
    }

    /// Marks these answers on a card with several choices, and is done.
    pub async fn marks(&self, labels: &[&str]) {
        for label in labels {
            self.taps(label).await;
        }
        self.taps("Done").await;
    }

    /// Answers card after card until the summary or the plan.
    pub async fn answers(&self, answers: &Answers) -> Walk {
        self.answers_until(answers, "Summary").await
    }

    /// Answers card after card until the one with this title, or the plan.
    pub async fn answers_until(&self, answers: &Answers, last: &str) -> Walk {
        let mut walk = Walk::default();
        loop {
            let card = self.card();
            let heading = card.text.lines().find(|line| line.starts_with("Case "));
            let heading = heading.unwrap_or_else(|| panic!("not a card: {}", card.text));
            let parts: Vec<&str> = heading.split(" · ").collect();
            let title = parts[1].to_owned();
            if title.starts_with("the plan is below") {
                return walk;
            }
            walk.titles.push(title.clone());
            if let Some(progress) = parts.get(2) {
                let (at, of) = progress.split_once(" of about ").unwrap();
                walk.progress
                    .push((at.parse().unwrap(), of.parse().unwrap()));
            }
            if title == last || title == "Summary" {
                return walk;
            }
            assert!(walk.titles.len() < 30, "this never ends: {walk:?}");
            let Some(labels) = answers.0.get(title.as_str()) else {
                panic!("no answer to {title:?}:\n{}", card.text);
            };
            if card.labels().iter().any(|label| label.starts_with("Done")) {
                self.marks(labels).await;
            } else {
                self.taps(labels[0]).await;
            }
            let beginning = format!("{} · {title}", parts[0]);
            self.leaves(card.id, &beginning).await;
        }
    }

    /// Waits until a message no longer holds these words.
    pub async fn leaves(&self, message: i64, words: &str) {
        let gone = || (!self.message(message).text.contains(words)).then_some(());
        self.until(words, gone).await;
    }

    /// From the summary to the plan.
    pub async fn asks_for_the_plan(&self) -> Plan {
        self.taps("Show the plan").await;
        self.reads_plan(1).await
    }

    /// Waits for the plan with this number and reads all messages of it.
    pub async fn reads_plan(&self, number: usize) -> Plan {
        let enough = || {
            let plans = self.plans();
            (plans.len() >= number).then_some(plans)
        };
        let plans = self.until("a plan", enough).await;
        assert_eq!(plans.len(), number, "a plan too many");
        plans.into_iter().next_back().unwrap()
    }

    /// All plans here: a plan ends with the message under which it is asked why.
    pub fn plans(&self) -> Vec<Plan> {
        let mut plans = Vec::new();
        let mut parts: Vec<ShownMessage> = Vec::new();
        for message in self.heard() {
            let labels = message.labels();
            if labels.contains(&"Why") && labels.contains(&"Refine or change answers") {
                parts.push(message);
                plans.push(Plan {
                    messages: std::mem::take(&mut parts),
                });
            } else if labels.is_empty() && !message.text.contains("the plan is below") {
                parts.push(message);
            } else {
                parts.clear();
            }
        }
        plans
    }

    /// The whole way of somebody new: welcome, intake, plan.
    pub async fn gets_a_plan(&self, answers: &Answers) -> (Walk, Plan) {
        self.comes_in().await;
        let walk = self.answers(answers).await;
        if walk.passed("Summary") {
            self.taps("Show the plan").await;
        }
        let plan = self.reads_plan(1).await;
        (walk, plan)
    }
}

/// A plan as it was sent.
#[derive(Debug)]
pub struct Plan {
    pub messages: Vec<ShownMessage>,
}

impl Plan {
    pub fn text(&self) -> String {
        let texts: Vec<&str> = self.messages.iter().map(|m| m.text.as_str()).collect();
        texts.join("\n")
    }

    pub fn last(&self) -> &ShownMessage {
        self.messages.last().unwrap()
    }

    #[track_caller]
    pub fn says(&self, words: &str) {
        assert!(
            self.text().contains(words),
            "no {words:?} in\n{}",
            self.text()
        );
    }

    #[track_caller]
    pub fn does_not_say(&self, words: &str) {
        assert!(
            !self.text().contains(words),
            "{words:?} in\n{}",
            self.text()
        );
    }

    /// A message of its own, with sources, version and disclaimer.
    #[track_caller]
    pub fn is_complete(&self) {
        self.says("Sources");
        self.says("Content ");
        self.says("For healthcare professionals, for education only.");
        for message in &self.messages {
            assert_eq!(message.edited, 0, "a plan is a new message");
        }
    }
}
