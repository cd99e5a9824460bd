//! Cases with what their plan must say, must not say, must withhold and must cite.

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
    let all: Value = serde_json::from_str(include_str!("../vignettes/vignettes.json")).unwrap();
    let mut wrong = Vec::new();
    let all = all.as_array().unwrap();
    assert!(all.len() >= 60);
    for vignette in all {
        let name = vignette["name"].as_str().unwrap();
        let case = Case::from_json(&CONTENT, &vignette["case"]).unwrap();
        let made = plan(&CONTENT, &case, None);
        let json = to_json(&CONTENT, &made);
        let withheld: Vec<String> = made
            .withheld
            .iter()
            .map(|held| held.text(&CONTENT).to_lowercase())
            .collect();
        let said = made
            .all_lines()
            .map(|line| line.text.to_lowercase())
            .collect::<Vec<_>>()
            .join("\n");
        let everything = format!("{said}\n{}", withheld.join("\n"));
        let either = |text: &str, words: &str| {
            words
                .to_lowercase()
                .split('|')
                .any(|word| text.contains(word))
        };
        let cited: Vec<&str> = ["lines", "withheld"]
            .into_iter()
            .flat_map(|part| json[part].as_array().unwrap())
            .flat_map(|entry| words(&entry["statements"]))
            .collect();
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
        for id in words(&vignette["must_cite"]).filter(|id| !cited.contains(id)) {
            fault(format!("does not cite {id}"));
        }
        for id in words(&vignette["must_not_cite"]).filter(|id| cited.contains(id)) {
            fault(format!("cites {id}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
