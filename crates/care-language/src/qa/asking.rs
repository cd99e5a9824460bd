//! How something is asked: whether it leans on what was asked before, whether it wants a yes or a no,
//! whether it is about the way to go, whether a patient writes.

use super::emergency::open_phrase;
use super::phrases::Phrases;
use super::words::{Seen, plain};
use care_engine::content::{Anchor, Content, SectionIx};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Leading,
    Pointing,
    Person,
    Elliptic,
    YesNo,
    Way(SectionIx),
    Instead(SectionIx),
    Doubting,
    Patient,
}

/// How a text asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Form {
    /// It says nothing alone.
    pub leans: bool,
    /// It points to something, or to the patient: in the thread of a case it is about that case.
    pub of_case: bool,
    /// It wants a yes or a no.
    pub yes_no: bool,
    /// It is about the way to go: the section of the plan that says it first.
    pub way: Option<SectionIx>,
    /// Where the words stand that ask for it: from which word to which.
    pub way_at: (usize, usize),
    /// It asks for something else in place of a treatment that it names: the section of the plan that has it.
    pub instead: Option<SectionIx>,
    /// It doubts that what is urgent is urgent.
    pub doubts: bool,
    /// Somebody writes about their own body.
    pub patient: bool,
}

/// The words that tell how something is asked.
pub(super) struct Asking {
    marks: Phrases<Mark>,
}

/// A text of more words than these stands on its own, whatever it points to.
const MOST_WORDS: usize = 9;

impl Asking {
    /// Takes the words from the content.
    pub(super) fn new(content: &Content) -> Self {
        let asking = &content.language.asking;
        let lists = [
            (Mark::Leading, &asking.leading),
            (Mark::Pointing, &asking.pointing),
            (Mark::Person, &asking.person),
            (Mark::Elliptic, &asking.elliptic),
            (Mark::YesNo, &asking.yes_no),
            (Mark::Doubting, &asking.doubting),
            (Mark::Patient, &asking.patient),
        ];
        let marks = lists
            .iter()
            .flat_map(|(mark, words)| words.iter().map(|word| (*mark, open_phrase(word))));
        let way = asking.way.iter();
        let way = way.map(|(section, words)| (Mark::Way(*section), open_phrase(words)));
        let instead = asking.instead.iter();
        let instead = instead.map(|(section, words)| (Mark::Instead(*section), open_phrase(words)));
        Self {
            marks: Phrases::new(marks.chain(way).chain(instead)),
        }
    }

    /// How a text asks; `anchor` tells what the synonym sets in it are about.
    pub(super) fn form(&self, text: &str, seen: &Seen, anchor: impl Fn(usize) -> Anchor) -> Form {
        let plain = plain(text);
        let words = plain.split(' ').count();
        let found = self.marks.find_at(&plain);
        let has = |mark: Mark| found.iter().any(|(known, _)| *known == mark);
        let starts = |mark: Mark| {
            found
                .iter()
                .any(|(known, at)| *known == mark && at.start == 0)
        };
        let whole = |mark: Mark| {
            let covers = |at: &std::ops::Range<usize>| at.start == 0 && at.end == words;
            found.iter().any(|(known, at)| *known == mark && covers(at))
        };
        let subject = seen
            .synonym_sets
            .iter()
            .any(|place| anchor(place.index()) != Anchor::Loose);
        let short = words <= MOST_WORDS;
        let bare = !subject && seen.common + seen.rare == 0;
        // "And in pregnancy?" names something and leans all the same.
        let names_matter = seen
            .synonym_sets
            .iter()
            .any(|place| matches!(anchor(place.index()), Anchor::Here | Anchor::Matter));
        let leads = starts(Mark::Leading) && short && !names_matter;
        let points = bare && short && has(Mark::Pointing);
        let elliptic = whole(Mark::Elliptic) || (bare && words <= 4);
        let asks = |at: &std::ops::Range<usize>| at.start == 0 || at.end == words;
        // The longest words say most of what is asked for.
        let ways = found.iter().filter_map(|(mark, at)| match mark {
            Mark::Way(section) => Some((at, *section)),
            _ => None,
        });
        let way = ways.max_by_key(|(at, _)| at.len());
        Form {
            leans: leads || points || elliptic,
            of_case: has(Mark::Pointing) || has(Mark::Person),
            yes_no: found
                .iter()
                .any(|(mark, at)| *mark == Mark::YesNo && asks(at)),
            way: way.map(|(_, section)| section),
            way_at: way.map_or((0, 0), |(at, _)| (at.start, at.end)),
            instead: found.iter().find_map(|(mark, _)| match mark {
                Mark::Instead(section) => Some(*section),
                _ => None,
            }),
            doubts: has(Mark::Doubting),
            patient: has(Mark::Patient),
        }
    }
}
