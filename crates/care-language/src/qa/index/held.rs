//! What of a question an answer holds, rare things counting most: question words carry no evidence, rare words do.

use super::super::common::Usual;
use super::super::words::{Seen, Unit};
use super::{Index, Meant};
use care_engine::content::Anchor;

/// What of a question an answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(in crate::qa) struct Held {
    /// The share of its names and of all its words, each counting by how rare it is in the content.
    pub(in crate::qa) terms: f32,
    /// The share of its words and names, each counting by how much it says: a name by how rare it is in the
    /// content, a word by how rare it is in English too.
    pub(in crate::qa) units: f32,
    /// A word is neither a name nor English.
    pub(in crate::qa) strange: bool,
    /// The answer does not hold an English word that is not of every day.
    pub(in crate::qa) unheld: bool,
}

/// What a word counts, by how usual it is in English. A word that neither English nor the content has counts
/// most: it may be the subject. No word counts more than its rarity in the content.
const EVERYDAY: f32 = 1.0;
const COMMON: f32 = 2.0;
const KNOWN: f32 = 4.0;
const OF_CONTENT: f32 = 7.0;
const RARE: f32 = 9.0;
/// A number, or a single letter: "4", "u".
const NUMBER: f32 = 0.7;
/// What a name counts that any matter has: "pain", "how long".
const LOOSE: f32 = 0.35;
/// How much of a name is held by an answer that only has what it is a kind of.
const WIDER: f32 = 0.5;

impl Index {
    /// How much of a question the texts of these meanings hold together.
    pub(in crate::qa) fn held(&self, seen: &Seen, meanings: &[Meant]) -> Held {
        let places: Vec<u32> = (self.meanings.iter().enumerate())
            .filter(|(_, meant)| meanings.contains(meant))
            .map(|(place, _)| place as u32)
            .collect();
        let holds = |term: &str| {
            let number = self.terms.get(term).copied();
            let stands = number.map_or(&[][..], |number| &self.stands[number as usize]);
            let mut texts = stands.iter().map(|text| &self.texts[*text as usize]);
            texts.any(|text| places.contains(&text.meaning))
        };
        let mut held = Held::default();
        let (mut part, mut whole) = (0.0, 0.0);
        let (mut of_terms, mut terms) = (0.0, 0.0);
        // What stands beside the tendon is asked in its light.
        let here = |unit: &Unit| self.anchor_of(unit) == Some(Anchor::Here);
        let here = seen.units.iter().any(here);
        let beside = |unit: &Unit| here && self.anchor_of(unit) == Some(Anchor::Elsewhere);
        for unit in seen.units.iter().filter(|unit| !beside(unit)) {
            let has = self.unit_held(unit, &holds);
            let counts = self.counts(unit);
            whole += counts;
            part += counts * has;
            let entirely = has > WIDER;
            let names = unit
                .synonym_sets
                .iter()
                .map(|place| self.lexicon.terms_of(*place).0);
            for term in names.chain(unit.stems.iter().map(String::as_str)) {
                let counts = self.rarity(self.terms.get(term).copied());
                terms += counts;
                // A word inside a name is held where the name is.
                if holds(term) || (entirely && !unit.synonym_sets.is_empty()) {
                    of_terms += counts;
                }
            }
            held.strange |= unit.strange;
            held.unheld |= unit.usual == Some(Usual::Known) && !entirely;
        }
        held.terms = if terms > 0.0 { of_terms / terms } else { 0.0 };
        held.units = if whole > 0.0 { part / whole } else { 0.0 };
        held
    }

    fn unit_held(&self, unit: &Unit, holds: &dyn Fn(&str) -> bool) -> f32 {
        let mut names = unit
            .synonym_sets
            .iter()
            .map(|place| self.lexicon.terms_of(*place));
        let words = !unit.stems.is_empty() && unit.stems.iter().all(|stem| holds(stem));
        // Whatever else is known of other parts of the body, it is of this one only where it is named.
        if words || self.anchor_of(unit) == Some(Anchor::Elsewhere) {
            return f32::from(u8::from(words));
        }
        if names.clone().any(|(name, _)| holds(name)) {
            return 1.0;
        }
        match names.any(|(_, mut wider)| wider.any(holds)) {
            true => WIDER,
            false => 0.0,
        }
    }

    /// What a word or a name counts.
    fn counts(&self, unit: &Unit) -> f32 {
        let rarity = |term: &str| self.rarity(self.terms.get(term).copied());
        if let Some(anchor) = self.anchor_of(unit) {
            let names = unit
                .synonym_sets
                .iter()
                .map(|place| rarity(self.lexicon.terms_of(*place).0));
            let rarest = names.fold(0.0, f32::max);
            return rarest * if anchor == Anchor::Loose { LOOSE } else { 1.0 };
        }
        if unit.number || unit.stems.iter().all(|stem| stem.len() < 2) {
            return NUMBER;
        }
        let own = unit
            .stems
            .iter()
            .map(|stem| rarity(stem))
            .fold(0.0, f32::max);
        let most = match unit.usual {
            Some(Usual::Everyday) => EVERYDAY,
            Some(Usual::Common) => COMMON,
            Some(Usual::Known) => KNOWN,
            None if unit.stems.iter().all(|stem| self.lexicon.has_stem(stem)) => OF_CONTENT,
            None => RARE,
        };
        own.min(most)
    }

    /// What a name says about the matter: of several things of one name, the one that says most.
    fn anchor_of(&self, unit: &Unit) -> Option<Anchor> {
        const ORDER: [Anchor; 6] = [
            Anchor::Here,
            Anchor::Matter,
            Anchor::Elsewhere,
            Anchor::Near,
            Anchor::Other,
            Anchor::Loose,
        ];
        let names = |wanted: &Anchor| {
            let mut places = unit.synonym_sets.iter();
            places.any(|place| self.anchor(*place) == *wanted)
        };
        ORDER.into_iter().find(names)
    }
}
