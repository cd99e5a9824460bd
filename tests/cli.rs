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

/// `serve` with these variables; it has to end by itself.
fn serve_with(variables: &[(&str, &str)]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_achilles-bot"));
    command.arg("serve").current_dir(folder.path()).env_clear();
    command.envs(variables.iter().copied()).output().unwrap()
}

#[test]
fn settings_that_cannot_be_meant_are_refused_with_what_to_do() {
    let token = ("TELOXIDE_TOKEN", "1:none");
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty");
    std::fs::write(&empty, "\n").unwrap();
    let empty = empty.display().to_string();
    for (variables, place) in [
        (
            vec![token, ("TELOXIDE_TOKEN_FILE", "x")],
            "TELOXIDE_TOKEN_FILE",
        ),
        (
            vec![("TELOXIDE_TOKEN_FILE", "/nowhere/token")],
            "/nowhere/token",
        ),
        (vec![("TELOXIDE_TOKEN_FILE", empty.as_str())], "is empty"),
        (
            vec![token, ("DATABASE_URL_FILE", "/nowhere/db")],
            "/nowhere/db",
        ),
        (
            vec![token, ("ACHILLES_ACCESS", "invite")],
            "ACHILLES_ADMINS",
        ),
        (
            vec![token, ("ACHILLES_ACCESS", "allowlist")],
            "ACHILLES_ALLOWED_PEOPLE",
        ),
        (
            vec![token, ("ACHILLES_ALLOWED_GROUPS", "-100")],
            "ACHILLES_ACCESS=allowlist",
        ),
    ] {
        refused(&serve_with(&variables), 2, place);
    }
    let output = serve_with(&[token, ("ACHILLES_ADMINS", "5, ada")]);
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("`ada` is not a numeric id"), "{error}");
}

#[test]
fn secrets_are_printed_neither_by_help_nor_by_errors() {
    let secrets = [
        ("TELOXIDE_TOKEN", "4711:hunter2-token"),
        (
            "DATABASE_URL",
            "postgres://bot:hunter2-password@127.0.0.1:9/bot?password=hunter2",
        ),
        ("ACHILLES_ADMINS", "4242424242"),
    ];
    let mut help = Command::new(env!("CARGO_BIN_EXE_achilles-bot"));
    let help = help
        .args(["serve", "--help"])
        .envs(secrets)
        .output()
        .unwrap();
    let odd = |url| serve_with(&[secrets[0], ("DATABASE_URL", url)]);
    for output in [
        help,
        odd("mysql://bot:hunter2@nowhere/bot"),
        odd("postgres://bot:hunter2@nowhere:port/bot"),
        serve_with(&[
            secrets[0],
            ("TELOXIDE_API_URL", "bot:hunter2@api.invalid:8081"),
        ]),
    ] {
        let said = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(said.len() > 20, "{output:?}");
        for secret in ["hunter2", "4242424242"] {
            assert!(!said.contains(secret), "{said}");
        }
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

#[test]
fn check_refuses_a_folder_with_faults_and_says_where() {
    let folder = copied();
    let at = folder.path().to_str().unwrap();
    let known = "[[fact]]\nid = \"midportion\"\n";
    let wrong = "[[fact]]\nid = \"wrong\"\nsays = \"x\"\nif = \"site is elsewhere\"\n\n";
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
                "openings",
                "other_language",
                "patient",
                "reason",
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
fn ask_refuses_a_line_that_it_cannot_read_and_says_which() {
    let output = bot(&["ask"], "{\"question\":\"\"}\n{\"questions\":1}\n");
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("line 2"), "{error}");
}

/// The share that a line of the table names, in percent.
fn share(table: &str, kind: &str, what: &str) -> f64 {
    let untouched = table.split_once("untouched half").unwrap().1;
    let line = untouched.lines().find(|line| line.trim().starts_with(kind));
    let told = line.unwrap().split_once(what).unwrap().1;
    told.split_whitespace().next().unwrap().parse().unwrap()
}

#[test]
fn the_answers_are_as_good_as_they_were() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/questions");
    let output = bot(&["evaluate", folder], "");
    assert!(output.status.success(), "{output:?}");
    let table = String::from_utf8(output.stdout).unwrap();
    // Asked as the chat asks. A little below what was measured, so that only a real loss fails.
    for (kind, first, three, declined) in [
        ("without a case", 74.0, 79.0, 19.0),
        ("with a case", 70.0, 77.0, 5.0),
    ] {
        assert!(share(&table, kind, "statement first") >= first, "{table}");
        assert!(share(&table, kind, "first three") >= three, "{table}");
        assert!(share(&table, kind, "declined") <= declined, "{table}");
    }
    assert!(share(&table, "out_of_scope", "answered") <= 12.0, "{table}");
    for kind in ["identifier", "red_flag", "image"] {
        assert!(share(&table, kind, "answered") < 0.1, "{kind}: {table}");
    }
}

#[test]
fn the_book_holds_every_item_with_its_digest_and_no_link_of_it_leads_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let output = bot(&["book", folder.path().to_str().unwrap()], "");
    assert!(output.status.success());
    let mut pages = std::collections::BTreeMap::new();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        pages.insert(name, std::fs::read_to_string(entry.path()).unwrap());
    }
    let whole: String = pages.values().map(String::as_str).collect();
    let listed = json(&["review", "list", "--all", "--json"], "");
    let items = listed["listed"].as_array().unwrap();
    assert!(items.len() > 500);
    for item in items {
        for key in ["item", "digest"] {
            let wanted = format!("<code>{}</code>", item[key].as_str().unwrap());
            assert!(whole.contains(&wanted), "{wanted}");
        }
    }
    let intake = json(&["intake", "--json"], "");
    for question in intake["questions"].as_array().unwrap() {
        let id = question["id"].as_str().unwrap();
        assert!(
            pages["1-intake.html"].contains(&format!("id=\"question-{id}\"")),
            "{id}"
        );
    }
    let mut links = 0;
    for (name, text) in &pages {
        for link in text.split("href=\"").skip(1) {
            let link = link.split('"').next().unwrap();
            if link.starts_with("http") {
                continue;
            }
            let (page, place) = link.split_once('#').unwrap_or((link, ""));
            let page = if page.is_empty() { name } else { page };
            let target = pages.get(page).unwrap_or_else(|| panic!("{name}: {link}"));
            let there = place.is_empty() || target.contains(&format!("id=\"{place}\""));
            assert!(there, "{name}: {link}");
            links += 1;
        }
    }
    assert!(links > 1_000);
}

/// Each table and key that a file of the content has, is in the schema by which editors check it.
#[test]
fn the_schema_is_up_to_date_and_knows_all_that_the_content_uses() {
    let printed = json(&["schema"], "");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogues");
    let kept = std::fs::read_to_string(root.join("schema.json")).unwrap();
    let kept: Value = serde_json::from_str(&kept).unwrap();
    assert!(
        kept == printed,
        "dialogues/schema.json is an older one: `cargo run -- schema > dialogues/schema.json`"
    );
    let mut seen = 0;
    for file in care_content::files()
        .iter()
        .chain(&care_content::skeleton())
    {
        let table: toml::Table = toml::from_str(&file.text).unwrap();
        let value = serde_json::to_value(table).unwrap();
        fits(&printed, &printed, &value, &file.path, &mut seen);
    }
    assert!(seen > 10_000, "{seen}");
    let wrong = serde_json::json!({ "question": [{ "ids": "x" }] });
    let fits_wrong = || fits(&printed, &printed, &wrong, "wrong", &mut 0);
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(fits_wrong)).is_err());
}

/// The part of a validator that this schema needs: references, alternatives, lists, objects and closed words.
fn fits(whole: &Value, schema: &Value, value: &Value, place: &str, seen: &mut usize) {
    if let Some(named) = schema["$ref"].as_str() {
        let named = whole.pointer(named.trim_start_matches('#')).unwrap();
        return fits(whole, named, value, place, seen);
    }
    if let Some(either) = schema["anyOf"].as_array() {
        return fits(whole, &either[0], value, place, seen);
    }
    if let Some(words) = schema["enum"].as_array() {
        assert!(words.contains(value), "{place}: {value}");
    }
    match value {
        Value::Object(entries) => {
            for name in schema["required"].as_array().into_iter().flatten() {
                assert!(
                    entries.contains_key(name.as_str().unwrap()),
                    "{place}: {name}"
                );
            }
            for (key, inner) in entries {
                *seen += 1;
                let place = format!("{place}: {key}");
                match schema["properties"].get(key) {
                    Some(known) => fits(whole, known, inner, &place, seen),
                    None => match &schema["additionalProperties"] {
                        Value::Bool(false) => panic!("{place} is not in the schema"),
                        other => fits(whole, other, inner, &place, seen),
                    },
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                fits(whole, &schema["items"], item, place, seen);
            }
        }
        _ => {}
    }
}
