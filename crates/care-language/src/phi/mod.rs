//! Text that looks as if it names a person. Such text is not taken in: not stored, not repeated.
//!
//! A miss is worse than a false alarm, but clinical shorthand ("3x15", "12/52", "VISA-A 62") has to
//! pass. So numbers and dates go by their shape and by the words beside them, names by what is
//! known not to be one: `vocabulary` has the words.
//!
//! - `normalize`: one way of writing for what looks the same.
//! - `contact`: mail addresses, handles, links to a profile.
//! - `date`: dates of birth and other exact days.
//! - `register`: numbers by which registers know a person.
//! - `number`: long numbers that are neither measurements nor papers.
//! - `address`: where somebody lives.
//! - `name`: names, with and without a title.
//! - `script`: names in scripts that are not ours.
//! - `spelt`: numbers digit by digit, or spelt out.
//! - `place`: where it stands, and what is left without it.

mod address;
mod contact;
mod date;
mod name;
mod normalize;
mod number;
mod place;
mod register;
mod script;
mod spelt;
mod vocabulary;

use care_engine::content::Content;
use vocabulary::Vocabulary;

pub use place::{Seen, Stands, seen};

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

    /// The interface text that says what to leave out.
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

    fn add(&mut self, kind: Kind) {
        self.0 |= 1 << kind as u8;
    }

    fn add_if(&mut self, kind: Kind, found: bool) {
        if found {
            self.add(kind);
        }
    }
}

/// What in a text could identify a person. A word that is known stands in the content, in lower case;
/// two others with capitals, side by side, are a name.
pub fn found(text: &str, known: impl Fn(&str) -> bool) -> Kinds {
    screen(text, &Vocabulary::with(&known))
}

/// Whether a text seems to hold anything of the kind, as far as that can be told without the words of
/// the content: names without a title are seen only where a given name is among them.
pub fn suspected(text: &str) -> bool {
    !screen(text, &Vocabulary::alone()).is_empty()
}

/// What to tell the person who typed it: that it was not kept, and what to leave out.
pub fn told(content: &Content, kinds: Kinds) -> String {
    let texts = kinds.iter().map(|kind| content.text(kind.text_key()));
    let mut words = vec![content.text("identifier")];
    words.extend(texts);
    words.join("\n")
}

/// Whether a word of the language is on the lists, and so no slip for another one.
pub(crate) fn is_ordinary(word: &str) -> bool {
    Vocabulary::alone().ordinary(word)
}

/// One look after another; what one has explained is blanked for the next.
fn screen(text: &str, vocabulary: &Vocabulary<'_>) -> Kinds {
    let mut text = normalize::normalize(text);
    let mut kinds = Kinds::default();
    kinds.add_if(Kind::Handle, contact::links(&mut text));
    number::blank_papers(&mut text);
    kinds.add_if(Kind::Email, contact::mail(&mut text, vocabulary));
    kinds.add_if(Kind::Handle, contact::handles(&text, vocabulary));
    kinds.add_if(Kind::RecordNumber, register::labelled(&mut text));
    kinds.add_if(Kind::Date, date::dates(&mut text));
    kinds.add_if(Kind::RecordNumber, register::shaped(&mut text));
    kinds.add_if(Kind::Address, address::addresses(&mut text, vocabulary));
    match number::long_number(&text) {
        Some(number::Long::Telephone) => kinds.add(Kind::Telephone),
        Some(number::Long::Record) => kinds.add(Kind::RecordNumber),
        None => {}
    }
    kinds.add_if(Kind::Telephone, spelt::hidden_number(&text));
    kinds.add_if(
        Kind::Name,
        name::names(&text, vocabulary) || script::names(&text),
    );
    kinds
}

#[cfg(test)]
mod tests;
