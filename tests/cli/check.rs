//! `check`, and which files are content.

use serde_json::Value;

use crate::{ACTIVE, bot, copied, json, refused, rewritten};

#[cfg(unix)]
#[test]
fn only_plain_files_of_the_topic_are_read() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret.toml");
    std::fs::write(&secret, "password = \"hunter2\"\n").unwrap();
    type Spoil = fn(&std::path::Path, &std::path::Path);
    let spoils: [(&str, Spoil); 4] = [
        ("loop", |folder, _| {
            symlink(folder, folder.join("loop")).unwrap()
        }),
        ("zero.toml", |folder, _| {
            symlink("/dev/zero", folder.join("zero.toml")).unwrap()
        }),
        ("linked.toml", |folder, secret| {
            symlink(secret, folder.join("linked.toml")).unwrap()
        }),
        ("pipe.toml", |folder, _| {
            let made = std::process::Command::new("mkfifo")
                .arg(folder.join("pipe.toml"))
                .status();
            assert!(made.unwrap().success());
        }),
    ];
    for (name, spoil) in spoils {
        let folder = copied();
        spoil(folder.path(), &secret);
        let at = folder.path().to_str().unwrap();
        let output = bot(&["check", at], "");
        refused(&output, 2, name);
        assert!(!String::from_utf8_lossy(&output.stderr).contains("hunter2"));
        refused(
            &bot(&["--dialogues", at, "plan", "--case", "-"], ACTIVE),
            1,
            name,
        );
    }
    // A link inside the folder is one more name of a file of the topic.
    let folder = copied();
    std::fs::rename(
        folder.path().join("topic.toml"),
        folder.path().join("topic.text"),
    )
    .unwrap();
    symlink("topic.text", folder.path().join("topic.toml")).unwrap();
    assert!(
        bot(&["check", folder.path().to_str().unwrap()], "")
            .status
            .success()
    );
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

#[test]
fn check_passes_and_ends_with_the_figures_of_the_proof() {
    let output = bot(&["check"], "");
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{shown}");
    let last: Vec<&str> = shown.lines().rev().take(3).collect();
    assert!(last[0].starts_with("0 error(s)"), "{shown}");
    assert!(
        last[1].starts_with("proof: ") && last[1].contains("cases"),
        "{shown}"
    );
    let report = json(&["check", "--json"], "");
    assert_eq!(report["errors"], 0);
    assert_eq!(report["proof"]["properties"], report["proof"]["proven"]);
    assert!(report["proof"]["properties"].as_u64().unwrap() > 100);
    assert!(report["proof"]["cases"].as_str().unwrap().len() > 40);
    assert_eq!(report["content"]["conflicts"], 24);
}

#[test]
fn check_refuses_a_folder_with_faults_and_says_where() {
    let folder = copied();
    let at = folder.path().to_str().unwrap();
    let known = "[[fact]]\nid = \"midportion\"\n";
    let wrong = "[[fact]]\nid = \"wrong\"\ndescription = \"x\"\nif = \"site is elsewhere\"\n\n";
    let facts = rewritten(folder.path(), known, &format!("{wrong}{known}"));
    let output = bot(&["check", at], "");
    assert_eq!(output.status.code(), Some(1));
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(
        shown.contains(&format!("{facts}:")) && shown.contains("elsewhere"),
        "{shown}"
    );
    assert!(shown.contains("proof: not tried"), "{shown}");
    let output = bot(&["check", at, "--json"], "");
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let finding = &report["findings"][0];
    for key in [
        "severity", "file", "line", "column", "text", "problem", "remedy",
    ] {
        assert!(!finding[key].is_null(), "{key}: {finding}");
    }
}
