//! Over random cases: every plan is whole, cited, and does not contradict itself.

use std::collections::BTreeSet;

use achilles_bot::view::{Reader, plan_messages, visible_length};
use care_engine::case::Case;
use care_engine::plan::{plan, to_json};

use super::{CONTENT, Dice};

#[test]
fn every_plan_is_whole_cited_and_consistent() {
    let content = &*CONTENT;
    let mut dice = Dice(0x0dd5_eed0_1234_5678);
    let mut seen = BTreeSet::new();
    for number in 0..20_000 {
        let case = dice.case();
        let made = plan(content, &case, None);
        let shown = || serde_json::Value::from(case.to_json(content)).to_string();
        seen.insert(CONTENT.pathway(made.pathway).id.as_str());
        assert!(made.bottom_line.is_some(), "{}", shown());
        assert!(made.review.is_some(), "{}", shown());
        assert!(!made.safety_net.is_empty(), "{}", shown());
        let withheld: BTreeSet<_> = made.withheld.iter().map(|held| held.treatment).collect();
        for line in made.all_lines() {
            let source = content.line(line.line);
            assert!(
                source.policy || !source.statements.is_empty(),
                "{}",
                source.id
            );
            assert!(
                source
                    .recommends
                    .iter()
                    .all(|treatment| !withheld.contains(treatment)),
                "{} is shown and withheld: {}",
                source.id,
                shown()
            );
        }
        if number % 20 == 0 {
            let again = to_json(content, &plan(content, &case, None)).to_string();
            assert_eq!(to_json(content, &made).to_string(), again);
            let reader = Reader {
                user: care_ids::UserId::new(5),
                case: care_ids::CaseId::new(1),
                name: crate::named(1),
                role: None,
                label: "Case 1",
                today: super::today(),
            };
            for message in plan_messages(content, &case, &made, reader).messages {
                assert!(visible_length(&message) <= 4096, "{}", shown());
            }
        }
    }
    assert_eq!(seen.len(), 6, "{seen:?}");
}

/// The order of the headline: what cannot wait an hour stands before what cannot wait a day.
const RED_FLAGS: [(&str, &str); 10] = [
    ("rf_neurovasc", "banner.neurovascular"),
    ("rf_infection", "banner.infection"),
    ("rf_dvt", "banner.dvt"),
    ("rf_rupture", "banner.rupture"),
    ("rf_ossfx", "banner.fracture_ossification"),
    ("rf_fracture", "banner.fracture"),
    ("rf_postop", "banner.postop"),
    ("rf_fq_now", "banner.fluoroquinolone"),
    ("rf_tumour", "banner.tumour"),
    ("rf_fop", "banner.fop"),
];

#[test]
fn several_red_flags_are_all_named_the_most_pressing_first() {
    for (place, one) in RED_FLAGS.iter().enumerate() {
        for other in &RED_FLAGS[place + 1..] {
            // Ticked the other way round: the order is the plan's, not the taps'.
            let json = serde_json::json!({"red_flags": [other.0, one.0], "age": "40_59"});
            let case = Case::from_json(&CONTENT, &json).unwrap();
            let made = plan(&CONTENT, &case, None);
            let banners = made
                .banners()
                .map(|line| CONTENT.line(line.line).id.as_str());
            assert_eq!(banners.collect::<Vec<_>>(), [one.1, other.1]);
        }
    }
}

/// What a plan says it assumed is what it rests on: an urgent, an incidental or a child's plan says nothing
/// of drugs, load or a radiograph that it does not speak of.
#[test]
fn a_plan_names_as_assumed_only_what_matters_to_it() {
    let assumed = |json: serde_json::Value| -> Vec<String> {
        let case = Case::from_json(&CONTENT, &json).unwrap();
        let made = plan(&CONTENT, &case, None);
        let titles = made
            .assumed
            .iter()
            .map(|place| &CONTENT.question(*place).id);
        titles.cloned().collect()
    };
    let urgent = assumed(
        serde_json::json!({"red_flags": ["rf_dvt"], "asker": "clinician_patient", "age": "40_59"}),
    );
    assert_eq!(urgent, [""; 0]);
    let weak = assumed(
        serde_json::json!({"red_flags": ["none"], "asker": "clinician_patient", "age": "40_59",
        "site": "midportion", "symptoms": "load_pain", "heel_rise": "no_new_weakness"}),
    );
    assert_eq!(weak, ["rupture_tests"]);
    let incidental = assumed(
        serde_json::json!({"red_flags": ["none"], "asker": "clinician_patient",
        "age": "40_59", "site": "insertional", "symptoms": "none"}),
    );
    assert_eq!(
        incidental,
        ["size", "background", "maturity", "surgery", "visit"]
    );
    let child = assumed(
        serde_json::json!({"red_flags": ["none"], "asker": "clinician_patient", "age": "12_17",
        "site": "midportion", "symptoms": "load_pain", "toes": "normal", "sites_count": "single",
        "background": ["achilles_surgery_or_rupture"]}),
    );
    assert_eq!(child, [""; 0]);
    let ordinary = assumed(
        serde_json::json!({"red_flags": ["none"], "asker": "clinician_patient",
        "age": "40_59", "site": "insertional", "symptoms": "load_pain"}),
    );
    for of_load in [
        "heel_rise",
        "fluoroquinolone",
        "corticosteroid",
        "pain",
        "nsaid_risks",
    ] {
        assert!(ordinary.iter().any(|id| id == of_load), "{ordinary:?}");
    }
}
