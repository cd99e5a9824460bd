//! What may not enter which room.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failing test may panic"
)]

use std::fs;
use std::path::Path;

/// Every Rust file below a folder of `src`, without comment lines and unit tests.
fn sources(folder: &str) -> Vec<(String, String)> {
    fn walk(path: &Path, found: &mut Vec<(String, String)>) {
        if path.is_dir() {
            for entry in fs::read_dir(path).unwrap() {
                walk(&entry.unwrap().path(), found);
            }
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            let text = fs::read_to_string(path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let code: Vec<_> = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect();
            found.push((path.display().to_string(), code.join("\n")));
        }
    }
    let mut found = Vec::new();
    walk(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
        &mut found,
    );
    assert!(!found.is_empty(), "{folder} holds no source");
    found
}

fn nothing_of(folder: &str, banned: &[&str]) {
    let mut faults = Vec::new();
    for (path, code) in sources(folder) {
        for word in banned {
            if code.contains(word) {
                faults.push(format!("{path}: {word}"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_core_does_no_io() {
    nothing_of(
        "src/core",
        &[
            "teloxide",
            "sqlx",
            "tokio",
            "axum",
            "std::fs",
            "std::net",
            "std::time",
            "std::env",
            "std::process",
            "rand::",
            "crate::render",
            "care_store",
            "crate::telegram",
            "crate::cli",
            "crate::content_source",
            "fake_telegram",
            "crate::demo",
        ],
    );
}

#[test]
fn rendering_knows_no_chat_and_no_store() {
    nothing_of(
        "src/render",
        &["sqlx", "tokio", "axum", "crate::telegram", "care_store"],
    );
}

#[test]
fn the_store_knows_no_telegram_and_no_rendering() {
    nothing_of(
        "src/store",
        &["crate::telegram", "crate::render", "teloxide"],
    );
}

#[test]
fn meters_hold_numbers_and_http_decides_nothing() {
    nothing_of("src/meters.rs", &["crate::", "tokio", "axum", "sqlx"]);
    nothing_of(
        "src/http",
        &["crate::core", "crate::render", "teloxide", "sqlx"],
    );
}

#[test]
fn the_bot_knows_no_stand_in() {
    nothing_of("src/telegram", &["axum", "fake_telegram", "crate::demo"]);
    for folder in ["src/core", "src/render", "src/store"] {
        nothing_of(folder, &["fake_telegram", "crate::demo"]);
    }
    nothing_of("src/library.rs", &["fake_telegram", "crate::demo"]);
}

#[test]
fn the_stand_in_knows_no_bot() {
    for folder in ["src/standin", "src/demo"] {
        nothing_of(
            folder,
            &[
                "crate::core",
                "crate::render",
                "care_store",
                "crate::telegram",
            ],
        );
    }
}

#[test]
fn no_clinical_word_is_in_the_code() {
    let banned = [
        "nsaid",
        "tendin",
        "injection",
        "radiograph",
        "eccentric",
        "steroid",
        "heel lift",
        "shockwave",
        "ibuprofen",
        "paracetamol",
    ];
    let mut faults = Vec::new();
    for (path, code) in sources("src") {
        for (at, line) in code.lines().enumerate() {
            // Text between quotation marks; names of the program are not content.
            for text in line.split('"').skip(1).step_by(2) {
                // The mark for borrowed evidence is looked up by its key.
                if text.starts_with("mark.") {
                    continue;
                }
                let lower = text.to_lowercase();
                if banned.iter().any(|word| lower.contains(word)) {
                    faults.push(format!("{path}:{at}: {text}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn no_path_of_one_machine_is_in_the_code() {
    nothing_of(
        "src",
        &["\"/home/", "\"/work/", "\"/tmp/", "\"/Users/", "\"C:\\"],
    );
}
