//! What people type: in place of a button, and as questions.

use std::sync::LazyLock;

use achilles_bot::second_reader::{SecondReader, conversation};
use achilles_bot::view::{reply_html, reply_text};
use care_engine::case::Case;
use care_engine::intake::{Event, Intake, step};
use care_language::phi::{Part, told};
use care_language::qa::{Conversation, Reason, Topic, Turn, to_json};
use proptest::prelude::*;

use super::cases::case;
use super::mutation::{edited, edits, text};
use super::stored::state;
use super::{CONTENT, one_in};

static CONVERSATION: LazyLock<Conversation> =
    LazyLock::new(|| conversation(&CONTENT, SecondReader::On));

/// A text typed where a button would be: the next state can be kept.
pub(crate) fn in_place_of_a_button(now: &Intake, text: &str) {
    let next = step(&CONTENT, now, &Event::Type(text.to_owned())).intake;
    let kept = next.to_stored(&CONTENT);
    assert_eq!(Intake::from_stored(&CONTENT, &kept).unwrap(), next);
}

/// A question: an answer has statements and a refusal has none; both can be shown.
pub(crate) fn question(text: &str, previous: &[String], case: Option<&Case>) {
    let mut topic: Option<Topic> = None;
    for text in previous.iter().map(String::as_str).chain([text]) {
        let turn = Turn {
            case,
            topic: topic.as_ref(),
            ..Turn::of(text)
        };
        let reply = CONVERSATION.reply(&CONTENT, &turn);
        assert!(!reply.answers.is_empty(), "no word to it");
        for answer in &reply.answers {
            // Words for the patient are an answer by themselves.
            let told = !answer.statements.is_empty()
                || !answer.notes.is_empty()
                || !answer.script.is_empty();
            // A fact that closes nothing is told with its change, one that is recorded as such, and that is all.
            let heard = !reply.new_facts.is_empty() || !reply.recorded.is_empty();
            assert!(
                answer.reason != Reason::Answered || told || heard,
                "answered with nothing"
            );
            assert!(answer.reason != Reason::Identifier || !told);
        }
        reply_html(&CONTENT, &reply, Some("label"));
        to_json(&CONTENT, &reply);
        reply_text(&CONTENT, &reply, case.is_some());
        topic = reply.topic;
    }
}

/// The screen for identifiers: what it leaves is clean, and places in it hold.
pub(crate) fn screened(text: &str) {
    for part in [Part::Text, Part::FileName] {
        let seen = CONVERSATION.without_identifiers(&CONTENT, part, text);
        told(&CONTENT, &seen);
        if let Some(rest) = seen.rest {
            assert_eq!(rest.len(), text.len());
            assert!(CONVERSATION.identifiers(&rest).is_empty());
        }
    }
}

/// Questions with something changed: nearer to what is understood than any text.
fn changed_question() -> impl Strategy<Value = String> {
    let ways: Vec<&str> = CONTENT
        .language
        .intents
        .iter()
        .flat_map(|asked| &asked.examples)
        .map(String::as_str)
        .collect();
    (proptest::sample::select(ways), edits()).prop_map(|(way, edits)| edited(way, &edits))
}

/// Digits, separators and words that numbers stand beside: what the screen's patterns look at.
fn near_identifier() -> impl Strategy<Value = String> {
    "(mr |dr\\. |dob |tel |nhs no |born |lives |MRN|@|[A-Z]\\p{Ll}{1,6} ?|[0-9]{1,6}[-./ ]?|\\p{Nd}|[a-z]{1,5}|[ ,.:#()/+-]|\\u{200b}|é|ß|İ){0,24}"
}

proptest! {
    #![proptest_config(one_in(1))]

    #[test]
    fn any_text_in_place_of_a_button(state in state(), text in text()) {
        in_place_of_a_button(&state, &text);
    }

    #[test]
    fn any_text_is_screened(text in text(), near in near_identifier()) {
        screened(&text);
        screened(&near);
    }
}

proptest! {
    // A question costs a search; unoptimized, ten times as much.
    #![proptest_config(one_in(8))]

    #[test]
    fn any_text_as_a_question(text in text(), case in proptest::option::of(case())) {
        question(&text, &[], case.as_ref());
    }

    #[test]
    fn a_changed_question(text in changed_question(), previous in proptest::option::of(changed_question()), case in proptest::option::of(case())) {
        question(&text, previous.as_slice(), case.as_ref());
    }
}

proptest! {
    #![proptest_config(one_in(128))]

    #[test]
    fn a_very_long_text(piece in text(), state in state()) {
        let long: String = piece.chars().chain(" ".chars()).cycle().take(10_000).collect();
        in_place_of_a_button(&state, &long);
        question(&long, &[], None);
    }
}
