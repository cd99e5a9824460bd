//! What an answered question was about: things that the content knows, and when they were spoken of.

use care_engine::content::{Anchor, Content, SynonymSetIx};

use super::index::Index;

/// How long a topic can be leaned on, in seconds.
const FRESH: i64 = 60 * 60;

/// What the last answered question of a thread was about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    synonym_sets: Vec<SynonymSetIx>,
    at: i64,
}

impl Topic {
    /// As it is kept: the ids of the content's synonym sets, and the time in seconds since 1970.
    pub fn to_ids(&self, content: &Content) -> (Vec<String>, i64) {
        let id = |place: &SynonymSetIx| content.language.synonyms[place.index()].id.clone();
        (self.synonym_sets.iter().map(id).collect(), self.at)
    }

    /// Reads what was kept; ids that the content no longer has are left out.
    pub fn from_ids(content: &Content, ids: &[String], at: i64) -> Self {
        let synonym_sets = &content.language.synonyms;
        let place = |id: &String| {
            let found = synonym_sets
                .iter()
                .position(|synonym_set| synonym_set.id == *id);
            found.map(SynonymSetIx::new)
        };
        Self {
            synonym_sets: ids.iter().filter_map(place).collect(),
            at,
        }
    }

    /// The things that a text names, if any.
    pub(super) fn about(index: &Index, text: &str, at: i64) -> Option<Self> {
        let mut synonym_sets = index.synonym_sets(text);
        synonym_sets.retain(|place| index.anchor(*place) != Anchor::Loose);
        (!synonym_sets.is_empty()).then_some(Self { synonym_sets, at })
    }

    /// The things it is about.
    pub(super) fn synonym_sets(&self) -> &[SynonymSetIx] {
        &self.synonym_sets
    }

    /// The same things, spoken of at another time.
    pub(super) fn renewed(&self, at: i64) -> Self {
        Self { at, ..self.clone() }
    }

    pub(super) fn is_fresh(&self, now: i64) -> bool {
        (0..=FRESH).contains(&(now - self.at)) && !self.synonym_sets.is_empty()
    }
}
