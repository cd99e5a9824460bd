//! What a thread is about: things that the content knows, or an emergency, and when they were spoken of.

use care_engine::content::{Anchor, Content, EmergencyIx, SynonymSetIx};

use super::index::Index;

/// How long a topic can be leaned on, and an emergency stands, in seconds.
const FRESH: i64 = 60 * 60;
/// Most things told of a case that a question can lean on.
const MOST_TOLD: usize = 2;
/// Before the id of an emergency, where it is kept: no other id of the content begins so.
const EMERGENCY: char = '!';

/// What the last answered question of a thread was about, or the emergency that was told in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    synonym_sets: Vec<SynonymSetIx>,
    emergency: Option<EmergencyIx>,
    at: i64,
}

impl Topic {
    /// The emergency that was told in a thread.
    pub(super) fn of_emergency(emergency: EmergencyIx, at: i64) -> Self {
        Self {
            synonym_sets: Vec::new(),
            emergency: Some(emergency),
            at,
        }
    }

    /// The emergency that was told within the last hour, at a time in seconds since 1970.
    pub fn emergency(&self, now: i64) -> Option<EmergencyIx> {
        self.emergency.filter(|_| self.is_recent(now))
    }

    /// As it is kept: the ids of the content's synonym sets and of an emergency, and the time in seconds since
    /// 1970.
    pub fn to_ids(&self, content: &Content) -> (Vec<String>, i64) {
        let id = |place: &SynonymSetIx| content.language.synonyms[place.index()].id.clone();
        let emergency = self.emergency.map(|place| {
            let emergency = &content.language.emergencies[place.index()];
            format!("{EMERGENCY}{}", emergency.id)
        });
        let ids = self.synonym_sets.iter().map(id).chain(emergency);
        (ids.collect(), self.at)
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
        let emergencies = &content.language.emergencies;
        let told = |id: &String| {
            let id = id.strip_prefix(EMERGENCY)?;
            let found = emergencies.iter().position(|one| one.id == id);
            found.map(EmergencyIx::new)
        };
        Self {
            synonym_sets: ids.iter().filter_map(place).collect(),
            emergency: ids.iter().find_map(told),
            at,
        }
    }

    /// The things that a text names, if any.
    pub(super) fn about(index: &Index, text: &str, at: i64) -> Option<Self> {
        let mut synonym_sets = index.synonym_sets(text);
        synonym_sets.retain(|place| index.anchor(*place) != Anchor::Loose);
        (!synonym_sets.is_empty()).then_some(Self {
            synonym_sets,
            emergency: None,
            at,
        })
    }

    /// What was done to a patient or is taken by one, where a text tells of hardly more than one such thing: of several
    /// nobody knows which is meant next.
    pub(super) fn told(content: &Content, index: &Index, text: &str, at: i64) -> Option<Self> {
        let set = |place: &SynonymSetIx| &content.language.synonyms[place.index()];
        let mut synonym_sets = index.synonym_sets(text);
        synonym_sets.retain(|place| set(place).recalled);
        // Who tells of a night splint tells of no other splint.
        let wider: Vec<SynonymSetIx> = (synonym_sets.iter())
            .flat_map(|place| set(place).broader.clone())
            .collect();
        synonym_sets.retain(|place| !wider.contains(place));
        (1..=MOST_TOLD)
            .contains(&synonym_sets.len())
            .then_some(Self {
                synonym_sets,
                emergency: None,
                at,
            })
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
        self.is_recent(now) && !self.synonym_sets.is_empty()
    }

    fn is_recent(&self, now: i64) -> bool {
        (0..=FRESH).contains(&(now - self.at))
    }
}
