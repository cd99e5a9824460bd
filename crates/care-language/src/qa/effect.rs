//! What is asked for has to be in the answer. A question whether X shrinks the focus is answered only by statements
//! that speak of shrinking, and one for a price only by a statement that names one, not by whatever else is known
//! of X.

use std::collections::{HashMap, HashSet};

use super::index::Index;
use super::words::Seen;
use care_engine::content::{Content, StatementIx, SynonymSetIx};

/// A way of asking that names a thing by the way does not mean that it is answered for it.
const OFTEN: usize = 3;

/// Which statements speak of what can be asked for, and of which things any does.
pub(super) struct Effects {
    /// Concepts that are effects.
    effects: HashSet<SynonymSetIx>,
    speaks: Vec<bool>,
    /// Concepts that some statement names, or that are often named where it is asked for.
    spoken_of: HashSet<SynonymSetIx>,
    /// Concepts that an answer has to name, each with the statements that do.
    wanted: HashMap<SynonymSetIx, HashSet<StatementIx>>,
}

impl Effects {
    pub(super) fn new(content: &Content, index: &Index) -> Self {
        let synonym_sets = || {
            let synonym_sets = content.language.synonyms.iter().enumerate();
            synonym_sets.map(|(place, synonym_set)| (SynonymSetIx::new(place), synonym_set))
        };
        let effects: HashSet<SynonymSetIx> = synonym_sets()
            .filter(|(_, synonym_set)| synonym_set.effect)
            .map(|(place, _)| place)
            .collect();
        let wanted = synonym_sets().filter(|(_, synonym_set)| synonym_set.wanted);
        let mut read = Self {
            effects,
            speaks: Vec::new(),
            spoken_of: HashSet::new(),
            wanted: wanted.map(|(place, _)| (place, HashSet::new())).collect(),
        };
        for (place, statement) in content.statements.iter().enumerate() {
            let place = StatementIx::new(place);
            let named = index.synonym_sets(&statement.text.replace('%', " percent "));
            read.speaks
                .push(named.iter().any(|one| read.effects.contains(one)));
            for synonym_set in &named {
                if let Some(statements) = read.wanted.get_mut(synonym_set) {
                    statements.insert(place);
                }
            }
            let plain = statement.plain.iter();
            read.spoken_of
                .extend(plain.flat_map(|plain| index.synonym_sets(plain)));
            read.spoken_of.extend(named);
        }
        for asked in &content.language.intents {
            let mut times: HashMap<SynonymSetIx, usize> = HashMap::new();
            for place in asked
                .examples
                .iter()
                .flat_map(|way| index.synonym_sets(way))
            {
                *times.entry(place).or_default() += 1;
            }
            for (synonym_set, _) in times.into_iter().filter(|(_, times)| *times >= OFTEN) {
                read.spoken_of.insert(synonym_set);
                if let Some(statements) = read.wanted.get_mut(&synonym_set) {
                    statements.extend(&asked.statements);
                }
            }
        }
        read
    }

    /// Whether an effect is asked for.
    pub(super) fn asked(&self, seen: &Seen) -> bool {
        seen.synonym_sets
            .iter()
            .any(|place| self.effects.contains(place))
    }

    /// Whether a statement speaks of an effect.
    pub(super) fn speaks(&self, statement: StatementIx) -> bool {
        self.speaks[statement.index()]
    }

    /// Whether any statement names the synonym set, or answers what often names it.
    pub(super) fn is_spoken_of(&self, synonym_set: SynonymSetIx) -> bool {
        self.spoken_of.contains(&synonym_set)
    }

    /// What a question asks for that an answer has to name.
    pub(super) fn wanted(&self, seen: &Seen) -> Vec<SynonymSetIx> {
        let synonym_sets = seen.synonym_sets.iter().copied();
        synonym_sets
            .filter(|place| self.wanted.contains_key(place))
            .collect()
    }

    /// Whether a statement names all of it.
    pub(super) fn names(&self, statement: StatementIx, wanted: &[SynonymSetIx]) -> bool {
        wanted
            .iter()
            .all(|place| self.wanted[place].contains(&statement))
    }
}
