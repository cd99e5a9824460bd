//! `review`: what has not been signed off yet, one item as a clinician sees it, and a decision.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::{Value, json};

use super::{Failure, pretty, print};
use crate::content_source;
use crate::view::item_text;
use care_engine::content::{Content, Item, REVIEWS, ReviewStatus, Standing};
use care_engine::day::Day;

#[derive(Debug, Args)]
pub(super) struct ReviewArgs {
    #[command(subcommand)]
    what: Option<What>,
    /// As JSON, for programs.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List what is not approved, in the order in which it is best read.
    List {
        /// List what is approved too.
        #[arg(long)]
        all: bool,
    },
    /// Show one item as a clinician will see it, with its sources.
    Show {
        /// statement:ID, line:ID or rule:ID.
        item: String,
    },
    /// Record a decision about one item, in the topic's folder that --dialogues names.
    Record(Record),
}

#[derive(Debug, Args)]
struct Record {
    /// statement:ID, line:ID or rule:ID.
    item: String,
    /// submitted, under_review or approved.
    #[arg(long)]
    status: String,
    /// Name of the person who read it.
    #[arg(long)]
    reviewer: String,
    /// In which capacity: "sports physician".
    #[arg(long)]
    role: String,
    /// The digest that `review show` printed with what was read.
    #[arg(long)]
    digest: String,
    /// The day of the decision, as year-month-day; today without it.
    #[arg(long)]
    date: Option<String>,
}

/// As it stands in the file.
#[derive(Serialize)]
struct Written<'a> {
    review: [Entry<'a>; 1],
}

#[derive(Serialize)]
struct Entry<'a> {
    item: &'a str,
    status: &'a str,
    reviewer: &'a str,
    role: &'a str,
    date: String,
    digest: &'a str,
}

pub(super) fn review(
    content: &Content,
    folder: Option<&Path>,
    arguments: &ReviewArgs,
    today: Day,
) -> Result<(), Failure> {
    match &arguments.what {
        None => list(content, false, arguments.json),
        Some(What::List { all }) => list(content, *all, arguments.json),
        Some(What::Show { item }) => {
            let item = find(content, item)?;
            print(&if arguments.json {
                pretty(&item_json(content, item, true))
            } else {
                item_text(content, item)
            })
        }
        Some(What::Record(record)) => write(content, folder, record, today),
    }
}

fn list(content: &Content, all: bool, as_json: bool) -> Result<(), Failure> {
    let items = content.items();
    let total = items.len();
    let pending: Vec<Item> = items
        .into_iter()
        .filter(|item| all || content.status(*item) != ReviewStatus::Approved)
        .collect();
    if as_json {
        let listed: Vec<Value> = pending
            .iter()
            .map(|item| item_json(content, *item, false))
            .collect();
        return print(&pretty(&json!({
            "content_version": content.version,
            "items": total,
            "listed": listed,
        })));
    }
    let mut out = String::new();
    for item in &pending {
        let standing = content.standing(*item);
        out.push_str(&format!(
            "{:<14} {}  {}\n",
            standing_words(content, &standing),
            content.item_key(*item),
            said(content, *item)
        ));
    }
    let word = if all { "listed" } else { "not approved" };
    out.push_str(&format!(
        "{} of {total} items {word}; `review show ITEM` shows one\n",
        pending.len()
    ));
    print(&out)
}

fn write(
    content: &Content,
    folder: Option<&Path>,
    record: &Record,
    today: Day,
) -> Result<(), Failure> {
    let Some(folder) = folder else {
        return Err(Failure::Input(
            "review record writes into a topic's folder: name it with --dialogues, as in --dialogues dialogues/achilles-ho".into(),
        ));
    };
    let item = find(content, &record.item)?;
    let Some(status) = ReviewStatus::ALL
        .into_iter()
        .find(|status| status.id() == record.status)
    else {
        return Err(Failure::Input(format!(
            "--status: there is no `{}`; write submitted, under_review or approved",
            record.status
        )));
    };
    let read = content.item_digest(item);
    if record.digest != read {
        return Err(Failure::Input(format!(
            "--digest: `{}` is {read} now; read it again with `review show {}`",
            record.item, record.item
        )));
    }
    for (name, value) in [("--reviewer", &record.reviewer), ("--role", &record.role)] {
        if value.trim().is_empty() {
            return Err(Failure::Input(format!(
                "{name}: only a named person can decide"
            )));
        }
    }
    let date = match &record.date {
        None => today,
        Some(text) => Day::parse(text)
            .filter(|day| *day <= today)
            .ok_or_else(|| {
                Failure::Input(format!(
                    "--date: `{text}` is not a day up to today; write it as in 2026-11-23"
                ))
            })?,
    };
    let entry = toml::to_string(&Written {
        review: [Entry {
            item: &record.item,
            status: status.id(),
            reviewer: record.reviewer.trim(),
            role: record.role.trim(),
            date: date.to_string(),
            digest: &read,
        }],
    })
    .map_err(|error| Failure::Other(format!("the decision cannot be written: {error}")))?;
    let path = folder.join(REVIEWS);
    append(&path, &entry)?;
    let content =
        content_source::open(Some(folder)).map_err(|error| Failure::Other(error.to_string()))?;
    let standing = content.standing(item);
    print(&format!(
        "{}: {}, by {} ({}), {date}\n",
        record.item,
        standing_words(&content, &standing),
        record.reviewer.trim(),
        record.role.trim(),
    ))
}

/// Through a file beside it, so that a crash leaves either the old decisions or the new ones.
fn append(path: &Path, entry: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::Other(format!("{}: {error}", path.display()));
    let mut text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            "# What reviewers decided, in the order in which they did. Written by `review record`.\n".to_owned()
        }
        Err(error) => return Err(failed(error)),
    };
    text.push('\n');
    text.push_str(entry);
    let beside: PathBuf = path.with_extension("toml.new");
    std::fs::write(&beside, text)
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(failed)
}

fn find(content: &Content, key: &str) -> Result<Item, Failure> {
    content.find_item(key).ok_or_else(|| {
        Failure::Input(format!(
            "there is no `{key}`; write statement:ID, line:ID or rule:ID, as `review` lists them"
        ))
    })
}

fn item_json(content: &Content, item: Item, whole: bool) -> Value {
    let standing = content.standing(item);
    let mut value = json!({
        "item": content.item_key(item),
        "text": said(content, item),
        "status": standing.status.id(),
        "lapsed": standing.lapsed,
        "digest": content.item_digest(item),
        "last_decision": standing.record.map(|record| json!({
            "status": record.status.id(),
            "reviewer": record.reviewer,
            "role": record.role,
            "date": record.date,
            "digest": record.digest,
        })),
    });
    if whole {
        value["shown"] = item_text(content, item).into();
    }
    value
}

fn said(content: &Content, item: Item) -> &str {
    match item {
        Item::Statement(at) => &content.statement(at).text,
        Item::Line(at) => &content.line(at).text,
        Item::Rule(at) => &content.rule(at).description,
    }
}

fn standing_words(content: &Content, standing: &Standing<'_>) -> String {
    let status = content.status_text(standing.status);
    if standing.lapsed {
        format!("{status}, lapsed")
    } else {
        status.to_owned()
    }
}
