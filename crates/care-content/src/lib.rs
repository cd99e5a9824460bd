//! The reviewed content of `dialogues/achilles-ho`, embedded into the program, as files and as resolved
//! [`Content`]; the texts that every topic shares; and what a new topic begins with.

#![warn(unreachable_pub)]

use care_engine::content::{BadContent, Content, DEFAULTS, SourceFile};
use include_dir::{Dir, include_dir};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../dialogues/achilles-ho");
static SHARED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../dialogues/defaults");
static SKELETON: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/skeleton");

/// The files of the embedded content, with paths relative to the topic's folder, and the [`defaults`].
#[must_use]
pub fn files() -> Vec<SourceFile> {
    let mut files = defaults();
    gather(&BUILT_IN, &mut files);
    files
}

/// The embeddings of the listed ways of asking, as a file that `achilles-bot embed` writes.
#[must_use]
pub fn embeddings() -> &'static [u8] {
    include_bytes!("../embeddings.bin")
}

/// The texts that a topic need not write itself. Any topic is loaded together with them.
#[must_use]
pub fn defaults() -> Vec<SourceFile> {
    let mut files = Vec::new();
    gather(&SHARED, &mut files);
    for file in &mut files {
        file.path.insert_str(0, DEFAULTS);
    }
    files
}

/// A topic of four questions that can be checked and tried at once: what a new one begins with. It holds no
/// medicine; each sentence says what is to be written in its place.
#[must_use]
pub fn skeleton() -> Vec<SourceFile> {
    let mut files = Vec::new();
    gather(&SKELETON, &mut files);
    files
}

/// The embedded content, resolved.
///
/// # Errors
/// When it has faults; the tests do not let that happen.
pub fn content() -> Result<Content, BadContent> {
    Content::load(files())
}

fn gather(dir: &Dir<'_>, files: &mut Vec<SourceFile>) {
    let is_toml = |path: &std::path::Path| path.extension().is_some_and(|end| end == "toml");
    for file in dir.files().filter(|file| is_toml(file.path())) {
        let path = file.path().to_string_lossy().replace('\\', "/");
        let text = file.contents_utf8().unwrap_or_default().to_owned();
        files.push(SourceFile { path, text });
    }
    for inner in dir.dirs() {
        gather(inner, files);
    }
}
