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
        let concepts = || {
            let concepts = content.language.synonyms.iter().enumerate();
            concepts.map(|(place, concept)| (SynonymSetIx::new(place), concept))
        };
        let effects: HashSet<SynonymSetIx> = concepts()
            .filter(|(_, concept)| concept.effect)
            .map(|(place, _)| place)
            .collect();
        let wanted = concepts().filter(|(_, concept)| concept.wanted);
        let mut read = Self {
            effects,
            speaks: Vec::new(),
            spoken_of: HashSet::new(),
            wanted: wanted.map(|(place, _)| (place, HashSet::new())).collect(),
        };
        for (place, statement) in content.statements.iter().enumerate() {
            let place = StatementIx::new(place);
            let named = index.concepts(&statement.text.replace('%', " percent "));
            read.speaks
                .push(named.iter().any(|one| read.effects.contains(one)));
            for concept in &named {
                if let Some(statements) = read.wanted.get_mut(concept) {
                    statements.insert(place);
                }
            }
            let plain = statement.plain.iter();
            read.spoken_of
                .extend(plain.flat_map(|plain| index.concepts(plain)));
            read.spoken_of.extend(named);
        }
        for asked in &content.language.intents {
            let mut times: HashMap<SynonymSetIx, usize> = HashMap::new();
            for place in asked.examples.iter().flat_map(|way| index.concepts(way)) {
                *times.entry(place).or_default() += 1;
            }
            for (concept, _) in times.into_iter().filter(|(_, times)| *times >= OFTEN) {
                read.spoken_of.insert(concept);
                if let Some(statements) = read.wanted.get_mut(&concept) {
                    statements.extend(&asked.statements);
                }
            }
        }
        read
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

    /// What a question asks for that an answer has to name.
    pub(super) fn wanted(&self, seen: &Seen) -> Vec<SynonymSetIx> {
        let concepts = seen.concepts.iter().copied();
        concepts
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
