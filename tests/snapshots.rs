//! Texts that are the product and that nobody reads twice in a review: the metrics that a host watches, the
//! settings that a host reads, plans as text, and what `check` tells. A change shows as a difference to accept (`cargo insta review`, or
//! `INSTA_UPDATE=always cargo test --test snapshots`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failing test may panic"
)]

use std::process::Command;

use achilles_bot::metrics::Metrics;
use achilles_bot::view::plan_text;
use care_engine::case::Case;
use care_engine::content::{Content, SourceFile};
use care_engine::day::Day;
use care_engine::plan::plan;
use care_verify::lint::check;

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

#[cfg(feature = "demo")]
#[test]
fn settings_of_demo() {
    insta::assert_snapshot!(help("demo"));
}

/// The files that a new topic begins with, which change less often than a real one.
fn skeleton() -> Vec<SourceFile> {
    let mut files = care_content::skeleton();
    files.extend(care_content::defaults());
    files
}

fn plan_of(answers: &str) -> String {
    let content = Content::load(skeleton()).unwrap();
    let case = Case::from_text(&content, answers).unwrap();
    let text = plan_text(
        &content,
        &plan(&content, &case, None),
        Day::parse("2026-11-23").unwrap(),
    );
    text.replace(&content.version, "VERSION")
}

#[test]
fn a_routine_plan() {
    insta::assert_snapshot!(plan_of(
        r#"{"red_flags": ["none"], "duration": "over_6w", "severity": 3}"#
    ));
}

#[test]
fn a_plan_that_withholds() {
    insta::assert_snapshot!(plan_of(
        r#"{"red_flags": ["none"], "duration": "over_6w", "severity": 9}"#
    ));
}

#[test]
fn an_urgent_plan() {
    insta::assert_snapshot!(plan_of(r#"{"red_flags": ["rf_example"]}"#));
}

/// One fault of each sort: notation, an unknown key, an unknown id, a condition, a text, and what nothing uses.
#[test]
fn findings_of_check() {
    let mut files = skeleton();
    for (old, new) in [
        ("rank = 10\n", "rank = \"ten\"\n"),
        ("label = \"First red flag\"", "lable = \"First red flag\""),
        (
            "section = \"review\"\nrank = 3",
            "section = \"revue\"\nrank = 3",
        ),
        ("if = \"severity from 7 to 10\"", "if = \"severity is 7\""),
        (
            "\"Write in one sentence what the source found.\"",
            "\"Write  in *one* sentence.\"",
        ),
        (
            "references = [\"example-2026\"]",
            "references = [\"example-2025\"]",
        ),
    ] {
        for file in &mut files {
            file.text = file.text.replacen(old, new, 1);
        }
    }
    let findings: Vec<String> = check(files)
        .findings
        .iter()
        .map(ToString::to_string)
        .collect();
    insta::assert_snapshot!(findings.join("\n\n"));
}

/// A property that is broken, as `check` tells it with the smallest case.
#[test]
fn a_finding_of_the_proof() {
    let mut files = skeleton();
    for file in &mut files {
        let loose = "pathways = [\"care\"]\nif = \"always\"";
        let wide = "pathways = [\"care\", \"same_day\"]\nif = \"always\"";
        file.text = file.text.replacen(loose, wide, 1);
    }
    let proved = check(files).prove().unwrap();
    let findings: Vec<String> = proved.findings.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(findings.join("\n\n"));
}
