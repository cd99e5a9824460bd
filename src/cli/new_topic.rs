//! `new-topic`: a folder that a new topic begins with.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Failure, print};

#[derive(Debug, Args)]
pub(super) struct NewTopicArgs {
    /// The folder to make; its name becomes the topic's id.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn new_topic(arguments: &NewTopicArgs) -> Result<(), Failure> {
    let folder = &arguments.folder;
    let id = topic_id(folder)?;
    if folder
        .read_dir()
        .is_ok_and(|mut entries| entries.next().is_some())
    {
        return Err(Failure::Input(format!(
            "{}: the folder is not empty; name one that is new",
            folder.display()
        )));
    }
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let mut names = Vec::new();
    for file in care_content::skeleton() {
        let path = folder.join(&file.path);
        let text = file
            .text
            .replace("id = \"new-topic\"", &format!("id = \"{id}\""));
        std::fs::write(&path, text).map_err(|error| failed(&path, &error))?;
        names.push(file.path);
    }
    let path = folder.join("schema.json");
    std::fs::write(&path, super::pretty(&care_engine::content::schema()))
        .map_err(|error| failed(&path, &error))?;
    names.sort();
    let at = folder.display();
    print(&format!(
        "{at}: {}\n\ncheck it:  achilles-bot check {at}\ntry it:    achilles-bot --dialogues {at} demo\nread it:   achilles-bot --dialogues {at} book BOOK\n",
        names.join(", ")
    ))
}

/// Ids are lower case words, digits and hyphens: they stand in paths and in files.
fn topic_id(folder: &Path) -> Result<String, Failure> {
    let name = folder.file_name().and_then(|name| name.to_str());
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    match name {
        Some(name) if name.len() <= 40 && name.chars().all(fits) => Ok(name.to_owned()),
        _ => Err(Failure::Input(format!(
            "{}: name the folder as the topic's id, of a to z, digits and hyphens, as in dialogues/frozen-shoulder",
            folder.display()
        ))),
    }
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Other(format!("{}: {error}", path.display()))
}
