//! `read`: what a text says about a case, as answers of the intake. It prints one JSON object a text.

use std::io::{self, BufRead};

use clap::Args;

use super::{Failure, print};
use care_engine::content::Content;
use care_language::phi;
use care_language::qa::Conversation;
use care_language::reading::{Reader, to_json};

/// What the object holds; `read --help` ends with it.
const MEANING: &str = "\
Each text gives one JSON object:
  answers     what was read, as in a case file: question id to option id, list of them, or number
  uncertain   what has to be asked: the question, the options that may be meant (candidates; none where a
              number contradicts itself) and the words that leave it open
  denied      what the text says is not so: the question and its option
  unread      words that were not understood
  red_flags   red flags told of the patient, as options of the screen; the screen itself is never answered
  identifier  whether something in the text may identify a person; that part is not read

An answer to a question that the case does not ask yet is printed too: the chat keeps it until it is asked.";

#[derive(Debug, Args)]
#[command(after_help = MEANING)]
pub(super) struct ReadArgs {
    /// The text. Without it, one text a line from standard input, and one JSON object a line is printed.
    text: Option<String>,
}

pub(super) fn read(content: &Content, arguments: &ReadArgs) -> Result<(), Failure> {
    let reader = Reader::new(content);
    let answers = Conversation::new(content);
    let line = |text: &str| {
        // What identifies somebody is left out; the rest is read, and red flags are looked for in all of it.
        let seen = phi::seen(phi::Part::Text, text, |word| answers.knows(word));
        let rest = seen.rest.unwrap_or_default();
        let mut reading = reader.told(content, &rest);
        for flag in reader.flags(text).flags.iter() {
            reading.flags.flags.mark(flag, true);
        }
        let identifier = !seen.kinds.is_empty();
        print(&format!(
            "{}\n",
            to_json(content, &rest, &reading, identifier)
        ))
    };
    if let Some(text) = &arguments.text {
        return line(text);
    }
    for (number, text) in io::stdin().lock().lines().enumerate() {
        let text = text.map_err(|error| Failure::Input(format!("line {}: {error}", number + 1)))?;
        if !text.trim().is_empty() {
            line(&text)?;
        }
    }
    Ok(())
}
