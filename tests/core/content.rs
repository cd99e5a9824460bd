//! The loader refuses faults with the place and the remedy.

use care_engine::content::{Content, ReviewStatus};

use super::files;

/// Loads the real content with one change; the finding has to stand in the changed line.
fn refused(file: &str, old: &str, new: &str, problem: &str) {
    let mut files = files();
    let changed = files.iter_mut().find(|known| known.path == file).unwrap();
    let at = changed
        .text
        .find(old)
        .unwrap_or_else(|| panic!("{file} no longer has `{old}`"));
    changed.text.replace_range(at..at + old.len(), new);
    let inside = new.find('¦').unwrap_or(0);
    changed.text = changed.text.replacen('¦', "", 1);
    let line = changed.text[..at + inside].matches('\n').count() + 1;
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
    assert_eq!(content.questions.len(), 27);
    assert_eq!(content.rules.len(), 73);
    assert_eq!(content.lowest_status(), ReviewStatus::UnderReview);
}

#[test]
fn a_condition_with_an_unknown_word_is_refused_where_it_stands() {
    let file = "facts.toml";
    refused(
        file,
        "\"age is under_12, 12_17\"",
        "\"age is under_12, 12_18\"",
        "`12_18` is not an option",
    );
    refused(
        file,
        "\"asker is not_clinician\"",
        "\"whoever is not_clinician\"",
        "neither a question nor a fact",
    );
    refused(
        file,
        "\"asker is not_clinician\"",
        "\"asker has not_clinician\"",
        "not followed by",
    );
    refused(
        file,
        "\"asker is not_clinician\"",
        "\"(asker is not_clinician\"",
        "`)` is missing",
    );
}

#[test]
fn facts_in_a_circle_are_refused() {
    let mut files = files();
    let facts = files
        .iter_mut()
        .find(|known| known.path == "facts.toml")
        .unwrap();
    facts.text.push_str(
        "\n[[fact]]\nid = \"hen\"\nsays = \"x\"\nif = \"egg\"\n\n[[fact]]\nid = \"egg\"\nsays = \"x\"\nif = \"hen\"\n",
    );
    let bad = Content::load(files).unwrap_err();
    assert!(bad.to_string().contains("part of a circle"), "{bad}");
}

#[test]
fn ids_that_stand_twice_or_nowhere_are_refused() {
    refused(
        "treatments.toml",
        "id = \"topical_nsaid\"",
        "id = \"oral_nsaid\"",
        "stands twice",
    );
    refused(
        "statements/05-exercise.toml",
        "references = [\"jonsson-2008\"]",
        "references = [\"jonsson-2009\"]",
        "no reference has the id",
    );
}

#[test]
fn a_slip_of_the_pen_is_refused_with_its_place() {
    refused("topic.toml", "title = ", "titel = ", "titel");
    refused(
        "roles.toml",
        "depth = \"brief\"",
        "depth = \"short\"",
        "`short` is not known here",
    );
    refused("roles.toml", "depth = \"brief\"", "depth = \"brief", "");
}

#[test]
fn a_missing_text_is_named() {
    let mut files = files();
    let texts = files
        .iter_mut()
        .find(|known| known.path == "texts.toml")
        .unwrap();
    texts.text = texts.text.replace("\"toast.stale\"", "\"toast.old\"");
    let bad = Content::load(files).unwrap_err();
    assert!(
        bad.to_string().contains("`toast.stale` is missing"),
        "{bad}"
    );
}

#[test]
fn what_telegram_or_a_phone_cannot_hold_is_refused() {
    refused(
        "roles.toml",
        "label = \"Specialist\"",
        "label = \"Specialist\"\ncolour = \"¦red\"",
        "colour",
    );
    refused(
        "intake/02-asker.toml",
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
