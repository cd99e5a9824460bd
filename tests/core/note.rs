//! The chart note and the referral letter: they fit somebody else's record system, say nothing that was not
//! answered, and propose nothing that the plan advises against.

use std::sync::LazyLock;

use achilles_bot::view::{Charting, chart_note, referral_letters};
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
        for letter in referral_letters(&CONTENT, charted(case, plan)) {
            fits(&letter, case, LONGEST_LETTER);
        }
    });
}

/// The vignettes are patients; random answers, as the cards leave them, mark more than any patient has.
#[test]
fn nineteen_of_twenty_notes_have_the_usual_length() {
    let mut dice = Dice(0x0407_7e5a_11fe_2500);
    let random = (0..400).map(|_| super::what_if::reached(&mut dice));
    for (kind, cases) in [("patients", vignettes()), ("random", random.collect())] {
        let mut long = 0;
        for case in &cases {
            let plan = plan(&CONTENT, case, None);
            let notes = CONTENT.notes.styles.iter();
            let mut notes = notes.map(|style| chart_note(&CONTENT, charted(case, &plan), style));
            long += usize::from(notes.any(|note| note.len() > USUAL));
        }
        assert!(long * 20 <= cases.len(), "{long} of {} {kind}", cases.len());
    }
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

/// The items under a heading of a page, unwrapped.
fn under(page: &str, heading: &str) -> Vec<String> {
    let after = page.lines().skip_while(|line| *line != heading).skip(1);
    let mut items: Vec<String> = Vec::new();
    for line in after.take_while(|line| !line.is_empty()) {
        match line.strip_prefix("- ") {
            Some(item) => items.push(item.to_owned()),
            None => items.last_mut().unwrap().push_str(&line[1..]),
        }
    }
    items
}

#[test]
fn everybody_whom_a_plan_refers_to_gets_a_letter_with_a_reason_and_a_request() {
    let (mut letters, mut several) = (0, 0);
    each_case(500, |case, plan| {
        let referrals = CONTENT.notes.referrals.iter();
        let of_plan: Vec<_> = referrals
            .filter(|one| plan.all_lines().any(|line| line.line == one.line))
            .collect();
        let all = referral_letters(&CONTENT, charted(case, plan));
        assert_eq!(all.is_empty(), of_plan.is_empty(), "{}", shown(case));
        for (place, letter) in all.iter().enumerate() {
            assert!(
                !under(letter, CONTENT.text("letter.why")).is_empty(),
                "{letter}"
            );
            let asks = under(letter, CONTENT.text("letter.ask"));
            // Whatever is asked of anybody stands in each letter, what is asked of its reader first.
            for one in &of_plan {
                let asked = asks.iter().any(|ask| ask.contains(one.ask.as_str()));
                assert!(asked, "no {:?} in\n{letter}", one.ask);
            }
            let others = asks.iter().filter(|ask| ask.starts_with("Also proposed, "));
            assert_eq!(others.count(), all.len() - 1, "{letter}");
            assert!(!asks[0].starts_with("Also proposed, "), "{letter}");
            let begins = |other: &String| other.lines().nth(2) == letter.lines().nth(2);
            assert!(
                !all[..place].iter().any(begins),
                "two letters to one:\n{letter}"
            );
        }
        letters += usize::from(!all.is_empty());
        several += usize::from(all.len() > 1);
    });
    assert!(
        letters > 50 && several > 10,
        "{letters}, {several} of 500 cases"
    );
}

#[test]
fn no_specialist_writes_to_a_specialist_of_their_own_kind() {
    let specialist = CONTENT.find_role("specialist").unwrap();
    let other = CONTENT.find_role("primary_care").unwrap();
    let mut kept = 0;
    let mut dice = Dice(0x0407_7e5a_11fe_05e1);
    for _ in 0..500 {
        let case = super::what_if::reached(&mut dice);
        let letters = |role| {
            let plan = plan(&CONTENT, &case, Some(role));
            referral_letters(&CONTENT, charted(&case, &plan))
        };
        let to = "To: Orthopaedic or sports medicine specialist";
        let has = |letters: &[String]| letters.iter().any(|one| one.lines().any(|line| line == to));
        kept += usize::from(has(&letters(other)));
        assert!(!has(&letters(specialist)), "{}", shown(&case));
    }
    assert!(kept > 5, "{kept}");
}

/// A list is no riddle: what an option says may hold a comma.
#[test]
fn several_answers_are_told_apart_by_semicolons() {
    let case = serde_json::json!({
        "red_flags": ["none"], "asker": "clinician_patient", "site": "insertional", "size": "1_to_2cm",
        "symptoms": "load_pain", "age": "40_59", "nsaid_risks": ["ulcer_or_gi_bleed", "heart_failure"],
    });
    let case = Case::from_json(&CONTENT, &case).unwrap();
    let plan = plan(&CONTENT, &case, None);
    let note = chart_note(&CONTENT, charted(&case, &plan), &CONTENT.notes.styles[0]);
    let words: Vec<&str> = note.split_whitespace().collect();
    let whole = words.join(" ");
    for words in [
        "ulcer or gastrointestinal bleed, ever; heart failure",
        "oral NSAID (ulcer or gastrointestinal bleed; heart failure",
        "Not recorded: Duration; Worst pain in the last week (0-10); Fluoroquinolone.",
    ] {
        assert!(whole.contains(words), "no {words:?} in\n{note}");
    }
}

/// The first screen of a reader and their note agree on what matters.
#[test]
fn a_note_holds_what_its_reader_reads_first_before_anything_else() {
    let role = CONTENT.find_role("primary_care").unwrap();
    let mut left_out = 0;
    for case in vignettes() {
        let plan = plan(&CONTENT, &case, Some(role));
        let note = chart_note(&CONTENT, charted(&case, &plan), &CONTENT.notes.styles[0]);
        let words: Vec<&str> = note.split_whitespace().collect();
        let whole = words.join(" ");
        let lines = plan.lines.iter().filter(|line| !line.detail);
        let lines = lines.map(|line| CONTENT.line(line.line));
        let of = |first: bool| {
            let lines = lines.clone().filter(move |line| {
                line.first_for
                    .as_ref()
                    .is_some_and(|roles| roles.contains(&role))
                    == first
            });
            lines.filter_map(|line| line.chart.as_deref())
        };
        let first_section = |chart: &&str| {
            let mut sections = CONTENT.section_places();
            let first = sections.find(|place| CONTENT.section(*place).id == "first");
            let mut lines = lines.clone();
            lines.any(|line| line.chart.as_deref() == Some(*chart) && Some(line.section) == first)
        };
        let missing = of(true).find(|chart| !whole.contains(chart));
        let other = of(false).find(|chart| whole.contains(chart) && !first_section(chart));
        assert!(
            missing.is_none() || other.is_none(),
            "{other:?} without {missing:?}\n{note}"
        );
        left_out += usize::from(missing.is_some());
    }
    assert!(
        left_out > 0,
        "every note holds everything: this test cannot fail"
    );
}

/// A heading above nothing says that there was nothing; a question about nobody has no codes.
#[test]
fn where_there_is_no_plan_there_is_no_heading_for_one_and_no_code() {
    for file in [
        serde_json::json!({"red_flags": ["not_screened"], "asker": "clinician_patient", "site": "insertional"}),
        serde_json::json!({"red_flags": ["none"], "asker": "clinician_general", "site": "insertional", "symptoms": "load_pain"}),
    ] {
        let case = Case::from_json(&CONTENT, &file).unwrap();
        let plan = plan(&CONTENT, &case, None);
        for style in &CONTENT.notes.styles {
            let note = chart_note(&CONTENT, charted(&case, &plan), style);
            assert!(!note.lines().any(|line| line == style.plan), "{note}");
            assert!(!note.contains("codes (choose"), "{note}");
        }
    }
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
