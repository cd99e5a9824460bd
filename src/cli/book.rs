//! `book`: the whole content as pages for a reviewer.

use std::path::PathBuf;

use care_engine::content::Content;
use care_engine::day::Day;
use clap::Args;

use super::{Failure, print};
use crate::book::{STYLE, pages};

#[derive(Debug, Args)]
pub(super) struct BookArgs {
    /// The folder to write the pages into; pages of an earlier book are replaced.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn book(content: &Content, arguments: &BookArgs, today: Day) -> Result<(), Failure> {
    let folder = &arguments.folder;
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::Other(format!("{}: {error}", folder.display())))?;
    let pages = pages(content, today);
    let files = pages.iter().map(|page| (page.name, page.html.as_str()));
    for (name, text) in files.chain([("style.css", STYLE)]) {
        let path = folder.join(name);
        std::fs::write(&path, text)
            .map_err(|error| Failure::Other(format!("{}: {error}", path.display())))?;
    }
    print(&format!(
        "{} pages; begin with {}\n",
        pages.len(),
        folder.join("index.html").display()
    ))
}
