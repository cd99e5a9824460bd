//! What strangers typed, played as a person does it: a fresh chat, the vignette, taps to the plan, then the message;
//! without a vignette by somebody who is known and has no case.
//!
//! `tests/strangers/README.md` says what the files hold. Nobody's answers are listed there, so this test asks only what
//! can be asked of every message: it is answered, and a case that is told comes to its plan. To read or to grade what is
//! said, give a folder with such files and a file for the conversations:
//!
//! `STRANGERS=tests/strangers/sixth STRANGERS_OUT=/tmp/played.jsonl cargo test --test telegram -- strangers`
//!
//! `STRANGERS_DIALOGUES=dialogues/achilles-ho` plays it with the content of a folder as it is now, without a build.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use achilles_bot::content_source;
use achilles_bot::handlers::App;
use fake_telegram::{Options, ShownMessage};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::harness::{TestBot, User, content};

/// The folder with the files that are played; the newest committed set without it.
const FOLDER: &str = "STRANGERS";
/// Where the conversations are written, a line of JSON each.
const OUT: &str = "STRANGERS_OUT";
/// A folder with other content than what is built in.
const DIALOGUES: &str = "STRANGERS_DIALOGUES";
/// The files of a set.
const KINDS: [&str; 9] = [
    "case",
    "told",
    "patient",
    "foreign_case",
    "alone",
    "flags",
    "facts",
    "foreign",
    "nosource",
];
/// More cards than any intake has.
const MOST_CARDS: usize = 40;
/// How many chats are played side by side.
const SIDE_BY_SIDE: usize = 6;

/// What somebody in a hurry taps at a card: by its title what is most common, otherwise the first of these that is there.
const COMMON: [(&str, &str); 11] = [
    ("Red flags", "None of these"),
    ("Warning signs", "None of these"),
    ("Site", "Insertional"),
    ("Place", "At the heel bone"),
    ("Size", "Under 1 cm"),
    ("Symptoms", "Pain with load only"),
    ("What you feel", "Pain when I use it"),
    ("Duration", "Not known"),
    ("Worst pain", "4 to 5"),
    ("Age", "40 to 59"),
    ("Imaging so far", "Radiograph"),
];
const ANYWHERE: [&str; 10] = [
    "These are right",
    "Show the plan",
    "None of these",
    "Not known",
    "Not tested",
    "Never",
    "No",
    "Not sure",
    "Skip",
    "Done",
];

/// A message of a set with what comes before it.
#[derive(Clone)]
struct Item {
    id: String,
    kind: String,
    vignette: Option<String>,
    text: String,
}

fn items(folder: &Path) -> Vec<Item> {
    let mut items = Vec::new();
    for kind in KINDS {
        let Ok(lines) = fs::read_to_string(folder.join(format!("{kind}.jsonl"))) else {
            continue;
        };
        for line in lines.lines() {
            let item: Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| item[key].as_str().map(str::to_owned);
            items.push(Item {
                id: text("id").unwrap(),
                kind: kind.to_owned(),
                vignette: text("v"),
                text: text("q").or_else(|| text("t")).unwrap(),
            });
        }
    }
    items
}

/// The label without its mark.
fn bare(label: &str) -> &str {
    label.trim_start_matches(['☐', '☑', '●', ' '])
}

/// What is tapped at this card, or nothing where the case has come to its plan.
fn tapped(card: &ShownMessage, role: &str) -> Option<String> {
    let labels: Vec<&str> = card.labels();
    let has = |wanted: &str| labels.iter().find(|label| bare(label) == wanted);
    if let Some(role) = has(role) {
        return Some((*role).to_owned());
    }
    let title = card.text.lines().find(|line| line.starts_with("Case "));
    let title = title.and_then(|line| line.split(" · ").nth(1));
    let common = COMMON.iter().find(|(known, _)| title == Some(*known));
    let wanted = common.map(|(_, label)| *label).into_iter().chain(ANYWHERE);
    let mut found = wanted.filter_map(has);
    let done = labels
        .iter()
        .find(|label| bare(label).starts_with("Done ("));
    let found = done.or_else(|| found.next());
    let first = || {
        labels
            .first()
            .filter(|_| title.is_some() && !labels.contains(&"Evidence"))
    };
    found.or_else(first).map(|label| (*label).to_owned())
}

/// What was said since, with the buttons under it.
fn said(user: &User, before: &[ShownMessage]) -> String {
    let new = user
        .heard()
        .into_iter()
        .filter(|message| !before.contains(message));
    let shown = new.map(|message| {
        let labels = message.labels().join("] [");
        match labels.is_empty() {
            true => message.text,
            false => format!("{}\n[{labels}]", message.text),
        }
    });
    shown.collect::<Vec<_>>().join("\n\n")
}

/// Plays one item and returns what was shown: the last thing before its message, and what came of it.
async fn played(app: App, item: &Item) -> (String, String) {
    let mut harness = TestBot::empty(Options::default()).await;
    harness.start_bot_of(app).await;
    let user = harness.ada();
    let role = match item.kind.as_str() {
        "patient" => "Not a clinician",
        _ => "Primary care clinician",
    };
    if let Some(vignette) = &item.vignette {
        user.says(vignette);
        user.until("an answer", || (user.count() > 0).then_some(()))
            .await;
        harness.calm().await;
        for _ in 0..MOST_CARDS {
            let Some(card) = user
                .heard()
                .into_iter()
                .rfind(|message| !message.buttons.is_empty())
            else {
                break;
            };
            let Some(label) = tapped(&card, role) else {
                break;
            };
            let label = bare(&label).to_owned();
            user.taps_on(&card, &label).await;
            harness.calm().await;
        }
    } else {
        user.comes_in().await;
        user.taps_way_out("Close case").await;
        harness.calm().await;
    }
    let before = user.heard();
    let plan = before.last().map(|message| message.text.clone());
    user.says(&item.text);
    user.until("an answer", || (user.heard() != before).then_some(()))
        .await;
    harness.calm().await;
    (plan.unwrap_or_default(), said(&user, &before))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_strangers_typed_is_answered() {
    let asked = std::env::var_os(FOLDER).map(PathBuf::from);
    let newest = || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/strangers/sixth");
    let mut waiting = items(&asked.unwrap_or_else(newest)).into_iter();
    let mut out = std::env::var_os(OUT).map(|path| fs::File::create(path).unwrap());
    let app = match std::env::var_os(DIALOGUES) {
        Some(folder) => App::new(Arc::new(
            content_source::open(Some(Path::new(&folder))).unwrap(),
        )),
        None => App::new(content()),
    };
    let mut playing = JoinSet::new();
    let mut count = 0;
    loop {
        while playing.len() < SIDE_BY_SIDE
            && let Some(item) = waiting.next()
        {
            let app = app.clone();
            playing.spawn(async move {
                let (plan, reply) = played(app, &item).await;
                (item, plan, reply)
            });
        }
        let Some(done) = playing.join_next().await else {
            break;
        };
        let (item, plan, reply) = done.unwrap();
        count += 1;
        assert!(!reply.is_empty(), "{}: no answer", item.id);
        if let Some(out) = &mut out {
            let line = json!({"id": item.id, "kind": item.kind, "vignette": item.vignette, "plan": plan,
                "text": item.text, "reply": reply});
            writeln!(out, "{line}").unwrap();
        }
    }
    assert!(count > 0, "there is nothing to play");
}
