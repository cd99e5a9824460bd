//! The bot from end to end against bare teloxide and against teloxide with its own SQLite storage,
//! in the same run, so that the result is a ratio and not a property of the machine.
//!
//!     cargo bench --bench load
//!     cargo bench --bench load -- --people 50 --seconds 5
//!     cargo bench --bench load -- --only ours --people 10000
//!     cargo bench --bench load -- --stored 1000000
//!     cargo bench --bench load -- --soak 30m
//!     cargo bench --bench load -- --startup
//!     cargo bench --bench load -- --case
//!     ACHILLES_TEST_POSTGRES=$(.ci/postgres) cargo bench --bench load -- --replicas 1,3
//!
//! Every bot is a process of its own and talks over loopback to the fake Bot API in this one. People
//! tap through the intake in a closed loop: the next tap follows as soon as the edited card is
//! there. Bots take turns, a short round each, so that whatever else the machine does meets all of
//! them; the table shows medians of the rounds.

mod balancer;
mod case;
mod crowd;
#[path = "../../tests/support/databases.rs"]
mod databases;
mod disk;
mod figures;
mod modes;
mod process;
mod stored;
mod subject;
mod walk;

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;

use subject::Kind;

/// Whatever went wrong, in words.
type Failure = Box<dyn Error + Send + Sync>;

/// Measures the bot from end to end.
#[derive(Debug, Parser)]
#[command(name = "load")]
struct Arguments {
    /// How many people at once; several are measured one after the other. Without it 1, 50 and 500,
    /// and 50 where only one figure is wanted.
    #[arg(long, value_delimiter = ',')]
    people: Vec<usize>,
    /// Seconds of one round.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Rounds of each bot.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Measure only these bots.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Kind>,
    /// Another build of the bot than the one cargo has just made.
    #[arg(long)]
    binary: Option<PathBuf>,
    /// Compare a tap with no stored cases to one with so many.
    #[arg(long)]
    stored: Option<u64>,
    /// Steady load for so long (30m, 90s), memory printed every minute.
    #[arg(long, value_parser = duration)]
    soak: Option<Duration>,
    /// Start-up time and memory at rest.
    #[arg(long)]
    startup: bool,
    /// What a whole case costs, from /start to the plan: CPU, bytes written, and syncs where strace is there.
    #[arg(long)]
    case: bool,
    /// So many replicas of the bot on a PostgreSQL server, which `ACHILLES_TEST_POSTGRES` names; they are brought
    /// updates by a webhook.
    #[arg(long, value_delimiter = ',')]
    replicas: Vec<usize>,
    /// Wait so long before the first round, with the process ids printed: for attaching a profiler.
    #[arg(long, value_parser = duration)]
    pause: Option<Duration>,
    /// Handed over by cargo to every benchmark, and without meaning here.
    #[arg(long, hide = true)]
    bench: bool,
}

impl Arguments {
    /// How many people, where a mode has its own usual ones.
    fn people_or<'a>(&'a self, usual: &'a [usize]) -> &'a [usize] {
        if self.people.is_empty() {
            usual
        } else {
            &self.people
        }
    }
}

fn main() -> Result<(), Failure> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        if let Some(cases) = arguments.stored {
            modes::stored(&arguments, cases).await
        } else if let Some(time) = arguments.soak {
            modes::soak(&arguments, time).await
        } else if arguments.case {
            case::measure(&arguments).await
        } else if !arguments.replicas.is_empty() {
            modes::replicas(&arguments).await
        } else if arguments.startup {
            modes::startup(&arguments).await
        } else {
            modes::compare(&arguments).await
        }
    })
}

fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is not a duration; write 90s, 30m or 1h");
    let unit = text.chars().last().ok_or_else(wrong)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        _ => return Err(wrong()),
    };
    let number = text.strip_suffix(unit).and_then(|text| text.parse().ok());
    let number: u64 = number.ok_or_else(wrong)?;
    Ok(Duration::from_secs(number * seconds))
}
