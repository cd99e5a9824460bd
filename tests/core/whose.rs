//! Of whom a text tells: the patient at hand, another one, one of those before, several, or one only remembered.

use care_language::reading::{Reader, Whose};
use std::sync::LazyLock;

use super::CONTENT;

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new(&CONTENT));

#[test]
fn a_text_says_whose_it_is() {
    for (text, whose) in [
        ("nother one 34m insertion 8mm incidental", Whose::New),
        ("next lady 41, wk 22 pregnant, midportion 5mm", Whose::New),
        (
            "different patient - can someone on lithium have an nsaid",
            Whose::New,
        ),
        (
            "back to the lady pls - she cant do a single heel raise",
            Whose::Earlier,
        ),
        ("back to my first pt, worst pain 5", Whose::Earlier),
        ("and the dad?", Whose::Earlier),
        ("what about the other one", Whose::Earlier),
        ("mine is same but 71 and 3cm, do i op", Whose::Compared),
        (
            "I had one like this, 70f, ruptured after eswt",
            Whose::Remembered,
        ),
        ("reminds me of a lady who tore hers", Whose::Remembered),
        (
            "got two: 1) 44m midportion ossification 1cm sore on running 2) his dad 72 insertional 3cm on prednisolone",
            Whose::Several,
        ),
        ("both pts insertional, one 1cm, load pain", Whose::Several),
        (
            "62F insertional 2 cm load pain. 38m footballer midportion 8mm",
            Whose::Several,
        ),
    ] {
        assert_eq!(READER.whose(&CONTENT, text), whose, "{text}");
    }
}

#[test]
fn what_is_told_of_the_patient_at_hand_is_nobody_elses() {
    for text in [
        "back to running next month, worst pain 5",
        "and his dad had psoriasis",
        "62F insertional 1cm load pain, at age 58 it was 8mm insertional",
        "62F insertional 1cm load pain, mum 84 had gout",
        "two foci, insertional, the larger 2 cm",
        "back to her sport since may",
        "the other heel is sore too",
        "had eswt like this before",
        "same patient, worst pain 6",
        "actually 66, and it is 3 cm",
    ] {
        assert_eq!(READER.whose(&CONTENT, text), Whose::Unsaid, "{text}");
    }
}

#[test]
fn a_patient_is_presented_at_the_beginning_of_a_text() {
    for (text, presents) in [
        ("referral: 28m climber, midportion ossification 6cm", true),
        ("saw a 62 year old woman, insertional 1 cm", true),
        (
            "insertional 1 cm, sore on stairs for months, tried a lift and loading, is 62 and female",
            false,
        ),
        ("62, insertional 1 cm", false),
        ("she has pain 6 now", false),
    ] {
        let reading = READER.told(&CONTENT, text);
        assert_eq!(
            READER.presents_patient(&CONTENT, &reading),
            presents,
            "{text}"
        );
    }
}

#[test]
fn who_was_told_of_wrongly_is_taken_back() {
    for text in [
        "sorry wrong pt that was someone else",
        "that was about another patient",
        "ignore that",
    ] {
        assert!(READER.retracts(&CONTENT, text), "{text}");
    }
    assert!(READER.names_wrong_patient(&CONTENT, "sorry wrong pt"));
    assert!(!READER.names_wrong_patient(&CONTENT, "ignore that"));
    assert!(READER.names_same_patient(&CONTENT, "same patient"));
    assert!(!READER.names_same_patient(
        &CONTENT,
        "the same pain as before when she runs, insertional"
    ));
}
