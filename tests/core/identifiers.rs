//! How much of what could identify a person is seen, and how much else is taken for it.
//!
//! Measured on sets in `tests/identifiers/`. `with.jsonl` and `without.jsonl` are texts as clinicians
//! would type them on a phone, with invented identifiers and without; tuning may look at one half of
//! each only, told apart by a digest of the text. `generated.jsonl` was made by a generator of sample
//! data (Faker, 24 countries, fixed seeds) after the tuning, and is nobody's choice: it also holds what
//! cannot all be seen, names in small letters and streets without a town.
//!
//! The table, and what went wrong in the tuning half, is printed by
//! `cargo test --test core identifiers -- --nocapture`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

use care_language::phi::{Kind, Kinds, suspected, told};
use care_language::qa::Conversation;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::CONTENT;

static ANSWERS: LazyLock<Conversation> = LazyLock::new(|| Conversation::new(&CONTENT));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    /// What stands in it; nothing in a text without identifiers.
    kind: Option<String>,
    text: String,
}

/// How many there were, and how many of them went wrong.
#[derive(Default, Clone, Copy)]
struct Count {
    all: usize,
    wrong: usize,
    /// Seen, but taken for something else.
    other_kind: usize,
}

#[derive(Default)]
struct Table(BTreeMap<(&'static str, String), Count>);

impl Table {
    fn sum(&self, part: &str, kinds: impl Fn(&str) -> bool) -> Count {
        let rows = self.0.iter();
        let rows = rows.filter(|((own, kind), _)| *own == part && kinds(kind));
        rows.fold(Count::default(), |sum, (_, count)| Count {
            all: sum.all + count.all,
            wrong: sum.wrong + count.wrong,
            other_kind: sum.other_kind + count.other_kind,
        })
    }

    fn text(&self) -> String {
        let mut text = String::from("part       kind            texts  wrong  other kind\n");
        let mut row = |part: &str, kind: &str, count: &Count| {
            writeln!(
                text,
                "{part:10} {kind:14} {:6} {:6} {:6}",
                count.all, count.wrong, count.other_kind
            )
            .unwrap();
        };
        for ((part, kind), count) in &self.0 {
            row(part, kind, count);
        }
        for part in ["tuning", "untouched", "generated"] {
            row(part, "all with", &self.sum(part, |kind| kind != "none"));
        }
        text
    }
}

fn untouched(text: &str) -> bool {
    Sha256::digest(text.as_bytes())[0] % 2 == 1
}

fn seen(text: &str) -> Kinds {
    ANSWERS.identifiers(text)
}

fn ids(kinds: Kinds) -> Vec<&'static str> {
    kinds.iter().map(Kind::id).collect()
}

fn measured() -> Table {
    let mut table = Table::default();
    let own = concat!(
        include_str!("../identifiers/with.jsonl"),
        include_str!("../identifiers/without.jsonl")
    );
    let own = own.lines().map(|line| (line, false));
    let generated = include_str!("../identifiers/generated.jsonl");
    for (line, generated) in own.chain(generated.lines().map(|line| (line, true))) {
        let Sample { kind, text } = serde_json::from_str(line).unwrap();
        let part = match (generated, untouched(&text)) {
            (true, _) => "generated",
            (false, true) => "untouched",
            (false, false) => "tuning",
        };
        let found = seen(&text);
        let wrong = found.is_empty() == kind.is_some();
        let kind = kind.unwrap_or_else(|| "none".to_owned());
        if wrong && part == "tuning" {
            println!("{kind}: {text} {:?}", ids(found));
        }
        let wide = match kind.as_str() {
            "name_title" | "name_small" => "name",
            "street" => "address",
            other => other,
        };
        let other = !wrong && kind != "none" && !ids(found).contains(&wide);
        let count = table.0.entry((part, kind)).or_default();
        count.all += 1;
        count.wrong += usize::from(wrong);
        count.other_kind += usize::from(other);
    }
    table
}

#[test]
fn what_identifies_a_person_is_seen_and_shorthand_passes() {
    let table = measured();
    println!("{}", table.text());
    for part in ["tuning", "untouched"] {
        let with = table.sum(part, |kind| kind != "none");
        assert!(with.all >= 180, "{part}: too few texts to measure by");
        assert!(
            with.wrong * 200 <= with.all,
            "{part}: more than 0.5 % missed"
        );
        let sure = ["date", "email", "telephone", "record_number"];
        let sure = table.sum(part, |kind| sure.contains(&kind));
        assert_eq!(
            sure.wrong, 0,
            "{part}: a number, date or address was missed"
        );
        assert!(
            with.other_kind * 20 <= with.all,
            "{part}: taken for another kind"
        );
        let without = table.sum(part, |kind| kind == "none");
        assert!(without.all >= 200, "{part}: too few texts to measure by");
        assert!(
            without.wrong * 100 <= without.all,
            "{part}: more than 1 % refused"
        );
    }
    let sure = ["date", "email", "telephone", "record_number", "name_title"];
    assert_eq!(table.sum("generated", |kind| sure.contains(&kind)).wrong, 0);
    let usual = |kind: &str| kind != "name_small" && kind != "street";
    let usual = table.sum("generated", usual);
    assert!(
        usual.wrong * 100 <= usual.all,
        "generated: more than 1 % missed"
    );
    let hard = table.sum("generated", |kind| kind == "name_small" || kind == "street");
    assert!(
        hard.wrong * 5 <= hard.all,
        "generated: more than 20 % of the hard ones missed"
    );
}

#[test]
fn questions_that_others_wrote_are_told_from_those_that_name_somebody() {
    let questions = concat!(
        include_str!("../questions/in-scope-1.jsonl"),
        include_str!("../questions/in-scope-2.jsonl"),
        include_str!("../questions/decline.jsonl")
    );
    let mut wrong = Vec::new();
    for line in questions.lines() {
        let asked: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = asked["question"].as_str().unwrap();
        let found = seen(text);
        // People of another matter are people all the same: neither is answered.
        let other_matter = asked["expect"] == "out_of_scope";
        if found.is_empty() == (asked["expect"] == "identifier") && !other_matter {
            wrong.push(format!("{text} {:?}", ids(found)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let without = include_str!("../identifiers/without.jsonl").lines();
    let without = without.map(|line| serde_json::from_str::<Sample>(line).unwrap().text);
    let more: Vec<_> = without
        .filter(|text| suspected(text) && seen(text).is_empty())
        .collect();
    assert!(
        more.is_empty(),
        "without the words of the content: {more:#?}"
    );
    let ways = CONTENT
        .language
        .intents
        .iter()
        .flat_map(|asked| &asked.examples);
    let refused: Vec<_> = ways.filter(|way| !seen(way).is_empty()).collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn what_was_seen_is_told_without_repeating_it() {
    let kinds = seen("Mrs Whitlock, dob 3.11.62, d.whitlock@example.org");
    assert_eq!(ids(kinds), ["name", "date", "email"]);
    let told = told(&CONTENT, kinds);
    for part in ["Whitlock", "3.11.62", "example"] {
        assert!(!told.contains(part), "{told}");
    }
    assert_eq!(told.lines().count(), 4, "{told}");
}

#[test]
fn what_hides_from_the_eye_is_seen() {
    for text in [
        "0\u{200b}7\u{200b}7\u{200b}0\u{200b}0 900 142",
        "07700\u{a0}900\u{2011}142",
        "０７７００９００１４２",
        "٠٧٧٠٠٩٠٠١٤٢",
        "๐๗๗๐๐๙๐๐๑๔๒",
        "d.whitlock＠example.org",
        "Mrs\u{a0}Whitlock",
        "Dr\u{202f}Halloway",
    ] {
        assert!(!seen(text).is_empty(), "{text:?}");
        assert!(suspected(text), "{text:?} without the words of the content");
    }
}
