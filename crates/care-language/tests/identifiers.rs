//! Identifiers in shapes that were once missed, clinical shorthand beside them, and where they stand.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::sync::LazyLock;

use care_engine::content::Content;
use care_language::phi::{Kind, Kinds, Part, Seen, Stands, seen};
use care_language::qa::Conversation;

static CONTENT: LazyLock<Content> = LazyLock::new(|| care_content::content().unwrap());
static ANSWERS: LazyLock<Conversation> = LazyLock::new(|| Conversation::new(&CONTENT));

fn kinds(text: &str) -> Kinds {
    ANSWERS.identifiers(text)
}

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[test]
fn shapes_that_were_missed_are_seen() {
    let all: Vec<&str> = lines(include_str!("identifiers/with.txt")).collect();
    let missed: Vec<_> = all.iter().filter(|text| kinds(text).is_empty()).collect();
    println!("{} of {} missed: {missed:#?}", missed.len(), all.len());
    assert!(all.len() >= 120, "too few to measure by");
    assert!(
        missed.len() * 24 <= all.len(),
        "{} of {} missed: {missed:#?}",
        missed.len(),
        all.len()
    );
}

#[test]
fn shorthand_is_not_refused() {
    let all: Vec<&str> = lines(include_str!("identifiers/without.txt")).collect();
    let refused: Vec<_> = all.iter().filter(|text| !kinds(text).is_empty()).collect();
    assert!(all.len() >= 120, "too few to measure by");
    assert!(
        refused.is_empty(),
        "{} of {} refused: {refused:#?}",
        refused.len(),
        all.len()
    );
}

#[test]
fn a_second_set_is_seen_as_well() {
    let all: Vec<&str> = lines(include_str!("identifiers/with-2.txt")).collect();
    let missed = all.iter().filter(|text| kinds(text).is_empty()).count();
    println!("{missed} of {} missed", all.len());
    assert!(all.len() >= 120, "too few to measure by");
    assert!(missed <= 7, "{missed} of {} missed", all.len());
    let refused: Vec<&str> = lines(include_str!("identifiers/without-2.txt"))
        .filter(|text| !kinds(text).is_empty())
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn the_texts_that_are_read_into_answers_are_not_refused() {
    let vocabulary = &CONTENT.vocabulary;
    let phrases = vocabulary.phrases.iter().flat_map(|phrase| &phrase.words);
    let plain = phrases.filter(|word| !word.contains(['|', '*', '?', '#', '^', '+', '.']));
    let refused: Vec<_> = plain
        .map(|word| format!("62 yo with {word}, 13 mm"))
        .filter(|text| !kinds(text).is_empty())
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

fn told(text: &str) -> Seen {
    seen(Part::Text, text, |word| ANSWERS.knows(word))
}

#[test]
fn where_it_stands_is_told_and_the_rest_is_left() {
    let seen = told("John Baker 14/03/1961, insertional calcification 12 mm, pain walking");
    assert!(seen.kinds.has(Kind::Name) && seen.kinds.has(Kind::Date));
    let at_the_start = |kind| (kind, Part::Text, Stands::AtTheStart);
    assert_eq!(
        seen.places,
        [at_the_start(Kind::Name), at_the_start(Kind::Date)]
    );
    let rest = seen.rest.unwrap();
    assert!(
        rest.contains("insertional calcification 12 mm, pain walking"),
        "{rest}"
    );
    assert!(!rest.contains("Baker") && !rest.contains("1961"), "{rest}");
    let seen = told("insertional 12 mm, MRN 00482913, sore on stairs");
    assert_eq!(seen.places[0].2, Stands::After("MRN"));
    assert!(seen.rest.unwrap().contains("sore on stairs"));
    let seen = told("13 mm midportion, Mrs Whitlock");
    assert_eq!(seen.places[0].2, Stands::AtTheEnd);
    let seen = told("13 mm midportion");
    assert!(seen.kinds.is_empty() && seen.rest.is_some());
}

#[test]
fn a_day_and_a_month_pass_by_the_written_rule() {
    for text in [
        "x-ray 14 March",
        "seen 3/11",
        "since 3rd May",
        "MRI on 12 Feb",
    ] {
        assert!(kinds(text).is_empty(), "{text}");
    }
    for text in [
        "born 14 March",
        "dob 3/11",
        "x-ray 14 March 2026",
        "seen 3/11/2025",
    ] {
        assert!(!kinds(text).is_empty(), "{text}");
    }
}
