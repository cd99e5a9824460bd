//! The command line.

mod bot;
mod case;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// A Telegram bot that gives clinicians a cited, conservative plan for a small focus of
/// heterotopic ossification in the Achilles tendon.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
struct Cli {
    /// Read the content from this folder instead of the built-in one.
    #[arg(long, value_name = "DIR", global = true, env = "ACHILLES_DIALOGUES")]
    dialogues: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the bot on Telegram. Needs TELOXIDE_TOKEN.
    Serve(Serve),
    /// Try the bot in a browser, on this computer only; no token needed.
    Demo(Demo),
    /// Print the plan of a case.
    Plan(Plan),
    /// Print the questions, or the next one of a case.
    Intake(Intake),
    /// Read the content and report every fault in it.
    Check,
}

#[derive(Debug, Args)]
struct Serve {
    /// The database.
    #[arg(
        long,
        env = "DATABASE_URL",
        default_value = "sqlite:achilles-bot.db",
        hide_env_values = true
    )]
    database_url: String,
}

#[derive(Debug, Args)]
struct Demo {
    /// Port of the page, on the loopback address.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Keep the demo's cases in this database; without it they are gone when the demo ends.
    #[arg(long)]
    database_url: Option<String>,
}

#[derive(Debug, Args)]
struct Plan {
    /// A case file, or - for standard input.
    #[arg(long, value_name = "FILE")]
    case: Option<PathBuf>,
    /// Text for people or JSON for programs.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Read one case a line and print one plan a line, as JSON.
    #[arg(long)]
    jsonl: bool,
    /// Whose wording: specialist, primary_care, physiotherapist, trainee or not_clinician.
    #[arg(long)]
    role: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Debug, Args)]
struct Intake {
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
enum Failure {
    /// The input is wrong: exit 2.
    Input(String),
    /// Something else: exit 1.
    Other(String),
}

/// Parses the arguments and runs the command.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let content = match crate::library::open(cli.dialogues.as_deref()) {
        Ok(content) => content,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let done = match cli.command {
        Command::Serve(arguments) => bot::serve(content, &arguments),
        Command::Demo(arguments) => bot::demo(content, &arguments),
        Command::Plan(arguments) => case::plan(&content, &arguments),
        Command::Intake(arguments) => case::intake(&content, &arguments),
        Command::Check => case::check(&content),
    };
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
