//! Whose a time is: that of the symptoms, of a treatment, of a disease, or of something that is not understood.

use care_engine::content::{MeasureKind, PhraseKind};

use super::Meaning;
use super::look::{Look, is_small};
use crate::text::{Denial, Kind, Listed, QuantityKind};

/// The cue of words for a beginning.
const BEGUN: &str = "begun";
/// The cue of words that put somebody on a medicine.
const PUT_ON: &str = "put_on";
/// The cue of words for how often something is taken or done.
const HOW_OFTEN: &str = "how_often";
/// A medicine stands so near before what is its beginning.
const NEAR: usize = 3;
/// How near behind the name of a medicine a time is that of its course: "isotretinoin 40 mg for 5 months".
const OF_COURSE: usize = 6;

/// What a time may be that of, by the words beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// Nothing that lasts by itself: it is how long there were symptoms.
    Nothing,
    /// A disease, a medicine, a treatment.
    Another,
    /// Words that are not understood.
    Unread,
}

impl Look<'_> {
    /// The measure whose words stand anywhere in the part of a time, where they are those of one measure only:
    /// "exercises twice a week at best for 3 months".
    pub(super) fn of_part(&self, place: usize) -> Option<usize> {
        let quantity = &self.quantities[place];
        let part = self.tokens.0[quantity.tokens.start].part;
        if quantity.kind != QuantityKind::Time || self.number_of_times(part) != 1 {
            return None;
        }
        let mut measures: Vec<usize> = self
            .near_times(part)
            .filter(|measure| {
                self.content.vocabulary.measures[*measure]
                    .question
                    .is_some()
            })
            .collect();
        measures.dedup();
        let one = measures.first().copied().filter(|_| measures.len() == 1)?;
        // A time that says when something was is none of how long.
        (!quantity.ago || self.content.vocabulary.measures[one].over_commas).then_some(one)
    }

    /// The measure whose words stand in the part before a time that is a part of its own: "operated, 12 weeks".
    pub(super) fn of_part_before(&self, place: usize) -> Option<usize> {
        let tokens = &self.tokens.0;
        let quantity = &self.quantities[place];
        let part = tokens[quantity.tokens.start].part;
        let is_alone = || {
            let mut own = (0..tokens.len()).filter(|at| tokens[*at].part == part);
            own.all(|at| quantity.tokens.contains(&at) || !self.says(at))
        };
        if quantity.kind != QuantityKind::Time || part == 0 || !is_alone() {
            return None;
        }
        let before = part - 1;
        let mut measures = self
            .near_times(before)
            .filter(|measure| self.content.vocabulary.measures[*measure].over_commas);
        measures
            .next()
            .filter(|_| self.number_of_times(before) == 0)
    }

    fn number_of_times(&self, part: usize) -> usize {
        let times = self.quantities.iter().filter(|one| {
            one.kind == QuantityKind::Time && self.tokens.0[one.tokens.start].part == part
        });
        times.count()
    }

    /// The measures of times whose words stand in a part.
    fn near_times(&self, part: usize) -> impl Iterator<Item = usize> {
        self.hits.iter().filter_map(move |hit| {
            let Meaning::Near(measure) = self.reader.meanings[hit.meaning] else {
                return None;
            };
            let is_time = self.content.vocabulary.measures[measure].kind == MeasureKind::Time;
            let is_here = is_time && self.tokens.0[hit.first()].part == part;
            (is_here && self.is_told(hit) && !self.begins_a_course(hit)).then_some(measure)
        })
    }

    /// Whether something is told to have been: not denied, asked about, thought of or still to come.
    pub(super) fn is_told(&self, hit: &crate::text::Hit) -> bool {
        let around = self.scopes.around(hit, Listed::Long);
        let is_open = around.asked || around.supposed || around.pending;
        around.denial == Denial::Not && !is_open
    }

    /// Whether a token is a word that says something beside a number.
    fn says(&self, at: usize) -> bool {
        let token = &self.tokens.0[at];
        let is_rate = self
            .hits
            .iter()
            .any(|hit| hit.tokens.contains(&at) && self.reader.is_of(self.content, hit, HOW_OFTEN));
        token.kind == Kind::Word && !is_small(&token.text) && !is_rate
    }

    /// What a time is that of by the word that stands nearest to it in its part: the one before it, or else the one
    /// behind it.
    pub(super) fn owner(&self, place: usize) -> Owner {
        let tokens = &self.tokens.0;
        let own = &self.quantities[place].tokens;
        let part = tokens[own.start].part;
        let is_of_number = |at: &usize| self.quantities.iter().any(|one| one.tokens.contains(at));
        let says = |at: &usize| tokens[*at].part == part && self.says(*at) && !is_of_number(at);
        let before = (0..own.start).rev().find(says);
        let Some(at) = before.or_else(|| (own.end..tokens.len()).find(says)) else {
            return Owner::Nothing;
        };
        // "2 yrs, mature bone": of what stands behind it a time is only that of what is taken or done.
        let is_behind = before.is_none();
        let lasts = |hit: &crate::text::Hit| match self.reader.meanings[hit.meaning] {
            Meaning::Phrase(phrase) => {
                let phrase = &self.content.vocabulary.phrases[phrase];
                let lasts = match phrase.kind {
                    PhraseKind::Medicine | PhraseKind::Done => true,
                    PhraseKind::Condition => !is_behind,
                    PhraseKind::Fact | PhraseKind::Test => false,
                };
                lasts && !phrase.means.is_empty()
            }
            _ => false,
        };
        let mut hits = self.hits.iter().filter(|hit| hit.tokens.contains(&at));
        match (hits.any(lasts), self.used[at]) {
            (true, _) => Owner::Another,
            (false, true) => Owner::Nothing,
            (false, false) => Owner::Unread,
        }
    }

    /// Whether a time stands behind the name of a medicine: it is how long that is taken.
    pub(super) fn is_of_a_course(&self, place: usize) -> bool {
        let quantity = &self.quantities[place];
        quantity.kind == QuantityKind::Time
            && self.is_behind_medicine(quantity.tokens.start, OF_COURSE)
    }

    /// Whether a word for a beginning says when a medicine was begun: "sertraline started 6 weeks ago".
    pub(super) fn begins_a_course(&self, hit: &crate::text::Hit) -> bool {
        let is_begun = |other: &crate::text::Hit| {
            other.tokens == hit.tokens && self.reader.is_of(self.content, other, BEGUN)
        };
        self.hits.iter().any(is_begun) && self.is_behind_medicine(hit.first(), NEAR)
    }

    /// Whether words just before the name of a medicine say that it was begun: "started him on ramipril last month". When
    /// that was says nothing of its being over.
    pub(super) fn was_put_on(&self, hit: &crate::text::Hit) -> bool {
        self.hits.iter().any(|other| {
            self.reader.is_of(self.content, other, PUT_ON)
                && other.last() < hit.first()
                && hit.first() - other.last() <= NEAR
                && self.tokens.0[other.last()].part == self.tokens.0[hit.first()].part
        })
    }

    /// Whether the name of a medicine stands so near before a token, in the same part.
    fn is_behind_medicine(&self, at: usize, most: usize) -> bool {
        self.hits.iter().any(|hit| {
            let is_medicine = match self.reader.meanings[hit.meaning] {
                Meaning::Phrase(place) => {
                    let phrase = &self.content.vocabulary.phrases[place];
                    phrase.kind == PhraseKind::Medicine
                }
                _ => false,
            };
            is_medicine
                && hit.last() < at
                && at - hit.last() <= most
                && self.tokens.0[hit.last()].part == self.tokens.0[at].part
        })
    }
}
