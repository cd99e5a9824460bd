//! No two files of a crate import each other, not even by way of others: whoever reads one can begin at the bottom.
//! A module's own file and the files below it are one module, and may.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A module by its path within its crate; the crate's own file is the empty path.
type Module = Vec<String>;

/// Every module below a folder, with its code.
fn modules(folder: &Path, above: &[String], found: &mut BTreeMap<Module, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            modules(&path, &[above, &[name]].concat(), found);
        } else if path.extension().is_some_and(|end| end == "rs") && name != "main" {
            let is_own = name == "mod" || name == "lib";
            let module = if is_own {
                above.to_vec()
            } else {
                [above, &[name]].concat()
            };
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let code = code.lines().map(|line| line.split("//").next().unwrap());
            found.insert(module, code.collect::<Vec<_>>().join(" "));
        }
    }
}

/// The paths that a `use` names, each as its parts: `a::{b, c::d}` names two.
fn paths(tree: &str, before: &[&str], found: &mut Vec<Vec<String>>) {
    let (begin, inner) = match tree.split_once('{') {
        Some((begin, rest)) => (begin, rest.rsplit_once('}').map(|(inner, _)| inner)),
        None => (tree, None),
    };
    let begin = begin.split(" as ").next().unwrap_or_default();
    let parts = begin
        .split("::")
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let path: Vec<&str> = before.iter().copied().chain(parts).collect();
    let Some(inner) = inner else {
        found.push(path.into_iter().map(str::to_owned).collect());
        return;
    };
    let (mut depth, mut start) = (0, 0);
    for (at, sign) in inner.char_indices().chain([(inner.len(), ',')]) {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                paths(&inner[start..at], &path, found);
                start = at + 1;
            }
            _ => {}
        }
    }
}

/// The modules that a module imports from, but those above and below it.
fn imports(module: &Module, code: &str, all: &BTreeMap<Module, String>) -> BTreeSet<Module> {
    let mut named = Vec::new();
    for statement in code.split(';') {
        let words: Vec<&str> = statement.split_whitespace().collect();
        if let Some(at) = words.iter().position(|word| *word == "use") {
            paths(&words[at + 1..].join(" "), &[], &mut named);
        }
    }
    let within = named.into_iter().filter_map(|path| {
        let ups = path.iter().take_while(|part| *part == "super").count();
        let (above, rest) = match path.first()?.as_str() {
            "crate" => (&[][..], &path[1..]),
            "self" => (&module[..], &path[1..]),
            "super" => (&module[..module.len().checked_sub(ups)?], &path[ups..]),
            _ => return None,
        };
        Some([above, rest].concat())
    });
    let files = within.filter_map(|path| {
        let lengths = (0..=path.len()).rev();
        let mut prefixes = lengths.map(|length| path[..length].to_vec());
        prefixes.find(|prefix| all.contains_key(prefix))
    });
    let is_apart = |file: &Module| !module.starts_with(file) && !file.starts_with(module);
    files.filter(is_apart).collect()
}

/// The modules of a crate that lie on a circle of imports, or between two.
fn circles(source: &str) -> Vec<String> {
    let mut all = BTreeMap::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(source);
    modules(&folder, &[], &mut all);
    assert!(!all.is_empty(), "{source} holds no source");
    let mut left: BTreeMap<Module, BTreeSet<Module>> = all
        .iter()
        .map(|(module, code)| (module.clone(), imports(module, code, &all)))
        .collect();
    loop {
        let before = left.len();
        let imported: BTreeSet<Module> = left.values().flatten().cloned().collect();
        let known: BTreeSet<Module> = left.keys().cloned().collect();
        left.retain(|module, files| {
            files.retain(|file| known.contains(file));
            !files.is_empty() && imported.contains(module)
        });
        if left.len() == before {
            break;
        }
    }
    let shown = left.into_iter().map(|(module, files)| {
        let files: Vec<String> = files.iter().map(|file| file.join("::")).collect();
        format!(
            "{source}: {} imports {}",
            module.join("::"),
            files.join(", ")
        )
    });
    shown.collect()
}

#[test]
fn no_files_import_each_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let crates = fs::read_dir(root.join("crates")).unwrap();
    let crates = crates.map(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        format!("crates/{name}/src")
    });
    let found: Vec<String> = crates
        .chain(["src".to_owned()])
        .flat_map(|source| circles(&source))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}
