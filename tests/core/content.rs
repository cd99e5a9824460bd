//! The loader refuses faults with the place and the remedy.

use care_engine::content::{Content, ReviewStatus};

use super::{change, files};

/// Loads the real content with one row changed; the finding has to stand in the changed line.
fn refused(row: &str, old: &str, new: &str, problem: &str) {
    let mut files = files();
    let (file, line) = change(&mut files, row, old, new);
    let bad = Content::load(files).unwrap_err();
    let found = bad
        .0
        .iter()
        .find(|finding| finding.file == file && finding.problem.contains(problem))
        .unwrap_or_else(|| panic!("`{problem}` is not among:\n{bad}"));
    assert_eq!(found.line, line, "{bad}");
    assert!(!found.remedy.is_empty());
}

#[test]
fn the_content_as_it_stands_is_taken() {
    let content = Content::load(files()).unwrap();
    assert_eq!(content.questions.len(), 44);
    assert_eq!(content.rules.len(), 110);
    assert_eq!(content.lowest_status(), ReviewStatus::UnderReview);
}

#[test]
fn a_condition_with_an_unknown_word_is_refused_where_it_stands() {
    refused(
        "fact:under_18",
        "\"age is under_12, 12_17\"",
        "\"age is under_12, 12_18\"",
        "`12_18` is not an option",
    );
    refused(
        "fact:patient_asks",
        "\"asker is not_clinician\"",
        "\"whoever is not_clinician\"",
        "neither a question nor a fact",
    );
    refused(
        "fact:patient_asks",
        "\"asker is not_clinician\"",
        "\"asker has not_clinician\"",
        "not followed by",
    );
    refused(
        "fact:patient_asks",
        "\"asker is not_clinician\"",
        "\"(asker is not_clinician\"",
        "`)` is missing",
    );
}

#[test]
fn facts_in_a_circle_are_refused() {
    let mut files = files();
    let circle = "[[fact]]\nid = \"hen\"\ndescription = \"x\"\nif = \"egg\"\n\n[[fact]]\nid = \"egg\"\ndescription = \"x\"\nif = \"hen\"\n\n[[fact]]";
    change(&mut files, "fact:under_18", "[[fact]]", circle);
    let bad = Content::load(files).unwrap_err();
    assert!(bad.to_string().contains("part of a circle"), "{bad}");
}

#[test]
fn ids_that_stand_twice_or_nowhere_are_refused() {
    refused(
        "treatment:topical_nsaid",
        "id = \"topical_nsaid\"",
        "id = \"oral_nsaid\"",
        "stands twice",
    );
    refused(
        "statement:EXE-12",
        "references = [\"jonsson-2008\"]",
        "references = [\"jonsson-2009\"]",
        "no reference has the id",
    );
}

#[test]
fn a_slip_of_the_pen_is_refused_with_its_place() {
    refused("topic", "title = ", "titel = ", "titel");
    refused(
        "role:specialist",
        "depth = \"brief\"",
        "depth = \"short\"",
        "`short` is not known here",
    );
    refused(
        "role:specialist",
        "depth = \"brief\"",
        "depth = \"brief",
        "",
    );
}

#[test]
fn a_missing_text_is_named() {
    let mut files = files();
    change(&mut files, "texts", "\"toast.stale\"", "\"toast.old\"");
    let bad = Content::load(files).unwrap_err();
    assert!(
        bad.to_string().contains("`toast.stale` is missing"),
        "{bad}"
    );
}

#[test]
fn however_many_texts_are_missing_they_are_one_finding() {
    let mut files = files();
    files.retain(|file| !file.is_default());
    let bad = Content::load(files).unwrap_err();
    let [finding] = &bad.0[..] else {
        panic!("{bad}");
    };
    assert!(finding.problem.contains("texts are missing"), "{finding}");
    assert!(finding.problem.contains("`toast.stale`"), "{finding}");
}

#[test]
fn what_telegram_or_a_phone_cannot_hold_is_refused() {
    refused(
        "role:specialist",
        "label = \"Specialist\"",
        "label = \"Specialist\"\ncolour = \"¦red\"",
        "colour",
    );
    refused(
        "question:asker",
        "label = \"Not a clinician\"",
        "label = \"Not a clinician at all, but somebody who would like to know\"",
        "cut on a phone",
    );
}

#[test]
fn no_text_of_the_content_holds_markup_or_a_dose() {
    let content = Content::load(files()).unwrap();
    let lines = content
        .lines
        .iter()
        .flat_map(|line| std::iter::once(&line.text).chain(line.roles.values()));
    for text in lines {
        assert!(!text.contains(['<', '>', '*', '`', '_']), "{text}");
        let words: Vec<_> = text.split_whitespace().collect();
        let dose = words.windows(2).any(|pair| {
            pair[0].chars().all(|c| c.is_ascii_digit()) && ["mg", "g", "ml"].contains(&pair[1])
        });
        assert!(!dose, "{text}");
    }
}
