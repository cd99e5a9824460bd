//! The content's compiler: every kind of fault is found where it stands, all at once, with a remedy.

use care_engine::content::{Finding, Severity, SourceFile};
use care_verify::lint::check;

use super::{change, files};

mod words;

/// The real content with one row changed, and the place where a finding has to point: see [`change`].
fn changed(row: &str, old: &str, new: &str) -> (Vec<SourceFile>, String, usize) {
    let mut files = files();
    let (file, line) = change(&mut files, row, old, new);
    (files, file, line)
}

fn all(files: Vec<SourceFile>) -> Vec<Finding> {
    let checked = check(files);
    let proved = checked.prove();
    let mut findings = checked.findings;
    findings.extend(proved.into_iter().flat_map(|proved| proved.findings));
    findings
}

fn found(row: &str, old: &str, new: &str, severity: Severity, problem: &str) -> Finding {
    let (files, file, line) = changed(row, old, new);
    let findings = all(files);
    let found = findings
        .iter()
        .find(|one| one.file == file && one.line == line && one.problem.contains(problem));
    let Some(found) = found else {
        let shown: Vec<_> = findings.iter().map(ToString::to_string).collect();
        panic!(
            "`{problem}` is not found in line {line}:\n{}",
            shown.join("\n")
        );
    };
    assert_eq!(found.severity, severity, "{found}");
    assert!(
        !found.remedy.is_empty() && !found.text.is_empty(),
        "{found}"
    );
    found.clone()
}

fn error(row: &str, old: &str, new: &str, problem: &str) -> Finding {
    found(row, old, new, Severity::Error, problem)
}

fn warning(row: &str, old: &str, new: &str, problem: &str) {
    found(row, old, new, Severity::Warning, problem);
}

#[test]
fn the_content_as_it_stands_has_neither_error_nor_warning() {
    let found = all(files());
    let shown: Vec<_> = found.iter().map(ToString::to_string).collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
}

#[test]
fn every_fault_is_reported_at_once_with_its_line_and_a_mark_under_it() {
    let mut files = files();
    // One in each file: a file of which the notation is broken tells nothing further.
    let places = [
        (
            "line:exercise.floor_level",
            "rank = 20\n",
            "rank = \"twenty\"\n",
        ),
        ("rule:R-25", "if = \"", "if = \"nonsense and "),
        ("statement:EXE-11", "basis = \"T\"", "basis = \"X\""),
        ("fact:under_18", "[[fact]]", "[[fact]"),
        (
            "line:pain.topical",
            "section = \"pain\"",
            "section = \"pane\"",
        ),
        ("role:specialist", "depth = ", "deepness = "),
    ];
    let changed = places.map(|(row, old, new)| change(&mut files, row, old, new).0);
    let findings = all(files);
    for file in &changed {
        assert!(
            findings.iter().any(|one| one.file == *file),
            "{file}: {findings:#?}"
        );
    }
    let pane = findings
        .iter()
        .find(|one| one.text.contains("pane"))
        .unwrap();
    let shown = pane.to_string();
    let mut lines = shown.lines();
    assert!(
        lines.next().unwrap().contains(&format!("{}:", changed[4])),
        "{shown}"
    );
    let text = lines.next().unwrap();
    let caret = lines.next().unwrap();
    assert_eq!(caret.find('^'), text.find("\"pane\""), "{shown}");
    assert!(
        lines.next().unwrap().trim_start().starts_with("= "),
        "{shown}"
    );
}

#[test]
fn ids_are_known_single_and_used() {
    error(
        "line:exercise.floor_level",
        "statements = [\"EXE-11\", \"EXE-25\"]",
        "statements = [¦\"EXE-111\", \"EXE-25\"]",
        "no statement has the id `EXE-111`",
    );
    // The second of the two is told, wherever the first stands.
    error(
        "line:exercise.full_range",
        "id = \"exercise.full_range\"",
        "id = ¦\"exercise.floor_level\"",
        "the id `exercise.floor_level` stands twice",
    );
    for (row, table, idle, problem) in [
        (
            "fact:clinician_case",
            "[[fact]]\nid = \"clinician_case\"",
            "[[fact]]\n¦id = \"idle\"\ndescription = \"Never used.\"\nif = \"site is midportion\"",
            "the fact `idle` is used by no condition",
        ),
        (
            "line:first.rescreen",
            "[[line]]\nid = \"first.rescreen\"",
            "[[line]]\n¦id = \"first.idle\"\nsection = \"first\"\nrank = 1\ntext = \"Wait.\"\npolicy = true\nchart = false",
            "the line `first.idle` is shown by no rule",
        ),
        (
            "treatment:oral_nsaid",
            "[[treatment]]\nid = \"oral_nsaid\"",
            "[[treatment]]\n¦id = \"idle\"\nname = \"Idle\"",
            "the treatment `idle` is named by no line",
        ),
        (
            "reference:rompe-2008",
            "[[reference]]",
            "[[reference]]\n¦id = \"idle\"\nshort = \"Idle\"\nkind = \"web_page\"\ntype = \"x\"\ncitation = \"x\"\nurl = \"https://example.org\"\nseen = \"V1\"\nhow = \"x\"",
            "the source `idle` is cited by no statement",
        ),
    ] {
        error(row, table, &format!("{idle}\n\n{table}"), problem);
    }
    error(
        "texts",
        "\"plan.review\"",
        "¦\"plan.idle\" = \"Idle.\"\n\"plan.review\"",
        "the text `plan.idle` is shown nowhere",
    );
}

#[test]
fn ids_fit_behind_a_button() {
    let gap = "gap".repeat(14);
    let (row, old) = ("line:exercise.full_range", "id = \"exercise.full_range\"");
    for (id, problem) in [
        ("", "`` is no id"),
        ("a:b", "`a:b` is no id"),
        ("größe", "`größe` is no id"),
        (gap.as_str(), "is longer than 40 characters"),
    ] {
        error(row, old, &format!("id = ¦\"{id}\""), problem);
    }
    // Each of them is short enough; it is the two together that are not.
    let option = "x".repeat(40);
    let first = "  [[question.option]]\n  id = \"insertional\"";
    error(
        "question:site",
        first,
        &format!("  [[question.option]]\n  id = ¦\"{option}\"\n  label = \"Other\"\n\n{first}"),
        "characters together, of 43",
    );
}

#[test]
fn what_is_shown_has_a_source() {
    error(
        "line:exercise.floor_level",
        "[[line]]",
        "[[line]]\nid = ¦\"exercise.unfounded\"\nsection = \"exercise\"\nrank = 20\ntext = \"Keep the heel up.\"\n\n[[line]]",
        "a line that rests on no statement with a source",
    );
    error(
        "reference:silbernagel-2007",
        "url = \"https://doi.org/10.1177/0363546506298279\"",
        "url = ¦\"\"",
        "a reference without a usable link",
    );
    error(
        "statement:EXE-03",
        "structural frailty.\"\nplain = \"Strength exercises for the calf are the main treatment. The load should be as heavy as you can manage.\"\nreferences = [\"jospt-cpg-2024\"]",
        "¦structural frailty.\"\nreferences = []",
        "a statement without a source that may be shown",
    );
}

#[test]
fn conditions_name_what_exists_and_can_hold() {
    let (row, known) = ("fact:insertional", "if = \"site is insertional, both\"");
    error(
        row,
        known,
        "if = \"site is insertional, ¦beneath\"",
        "`beneath` is not an option of `site`",
    );
    error(
        row,
        known,
        "if = \"¦place is insertional\"",
        "`place` is neither a question nor a fact",
    );
    let fact = "id = \"insertional\"\ndescription = \"The focus is at the insertion, or at both places.\"\n";
    for (condition, how) in [
        ("site is insertional and site is both", "no case"),
        (
            "site is insertional or not site is insertional",
            "every case",
        ),
    ] {
        error(
            row,
            &format!("{fact}{known}"),
            &format!("¦{fact}if = \"{condition}\""),
            &format!("the fact `insertional` holds in {how}"),
        );
    }
}

const SHOE: &str = "[[question]]
¦id = \"shoe_size\"
dossier = \"Q99\"
kind = \"number\"
title = \"Shoe size\"
ask = \"Which shoe size?\"
stage = \"optional\"
ask_if = \"ASK\"
min = 30
max = 50
may_skip = true

[[question]]";

#[test]
fn nothing_is_left_that_no_case_reaches() {
    let rule = "[[rule]]\nid = \"R-25\"";
    let (mut files, _, line) = changed("rule:R-25", rule, "[[rule]]\n¦id = \"R-25\"");
    let never = "if = \"insertional and midportion\"";
    change(
        &mut files,
        "rule:R-25",
        "if = \"insertional and not under_18\"",
        never,
    );
    let findings = all(files);
    let told = |problem: &str| {
        let told = findings.iter().find(|one| one.problem.contains(problem));
        told.unwrap_or_else(|| panic!("`{problem}`: {findings:#?}"))
    };
    assert_eq!(told("the rule `R-25` applies to no case").line, line);
    told("no case is shown the line `footwear.lift_insertional`");
    let asked = |when: &str| SHOE.replace("ASK", when);
    let row = "question:foot_findings";
    error(
        row,
        "[[question]]",
        &asked("insertional and midportion"),
        "the question `shoe_size` is never asked",
    );
    warning(
        row,
        "[[question]]",
        &asked("always"),
        "no answer to `shoe_size` changes any plan",
    );
}

#[test]
fn a_line_for_cases_from_files_only_says_so_and_is_right() {
    warning(
        "line:urgent.dvt_pregnancy",
        "id = \"urgent.dvt_pregnancy\"\nonly_from_files = true",
        "id = \"urgent.dvt_pregnancy\"",
        "that the intake cannot bring about",
    );
    warning(
        "line:urgent.dvt",
        "id = \"urgent.dvt\"",
        "id = \"urgent.dvt\"\nonly_from_files = true",
        "the intake brings one about",
    );
}

#[test]
fn a_property_that_does_not_hold_prints_its_smallest_case() {
    let found = error(
        "property:INV-01",
        "[[property]]",
        "[[property]]\n¦id = \"FALSE-01\"\ndescription = \"Nobody is told to load the calf.\"\nsource = \"decision\"\nnever_offers = [\"loading\"]\n\n[[property]]",
        "FALSE-01 does not hold",
    );
    let case = found.remedy.split_once("`plan --case`: ").unwrap().1;
    let case: serde_json::Value = serde_json::from_str(case).unwrap();
    // A screen, an age and a symptom are the least that make a plan with loading.
    assert_eq!(case.as_object().unwrap().len(), 3, "{case}");
}
