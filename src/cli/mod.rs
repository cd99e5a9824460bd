//! The command line: every command with its options, and how each ends.

mod ask;
mod book;
mod case;
mod check;
#[cfg(feature = "demo")]
mod demo;
mod embed;
mod evaluate;
mod new_topic;
mod policy;
mod process;
mod read;
mod review;
mod schema;
mod secret;
mod serve;

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

pub use evaluate::{Answered, Declined, Measured, Set, Table, measure};

use crate::second_reader::SecondReader;
use care_engine::day::Day;
use clap::{Args, Parser, Subcommand, ValueEnum};
use serde_json::Value;

/// A Telegram bot that gives clinicians a cited, conservative plan for a small focus of
/// heterotopic ossification in the Achilles tendon.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
struct Cli {
    /// Read the content from this folder instead of the built-in one.
    #[arg(long, value_name = "DIR", global = true, env = "ACHILLES_DIALOGUES")]
    dialogues: Option<PathBuf>,
    /// Whether a sentence model reads again what words do not settle.
    #[arg(
        long,
        value_enum,
        global = true,
        env = "ACHILLES_SECOND_READER",
        default_value_t
    )]
    second_reader: SecondReader,
    #[command(subcommand)]
    command: CliCommand,
}

#[derive(Debug, Subcommand)]
enum CliCommand {
    /// Run the bot on Telegram. Needs TELOXIDE_TOKEN, or a file that TELOXIDE_TOKEN_FILE names.
    Serve(ServeArgs),
    #[cfg(feature = "demo")]
    /// Try the bot in a browser, on this computer only; no token needed.
    Demo(DemoArgs),
    /// Print the plan of a case.
    Plan(PlanArgs),
    /// Answer a question, or one a line from standard input as JSON.
    Ask(ask::AskArgs),
    /// Read what a text says about a case, as answers of the intake.
    Read(read::ReadArgs),
    /// Measure the answers on the questions of a folder.
    Evaluate(evaluate::EvaluateArgs),
    /// Print the questions, or the next one of a case.
    Intake(IntakeArgs),
    /// Read the content, report every fault in it, and prove its properties over every case.
    Check(CheckArgs),
    /// What reviewers have signed off, what not, and a new decision.
    Review(review::ReviewArgs),
    /// Embed the listed ways of asking anew, after some were added or changed.
    Embed(embed::EmbedArgs),
    /// Print the JSON schema of the content's files, by which editors complete and check.
    Schema,
    /// Write the whole content as pages for a reviewer: what a clinician reads and signs.
    Book(book::BookArgs),
    /// Make a folder that a new topic begins with: four questions that can be checked and tried at once.
    NewTopic(new_topic::NewTopicArgs),
}

#[derive(Debug, Args)]
struct ServeArgs {
    /// The database; otherwise DATABASE_URL or the file that DATABASE_URL_FILE names, otherwise
    /// sqlite:achilles-bot.db.
    #[arg(long)]
    database_url: Option<String>,
    /// Have Telegram post updates to this public https address instead of asking for them. The secret of
    /// each post stands in ACHILLES_WEBHOOK_SECRET or the file that
    /// ACHILLES_WEBHOOK_SECRET_FILE names: 1 to 256 of A-Z, a-z, 0-9, _ and -.
    #[arg(long, env = "ACHILLES_WEBHOOK_URL")]
    webhook_url: Option<String>,
    /// Where the webhook listens, behind whatever ends TLS.
    #[arg(
        long,
        env = "ACHILLES_WEBHOOK_LISTEN",
        default_value = "127.0.0.1:8443"
    )]
    webhook_listen: SocketAddr,
    /// Where /healthz, /readyz and /metrics are answered; without it, nowhere.
    #[arg(long, env = "ACHILLES_OBSERVE", value_name = "ADDRESS")]
    observe: Option<SocketAddr>,
    /// How the log is written.
    #[arg(long, env = "ACHILLES_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    log_format: LogFormat,
    #[command(flatten)]
    policy: policy::PolicySettings,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// Lines for people to read.
    Text,
    /// For programs: one JSON object a line.
    Json,
}

#[cfg(feature = "demo")]
#[derive(Debug, Args)]
struct DemoArgs {
    /// Port of the page, on the loopback address.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Keep the demo's cases in this database; without it they are gone when the demo ends.
    #[arg(long)]
    database_url: Option<String>,
}

#[derive(Debug, Args)]
struct PlanArgs {
    /// A case file, or - for standard input.
    #[arg(long, value_name = "FILE")]
    case: Option<PathBuf>,
    /// How the plan is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Read one case a line and print one plan a line, as JSON.
    #[arg(long)]
    jsonl: bool,
    /// Say for every line why it is there, and what would take it out.
    #[arg(long, conflicts_with = "jsonl")]
    explain: bool,
    /// Whose wording: specialist, primary_care, physiotherapist, trainee or not_clinician.
    #[arg(long)]
    role: Option<String>,
}

#[derive(Debug, Args)]
struct CheckArgs {
    /// The topic's folder; without it, the content that is used otherwise.
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// As JSON, for editors.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Plain text, for people to read.
    Text,
    /// JSON, for programs to read.
    Json,
    /// A note for the chart, in ASCII, under the usual headings.
    Note,
    /// The same under the headings of the United Kingdom.
    NoteUk,
    /// The letter of a referral, where the plan refers.
    Letter,
}

#[derive(Debug, Args)]
struct IntakeArgs {
    /// As JSON: every question and option with id and label.
    #[arg(long)]
    json: bool,
    /// The question that would be asked next, or that the plan is ready.
    #[arg(long)]
    next: bool,
    /// A case file, or - for standard input.
    #[arg(long, value_name = "FILE")]
    case: Option<PathBuf>,
}

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub enum Failure {
    /// The input is wrong: exit 2.
    Input(String),
    /// Something else: exit 1.
    Other(String),
}

/// The day it is, by the machine's clock.
fn today() -> Day {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    Day::at(now.map_or(0, |now| i64::try_from(now.as_secs()).unwrap_or(0)))
}

/// Parses the arguments and runs the command.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    if let CliCommand::Check(arguments) = &cli.command {
        let folder = arguments.folder.as_deref().or(cli.dialogues.as_deref());
        return check::check(folder, arguments.json);
    }
    match &cli.command {
        CliCommand::NewTopic(arguments) => return ended(new_topic::new_topic(arguments)),
        CliCommand::Schema => return ended(schema::print_schema()),
        _ => {}
    }
    let content = match crate::content_source::open(cli.dialogues.as_deref()) {
        Ok(content) => content,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let done = match cli.command {
        CliCommand::Serve(arguments) => serve::serve(content, &arguments, cli.second_reader),
        #[cfg(feature = "demo")]
        CliCommand::Demo(arguments) => demo::demo(content, &arguments, cli.second_reader),
        CliCommand::Plan(arguments) => case::plan(&content, &arguments),
        CliCommand::Ask(arguments) => ask::ask(&content, &arguments, cli.second_reader),
        CliCommand::Read(arguments) => read::read(&content, &arguments),
        CliCommand::Evaluate(arguments) => {
            evaluate::evaluate(&content, &arguments, cli.second_reader)
        }
        CliCommand::Embed(arguments) => embed::embed(&content, &arguments),
        CliCommand::Intake(arguments) => case::intake(&content, &arguments),
        CliCommand::Review(arguments) => {
            review::review(&content, cli.dialogues.as_deref(), &arguments, today())
        }
        CliCommand::Book(arguments) => book::book(&content, &arguments, today()),
        // Done above: they ask for no content.
        CliCommand::Check(_) | CliCommand::NewTopic(_) | CliCommand::Schema => Ok(()),
    };
    ended(done)
}

fn ended(done: Result<(), Failure>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Input(problem)) => {
            eprintln!("{problem}");
            ExitCode::from(2)
        }
        Err(Failure::Other(problem)) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

fn print(text: &str) -> Result<(), Failure> {
    io::stdout()
        .write_all(text.as_bytes())
        .map_err(stdout_closed)
}

fn stdout_closed(error: io::Error) -> Failure {
    Failure::Other(format!("the output cannot be written: {error}"))
}
