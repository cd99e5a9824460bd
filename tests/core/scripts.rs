//! What to tell the patient in one minute: sentences in plain words, put together for the case.

use std::sync::LazyLock;

use achilles_bot::second_reader::{SecondReader, conversation};
use care_engine::case::Case;
use care_engine::content::{LineIx, Said};
use care_engine::plan::plan;
use care_language::qa::{Answer, Conversation, Turn, to_json};

use super::{CONTENT, Dice};

static ANSWERS: LazyLock<Conversation> = LazyLock::new(|| conversation(&CONTENT, SecondReader::On));

/// What can be said in little more than a minute; a patient has fewer answers than these random cases.
const MOST_WORDS: usize = 220;

const QUESTION: &str = "What should I tell the patient in one minute?";

fn answer(case: Option<&Case>) -> Answer {
    let turn = Turn {
        case,
        ..Turn::of(QUESTION)
    };
    ANSWERS.reply(&CONTENT, &turn).into_first()
}

fn said(json: &str) -> String {
    let json = serde_json::from_str(json).unwrap();
    let case = Case::from_json(&CONTENT, &json).unwrap();
    let notes = answer(Some(&case)).script;
    let texts: Vec<String> = notes.into_iter().map(|note| note.text).collect();
    texts.join("\n")
}

#[test]
fn a_symptomatic_insertional_case_hears_what_it_is_what_to_do_and_when_to_come_back() {
    let said = said(
        r#"{"red_flags": ["none"], "asker": "clinician_patient", "site": "insertional",
        "size": "under_1cm", "symptoms": "load_pain", "duration": "3_to_6m", "pain": "4_to_5",
        "background": ["none_known"], "fluoroquinolone": "never", "corticosteroid": ["none"],
        "age": "40_59", "heel_rise": "yes_with_pain", "visit": "first", "loading_done": "not_at_all"}"#,
    );
    let order = [
        "Calcium here is common",
        "Do less of what hurts",
        "Stand on the floor",
        "Pain of up to 5 out of 10",
        "Many people get better in 3 to 6 months. In one group of runners, 2 out of 3",
        "again after 6 to 8 weeks",
        "a kick or a snap",
        "Call your emergency number now",
    ];
    let mut from = 0;
    for part in order {
        let at = said[from..].find(part);
        from += at.unwrap_or_else(|| panic!("`{part}` does not follow in\n{said}"));
    }
}

#[test]
fn what_the_case_forbids_is_not_told_to_the_patient() {
    let large = said(
        r#"{"red_flags": ["none"], "asker": "clinician_patient", "site": "midportion",
        "size": "over_5cm", "size_confirm": "none", "symptoms": "load_pain", "age": "40_59"}"#,
    );
    assert!(large.contains("until a specialist has seen you"), "{large}");
    assert!(!large.contains("out of 10"), "{large}");
    let silent = said(
        r#"{"red_flags": ["none"], "asker": "clinician_patient", "site": "insertional",
        "size": "under_1cm", "symptoms": "none", "age": "40_59"}"#,
    );
    assert!(silent.contains("You do not need a visit"), "{silent}");
    assert!(!silent.contains("Stand on the floor"), "{silent}");
    let urgent = said(
        r#"{"red_flags": ["rf_rupture"], "asker": "clinician_patient", "symptoms": "load_pain",
        "age": "40_59"}"#,
    );
    assert!(urgent.starts_with("URGENT TODAY"), "{urgent}");
    for routine in [
        "Do less of what hurts",
        "Many people get better",
        "again after 6 to 8 weeks",
    ] {
        assert!(!urgent.contains(routine), "{urgent}");
    }
}

#[test]
fn a_case_without_a_plan_has_nothing_to_tell_yet() {
    let empty = Case::default();
    assert!(answer(Some(&empty)).script.is_empty());
}

#[test]
fn the_command_line_prints_it_with_what_it_rests_on() {
    let reply = ANSWERS.reply(&CONTENT, &Turn::of(QUESTION));
    let json = to_json(&CONTENT, &reply);
    let script = json["script"].as_array().unwrap();
    assert!(script.len() >= 5, "{json}");
    assert!(script.iter().any(|one| one["statements"][0] == "ACT-01"));
    assert_eq!(json["reason"], "answered");
}

/// Whatever the case, it can be said in about a minute, offers nothing that the plan withholds, and says in an
/// urgent case nothing of the routine.
#[test]
fn in_every_case_it_takes_a_minute_and_agrees_with_the_plan() {
    let mut dice = Dice(0x5eed_0f0e_1234_9876);
    let lines = |text: &str| -> Vec<LineIx> {
        let same = |place: &LineIx| {
            let line = CONTENT.line(*place);
            line.text == text || line.roles.values().any(|worded| worded == text)
        };
        CONTENT.line_places().filter(same).collect()
    };
    let scripted: Vec<LineIx> = (CONTENT.language.scripts.iter())
        .flat_map(|script| &script.say)
        .filter_map(|(said, _)| match said {
            Said::Line(line) => Some(*line),
            Said::Plain(_) | Said::Own(..) => None,
        })
        .collect();
    for _ in 0..300 {
        let case = dice.case();
        let made = plan(&CONTENT, &case, None);
        let script = answer(Some(&case)).script;
        let words: usize = script
            .iter()
            .map(|note| note.text.split_whitespace().count())
            .sum();
        assert!(
            words <= MOST_WORDS,
            "{words} words: {:?}",
            case.to_json(&CONTENT)
        );
        for note in &script {
            for line in lines(&note.text)
                .into_iter()
                .filter(|line| scripted.contains(line))
            {
                let offered = &CONTENT.line(line).recommends;
                let held = |one| made.withheld.iter().any(|held| held.treatment == one);
                assert!(!offered.iter().any(|one| held(*one)), "{}", note.text);
            }
        }
    }
}
