//! `serve`: what keeps it from running, said in one line.

use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};

use crate::{bot, refused};

#[test]
fn serve_without_a_token_says_what_to_set() {
    let output = bot(&["serve"], "");
    refused(&output, 2, "TELOXIDE_TOKEN");
    refused(&output, 2, "demo");
}

#[test]
fn what_has_not_the_form_of_a_token_is_refused_at_once_and_not_shown() {
    for token in [
        "abcdefgh",
        "12345:",
        ":secretsecret",
        "12345:secret secret",
        "bot12345:secretsecret",
    ] {
        let output = serve_with(&[("TELOXIDE_TOKEN", token)]);
        refused(&output, 2, "not the form of a token");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("123456789:"), "{said}");
        assert!(!said.contains(token), "{said}");
    }
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
            .env_remove("ACHILLES_SECOND_READER")
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
fn a_database_server_that_is_not_there_is_named_at_once_while_it_is_waited_for() {
    // A port that was free a moment ago: nobody listens there.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|free| free.local_addr())
        .unwrap()
        .port();
    let mut bot = Command::new(env!("CARGO_BIN_EXE_achilles-bot"))
        .arg("serve")
        .env_clear()
        .env("TELOXIDE_TOKEN", "1:none")
        .env("TELOXIDE_API_URL", "http://127.0.0.1:9")
        .env(
            "DATABASE_URL",
            format!("postgres://bot:verysecret@127.0.0.1:{port}/bot"),
        )
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let log = BufReader::new(bot.stderr.take().unwrap());
    let mut read = String::new();
    for line in log.lines() {
        read.push_str(&line.unwrap());
        if read.contains("is not there yet") {
            break;
        }
    }
    bot.kill().unwrap();
    bot.wait().unwrap();
    assert!(
        read.contains("the database server is not there yet; trying again"),
        "{read}"
    );
    assert!(read.contains(&port.to_string()), "{read}");
    assert!(!read.contains("verysecret"), "{read}");
}

#[test]
fn the_demo_says_which_settings_it_ignores() {
    let mut demo = Command::new(env!("CARGO_BIN_EXE_achilles-bot"))
        .args(["demo", "--port", "0"])
        .env_clear()
        .env("ACHILLES_ACCESS", "invite")
        .env("ACHILLES_KEEP_DAYS", "30")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(demo.stderr.take().unwrap());
    let mut read = String::new();
    for line in said.lines() {
        read.push_str(&line.unwrap());
        if read.contains("The demo is at") {
            break;
        }
    }
    demo.kill().unwrap();
    demo.wait().unwrap();
    let ignored = "ignores these settings of serve: ACHILLES_ACCESS, ACHILLES_KEEP_DAYS.";
    assert!(read.contains(ignored), "{read}");
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
