//! Whole conversations, as text files that anybody can read and add to: `tests/conversations/*.txt`.
//!
//! A file begins with a title (`# ...`) and says where it takes place and in what case: `in: private`, `group` or
//! `topic`; `case: fresh` (never here before), `none`, `open` (at the screen of a new case) or `plan`;
//! `with: Title = Answer`. Each turn is a line that a person types (`> ...`) or a button that they tap (`* ...`), with
//! what the bot must say to it (`must: ...`) and what it must not (`must not: ...`), each on a line of its own.
//!
//! `CONVERSATION=flag cargo test --test telegram -- conversations --nocapture` takes only the files with these letters
//! in their name, and prints what was said. A folder there, such as `/tmp/mine/`, is read in place of this one.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{Answers, Plan, TestBot, User};
use fake_telegram::ShownMessage;

/// Names the conversations that are wanted alone.
const ONLY: &str = "CONVERSATION";
const GROUP: i64 = -1_001_000_000_009;

/// One thing that is typed or tapped, with what the reply is held to.
#[derive(Debug, Default)]
struct Turn {
    text: String,
    is_tap: bool,
    must: Vec<String>,
    must_not: Vec<String>,
}

/// A conversation as it stands in its file.
#[derive(Debug, Default)]
struct Conversation {
    place: String,
    case: String,
    with: Vec<(String, String)>,
    turns: Vec<Turn>,
}

fn read(path: &Path) -> Conversation {
    let mut read = Conversation::default();
    for line in fs::read_to_string(path).unwrap().lines() {
        let (key, value) = match (line.strip_prefix("> "), line.strip_prefix("* ")) {
            (Some(text), _) => (">", text),
            (None, Some(label)) => ("*", label),
            (None, None) => line.split_once(": ").unwrap_or((line, "")),
        };
        let turn = read.turns.last_mut();
        match (key, turn) {
            (">" | "*", _) => read.turns.push(Turn {
                text: value.to_owned(),
                is_tap: key == "*",
                ..Turn::default()
            }),
            ("must", Some(turn)) => turn.must.push(value.to_owned()),
            ("must not", Some(turn)) => turn.must_not.push(value.to_owned()),
            ("in", None) => read.place = value.to_owned(),
            ("case", None) => read.case = value.to_owned(),
            ("with", None) => {
                let (title, answer) = value.split_once(" = ").unwrap();
                read.with.push((title.to_owned(), answer.to_owned()));
            }
            (key, _) => assert!(
                key.is_empty() || key.starts_with('#'),
                "{}: `{line}` is no part of a conversation",
                path.display()
            ),
        }
    }
    assert!(!read.turns.is_empty(), "{}", path.display());
    read
}

/// What the bot has said so far.
fn heard(user: &User) -> String {
    let texts = user.heard().into_iter().map(|message| message.text);
    texts.collect::<Vec<_>>().join("\n\n")
}

/// Brings a person to where a conversation begins, with the plan of their case if it begins under one.
async fn begins(harness: &TestBot, conversation: &Conversation) -> (User, Option<Plan>) {
    let mut user = harness.ada();
    if conversation.place != "private" {
        let ada = harness.person(5, "Ada");
        harness.telegram.forum(GROUP, "Clinic", &[&ada]);
        harness.telegram.set_bot_admin(GROUP, true);
        user = harness.user(&ada, ada.in_group(GROUP), None);
    }
    let mut plan = None;
    if conversation.case == "plan" {
        let mut answers = Answers::painful();
        for (title, answer) in &conversation.with {
            answers = answers.and(title.clone().leak(), vec![&*answer.clone().leak()].leak());
        }
        plan = Some(user.gets_a_plan(&answers).await.1);
    } else if conversation.case != "fresh" {
        user.comes_in().await;
        if conversation.case == "none" {
            user.taps_way_out("Close case").await;
        }
    }
    if conversation.place == "topic" {
        let topic = super::topics::opens(harness, &user).await;
        user = super::topics::in_topic(harness, 5, GROUP, topic);
    }
    harness.calm().await;
    (user, plan)
}

/// The newest message with a button of this label.
fn with_button(user: &User, label: &str) -> Option<ShownMessage> {
    let with = |message: &ShownMessage| {
        let labels = message.labels();
        let mut labels = labels
            .iter()
            .map(|label| label.trim_start_matches(['☐', '☑', '●', ' ']));
        labels.any(|known| known == label || known.starts_with(&format!("{label} (")))
    };
    user.heard().into_iter().rev().find(with)
}

async fn goes(path: &Path, conversation: &Conversation) -> Vec<String> {
    let harness = TestBot::open().await;
    let (user, plan) = begins(&harness, conversation).await;
    let mut wrong = Vec::new();
    for turn in &conversation.turns {
        let before = heard(&user);
        match (&plan, conversation.place.as_str()) {
            _ if turn.is_tap => {
                let Some(message) = with_button(&user, &turn.text) else {
                    wrong.push(format!(
                        "{}: there is no button `{}`",
                        path.display(),
                        turn.text
                    ));
                    continue;
                };
                user.client
                    .tap_data(message.id, &User::data(&message, &turn.text));
            }
            (Some(plan), "group") => {
                user.replies_to(plan.last().id, &turn.text).await;
            }
            _ => {
                user.says(&turn.text);
            }
        }
        if !turn.must.is_empty() {
            // An answer may take its time; silence is none.
            let answered = || (heard(&user) != before).then_some(());
            user.until("an answer", answered).await;
        }
        harness.calm().await;
        let after = heard(&user);
        // A card that was changed in place is read whole.
        let said = after.strip_prefix(&before).unwrap_or(&after);
        if std::env::var_os(ONLY).is_some() {
            let heard = user.heard();
            let labels = heard.last().map(|message| message.labels().join("] ["));
            println!(
                "\n> {}\n{}\n[{}]",
                turn.text,
                said.trim(),
                labels.unwrap_or_default()
            );
        }
        for must in turn
            .must
            .iter()
            .filter(|must| !said.contains(must.as_str()))
        {
            wrong.push(format!(
                "{}: `{}` must say `{must}`: {said}",
                path.display(),
                turn.text
            ));
        }
        for must_not in turn
            .must_not
            .iter()
            .filter(|part| said.contains(part.as_str()))
        {
            wrong.push(format!(
                "{}: `{}` must not say `{must_not}`: {said}",
                path.display(),
                turn.text
            ));
        }
    }
    wrong
}

#[tokio::test]
async fn conversations_go_as_they_are_written() {
    let only = std::env::var(ONLY).ok();
    let own = only.as_deref().filter(|only| only.ends_with('/'));
    let folder = match own {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conversations"),
    };
    let name = only
        .as_deref()
        .filter(|_| own.is_none())
        .unwrap_or_default();
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .filter(|path| path.to_string_lossy().contains(name))
        .collect();
    paths.sort();
    let least = if only.is_some() { 1 } else { 20 };
    assert!(paths.len() >= least, "{} conversations", paths.len());
    let mut wrong = Vec::new();
    for path in &paths {
        if only.is_some() {
            println!("\n=== {}", path.display());
        }
        wrong.extend(goes(path, &read(path)).await);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
