//! Questions: what the content lists is found again, what must not be answered is not, and the same
//! question always gets the same answer.

use std::path::Path;
use std::sync::LazyLock;

use achilles_bot::cli::{Set, measure};
use achilles_bot::second_reader::{SecondReader, conversation};
use care_engine::case::Case;
use care_engine::content::SmallTalkKind;
use care_engine::plan::plan;
use care_language::qa::{Answer, Conversation, Reason, Turn, offered, to_json};

use super::{CONTENT, Dice, follow_ups};

static ANSWERS: LazyLock<Conversation> = LazyLock::new(|| conversation(&CONTENT, SecondReader::On));

fn ask(text: &str, case: Option<&Case>) -> Answer {
    let turn = Turn {
        case,
        ..Turn::of(text)
    };
    ANSWERS.reply(&CONTENT, &turn).into_first()
}

fn case(json: &str) -> Case {
    let json = serde_json::from_str(json).unwrap();
    Case::from_json(&CONTENT, &json).unwrap()
}

#[test]
fn what_stands_on_a_button_is_understood_when_it_is_typed() {
    let asked = &CONTENT.language.intents;
    let missed: Vec<_> = asked
        .iter()
        .filter(|asked| {
            // What is asked of a case only stands on no button elsewhere.
            if asked.of_case {
                return false;
            }
            let answer = ask(&asked.examples[0], None);
            let first = answer.statements.first();
            // What is a red flag or a dose stays one, also as a general question.
            let careful = matches!(answer.reason, Reason::RedFlag(_) | Reason::Dose);
            !careful && !first.is_some_and(|found| asked.statements.contains(&found.statement))
        })
        .map(|asked| asked.examples[0].as_str())
        .collect();
    assert!(missed.len() * 50 <= asked.len(), "{missed:#?}");
}

#[test]
fn examples_of_what_is_declined_are_declined_as_what_they_are() {
    for alarm in &CONTENT.language.alarms {
        for way in &alarm.examples {
            let reason = ask(way, None).reason;
            let safe = matches!(
                reason,
                Reason::RedFlag(_) | Reason::Emergency(_) | Reason::Identifier
            );
            assert!(safe, "{way}: {reason:?}");
        }
    }
    for talk in &CONTENT.language.small_talk {
        for way in &talk.examples {
            let reason = ask(way, None).reason;
            assert_ne!(reason, Reason::Answered, "{way}");
            if talk.kind == SmallTalkKind::Image {
                assert!(ask(way, None).statements.is_empty(), "{way}");
            }
        }
    }
}

#[test]
fn nothing_is_answered_with_a_statement_without_a_source() {
    for statement in &CONTENT.statements {
        for found in ask(&statement.text, None).statements {
            let found = CONTENT.statement(found.statement);
            assert!(!found.references.is_empty(), "{}", found.id);
        }
    }
}

#[test]
fn what_the_case_withholds_comes_before_the_answer() {
    let json = r#"{"red_flags": ["none"], "asker": "clinician_patient", "age": "40_59",
        "symptoms": "load_pain", "site": "insertional", "pregnancy": "no",
        "nsaid_risks": ["anticoagulant_or_antiplatelet"]}"#;
    let answer = ask("ok w/ apixaban?", Some(&case(json)));
    assert_eq!(answer.reason, Reason::Answered);
    let note = &answer.notes[0];
    assert!(
        note.text.starts_with("Oral NSAID not advised"),
        "{}",
        note.text
    );
    assert!(!note.statements.is_empty());
    assert_eq!(ask("ok w/ apixaban?", None).notes, []);
}

#[test]
fn a_case_with_a_red_flag_says_so_before_any_answer() {
    let urgent = case(r#"{"red_flags": ["rf_rupture"], "asker": "clinician_patient"}"#);
    let answer = ask("how heavy should the calf loading be?", Some(&urgent));
    let made = plan(&CONTENT, &urgent, None);
    assert_eq!(answer.notes[0].text, made.bottom_line.unwrap().text);
}

#[test]
fn the_same_question_gets_the_same_answer() {
    let again = conversation(&CONTENT, SecondReader::On);
    for asked in CONTENT.language.intents.iter().step_by(7) {
        let turn = Turn::of(asked.examples.last().unwrap());
        let one = to_json(&CONTENT, &ANSWERS.reply(&CONTENT, &turn));
        assert_eq!(one, to_json(&CONTENT, &again.reply(&CONTENT, &turn)));
    }
}

#[test]
fn what_is_offered_under_a_plan_was_not_just_read_in_it() {
    let mut dice = Dice(0x0dd5_0dd5_0dd5_0dd5);
    let mut most = 0;
    for _ in 0..2_000 {
        let case = dice.case();
        let made = plan(&CONTENT, &case, None);
        let offered = offered(&CONTENT, &case, &made);
        most = most.max(offered.len());
        for place in offered {
            let first = CONTENT.intent(place).statements[0];
            let open = made.all_lines().filter(|line| !line.detail);
            for line in open {
                let read = line.support.statements.contains(&first);
                assert!(!read, "{} after {}", CONTENT.intent(place).id, line.text);
            }
        }
    }
    assert_eq!(most, 3);
}

#[test]
fn what_is_about_something_else_is_declined_though_it_has_our_words() {
    for text in [
        "shockwave for plantar fasciitis, radial or focused",
        "steroid injection for tennis elbow",
        "eccentric programme for patellar tendinopathy",
        "switch citalopram to mirtazapine, how",
        "nitrofurantoin or trimethoprim for a UTI",
        "varicose veins, laser or surgery",
        "amlodipine causing ankle swelling, switch?",
        "exercise for emphysema",
    ] {
        let answer = ask(text, None);
        assert_eq!(answer.reason, Reason::OutOfScope, "{text}");
        assert!(answer.suggestions.is_empty(), "{text}");
    }
    // A dose is declined as one, and nothing is said of the drug.
    for text in [
        "ciprofloxacin dose for pyelonephritis",
        "diclofenac dose in renal colic",
        "etidronate dose for ossification of the hip",
    ] {
        let answer = ask(text, None);
        assert_eq!(answer.reason, Reason::Dose, "{text}");
        assert!(answer.statements.is_empty(), "{text}");
    }
}

#[test]
fn what_is_about_the_tendon_is_answered_whatever_stands_beside_it() {
    for text in [
        "exercise for insertional Achilles tendinopathy in a patient with knee pain",
        "psoriasis and heel pain, could it be enthesitis",
        "could a lump in the tendon be a sarcoma",
        "severs or something else in a child with heel pain",
        "shockwave in a pregnant woman",
        "what shoes",
        "boot or cast for a painful one",
        "PRP worth it",
    ] {
        let answer = ask(text, None);
        assert_eq!(answer.reason, Reason::Answered, "{text}");
    }
}

#[test]
fn strange_questions_do_no_harm() {
    for text in [
        "",
        " ",
        "\u{0}",
        "🦴🦴",
        "?????",
        "a",
        &"pain ".repeat(2_000),
        "İ̇ß",
    ] {
        let answer = ask(text, None);
        assert!(answer.statements.len() <= 4, "{text}");
        let answered = answer.reason == Reason::Answered;
        assert_eq!(answered, !answer.statements.is_empty(), "{text}");
    }
}

#[test]
fn what_a_plan_keeps_out_does_not_come_back_through_a_question() {
    let id = |answer: &Answer| -> Vec<String> {
        let statements = answer.statements.iter();
        statements
            .map(|found| CONTENT.statement(found.statement).id.clone())
            .collect()
    };
    for (json, question, kept_out) in [
        (
            r#"{"red_flags": ["none"], "asker": "clinician_patient", "age": "40_59",
                "symptoms": "load_pain", "site": "midportion", "visit": "worse"}"#,
            "what loading is first line?",
            "EXE-03",
        ),
        (
            r#"{"red_flags": ["rf_rupture"], "asker": "clinician_patient", "age": "40_59"}"#,
            "what loading is first line?",
            "EXE-03",
        ),
        (
            r#"{"red_flags": ["none"], "asker": "clinician_patient", "age": "18_39",
                "symptoms": "load_pain", "pregnancy": "30w_or_more", "nsaid_risks": ["none"]}"#,
            "do anti-inflammatory tablets help short term?",
            "PAI-01",
        ),
    ] {
        let without = ask(question, None);
        assert!(
            id(&without).iter().any(|id| id == kept_out),
            "{question}: {without:?}"
        );
        let about = ask(question, Some(&case(json)));
        assert!(
            !id(&about).iter().any(|id| id == kept_out),
            "{question}: {about:?}"
        );
        assert!(
            !about.notes.is_empty(),
            "{question} is answered without a word on the case"
        );
    }
}

#[test]
fn a_button_is_no_way_round_the_plan_either() {
    let mut dice = Dice(0x0b07_0b07_0b07_0b07);
    for asked in &CONTENT.language.intents {
        let case = dice.case();
        let made = plan(&CONTENT, &case, None);
        let place = CONTENT.find_intent(&asked.id).unwrap();
        let turn = Turn {
            case: Some(&case),
            ..Turn::of(&asked.examples[0])
        };
        let answer = ANSWERS.answer_to(&CONTENT, place, &turn).into_first();
        let lines = made.all_lines().map(|line| &line.support);
        let held = made.withheld.iter().map(|held| &held.support);
        let said: Vec<_> = lines
            .chain(held)
            .flat_map(|support| &support.statements)
            .collect();
        for found in answer.statements {
            // A statement by which a rule withholds the treatment speaks against it, also where a line that offers it
            // under a caution rests on the same sentence.
            let against = |offer: &_| {
                let rules = CONTENT.rules.iter().flat_map(|rule| &rule.withholds);
                rules
                    .filter(|held| held.treatment == *offer)
                    .any(|held| held.statements.contains(&found.statement))
            };
            let refused = CONTENT.lines.iter().filter(|line| {
                let held = |offer: &_| {
                    made.withheld.iter().any(|held| held.treatment == *offer) && !against(offer)
                };
                line.recommends.iter().any(held) && line.statements.contains(&found.statement)
            });
            for line in refused {
                let id = &CONTENT.statement(found.statement).id;
                assert!(
                    said.contains(&&found.statement),
                    "{id} of {} in {:?}",
                    line.id,
                    case.to_json(&CONTENT)
                );
            }
        }
    }
}

#[test]
fn the_listed_questions_are_answered_by_one_of_their_statements() {
    let mut missed = Vec::new();
    let exam = follow_ups();
    assert_eq!(exam.len(), 68);
    for listed in &exam {
        let answer = ask(&listed.question, None);
        let first = answer.statements.iter().take(3);
        let right = first
            .map(|found| found.statement)
            .any(|found| listed.statements.contains(&found));
        if !right && !listed.statements.is_empty() && answer.reason == Reason::Answered {
            missed.push(format!("{}: {}", listed.id, listed.question));
        }
    }
    assert!(missed.len() <= 3, "{missed:#?}");
}

#[test]
fn clinical_shorthand_names_nobody() {
    let refused: Vec<_> = include_str!("shorthand.txt")
        .lines()
        .filter(|line| ask(line, None).reason == Reason::Identifier)
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

/// Figures of the questions that tuning may look at, a little below what they are: a change that
/// makes the answers worse has to say so here. What is reported is the other half (`evaluate`). The foreign
/// ones are near misses: the same disorder elsewhere, the same words in another sense.
#[test]
fn the_answers_do_not_get_worse() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/questions");
    let measured = measure(&CONTENT, &folder, SecondReader::On).unwrap();
    for (set, first, among_three, declined) in
        [(Set::TuningHalf, 85, 88, 14), (Set::TuningFiles, 90, 92, 8)]
    {
        let table = &measured.tables[&set];
        let counts = &table.in_scope;
        let share = |part: usize| 100 * part / counts.questions;
        assert!(share(counts.first) >= first, "{set:?}: {counts:?}");
        assert!(
            share(counts.among_three) >= among_three,
            "{set:?}: {counts:?}"
        );
        assert!(share(counts.declined) <= declined, "{set:?}: {counts:?}");
        let foreign = &table.declined["out_of_scope"];
        assert!(
            10 * foreign.answered <= foreign.questions,
            "{set:?}: {foreign:?}"
        );
    }
    let frames = &measured.tables[&Set::Frames].declined["out_of_scope"];
    assert!(100 * frames.answered <= frames.questions, "{frames:?}");
}

#[test]
fn what_is_unsafe_to_answer_is_never_answered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/questions");
    let measured = measure(&CONTENT, &folder, SecondReader::On).unwrap();
    assert_eq!(measured.tables.len(), 5);
    // The report files and the frames hold none of these kinds.
    let with_them = [Set::TuningFiles, Set::TuningHalf, Set::UntouchedHalf];
    for (set, table) in with_them.map(|set| (set, &measured.tables[&set])) {
        for kind in ["dose", "red_flag", "identifier", "image"] {
            let counts = &table.declined[kind];
            assert!(counts.questions > 0, "{set:?}: {kind}");
            assert_eq!(counts.answered, 0, "{set:?}: {kind}: {counts:?}");
        }
    }
}
