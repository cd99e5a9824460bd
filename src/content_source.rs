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
    /// Something in the folder is not a plain file or folder, or is too large.
    #[error("the content in {path} is not read: {problem}")]
    Refused {
        /// The folder that was named.
        path: PathBuf,
        /// What it is, and what to do.
        problem: String,
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

/// The files in a folder with the texts that every topic shares, or the built-in ones.
///
/// # Errors
/// When the folder cannot be read.
pub fn files(folder: Option<&Path>) -> Result<Vec<SourceFile>, ContentError> {
    let Some(folder) = folder else {
        return Ok(care_content::files());
    };
    let root = folder
        .canonicalize()
        .map_err(|source| ContentError::Unreadable {
            path: folder.to_path_buf(),
            source,
        })?;
    let mut reader = Reader {
        root: folder,
        whole: root,
        files: care_content::defaults(),
        bytes: 0,
    };
    reader.folder(folder, 0)?;
    Ok(reader.files)
}

/// The largest file of the built-in topic has 200 KB, all of them 1.5 MB, in folders of two levels.
const LARGEST_FILE: u64 = 4 * 1024 * 1024;
const LARGEST_TOPIC: u64 = 32 * 1024 * 1024;
const MOST_FILES: usize = 2_000;
const DEEPEST_FOLDER: usize = 8;

struct Reader<'a> {
    root: &'a Path,
    /// The root without links.
    whole: PathBuf,
    files: Vec<SourceFile>,
    bytes: u64,
}

impl Reader<'_> {
    fn folder(&mut self, folder: &Path, depth: usize) -> Result<(), ContentError> {
        if depth > DEEPEST_FOLDER {
            return Err(refused(
                folder,
                format!(
                    "it lies more than {DEEPEST_FOLDER} folders deep; is this a topic's folder?"
                ),
            ));
        }
        for entry in std::fs::read_dir(folder).map_err(|source| unreadable(folder, source))? {
            let entry = entry.map_err(|source| unreadable(folder, source))?;
            let path = entry.path();
            let kind = entry
                .file_type()
                .map_err(|source| unreadable(&path, source))?;
            if kind.is_dir() {
                self.folder(&path, depth + 1)?;
            } else if is_toml(&path) || (kind.is_symlink() && path.is_dir()) {
                self.file(&path)?;
            }
        }
        Ok(())
    }

    /// A plain file, or a link to one inside the topic's folder.
    fn file(&mut self, path: &Path) -> Result<(), ContentError> {
        let at = path
            .canonicalize()
            .map_err(|source| unreadable(path, source))?;
        if !at.starts_with(&self.whole) {
            return Err(refused(
                path,
                "it is a link that leads out of the folder; copy what it leads to",
            ));
        }
        let kind = std::fs::metadata(&at).map_err(|source| unreadable(path, source))?;
        if kind.is_dir() {
            return Err(refused(
                path,
                "it is a link to a folder; copy what it leads to",
            ));
        }
        if !kind.is_file() {
            return Err(refused(path, "it is not a plain file; take it out"));
        }
        self.bytes += kind.len();
        if kind.len() > LARGEST_FILE || self.bytes > LARGEST_TOPIC || self.files.len() >= MOST_FILES
        {
            return Err(refused(
                path,
                format!(
                    "a topic has at most {MOST_FILES} files of {} MB, and {} MB together",
                    LARGEST_FILE >> 20,
                    LARGEST_TOPIC >> 20
                ),
            ));
        }
        let text = std::fs::read_to_string(&at).map_err(|source| unreadable(path, source))?;
        let below = path.strip_prefix(self.root).unwrap_or(path);
        let path = below.to_string_lossy().replace('\\', "/");
        self.files.push(SourceFile { path, text });
        Ok(())
    }
}

fn unreadable(path: &Path, source: io::Error) -> ContentError {
    ContentError::Unreadable {
        path: path.to_path_buf(),
        source,
    }
}

fn refused(path: &Path, problem: impl Into<String>) -> ContentError {
    ContentError::Refused {
        path: path.to_path_buf(),
        problem: problem.into(),
    }
}

fn is_toml(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "toml")
}
