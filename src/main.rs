//! The command line; see [`achilles_bot::cli`].

use std::process::ExitCode;

/// A tap is many small allocations; with the system's allocator they were a quarter of its cost.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    achilles_bot::cli::run()
}
