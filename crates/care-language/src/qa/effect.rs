//! What something does to the focus: a question whether X shrinks it is answered only by statements that
//! speak of shrinking, not by whatever else is known of X.

use std::collections::{HashMap, HashSet};

use super::index::Index;
use super::words::Seen;
use care_engine::content::{Content, StatementIx, SynonymSetIx};

/// A way of asking that names a thing by the way does not mean that it is answered for it.
const OFTEN: usize = 3;

/// Which statements speak of an effect, and of which things any does.
pub(super) struct Effects {
    /// Concepts that are effects.
    effects: HashSet<SynonymSetIx>,
    speaks: Vec<bool>,
    /// Concepts that some statement names, or that are often named where it is asked for.
    spoken_of: HashSet<SynonymSetIx>,
}

impl Effects {
    pub(super) fn new(content: &Content, index: &Index) -> Self {
        let concepts = content.language.synonyms.iter().enumerate();
        let effects: HashSet<SynonymSetIx> = concepts
            .filter(|(_, concept)| concept.effect)
            .map(|(place, _)| SynonymSetIx::new(place))
            .collect();
        let mut spoken_of = HashSet::new();
        let speaks = content.statements.iter().map(|statement| {
            let named = index.concepts(&statement.text);
            spoken_of.extend(
                statement
                    .plain
                    .iter()
                    .flat_map(|plain| index.concepts(plain)),
            );
            let speaks = named.iter().any(|place| effects.contains(place));
            spoken_of.extend(named);
            speaks
        });
        let speaks = speaks.collect();
        for asked in &content.language.intents {
            let mut times: HashMap<SynonymSetIx, usize> = HashMap::new();
            for place in asked.examples.iter().flat_map(|way| index.concepts(way)) {
                *times.entry(place).or_default() += 1;
            }
            let often = times.into_iter().filter(|(_, times)| *times >= OFTEN);
            spoken_of.extend(often.map(|(place, _)| place));
        }
        Self {
            speaks,
            spoken_of,
            effects,
        }
    }

    /// Whether an effect is asked for.
    pub(super) fn asked(&self, seen: &Seen) -> bool {
        seen.concepts
            .iter()
            .any(|place| self.effects.contains(place))
    }

    /// Whether a statement speaks of an effect.
    pub(super) fn speaks(&self, statement: StatementIx) -> bool {
        self.speaks[statement.index()]
    }

    /// Whether any statement names the concept, or answers what often names it.
    pub(super) fn is_spoken_of(&self, concept: SynonymSetIx) -> bool {
        self.spoken_of.contains(&concept)
    }
}
