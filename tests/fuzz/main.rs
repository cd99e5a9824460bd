//! Whatever arrives, nothing panics, and what is valid comes through.
//!
//! Each module has bodies, plain functions of one input that a fuzzer can call as well, and feeds them
//! made-up and mutated inputs. `FUZZ_INPUTS` says how many, of which each body takes its share by what
//! one costs; without it the whole target is a matter of seconds. `PROPTEST_CASES` overrides the shares:
//! then every body gets so many. The long run, and one body alone:
//!
//!     FUZZ_INPUTS=200000 cargo test --release --test fuzz
//!     PROPTEST_CASES=1000000 cargo test --release --test fuzz update::
//!
//! An input that fails is shrunk, printed, and its seed kept in `tests/fuzz/regressions.txt`, which
//! every later run begins with. Once mended it becomes a test of its own in the module it belongs to.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failing test may panic"
)]

mod callback;
mod cases;
mod content;
mod mutation;
mod stored;
mod typed;
mod update;

use std::sync::LazyLock;

use care_engine::content::Content;
use proptest::test_runner::{Config, FileFailurePersistence};

static CONTENT: LazyLock<Content> = LazyLock::new(|| care_content::content().unwrap());

/// Inputs of a body when nothing else is said.
const FEW: u32 = 192;

/// How many inputs a body gets: all of them, or one in so many where one is dear.
fn one_in(share: u32) -> Config {
    let asked = std::env::var("FUZZ_INPUTS").ok();
    let cases = asked.and_then(|cases| cases.parse().ok()).unwrap_or(FEW);
    Config {
        cases: (cases / share).max(1),
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "tests/fuzz/regressions.txt",
        ))),
        // A structured input may be refused by its own generator; a body never refuses one.
        max_shrink_iters: 2_000 / share,
        ..Config::default()
    }
}
