//! Content files with something changed: loaded, or refused with every fault in its place.

use std::sync::LazyLock;

use care_engine::content::{BadContent, Content, SourceFile};
use proptest::collection::vec;
use proptest::prelude::*;

use super::mutation::{Edit, edited, edits};
use super::one_in;

static FILES: LazyLock<Vec<SourceFile>> = LazyLock::new(care_content::files);

/// Any files: loaded, or every fault names a file and a line that it has.
pub(crate) fn any_files(files: Vec<SourceFile>) {
    let known = files.clone();
    let Err(BadContent(findings)) = Content::load(files) else {
        return;
    };
    assert!(!findings.is_empty(), "refused without a word");
    for finding in findings {
        assert!(
            !finding.problem.is_empty() && !finding.remedy.is_empty(),
            "{finding}"
        );
        assert!(finding.line >= 1 && finding.column >= 1, "{finding}");
        match known.iter().find(|file| file.path == finding.file) {
            Some(file) => {
                let lines = file.text.matches('\n').count() + 1;
                assert!(finding.line <= lines, "{finding}");
            }
            // What is missing altogether is missed in the file, or in the folder, where it should stand.
            None => assert!(
                finding.file.ends_with(".toml") || matches!(&*finding.file, "texts" | "rules"),
                "{finding}"
            ),
        }
        // It is also printed.
        assert!(finding.to_string().contains(&finding.file));
    }
}

/// One file by its place, with changes.
fn changed(file: usize, edits: &[Edit]) -> SourceFile {
    let file = &FILES[file];
    SourceFile {
        path: file.path.clone(),
        text: edited(&file.text, edits),
    }
}

/// A change of whole lines.
#[derive(Debug, Clone)]
enum Lines {
    Drop(u16),
    Double(u16),
    Swap(u16, u16),
}

fn reordered(text: &str, changes: &[Lines]) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    for change in changes {
        if lines.is_empty() {
            break;
        }
        let at = |share: &u16| usize::from(*share) % lines.len();
        match change {
            Lines::Drop(line) => {
                lines.remove(at(line));
            }
            Lines::Double(line) => {
                let at = at(line);
                lines.insert(at, lines[at]);
            }
            Lines::Swap(one, other) => {
                let (one, other) = (at(one), at(other));
                lines.swap(one, other);
            }
        }
    }
    lines.join("\n")
}

fn line_changes() -> impl Strategy<Value = Vec<Lines>> {
    let change = prop_oneof![
        any::<u16>().prop_map(Lines::Drop),
        any::<u16>().prop_map(Lines::Double),
        any::<(u16, u16)>().prop_map(|(one, other)| Lines::Swap(one, other)),
    ];
    vec(change, 1..4)
}

fn file() -> impl Strategy<Value = usize> {
    0..FILES.len()
}

/// All files, one of them exchanged.
fn with(changed: SourceFile) -> Vec<SourceFile> {
    let mut files = FILES.clone();
    for file in &mut files {
        if file.path == changed.path {
            file.text.clone_from(&changed.text);
        }
    }
    files
}

/// The topic and one other file: quick, and nearly every id is missing.
fn alone(changed: SourceFile) -> Vec<SourceFile> {
    let topic = FILES.iter().find(|file| file.path == "topic.toml").cloned();
    let mut files: Vec<SourceFile> = topic.into_iter().collect();
    files.retain(|file| file.path != changed.path);
    files.push(changed);
    files
}

proptest! {
    // All files are read for every input.
    #![proptest_config(one_in(16))]

    #[test]
    fn content_with_bytes_of_a_file_changed(file in file(), edits in edits()) {
        any_files(with(changed(file, &edits)));
    }

    #[test]
    fn content_with_lines_of_a_file_changed(file in file(), changes in line_changes()) {
        let text = reordered(&FILES[file].text, &changes);
        any_files(with(SourceFile { path: FILES[file].path.clone(), text }));
    }
}

proptest! {
    #![proptest_config(one_in(4))]

    #[test]
    fn a_file_alone_with_bytes_changed(file in file(), edits in edits()) {
        any_files(alone(changed(file, &edits)));
    }

    #[test]
    fn any_text_as_a_file(text in super::mutation::text(), key in "[a-z_]{1,12}", file in file()) {
        any_files(vec![SourceFile { path: "a.toml".into(), text: text.clone() }]);
        let row = format!("[[{key}]]\nid = {text:?}\n");
        any_files(alone(SourceFile { path: "b.toml".into(), text: row.clone() }));
        any_files(alone(SourceFile { path: FILES[file].path.clone(), text: FILES[file].text.clone() + &row }));
    }
}
