//! Where the content comes from: built in, or a folder.

use std::io;
use std::path::{Path, PathBuf};

use care_engine::content::{BadContent, Content, SourceFile};

/// The content cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// A file or folder cannot be read.
    #[error(
        "the content in {path} cannot be read: {source}; --dialogues takes a topic's folder, such as dialogues/achilles-ho"
    )]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// It was read, and has faults.
    #[error(transparent)]
    Bad(#[from] BadContent),
}

/// The content in a folder, or the built-in one.
///
/// # Errors
/// When the folder cannot be read, or the content has faults.
pub fn open(folder: Option<&Path>) -> Result<Content, ContentError> {
    Ok(Content::load(files(folder)?)?)
}

/// The files in a folder, or the built-in ones.
///
/// # Errors
/// When the folder cannot be read.
pub fn files(folder: Option<&Path>) -> Result<Vec<SourceFile>, ContentError> {
    let Some(folder) = folder else {
        return Ok(care_content::files());
    };
    let mut files = Vec::new();
    gather(folder, folder, &mut files)?;
    Ok(files)
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) -> Result<(), ContentError> {
    let unreadable = |path: &Path, source| ContentError::Unreadable {
        path: path.to_path_buf(),
        source,
    };
    for entry in std::fs::read_dir(folder).map_err(|source| unreadable(folder, source))? {
        let path = entry.map_err(|source| unreadable(folder, source))?.path();
        if path.is_dir() {
            gather(root, &path, files)?;
        } else if is_toml(&path) {
            let text =
                std::fs::read_to_string(&path).map_err(|source| unreadable(&path, source))?;
            let below = path.strip_prefix(root).unwrap_or(&path);
            let path = below.to_string_lossy().replace('\\', "/");
            files.push(SourceFile { path, text });
        }
    }
    Ok(())
}

fn is_toml(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "toml")
}
