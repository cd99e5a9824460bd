//! The processes under test, on one database.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use fake_telegram::FakeTelegram;

use crate::balancer::{Balancer, Manner};
use crate::settings::binary;

/// What Telegram brings with every update.
const SECRET: &str = "a-secret_that-Telegram-brings";
/// How much of a log is shown when something went wrong.
const LAST_LINES: usize = 40;

/// One process of the bot, or all replicas of it.
pub(crate) struct Bots {
    api: String,
    folder: tempfile::TempDir,
    /// A database of a server; else a file.
    server: Option<String>,
    balancer: Option<Balancer>,
    listening: Vec<SocketAddr>,
    processes: Vec<Option<Child>>,
}

impl Bots {
    /// One process that polls.
    pub(crate) fn polling(telegram: &FakeTelegram, server: Option<String>) -> Self {
        Self {
            api: telegram.url(),
            folder: tempfile::tempdir().unwrap(),
            server,
            balancer: None,
            listening: Vec::new(),
            processes: vec![None],
        }
    }

    /// Several replicas that updates are brought to.
    pub(crate) async fn replicas(
        telegram: &FakeTelegram,
        server: String,
        count: usize,
        manner: Manner,
        seed: u64,
    ) -> Self {
        let listening: Vec<_> = (0..count).map(|_| free_address()).collect();
        let balancer = Balancer::start(listening.clone(), manner, seed).await;
        let mut bots = Self::polling(telegram, Some(server));
        bots.balancer = Some(balancer);
        bots.processes = listening.iter().map(|_| None).collect();
        bots.listening = listening;
        bots
    }

    /// Of a hundred updates so many meet each kind of trouble on their way to a webhook.
    pub(crate) fn trouble(&self, percent: u64) {
        if let Some(balancer) = &self.balancer {
            balancer.trouble(percent);
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.processes.len()
    }

    pub(crate) fn is_polling(&self) -> bool {
        self.balancer.is_none()
    }

    fn database_url(&self) -> String {
        let file = || format!("sqlite:{}", self.folder.path().join("bot.db").display());
        self.server.clone().unwrap_or_else(file)
    }

    fn log_file(&self, replica: usize) -> PathBuf {
        self.folder.path().join(format!("bot-{replica}.log"))
    }

    pub(crate) fn start_all(&mut self) {
        for replica in 0..self.count() {
            self.start(replica);
        }
    }

    pub(crate) fn start(&mut self, replica: usize) {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.log_file(replica))
            .unwrap();
        let mut command = Command::new(binary());
        command
            .arg("serve")
            .current_dir(self.folder.path())
            .env("TELOXIDE_TOKEN", "4711:token-of-the-test")
            .env("TELOXIDE_API_URL", &self.api)
            .env("DATABASE_URL", self.database_url())
            .env("RUST_LOG", "off,achilles_bot=info")
            // These people tap faster than anybody with a patient before them.
            .env("ACHILLES_UPDATES_A_MINUTE", "0")
            .env("ACHILLES_QUESTIONS_A_MINUTE", "0")
            .env_remove("HTTP_PROXY")
            .env_remove("http_proxy")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        if let Some(balancer) = &self.balancer {
            command
                .env("ACHILLES_WEBHOOK_URL", balancer.url())
                .env("ACHILLES_WEBHOOK_SECRET", SECRET)
                .env(
                    "ACHILLES_WEBHOOK_LISTEN",
                    self.listening[replica].to_string(),
                );
        }
        self.processes[replica] = Some(command.spawn().unwrap());
    }

    /// SIGKILL: no chance to tidy up.
    pub(crate) fn kill(&mut self, replica: usize) {
        let mut child = self.processes[replica].take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    pub(crate) fn kill_and_restart(&mut self, replica: usize) {
        self.kill(replica);
        self.start(replica);
    }

    /// SIGTERM: to end the orderly way.
    pub(crate) fn tell_to_stop(&self, replica: usize) {
        let child = self.processes[replica].as_ref().unwrap();
        let sent = Command::new("kill")
            .args(["-TERM", &child.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
    }

    /// How the process has ended; nothing while it has not.
    pub(crate) fn ended(&mut self, replica: usize) -> Option<ExitStatus> {
        let status = self.processes[replica].as_mut()?.try_wait().unwrap()?;
        self.processes[replica] = None;
        Some(status)
    }

    /// How many calls the outbox has.
    pub(crate) async fn pending_calls(&self) -> i64 {
        let pending = "select count(*) from outbox";
        let url = self.database_url();
        if let Some(file) = url.strip_prefix("sqlite:") {
            let file = rusqlite::Connection::open(file).unwrap();
            file.busy_timeout(Duration::from_secs(5)).unwrap();
            return file.query_row(pending, [], |row| row.get(0)).unwrap();
        }
        let server = tokio_postgres::connect(&url, tokio_postgres::NoTls).await;
        let (client, connection) = server.unwrap();
        tokio::spawn(connection);
        client.query_one(pending, &[]).await.unwrap().get(0)
    }

    /// Waits until the outbox is empty, and says how many calls are left in it when it does not come true.
    pub(crate) async fn has_empty_outbox(&self, patience: Duration) -> Result<(), i64> {
        let end = tokio::time::Instant::now() + patience;
        loop {
            let pending = self.pending_calls().await;
            if pending == 0 {
                return Ok(());
            }
            if tokio::time::Instant::now() > end {
                return Err(pending);
            }
            // Nothing tells of a change in another process's database; so it is asked again.
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Everything that was logged.
    pub(crate) fn logs(&self) -> String {
        let read = |replica| std::fs::read_to_string(self.log_file(replica)).unwrap_or_default();
        (0..self.count()).map(read).collect()
    }

    /// The last lines of the logs.
    pub(crate) fn last_logged(&self) -> String {
        let mut shown = String::new();
        for replica in 0..self.count() {
            let log = std::fs::read_to_string(self.log_file(replica)).unwrap_or_default();
            let lines: Vec<_> = log.lines().collect();
            let last = &lines[lines.len().saturating_sub(LAST_LINES)..];
            shown += &format!("-- log {replica}\n{}\n", last.join("\n"));
        }
        shown
    }
}

impl Drop for Bots {
    fn drop(&mut self) {
        for child in self.processes.iter_mut().flatten() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// An address that nobody listens at.
fn free_address() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap()
}
