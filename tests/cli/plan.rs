//! `plan`: cases in, plans out.

use serde_json::Value;

use crate::{ACTIVE, bot, json, keys, refused};

#[test]
fn a_plan_as_json_has_the_known_keys() {
    let plan = json(&["plan", "--case", "-", "--format", "json"], ACTIVE);
    assert_eq!(
        keys(&plan),
        // More than the interface asks for: `banner` and the dates here, `detail` of a line,
        // `borrowed`, `policy` and `references` of what is withheld.
        [
            "assumed",
            "banner",
            "bottom_line",
            "content_date",
            "content_version",
            "disclaimer",
            "evidence_date",
            "further_banners",
            "lines",
            "next_review",
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
fn bad_lines_are_told_by_their_numbers_and_the_other_plans_come() {
    let long = format!("{{\"site\":\"{}\"}}", "x".repeat(100_000));
    let input = format!("{ACTIVE}\n{{\"site\":\"elbow\"}}\n\n{long}\n\u{feff}{ACTIVE}\nnonsense\n");
    let output = bot(&["plan", "--jsonl"], &input);
    assert_eq!(output.status.code(), Some(2));
    let plans = String::from_utf8_lossy(&output.stdout);
    let plans: Vec<&str> = plans.lines().collect();
    assert_eq!(plans.len(), 2);
    assert_eq!(plans[0], plans[1]);
    let told = String::from_utf8_lossy(&output.stderr);
    let told: Vec<&str> = told.lines().collect();
    for (said, start) in
        told.iter()
            .zip(["line 2: site: ", "line 4: longer", "line 6: ", "3 lines"])
    {
        assert!(said.starts_with(start), "{told:#?}");
    }
    assert_eq!(told.len(), 4, "{told:#?}");
}

#[test]
fn plans_come_while_cases_are_still_being_written() {
    use std::io::{BufRead, BufReader, Write};
    let mut running = std::process::Command::new(env!("CARGO_BIN_EXE_achilles-bot"))
        .args(["plan", "--jsonl"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut cases = running.stdin.take().unwrap();
    let mut plans = BufReader::new(running.stdout.take().unwrap());
    for _ in 0..3 {
        writeln!(cases, "{ACTIVE}").unwrap();
        let mut plan = String::new();
        plans.read_line(&mut plan).unwrap();
        assert!(plan.contains("bottom_line"), "{plan}");
    }
    drop(cases);
    assert!(running.wait().unwrap().success());
}

#[test]
fn two_answers_to_one_question_are_refused() {
    let twice = r#"{"red_flags":["rf_infection"],"site":"midportion","red_flags":["none"]}"#;
    let output = bot(&["plan", "--case", "-"], twice);
    refused(&output, 2, "`red_flags` is answered twice");
}

#[test]
fn a_byte_order_mark_before_a_case_is_passed_over() {
    let marked = format!("\u{feff}{ACTIVE}");
    let with = json(&["plan", "--case", "-", "--format", "json"], &marked);
    assert_eq!(
        with,
        json(&["plan", "--case", "-", "--format", "json"], ACTIVE)
    );
}

#[test]
fn a_plan_explains_each_line_and_what_would_change_it() {
    let case = r#"{"red_flags":["none"],"age":"40_59","pregnancy":"not_possible","site":"insertional","symptoms":"load_pain","nsaid_risks":["ulcer_or_gi_bleed","heart_failure"]}"#;
    let plan = json(
        &["plan", "--case", "-", "--explain", "--format", "json"],
        case,
    );
    let why = &plan["explanation"];
    let line = |id: &str| {
        let lines = why["lines"].as_array().unwrap();
        lines.iter().find(|line| line["id"] == id).unwrap().clone()
    };
    let floor = line("exercise.floor_level");
    assert_eq!(floor["because"][0]["id"], "R-25");
    assert_eq!(floor["answers"]["site"], "insertional");
    // What is said to take the line out does take it out.
    for line in why["lines"].as_array().unwrap() {
        let Some(question) = line["nearest"]["question"].as_str() else {
            continue;
        };
        let mut changed: Value = serde_json::from_str(case).unwrap();
        match &line["nearest"]["to"] {
            Value::Null => {
                changed.as_object_mut().unwrap().remove(question);
            }
            to => changed[question] = to.clone(),
        }
        let other = json(
            &["plan", "--case", "-", "--format", "json"],
            &changed.to_string(),
        );
        let shown = |plan: &Value| {
            let lines = plan["lines"].as_array().unwrap();
            lines.iter().any(|one| one["id"] == line["id"])
        };
        assert!(!shown(&other), "{line} in {changed}");
    }
    let held = why["withheld"].as_array().unwrap();
    let oral = held.iter().find(|held| held["id"] == "oral_nsaid").unwrap();
    assert_eq!(oral["lifted"][0]["question"], "nsaid_risks");
    let mut changed: Value = serde_json::from_str(case).unwrap();
    changed["nsaid_risks"] = oral["lifted"][0]["to"].clone();
    let other = json(
        &["plan", "--case", "-", "--format", "json"],
        &changed.to_string(),
    );
    let withheld = other["withheld"].as_array().unwrap();
    assert!(
        !withheld.iter().any(|held| held["id"] == "oral_nsaid"),
        "{changed}"
    );
    let always = held
        .iter()
        .find(|held| held["id"] == "corticosteroid_injection")
        .unwrap();
    assert!(always["lifted"].is_null());

    let text = bot(&["plan", "--case", "-", "--explain"], case);
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    assert!(
        text.contains("R-25:") && text.contains("This line would drop out with: Site"),
        "{text}"
    );
    assert!(
        text.contains("It would not be advised against with: NSAID risks"),
        "{text}"
    );
}
