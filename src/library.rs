//! Where the content comes from: built in, or a folder.

use std::io;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::core::content::{BadContent, Content, SourceFile};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/dialogues/achilles-ho");

/// The content cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// A file or folder cannot be read.
    #[error(
        "the content in {path} cannot be read: {source}; --dialogues takes a topic's folder, such as dialogues/achilles-ho"
    )]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It was read, and has faults.
    #[error(transparent)]
    Bad(#[from] BadContent),
}

/// The files of the content that was built in.
pub fn built_in_files() -> Vec<SourceFile> {
    let mut files = Vec::new();
    gather_built_in(&BUILT_IN, &mut files);
    files
}

/// The content that was built in.
///
/// # Errors
/// When it has faults; the tests do not let that happen.
pub fn built_in() -> Result<Content, BadContent> {
    Content::load(built_in_files())
}

fn gather_built_in(dir: &Dir<'_>, files: &mut Vec<SourceFile>) {
    for file in dir.files().filter(|file| is_toml(file.path())) {
        let path = file.path().to_string_lossy().replace('\\', "/");
        let text = file.contents_utf8().unwrap_or_default().to_owned();
        files.push(SourceFile { path, text });
    }
    for inner in dir.dirs() {
        gather_built_in(inner, files);
    }
}

/// The content in a folder, or the built-in one.
///
/// # Errors
/// When the folder cannot be read, or the content has faults.
pub fn open(folder: Option<&Path>) -> Result<Content, LibraryError> {
    Ok(Content::load(files(folder)?)?)
}

/// The files in a folder, or the built-in ones.
///
/// # Errors
/// When the folder cannot be read.
pub fn files(folder: Option<&Path>) -> Result<Vec<SourceFile>, LibraryError> {
    let Some(folder) = folder else {
        return Ok(built_in_files());
    };
    let mut files = Vec::new();
    gather(folder, folder, &mut files)?;
    Ok(files)
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) -> Result<(), LibraryError> {
    let unreadable = |path: &Path, source| LibraryError::Unreadable {
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
