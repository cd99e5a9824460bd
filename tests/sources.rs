//! What the sources may not hold where neither the compiler nor a manifest forbids it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failing test may panic"
)]

use std::fs;
use std::path::Path;

/// Every Rust file below a folder, without comment lines and unit tests.
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

/// The crates that decide what a clinician is told.
const PURE: [&str; 4] = [
    "crates/care-text/src",
    "crates/care-engine/src",
    "crates/care-verify/src",
    "crates/care-language/src",
];

// Which crate may use which library is in the manifests; the standard library is open to all of them.
#[test]
fn what_decides_reads_no_file_no_clock_and_no_network() {
    for folder in PURE {
        nothing_of(
            folder,
            &[
                "std::fs",
                "std::net",
                "std::time",
                "std::env",
                "std::process",
            ],
        );
    }
}

// One package, so the compiler does not part them.
#[test]
fn the_view_knows_no_chat_and_no_store() {
    nothing_of(
        "src/view",
        &["crate::telegram", "crate::handlers", "care_store"],
    );
}

#[test]
fn handlers_use_no_network_and_no_clock() {
    let network = [
        "tokio",
        "axum",
        "reqwest",
        "std::time",
        "crate::delivery",
        "crate::http",
    ];
    nothing_of("src/handlers", &network);
}

#[test]
fn only_the_demo_knows_the_fake_bot_api() {
    for place in [
        "src/telegram",
        "src/handlers",
        "src/delivery",
        "src/view",
        "src/http",
        "src/service.rs",
        "src/update_processor.rs",
    ] {
        nothing_of(place, &["fake_telegram", "crate::demo"]);
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
    let crates = PURE.into_iter().chain([
        "src",
        "crates/care-content/src",
        "crates/care-store/src",
        "crates/fake-telegram/src",
    ]);
    for (path, code) in crates.flat_map(sources) {
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
    for folder in PURE.into_iter().chain(["src", "crates/care-content/src"]) {
        nothing_of(
            folder,
            &["\"/home/", "\"/work/", "\"/tmp/", "\"/Users/", "\"C:\\"],
        );
    }
}
