//! Cases with what their plan must say, must not say, must withhold and must cite. The ninety of the dossier, and thirty
//! written from the evidence update by somebody who did not know the lines; what these had to say in words is
//! named by the lines that say it.

use care_engine::case::Case;
use care_engine::plan::{plan, to_json};
use serde_json::Value;

use super::CONTENT;

fn words(value: &Value) -> impl Iterator<Item = &str> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

#[test]
fn every_vignette_gets_the_plan_it_must_get() {
    let files = [
        (include_str!("../vignettes/vignettes.json"), 90),
        (include_str!("../vignettes/update.json"), 30),
    ];
    let mut wrong = Vec::new();
    for (text, least) in files {
        let all: Value = serde_json::from_str(text).unwrap();
        let all = all.as_array().unwrap();
        assert!(all.len() >= least);
        wrong.extend(all.iter().flat_map(faults_of));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn either(text: &str, words: &str) -> bool {
    let words = words.to_lowercase();
    words.split('|').any(|word| text.contains(word))
}

/// What the plan of a vignette has and must not have, or has not and must.
fn faults_of(vignette: &Value) -> Vec<String> {
    let name = vignette["name"].as_str().unwrap();
    let case = Case::from_json(&CONTENT, &vignette["case"]).unwrap();
    let made = plan(&CONTENT, &case, None);
    let json = to_json(&CONTENT, &made);
    let held = made.withheld.iter();
    let withheld: Vec<String> = held
        .map(|held| held.text(&CONTENT).to_lowercase())
        .collect();
    let said = made.all_lines().map(|line| line.text.to_lowercase());
    let said = said.collect::<Vec<_>>().join("\n");
    let everything = format!("{said}\n{}", withheld.join("\n"));
    let cited: Vec<&str> = ["lines", "withheld"]
        .into_iter()
        .flat_map(|part| json[part].as_array().unwrap())
        .flat_map(|entry| words(&entry["statements"]))
        .collect();
    let lines: Vec<&str> = made
        .all_lines()
        .map(|line| CONTENT.line(line.line).id.as_str())
        .collect();
    let treatments: Vec<&str> = made
        .withheld
        .iter()
        .map(|held| CONTENT.treatment(held.treatment).id.as_str())
        .collect();
    let mut wrong = Vec::new();
    let mut fault = |what: String| wrong.push(format!("{name}: {what}"));
    if !vignette["pathway"].is_null() && json["pathway"] != vignette["pathway"] {
        fault(format!(
            "goes to {} instead of {}",
            json["pathway"], vignette["pathway"]
        ));
    }
    for word in words(&vignette["must_say"]).filter(|word| !either(&everything, word)) {
        fault(format!("does not say `{word}`"));
    }
    for word in words(&vignette["must_not_say"]).filter(|word| either(&said, word)) {
        fault(format!("says `{word}`"));
    }
    for word in words(&vignette["must_withhold"]) {
        if !withheld.iter().any(|held| either(held, word)) {
            fault(format!("does not withhold `{word}`"));
        }
    }
    for (key, has, wanted) in [
        ("must_cite", &cited, true),
        ("must_not_cite", &cited, false),
        ("must_lines", &lines, true),
        ("must_not_lines", &lines, false),
        ("must_withhold_treatments", &treatments, true),
    ] {
        for id in words(&vignette[key]).filter(|id| has.contains(id) != wanted) {
            fault(format!("{key}: {id}"));
        }
    }
    wrong
}

#[test]
fn every_line_that_a_vignette_names_exists() {
    let all: Value = serde_json::from_str(include_str!("../vignettes/update.json")).unwrap();
    for vignette in all.as_array().unwrap() {
        for key in ["must_lines", "must_not_lines"] {
            for id in words(&vignette[key]) {
                let known = CONTENT.lines.iter().any(|line| line.id == id);
                assert!(known, "{}: {id}", vignette["name"]);
            }
        }
        assert!(vignette["row"].is_string());
    }
}
