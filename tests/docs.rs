//! What the docs say of the code, as far as a program can hold it: the files, functions and types that they name are
//! there, each invariant names what holds it, and the map stays short.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::fs;
use std::path::Path;

/// The documents that name places in the code.
const DOCS: [&str; 3] = ["docs/ARCHITECTURE.md", "CONTRIBUTING.md", "docs/adr"];
const LONGEST_MAP: usize = 250;
const LONGEST_README: usize = 150;
const MOST_WORDS: usize = 40;

/// Files below a path, by their paths from the top of the project, without what is built.
fn files(path: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let place = root.join(path);
    if place.is_file() {
        return vec![path.to_owned()];
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(place).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name == "target" || name == ".git" {
            continue;
        }
        let below = if path.is_empty() {
            name
        } else {
            format!("{path}/{name}")
        };
        found.extend(files(&below));
    }
    found
}

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// What stands between backticks, outside blocks of code.
fn named(document: &str) -> Vec<String> {
    let mut in_block = false;
    let mut text = String::new();
    for line in document.lines() {
        if line.starts_with("```") {
            in_block = !in_block;
        } else if !in_block && !line.starts_with("    ") {
            text.push_str(line);
            text.push(' ');
        }
    }
    let named = text.split('`').skip(1).step_by(2);
    named.map(str::to_owned).collect()
}

/// A path with what is named inside that file; nothing for what is no path.
fn as_path(name: &str) -> Option<(&str, Option<&str>)> {
    let (path, inside) = match name.split_once("::") {
        Some((path, inside)) => (path, Some(inside)),
        None => (name, None),
    };
    let is_file = [".rs", ".toml", ".md", ".sql"]
        .iter()
        .any(|end| path.ends_with(end));
    let signs = |sign: char| sign.is_alphanumeric() || "_-./*…".contains(sign);
    let is_path = path.contains('/') || is_file;
    (is_path && path.chars().all(signs) && !path.starts_with('/')).then_some((path, inside))
}

/// Whether a path ends, or begins a folder's, with the parts that are named; `*` stands for anything in a part.
fn fits(path: &str, named: &str) -> bool {
    let fits_part = |(part, named): (&str, &str)| match named.split_once('*') {
        Some((begin, end)) => part.starts_with(begin) && part.ends_with(end),
        None => part == named || named == "…",
    };
    let parts: Vec<&str> = path.split('/').collect();
    let named: Vec<&str> = named.trim_end_matches('/').split('/').collect();
    parts.windows(named.len()).any(|parts| {
        parts
            .iter()
            .copied()
            .zip(named.iter().copied())
            .all(fits_part)
    })
}

/// Whether a name in the code is one that nobody would write in prose: `lock_chats`, `WriteSet`.
fn is_of_code(name: &str) -> bool {
    let is_word = name
        .chars()
        .all(|sign| sign.is_alphanumeric() || sign == '_');
    let capitals = name.chars().filter(|sign| sign.is_uppercase()).count();
    is_word && (name.contains('_') || name.starts_with(char::is_uppercase) && capitals > 1)
}

#[test]
fn what_the_docs_name_is_in_the_code() {
    let all = files("");
    let is_code = |path: &&String| {
        let code = [".rs", ".toml", ".sql"]
            .iter()
            .any(|end| path.ends_with(end));
        code && !path.ends_with("tests/docs.rs")
    };
    let code: Vec<String> = all.iter().filter(is_code).map(|path| read(path)).collect();
    let mut missing = Vec::new();
    for document in DOCS.into_iter().flat_map(files) {
        for name in named(&read(&document)) {
            let there = match as_path(&name) {
                Some((path, inside)) => all.iter().filter(|file| fits(file, path)).any(|file| {
                    inside.is_none_or(|inside| read(file).contains(&format!("fn {inside}")))
                }),
                None if is_of_code(&name) => code.iter().any(|text| text.contains(&name)),
                None => true,
            };
            if !there {
                missing.push(format!("{document}: {name}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The rows of the table under a heading.
fn table<'d>(document: &'d str, heading: &str) -> Vec<Vec<&'d str>> {
    let (_, part) = document.split_once(&format!("\n## {heading}\n")).unwrap();
    let rows = part.lines().take_while(|line| !line.starts_with("## "));
    rows.filter(|line| line.starts_with("| "))
        .skip(2)
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect()
}

#[test]
fn every_invariant_names_what_holds_it() {
    let map = read("docs/ARCHITECTURE.md");
    let invariants = table(&map, "Invariants");
    assert!(invariants.len() > 30, "{invariants:#?}");
    for invariant in invariants {
        let [what, held_by] = invariant[..] else {
            panic!("{invariant:?}");
        };
        let held = held_by.contains('`') || held_by.contains("Cargo") || held_by.contains("](");
        assert!(held, "{what}: {held_by}");
    }
}

#[test]
fn the_map_the_readme_and_the_glossary_stay_short() {
    let map = read("docs/ARCHITECTURE.md");
    assert!(map.lines().count() <= LONGEST_MAP);
    assert!(read("README.md").lines().count() <= LONGEST_README);
    let words = table(&map, "Words");
    let words = words.iter().flat_map(|row| row[0].split(", ")).count();
    assert!((20..=MOST_WORDS).contains(&words), "{words} words");
}
