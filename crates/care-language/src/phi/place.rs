//! Where in a message something identifies a person, what is left without it, and how that is told. The words
//! themselves are never told.

use std::collections::HashSet;
use std::ops::Range;

use care_engine::content::Content;

use super::normalize::Normalized;
use super::sheet::Stretch;
use super::vocabulary::Vocabulary;
use super::{Kind, Kinds, file_name, screen};

/// The part of a message in which something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The text of a message, as it was typed.
    Text,
    /// What was typed under a picture or a file.
    Caption,
    /// The name of a file.
    FileName,
    /// A contact card: a name and a phone number.
    Contact,
    /// The name or the address of a place.
    Place,
    /// A poll or a checklist.
    List,
    /// A message that was edited, whatever is in it.
    Edit,
}

/// Where something stands in its part of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// Before all other words.
    AtTheStart,
    /// Neither at the beginning nor at the end of its part.
    InTheMiddle,
    /// Behind all other words.
    AtTheEnd,
    /// There are no other words.
    Alone,
    /// Behind a word that names a kind of number or date, and nobody.
    After(&'static str),
}

/// What was seen in a part of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// All kinds of identifiers that were found.
    pub kinds: Kinds,
    /// Each of them with its place.
    pub places: Vec<(Kind, Part, Stands)>,
    /// The text with blanks in place of what was found, at the same length in bytes, so that places in it
    /// hold; nothing where too little is left or it could not be taken out.
    pub rest: Option<String>,
}

impl Seen {
    /// Adds what was seen in another part of the message, of which nothing else is read.
    pub fn add(&mut self, other: Self) {
        self.kinds = Kinds(self.kinds.0 | other.kinds.0);
        self.places.extend(other.places);
    }
}

/// Words behind which a number or a date is named. None of them is a name.
const LABELS: &[(&str, &str)] = &[
    ("mrn", "MRN"),
    ("nhs", "NHS"),
    ("chi", "CHI"),
    ("dob", "DOB"),
    ("d.o.b", "DOB"),
    ("date of birth", "date of birth"),
    ("born", "born"),
    ("hospital", "hospital"),
    ("tel", "tel"),
    ("phone", "phone"),
    ("mobile", "mobile"),
    ("mob", "mob"),
    ("ring", "ring"),
    ("call", "call"),
    ("name", "name"),
    ("patient", "patient"),
    ("pt", "pt"),
    ("address", "address"),
    ("lives", "lives"),
];

/// What in a part of a message could identify a person, where it stands, and what is left without it.
pub fn seen(part: Part, text: &str, known: impl Fn(&str) -> bool) -> Seen {
    let vocabulary = Vocabulary::new(&known);
    if part == Part::FileName {
        return seen_in_file_name(text, &vocabulary);
    }
    let normalized = Normalized::of(text);
    let stretches = screen(normalized.text.clone(), &vocabulary);
    if stretches.is_empty() {
        return Seen {
            rest: Some(text.to_owned()),
            ..Seen::default()
        };
    }
    let mut rest = text.to_owned();
    for stretch in &stretches {
        blank(&mut rest, normalized.typed(&stretch.range));
    }
    blank_again(&mut rest, &normalized, &stretches, &vocabulary);
    let mut places: Vec<_> = (stretches.iter())
        .map(|stretch| {
            let typed = normalized.typed(&stretch.range);
            (stretch.kind, part, stands(text, &rest, stretch.kind, typed))
        })
        .collect();
    places.sort_by_key(|(kind, _, _)| *kind);
    places.dedup();
    let clean = screen(Normalized::of(&rest).text, &vocabulary).is_empty();
    Seen {
        kinds: Kinds::of(stretches.iter().map(|stretch| stretch.kind)),
        places,
        rest: (clean && rest.chars().any(char::is_alphabetic)).then_some(rest),
    }
}

/// Nothing clinical is read from a file's name.
fn seen_in_file_name(name: &str, vocabulary: &Vocabulary<'_>) -> Seen {
    let kinds = Kinds::of(file_name::kinds(&Normalized::of(name).text, vocabulary));
    Seen {
        kinds,
        places: (kinds.iter())
            .map(|kind| (kind, Part::FileName, Stands::Alone))
            .collect(),
        rest: None,
    }
}

fn blank(text: &mut String, stretch: Range<usize>) {
    let blanks = " ".repeat(stretch.len());
    text.replace_range(stretch, &blanks);
}

/// Takes out the words of names wherever else they stand.
fn blank_again(
    rest: &mut String,
    normalized: &Normalized,
    found: &[Stretch],
    vocabulary: &Vocabulary<'_>,
) {
    let between = |c: char| !c.is_alphanumeric();
    let words: HashSet<String> = (found.iter())
        .filter(|stretch| stretch.kind == Kind::Name)
        .flat_map(|stretch| normalized.text[stretch.range.clone()].split(between))
        .filter(|word| word.chars().count() > 2 && !vocabulary.ordinary(word))
        .map(str::to_lowercase)
        .collect();
    let mut again = Vec::new();
    let mut start = 0;
    for word in rest.split(between) {
        if words.contains(&word.to_lowercase()) {
            again.push(start..start + word.len());
        }
        let end = start + word.len();
        start = end + rest[end..].chars().next().map_or(0, char::len_utf8);
    }
    for word in again {
        blank(rest, word);
    }
}

fn stands(text: &str, rest: &str, kind: Kind, stretch: Range<usize>) -> Stands {
    let before = text[..stretch.start].trim_end_matches([' ', ':', '#', '.', '=', '-']);
    let own = &text[stretch.clone()];
    let label = LABELS.iter().find(|(word, _)| {
        // A word of a name is none of these.
        ends_with_word(before, word) || (kind != Kind::Name && begins_with_word(own, word))
    });
    if let Some((_, label)) = label {
        return Stands::After(label);
    }
    let words = |text: &str| text.chars().any(char::is_alphanumeric);
    match (words(&rest[..stretch.start]), words(&rest[stretch.end..])) {
        (false, true) => Stands::AtTheStart,
        (true, true) => Stands::InTheMiddle,
        (true, false) => Stands::AtTheEnd,
        (false, false) => Stands::Alone,
    }
}

fn ends_with_word(text: &str, word: &str) -> bool {
    let Some(start) = text.len().checked_sub(word.len()) else {
        return false;
    };
    let is_it = |end: &str| end.eq_ignore_ascii_case(word);
    text.get(start..).is_some_and(is_it) && !text[..start].ends_with(char::is_alphanumeric)
}

fn begins_with_word(text: &str, word: &str) -> bool {
    let is_it = |begin: &str| begin.eq_ignore_ascii_case(word);
    text.get(..word.len()).is_some_and(is_it)
        && !text[word.len()..].starts_with(char::is_alphanumeric)
}

/// What to tell the person who sent it: that it was not stored, what was seen and where, and whether the rest
/// is read.
pub fn told(content: &Content, seen: &Seen) -> String {
    let mut lines = vec![content.text("identifier").to_owned()];
    lines.extend(seen.places.iter().map(|(kind, part, stands)| {
        let place = match (part, stands) {
            (Part::Text, Stands::After(label)) => {
                content.text_with("identifier.after", &[("label", label)])
            }
            (Part::Text, Stands::AtTheStart) => content.text("identifier.start").to_owned(),
            (Part::Text, Stands::InTheMiddle) => content.text("identifier.middle").to_owned(),
            (Part::Text, Stands::AtTheEnd) => content.text("identifier.end").to_owned(),
            (Part::Text, Stands::Alone) => content.text("identifier.alone").to_owned(),
            (Part::Caption, _) => content.text("identifier.caption").to_owned(),
            (Part::FileName, _) => content.text("identifier.file_name").to_owned(),
            (Part::Contact, _) => content.text("identifier.contact").to_owned(),
            (Part::Place, _) => content.text("identifier.place").to_owned(),
            (Part::List, _) => content.text("identifier.list").to_owned(),
            (Part::Edit, _) => content.text("identifier.edit").to_owned(),
        };
        content.text_with(kind.text_key(), &[("place", &place)])
    }));
    lines.dedup();
    let key = match seen.rest {
        Some(_) => "identifier.rest",
        None => "identifier.again",
    };
    lines.push(content.text(key).to_owned());
    lines.join("\n")
}
