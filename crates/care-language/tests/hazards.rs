//! The hazard log names tests that exist.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::path::Path;

fn sources(folder: &Path, texts: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            sources(&path, texts);
        } else if path.extension().is_some_and(|end| end == "rs") {
            texts.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_test_that_the_hazard_log_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let log = std::fs::read_to_string(root.join("docs/hazards.md")).unwrap();
    let mut texts = String::new();
    sources(&root.join("tests"), &mut texts);
    sources(&root.join("crates"), &mut texts);
    let named = log.split('`').skip(1).step_by(2);
    let named: Vec<&str> = named
        .filter(|name| name.contains('_') && !name.contains(['.', '/']))
        .collect();
    assert!(named.len() > 20, "{named:?}");
    let missing: Vec<_> = named
        .iter()
        .filter(|name| !texts.contains(&format!("fn {name}(")))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_hazard_has_a_control_and_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let log = std::fs::read_to_string(root.join("docs/hazards.md")).unwrap();
    let rows = log
        .lines()
        .filter(|line| line.starts_with("| P") || line.starts_with("| R"));
    let rows: Vec<Vec<&str>> = rows
        .map(|row| row.split('|').map(str::trim).collect())
        .collect();
    assert_eq!(rows.len(), 50);
    for row in rows {
        assert_eq!(row.len(), 8, "{row:?}");
        assert!(row[1..7].iter().all(|cell| !cell.is_empty()), "{row:?}");
    }
}
