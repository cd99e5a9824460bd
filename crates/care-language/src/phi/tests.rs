use super::{Kind, found};

/// With a few words of a content.
fn suspected(text: &str) -> bool {
    let known =
        |word: &str| ["achilles", "insertional", "visa", "alfredson", "tendon"].contains(&word);
    !found(text, known).is_empty()
}

#[test]
fn identifiers_are_seen() {
    for text in [
        "Mr Jones, 54",
        "Mrs. Adams",
        "born 03/11/1962",
        "1962-11-03",
        "ada@example.org",
        "+44 20 7946 0958",
        "record 4857773456",
        "born 3 March 1968, takes ramipril",
        "seen on March 3rd, 1968",
        "lives at 18 Larch Close",
        "NE99 1AA",
        "case no 2024/ACH/00317",
        "MRN 00482",
        "Dr Halloway asks",
    ] {
        assert!(suspected(text), "{text}");
    }
}

#[test]
fn clinical_shorthand_passes() {
    for text in [
        "3x15",
        "12/52",
        "VISA-A 62",
        "C5/C6",
        "since 2019",
        "insertional",
        "7",
        "6-7",
        "eGFR 30-59",
        "none",
        "3 sets of 15, 12 weeks",
        "XR Jan 23 2cm, XR Jun 24 2.1cm",
        "case 3 of 5",
        "seen in May",
        "6-8/52 then refer?",
        "PMID 34187784 is that the guideline",
        "patient 54, Achilles pain",
        "5/10 at 12/52, 3/7 later",
        "ICD M76.61 or M61.57?",
        "Alfredson or Silbernagel?",
    ] {
        assert!(!suspected(text), "{text}");
    }
}

#[test]
fn a_name_without_a_title_is_seen_unless_its_words_are_known() {
    let known = |word: &str| ["achilles", "tendon", "kager", "tuesday"].contains(&word);
    let names = |text| found(text, known).has(Kind::Name);
    assert!(names("advice for Kevin Brandt, 54"));
    assert!(names("name is Ada Byron"));
    assert!(names("Ngozi Umeadi 39F"));
    assert!(!names("exercise for Achilles Tendon"));
    assert!(!names("exercise for Kager Triangle"));
    assert!(!names("for Tuesday"));
}
