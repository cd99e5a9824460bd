//! The real binary, from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failing test may panic"
)]

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const ACTIVE: &str = r#"{"red_flags":["none"],"asker":"clinician_patient","age":"40_59","site":"insertional","symptoms":"load_pain"}"#;

fn bot(arguments: &[&str], input: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_achilles-bot"))
        .args(arguments)
        .env_remove("TELOXIDE_TOKEN")
        .env_remove("DATABASE_URL")
        .env_remove("ACHILLES_DIALOGUES")
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its arguments does not read its input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn json(arguments: &[&str], input: &str) -> Value {
    let output = bot(arguments, input);
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn keys(value: &Value) -> Vec<String> {
    let mut keys: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
    keys.sort();
    keys
}

/// Exit code, empty stdout, one line on stderr that names the place.
fn refused(output: &Output, code: i32, place: &str) {
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{place}: {error}");
    assert!(output.stdout.is_empty(), "{place}");
    assert_eq!(error.trim_end().lines().count(), 1, "{error}");
    assert!(error.contains(place), "{place} is not named: {error}");
    assert!(!error.contains("panicked"), "{error}");
}

#[test]
fn a_plan_as_json_has_the_known_keys() {
    let plan = json(&["plan", "--case", "-", "--format", "json"], ACTIVE);
    assert_eq!(
        keys(&plan),
        // More than the interface asks for: `banner` and `evidence_date` here, `detail` of a line,
        // `borrowed`, `policy` and `references` of what is withheld.
        [
            "assumed",
            "banner",
            "bottom_line",
            "content_version",
            "disclaimer",
            "evidence_date",
            "lines",
            "pathway",
            "review",
            "review_status",
            "safety_net",
            "sources",
            "withheld",
        ]
    );
    assert_eq!(plan["pathway"], "active");
    for line in plan["lines"].as_array().unwrap() {
        assert_eq!(
            keys(line),
            [
                "because",
                "borrowed",
                "detail",
                "id",
                "policy",
                "references",
                "section",
                "statements",
                "text"
            ]
        );
    }
    for withheld in plan["withheld"].as_array().unwrap() {
        assert_eq!(
            keys(withheld),
            [
                "because",
                "borrowed",
                "id",
                "policy",
                "references",
                "statements",
                "text"
            ]
        );
    }
    for source in plan["sources"].as_array().unwrap() {
        assert_eq!(keys(source), ["citation", "id", "kind", "url"]);
    }
}

#[test]
fn a_plan_as_text_is_the_same_twice() {
    let one = bot(&["plan", "--case", "-"], ACTIVE);
    assert!(one.status.success() && !one.stdout.is_empty());
    assert_eq!(one.stdout, bot(&["plan", "--case", "-"], ACTIVE).stdout);
}

#[test]
fn one_case_a_line_gives_one_plan_a_line() {
    let output = bot(&["plan", "--jsonl"], &format!("{ACTIVE}\n\n{{}}\n"));
    let text = String::from_utf8(output.stdout).unwrap();
    let pathways: Vec<_> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["pathway"].clone())
        .collect();
    assert_eq!(pathways, ["active", "no_plan"]);
}

#[test]
fn the_intake_is_listed_and_begins_with_the_red_flags() {
    let intake = json(&["intake", "--json"], "");
    let questions = intake["questions"].as_array().unwrap();
    assert_eq!(questions[0]["id"], "red_flags");
    for question in questions {
        assert!(question["id"].is_string() && question["label"].is_string());
        for option in question["options"].as_array().unwrap() {
            assert!(option["id"].is_string() && option["label"].is_string());
        }
    }
    let next = json(&["intake", "--next", "--case", "-"], "{}");
    assert_eq!(next["ready"], false);
    assert_eq!(next["question"]["id"], "red_flags");
}

#[test]
fn a_bad_case_is_refused_with_its_place() {
    for (case, place) in [
        (r#"{"colour":"red"}"#, "colour"),
        (r#"{"site":"elbow"}"#, "site"),
        (r#"{"site":7}"#, "site"),
        (r#"{"site":null}"#, "site"),
        (r#"{"site":["insertional","midportion"]}"#, "site"),
        (r#"{"red_flags":"none"}"#, "red_flags"),
        (r#"{"red_flags":["none","purple"]}"#, "red_flags"),
        (r#"{"visa_a":101}"#, "visa_a"),
        (r#"{"visa_a":-1}"#, "visa_a"),
        (r#"{"visa_a":50.5}"#, "visa_a"),
        (r#"{"visa_a":"50"}"#, "visa_a"),
        (r#"{"visa_a":99999999999999999999}"#, "visa_a"),
        ("[]", "case"),
        ("null", "case"),
        ("{", "case"),
        ("", "case"),
    ] {
        for arguments in [
            &["plan", "--case", "-"][..],
            &["plan", "--case", "-", "--format", "json"],
            &["intake", "--next", "--case", "-"],
        ] {
            refused(&bot(arguments, case), 2, place);
        }
    }
    refused(
        &bot(&["plan", "--case", "missing.json"], ""),
        2,
        "missing.json",
    );
    refused(&bot(&["plan"], ""), 2, "--case");
    refused(
        &bot(&["plan", "--role", "king", "--case", "-"], "{}"),
        2,
        "--role",
    );
}

#[test]
fn a_bad_line_among_good_ones_prints_no_plan() {
    let input = format!("{ACTIVE}\n{{\"site\":\"elbow\"}}\n");
    refused(&bot(&["plan", "--jsonl"], &input), 2, "line 2");
}

#[test]
fn serve_without_a_token_says_what_to_set() {
    let output = bot(&["serve"], "");
    refused(&output, 2, "TELOXIDE_TOKEN");
    refused(&output, 2, "demo");
}

#[test]
fn serve_with_an_unusable_database_ends_with_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.db");
    std::fs::write(
        &broken,
        "this is not a database, whatever its name says\n".repeat(100),
    )
    .unwrap();
    for url in [
        format!("sqlite:{}", broken.display()),
        format!("sqlite:{}/below/bot.db", broken.display()),
        "mysql://nowhere/bot".to_owned(),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_achilles-bot"))
            .args(["serve", "--database-url", &url])
            .env("TELOXIDE_TOKEN", "1:none")
            .env("TELOXIDE_API_URL", "http://127.0.0.1:9")
            .env_remove("ACHILLES_DIALOGUES")
            .output()
            .unwrap();
        refused(
            &output,
            1,
            if url.starts_with("mysql") {
                "DATABASE_URL"
            } else {
                "database"
            },
        );
    }
}

#[test]
fn a_folder_without_content_is_refused() {
    let output = bot(&["--dialogues", "nowhere", "check"], "");
    assert!(!output.status.success() && output.stdout.is_empty());
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        error.contains("nowhere") && !error.contains("panicked"),
        "{error}"
    );
}
