//! Texts that are the product and that nobody reads twice in a review: the metrics that a host watches, and
//! the settings that a host reads. A change shows as a difference to accept (`cargo insta review`, or
//! `INSTA_UPDATE=always cargo test --test snapshots`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failing test may panic"
)]

use std::process::Command;

use achilles_bot::metrics::Metrics;

/// The help of a command, without what depends on the surroundings of the test.
fn help(command: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_achilles-bot"))
        .args([command, "--help"])
        .env_clear()
        .output()
        .expect("the binary runs");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("help is text")
}

#[test]
fn metrics() {
    insta::assert_snapshot!(Metrics::new("0123456789ab").text());
}

#[test]
fn metrics_of_a_plan_and_an_answer() {
    let metrics = Metrics::new("0123456789ab");
    metrics.plan("observe");
    metrics.answer("answered");
    metrics.answer("out_of_scope");
    let text = metrics.text();
    let mut counted: Vec<&str> = text.lines().filter(|line| line.contains("kind=")).collect();
    counted.sort_unstable();
    insta::assert_snapshot!(counted.join("\n"));
}

#[test]
fn settings_of_serve() {
    insta::assert_snapshot!(help("serve"));
}

#[test]
fn settings_of_demo() {
    insta::assert_snapshot!(help("demo"));
}
