//! An intake as it is kept: by ids, not by positions, so that it outlives a change of content.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Earlier, Intake, Place, Purpose, UnreadPlace};
use crate::case::Case;
use crate::content::{Content, OptionSet, QuestionIx};

/// The version of the stored form. A later one says how it reads this one.
pub const FORMAT: u32 = 1;

/// A stored state that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BadState {
    /// Written by a later version of the bot.
    #[error("the state has format {0}, and this version knows up to {FORMAT}; update the bot")]
    Newer(u32),
    /// Not what was written.
    #[error("the state is damaged: {0}")]
    Damaged(#[from] serde_json::Error),
}

/// An intake read back.
#[derive(Debug)]
pub struct Restored {
    /// As far as the content has it.
    pub intake: Intake,
    /// Whether that is all of it. Otherwise an answer or a card was of an older content.
    pub whole: bool,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    format: u32,
    answers: Map<String, Value>,
    place: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    draft: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    marked: Vec<String>,
    trail: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    again: Vec<String>,
    #[serde(default)]
    refusals: u8,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    clearing: bool,
    turn: u32,
    #[serde(default)]
    plans: u32,
    #[serde(default = "first_visit", skip_serializing_if = "is_first_visit")]
    visit: u32,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    first: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    previous: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before_review: Option<Box<Stored>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    read: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before_read: Option<Box<Stored>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    doubts: BTreeMap<String, Vec<String>>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    unasked: Map<String, Value>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    unread: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unread_places: Vec<UnreadPlace>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    told: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    changed: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    asked: Vec<String>,
}

fn first_visit() -> u32 {
    1
}

fn is_first_visit(visit: &u32) -> bool {
    *visit == first_visit()
}

impl Intake {
    /// The form that is kept.
    pub fn to_stored(&self, content: &Content) -> String {
        // Strings, numbers and lists only: this cannot fail; an empty state would be refused below.
        serde_json::to_string(&self.stored(content)).unwrap_or_default()
    }

    fn stored(&self, content: &Content) -> Stored {
        let id = |question: &QuestionIx| content.question(*question).id.clone();
        let draft = self.asking().map(|question| {
            let id = |option| content.option(question, option).id.clone();
            self.draft.iter().map(id).collect()
        });
        let ids = |(question, options): (&QuestionIx, &OptionSet)| {
            let options = options.iter();
            let options = options.map(|option| content.option(*question, option).id.clone());
            (id(question), options.collect())
        };
        let before = |before: &Option<Box<Intake>>| {
            let before = before.as_ref();
            before.map(|before| Box::new(before.stored(content)))
        };
        Stored {
            format: FORMAT,
            answers: self.case.to_json(content),
            place: match self.place {
                Place::Ask(question, Purpose::Walk) => format!("walk:{}", id(&question)),
                Place::Ask(question, Purpose::Edit) => format!("edit:{}", id(&question)),
                Place::Ask(question, Purpose::Refine) => format!("refine:{}", id(&question)),
                Place::Ask(question, Purpose::Change) => format!("change:{}", id(&question)),
                Place::Summary => "summary".into(),
                Place::Planned => "planned".into(),
                Place::Refine => "refine".into(),
                Place::Cancelled => "cancelled".into(),
            },
            draft: draft.unwrap_or_default(),
            marked: self.marked.iter().map(id).collect(),
            trail: self.history.iter().map(id).collect(),
            again: self.again.iter().map(id).collect(),
            refusals: self.refusals,
            clearing: self.clearing,
            turn: self.turn,
            plans: self.plans,
            visit: self.visit,
            first: self.earlier.first.to_json(content),
            previous: self.earlier.previous.to_json(content),
            read: self.read.iter().map(id).collect(),
            before_review: before(&self.before_review),
            before_read: before(&self.before_read),
            doubts: self.doubts.iter().map(ids).collect(),
            unasked: self.unasked.to_json(content),
            unread: self.unread,
            unread_places: self.unread_places.clone(),
            told: self.told,
            changed: self.changed.iter().map(id).collect(),
            asked: (self.asked.iter())
                .map(|asked| content.intent(*asked).id.clone())
                .collect(),
        }
    }

    /// Reads a kept state, as far as the present content has it.
    ///
    /// # Errors
    /// When the text is damaged or from a later version.
    pub fn from_stored(content: &Content, text: &str) -> Result<Self, BadState> {
        Ok(Self::restored(content, text)?.intake)
    }

    /// Reads a kept state. Answers that the present content no longer has are left out; a card
    /// that is gone becomes the next one that exists. Whoever goes on with it has to be told so.
    ///
    /// # Errors
    /// When the text is damaged or from a later version.
    pub fn restored(content: &Content, text: &str) -> Result<Restored, BadState> {
        let stored: Stored = serde_json::from_str(text)?;
        if stored.format > FORMAT {
            return Err(BadState::Newer(stored.format));
        }
        Ok(Self::from(content, stored))
    }

    fn from(content: &Content, stored: Stored) -> Restored {
        let mut whole = true;
        let mut answers = |stored: Map<String, Value>| {
            let (case, all) = Case::from_kept(content, &stored);
            whole &= all;
            case
        };
        let (case, unasked) = (answers(stored.answers), answers(stored.unasked));
        let earlier = Earlier {
            first: answers(stored.first),
            previous: answers(stored.previous),
        };
        let questions = |ids: Vec<String>| -> Vec<QuestionIx> {
            ids.iter()
                .filter_map(|id| content.find_question(id))
                .collect()
        };
        let next = || match super::next_question(content, &case) {
            Some(question) => Place::Ask(question, Purpose::Walk),
            None if stored.plans > 0 => Place::Refine,
            None => Place::Summary,
        };
        let place = match stored.place.split_once(':') {
            None => match stored.place.as_str() {
                "summary" => Place::Summary,
                "planned" => Place::Planned,
                "refine" => Place::Refine,
                "cancelled" => Place::Cancelled,
                _ => next(),
            },
            Some((purpose, id)) => match (purpose, content.find_question(id)) {
                ("edit", Some(question)) => Place::Ask(question, Purpose::Edit),
                ("refine", Some(question)) => Place::Ask(question, Purpose::Refine),
                ("change", Some(question)) => Place::Ask(question, Purpose::Change),
                (_, Some(question)) => Place::Ask(question, Purpose::Walk),
                _ => {
                    whole = false;
                    next()
                }
            },
        };
        let draft = match place {
            Place::Ask(question, _) => stored
                .draft
                .iter()
                .filter_map(|id| content.find_option(question, id))
                .collect(),
            _ => OptionSet::default(),
        };
        let before = |stored: Option<Box<Stored>>| {
            stored.map(|before| Box::new(Self::from(content, *before).intake))
        };
        let (before_read, before_review) =
            (before(stored.before_read), before(stored.before_review));
        let intake = Self {
            case,
            place,
            draft,
            marked: questions(stored.marked),
            history: questions(stored.trail),
            again: questions(stored.again),
            refusals: stored.refusals,
            clearing: stored.clearing,
            turn: stored.turn,
            plans: stored.plans,
            visit: stored.visit.max(1),
            earlier,
            before_review,
            read: questions(stored.read),
            before_read,
            doubts: known_doubts(content, &stored.doubts),
            unasked,
            unread: stored.unread,
            unread_places: stored.unread_places,
            told: stored.told,
            changed: questions(stored.changed),
            asked: (stored.asked.iter())
                .filter_map(|id| content.find_intent(id))
                .collect(),
        };
        Restored { intake, whole }
    }
}

/// The doubts that the present content still has.
fn known_doubts(
    content: &Content,
    stored: &BTreeMap<String, Vec<String>>,
) -> BTreeMap<QuestionIx, OptionSet> {
    let known = |(id, options): (&String, &Vec<String>)| {
        let question = content.find_question(id)?;
        let options = options.iter();
        let options = options.filter_map(|id| content.find_option(question, id));
        Some((question, options.collect()))
    };
    stored.iter().filter_map(known).collect()
}
