//! The content's compiler: every kind of fault is found where it stands, all at once, with a remedy.

use achilles_bot::core::check::check;
use achilles_bot::core::content::{Finding, Severity, SourceFile};

use super::files;

/// The real content with one change; `¦` in the new text marks where the finding has to point.
fn changed(file: &str, old: &str, new: &str) -> (Vec<SourceFile>, usize) {
    let mut files = files();
    let known = files.iter_mut().find(|known| known.path == file).unwrap();
    let at = known
        .text
        .find(old)
        .unwrap_or_else(|| panic!("{file} no longer has `{old}`"));
    let inside = new.find('¦').unwrap_or(0);
    known
        .text
        .replace_range(at..at + old.len(), &new.replacen('¦', "", 1));
    let line = known.text[..at + inside].matches('\n').count() + 1;
    (files, line)
}

fn all(files: Vec<SourceFile>) -> Vec<Finding> {
    let checked = check(files);
    let proved = checked.prove();
    let mut findings = checked.findings;
    findings.extend(proved.into_iter().flat_map(|proved| proved.findings));
    findings
}

fn found(file: &str, old: &str, new: &str, severity: Severity, problem: &str) -> Finding {
    let (files, line) = changed(file, old, new);
    let findings = all(files);
    let found = findings
        .iter()
        .find(|one| one.file == file && one.line == line && one.problem.contains(problem));
    let Some(found) = found else {
        let shown: Vec<_> = findings.iter().map(ToString::to_string).collect();
        panic!("`{problem}` is not found in line {line}:\n{}", shown.join("\n"));
    };
    assert_eq!(found.severity, severity, "{found}");
    assert!(!found.remedy.is_empty() && !found.text.is_empty(), "{found}");
    found.clone()
}

fn error(file: &str, old: &str, new: &str, problem: &str) -> Finding {
    found(file, old, new, Severity::Error, problem)
}

fn warning(file: &str, old: &str, new: &str, problem: &str) {
    found(file, old, new, Severity::Warning, problem);
}

const FLOOR: &str = "text = \"Work at floor level: no drop below heel height.\"";

fn floor(text: &str, problem: &str) {
    error("lines/30-plan.toml", FLOOR, &format!("text = {text}"), problem);
}

#[test]
fn the_content_as_it_stands_has_no_error() {
    let errors: Vec<_> = all(files())
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.to_string())
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn every_fault_is_reported_at_once_with_its_line_and_a_mark_under_it() {
    let (mut files, _) = changed("lines/30-plan.toml", "rank = 1\n", "rank = \"one\"\n");
    for (file, old, new) in [
        ("rules/40-exercise.toml", "if = \"", "if = \"nonsense and "),
        ("statements/05-exercise.toml", "basis = \"T\"", "basis = \"X\""),
        ("facts.toml", "[[fact]]", "[[fact]"),
        ("lines/40-pain.toml", "section = \"pain\"", "section = \"pane\""),
        ("roles.toml", "depth = ", "deepness = "),
    ] {
        let known = files.iter_mut().find(|known| known.path == file).unwrap();
        assert!(known.text.contains(old), "{file}");
        known.text = known.text.replacen(old, new, 1);
    }
    let findings = all(files);
    for file in [
        "lines/30-plan.toml",
        "rules/40-exercise.toml",
        "statements/05-exercise.toml",
        "facts.toml",
        "lines/40-pain.toml",
        "roles.toml",
    ] {
        assert!(findings.iter().any(|one| one.file == file), "{file}: {findings:#?}");
    }
    let pane = findings.iter().find(|one| one.text.contains("pane")).unwrap();
    let shown = pane.to_string();
    let mut lines = shown.lines();
    assert!(lines.next().unwrap().contains("lines/40-pain.toml:"), "{shown}");
    let text = lines.next().unwrap();
    let caret = lines.next().unwrap();
    assert_eq!(caret.find('^'), text.find("\"pane\""), "{shown}");
    assert!(lines.next().unwrap().trim_start().starts_with("= "), "{shown}");
}

#[test]
fn ids_are_known_single_and_used() {
    error("lines/30-plan.toml", "statements = [\"EXE-11\", \"EXE-25\"]", "statements = [¦\"EXE-111\", \"EXE-25\"]", "no statement has the id `EXE-111`");
    error("lines/30-plan.toml", "id = \"exercise.floor_level\"", "id = ¦\"exercise.full_range\"", "stands twice");
    error("facts.toml", "[[fact]]\nid = \"clinician_case\"", "[[fact]]\n¦id = \"idle\"\nsays = \"Never used.\"\nif = \"site is midportion\"\n\n[[fact]]\nid = \"clinician_case\"", "used by no condition");
    error("lines/30-plan.toml", "[[line]]\nid = \"first.rescreen\"", "[[line]]\n¦id = \"first.idle\"\nsection = \"first\"\nrank = 1\ntext = \"Wait.\"\npolicy = true\n\n[[line]]\nid = \"first.rescreen\"", "shown by no rule");
    error("treatments.toml", "[[treatment]]\nid = \"oral_nsaid\"", "[[treatment]]\n¦id = \"idle\"\nname = \"Idle\"\n\n[[treatment]]\nid = \"oral_nsaid\"", "named by no line");
    error("texts.toml", "\"plan.review\"", "\"plan.idle\" = ¦\"Idle.\"\n\"plan.review\"", "shown nowhere");
    error("references/05-shockwave.toml", "[[reference]]", "[[reference]]\n¦id = \"idle\"\nshort = \"Idle\"\nkind = \"trial\"\ntype = \"x\"\ncitation = \"x\"\nurl = \"https://example.org\"\nseen = \"V1\"\nhow = \"x\"\n\n[[reference]]", "cited by no statement");
}

#[test]
fn what_is_shown_has_a_source() {
    error("lines/30-plan.toml", "[[line]]\nid = \"exercise.floor_level\"\nsection = \"exercise\"\nrank = 20\n", "[[line]]\n¦id = \"exercise.floor_level\"\nsection = \"exercise\"\nrank = 20\n#", "");
    error("references/04-exercise-trials.toml", "url = \"https://doi.org/10.1177/0363546506298279\"", "url = ¦\"\"", "without a usable link");
    error("statements/05-exercise.toml", "references = [\"jospt-cpg-2024\"]", "references = []", "without a source");
    error("follow-ups.toml", "[[follow_up]]\n", "[[follow_up]]\nid = \"F-99\"\nquestion = ¦\"Why?\"\norigin = \"built\"\n\n[[follow_up]]\n", "without an answer");
}

#[test]
fn conditions_name_what_exists_and_can_hold() {
    error("facts.toml", "if = \"site is insertional, both\"", "if = \"site is insertional, ¦beneath\"", "not an option of `site`");
    error("facts.toml", "[[fact]]\nid = \"insertional\"", "[[fact]]\n¦id = \"insertional\"", "");
    error("facts.toml", "if = \"site is midportion\"", "if = \"site is midportion and site is insertional\"", "");
}

#[test]
fn nothing_is_left_that_no_case_reaches() {
    let never = "if = \"insertional and midportion\"";
    error("rules/40-exercise.toml", "[[rule]]\nid = \"R-25\"", "[[rule]]\n¦id = \"R-25\"", "");
    let (files, _) = changed("rules/40-exercise.toml", "if = \"insertional\"", never);
    let findings = all(files);
    let told = |problem: &str| findings.iter().any(|one| one.problem.contains(problem));
    assert!(told("the rule `R-25` applies to no case"), "{findings:#?}");
    assert!(told("no case is shown the line `exercise.floor_level`"), "{findings:#?}");
    error("intake/05-findings-and-course.toml", "[[question]]", "[[question]]\n¦id = \"shoe_size\"\ndossier = \"Q99\"\nkind = \"number\"\ntitle = \"Shoe size\"\nask = \"Which shoe size?\"\nstage = \"refine\"\nask_if = \"insertional and midportion\"\nmin = 30\nmax = 50\noptional = true\n\n[[question]]", "is never asked");
    warning("intake/05-findings-and-course.toml", "[[question]]", "[[question]]\n¦id = \"shoe_size\"\ndossier = \"Q99\"\nkind = \"number\"\ntitle = \"Shoe size\"\nask = \"Which shoe size?\"\nstage = \"refine\"\nask_if = \"always\"\nmin = 30\nmax = 50\noptional = true\n\n[[question]]", "changes any plan");
}

#[test]
fn a_sentence_says_where_it_stands_and_no_line_contradicts_another() {
    floor("¦\"Work at floor level; oral NSAID for pain.\"", "does not say where it stands");
    let (mut files, _) = changed("lines/30-plan.toml", "[[line]]\nid = \"exercise.pain_rule\"", "[[line]]\nid = \"exercise.pain_rule\"");
    let lines = files.iter_mut().find(|known| known.path == "lines/30-plan.toml").unwrap();
    lines.text = lines.text.replace("text = \"Pain up to 5/10 is", "against = [\"loading\"]\ntext = \"Pain up to 5/10 is").replace("offers = [\"loading\"]\n\n[[line]]\nid = \"exercise.stretch\"", "\n[[line]]\nid = \"exercise.stretch\"");
    let findings = all(files);
    assert!(findings.iter().any(|one| one.problem.contains("PLAN-no-contradiction") && one.remedy.contains("exercise.pain_rule")), "{findings:#?}");
}

#[test]
fn texts_hold_no_dose_promise_date_markup_or_loose_end() {
    floor("\"Work at floor level, ibuprofen ¦400 mg with it.\"", "");
    floor("\"Work at floor level: this ¦will heal the tendon.\"", "");
    floor("\"Work at floor level until ¦12 March 2027.\"", "");
    floor("\"Work at ¦**floor** level.\"", "");
    floor("\"Work at ¦<b>floor</b> level.\"", "");
    floor("'Work at “floor level.'", "");
    floor("\"Work at  floor level.\"", "");
    let long = "floor ".repeat(40);
    floor(&format!("\"Work at {long} level.\""), "characters");
}

#[test]
fn plain_language_is_plain_and_never_missing() {
    error("statements/04-activity.toml", "plain = \"Do less of what hurts. Keep doing what does not make it worse.\"", "plain = ¦\"Diminish provocative activities while maintaining asymptomatic participation, notwithstanding intermittent deterioration.\"", "grade");
    let (mut files, _) = changed("lines/20-urgent.toml", "[[line]]\nid = \"urgent.dvt\"", "[[line]]\nid = \"urgent.dvt\"");
    let lines = files.iter_mut().find(|known| known.path == "lines/20-urgent.toml").unwrap();
    lines.text = lines.text.replace("not_clinician = ", "trainee = ");
    let findings = all(files);
    assert!(
        findings.iter().any(|one| one.problem.contains("clinicians' words")) || findings.iter().any(|one| one.problem.contains("duplicate")),
        "{findings:#?}"
    );
}

#[test]
fn a_property_that_does_not_hold_prints_its_smallest_case() {
    let found = error(
        "properties/30-invariants.toml",
        "[[property]]",
        "[[property]]\n¦id = \"FALSE-01\"\nsays = \"Nobody is told to load the calf.\"\nsource = \"decision\"\nnever_offers = [\"loading\"]\n\n[[property]]",
        "FALSE-01 does not hold",
    );
    let case = found.remedy.split_once("`plan --case`: ").unwrap().1;
    let case: serde_json::Value = serde_json::from_str(case).unwrap();
    // A screen, an age and a symptom are the least that make a plan with loading.
    assert_eq!(case.as_object().unwrap().len(), 3, "{case}");
}
