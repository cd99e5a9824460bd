//! `schema`: the format as editors check it.

use serde_json::Value;

use crate::json;

/// Each table and key that a file of the content has, is in the schema by which editors check it.
#[test]
fn the_schema_is_up_to_date_and_knows_all_that_the_content_uses() {
    let printed = json(&["schema"], "");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogues");
    let kept = std::fs::read_to_string(root.join("schema.json")).unwrap();
    let kept: Value = serde_json::from_str(&kept).unwrap();
    assert!(
        kept == printed,
        "dialogues/schema.json is an older one: `cargo run -- schema > dialogues/schema.json`"
    );
    let mut seen = 0;
    for file in care_content::files()
        .iter()
        .chain(&care_content::skeleton())
    {
        let table: toml::Table = toml::from_str(&file.text).unwrap();
        let value = serde_json::to_value(table).unwrap();
        fits(&printed, &printed, &value, &file.path, &mut seen);
    }
    assert!(seen > 10_000, "{seen}");
    // Every table refuses a key that it does not know; texts are named by their keys.
    for (table, schema) in printed["properties"].as_object().unwrap() {
        let row = serde_json::json!({ "no such key": "x" });
        let rows = schema["type"]
            .as_array()
            .is_some_and(|types| types.contains(&"array".into()));
        let value = if rows { serde_json::json!([row]) } else { row };
        let wrong = serde_json::json!({ table: value });
        let fits_wrong = || fits(&printed, &printed, &wrong, "wrong", &mut 0);
        let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(fits_wrong)).is_err();
        assert!(refused || table == "texts", "{table}");
    }
}

/// The part of a validator that this schema needs: references, alternatives, lists, objects and closed words.
fn fits(whole: &Value, schema: &Value, value: &Value, place: &str, seen: &mut usize) {
    if let Some(named) = schema["$ref"].as_str() {
        let named = whole.pointer(named.trim_start_matches('#')).unwrap();
        return fits(whole, named, value, place, seen);
    }
    if let Some(either) = schema["anyOf"].as_array() {
        return fits(whole, &either[0], value, place, seen);
    }
    if let Some(words) = schema["enum"].as_array() {
        assert!(words.contains(value), "{place}: {value}");
    }
    match value {
        Value::Object(entries) => {
            for name in schema["required"].as_array().into_iter().flatten() {
                assert!(
                    entries.contains_key(name.as_str().unwrap()),
                    "{place}: {name}"
                );
            }
            for (key, inner) in entries {
                *seen += 1;
                let place = format!("{place}: {key}");
                match schema["properties"].get(key) {
                    Some(known) => fits(whole, known, inner, &place, seen),
                    None => match &schema["additionalProperties"] {
                        Value::Bool(false) => panic!("{place} is not in the schema"),
                        other => fits(whole, other, inner, &place, seen),
                    },
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                fits(whole, &schema["items"], item, place, seen);
            }
        }
        _ => {}
    }
}
