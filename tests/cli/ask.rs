//! `ask`: one answer a line.

use serde_json::Value;

use crate::{ACTIVE, bot, keys};

#[test]
fn ask_answers_one_line_for_each_line() {
    let input = format!(
        "{{\"question\":\"ok w/ apixaban?\",\"case\":{}}}\n\n{{\"question\":\"how long?\",\"previous\":[\"how often should the calf be loaded?\"]}}\n{{\"question\":\"how many mg of naproxen\"}}\n",
        ACTIVE.replace("}", ",\"nsaid_risks\":[\"anticoagulant_or_antiplatelet\"]}")
    );
    let output = bot(&["ask"], &input);
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<Value> = printed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), 3, "{printed}");
    for answer in &answers {
        assert_eq!(
            keys(answer),
            [
                "about",
                "act",
                "answered",
                "case_notes",
                "conflicts",
                "emergency",
                "flags",
                "identifiers",
                "missing",
                "new_facts",
                "openings",
                "other_language",
                "patient",
                "pending",
                "reason",
                "recorded",
                "script",
                "statements",
                "suggestions",
                "unread",
            ]
        );
    }
    assert_eq!(answers[0]["reason"], "answered");
    // The plan answers first, and stands on the statements behind its own line.
    assert_eq!(answers[0]["case_notes"][0]["statements"][0], "NSA-09");
    let note = answers[0]["case_notes"][0]["text"].as_str().unwrap();
    assert!(note.starts_with("Oral NSAID not advised"), "{note}");
    assert_eq!(answers[1]["answered"], true, "it leans on what was asked");
    assert_eq!(answers[2]["reason"], "dose");
    assert_eq!(answers[2]["answered"], false);
    // What is reviewed about the drug may stand beside it, never a dose.
    let told = answers[2]["statements"].to_string();
    assert!(!told.contains(" mg ") && !told.contains("daily"), "{told}");
}

#[test]
fn ask_reads_what_is_left_of_a_question_that_names_somebody_as_the_chat_does() {
    let input = format!(
        "{{\"question\":\"Mrs Quillfeather wants ibuprofen, ok?\",\"case\":{}}}\n{{\"question\":\"Mrs Quillfeather, born 3/11/1962\"}}\n",
        ACTIVE.replace("}", ",\"nsaid_risks\":[\"anticoagulant_or_antiplatelet\"]}")
    );
    let output = bot(&["ask"], &input);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(!printed.contains("Quillfeather"), "{printed}");
    let answers: Vec<Value> = printed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers[0]["identifiers"][0], "name");
    assert_eq!(answers[0]["reason"], "answered");
    let note = answers[0]["case_notes"][0]["text"].as_str().unwrap();
    assert!(note.starts_with("Oral NSAID not advised"), "{note}");
    assert_eq!(answers[1]["reason"], "identifier");
    let text = bot(
        &["ask", "Mrs Quillfeather wants shockwave, does it work?"],
        "",
    );
    let told = String::from_utf8_lossy(&text.stdout);
    assert!(told.starts_with("That could identify somebody."), "{told}");
    assert!(told.contains("Sources"), "{told}");
}

#[test]
fn ask_refuses_a_line_that_it_cannot_read_and_says_which() {
    let output = bot(&["ask"], "{\"question\":\"\"}\n{\"questions\":1}\n");
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("line 2"), "{error}");
}
