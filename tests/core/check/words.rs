//! What the content's compiler finds in the words themselves: of lines, of plain language, of notes and of what people
//! type.

use care_engine::content::{Severity, SourceFile};

use super::{all, change, changed, error, warning};

const FLOOR: &str = "text = \"Keep calf exercises at floor level: do not drop the heel below it.\"";

fn floor(text: &str, problem: &str) {
    error(
        "line:exercise.floor_level",
        FLOOR,
        &format!("text = {text}"),
        problem,
    );
}

#[test]
fn a_sentence_says_where_it_stands_and_no_line_contradicts_another() {
    floor(
        "¦\"Work at floor level; oral NSAID for pain.\"",
        "does not say where it stands",
    );
    let known = "text = \"Pain up to 5/10 ";
    let row = "line:exercise.pain_rule";
    let (mut files, ..) = changed(row, known, &format!("against = [\"loading\"]\n{known}"));
    change(&mut files, row, "offers = [\"loading\"]\n", "");
    let findings = all(files);
    let found = findings
        .iter()
        .find(|one| one.problem.contains("PLAN-no-contradiction"));
    let found = found.unwrap_or_else(|| panic!("{findings:#?}"));
    assert!(found.remedy.contains("exercise.pain_rule"), "{found}");
}

#[test]
fn texts_hold_no_dose_promise_date_markup_or_loose_end() {
    floor(
        "\"Work at floor level, ibuprofen ¦400 mg with it.\"",
        "`400 mg` next to `ibuprofen`",
    );
    floor(
        "\"Work at floor level: this ¦will heal the tendon.\"",
        "`will heal` promises a result",
    );
    floor(
        "\"Work at floor level until ¦12 March 2027.\"",
        "`12 March` is a calendar date",
    );
    floor("\"Work at ¦**floor** level.\"", "Markdown `**`");
    floor("\"Work at ¦<b>floor</b> level.\"", "HTML `<b>`");
    floor("'Work at \"floor level.'", "`\"` without its partner");
    floor(
        "\"Work at  floor level.\"",
        "a blank that should not be there",
    );
    let long = "floor ".repeat(40);
    floor(&format!("\"Work at {long} level.\""), "characters");
}

#[test]
fn plain_language_is_plain_and_never_missing() {
    error(
        "statement:ACT-01",
        "plain = \"Do less of what hurts. Keep doing what does not make it worse.\"",
        "plain = ¦\"Diminish provocative activities while maintaining asymptomatic participation, notwithstanding intermittent deterioration.\"",
        "grade",
    );
    let row = "line:urgent.dvt";
    let (mut files, ..) = changed(row, "not_clinician = ", "trainee = ");
    let (file, line) = change(&mut files, row, "id = ", "id = ¦");
    let found = all(files).into_iter().any(|one| {
        let words = "the line `urgent.dvt` can be shown to `not_clinician` in clinicians' words";
        one.file == file && one.line == line && one.problem.contains(words)
    });
    assert!(found);
}

#[test]
fn a_question_that_a_note_or_free_text_passes_over_is_warned_of() {
    let told = |files: Vec<SourceFile>, (file, line): (String, usize), problem: &str| {
        let findings = all(files);
        let told = findings.iter().any(|one| {
            (&one.file, one.line, one.severity) == (&file, line, Severity::Warning)
                && one.problem.contains(problem)
        });
        assert!(told, "`{problem}`: {findings:#?}");
    };
    let row = "question:exercise_confirmed";
    for (without, problem) in [
        (
            "[\"phrases\"]",
            "no chart note says what was answered to `exercise_confirmed`",
        ),
        (
            "[\"chart\"]",
            "nothing that is typed about a case answers `exercise_confirmed`",
        ),
    ] {
        let (mut files, ..) = changed(row, "[\"chart\", \"phrases\"]", without);
        let place = change(&mut files, row, "id = ", "id = ¦");
        told(files, place, problem);
    }
    let (mut files, ..) = changed("charted", "  both = \"insertional and midportion\"\n", "");
    let place = change(
        &mut files,
        "question:site",
        "  id = \"both\"",
        "  id = ¦\"both\"",
    );
    told(files, place, "a chart note leaves out `site.both`");
}

#[test]
fn words_that_mean_two_answers_to_one_question_are_warned_of() {
    warning(
        "phrase",
        "\"tendon body\"",
        "¦\"Lowest-part\"",
        "`Lowest-part` means `site.insertional` and `site.midportion`",
    );
}
