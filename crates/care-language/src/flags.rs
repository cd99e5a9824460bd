//! Red flags told of a patient in free text.
//!
//! A flag that is missed does harm, one raised without need costs a tap: what is not clear is a flag. The
//! whole text is looked at, whatever its length. A denial never answers the screen; it only raises nothing.

use std::collections::HashSet;
use std::ops::Range;

use care_engine::content::{Content, OptionIx, OptionSet};

use crate::text::{Denial, Hit, Listed, Patterns, QuantityKind, Scopes, Sign, Tokens, quantities};

/// What a text says about red flags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Told of the patient: options of the red-flag question.
    pub flags: OptionSet,
    /// Those of them that are told by a phrase which tells a flag wherever it stands.
    pub signs: OptionSet,
    /// Where each stands, in bytes of the text.
    pub places: Vec<(OptionIx, Range<usize>)>,
    /// Asked about in general, or only supposed.
    pub general: OptionSet,
    /// Said to be absent. That is no answer to the screen.
    pub denied: OptionSet,
    /// Told as something that is over, that is only feared, or that is another thing.
    pub over: OptionSet,
}

/// What a phrase is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// The words of a flag, which need somebody of whom they are told.
    Word(usize),
    /// A phrase that is told wherever it stands.
    Sign(usize),
    /// Words for what is over and no flag any more, or only feared.
    Past(usize),
    /// Words with which a flag is asked about in general.
    General(Option<usize>),
    /// "Since yesterday", "he has".
    Telling,
    /// "This morning", "just": what has happened a moment or a few days ago.
    JustHappened,
    /// A relative who only says something of the patient.
    KinSays,
    /// What changes other words.
    Cue(Sign),
}

/// Finds the red flags that a text tells of the patient.
pub struct Flags {
    patterns: Patterns,
    marks: Vec<Mark>,
    flags: Vec<OptionIx>,
    /// Which lists of words have their own for what is over.
    has_past: Vec<bool>,
    own: HashSet<String>,
    patient: HashSet<String>,
}

/// A general question stands so near before the words that it asks about.
const GENERAL_REACH: usize = 8;

/// The cue of words for what has only just happened.
const JUST_HAPPENED: &str = "just_happened";
/// The cue of a relative who only says something of the patient.
const KIN_SAYS: &str = "kin_says";
/// The cue of words that make a relative one of who writes.
const OWN: &str = "own_kin";
/// The cue of words for the patient, beside whom a relative is somebody else.
const PATIENT: &str = "names_patient";

impl Flags {
    /// Takes the words from the content.
    pub fn new(content: &Content) -> Self {
        let mut marks = Vec::new();
        let mut phrases: Vec<(usize, &str)> = Vec::new();
        let language = &content.language;
        let mut lists: Vec<(Mark, &[String])> = Vec::new();
        for (place, alarm) in language.alarms.iter().enumerate() {
            lists.push((Mark::Word(place), &alarm.words));
            lists.push((Mark::Sign(place), &alarm.signs));
            lists.push((Mark::Past(place), &alarm.past));
            lists.push((Mark::General(Some(place)), &alarm.asked));
        }
        lists.push((Mark::Telling, &language.telling.told));
        for cue in &content.vocabulary.cues {
            if cue.id == JUST_HAPPENED {
                lists.push((Mark::JustHappened, &cue.words));
            } else if cue.id == KIN_SAYS {
                lists.push((Mark::KinSays, &cue.words));
            } else if cue.id == "general" {
                lists.push((Mark::General(None), &cue.words));
            } else if let Some(sign) = Sign::of(&cue.id) {
                lists.push((Mark::Cue(sign), &cue.words));
            }
        }
        for (mark, words) in lists {
            phrases.extend(words.iter().map(|word| (marks.len(), word.as_str())));
            marks.push(mark);
        }
        Self {
            patterns: Patterns::new(phrases.into_iter()),
            marks,
            flags: language.alarms.iter().map(|alarm| alarm.flag).collect(),
            has_past: (language.alarms.iter())
                .map(|alarm| !alarm.past.is_empty())
                .collect(),
            own: words_of_cue(content, OWN),
            patient: words_of_cue(content, PATIENT),
        }
    }

    /// What a text says about red flags.
    pub fn told(&self, text: &str) -> Told {
        let tokens = Tokens::of(text);
        let hits = self.patterns.find(&tokens);
        let mark = |hit: &Hit| self.marks[hit.meaning];
        let found: Vec<&Hit> = hits
            .iter()
            .filter(|hit| matches!(mark(hit), Mark::Word(_) | Mark::Sign(_)))
            .collect();
        // "No push-off" is a flag, not a denial of one, and "FOP in a cousin" one told of kin.
        let signs = hits.iter().filter_map(|hit| match mark(hit) {
            Mark::Cue(sign) => {
                let inside = |flag: &&Hit| flag.covers(hit);
                let taken = matches!(
                    sign,
                    Sign::Deny | Sign::DenyAfter | Sign::DenyList | Sign::Kin
                ) && found.iter().copied().any(|flag| inside(&flag));
                // "Mum says his toes were always short" tells of the patient.
                let says = |other: &Hit| mark(other) == Mark::KinSays && other.covers(hit);
                let only_says = sign == Sign::Kin && hits.iter().any(says);
                (!taken && !only_says).then(|| (sign, hit.clone()))
            }
            _ => None,
        });
        let scopes = Scopes::new(&tokens, signs.collect(), HashSet::new());
        let of_somebody = quantities(&tokens)
            .iter()
            .any(|quantity| quantity.kind == QuantityKind::Age)
            || hits.iter().any(|hit| mark(hit) == Mark::Cue(Sign::Patient));
        let mut told = Told::default();
        for hit in &found {
            let (place, is_sign) = match mark(hit) {
                Mark::Sign(place) => (place, true),
                Mark::Word(place) => (place, false),
                _ => continue,
            };
            let flag = self.flags[place];
            let around = scopes.around(hit, Listed::Long);
            let of_another = around.kin && !self.is_of_own_kin(&tokens, hit, &hits);
            if of_another || self.is_over(place, hit, &hits, &tokens) {
                continue;
            }
            if around.denial == Denial::Denied {
                told.denied.mark(flag, true);
                continue;
            }
            let sentence = tokens.0[hit.first()].sentence;
            let same = |other: &Hit| tokens.0[other.first()].sentence == sentence;
            let general = self.is_general(place, hit, &hits, same);
            let telling = hits
                .iter()
                .any(|other| mark(other) == Mark::Telling && same(other) && !hit.covers(other));
            let is_told = if is_sign {
                !around.supposed && (!general || telling)
            } else {
                !around.supposed && !general && !around.past && (telling || of_somebody)
            };
            if is_told {
                told.flags.mark(flag, true);
                if is_sign {
                    told.signs.mark(flag, true);
                }
                let (first, last) = (hit.first(), hit.last());
                told.places
                    .push((flag, tokens.0[first].span.start..tokens.0[last].span.end));
            } else {
                told.general.mark(flag, true);
            }
        }
        for hit in &hits {
            if let Mark::Past(place) = mark(hit) {
                told.over.mark(self.flags[place], true);
            }
        }
        for flag in told.flags.iter() {
            told.general.mark(flag, false);
            told.over.mark(flag, false);
        }
        told
    }

    /// Whether who writes tells what has just happened to a relative of theirs, who is then the one in danger: "my dad felt
    /// a bang in his leg this morning".
    fn is_of_own_kin(&self, tokens: &Tokens, hit: &Hit, hits: &[Hit]) -> bool {
        let sentence = |hit: &Hit| tokens.0[hit.first()].sentence;
        let same = hits.iter().filter(|other| sentence(other) == sentence(hit));
        let is = |mark: Mark| move |other: &&Hit| self.marks[other.meaning] == mark;
        let mut kin = same.clone().filter(is(Mark::Cue(Sign::Kin)));
        let is_own = |kin: &Hit| {
            let before = kin.first().checked_sub(1).map(|at| &tokens.0[at]);
            before.is_some_and(|before| self.own.contains(&before.text))
        };
        let names_patient = tokens.0.iter().any(|one| self.patient.contains(&one.text));
        !names_patient
            && same.clone().any(|other| is(Mark::JustHappened)(&other))
            && kin.all(is_own)
    }

    /// Whether words say that a sign is over, only feared, or another thing. They hold for every list of their flag that
    /// has none of its own. Where they stand in another sentence, what has just happened is not over: "ruptured it 4 years
    /// ago. Weak push-off since yesterday."
    fn is_over(&self, place: usize, hit: &Hit, hits: &[Hit], tokens: &Tokens) -> bool {
        let is_new = || self.has_just_happened(hit, hits, tokens);
        hits.iter().any(|other| match self.marks[other.meaning] {
            Mark::Past(one) => {
                let of_flag = self.flags[one] == self.flags[place] && !self.has_past[place];
                let is_said = (one == place || of_flag) && other.meets(hit);
                is_said && !(other.anywhere && is_new())
            }
            _ => false,
        })
    }

    /// Whether words beside a sign say that it has just happened. "Now" does so only in the same part of the sentence.
    fn has_just_happened(&self, hit: &Hit, hits: &[Hit], tokens: &Tokens) -> bool {
        let token = |hit: &Hit| &tokens.0[hit.first()];
        let (sentence, part) = (token(hit).sentence, token(hit).part);
        hits.iter().any(|other| {
            let beside = token(other).part == part || !token(other).is("now");
            let is_cue = self.marks[other.meaning] == Mark::JustHappened;
            is_cue && token(other).sentence == sentence && beside
        })
    }

    /// Whether words beside a sign, in the same sentence, ask about it in general.
    fn is_general(
        &self,
        place: usize,
        hit: &Hit,
        hits: &[Hit],
        same: impl Fn(&Hit) -> bool,
    ) -> bool {
        hits.iter().any(|other| match self.marks[other.meaning] {
            Mark::General(Some(one)) => one == place && same(other),
            Mark::General(None) => {
                let is_near = hit.first() <= other.last() + GENERAL_REACH;
                same(other) && other.last() < hit.first() && is_near
            }
            _ => false,
        })
    }
}

/// The words of a cue that are looked up one by one.
pub(crate) fn words_of_cue(content: &Content, id: &str) -> HashSet<String> {
    let cues = content.vocabulary.cues.iter();
    let words = cues.filter(|cue| cue.id == id).flat_map(|cue| &cue.words);
    words.cloned().collect()
}
