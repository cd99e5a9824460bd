//! The reviewed content of `dialogues/achilles-ho`, embedded into the program, as files and as resolved
//! [`Content`].

use care_engine::content::{BadContent, Content, SourceFile};
use include_dir::{Dir, include_dir};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../dialogues/achilles-ho");

/// The files of the embedded content, with paths relative to the topic's folder.
#[must_use]
pub fn files() -> Vec<SourceFile> {
    let mut files = Vec::new();
    gather(&BUILT_IN, &mut files);
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
