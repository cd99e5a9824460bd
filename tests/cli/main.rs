//! The real binary, from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failing test may panic"
)]

mod ask;
mod book;
mod check;
mod evaluate;
mod intake;
mod plan;
mod review;
mod schema;
mod serve;

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
        .env_remove("ACHILLES_SECOND_READER")
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

/// A copy of the content to be changed.
fn copied() -> tempfile::TempDir {
    fn copy(from: &std::path::Path, to: &std::path::Path) {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let target = to.join(entry.file_name());
            if entry.path().is_dir() {
                copy(&entry.path(), &target);
            } else {
                std::fs::copy(entry.path(), target).unwrap();
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    copy(&root.join("dialogues/achilles-ho"), folder.path());
    folder
}

/// Replaces a text in the one file of a folder that has it, and gives the file's path below the folder.
fn rewritten(folder: &std::path::Path, old: &str, new: &str) -> String {
    fn having(folder: &std::path::Path, old: &str, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                having(&path, old, found);
            } else if std::fs::read_to_string(&path).unwrap().contains(old) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    having(folder, old, &mut found);
    let [file] = &found[..] else {
        panic!("`{old}` is not in one file: {found:?}");
    };
    let text = std::fs::read_to_string(file).unwrap();
    std::fs::write(file, text.replace(old, new)).unwrap();
    file.strip_prefix(folder).unwrap().display().to_string()
}
