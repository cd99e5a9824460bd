//! The chart note and the referral letter: they fit somebody else's record system, say nothing that was not
//! answered, and propose nothing that the plan advises against.

use std::sync::LazyLock;

use achilles_bot::view::{Charting, chart_note, referral_letter};
use care_engine::case::{Answer, Case};
use care_engine::content::{NotePart, Unknowns};
use care_engine::plan::{Plan, plan};

use super::{CONTENT, Dice};

/// Columns and characters that record systems take (the longest is a hard limit, the usual one for 19 of 20).
const COLUMNS: usize = 72;
const USUAL: usize = 2500;
const LONGEST: usize = 3500;
/// A letter of a case with every red flag at once asks something of everybody; a message holds 4,096.
const LONGEST_LETTER: usize = 4000;

fn each_case(cases: usize, mut look: impl FnMut(&Case, &Plan)) {
    let mut dice = Dice(0x0407_7e5a_11fe_0c4d);
    for _ in 0..cases {
        let case = dice.case();
        look(&case, &plan(&CONTENT, &case, None));
    }
}

pub(crate) fn vignettes() -> Vec<Case> {
    let all = include_str!("../vignettes/vignettes.json");
    let all: serde_json::Value = serde_json::from_str(all).unwrap();
    let all = all.as_array().unwrap().iter();
    all.map(|one| Case::from_json(&CONTENT, &one["case"]).unwrap())
        .collect()
}

/// A case of which nothing was told beside its answers.
fn charted<'a>(case: &'a Case, plan: &'a Plan) -> Charting<'a> {
    static NOTHING: LazyLock<Case> = LazyLock::new(Case::default);
    Charting {
        case,
        told: &NOTHING,
        visits: &[],
        plan,
    }
}

pub(crate) fn shown(case: &Case) -> String {
    serde_json::Value::from(case.to_json(&CONTENT)).to_string()
}

fn fits(page: &str, case: &Case, longest: usize) {
    for line in page.lines() {
        assert!(line.len() <= COLUMNS, "{line}\n{}", shown(case));
        let plain = line.chars().all(|c| matches!(c, ' '..='~'));
        assert!(plain, "{line}\n{}", shown(case));
        assert_eq!(line, line.trim_end(), "{}", shown(case));
    }
    assert!(page.len() <= longest, "{} characters\n{page}", page.len());
}

#[test]
fn notes_and_letters_are_ascii_of_72_columns_and_short() {
    each_case(500, |case, plan| {
        for style in &CONTENT.notes.styles {
            fits(
                &chart_note(&CONTENT, charted(case, plan), style),
                case,
                LONGEST,
            );
        }
        if let Some(letter) = referral_letter(&CONTENT, charted(case, plan)) {
            fits(&letter, case, LONGEST_LETTER);
        }
    });
}

/// Random answers mark more than any patient has; the vignettes are patients.
#[test]
fn nineteen_of_twenty_patients_have_a_note_of_the_usual_length() {
    let cases = vignettes();
    let mut long = 0;
    for case in &cases {
        let plan = plan(&CONTENT, case, None);
        let notes = CONTENT.notes.styles.iter();
        let mut notes = notes.map(|style| chart_note(&CONTENT, charted(case, &plan), style));
        long += usize::from(notes.any(|note| note.len() > USUAL));
    }
    assert!(long * 20 <= cases.len(), "{long} of {}", cases.len());
}

#[test]
fn every_note_begins_as_a_draft_and_ends_with_its_status() {
    each_case(200, |case, plan| {
        for style in &CONTENT.notes.styles {
            let note = chart_note(&CONTENT, charted(case, plan), style);
            assert!(note.starts_with(CONTENT.text("chart.draft")), "{note}");
            let words: Vec<&str> = note.split_whitespace().collect();
            let whole = words.join(" ");
            assert!(whole.contains(CONTENT.status_text(plan.status)), "{note}");
            assert!(whole.contains(&CONTENT.version), "{note}");
        }
    });
}

#[test]
fn a_finding_stands_in_a_note_only_where_it_was_answered() {
    let style = &CONTENT.notes.styles[0];
    each_case(500, |case, plan| {
        let note = chart_note(&CONTENT, charted(case, plan), style);
        let whole: Vec<&str> = note.split_whitespace().collect();
        let whole = whole.join(" ");
        for row in &CONTENT.notes.charted {
            let stands = whole.contains(&format!("{}: ", row.title));
            let worded = match case.answer(row.question) {
                None => false,
                Some(Answer::Number(_)) => true,
                Some(Answer::One(option)) => row.options.contains_key(&option),
                Some(Answer::Several(set)) => set.iter().any(|one| row.options.contains_key(&one)),
            };
            let holds = CONTENT.view(case, Unknowns::Assumed).holds(&row.when);
            assert_eq!(stands, worded && holds, "{}\n{note}", row.title);
        }
    });
}

#[test]
fn a_note_proposes_nothing_that_the_plan_withholds() {
    each_case(500, |case, plan| {
        let withheld: Vec<_> = plan.withheld.iter().map(|held| held.treatment).collect();
        for line in &plan.lines {
            let line = CONTENT.line(line.line);
            let offers = line.recommends.iter().any(|one| withheld.contains(one));
            assert!(
                !(offers && line.chart.is_some()),
                "{}\n{}",
                line.id,
                shown(case)
            );
        }
        // What is to be avoided at a glance is named as not proposed.
        let note = chart_note(&CONTENT, charted(case, plan), &CONTENT.notes.styles[0]);
        let words: Vec<&str> = note.split_whitespace().collect();
        let whole = words.join(" ");
        for held in plan.withheld.iter().filter(|held| held.avoid) {
            let treatment = CONTENT.treatment(held.treatment);
            let name = treatment.chart.as_ref().unwrap_or(&treatment.name);
            let at = whole.find("Not proposed: ").unwrap_or_default();
            assert!(whole[at..].contains(name.as_str()), "{name}\n{note}");
        }
    });
}

#[test]
fn a_letter_is_written_only_where_the_plan_refers() {
    let mut letters = 0;
    each_case(500, |case, plan| {
        let refers = CONTENT
            .notes
            .referrals
            .iter()
            .any(|one| plan.all_lines().any(|line| line.line == one.line));
        let letter = referral_letter(&CONTENT, charted(case, plan));
        assert_eq!(letter.is_some(), refers, "{}", shown(case));
        letters += usize::from(refers);
    });
    assert!(letters > 50, "{letters} letters of 500 cases");
}

#[test]
fn both_parts_of_a_note_have_questions_and_every_option_its_words() {
    for part in [NotePart::History, NotePart::Examination] {
        assert!(CONTENT.notes.charted.iter().any(|row| row.part == part));
    }
    for row in &CONTENT.notes.charted {
        let question = CONTENT.question(row.question);
        for place in CONTENT.option_places(row.question) {
            let id = &CONTENT.option(row.question, place).id;
            let has = row.options.contains_key(&place);
            assert!(has, "{}.{id} has no words for a note", question.id);
        }
    }
}
