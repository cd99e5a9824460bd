//! Somebody begins a topic of their own.

use std::process::Command;

use crate::harness::TestBot;

fn run(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_achilles-bot"))
        .args(arguments)
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn a_new_topic_checks_clean_is_proven_and_takes_a_case_to_its_plan() {
    let folder = tempfile::tempdir().unwrap();
    let topic = folder.path().join("frozen-shoulder");
    let topic = topic.to_str().unwrap();
    assert!(run(&["new-topic", topic]).contains("questions.toml"));
    let report: serde_json::Value =
        serde_json::from_str(&run(&["check", topic, "--json"])).unwrap();
    assert_eq!(report["findings"], serde_json::json!([]));
    assert_eq!(report["content"]["questions"], 4);
    assert_eq!(report["proof"]["properties"], report["proof"]["proven"]);

    let mut harness = TestBot::with_binary().await;
    harness.kill_binary();
    harness.set("ACHILLES_DIALOGUES", topic);
    harness.start_binary();
    let ada = harness.ada();
    ada.says("/start");
    ada.is_asked("Which best describes you?").await;
    ada.taps("Clinician").await;
    ada.is_asked("Red flags").await;
    ada.marks(&["None of these"]).await;
    ada.is_asked("How long has it been there?").await;
    ada.taps("6 weeks or longer").await;
    let plan = ada.asks_for_the_plan().await;
    plan.says("Write the plan in one sentence");
    plan.says("Write when to come back at once");
    assert!(!harness.logs().contains("panicked"), "{}", harness.logs());
}

#[test]
fn a_new_topic_is_never_written_over_something() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    for (name, problem) in [
        (".", "name the folder"),
        ("Frozen Shoulder", "name the folder"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_achilles-bot"))
            .arg("new-topic")
            .arg(folder.path().join(name))
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains(problem));
    }
    let taken = folder.path().join("taken");
    std::fs::create_dir(&taken).unwrap();
    std::fs::write(taken.join("topic.toml"), "mine").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_achilles-bot"))
        .arg("new-topic")
        .arg(&taken)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        std::fs::read_to_string(taken.join("topic.toml")).unwrap(),
        "mine"
    );
}
