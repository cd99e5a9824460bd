//! `ask`: questions from the command line.

use std::io::{self, BufRead};

use clap::Args;
use serde::Deserialize;
use serde_json::Value;

use super::{Failure, print};
use crate::second_reader::{SecondReader, conversation};
use crate::view::reply_text;
use care_engine::case::Case;
use care_engine::content::Content;
use care_language::qa::{Conversation, Reply, Topic, Turn, to_json};

#[derive(Debug, Args)]
pub(super) struct AskArgs {
    /// The question. Without it, one JSON object a line from standard input:
    /// {"question": "...", "case": {...}, "previous": ["..."]}; printed is one a line.
    question: Option<String>,
}

/// A question as a line of JSON.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    question: String,
    case: Option<Value>,
    #[serde(default)]
    previous: Vec<String>,
}

pub(super) fn ask(
    content: &Content,
    arguments: &AskArgs,
    second_reader: SecondReader,
) -> Result<(), Failure> {
    let conversation = conversation(content, second_reader);
    if let Some(text) = &arguments.question {
        let reply = conversation.reply(content, &Turn::of(text));
        return print(&reply_text(content, &reply, false));
    }
    for (number, line) in io::stdin().lock().lines().enumerate() {
        let line = line.map_err(|error| Failure::Input(format!("standard input: {error}")))?;
        if line.trim().is_empty() {
            continue;
        }
        let wrong = |problem: String| Failure::Input(format!("line {}: {problem}", number + 1));
        let read: Line = serde_json::from_str(&line).map_err(|error| wrong(error.to_string()))?;
        let case = read
            .case
            .as_ref()
            .map(|case| Case::from_json(content, case))
            .transpose()
            .map_err(|error| wrong(error.to_string()))?;
        let reply = asked_after(
            &conversation,
            content,
            &read.previous,
            &read.question,
            case.as_ref(),
        );
        print(&format!("{}\n", to_json(content, &reply)))?;
    }
    Ok(())
}

/// The reply to a message, after a person's earlier messages in the same thread: the path of the chat.
pub(super) fn asked_after(
    conversation: &Conversation,
    content: &Content,
    previous: &[String],
    text: &str,
    case: Option<&Case>,
) -> Reply {
    let mut topic: Option<Topic> = None;
    let mut told = Case::default();
    let ask = |text: &str, topic: Option<&Topic>, told: &Case| {
        let turn = Turn {
            case,
            told: Some(told),
            topic,
            ..Turn::of(text)
        };
        conversation.reply(content, &turn)
    };
    let mut unread = false;
    for earlier in previous {
        let read = conversation.reader().told(content, earlier);
        unread |= !read.unread_places(earlier).is_empty();
        let reply = ask(earlier, topic.as_ref(), &told);
        told = reply.told;
        topic = reply.topic;
    }
    let mut reply = ask(text, topic.as_ref(), &told);
    if case.is_some() && unread {
        reply.reckon_without_unread(content);
    }
    reply
}
