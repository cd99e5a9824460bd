//! Content that would hang or end the program, and what an editor or a checkout does to files.

use care_engine::content::{Content, SourceFile};
use care_verify::lint::check;

use super::{CONTENT, change, files};

#[test]
fn a_condition_nested_without_end_is_refused_where_it_stands() {
    for (open, close) in [("not ", ""), ("(", ")")] {
        let deep = format!("{}red_flag{}", open.repeat(30_000), close.repeat(30_000));
        let mut files = files();
        let row =
            format!("[[fact]]\nid = \"deep\"\ndescription = \"x\"\nif = \"¦{deep}\"\n\n[[fact]]");
        let (file, line) = change(&mut files, "fact:under_18", "[[fact]]", &row);
        let bad = Content::load(files).unwrap_err();
        let found = bad
            .0
            .iter()
            .find(|found| found.problem.contains("nested deeper"));
        let found = found.unwrap_or_else(|| panic!("{}", bad.0.len()));
        assert_eq!((&found.file, found.line), (&file, line));
    }
}

/// Twenty pairs, each of a fact that the diagrams keep far from its partner.
fn pairs(word: &str) -> String {
    let several = CONTENT.questions.iter().flat_map(|question| {
        let kind = question.kind == care_engine::content::QuestionKind::Several;
        let options = question.options.iter().filter(move |_| kind);
        options.map(|option| format!("{} has {}", question.id, option.id))
    });
    let marks: Vec<String> = several.collect();
    let half = marks.len() / 2;
    let pairs = marks[..half].iter().zip(&marks[half..]);
    let pairs = pairs.map(|(one, other)| format!("({one} and {other})"));
    let pairs: Vec<String> = pairs.take(24).collect();
    assert!(pairs.len() >= 20);
    pairs.join(word)
}

fn found(files: Vec<SourceFile>, problem: &str) -> care_engine::content::Finding {
    let checked = check(files);
    let proved = checked.prove();
    let mut findings = checked.findings;
    findings.extend(proved.into_iter().flat_map(|proved| proved.findings));
    let found = findings
        .iter()
        .find(|found| found.problem.contains(problem));
    found
        .unwrap_or_else(|| panic!("`{problem}`: {findings:#?}"))
        .clone()
}

#[test]
fn a_property_without_end_is_named_and_the_others_are_proven() {
    let mut files = files();
    let row = format!(
        "[[property]]\nid = \"ENDLESS\"\ndescription = \"x\"\nsource = \"decision\"\nif = \"{}\"\nnever_offers = [\"loading\"]\n\n[[property]]",
        pairs(" or ")
    );
    change(&mut files, "property:INV-01", "[[property]]", &row);
    let checked = check(files.clone());
    let proved = checked.prove().unwrap();
    assert_eq!(proved.proven + 1, proved.properties);
    found(files, "ENDLESS takes too many combinations");
}

#[test]
fn a_fact_without_end_is_named() {
    let mut files = files();
    let row = format!(
        "[[fact]]\nid = \"endless\"\ndescription = \"x\"\nif = \"{}\"\n\n[[fact]]",
        pairs(" or ")
    );
    change(&mut files, "fact:under_18", "[[fact]]", &row);
    change(
        &mut files,
        "fact:under_18",
        "if = \"",
        "if = \"endless and ",
    );
    found(files, "the condition of `endless` takes too many");
}

#[test]
fn line_ends_and_byte_order_marks_are_no_change_of_the_content() {
    let mut files = files();
    for file in &mut files {
        file.text = format!("\u{feff}{}", file.text.replace('\n', "\r\n"));
    }
    let content = Content::load(files.clone()).unwrap();
    assert_eq!(content.version, CONTENT.version);
    assert!(!check(files).faulty());
}
