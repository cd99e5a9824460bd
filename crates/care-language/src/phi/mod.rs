//! Text that looks as if it names a person. Such text is not taken in: not stored, not repeated.
//!
//! A miss is worse than a false alarm, but clinical shorthand ("3x15", "12/52", "VISA-A 62") has to
//! pass. So numbers and dates go by their shape and by the words beside them, names by what is
//! known not to be one: `vocabulary` has the words.
//!
//! - `normalize`: one way of writing for what looks the same.
//! - `sheet`: the text under the looks, and the stretches that were found.
//! - `contact`: mail addresses, handles, links to a profile.
//! - `date`: dates of birth and other exact days.
//! - `register`: numbers by which registers know a person.
//! - `number`: long numbers that are neither measurements nor papers.
//! - `address`: where somebody lives.
//! - `name`: names, with and without a title.
//! - `script`: names in scripts that are not ours.
//! - `spelt`: numbers digit by digit, or spelt out.
//! - `file_name`: names of files, whose words stand together.
//! - `place`: where it stands, what is left without it, and how that is told.

mod address;
mod contact;
mod date;
mod file_name;
mod name;
mod normalize;
mod number;
mod place;
mod register;
mod script;
mod sheet;
mod spelt;
mod vocabulary;

use sheet::{Sheet, Stretch};
use vocabulary::Vocabulary;

pub use place::{Part, Seen, Stands, seen, told};

/// What could lead to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A name, with or without a title.
    Name,
    /// A date of birth, or any other exact day: a bare one cannot be told from a birthday.
    Date,
    /// A telephone or fax number, written in any grouping.
    Telephone,
    /// A mail address, or what is left of one.
    Email,
    /// A number of a record, a register, an insurance, a passport, a vehicle.
    RecordNumber,
    /// A postal address or postcode.
    Address,
    /// A name in a messenger or a social network, or a link to one.
    Handle,
}

impl Kind {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 7] = [
        Self::Name,
        Self::Date,
        Self::Telephone,
        Self::Email,
        Self::RecordNumber,
        Self::Address,
        Self::Handle,
    ];

    /// As it is written in sets and in keys of texts.
    pub fn id(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Date => "date",
            Self::Telephone => "telephone",
            Self::Email => "email",
            Self::RecordNumber => "record_number",
            Self::Address => "address",
            Self::Handle => "handle",
        }
    }

    /// The interface text that says what was seen and what to leave out.
    fn text_key(self) -> &'static str {
        match self {
            Self::Name => "identifier.name",
            Self::Date => "identifier.date",
            Self::Telephone => "identifier.telephone",
            Self::Email => "identifier.email",
            Self::RecordNumber => "identifier.record_number",
            Self::Address => "identifier.address",
            Self::Handle => "identifier.handle",
        }
    }
}

/// A set of kinds. It holds nothing of the text in which they were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kinds(u8);

impl Kinds {
    /// Whether nothing was found.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether this kind was found.
    pub fn has(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u8) != 0
    }

    /// The kinds that were found, each once.
    pub fn iter(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(move |kind| self.has(*kind))
    }

    fn of(kinds: impl IntoIterator<Item = Kind>) -> Self {
        let bits = kinds.into_iter().map(|kind| 1 << kind as u8);
        Self(bits.fold(0, |all, bit| all | bit))
    }
}

/// What in a text could identify a person. A word that is known stands in the content, in lower case.
pub fn found(text: &str, known: impl Fn(&str) -> bool) -> Kinds {
    let stretches = screen(
        normalize::Normalized::of(text).text,
        &Vocabulary::new(&known),
    );
    Kinds::of(stretches.into_iter().map(|stretch| stretch.kind))
}

/// Whether a word of the language is on the lists, and so no slip for another one.
pub(crate) fn is_ordinary(word: &str) -> bool {
    vocabulary::is_listed(word)
}

/// Whether a word is one of English, which is no slip for another: a "reference" is no "referee".
pub(crate) fn is_english(word: &str) -> bool {
    vocabulary::is_english(word)
}

/// One look after another, the surest first; what one has explained is blanked for the next.
fn screen(text: String, vocabulary: &Vocabulary<'_>) -> Vec<Stretch> {
    let mut sheet = Sheet::new(text);
    contact::links(&mut sheet);
    number::explain_papers(&mut sheet);
    contact::mail(&mut sheet, vocabulary);
    file_name::file_names(&mut sheet, vocabulary);
    contact::handles(&mut sheet, vocabulary);
    register::labelled(&mut sheet);
    date::dates(&mut sheet);
    register::shaped(&mut sheet);
    address::addresses(&mut sheet, vocabulary);
    number::long_numbers(&mut sheet);
    spelt::hidden_numbers(&mut sheet);
    script::names(&mut sheet);
    name::names(&mut sheet, vocabulary);
    sheet.into_found()
}

#[cfg(test)]
mod tests;
