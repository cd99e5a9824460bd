//! What a question may lean on: the topic of the last answered one, for an hour, and never its words.

use care_engine::content::{Anchor, Content, SynonymSetIx};

use super::Conversation;
use super::asking::Form;
use super::index::Index;
use super::reply::{Answer, Reason};

/// How long a topic can be leaned on, in seconds.
const FRESH: i64 = 60 * 60;

/// What the last answered question of a thread was about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    concepts: Vec<SynonymSetIx>,
    at: i64,
}

impl Topic {
    /// As it is kept: the ids of the content's concepts, and the time in seconds since 1970.
    pub fn to_ids(&self, content: &Content) -> (Vec<String>, i64) {
        let id = |place: &SynonymSetIx| content.language.synonyms[place.index()].id.clone();
        (self.concepts.iter().map(id).collect(), self.at)
    }

    /// Reads what was kept; ids that the content no longer has are left out.
    pub fn from_ids(content: &Content, ids: &[String], at: i64) -> Self {
        let concepts = &content.language.synonyms;
        let place = |id: &String| {
            let found = concepts.iter().position(|concept| concept.id == *id);
            found.map(SynonymSetIx::new)
        };
        Self {
            concepts: ids.iter().filter_map(place).collect(),
            at,
        }
    }

    /// The things that a text names, if any.
    pub(super) fn about(index: &Index, text: &str, at: i64) -> Option<Self> {
        let mut concepts = index.concepts(text);
        concepts.retain(|place| index.anchor(*place) != Anchor::Loose);
        (!concepts.is_empty()).then_some(Self { concepts, at })
    }

    /// The things it is about.
    pub(super) fn concepts(&self) -> &[SynonymSetIx] {
        &self.concepts
    }

    pub(super) fn is_fresh(&self, now: i64) -> bool {
        (0..=FRESH).contains(&(now - self.at)) && !self.concepts.is_empty()
    }
}

/// The topic after an answer: what the question named, or what it leaned on where it named nothing.
/// A decline clears it.
pub(super) fn after(
    content: &Content,
    conversation: &Conversation,
    now: i64,
    text: &str,
    answer: &Answer,
    form: Form,
    before: Option<&Topic>,
) -> Option<Topic> {
    if !matches!(answer.reason, Reason::Answered | Reason::Dose) {
        return None;
    }
    let index = &conversation.index;
    let own = Topic::about(index, &index.read(text).plain, now);
    let leant_on = before.filter(|_| form.leans).map(|before| Topic {
        at: now,
        ..before.clone()
    });
    let asked = answer
        .asked
        .and_then(|asked| content.intent(asked).examples.first());
    own.or(leant_on)
        .or_else(|| Topic::about(index, asked?, now))
}
