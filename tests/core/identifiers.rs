//! How much of what could identify a person is seen, and how much else is taken for it.
//!
//! Measured on sets in `tests/identifiers/`. `with.jsonl` and `without.jsonl` are texts as clinicians
//! would type them on a phone, with invented identifiers and without; tuning may look at one half of
//! each only, told apart by a digest of the text. `chats-with.jsonl` and `chats-without.jsonl` were
//! written for tuning; `later-with.jsonl` and `later-without.jsonl` after it, and nothing was tuned on them. `generated.jsonl` was made by a generator of sample
//! data (Faker, 24 countries, fixed seeds) after the tuning, and is nobody's choice: it also holds what
//! cannot all be seen, names in small letters and streets without a town.
//!
//! The table, and what went wrong in the tuning half, is printed by
//! `cargo test --test core identifiers -- --nocapture`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

use achilles_bot::second_reader::{SecondReader, conversation};
use care_language::phi::{Kind, Kinds, Part, told};
use care_language::qa::Conversation;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::CONTENT;

static ANSWERS: LazyLock<Conversation> = LazyLock::new(|| conversation(&CONTENT, SecondReader::On));

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
        let mut text = String::from("part            kind            texts  wrong  other kind\n");
        let mut row = |part: &str, kind: &str, count: &Count| {
            writeln!(
                text,
                "{part:15} {kind:14} {:6} {:6} {:6}",
                count.all, count.wrong, count.other_kind
            )
            .unwrap();
        };
        for ((part, kind), count) in &self.0 {
            row(part, kind, count);
        }
        for part in ["tuning", "untouched", "chats", "later", "generated"] {
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
    let chats = concat!(
        include_str!("../identifiers/chats-with.jsonl"),
        include_str!("../identifiers/chats-without.jsonl")
    );
    let generated = include_str!("../identifiers/generated.jsonl");
    let later = concat!(
        include_str!("../identifiers/later-with.jsonl"),
        include_str!("../identifiers/later-without.jsonl")
    );
    let sets = [
        ("", own),
        ("chats", chats),
        ("later", later),
        ("generated", generated),
    ];
    let lines = sets
        .iter()
        .flat_map(|(set, lines)| lines.lines().map(move |line| (*set, line)));
    for (set, line) in lines {
        let Sample { kind, text } = serde_json::from_str(line).unwrap();
        let part = match (set, untouched(&text)) {
            ("", true) => "untouched",
            ("", false) => "tuning",
            (set, _) => set,
        };
        let found = seen(&text);
        let wrong = found.is_empty() == kind.is_some();
        let kind = kind.unwrap_or_else(|| "none".to_owned());
        if wrong && ["tuning", "chats"].contains(&part) {
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
    let chats = |kinds: fn(&str) -> bool| table.sum("chats", kinds);
    let with = chats(|kind| kind != "none");
    assert!(with.wrong * 24 <= with.all, "chats: {} missed", with.wrong);
    assert_eq!(chats(|kind| kind == "none").wrong, 0, "shorthand refused");
    // Nothing was tuned on these.
    let later = table.sum("later", |kind| kind != "none");
    assert!(
        later.wrong * 8 <= later.all,
        "later: {} missed",
        later.wrong
    );
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
    let ways = CONTENT
        .language
        .intents
        .iter()
        .flat_map(|asked| &asked.examples);
    let refused: Vec<_> = ways.filter(|way| !seen(way).is_empty()).collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

fn read(part: Part, text: &str) -> (String, Option<String>) {
    let seen = ANSWERS.without_identifiers(&CONTENT, part, text);
    (told(&CONTENT, &seen), seen.rest)
}

#[test]
fn what_was_seen_is_told_without_repeating_it() {
    let text = "Mrs Whitlock, dob 3.11.62, d.whitlock@example.org";
    assert_eq!(ids(seen(text)), ["name", "date", "email"]);
    let (told, rest) = read(Part::Text, text);
    for part in ["Whitlock", "3.11.62", "example"] {
        assert!(!told.contains(part), "{told}");
    }
    for words in [
        "A name in your message",
        "at \"DOB\"",
        "send the clinical part again",
    ] {
        assert!(told.contains(words), "{told}");
    }
    assert_eq!(rest, None);
}

#[test]
fn what_is_asked_beside_a_name_is_left() {
    for (text, left) in [
        (
            "Mrs Quillfeather wants ibuprofen, ok?",
            "wants ibuprofen, ok?",
        ),
        (
            "can Doreen Quillfeather run on it? Doreen is keen",
            "can run on it? is keen",
        ),
        (
            "54M insertional, MRN 4481120, apixaban: gel ok?",
            "54M insertional, , apixaban: gel ok?",
        ),
        (
            "pt John S 54M, insertional, pain 5/10 for 4/52",
            "pt 54M, insertional, pain 5/10 for 4/52",
        ),
        (
            "heel lifts for Mr van der Berg with 1 cm midportion?",
            "heel lifts for with 1 cm midportion?",
        ),
        (
            "naproxen ok? ring me on 07700 900461",
            "naproxen ok? ring me on",
        ),
    ] {
        let (_, rest) = read(Part::Text, text);
        let rest = rest.unwrap_or_else(|| panic!("nothing is left of {text}"));
        assert_eq!(rest.len(), text.len(), "places hold: {text}");
        let words: Vec<&str> = rest.split_whitespace().collect();
        assert_eq!(words.join(" "), left, "{text}");
    }
}

#[test]
fn where_it_stands_is_told_by_the_part_of_the_message() {
    for (part, text, words) in [
        (
            Part::Text,
            "pain 5/10 in Mrs Whitlock with apixaban",
            "A name in the middle",
        ),
        (
            Part::Text,
            "is gel ok for Mrs Whitlock",
            "A name at the end",
        ),
        (Part::Text, "Mrs Whitlock", "A name in your message"),
        (
            Part::Caption,
            "Mrs Whitlock, left heel",
            "A name in the caption",
        ),
        (Part::FileName, "WhitlockD_19610411.dcm", "in the file name"),
        (Part::FileName, "Smith_John", "A name in the file name"),
        (
            Part::Contact,
            "Ann Lee +44 7700 900123",
            "A telephone number on the contact card",
        ),
        (Part::Edit, "born 3/11/1962", "in the edited message"),
    ] {
        let (told, _) = read(part, text);
        assert!(told.contains(words), "{text}: {told}");
    }
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
    }
}
