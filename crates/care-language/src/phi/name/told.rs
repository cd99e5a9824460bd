//! Somebody who is told of without a title: introduced, doing something, an age behind a surname, or what only
//! one person is.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Look, Word};
use crate::phi::sheet::just_before;
use crate::phi::vocabulary::{Given, Vocabulary};
use care_text::pattern::ascii_bounded as pattern;

/// Everything that introduces a name, whatever its case.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:(?:pts?|patient'?s?|her|his|their|my|full|first|last|given|family|sur|nick|sir)[ -]?)?names? ?(?:is|are|was|:|=)+ *$|\bsurname ?(?:is|:|=)? *$|\b(?:pt|patient|he|she|man|woman|lady|guy|someone|somebody|bloke|chap) (?:is )?(?:called|named) *$|^name *$",
    )
});

/// What introduces one that has a capital.
static INTRODUCED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\b(?:(?:my|her|his|our|the|a) )?(?:husband|wife|mum|mom|mother|dad|father|son|daughter|brother|sister|uncle|aunt|nan|gran|grandad|partner|friend|colleague|boss|neighbour|patient|pt|client|physio|surgeon|gp|doctor|nurse|consultant|podiatrist)(?: is| called| named|,)?|\b(?:called|named|asked by|seen by|under|surgeon|consultant|physio|physician|podiatrist|gp)(?: is)?|\b(?:regards|thanks|cheers|best wishes|yours|thx|many thanks)[, ]*|\b(?:pt|patient|hm pt) ?(?:=|is|:)|\bre ?:|\b(?:hi|hello)[,!]? (?:i'?m|this is|it'?s)|\bi'?m|\bdear) *$",
    )
});

/// What follows the name of somebody who does something.
static DOES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^ (?:has|had|asks|asked|wants|wanted|says|said|thinks|came|told|tells|reports|complains|tried|refuses|declines|presents|presented|attended|rang|feels|felt|(?:is|was) (?:back|on|\d+|worried|keen|happy))\b",
    )
});

/// An age that nothing else is: with a sex or a word for years, or set apart.
static SURE_AGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^,? ?\(?[1-9]\d ?-?(?:m|f|yo|y/o|yrs?|male|female|j|ans|lat)\b|^, ?[1-9]\d(?:[,;)]|\s*$)|^ \([1-9]\d\)",
    )
});

/// What only one person is somewhere, and where.
static ROLE: LazyLock<Regex> = LazyLock::new(|| {
    let role = "(?:goal ?keeper|goalie|keeper|striker|midfielder|winger|captain|skipper|manager|head coach|coach\
        |mayor|vicar|rector|bishop|imam|mp|head ?teacher|headmaster|headmistress|principal|ceo|founder|owner|landlord\
        |landlady|singer|drummer|guitarist|presenter|newsreader|conductor|ambassador|sheriff|president|chair(?:wo)?(?:man)?)";
    pattern(&format!(
        r"\b(?:(?i:{role} (?:of|for|at|from|in|with)|plays? (?:in goal )?for|played for)) (?:the )?(?:(?P<place>\p{{Lu}}[\p{{L}}'.-]+)(?: \p{{Lu}}[\p{{L}}'.-]*)*|(?P<club>(?:\p{{L}}+ ){{1,3}}(?i:fc|rfc|afc|cc|united|rovers|wanderers|athletic)\b))"
    ))
});

/// Where somebody is told by what only one person is: "the goalkeeper of Harrogate FC".
pub(super) fn roles(text: &str, vocabulary: &Vocabulary<'_>) -> Vec<Range<usize>> {
    let found = ROLE.captures_iter(text).filter_map(|role| {
        let named = role.name("place").is_none_or(|place| {
            !vocabulary.ordinary(place.as_str()) || vocabulary.eponym(place.as_str())
        });
        named.then_some(role.get(0)?.range())
    });
    found.collect()
}

impl Look<'_> {
    /// "name is karen", "my dad Colin".
    pub(super) fn introduced(&self) -> Option<usize> {
        let word = self.word();
        let before = just_before(self.text, word.start);
        let may_be = self.is_unknown(word) || self.vocabulary.given(word.text).is_some();
        let named = (may_be && NAMED.is_match(before))
            || (may_be && word.capital && !word.shouted && INTRODUCED.is_match(before));
        named.then_some(self.at)
    }

    /// "Grace wants an injection", "patel asks", "Whitlock is back".
    pub(super) fn does_something(&self) -> Option<usize> {
        let word = self.word();
        if word.touched || word.shouted || !DOES.is_match(&self.text[word.end..]) {
            return None;
        }
        let name = if word.capital {
            let given = match self.vocabulary.given(word.text) {
                Some(Given::Word) => !self.begins(),
                given => given.is_some() && !self.is_month(word),
            };
            given || self.may_be_alone(word)
        } else {
            self.vocabulary.only_surname(word.text)
        };
        name.then_some(self.at)
    }

    /// "patel 61f", "Kaur 48F": a surname or a unknown word that begins a text or a line, and an age.
    pub(super) fn surname_with_age(&self) -> Option<usize> {
        let word = self.word();
        if word.touched || !self.begins() || !SURE_AGE.is_match(&self.text[word.end..]) {
            return None;
        }
        let capital = word.capital && !word.shouted && self.may_be_alone(word);
        (capital || self.vocabulary.only_surname(word.text)).then_some(self.at)
    }

    /// Whether a word with a capital may be somebody's only name here: at the beginning of a sentence every word
    /// has a capital, so there one of English is none.
    fn may_be_alone(&self, word: &Word<'_>) -> bool {
        word.text.chars().count() >= 4
            && self.vocabulary.is_unknown_alone(word.text)
            && (!self.begins() || !self.vocabulary.english(word.text))
            && !self.vocabulary.is_slip(word.text)
    }
}
