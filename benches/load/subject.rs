//! A bot under measurement: its process, its own fake Bot API, its own folder.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use fake_telegram::{FakeTelegram, Options, State};
use serde_json::json;
use tempfile::TempDir;

use crate::balancer::Balancer;
use crate::databases::new_postgres;
use crate::{Failure, process};

/// How long a bot may take to come up.
const PATIENCE: Duration = Duration::from_secs(20);

/// Beyond every update that a fake Bot API numbers by itself.
const LATER_UPDATE: i64 = 2_000_000_000;

/// The bots that are measured side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// teloxide's dispatcher with dialogues in memory.
    Bare,
    /// This bot, with its store on the disk.
    Ours,
    /// teloxide's dispatcher with its SQLite storage.
    Sqlite,
}

impl Kind {
    /// Its name in the table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare teloxide, in memory",
            Self::Ours => "achilles-bot, durable",
            Self::Sqlite => "teloxide, SQLite storage",
        }
    }
}

/// The binaries of all bots.
pub(crate) struct Binaries {
    ours: PathBuf,
    baselines: PathBuf,
}

impl Binaries {
    /// Builds the baselines if one of `kinds` is one; cargo has built the bot already.
    pub(crate) fn build(kinds: &[Kind], ours: Option<&Path>) -> Result<Self, Failure> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let target = here.join("target/baselines");
        if kinds.iter().any(|kind| *kind != Kind::Ours) {
            eprintln!("building the baselines ...");
            let built = Command::new(env!("CARGO"))
                .args(["build", "--release", "--locked", "--manifest-path"])
                .arg(here.join("benches/baselines/Cargo.toml"))
                .arg("--target-dir")
                .arg(&target)
                .status()?;
            if !built.success() {
                return Err("the baselines in benches/baselines could not be built".into());
            }
        }
        Ok(Self {
            ours: ours.map_or_else(
                || PathBuf::from(env!("CARGO_BIN_EXE_achilles-bot")),
                Path::to_path_buf,
            ),
            baselines: target.join("release"),
        })
    }

    fn command(&self, kind: Kind, database: &Path) -> Command {
        match kind {
            Kind::Bare => Command::new(self.baselines.join("in-memory")),
            Kind::Sqlite => {
                let mut command = Command::new(self.baselines.join("sqlite"));
                command.arg(database);
                command
            }
            Kind::Ours => {
                let mut command = Command::new(&self.ours);
                command
                    .arg("serve")
                    .env("DATABASE_URL", format!("sqlite:{}", database.display()));
                command
            }
        }
    }
}

/// A folder on the disk that is measured: beside the build, because `/tmp` may be memory.
pub(crate) fn folder() -> Result<TempDir, Failure> {
    Ok(tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?)
}

/// A bot at work. It is killed when it is dropped: what it keeps is thrown away anyhow.
pub(crate) struct Subject {
    /// Which of the bots it is.
    pub kind: Kind,
    /// The server it talks to.
    pub telegram: FakeTelegram,
    /// From the start of the process until it asked for updates.
    pub came_up: Duration,
    /// One process, or all replicas of it.
    children: Vec<Child>,
    /// Shares updates among replicas.
    _balancer: Option<Balancer>,
    /// Removed when the process is gone; nothing only after `stop`.
    folder: Option<TempDir>,
}

/// The secret of a webhook.
const SECRET: &str = "measured";

impl Subject {
    /// Starts the bot with an empty database.
    pub(crate) async fn start(binaries: &Binaries, kind: Kind) -> Result<Self, Failure> {
        Self::start_on(binaries, kind, folder()?).await
    }

    /// Starts the bot on what a folder holds.
    pub(crate) async fn start_on(
        binaries: &Binaries,
        kind: Kind,
        folder: TempDir,
    ) -> Result<Self, Failure> {
        let telegram = telegram().await?;
        if Self::database(&folder).exists() {
            // The fake Bot API of the earlier run began with the same numbers, and a bot that remembers
            // them would take what happens now for updates that are delivered again.
            telegram.push_raw_update(json!({ "update_id": LATER_UPDATE }));
        }
        let mut command = binaries.command(kind, &Self::database(&folder));
        measured(&mut command, &folder, &telegram);
        let begun = Instant::now();
        let children = vec![spawn(&mut command)?];
        let mut subject = Self {
            kind,
            telegram,
            came_up: Duration::ZERO,
            children,
            _balancer: None,
            folder: Some(folder),
        };
        let polled = subject.telegram.clone();
        polled
            .wait_until(|state| (state.polls() > 0).then_some(()), PATIENCE)
            .await
            .map_err(|_| format!("{} did not ask for updates", kind.name()))?;
        subject.came_up = begun.elapsed();
        Ok(subject)
    }

    /// Starts replicas of the bot on a new database of a server; they are brought updates by a webhook.
    pub(crate) async fn start_replicas(binaries: &Binaries, count: usize) -> Result<Self, Failure> {
        let database = new_postgres()
            .await
            .ok_or("ACHILLES_TEST_POSTGRES is not set")?;
        let (folder, telegram) = (folder()?, telegram().await?);
        let begun = Instant::now();
        let addresses: Vec<SocketAddr> = (0..count)
            .map(|_| TcpListener::bind(("127.0.0.1", 0))?.local_addr())
            .collect::<Result<_, _>>()?;
        let balancer = Balancer::start(addresses.clone()).await?;
        let mut children = Vec::new();
        for address in addresses {
            let mut command = binaries.command(Kind::Ours, &Self::database(&folder));
            measured(&mut command, &folder, &telegram);
            command
                .env("DATABASE_URL", &database)
                .env("ACHILLES_WEBHOOK_URL", balancer.url())
                .env("ACHILLES_WEBHOOK_SECRET", SECRET)
                .env("ACHILLES_WEBHOOK_LISTEN", address.to_string());
            children.push(spawn(&mut command)?);
        }
        let hooked = |state: &State| (state.calls_made() >= 2 * count as u64).then_some(());
        telegram
            .wait_until(hooked, PATIENCE)
            .await
            .map_err(|_| "the replicas did not come up")?;
        Ok(Self {
            kind: Kind::Ours,
            telegram,
            came_up: begun.elapsed(),
            children,
            _balancer: Some(balancer),
            folder: Some(folder),
        })
    }

    /// The database of a bot in a folder.
    pub(crate) fn database(folder: &TempDir) -> PathBuf {
        folder.path().join("bot.db")
    }

    /// The file in which it keeps what it stores.
    pub(crate) fn kept(&self) -> PathBuf {
        self.folder.as_ref().map(Self::database).unwrap_or_default()
    }

    /// Ends the bot the orderly way; what it keeps stays.
    pub(crate) async fn stop(&mut self) -> Result<TempDir, Failure> {
        Command::new("kill").arg(self.pid().to_string()).status()?;
        let end = Instant::now() + PATIENCE;
        for child in &mut self.children {
            while child.try_wait()?.is_none() {
                if Instant::now() > end {
                    return Err(format!("{} does not stop", self.kind.name()).into());
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        self.folder
            .take()
            .ok_or_else(|| "the bot was stopped before".into())
    }

    /// Its process id; of replicas, that of the first.
    pub(crate) fn pid(&self) -> u32 {
        self.children.first().map_or(0, Child::id)
    }

    /// CPU time so far, of all replicas.
    pub(crate) fn cpu(&self) -> Result<Duration, Failure> {
        self.children
            .iter()
            .map(|child| process::cpu(child.id()))
            .sum()
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        for child in &mut self.children {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A fake Bot API for a measured bot, which talks for millions of calls: only the cards are needed.
async fn telegram() -> Result<FakeTelegram, Failure> {
    let options = Options {
        keep_calls: false,
        keep_messages: Some(4),
        ..Options::default()
    };
    let here = SocketAddr::from(([127, 0, 0, 1], 0));
    Ok(FakeTelegram::start(here, options).await?)
}

/// What every bot is started with.
fn measured(command: &mut Command, folder: &TempDir, telegram: &FakeTelegram) {
    command
        .current_dir(folder.path())
        .env("TELOXIDE_TOKEN", "1:measured")
        .env("TELOXIDE_API_URL", telegram.url())
        .env("RUST_LOG", "off,achilles_bot=warn")
        // The people of this bench tap faster than any that the limits are for.
        .env("ACHILLES_UPDATES_A_MINUTE", "0")
        .env("ACHILLES_QUESTIONS_A_MINUTE", "0")
        .env_remove("HTTP_PROXY")
        .env_remove("http_proxy")
        .stdin(Stdio::null())
        .stdout(Stdio::null());
}

fn spawn(command: &mut Command) -> Result<Child, Failure> {
    command.spawn().map_err(|error| {
        let program = command.get_program().to_string_lossy().into_owned();
        format!("{program} cannot be started: {error}").into()
    })
}
