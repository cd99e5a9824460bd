//! `review`: a decision from the list to its lapse.

use crate::{bot, copied, json, refused, rewritten};

#[test]
fn a_review_is_listed_shown_recorded_and_lapses() {
    let folder = copied();
    let at = folder.path().to_str().unwrap();
    let listed = json(&["--dialogues", at, "review", "--json"], "");
    let total = listed["items"].as_u64().unwrap();
    assert_eq!(listed["listed"].as_array().unwrap().len() as u64, total);
    let item = "line:exercise.floor_level";
    let shown = json(&["--dialogues", at, "review", "show", item, "--json"], "");
    assert_eq!(shown["status"], "under_review");
    let page = shown["shown"].as_str().unwrap();
    for due in [
        "EXE-11",
        "https://",
        "R-25",
        "no drop below heel height",
        "strength",
    ] {
        assert!(page.contains(due), "{due} is not on the page:\n{page}");
    }
    let digest = shown["digest"].as_str().unwrap();
    let record = |digest: &str, reviewer: &str, status: &str| {
        let arguments = [
            "--dialogues",
            at,
            "review",
            "record",
            item,
            "--status",
            status,
            "--reviewer",
            reviewer,
            "--role",
            "sports physician",
            "--digest",
            digest,
        ];
        bot(&arguments, "")
    };
    refused(&record("0000", "A Reader", "approved"), 2, "--digest");
    refused(&record(digest, " ", "approved"), 2, "--reviewer");
    refused(&record(digest, "A Reader", "fine"), 2, "--status");
    assert!(
        record(digest, "A \"quoted\" Reader", "approved")
            .status
            .success()
    );
    let shown = json(&["--dialogues", at, "review", "show", item, "--json"], "");
    assert_eq!(shown["status"], "approved");
    assert_eq!(shown["last_decision"]["reviewer"], "A \"quoted\" Reader");
    let listed = json(&["--dialogues", at, "review", "--json"], "");
    assert_eq!(listed["listed"].as_array().unwrap().len() as u64, total - 1);

    rewritten(
        folder.path(),
        "Keep calf exercises at floor level: do",
        "Keep calf exercises at floor level, do",
    );
    let shown = json(&["--dialogues", at, "review", "show", item, "--json"], "");
    assert_eq!(shown["status"], "under_review");
    assert_eq!(shown["lapsed"], true);
    // A decision goes into a folder that is named, never into the built-in content.
    let built_in = [
        "review",
        "record",
        item,
        "--status",
        "approved",
        "--reviewer",
        "A",
        "--role",
        "b",
        "--digest",
        digest,
    ];
    refused(&bot(&built_in, ""), 2, "--dialogues");
    refused(
        &bot(&["review", "show", "line:nowhere"], ""),
        2,
        "line:nowhere",
    );
}
