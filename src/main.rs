//! The command line; see [`achilles_bot::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    achilles_bot::cli::run()
}
